import type { z } from 'zod';
import type { triageMethods } from '../../shared/contract/triage.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';

export type TriageFilters = Omit<z.output<(typeof triageMethods)['triage.groups']['input']>, 'sort'>;

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** An error with the change that it is about; the change is still there unless it ended. */
export const TRIAGE_FROM = `sync_errors AS e LEFT JOIN outbox AS o ON o.id = e.operation_id AND o.state <> 'ended'`;
export const RETRYING = `(o.state IS NOT NULL AND o.state IN ('queued', 'sending', 'unknown'))`;
export const SNOOZED = `(e.snooze_kind IS NOT NULL AND (e.snooze_kind = 'until_change' OR e.snoozed_until > @now))`;
const TABS = {
  open: `e.resolved = 0 AND NOT ${RETRYING} AND NOT ${SNOOZED}`,
  waiting: `e.resolved = 0 AND (${RETRYING} OR ${SNOOZED})`,
  resolved: `e.resolved = 1`,
} as const;

/** The condition of the filters, with named parameters of `parametersOf`. */
export function conditionOf(filters: TriageFilters, tab: TriageFilters['tab']): string {
  const parts: string[] = [TABS[tab]];
  if (filters.storeId !== null) parts.push(`e.store_id = @storeId`);
  if (filters.entity !== null) parts.push(`e.entity_type = @entity`);
  if (filters.code !== null) parts.push(`e.error_code = @code`);
  if (filters.class !== null) parts.push(`e.class = @class`);
  if (filters.assignee !== null) parts.push(`coalesce(e.assignee, '') = @assignee`);
  if (filters.age === 'older') parts.push(`e.first_seen_at < @since`);
  else if (filters.age !== 'any') parts.push(`e.first_seen_at >= @since`);
  return parts.join(' AND ');
}

const AGES_MS = { any: 0, hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, older: 7 * DAY_MS } as const;

export type Parameters = Readonly<Record<string, string | number | null>>;
export function parametersOf(filters: TriageFilters, now: number): Parameters {
  return {
    now,
    storeId: filters.storeId,
    entity: filters.entity,
    code: filters.code,
    class: filters.class,
    assignee: filters.assignee,
    since: now - AGES_MS[filters.age],
  };
}

export type TriageTarget = z.output<(typeof triageMethods)['triage.retry']['input']>['target'];

/** Ids of the unresolved errors that a target names, oldest first; all of them leaves out what is snoozed. */
export function errorIdsOf(db: ReadableDb, target: TriageTarget, now: number): readonly string[] {
  if ('ids' in target) return target.ids;
  const conditions =
    'all' in target ? [`e.resolved = 0`, `NOT ${SNOOZED}`] : [`e.resolved = 0`, `e.fingerprint = @fingerprint`];
  if (target.storeId !== null) conditions.push(`e.store_id = @storeId`);
  return prepared<{ id: string }>(
    db,
    `SELECT e.id FROM sync_errors AS e WHERE ${conditions.join(' AND ')} ORDER BY e.created_at, e.id`,
  )
    .all({ now, storeId: target.storeId, fingerprint: 'all' in target ? '' : target.fingerprint })
    .map((row) => row.id);
}
