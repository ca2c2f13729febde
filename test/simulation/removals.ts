import type { WritableDb } from '../../src/engine/database/database.ts';
import { prepared } from '../../src/engine/database/database.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';

/** Entities whose removals are watched. */
export const REMOVABLE: readonly EntityName[] = [
  'products',
  'variations',
  'orders',
  'customers',
  'coupons',
  'categories',
  'tags',
  'brands',
  'terms',
  'attributes',
];

export type Removal = { readonly entity: EntityName; readonly wooId: number };

/** Notes every known record that leaves a mirror, for as long as this connection lives. */
export function watchRemovals(db: WritableDb): void {
  // the connection may be that of a process that died
  db.exec('CREATE TEMP TABLE IF NOT EXISTS removal (entity TEXT, wooId INTEGER); DELETE FROM removal');
  for (const entity of REMOVABLE) {
    db.exec(
      `CREATE TEMP TRIGGER IF NOT EXISTS removed_${entity} AFTER DELETE ON main.${TABLE_OF[entity]} WHEN old.woo_id IS NOT NULL AND old.store_id = '${STORE}'
       BEGIN INSERT INTO removal VALUES ('${entity}', old.woo_id); END`,
    );
  }
}

/** What has left the mirror since the last question. */
export function removalsOf(desktop: Desktop): readonly Removal[] {
  const db = desktop.db();
  const gone = prepared<Removal>(db, 'SELECT entity, wooId FROM removal').all();
  if (gone.length > 0) db.exec('DELETE FROM removal');
  return gone;
}

/** Whether the mirror has that record, under whatever id. */
export function isHere(desktop: Desktop, { entity, wooId }: Removal): boolean {
  return (
    prepared(desktop.db(), `SELECT 1 FROM ${TABLE_OF[entity]} WHERE store_id = '${STORE}' AND woo_id = ?`).get(
      wooId,
    ) !== undefined
  );
}
