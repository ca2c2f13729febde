import { prepared } from '../../src/engine/database/database.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import { MIRRORED } from './check-rows.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';
import { shopEntityOf } from './shop-history.ts';
import type { World } from './world.ts';

export type KnownRecord = {
  readonly entity: EntityName;
  readonly woo_id: number;
  readonly id: string;
  readonly hash: string | null;
};

/**
 * The shop's records in a mirror. One that the shop no longer has may stay where a person is asked about it, and only
 * there: it is left out.
 */
export function recordsOf(world: World, desktop: Desktop): readonly KnownRecord[] {
  return MIRRORED.flatMap((entity) => {
    const there = new Set(world.shop.inspect.ids(shopEntityOf(entity)));
    return prepared<Omit<KnownRecord, 'entity'>>(
      desktop.db(),
      `SELECT r.woo_id, r.id, d.hash FROM ${TABLE_OF[entity]} r LEFT JOIN base_documents d ON d.record_id = r.id
       WHERE r.store_id = '${STORE}' AND r.woo_id IS NOT NULL ORDER BY r.woo_id`,
    )
      .all()
      .filter(({ woo_id }) => there.has(woo_id))
      .map((row) => ({ entity, ...row }));
  });
}
