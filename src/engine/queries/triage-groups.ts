import type { z } from 'zod';
import type { TriageGroup, triageMethods } from '../../shared/contract/triage.ts';
import type { EntityName } from '../../shared/domain/entities.ts';
import { lookUpError } from '../../shared/domain/error-catalogue.ts';
import type { ErrorClass } from '../../shared/domain/error-classes.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { labelRecord } from './record-label.ts';
import { isoOf } from './record-rows.ts';
import { inSnapshot } from './snapshot.ts';
import type { Parameters, TriageFilters } from './triage-filters.ts';
import { conditionOf, DAY_MS, parametersOf, RETRYING, SNOOZED, TRIAGE_FROM } from './triage-filters.ts';

type GroupsInput = z.output<(typeof triageMethods)['triage.groups']['input']>;
export type TriageGroups = z.input<(typeof triageMethods)['triage.groups']['output']>;

const DAYS = 7;
const SAMPLES = 3;
const GROUPS = 500;

type GroupRow = {
  fingerprint: string;
  entity_type: EntityName;
  n: number;
  first_seen: number;
  last_seen: number;
  regressed: number;
  owners: number;
  owned: number;
  owner: string | null;
  snoozed: number;
  snoozed_until: number | null;
  retrying: number;
  next_at: number | null;
  [day: `day${number}`]: number;
};

const PER_DAY = Array.from(
  { length: DAYS },
  (_none, day) =>
    `sum(e.last_seen_at > @now - ${(DAYS - day) * DAY_MS} AND e.last_seen_at <= @now - ${(DAYS - day - 1) * DAY_MS}) AS day${day}`,
).join(', ');

const GROUPED = `e.fingerprint, e.entity_type, count(*) AS n, min(e.first_seen_at) AS first_seen, max(e.last_seen_at) AS last_seen,
  sum(e.regressed_at IS NOT NULL) AS regressed, count(DISTINCT e.assignee) AS owners, count(e.assignee) AS owned,
  min(e.assignee) AS owner, sum(${SNOOZED}) AS snoozed, max(iif(${SNOOZED}, e.snoozed_until, NULL)) AS snoozed_until,
  sum(${RETRYING}) AS retrying, min(iif(${RETRYING}, o.next_attempt_at, NULL)) AS next_at, ${PER_DAY}`;

/** Errors under their causes, across records and stores, with the counts of all tabs under the same filters. [ERROR2] */
export function triageGroups(db: ReadableDb, input: GroupsInput, now: number): TriageGroups {
  return inSnapshot(db, () => {
    const parameters = parametersOf(input, now);
    const condition = conditionOf(input, input.tab);
    const order = input.sort === 'count' ? 'n DESC, last_seen DESC' : 'last_seen DESC, n DESC';
    const rows = prepared<GroupRow>(
      db,
      `SELECT ${GROUPED} FROM ${TRIAGE_FROM} WHERE ${condition} GROUP BY e.fingerprint ORDER BY ${order}, e.fingerprint LIMIT ${GROUPS}`,
    ).all(parameters);
    return {
      groups: rows.map((row) => toGroup(db, row, condition, parameters, now)),
      tabs: {
        open: countTab(db, input, 'open', parameters),
        waiting: countTab(db, input, 'waiting', parameters),
        resolved: countTab(db, input, 'resolved', parameters),
      },
    };
  });
}

function countTab(
  db: ReadableDb,
  filters: TriageFilters,
  tab: TriageFilters['tab'],
  parameters: Parameters,
): { groups: number; records: number } {
  return (
    prepared<{ groups: number; records: number }>(
      db,
      `SELECT count(DISTINCT e.fingerprint) AS groups, count(*) AS records FROM ${TRIAGE_FROM} WHERE ${conditionOf(filters, tab)}`,
    ).get(parameters) ?? { groups: 0, records: 0 }
  );
}

type Newest = {
  entity_id: string | null;
  woo_id: number | null;
  error_code: string;
  error_message: string;
  http_status: number | null;
  field: string | null;
  class: ErrorClass;
};

function toGroup(
  db: ReadableDb,
  row: GroupRow,
  condition: string,
  parameters: Parameters,
  now: number,
): TriageGroups['groups'][number] {
  const own = { ...parameters, fingerprint: row.fingerprint };
  const newest = prepared<Newest>(
    db,
    `SELECT e.entity_id, e.woo_id, e.error_code, e.error_message, e.http_status, e.field, e.class FROM ${TRIAGE_FROM}
     WHERE e.fingerprint = @fingerprint AND ${condition} ORDER BY e.last_seen_at DESC, e.id DESC LIMIT ${SAMPLES}`,
  ).all(own);
  const stores = prepared<{ storeId: string; count: number }>(
    db,
    `SELECT e.store_id AS storeId, count(*) AS count FROM ${TRIAGE_FROM} WHERE e.fingerprint = @fingerprint AND ${condition}
     GROUP BY e.store_id ORDER BY count DESC, e.store_id`,
  ).all(own);
  const [first] = newest;
  if (first === undefined) throw new Error('a cause without errors');
  return {
    fingerprint: row.fingerprint,
    code: first.error_code,
    class: first.class,
    field: first.field,
    entity: row.entity_type,
    httpStatus: first.http_status,
    advice: adviceOf(first),
    count: row.n,
    stores,
    firstSeenAt: isoOf(row.first_seen) ?? '',
    lastSeenAt: isoOf(row.last_seen) ?? '',
    perDay: Array.from({ length: DAYS }, (_none, day) => row[`day${day}`] ?? 0),
    message: first.error_message,
    samples: newest.map((error) => {
      const { label, wooId } = labelRecord(db, row.entity_type, error.entity_id, error.woo_id);
      return { recordId: error.entity_id, label, woo_id: wooId };
    }),
    state: stateOf(row, now),
    assignee: row.owners === 1 && row.owned === row.n ? row.owner : null,
    snoozed: row.snoozed === 0 ? null : { count: row.snoozed, until: isoOf(row.snoozed_until) },
    retrying: row.retrying === 0 ? null : { count: row.retrying, nextAt: isoOf(row.next_at) },
  };
}

function adviceOf(error: Pick<Newest, 'error_code' | 'error_message' | 'http_status'>): TriageGroup['advice'] {
  const { what, meaning, action, ask } = lookUpError({
    code: error.error_code,
    httpStatus: error.http_status,
    message: error.error_message,
  });
  return { what, meaning, action, ask };
}

function stateOf(row: GroupRow, now: number): TriageGroup['state'] {
  if (row.regressed > 0) return 'regressed';
  return now - row.first_seen < DAYS * DAY_MS ? 'new' : 'ongoing';
}
