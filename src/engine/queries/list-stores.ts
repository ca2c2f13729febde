import type { Store } from '../../shared/contract/stores.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { liveCount } from './counts.ts';
import { isoOf } from './record-rows.ts';
import { inSnapshot } from './snapshot.ts';

type StoreRow = Omit<Store, 'created_at' | 'counts' | 'is_demo'> & { created_at: number; is_demo: number };

/** The stores of this mirror in the order in which they were added, with the numbers of their live records. */
export function listStores(db: ReadableDb): readonly Store[] {
  return inSnapshot(db, () =>
    prepared<StoreRow>(
      db,
      `SELECT id, name, url, currency, wp_timezone, woo_version, status, mode, cadence, created_at, is_demo
       FROM stores ORDER BY created_at, id`,
    )
      .all()
      .map((row) => ({
        ...row,
        created_at: isoOf(row.created_at) ?? '',
        is_demo: row.is_demo === 1,
        counts: { products: liveCount(db, row.id, 'products'), orders: liveCount(db, row.id, 'orders') },
      })),
  );
}
