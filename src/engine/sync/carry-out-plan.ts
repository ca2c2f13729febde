import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { closeConflict, openConflictOf, saveConflict } from './conflict-store.ts';
import type { OperationPayload } from './operation.ts';
import {
  endOperation,
  insertOperation,
  openOperationsOf,
  requeueOperation,
  setOperationState,
  updatePayload,
} from './outbox-store.ts';
import type { Sighting } from './planner/plan-record.ts';
import { planRecord } from './planner/plan-record.ts';
import type { RecordAction, RecordPlan, RecordView } from './planner/record-plan.ts';

export type PlanContext = {
  readonly db: WritableDb;
  readonly storeId: string;
  readonly newId: () => string;
  /** Epoch ms. */
  readonly now: number;
};

export type PlannedRecord = { readonly entity: EntityName; readonly id: string; readonly wooId: number | null };

/**
 * Plans what becomes of a record's unsent changes after a look at the store, and does it, inside the caller's
 * transaction. The caller makes the row anew afterwards. [PLAN2]
 */
export function settleSighting(context: PlanContext, record: PlannedRecord, sighting: Sighting): RecordPlan {
  const view = viewOf(context, record);
  const plan = planRecord(view, sighting, context.newId);
  for (const action of plan.actions) carryOut(context, view, action);
  return plan;
}

/** All that the planner knows of one record. */
export function viewOf(
  { db, storeId }: { readonly db: ReadableDb; readonly storeId: string },
  { entity, id, wooId }: PlannedRecord,
): RecordView {
  return {
    storeId,
    entity,
    recordId: id,
    wooId,
    statusHere: statusHere(db, entity, id),
    operations: openOperationsOf(db, id),
    decision: openConflictOf(db, id),
  };
}

/** What the record was here until now: a draft must not come back as something that is on sale. */
function statusHere(db: ReadableDb, entity: EntityName, recordId: string): string | null {
  // an order's statuses are not those of what is published
  if (entity === 'orders' || !HAS_STATUS.has(entity)) return null;
  const row = prepared<{ status: string }>(db, `SELECT status FROM ${TABLE_OF[entity]} WHERE id = ?`).get(recordId);
  return row === undefined || row.status === 'trash' ? null : row.status;
}
const HAS_STATUS: ReadonlySet<EntityName> = new Set<EntityName>(['products', 'variations', 'coupons']);

/** What is split off a colleague's change stays that colleague's. */
function authorOfFields(db: ReadableDb, view: RecordView, { fields = {} }: OperationPayload): string {
  const source = view.operations.find(({ payload }) =>
    Object.keys(fields).some((path) => payload.fields?.[path] !== undefined),
  );
  if (source === undefined) return '';
  return prepared<{ author: string }>(db, `SELECT author FROM outbox WHERE id = ?`).get(source.id)?.author ?? '';
}

function carryOut(context: PlanContext, view: RecordView, action: RecordAction): void {
  const { db, now } = context;
  switch (action.do) {
    case 'end':
      return endOperation(db, action.operationId, 'superseded', now);
    case 'rewrite':
      return updatePayload(db, action.operationId, action.payload);
    case 'requeue':
      return requeueOperation(db, action.operationId, null);
    case 'hold':
      return setOperationState(db, action.operationId, 'held');
    case 'add': {
      const { storeId, entity, recordId } = view;
      const author = authorOfFields(db, view, action.operation.payload);
      return insertOperation(db, { ...action.operation, storeId, entity, recordId, author, createdAt: now });
    }
    case 'ask':
      return saveConflict(db, action.decision, now);
    case 'close':
      return closeConflict(db, action.decisionId, 'merge', now);
    default:
      return action satisfies never;
  }
}
