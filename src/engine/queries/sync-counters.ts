import type { EntityName } from '../../shared/domain/entities.ts';
import { ENTITY_NAMES, TABLE_OF } from '../../shared/domain/entities.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { LIST_PLANS } from './record-tables.ts';
import { inSnapshot } from './snapshot.ts';

/**
 * Records of one store that the store knows and this computer holds, counted as the store counts its lists: the trash
 * included, also what was removed here without the store knowing yet. Never counts rows: big tables have counters, and
 * unsent rows an index.
 */
export function onDeviceCount(db: ReadableDb, storeId: string, entity: EntityName): number {
  const table = TABLE_OF[entity];
  const count = (text: string): number => prepared<{ n: number }>(db, text).get(storeId)?.n ?? 0;
  if (LIST_PLANS[entity].small) {
    return count(`SELECT count(*) AS n FROM ${table} WHERE store_id = ? AND woo_id IS NOT NULL`);
  }
  const counted = count(
    `SELECT coalesce(sum(row_count), 0) AS n FROM list_counts WHERE store_id = ? AND entity = '${entity}'`,
  );
  const unsent = count(
    `SELECT count(*) AS n FROM ${table} INDEXED BY sqlite_autoindex_${table}_2
     WHERE store_id = ? AND woo_id IS NULL AND deleted_at IS NULL`,
  );
  const removed = count(
    `SELECT count(*) AS n FROM ${table} INDEXED BY ${table}_not_synced
     WHERE store_id = ? AND sync_status <> 'synced' AND woo_id IS NOT NULL AND deleted_at IS NOT NULL`,
  );
  return counted - unsent + removed;
}

export type EntityCounters = {
  readonly entity: EntityName;
  /** As the store counted its collection at the last complete look; null before that. */
  readonly inStore: number | null;
  readonly onDevice: number;
  /** Records that are missing here or known to differ. */
  readonly notUpToDate: number;
};
export type SyncCounters = {
  /** Operations that wait to be sent, or for the store's answer. */
  readonly waiting: number;
  /** Decisions that wait for a person. */
  readonly decisions: number;
  /** Records that the store refused. */
  readonly refused: number;
  readonly notUpToDate: number;
  readonly entities: readonly EntityCounters[];
};

/** How one store stands: what waits, what needs a person, what is not up to date; three things that are never merged. */
export function syncCounters(db: ReadableDb, storeId: string): SyncCounters {
  return inSnapshot(db, () => {
    const count = (text: string): number => prepared<{ n: number }>(db, text).get(storeId)?.n ?? 0;
    const entities = ENTITY_NAMES.map((entity) => entityCounters(db, storeId, entity));
    return {
      waiting: count(
        `SELECT count(*) AS n FROM outbox INDEXED BY outbox_open WHERE store_id = ? AND state <> 'ended' AND state NOT IN ('refused', 'held')`,
      ),
      decisions: count(`SELECT count(*) AS n FROM sync_conflict WHERE store_id = ? AND status = 'open'`),
      // a record may have several: each change that was refused has its own
      refused: count(
        `SELECT count(DISTINCT coalesce(entity_id, id)) AS n FROM sync_errors WHERE store_id = ? AND resolved = 0`,
      ),
      notUpToDate: entities.reduce((sum, entity) => sum + entity.notUpToDate, 0),
      entities,
    };
  });
}

type Holes = { present: number; missing: number };

function entityCounters(db: ReadableDb, storeId: string, entity: EntityName): EntityCounters {
  const inStore = prepared<{ total: number }>(
    db,
    `SELECT total FROM store_totals WHERE store_id = ? AND entity = ?`,
  ).get(storeId, entity)?.total;
  const onDevice = onDeviceCount(db, storeId, entity);
  const holes = prepared<Holes>(
    db,
    `SELECT count(r.id) AS present, count(*) - count(r.id) AS missing FROM sync_holes AS h
     LEFT JOIN ${TABLE_OF[entity]} AS r ON r.store_id = h.store_id AND r.woo_id = h.woo_id
     WHERE h.store_id = ? AND h.entity = ?`,
  ).get(storeId, entity) ?? { present: 0, missing: 0 };
  // a hole without a row is one of those that the store counts and this computer lacks: it counts once
  const lacking = Math.max(inStore === undefined ? 0 : inStore - onDevice, holes.missing);
  return { entity, inStore: inStore ?? null, onDevice, notUpToDate: lacking + holes.present };
}
