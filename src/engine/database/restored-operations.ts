import type { SavedRow } from './salvage.ts';

/** What sending twice would do twice: an operation of unknown age must be looked up in the store first. */
export const NOT_REPEATABLE: ReadonlySet<string> = new Set(['create', 'status', 'note', 'stock']);

/**
 * An unsent operation as it goes into another database than the one it was queued in. Decisions and errors stay
 * behind: what was refused or held is tried again and meets them anew.
 * `isCurrent` false: the copy may be older than what was sent since. Then whatever must not happen twice counts as sent
 * with an unknown outcome, and the next run looks for its effect before anything else; a changed field is safe, because
 * it is merged against a fresh read. [RESCUE2]
 */
export function restoredOperation(row: SavedRow, isCurrent: boolean): SavedRow {
  const state = restoredState(row, isCurrent);
  const base = { ...row, state, outcome: null, ended_at: null, next_attempt_at: null, last_error: null };
  if (state !== 'unknown') return base;
  const queuedAt = row['created_at'] ?? 0;
  return {
    ...base,
    looks: 0,
    first_look_at: null,
    claimed_at: row['claimed_at'] ?? queuedAt,
    claimed_server_time: row['claimed_server_time'] ?? queuedAt,
  };
}

function restoredState(row: SavedRow, isCurrent: boolean): 'queued' | 'unknown' {
  const state = row['state'];
  if (state === 'sending' || state === 'unknown') return 'unknown';
  if (!NOT_REPEATABLE.has(String(row['kind']))) return 'queued';
  if (!isCurrent) return 'unknown';
  // Held because its outcome was unknown, or because a person must choose: an attempt may have reached the store.
  return state === 'held' && Number(row['attempts']) > 0 ? 'unknown' : 'queued';
}
