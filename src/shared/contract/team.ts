import { z } from 'zod';
import { id } from './common.ts';

/** Why a call about the team was not done; nothing was changed, but with `CentralUnavailable` the outcome is unknown. */
export const teamError = z.discriminatedUnion('type', [
  z.object({ type: z.literal('CentralUnavailable'), detail: z.string() }),
  z.object({ type: z.literal('CentralForbidden'), detail: z.string() }),
  /** Central needs a newer program, or is older than this one. */
  z.object({ type: z.literal('CentralMismatch'), detail: z.string() }),
  z.object({ type: z.literal('CentralRejected'), code: z.string(), detail: z.string() }),
  /** `not-one`, `damaged`, `later`, `no-tls`: the text itself. */
  z.object({ type: z.literal('InvitationRefused'), reason: z.string() }),
  /** `code`: wrong, used or too old. `closed`: central's invitations of that time let nobody in any more. */
  z.object({ type: z.literal('InvitationEnded'), reason: z.string() }),
  /** `too-short` */
  z.object({ type: z.literal('PasswordRefused'), reason: z.string() }),
  /** Nobody of that login is enrolled on this computer. */
  z.object({ type: z.literal('NotEnrolled') }),
  /** There is no sign-in that waits for a second factor; begin anew. */
  z.object({ type: z.literal('NoSecondFactorAsked') }),
]);
export type TeamError = z.infer<typeof teamError>;

export const SHORTEST_PASSWORD = 10;

/**
 * `solo`: no team, everything is allowed. `signed-out`: no data is shown. `locked`: signed in, but without contact for
 * 72 hours, so no data is shown either. `offline`: shown from the last contact.
 */
export const teamState = z.enum(['solo', 'signed-out', 'locked', 'offline', 'connected']);
export type TeamState = z.infer<typeof teamState>;
export const signedOutReason = z.enum(['not-yet', 'by-person', 'expired', 'revoked', 'device-revoked']);

/** How far this desktop and central are apart; null while nothing is replicated. */
export const teamLag = z.object({
  /** Lines of this desktop that central has not answered yet. */
  waitingLines: z.number().int(),
  oldestLineAt: z.string().nullable(),
  lastPushAt: z.string().nullable(),
  lastPullAt: z.string().nullable(),
});
export type TeamLag = z.infer<typeof teamLag>;

export const teamStatus = z.object({
  state: teamState,
  /** Null unless `signed-out`. */
  signedOut: signedOutReason.nullable(),
  /** Of the person whose mirror this is, also while signed out. */
  login: z.string().nullable(),
  person: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  organization: z.object({ id: z.string(), name: z.string() }).nullable(),
  device: z.object({ id: z.string(), name: z.string() }).nullable(),
  role: z.object({ slug: z.string(), name: z.string(), level: z.number() }).nullable(),
  /** `resource:action`, of the last contact. */
  permissions: z.array(z.string()),
  storeRoles: z.record(z.string(), z.enum(['viewer', 'manager', 'owner'])),
  /** `host:port/database` */
  address: z.string().nullable(),
  /** As `server_version_num`: 180004 is 18.4. */
  serverVersion: z.number().nullable(),
  lastContactAt: z.string().nullable(),
  /** Until when data is shown without contact. */
  offlineUntil: z.string().nullable(),
  sessionExpiresAt: z.string().nullable(),
  /** Why there is no contact now. */
  problem: teamError.nullable(),
  lag: teamLag.nullable(),
  isDemo: z.boolean(),
});
export type TeamStatus = z.infer<typeof teamStatus>;

/** Somebody who has a login on this computer. */
export const teamPerson = z.object({
  login: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  organization: z.string(),
  /** Whose mirror this is. */
  isPresent: z.boolean(),
});
export type TeamPerson = z.infer<typeof teamPerson>;

export const signInResult = z.discriminatedUnion('outcome', [
  /** `restarts`: the mirror was somebody else's and is made anew; the engine starts again by itself. */
  z.object({ outcome: z.literal('accepted'), restarts: z.boolean() }),
  z.object({ outcome: z.literal('refused') }),
  z.object({ outcome: z.literal('second-factor') }),
  z.object({ outcome: z.literal('locked'), retryAt: z.string() }),
]);

const login = z.string().min(1).max(100);
const password = z.string().min(1).max(1000);

export const teamMethods = {
  'team.status': { input: z.object({}), output: teamStatus },
  /** Who has a login on this computer. `SecretsLocked` while the secrets cannot be opened. */
  'team.people': { input: z.object({}), output: z.array(teamPerson) },
  /** Makes a login of this computer for the invited person. `needsPassword`: nobody has set one yet. */
  'team.enrol': {
    input: z.object({ invitation: z.string().min(1).max(60_000), deviceName: z.string().max(100).default('') }),
    output: z.object({ login: z.string(), email: z.string(), organization: z.string(), needsPassword: z.boolean() }),
  },
  /** Whether that person has a password yet. */
  'team.needsPassword': { input: z.object({ login }), output: z.object({ needsPassword: z.boolean() }) },
  'team.signIn': { input: z.object({ login, password }), output: signInResult },
  /** The second step of the last sign-in that answered `second-factor`. */
  'team.secondFactor': {
    input: z.object({ code: z.string().min(1).max(100), trustDevice: z.boolean().default(false) }),
    output: signInResult,
  },
  /** The first password, and signing in with it. `refused`: there is one already. */
  'team.setPassword': { input: z.object({ login, password }), output: signInResult },
  /** Ends the person's sessions on other devices. */
  'team.changePassword': {
    input: z.object({ current: password, next: password }),
    output: z.object({ outcome: z.enum(['accepted', 'refused', 'locked', 'used-before']) }),
  },
  /** Also without contact: then the session ends at central when it runs out. */
  'team.signOut': { input: z.object({}), output: z.object({ toldCentral: z.boolean() }) },
  /** Takes this computer's login of the present person away, here and, with contact, at central. Stores stay. */
  'team.disconnect': { input: z.object({}), output: z.object({ toldCentral: z.boolean() }) },
  /** Asks central at once, however long the next try would wait. */
  'team.retry': { input: z.object({}), output: teamStatus },
  /** The people of the demo, each with a login of its own here; empty elsewhere. */
  'team.demoPeople': {
    input: z.object({}),
    output: z.array(teamPerson.extend({ role: z.string() })),
  },
  /** Signs in as another person of the demo; their passwords are known here. */
  'team.switchPerson': { input: z.object({ login: id }), output: signInResult },
} as const;
