import type { JsonObject } from '../../shared/domain/entities.ts';
import { inTransaction, prepared } from '../database/database.ts';
import { applyPage } from './apply-page.ts';
import { askStore } from './ask-store.ts';
import { asId } from './projections/read-json.ts';
import { hasUnsentChanges, removeRecord } from './remove-record.ts';
import { rowHeadById } from './row-writer.ts';
import type { RunContext } from './run-context.ts';

/** Reads the notes and refunds of one order: they have no dates to ask by, so they are read when it is opened. [PULL18] */
export async function refreshOrder(run: RunContext, orderId: string): Promise<void> {
  const head = rowHeadById(run.db, 'orders', orderId);
  if (head === null || head.wooId === null) return;
  const scope = { parent: { id: orderId, wooId: head.wooId } };
  const notes = await askStore(run, { method: 'GET', path: `orders/${head.wooId}/notes`, expect: 'list' });
  if (!notes.ok) return;
  const rows = notes.value.body as readonly JsonObject[];
  await applyPage(run, 'order_notes', rows, scope, () => {
    removeAbsentNotes(run, orderId, new Set(rows.map((row) => asId(row['id']))));
    prepared(run.db, `UPDATE orders SET notes_fetched_at = ? WHERE id = ?`).run(run.clock.now(), orderId);
  });
  const refunds = await askStore(run, {
    method: 'GET',
    path: `orders/${head.wooId}/refunds`,
    query: { per_page: 100 },
    expect: 'list',
  });
  if (refunds.ok)
    await applyPage(run, 'order_refunds', refunds.value.body as readonly JsonObject[], scope, () => undefined);
  run.onStep({ tables: ['orders', 'order_notes', 'order_refunds'], ids: [orderId] });
}

/** The list of notes is whole: what it does not hold was deleted in the shop. */
function removeAbsentNotes(run: RunContext, orderId: string, present: ReadonlySet<number | null>): void {
  const known = prepared<{ id: string; woo_id: number }>(
    run.db,
    `SELECT id, woo_id FROM order_notes WHERE order_id = ? AND woo_id IS NOT NULL`,
  ).all(orderId);
  inTransaction(run.db, () => {
    for (const note of known) {
      if (!present.has(note.woo_id) && !hasUnsentChanges(run.db, 'order_notes', note.id))
        removeRecord(run.db, 'order_notes', note.id);
    }
  });
}
