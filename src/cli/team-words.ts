import type { TeamError, TeamStatus } from '../shared/contract/team.ts';

type Facts = Readonly<Record<string, unknown>> & { readonly type: string };
type Word = (failure: Facts) => string;
const text = (failure: Facts, name: string): string => {
  const value = failure[name];
  return typeof value === 'string' ? value : '';
};

/** One sentence on what happened, and another on the way forward. */
export const TEAM_SENTENCES: Readonly<
  Record<TeamError['type'] | 'TeamLockedOut' | 'TeamPasswordRefused' | 'TeamCodeRefused', Word>
> = {
  CentralUnavailable: (failure) => {
    const detail = text(failure, 'detail');
    return `The team’s database cannot be reached${detail === '' ? '' : ` (${detail})`}, and nothing is sent to stores that the team shares. Check the network and try again.`;
  },
  CentralForbidden: (failure) => `The team’s database does not permit this (${text(failure, 'detail')}).`,
  CentralMismatch: (failure) =>
    `This program and the team’s database do not fit together (${text(failure, 'detail')}). Update Backroom, or run backroom central migrate.`,
  CentralRejected: (failure) => `The team’s database refused this (${text(failure, 'detail')}). Nothing was changed.`,
  InvitationRefused: (failure) =>
    text(failure, 'reason') === 'later'
      ? 'This invitation is for a later version of Backroom. Update first.'
      : 'This is no whole invitation. Copy the line again, from “backroom-invite:” to the full stop.',
  InvitationEnded: () => 'This invitation was used, taken back or is too old. Ask for another one.',
  PasswordRefused: () => 'The password is too short: at least ten characters.',
  NotEnrolled: () => 'This person has no login on this computer. Join first: backroom team join INVITATION',
  NoSecondFactorAsked: () => 'The sign-in took too long. Begin again.',
  TeamLockedOut: (failure) => `Too many wrong passwords. Try again at ${text(failure, 'retryAt')}.`,
  TeamPasswordRefused: () => 'The password is not right.',
  TeamCodeRefused: () => 'The code is not right, or was used already.',
};

/** `24 permissions, 2 stores`. */
export function formatRights({ permissions, storeRoles }: TeamStatus): string | null {
  const stores = Object.keys(storeRoles).length;
  if (permissions.length === 0) return null;
  return `${permissions.length} permissions, ${stores} ${stores === 1 ? 'store' : 'stores'}`;
}
