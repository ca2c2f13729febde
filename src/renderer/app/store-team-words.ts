import type { SyncStatus } from '../../shared/contract/sync.ts';
import { m } from '../paraglide/messages.js';

export type StoreTeam = NonNullable<SyncStatus['team']>;

/** Who talks to a shared shop now. */
export function wordStoreRole({ role, holder }: StoreTeam): string {
  switch (role) {
    case 'holder':
      return m.shared_role_holder();
    case 'alone':
      return m.shared_role_alone();
    case 'follower':
      return holder === null || holder.name === ''
        ? m.shared_role_nobody()
        : m.shared_role_follower({ name: holder.name });
  }
}

/** What the numbers of a follower are as of; the moment stands beside it. */
export function wordAsOf({ read }: StoreTeam): string {
  if (read === null) return m.shared_never_read();
  return read.by === '' ? m.shared_as_of_unnamed() : m.shared_as_of({ name: read.by });
}

/** The team's database is away, and nobody said to go on without it: nothing is sent or heard. [LEASE5] */
export function isTeamAway(team: SyncStatus['team']): boolean {
  return team !== null && !team.reachable && team.role !== 'alone';
}
