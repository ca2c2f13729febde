import { sql } from 'kysely';
import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { FieldRefused, FilterValue } from './list-filters.ts';
import { refusedField } from './list-filters.ts';
import { counterQuery, firstColumn } from './list-sql.ts';
import { LIST_PLANS, RECORD_COLUMNS } from './record-tables.ts';
import { inSnapshot } from './snapshot.ts';

export type ValueCount = { readonly value: FilterValue; readonly count: number };

const LIVE = `deleted_at IS NULL`;
const LIVE_WITH_STATUS = `deleted_at IS NULL AND status <> 'trash'`;

/** The condition of live rows of an entity, as the partial indexes have it. */
function liveCondition(entity: EntityName): string {
  return LIST_PLANS[entity].hasStatus ? LIVE_WITH_STATUS : LIVE;
}

/**
 * Rows per value of one column, most first: the counts beside filters. `status` also counts the trash; other columns count
 * live rows. Errors: `FieldRefused` for a column whose values are not counted.
 */
export function countsBy(
  db: ReadableDb,
  entity: EntityName,
  storeId: string | null,
  field: string,
): Result<readonly ValueCount[], FieldRefused> {
  const plan = LIST_PLANS[entity];
  const countable = plan.small
    ? Object.keys(RECORD_COLUMNS[entity]).filter((column) => isPlain(entity, column))
    : plan.counted;
  const known = [...countable, ...(plan.small ? [] : ['sync_status'])];
  if (!known.includes(field)) return err(refusedField(field, known));
  const ofStore = storeId === null ? `` : `store_id = ? AND `;
  const parameters = storeId === null ? [] : [storeId];
  if (field === 'sync_status' && !plan.small) return ok(countStates(db, entity, storeId));
  const counted = plan.counted.length > 0;
  const live = field === 'status' ? LIVE : liveCondition(entity);
  const text = counted
    ? `SELECT ${field} AS value, sum(row_count) AS count FROM list_counts
       WHERE ${ofStore}entity = '${entity}'${field === 'status' ? '' : ` AND status <> 'trash'`} GROUP BY ${field} HAVING count > 0`
    : `SELECT ${field} AS value, count(*) AS count FROM ${TABLE_OF[entity]} WHERE ${ofStore}${live} GROUP BY ${field}`;
  const rows = prepared<ValueCount>(db, `${text} ORDER BY count DESC, value`).all(...parameters);
  const flag = RECORD_COLUMNS[entity][field] === 'flag';
  return ok(flag ? rows.map((row) => ({ value: row.value === 1, count: row.count })) : rows);
}

function isPlain(entity: EntityName, column: string): boolean {
  const kind = RECORD_COLUMNS[entity][column];
  return kind !== 'json' && kind !== 'time';
}

/** Rows that are not as the store has them are few and have an index; all others are the rest. */
function countStates(db: ReadableDb, entity: EntityName, storeId: string | null): ValueCount[] {
  return inSnapshot(db, () => {
    const ofStore = storeId === null ? `` : `AND store_id = ? `;
    const others = prepared<ValueCount>(
      db,
      `SELECT sync_status AS value, count(*) AS count FROM ${TABLE_OF[entity]} INDEXED BY ${TABLE_OF[entity]}_not_synced
       WHERE sync_status <> 'synced' AND ${liveCondition(entity)} ${ofStore}GROUP BY sync_status ORDER BY count DESC, value`,
    ).all(...(storeId === null ? [] : [storeId]));
    const stores = storeId === null ? storeIdsOf(db) : [storeId];
    const live = stores.reduce((sum, id) => sum + liveCount(db, id, entity), 0);
    const synced = live - others.reduce((sum, row) => sum + row.count, 0);
    return [...(synced > 0 ? [{ value: 'synced', count: synced }] : []), ...others];
  });
}

function storeIdsOf(db: ReadableDb): string[] {
  return prepared<string>(db, `SELECT id FROM stores ORDER BY id`).pluck().all();
}

/** Live records of one store, unsent ones included. */
export function liveCount(db: ReadableDb, storeId: string, entity: EntityName): number {
  if (!LIST_PLANS[entity].small) {
    const where = [sql`r.store_id = ${storeId}`, sql`r.entity = ${entity}`, sql`r.status <> 'trash'`];
    return firstColumn(db, counterQuery(where))[0] ?? 0;
  }
  const table = TABLE_OF[entity];
  const text = `SELECT count(*) AS n FROM ${table} WHERE store_id = ? AND ${liveCondition(entity)}`;
  return prepared<{ n: number }>(db, text).get(storeId)?.n ?? 0;
}
