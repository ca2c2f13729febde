import type { WritableDb } from '../database/database.ts';
import { inTransaction, prepared } from '../database/database.ts';

/** What a store's rows lie in, children before what they hang on. */
const TABLES = [
  'product_images',
  'product_attributes',
  'order_items',
  'order_notes',
  'order_refunds',
  'order_status_logs',
  'base_documents',
  'product_variations',
  'products',
  'orders',
  'customers',
  'coupons',
  'store_attribute_terms',
] as const;

const ROWS_AT_ONCE = 2_000;

/**
 * Takes a store's rows out of the mirror a few thousand at a time, so that windows are answered meanwhile. The store
 * itself stays, without its reading places: broken off, it is a store that reads everything anew.
 */
export async function emptyStore(db: WritableDb, storeId: string): Promise<void> {
  inTransaction(db, () => {
    prepared(db, `UPDATE stores SET status = 'disconnected', first_sync_completed_at = NULL WHERE id = ?`).run(storeId);
    prepared(db, `DELETE FROM sync_cursors WHERE store_id = ?`).run(storeId);
    prepared(db, `DELETE FROM sync_missing WHERE store_id = ?`).run(storeId);
    return null;
  });
  for (const table of TABLES) {
    const remove = prepared(
      db,
      `DELETE FROM ${table} WHERE row_number IN (SELECT row_number FROM ${table} WHERE store_id = ? LIMIT ${ROWS_AT_ONCE})`,
    );
    while (remove.run(storeId).changes > 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
