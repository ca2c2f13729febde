import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { ReadableDb } from '../database/database.ts';
import { countsBy } from '../queries/counts.ts';
import { getRecord } from '../queries/get-record.ts';
import { listRecordIds, listRecords } from '../queries/list-records.ts';
import { mergedFields } from '../queries/merged-fields.ts';
import { orderDetail } from '../queries/order-detail.ts';
import { productDetail } from '../queries/product-detail.ts';
import { listConflicts, listErrors, listPending, listRuns } from '../queries/sync-lists.ts';

export type ReadHandlers = Pick<
  Handlers<EngineContract>,
  | 'records.list'
  | 'records.ids'
  | 'records.get'
  | 'records.counts'
  | 'products.detail'
  | 'orders.detail'
  | 'sync.runs'
  | 'pending.list'
  | 'errors.list'
  | 'conflicts.list'
  | 'conflicts.merged'
>;

/** The contract's methods that only read the mirror. */
export function createReadHandlers(deps: {
  readonly db: ReadableDb;
  /** Asks the store for the notes and refunds of an order that was opened. */
  readonly refreshOrder: (orderId: string) => void;
}): ReadHandlers {
  const { db } = deps;
  return {
    'records.list': (input) => {
      const found = listRecords(db, input);
      return found.ok ? ok({ total: found.value.total, rows: [...found.value.rows] }) : found;
    },
    'records.ids': (input) => {
      const found = listRecordIds(db, input);
      return found.ok ? ok({ total: found.value.total, ids: [...found.value.ids] }) : found;
    },
    'records.get': ({ entity, id, storeId }) => getRecord(db, entity, id, storeId),
    'records.counts': ({ entity, storeId, field }) => {
      const counted = countsBy(db, entity, storeId, field);
      return counted.ok ? ok([...counted.value]) : counted;
    },
    'products.detail': ({ id }) => productDetail(db, id),
    'orders.detail': ({ id }) => {
      const detail = orderDetail(db, id);
      if (detail.ok && !detail.value.notes_fetched) deps.refreshOrder(id);
      return detail;
    },
    'sync.runs': ({ storeId, limit }) => ok([...listRuns(db, storeId, limit)]),
    'pending.list': ({ storeId, limit }) => {
      const { total, rows } = listPending(db, storeId, limit);
      return ok({ total, rows: [...rows] });
    },
    'errors.list': ({ storeId, resolved }) => {
      const { total, rows } = listErrors(db, storeId, resolved);
      return ok({ total, rows: [...rows] });
    },
    'conflicts.list': ({ storeId }) => {
      const { total, rows } = listConflicts(db, storeId);
      return ok({ total, rows: [...rows] });
    },
    'conflicts.merged': ({ id }) => ok([...mergedFields(db, id)]),
  };
}
