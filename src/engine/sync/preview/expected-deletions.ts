import type { EntityName } from '../../../shared/domain/entities.ts';
import type { ReadableDb } from '../../database/database.ts';
import { prepared } from '../../database/database.ts';
import { openCollectionConflict, openConflictOf } from '../conflict-store.ts';
import { hasUnsentChanges } from '../remove-record.ts';
import { rowHeadByWooId } from '../row-writer.ts';
import { countOnDevice } from '../store-rows.ts';
import type { MissingRecords } from './preview-report.ts';

export type ExpectedDeletions = MissingRecords & {
  readonly deleted: number;
  readonly conflicts: number;
  /** Each record that was missed twice is asked for by its number. */
  readonly requests: number;
  /** Local ids of those with unsent changes. */
  readonly unsent: readonly string[];
};

type Missing = { woo_id: number; record_id: string; missed: number; decision: 'remove' | 'keep' | null };

/**
 * What the coming run would remove, by the rules of deleting. `absent`: numbers that a list read whole just now did not
 * hold, which is one census more; null where only earlier censuses speak. [PREVIEW6, DEL1, DEL4, DEL5]
 */
export function expectedDeletions(
  db: ReadableDb,
  storeId: string,
  entity: EntityName,
  absent: readonly number[] | null,
): ExpectedDeletions {
  const missing = missingAfter(db, storeId, entity, absent).filter(({ decision }) => decision !== 'keep');
  const twice = missing.filter(({ missed }) => missed >= 2);
  const undecided = twice.filter(({ decision }) => decision === null);
  const held = undecided.length > 20 && undecided.length > Math.floor(countOnDevice(db, storeId, entity) * 0.02);
  const due = held ? twice.filter(({ decision }) => decision === 'remove') : twice;
  const isNewQuestion = held && openCollectionConflict(db, storeId, entity, 'mass_deletion') === null;
  const unsent: string[] = [];
  let deleted = 0;
  let conflicts = isNewQuestion ? 1 : 0;
  for (const { record_id: recordId } of due) {
    const isUnsent = hasUnsentChanges(db, entity, recordId);
    if (isUnsent) unsent.push(recordId);
    else deleted += 1;
    if (isUnsent && openConflictOf(db, recordId) === null) conflicts += 1;
  }
  return {
    entity,
    once: missing.length - twice.length,
    twice: twice.length,
    held,
    deleted,
    conflicts,
    requests: due.length,
    unsent,
  };
}

/** Variations of a product that is missing itself follow it. */
const FOLLOWS_PRODUCT = `EXISTS (SELECT 1 FROM product_variations v JOIN sync_missing p
  ON p.store_id = v.store_id AND p.entity = 'products' AND p.record_id = v.product_id WHERE v.id = sync_missing.record_id)`;

function missingAfter(
  db: ReadableDb,
  storeId: string,
  entity: EntityName,
  absent: readonly number[] | null,
): readonly Missing[] {
  const noted = prepared<Missing>(
    db,
    `SELECT woo_id, record_id, missed, decision FROM sync_missing WHERE store_id = ? AND entity = ?
     ${entity === 'variations' ? `AND NOT ${FOLLOWS_PRODUCT}` : ''} ORDER BY woo_id`,
  ).all(storeId, entity);
  if (absent === null) return noted.filter(({ missed }) => missed > 0);
  const byNumber = new Map(noted.map((row) => [row.woo_id, row]));
  return absent.flatMap((wooId) => {
    const known = byNumber.get(wooId);
    if (known !== undefined) return [{ ...known, missed: known.missed + 1 }];
    const head = rowHeadByWooId(db, entity, storeId, wooId);
    return head === null ? [] : [{ woo_id: wooId, record_id: head.id, missed: 1, decision: null }];
  });
}
