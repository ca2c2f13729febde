import type { AdminRefusal, TeamAdminError } from '../../shared/contract/team-admin-common.ts';
import type { TeamFailure } from '../team/team-server.ts';

type Facts = Readonly<Record<string, string>>;
type Known = { readonly says: RegExp; readonly reason: AdminRefusal };

/**
 * What central's functions say when they refuse, and the word that this program has for it. Named groups become facts.
 * A test compares them with the functions themselves, so that a sentence that changes there is missed here.
 */
const KNOWN: readonly Known[] = [
  { says: /^(?:this needs|inviting needs) the permission (?<permission>\S+)$/, reason: 'permission' },
  { says: /^there is no such person, or they are above you$|^this person is above you$/, reason: 'person-above' },
  { says: /^nobody does this to themselves$/, reason: 'oneself' },
  { says: /^this is the last administrator$/, reason: 'last-administrator' },
  { says: /^there is no such role, or it is above your own$/, reason: 'role-above' },
  { says: /^the owner stays an administrator; hand the organization over first$/, reason: 'owner-stays' },
  { says: /^you do not have (?<permission>\S+) yourself$/, reason: 'not-yours-to-give' },
  { says: /^name a permission and a reason$/, reason: 'permission-or-reason-missing' },
  { says: /^give a reason$/, reason: 'reason-missing' },
  { says: /^this person owns stores; hand them over first$/, reason: 'owns-stores' },
  { says: /^there is no such store, or this is above your rank there$/, reason: 'store-rank' },
  { says: /^only the owners of a store may read its credentials$/, reason: 'store-owners-only' },
  { says: /^it would end before it begins$/, reason: 'dates-crossed' },
  {
    says: /^store and person are not of one organization$|^there is no such person in this organization$/,
    reason: 'not-in-organization',
  },
  { says: /^the owner hands the organization to another administrator of it$/, reason: 'only-the-owner' },
  { says: /^there is no such device, or it is not yours to revoke$/, reason: 'no-such-device' },
  { says: /^there is no such session, or it is not yours to end$/, reason: 'no-such-session' },
  { says: /^there is no such open invitation, or it is above you$/, reason: 'no-such-invitation' },
  { says: /^there is no such person, or they are not yours to look at$/, reason: 'person-above' },
  { says: /^this device is not trusted, or not yours$/, reason: 'no-such-device' },
  { says: /^the second factor is on already$/, reason: 'second-factor-on' },
  { says: /^the code does not fit the secret$/, reason: 'code-wrong' },
  {
    says: /^(?:begin first, in a transaction of its own|call begin_credential_access first, in a transaction of its own)$/,
    reason: 'step-lost',
  },
];

/** A failure of central as the administration tells it. */
export function adminErrorOf(failure: TeamFailure): TeamAdminError {
  const detail = 'detail' in failure ? failure.detail : '';
  for (const { says, reason } of KNOWN) {
    const match = says.exec(detail);
    if (match !== null) return refused(reason, match.groups);
  }
  return failure;
}

/** Whether this program has a word for what a function of central says. */
export function isKnownRefusal(message: string): boolean {
  return KNOWN.some(({ says }) => says.test(message));
}

export function refused(reason: AdminRefusal, facts: Facts = {}): TeamAdminError {
  return { type: 'AdminRefused', reason, facts: { ...facts } };
}
