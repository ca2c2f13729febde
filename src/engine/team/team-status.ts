import type { TeamError, TeamLag, TeamState, TeamStatus } from '../../shared/contract/team.ts';
import { isContactMissing, offlineUntil } from './contact-limit.ts';
import type { ConnectionRow, KnownAccess } from './team-store.ts';

export type TeamFacts = {
  readonly row: ConnectionRow | null;
  readonly access: KnownAccess | null;
  readonly problem: TeamError | null;
  /** Central answered the last time it was asked. */
  readonly isReached: boolean;
  /** Somebody has a login on this computer. */
  readonly isTeam: boolean;
  /** The mirror is about to be made anew: nothing of it is shown any more. */
  readonly isLeaving: boolean;
  readonly now: number;
  readonly lag: TeamLag | null;
  readonly isDemo: boolean;
};

/** What the screens show of the team. Before anybody signed in it names nobody. */
export function statusOf(facts: TeamFacts): TeamStatus {
  const { row, access, now } = facts;
  const state = stateOf(facts);
  return {
    state,
    signedOut: state === 'signed-out' ? signedOutOf(row) : null,
    login: row?.login ?? null,
    person: row === null || row.person_id === null ? null : personOf(row, row.person_id),
    organization:
      row === null || row.organization_id === null ? null : { id: row.organization_id, name: row.organization_name },
    device: row === null || row.device_id === null ? null : { id: row.device_id, name: row.device_name ?? '' },
    role: access?.role ?? null,
    permissions: [...(access?.permissions ?? [])],
    storeRoles: { ...access?.storeRoles },
    address: row?.address ?? null,
    serverVersion: row?.server_version ?? null,
    lastContactAt: access === null ? null : timeText(access.confirmedLocalAt),
    offlineUntil: access === null ? null : timeText(offlineUntil(access, now)),
    sessionExpiresAt: textOrNull(row?.session_expires_at ?? null),
    problem: facts.problem,
    lag: facts.lag,
    isDemo: facts.isDemo,
  };
}

function stateOf({ row, access, isReached, isTeam, isLeaving, now }: TeamFacts): TeamState {
  if (isLeaving) return 'signed-out';
  if (!isTeam) return 'solo';
  if (row?.session_state !== 'signed-in') return 'signed-out';
  if (isContactMissing(access, now)) return 'locked';
  return isReached ? 'connected' : 'offline';
}

function signedOutOf(row: ConnectionRow | null): TeamStatus['signedOut'] {
  if (row === null || row.session_state === 'signed-in') return 'not-yet';
  return row.session_state;
}

function personOf(row: ConnectionRow, id: string): TeamStatus['person'] {
  return { id, name: row.person_name ?? row.email, email: row.email };
}

function timeText(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function textOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : timeText(epochMs);
}
