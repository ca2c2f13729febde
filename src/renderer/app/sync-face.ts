import type { SyncStatus } from '../../shared/contract/sync.ts';
import { isTeamAway } from './store-team-words.ts';

/** The one state that a chip says. The counters stand beside it and are never merged into it. */
export type ChipFace =
  | {
      /** `stopped`: the engine of this app itself does not run, so nothing is known. */
      readonly face:
        | 'stopped'
        | 'paused'
        | 'offline'
        | 'team-away'
        | 'unreachable'
        | 'checking'
        | 'needs-you'
        | 'up-to-date'
        | 'not-counted';
    }
  | { readonly face: 'syncing'; readonly done: number; readonly total: number | null }
  | { readonly face: 'waiting'; readonly count: number };

/**
 * The face of one store, most urgent first. Green only when both sides were counted and nothing waits: a store whose
 * first sync is not complete, or with records not up to date, never says “Up to date”.
 * `isList` puts “Needs you” before waiting changes; the status bar has its own counter for decisions.
 */
export function faceOf(status: SyncStatus, isList = false): ChipFace {
  const { counters, run } = status;
  // without the team's database nothing is sent, and what the others saw is not heard
  if (status.state !== 'paused' && status.state !== 'offline' && isTeamAway(status.team)) return { face: 'team-away' };
  switch (status.state) {
    case 'paused':
      return { face: 'paused' };
    case 'offline':
      return { face: 'offline' };
    case 'unreachable':
      return { face: needsPerson(status) ? 'needs-you' : 'unreachable' };
    case 'syncing':
      return run && run.total !== null
        ? { face: 'syncing', done: run.processed, total: run.total }
        : { face: 'checking' };
    case 'checking':
      return { face: 'checking' };
    case 'waiting':
    case 'idle':
      if (isList && counters.decisions > 0) return { face: 'needs-you' };
      if (counters.waiting > 0) return { face: 'waiting', count: counters.waiting };
      // Nothing waits to be sent, but something here is not as the store has it.
      if (counters.refused > 0 || counters.decisions > 0) return { face: 'needs-you' };
      // a follower's numbers are as good as the last reading of whoever talks to the shop
      if (status.team?.role === 'follower' && status.team.read === null) return { face: 'not-counted' };
      return status.firstSyncComplete && counters.notUpToDate === 0 ? { face: 'up-to-date' } : { face: 'not-counted' };
  }
}

const ENDED_BY_A_PERSON: readonly unknown[] = [
  'StoreUnauthorized',
  'StoreForbidden',
  'SecretsLocked',
  'StoreNotConnected',
];

/** The key is refused, locked or missing: no answer of the store would end that, a person does. */
function needsPerson({ problem }: SyncStatus): boolean {
  return (
    typeof problem === 'object' && problem !== null && 'type' in problem && ENDED_BY_A_PERSON.includes(problem.type)
  );
}

const PRECEDENCE: readonly ChipFace['face'][] = [
  'stopped',
  'paused',
  'offline',
  'team-away',
  'unreachable',
  'syncing',
  'checking',
  'needs-you',
  'waiting',
  'not-counted',
  'up-to-date',
];

/** The status that speaks for several stores: the most urgent; null when there is no store. */
export function mostUrgent(statuses: readonly SyncStatus[]): SyncStatus | null {
  const rank = (status: SyncStatus): number => PRECEDENCE.indexOf(faceOf(status).face);
  return statuses.reduce<SyncStatus | null>((urgent, status) => {
    return urgent === null || rank(status) < rank(urgent) ? status : urgent;
  }, null);
}

/** One face for several stores. Counts are added up where the same face counts something. */
export function faceOfAll(statuses: readonly SyncStatus[]): ChipFace | null {
  const urgent = mostUrgent(statuses);
  if (!urgent) return null;
  const face = faceOf(urgent);
  if (face.face === 'waiting') return { face: 'waiting', count: sumCounters(statuses).waiting };
  if (face.face !== 'syncing') return face;
  const running = statuses.map((status) => faceOf(status)).filter((other) => other.face === 'syncing');
  return {
    face: 'syncing',
    done: running.reduce((sum, other) => sum + other.done, 0),
    total: running.reduce((sum, other) => sum + (other.total ?? 0), 0),
  };
}

export function sumCounters(statuses: readonly SyncStatus[]): SyncStatus['counters'] {
  const sum = { waiting: 0, notUpToDate: 0, decisions: 0, refused: 0 };
  for (const { counters } of statuses) {
    sum.waiting += counters.waiting;
    sum.notUpToDate += counters.notUpToDate;
    sum.decisions += counters.decisions;
    sum.refused += counters.refused;
  }
  return sum;
}
