import { inTransaction, prepared } from '../../src/engine/database/database.ts';
import { rebuildRow } from '../../src/engine/sync/rebuild-row.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';
import type { World } from './world.ts';

export const MIRRORED = [
  'products',
  'variations',
  'orders',
  'customers',
  'coupons',
  'categories',
  'tags',
  'brands',
  'shipping_classes',
  'attributes',
  'terms',
] as const satisfies readonly EntityName[];

/** [IDENT4] A row is what its base and its open operations make of it. */
export function checkRows(world: World, desktop: Desktop, invariant = 'IDENT4'): void {
  const db = desktop.db();
  const undo = new Error('only to look');
  try {
    inTransaction(db, () => {
      for (const entity of MIRRORED) {
        const read = prepared(db, `SELECT * FROM ${TABLE_OF[entity]} WHERE store_id = '${STORE}' ORDER BY id`);
        const before = read.all() as Record<string, unknown>[];
        for (const row of before) rebuildRow({ db, newId: () => 'nobody', now: 0 }, entity, String(row['id']));
        const after = new Map((read.all() as Record<string, unknown>[]).map((row) => [row['id'], row]));
        for (const row of before) {
          const rebuilt = after.get(row['id']) ?? {};
          const names = Object.keys(row).filter((name) => name !== 'updated_at' && row[name] !== rebuilt[name]);
          for (const name of names) {
            world.violate(
              invariant,
              `d${desktop.number} ${entity}:${String(row['woo_id'])} ${name} is ${String(row[name])}, rebuilt ${String(rebuilt[name])}`,
            );
          }
        }
      }
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
}
