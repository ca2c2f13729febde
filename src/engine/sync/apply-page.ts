import type { EntityName, JsonObject } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import { inTransaction, prepared } from '../database/database.ts';
import type { Applied, ApplyContext } from './apply-document.ts';
import { applyDocument } from './apply-document.ts';
import { wakeErrorsOf } from './errors-store.ts';
import { addHole, dropHole } from './holes-store.ts';
import { asId, asList, asObject } from './projections/read-json.ts';
import { rowHeadByWooId } from './row-writer.ts';
import type { PageJournal } from './journal-types.ts';
import type { RunContext } from './run-context.ts';
import { countsOf } from './run-context.ts';

export type PageScope = {
  /** Local and store id of the record that all rows of the page hang on; null where each row names its own or none. */
  readonly parent: { readonly id: string; readonly wooId: number } | null;
};
export const NO_SCOPE: PageScope = { parent: null };

export function applyContext(run: RunContext): ApplyContext {
  const creates = prepared<{ id: string }>(
    run.db,
    `SELECT id FROM outbox WHERE store_id = ? AND state <> 'ended' AND kind = 'create'`,
  ).all(run.store.id);
  return {
    db: run.db,
    storeId: run.store.id,
    newId: run.newId,
    now: run.clock.now(),
    openCreates: new Set(creates.map((row) => row.id)),
    runId: run.runId,
    onAnotherRecord: (entity, wooId) => {
      run.replacement.sign ??= { sign: 'creation-date', entity, wooId };
    },
  };
}

/**
 * Takes a page of whole documents into the mirror, a few records in each transaction, the last of them with `alsoCommit`
 * (the cursor); in between, other work has its turn. A record that cannot be stored becomes a hole to be fetched by
 * itself, and the others go on. [PULL7, PULL8, PULL22]
 */
export async function applyPage(
  run: RunContext,
  entity: EntityName,
  rows: readonly JsonObject[],
  scope: PageScope,
  alsoCommit: () => void,
): Promise<void> {
  const journal = run.journal?.page(entity) ?? null;
  const { recordsAtOnce, next } = run.turns;
  for (let start = 0; ; start += recordsAtOnce) {
    const isLast = start + recordsAtOnce >= rows.length;
    const part = rows.slice(start, start + recordsAtOnce);
    storeRecords(run, entity, part, scope, journal, isLast ? alsoCommit : () => undefined);
    if (isLast) return run.team?.publish(run, 'some');
    await next();
  }
}

function storeRecords(
  run: RunContext,
  entity: EntityName,
  rows: readonly JsonObject[],
  scope: PageScope,
  journal: PageJournal | null,
  alsoCommit: () => void,
): void {
  const changed: string[] = [];
  inTransaction(run.db, () => {
    const context = applyContext(run);
    for (const row of rows) applyOne(run, context, entity, row, scope, changed, journal);
    alsoCommit();
    journal?.stored();
  });
  run.onStep({ tables: changed.length === 0 ? [] : [TABLE_OF[entity]], ids: changed });
}

function applyOne(
  run: RunContext,
  context: ApplyContext,
  entity: EntityName,
  document: JsonObject,
  scope: PageScope,
  changed: string[],
  journal: PageJournal | null,
): void {
  const counts = countsOf(run, entity);
  counts.fetched += 1;
  const wooId = asId(document['id']);
  const parent = parentOf(run, entity, document, scope);
  if (parent === undefined) {
    // the product of this variation is not here yet: it is fetched first, then the variation
    const parentWooId = asId(document['parent_id']);
    if (wooId !== null) addHole(run.db, run.store.id, 'variations', wooId, parentWooId, 'parent-missing', context.now);
    return;
  }
  try {
    const began = run.clock.monotonic();
    const applied = applyDocument(context, entity, document, { parentId: parent });
    journal?.applied(wooId, applied, run.clock.monotonic() - began);
    if (applied.outcome !== 'unchanged' && applied.outcome !== 'created') wakeErrorsOf(run.db, applied.recordId);
    if (wooId !== null) dropHole(run.db, run.store.id, entity, wooId);
    countApplied(run, entity, applied, document);
    if (applied.outcome !== 'unchanged') changed.push(applied.recordId);
  } catch (error) {
    if (isFatal(error)) throw error;
    run.logger.log('error', 'sync.poison-record', { entity, wooId, error: String(error) });
    counts.failed += 1;
    journal?.unreadable(wooId);
    if (wooId !== null)
      addHole(run.db, run.store.id, entity, wooId, asId(document['parent_id']), 'poison', context.now);
  }
}

/** The disk, the file or a broken connection: nothing that leaving one record out would heal. */
function isFatal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE') && !code.startsWith('SQLITE_CONSTRAINT') && code !== 'SQLITE_MISMATCH';
}

function parentOf(
  run: RunContext,
  entity: EntityName,
  document: JsonObject,
  scope: PageScope,
): string | null | undefined {
  if (scope.parent !== null) return scope.parent.id;
  if (entity !== 'variations') return null;
  const parentWooId = asId(document['parent_id']);
  if (parentWooId === null) return undefined;
  return rowHeadByWooId(run.db, 'products', run.store.id, parentWooId)?.id;
}

export function countApplied(run: RunContext, entity: EntityName, applied: Applied, document: JsonObject): void {
  const counts = countsOf(run, entity);
  if (applied.outcome === 'trashed') counts.deleted += 1;
  else counts[applied.outcome] += 1;
  if (applied.newConflicts > 0) counts.conflicts += 1;
  if (entity === 'orders' && applied.outcome !== 'unchanged') noteTouchedProducts(run, document);
}

/** Orders move stock without moving the products' dates: what they sold is read again in the same run. [PULL10] */
function noteTouchedProducts(run: RunContext, order: JsonObject): void {
  for (const value of asList(order['line_items'])) {
    const item = asObject(value);
    const product = asId(item['product_id']);
    const variation = asId(item['variation_id']);
    if (product !== null) run.touched.products.add(product);
    if (variation !== null) run.touched.variations.add(variation);
  }
}
