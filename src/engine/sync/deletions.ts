import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { WritableDb } from '../database/database.ts';
import { inTransaction, prepared } from '../database/database.ts';
import { applyPage } from './apply-page.ts';
import { askRecord } from './ask-store.ts';
import { closeConflict, openCollectionConflict, saveConflict } from './conflict-store.ts';
import { recordPath } from './entity-plan.ts';
import { holdForGone } from './hold-for-gone.ts';
import { hasUnsentChanges, removeRecord } from './remove-record.ts';
import { PARENT_OF, rowHeadById } from './row-writer.ts';
import type { RunContext } from './run-context.ts';
import { countsOf } from './run-context.ts';
import { countOnDevice } from './store-rows.ts';

/** Two scheduled censuses that confirm a deletion lie at least this far apart. */
const BETWEEN_CENSUSES_MS = 10 * 60_000;
/** Ids confirmed one by one in a single run; the rest follow in the next. */
const CONFIRMED_PER_RUN = 500;

/** Notes records that a census page should have held and did not. */
export function markMissing(
  db: WritableDb,
  storeId: string,
  entity: EntityName,
  missing: readonly { readonly id: string; readonly wooId: number }[],
  census: number,
  now: number,
): void {
  for (const record of missing) {
    prepared(
      db,
      `INSERT INTO sync_missing (store_id, entity, woo_id, record_id, missed, first_missed_at, census) VALUES (?, ?, ?, ?, 0, ?, ?)
       ON CONFLICT (store_id, entity, woo_id) DO UPDATE SET census = excluded.census`,
    ).run(storeId, entity, record.wooId, record.id, now, census);
  }
}

/**
 * The census `number` of a collection (or of one parent's records) is complete: what it missed has been missed once
 * more, what it found again is no longer missing. [DEL1]
 */
export function finishCensus(
  db: WritableDb,
  storeId: string,
  entity: EntityName,
  parentId: string | null,
  number: number,
): void {
  const scope =
    parentId === null
      ? ''
      : ` AND record_id IN (SELECT id FROM ${TABLE_OF[entity]} WHERE ${PARENT_OF[entity]?.column ?? 'id'} = ?)`;
  const bind = parentId === null ? [storeId, entity, number] : [storeId, entity, number, parentId];
  prepared(
    db,
    `UPDATE sync_missing SET missed = missed + 1 WHERE store_id = ? AND entity = ? AND census = ?${scope}`,
  ).run(...bind);
  prepared(db, `DELETE FROM sync_missing WHERE store_id = ? AND entity = ? AND census <> ?${scope}`).run(...bind);
}

/** Variations of a product that is missing itself follow it: one event asks one question. */
const WITHOUT_MISSING_PRODUCT = `AND NOT EXISTS (SELECT 1 FROM product_variations v JOIN sync_missing p
  ON p.store_id = v.store_id AND p.entity = 'products' AND p.record_id = v.product_id WHERE v.id = sync_missing.record_id)`;

type Missing = { woo_id: number; record_id: string; decision: 'remove' | 'keep' | null };

/**
 * Settles what two complete censuses missed: holds it when it is too much at once, else asks for each id and removes
 * what the store itself calls gone. `patient`: the second census must have come long enough after the first.
 * [DEL1–DEL5]
 */
export async function settleDeletions(run: RunContext, entity: EntityName, patient: boolean): Promise<void> {
  const { db, store } = run;
  const latest = patient ? run.clock.now() - BETWEEN_CENSUSES_MS : Number.MAX_SAFE_INTEGER;
  const missing = prepared<Missing>(
    db,
    `SELECT woo_id, record_id, decision FROM sync_missing
     WHERE store_id = ? AND entity = ? AND missed >= 2 AND first_missed_at <= ? AND decision IS NOT 'keep'
     ${entity === 'variations' ? WITHOUT_MISSING_PRODUCT : ''} ORDER BY woo_id`,
  ).all(store.id, entity, latest);
  const undecided = missing.filter((record) => record.decision === null);
  const held = holdIfTooMany(run, entity, undecided.length);
  const settled = held ? missing.filter((record) => record.decision === 'remove') : missing;
  for (const record of settled.slice(0, CONFIRMED_PER_RUN)) await settleOne(run, entity, record);
}

/** More than max(20, 2 %) of a collection at once: a person is asked, and nothing is removed until then. [DEL4] */
function holdIfTooMany(run: RunContext, entity: EntityName, count: number): boolean {
  const { db, store } = run;
  const limit = Math.max(20, Math.floor(countOnDevice(db, store.id, entity) * 0.02));
  const open = openCollectionConflict(db, store.id, entity, 'mass_deletion');
  if (count <= limit) {
    if (open !== null) inTransaction(db, () => closeConflict(db, open.id, 'merge', run.clock.now()));
    return false;
  }
  inTransaction(db, () =>
    saveConflict(
      db,
      {
        id: open?.id ?? run.newId(),
        storeId: store.id,
        entity,
        recordId: null,
        wooId: null,
        operationId: null,
        kind: 'mass_deletion',
        base: {},
        mine: { count },
        theirs: { count: 0 },
        fields: ['*'],
      },
      run.clock.now(),
    ),
  );
  if (open === null) countsOf(run, entity).conflicts += 1;
  return true;
}

async function settleOne(run: RunContext, entity: EntityName, missing: Missing): Promise<void> {
  const { db } = run;
  const head = rowHeadById(db, entity, missing.record_id);
  if (head === null || head.wooId !== missing.woo_id) {
    forget(run, entity, missing.woo_id);
    return;
  }
  const answer = await askRecord(run, confirmationPath(run, entity, missing));
  if (answer.kind === 'unclear') return;
  if (answer.kind === 'found') {
    // hidden from lists or trashed, but there: the record itself decides
    await applyPage(run, entity, [answer.document], parentScope(run, entity, head.parentId), () =>
      forget(run, entity, missing.woo_id),
    );
    return;
  }
  removeGone(run, entity, missing.record_id, missing.woo_id);
}

/** Removes a record that the store calls gone; one with unsent changes waits for a person instead. [DEL5] */
export function removeGone(run: RunContext, entity: EntityName, recordId: string, wooId: number): void {
  const { db } = run;
  inTransaction(db, () => {
    if (hasUnsentChanges(db, entity, recordId)) {
      if (holdForGone({ db, storeId: run.store.id, newId: run.newId, now: run.clock.now() }, entity, recordId, wooId)) {
        run.journal?.removed(entity, recordId, wooId, 'conflict');
        countsOf(run, entity).conflicts += 1;
      }
      return;
    }
    run.journal?.removed(entity, recordId, wooId, 'done');
    removeRecord(db, entity, recordId);
    countsOf(run, entity).deleted += 1;
    forget(run, entity, wooId);
  });
  run.onStep({ tables: [TABLE_OF[entity]], ids: [recordId] });
}

function forget(run: RunContext, entity: EntityName, wooId: number): void {
  prepared(run.db, `DELETE FROM sync_missing WHERE store_id = ? AND entity = ? AND woo_id = ?`).run(
    run.store.id,
    entity,
    wooId,
  );
}

function parentScope(run: RunContext, entity: EntityName, parentId: string | null) {
  const parent = PARENT_OF[entity];
  if (parent === undefined || parentId === null) return { parent: null };
  const wooId = rowHeadById(run.db, parent.entity, parentId)?.wooId ?? 0;
  return { parent: { id: parentId, wooId } };
}

function confirmationPath(run: RunContext, entity: EntityName, missing: Missing): string {
  // the product route answers for variations too, also when their product is gone
  if (entity === 'variations') return `products/${missing.woo_id}`;
  const parent = PARENT_OF[entity];
  const head = rowHeadById(run.db, entity, missing.record_id);
  const parentWooId =
    parent === undefined || head?.parentId === undefined || head.parentId === null
      ? null
      : (rowHeadById(run.db, parent.entity, head.parentId)?.wooId ?? null);
  return recordPath(entity, missing.woo_id, parentWooId);
}
