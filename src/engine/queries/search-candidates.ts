import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { IndexedSearch, SearchPlan } from './record-tables.ts';
import { LIST_PLANS } from './record-tables.ts';
import type { SearchQuestion } from './search-text.ts';

/** A set of row numbers, as a subquery. */
export type RowSet = {
  readonly query: RawBuilder<unknown>;
  /** Its size as far as it was worth counting; not below the true size where it is at most `most`. */
  readonly probe: number;
  /** The exact size, counted when asked. */
  readonly count: () => number;
};

/** The text of a row as the index has it. */
function searchedText(plan: SearchPlan, alias: string): string {
  return plan.columns.map((column) => `coalesce(${alias}.${column}, '')`).join(` || char(10) || `);
}

/**
 * The live rows of an entity (of all stores) whose text holds the typed one. Rows that still wait in the queue of the
 * index, and rows that the index names without certainty, are read and compared here. `most`: how far the size is probed, null: to the end.
 */
export function searchRows(
  db: ReadableDb,
  entity: EntityName,
  plan: IndexedSearch,
  question: SearchQuestion,
  most: number | null,
): RowSet {
  const index = `${plan.index}_${question.table}`;
  const rowid = plan.digit === null ? 'rowid' : 'rowid / 8';
  const mine = plan.digit === null ? '' : ` AND rowid % 8 = ${plan.digit}`;
  const queue = `${plan.index}_search_queue`;
  const queued = prepared<{ row: number }>(db, `SELECT row FROM ${queue} LIMIT 1`).get() !== undefined;
  // new rows are in the queue alone; only where the index still holds an older text of a row must it be left out
  const outdated =
    queued &&
    prepared<{ id: number }>(
      db,
      `SELECT d.id FROM ${queue} AS q CROSS JOIN ${plan.index}_search_docsize AS d ON d.id = q.row LIMIT 1`,
    ).get() !== undefined;
  const settled = outdated ? ` AND rowid NOT IN (SELECT row FROM ${queue})` : '';
  const found = `SELECT ${rowid} FROM ${index} WHERE ${index} MATCH ?${mine}${settled}`;
  const extra = queued ? matchingQueued(db, entity, plan, question) : [];
  if (!question.exact) {
    const sure = prepared<number>(db, found).pluck().all(question.match);
    return listedRows([...matchingRows(db, entity, plan, question, sure), ...extra]);
  }
  const counted = (limit: string): number =>
    (prepared<number>(db, `SELECT count(*) FROM (${found}${limit})`).pluck().get(question.match) as number) +
    extra.length;
  const [head, tail] = found.split('?') as [string, string];
  const indexed = sql`${sql.raw(head)}${question.match}${sql.raw(tail)}`;
  const probe = counted(most === null ? '' : ` LIMIT ${most + 1}`);
  return {
    query:
      extra.length === 0 ? indexed : sql`${indexed} UNION ALL SELECT value FROM json_each(${JSON.stringify(extra)})`,
    probe,
    count: () => (most === null ? probe : counted('')),
  };
}

/** A set given as the numbers themselves. */
export function listedRows(rows: readonly number[]): RowSet {
  return {
    query: sql`SELECT value FROM json_each(${JSON.stringify(rows)})`,
    probe: rows.length,
    count: () => rows.length,
  };
}

function matchingQueued(db: ReadableDb, entity: EntityName, plan: IndexedSearch, question: SearchQuestion): number[] {
  const own = plan.digit === null ? 'row' : 'row / 8';
  const mine = plan.digit === null ? '' : ` WHERE row % 8 = ${plan.digit}`;
  const rows = prepared<number>(db, `SELECT DISTINCT ${own} FROM ${plan.index}_search_queue${mine}`).pluck().all();
  return matchingRows(db, entity, plan, question, rows);
}

/** Those of `rows` that are live and hold the typed text, in their order. */
export function matchingRows(
  db: ReadableDb,
  entity: EntityName,
  plan: SearchPlan,
  question: SearchQuestion,
  rows: readonly number[],
): number[] {
  const live = LIST_PLANS[entity].hasStatus ? `r.deleted_at IS NULL AND r.status <> 'trash'` : `r.deleted_at IS NULL`;
  return prepared<{ row_number: number; text: string }>(
    db,
    `SELECT r.row_number, ${searchedText(plan, 'r')} AS text FROM json_each(?) AS wanted
     CROSS JOIN ${TABLE_OF[entity]} AS r ON r.row_number = wanted.value WHERE ${live} ORDER BY wanted.key`,
  )
    .all(JSON.stringify(rows))
    .filter((row) => question.contains(row.text))
    .map((row) => row.row_number);
}

/** Rows of some stores under `condition` (the trash, or a small table) that hold the typed text, read one by one. */
export function scanRows(
  db: ReadableDb,
  entity: EntityName,
  plan: SearchPlan,
  question: SearchQuestion,
  condition: string,
  storeIds: readonly string[],
): number[] {
  const rows = prepared<{ row_number: number; text: string }>(
    db,
    `SELECT r.row_number, ${searchedText(plan, 'r')} AS text FROM ${TABLE_OF[entity]} AS r WHERE r.store_id = ? AND ${condition}`,
  );
  return storeIds
    .flatMap((storeId) => rows.all(storeId))
    .filter((row) => question.contains(row.text))
    .map((row) => row.row_number);
}

const QUEUES = ['products', 'variations', 'orders', 'customers', 'coupons', 'taxonomy'] as const;
/** Beyond the length at which a queue moves into its index by itself. */
const DRAIN_SLOT = 1_000_000;

/**
 * Moves the rows that changed since the last time into the search indexes, ahead of their turn. Searches are right without it;
 * after it they are as fast as they can be. For the end of a run and for idle times; inside or outside a transaction.
 */
export function drainSearchQueues(db: WritableDb): void {
  for (const index of QUEUES) {
    const waiting = prepared<{ row: number }>(db, `SELECT row FROM ${index}_search_queue LIMIT 1`).get();
    if (waiting !== undefined) {
      prepared(db, `INSERT INTO ${index}_search_queue (slot, row) VALUES (?, ?)`).run(DRAIN_SLOT, waiting.row);
    }
  }
}
