import type { EntityName, JsonObject } from '../../../shared/domain/entities.ts';
import type { ReadableDb } from '../../database/database.ts';
import { viewOf } from '../carry-out-plan.ts';
import type { Operation } from '../operation.ts';
import { openOperations } from '../outbox-store.ts';
import type { Sighting } from '../planner/plan-record.ts';
import { planRecord } from '../planner/plan-record.ts';
import type { RecordAction } from '../planner/record-plan.ts';
import { rowHeadById } from '../row-writer.ts';
import type { CollectionReading } from './collection-reading.ts';

/** What would wait here once the run has compared it with what the preview read. */
export type MergedAhead = {
  /** Oldest first; those that the store has already are gone from it, those that a person must decide are held. */
  readonly operations: readonly Operation[];
  /** Records that would newly need a decision. */
  readonly undecided: readonly { readonly entity: EntityName; readonly recordId: string }[];
  /** Records of which nothing queued is left to send: the run finds that out by reading them. */
  readonly settled: number;
};

/**
 * Asks the planner of the runs what becomes of the open operations of each record that was read, and carries it out on
 * a copy. `gone`: records that the store is expected to have no more. [PREVIEW3]
 */
export function mergeAhead(
  db: ReadableDb,
  storeId: string,
  readings: ReadonlyMap<EntityName, CollectionReading>,
  gone: ReadonlySet<string>,
): MergedAhead {
  const undecided: { entity: EntityName; recordId: string }[] = [];
  let settled = 0;
  let count = 0;
  const newId = (): string => `ahead-${(count += 1)}`;
  const operations: Operation[] = [];
  for (const [recordId, open] of Map.groupBy(openOperations(db, storeId), (operation) => operation.recordId)) {
    const entity = open[0]?.entity;
    if (entity === undefined) continue;
    const sighting = sightingOf(readings.get(entity)?.fresh[recordId], gone.has(recordId));
    if (sighting === null) {
      operations.push(...open);
      continue;
    }
    const wooId = rowHeadById(db, entity, recordId)?.wooId ?? null;
    const plan = planRecord(viewOf({ db, storeId }, { entity, id: recordId, wooId }), sighting, newId);
    const after = plan.actions.reduce((left, action) => carryOut(left, open, action), open);
    // what is gone is counted with the deletions
    if (plan.newlyUndecided > 0 && sighting.seen === 'document') undecided.push({ entity, recordId });
    if (open.some(isQueued) && !after.some(isQueued)) settled += 1;
    operations.push(...after);
  }
  return { operations: operations.toSorted((left, right) => left.sequence - right.sequence), undecided, settled };
}

function sightingOf(document: JsonObject | undefined, isGone: boolean): Sighting | null {
  if (isGone) return { seen: 'gone' };
  return document === undefined ? null : { seen: 'document', document };
}

function isQueued(operation: Operation): boolean {
  return operation.state === 'queued';
}

function carryOut(operations: Operation[], before: readonly Operation[], action: RecordAction): Operation[] {
  const change = (id: string, part: Partial<Operation>): Operation[] =>
    operations.map((operation) => (operation.id === id ? { ...operation, ...part } : operation));
  switch (action.do) {
    case 'end':
      return operations.filter(({ id }) => id !== action.operationId);
    case 'rewrite':
      return change(action.operationId, { payload: action.payload });
    case 'requeue':
      return change(action.operationId, { state: 'queued' });
    case 'hold':
      return change(action.operationId, { state: 'held' });
    case 'add': {
      const model = before.at(-1);
      return model === undefined ? operations : [...operations, { ...model, ...action.operation }];
    }
    default:
      return operations;
  }
}
