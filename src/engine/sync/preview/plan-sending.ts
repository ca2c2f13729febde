import type { EntityName, JsonObject, JsonValue } from '../../../shared/domain/entities.ts';
import { TABLE_OF } from '../../../shared/domain/entities.ts';
import { fieldByPath } from '../../../shared/domain/fields.ts';
import type { ReadableDb } from '../../database/database.ts';
import { prepared } from '../../database/database.ts';
import { labelRecord } from '../../queries/record-label.ts';
import { openConflictOf } from '../conflict-store.ts';
import { overlayOperations, readBaseDocument } from '../local-document.ts';
import type { Operation } from '../operation.ts';
import { waitsForAnswer } from '../planner/plan-sending.ts';
import { asList, asObject, asText } from '../projections/read-json.ts';
import { PARENT_OF, rowHeadById } from '../row-writer.ts';
import type { RowHead } from '../row-writer.ts';
import type { CollectionReading } from './collection-reading.ts';
import { mergeAhead } from './merge-ahead.ts';
import type { Foreseen, Leaving } from './predict-refusals.ts';
import { predict } from './predict-refusals.ts';
import type { Prediction } from './preview-report.ts';
import type { SendingState } from './sending-state.ts';
import { wantedSku } from './sku-owners.ts';

export type EntitySending = { pushed: number; failed: number; conflicts: number };

/** What would leave in the coming run, and what would become of it. [PREVIEW3] */
export type PlannedSending = {
  readonly counts: ReadonlyMap<EntityName, EntitySending>;
  readonly predicted: readonly Prediction[];
  readonly requests: number;
};

type Plan = SendingState & {
  readonly counts: Map<EntityName, EntitySending>;
  readonly predicted: Prediction[];
  requests: number;
  /** Records whose later operations wait for now, and those whose operations wait for a person. */
  readonly blocked: Set<string>;
  readonly stopped: Set<string>;
  /** Operations whose lookup is counted. */
  readonly lookedUp: Set<string>;
  /** Records that would be made in this run. */
  readonly made: Set<string>;
  /** Documents as the operations before leave them, by record. */
  readonly documents: Map<string, JsonObject>;
};

/** Operations gone through at a time: whoever else asks the engine something gets their turn in between. */
const AT_A_TIME = 200;

export async function planSending(
  db: ReadableDb,
  storeId: string,
  readings: ReadonlyMap<EntityName, CollectionReading>,
  gone: ReadonlySet<string>,
  pause: () => Promise<void>,
): Promise<PlannedSending> {
  const plan: Plan = {
    db,
    storeId,
    readings,
    freedSkus: new Set(),
    takenSkus: new Map(),
    counts: new Map(),
    predicted: [],
    requests: 0,
    blocked: new Set(),
    stopped: new Set(),
    lookedUp: new Set(),
    made: new Set(),
    documents: new Map(),
  };
  const merged = mergeAhead(db, storeId, readings, gone);
  for (const { entity } of merged.undecided) countsOf(plan, entity).conflicts += 1;
  plan.requests += merged.settled;
  let waiting = merged.operations;
  // what hangs on a record that is made in this run follows it, whatever its place in the queue
  for (;;) {
    const left: Operation[] = [];
    for (const [index, operation] of waiting.entries()) {
      if (index > 0 && index % AT_A_TIME === 0) await pause();
      if (!consider(plan, operation)) left.push(operation);
    }
    if (left.length === 0 || left.length === waiting.length) break;
    plan.blocked.clear();
    waiting = left;
  }
  return plan;
}

/** False: it waits for another operation, so its turn may come after that. */
function consider(plan: Plan, operation: Operation): boolean {
  const { db, blocked } = plan;
  const { recordId } = operation;
  if (blocked.has(recordId) || plan.stopped.has(recordId)) return false;
  if (waitsForAnswer(openConflictOf(db, recordId))) return wait(plan, operation);
  if (operation.state === 'refused' || operation.state === 'held')
    return operation.kind === 'create' ? wait(plan, operation) : true;
  if (operation.state !== 'queued') return settleFirst(plan, operation);
  const head = rowHeadById(db, operation.entity, recordId);
  if (head === null || !isReachable(plan, operation, head) || namesUnknown(plan, operation)) {
    return wait(plan, operation);
  }
  send(plan, operation, head);
  return true;
}

function wait(plan: Plan, operation: Operation): false {
  plan.blocked.add(operation.recordId);
  return false;
}

/**
 * An unknown outcome is looked up first. An absolute change is sent again if it has to be; whether a create, a note, a
 * status or an adjustment arrived cannot be foreseen.
 */
function settleFirst(plan: Plan, operation: Operation): boolean {
  if (!plan.lookedUp.has(operation.id)) plan.requests += 2;
  plan.lookedUp.add(operation.id);
  const isAdjusting = operation.payload.stock !== undefined && 'adjust' in operation.payload.stock;
  if (operation.kind === 'create' || operation.kind === 'note' || operation.kind === 'status' || isAdjusting) {
    return wait(plan, operation);
  }
  countsOf(plan, operation.entity).pushed += 1;
  return true;
}

function isReachable(plan: Plan, operation: Operation, head: RowHead): boolean {
  const parent = PARENT_OF[operation.entity];
  if (parent !== undefined) {
    const above = head.parentId === null ? null : rowHeadById(plan.db, parent.entity, head.parentId);
    if (above === null || (above.wooId === null && !plan.made.has(above.id))) return false;
  }
  const isNew = operation.kind === 'create' || operation.kind === 'note';
  return isNew || head.wooId !== null || plan.made.has(operation.recordId);
}

const REFERENCES = ['categories', 'tags', 'brands', 'parent'] as const;

/** Whether it names a record by its local id that the store would not have by then. */
function namesUnknown(plan: Plan, operation: Operation): boolean {
  const given = new Map(Object.entries(operation.payload.values ?? {}));
  for (const [path, { value }] of Object.entries(operation.payload.fields ?? {})) given.set(path, value);
  return REFERENCES.some((field) => localIds(given.get(field)).some((id) => !isMade(plan, field, operation, id)));
}

function localIds(value: JsonValue | undefined): readonly string[] {
  const items = Array.isArray(value) ? asList(value) : value === undefined ? [] : [value];
  return items
    .map((item) => (typeof item === 'object' ? asObject(item)['id'] : item))
    .filter((id): id is string => typeof id === 'string' && id !== '');
}

function isMade(plan: Plan, field: (typeof REFERENCES)[number], operation: Operation, id: string): boolean {
  const entity = field === 'parent' ? (operation.entity === 'brands' ? 'brands' : 'categories') : field;
  const row = prepared<{ woo_id: number | null }>(plan.db, `SELECT woo_id FROM ${TABLE_OF[entity]} WHERE id = ?`).get(
    id,
  );
  return row === undefined || row.woo_id !== null || plan.made.has(id);
}

function send(plan: Plan, operation: Operation, head: RowHead): void {
  const { entity, recordId, kind } = operation;
  const counts = countsOf(plan, entity);
  const fresh = plan.readings.get(entity)?.fresh[recordId] ?? null;
  const before = plan.documents.get(recordId) ?? fresh ?? readBaseDocument(plan.db, recordId) ?? {};
  const after = overlayOperations(entity, before, [operation]);
  const leaving: Leaving = { operation, wooId: head.wooId, before, after, paths: pathsOf(operation) };
  const foreseen = predict(plan, leaving);
  for (const item of foreseen) plan.predicted.push(toPrediction(plan, operation, item));
  plan.requests += requestsFor(operation);
  if (foreseen.some(({ effect }) => effect === 'refused')) {
    counts.failed += 1;
    if (kind === 'create') plan.stopped.add(recordId);
    return;
  }
  counts.pushed += 1;
  // the run reports what an edit wrote and the store did not keep; a create's values it takes as answered
  if (kind !== 'create' && foreseen.some(({ effect }) => effect === 'not-kept')) counts.failed += 1;
  noteArrival(plan, leaving);
}

function noteArrival(plan: Plan, { operation, before, after, paths }: Leaving): void {
  const { entity, recordId, kind } = operation;
  plan.documents.set(recordId, after);
  if (kind === 'create') plan.made.add(recordId);
  if (entity !== 'products' && entity !== 'variations') return;
  const had = asText(before['sku']).toLowerCase();
  const wanted = wantedSku(operation);
  const isFreed = kind === 'delete' || (paths.has('sku') && wanted?.toLowerCase() !== had);
  if (had !== '' && isFreed && kind !== 'create') {
    plan.freedSkus.add(had);
    plan.takenSkus.delete(had);
  }
  if (wanted === null) return;
  const { label } = labelRecord(plan.db, entity, recordId);
  plan.takenSkus.set(wanted.toLowerCase(), { recordId, name: label });
}

function pathsOf(operation: Operation): ReadonlySet<string> {
  const { fields, values } = operation.payload;
  return new Set([...Object.keys(fields ?? {}), ...Object.keys(values ?? {})]);
}

/** A change is read before it is written; long texts are read once more after it, and so is what was trashed. */
function requestsFor(operation: Operation): number {
  const { kind, entity } = operation;
  const hasLongText = [...pathsOf(operation)].some((path) => fieldByPath(entity, path)?.kind === 'html');
  if (kind === 'note' || kind === 'delete') return 1;
  if (kind === 'create') return hasLongText ? 2 : 1;
  return hasLongText ? 3 : 2;
}

function countsOf(plan: Plan, entity: EntityName): EntitySending {
  const known = plan.counts.get(entity);
  if (known !== undefined) return known;
  const counts = { pushed: 0, failed: 0, conflicts: 0 };
  plan.counts.set(entity, counts);
  return counts;
}

function toPrediction(plan: Plan, operation: Operation, foreseen: Foreseen): Prediction {
  const { entity, recordId, id } = operation;
  const { label, wooId } = labelRecord(plan.db, entity, recordId);
  return { operationId: id, entity, recordId, wooId, label, ...foreseen };
}
