import type { TeamLag } from '../../shared/contract/team.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { readTeamState } from './team-state.ts';

/** How far this desktop and central are apart; null for who works alone. */
export function readTeamLag(db: ReadableDb): TeamLag | null {
  const state = readTeamState(db);
  if (state === null) return null;
  const waiting = prepared<{ lines: number; oldest: number | null }>(
    db,
    `SELECT count(*) + (SELECT count(*) FROM team_dirty) AS lines, min(created_at) AS oldest FROM team_outbox WHERE state = 'waiting'`,
  ).get();
  return {
    waitingLines: waiting?.lines ?? 0,
    oldestLineAt: toIso(waiting?.oldest ?? null),
    lastPushAt: toIso(state.lastPushAt),
    lastPullAt: toIso(state.lastPullAt),
  };
}

const toIso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
