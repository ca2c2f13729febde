import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import { saveConflict } from './conflict-store.ts';
import type { ReplacementSign, RunContext } from './run-context.ts';

const CLOCK_MAY_FALL_MS = 5 * 60_000;

/** What else tells two records of one number apart: a creation date alone can be edited in the shop. */
const TELLING_FIELDS: Partial<Readonly<Record<EntityName, readonly string[]>>> = {
  products: ['name', 'slug'],
  variations: ['sku', 'parent_id'],
  orders: ['order_key'],
  customers: ['email', 'username'],
  coupons: ['code'],
};

/**
 * Whether the store shows another record under a number that is known: another creation date, and nothing of what
 * the two have in common. Ids are given out again after a restore.
 */
export function isAnotherRecord(entity: EntityName, before: JsonObject, now: JsonObject): boolean {
  const created = before['date_created_gmt'];
  const createdNow = now['date_created_gmt'];
  if (typeof created !== 'string' || typeof createdNow !== 'string' || created === createdNow) return false;
  const telling = TELLING_FIELDS[entity];
  return telling !== undefined && telling.every((field) => differs(before[field], now[field]));
}

function differs(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  return (left ?? '') !== (right ?? '');
}

/** Whether a person still has to say what happened to this store; nothing is sent until then. [EPOCH2] */
export function isReplacementOpen(db: ReadableDb, storeId: string): boolean {
  return (
    prepared(
      db,
      `SELECT 1 FROM sync_conflict WHERE store_id = ? AND conflict_type = 'store_replaced' AND status = 'open' LIMIT 1`,
    ).get(storeId) !== undefined
  );
}

/** Compares the shop's clock with what it was at the last good run. */
export function noteServerClock(run: RunContext, serverTimeMs: number): void {
  const last = run.store.last_server_time;
  if (last === null || serverTimeMs >= last - CLOCK_MAY_FALL_MS) return;
  run.replacement.sign ??= { sign: 'clock', fellByMs: last - serverTimeMs };
}

/** Raises the epoch and asks a person, once. [EPOCH1] */
export function askAboutReplacement(run: RunContext, sign: ReplacementSign): void {
  const { db, store } = run;
  if (isReplacementOpen(db, store.id)) return;
  inDurableTransaction(db, () => raiseEpoch(db, run, sign));
  run.onStep({ tables: ['stores', 'sync_conflict'], ids: null });
}

function raiseEpoch(db: WritableDb, run: RunContext, sign: ReplacementSign): void {
  const now = run.clock.now();
  // the clock is compared with what it is now from here on: one fall asks once
  prepared(db, `UPDATE stores SET epoch = epoch + 1, last_server_time = NULL, updated_at = ? WHERE id = ?`).run(
    now,
    run.store.id,
  );
  saveConflict(
    db,
    {
      id: run.newId(),
      storeId: run.store.id,
      entity: sign.sign === 'clock' ? 'products' : sign.entity,
      recordId: null,
      wooId: sign.sign === 'clock' ? null : sign.wooId,
      operationId: null,
      kind: 'store_replaced',
      base: {},
      mine: {},
      theirs: sign,
      fields: ['*'],
    },
    now,
  );
}
