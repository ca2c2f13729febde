import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import { fieldByPath } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { mergeField } from '../../shared/domain/merge.ts';
import type { WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { Conflict, ConflictKind } from './conflict-store.ts';
import { closeConflict, openConflictOf, saveConflict } from './conflict-store.ts';
import type { FieldChange, Operation } from './operation.ts';
import {
  endOperation,
  insertOperation,
  openOperationsOf,
  requeueOperation,
  setOperationState,
  updatePayload,
} from './outbox-store.ts';

export type MergeContext = {
  readonly db: WritableDb;
  readonly storeId: string;
  readonly newId: () => string;
  readonly now: number;
};

type Undecided = { readonly path: string; readonly change: FieldChange; readonly theirs: JsonValue };

/**
 * Compares the unsent edits of a record with what the store shows now, field by field, and writes the result into
 * the outbox: what the store already has is dropped, what only we changed stays, what both changed is held for a
 * person. Operations in flight or of unknown outcome are left to those who settle them, and so is what later
 * operations do to the same fields: a second change builds on the first, which the store has not seen yet.
 * Returns the number of fields that newly became undecided. [MERGE1–MERGE6]
 */
export function mergePending(
  context: MergeContext,
  entity: EntityName,
  recordId: string,
  wooId: number | null,
  remote: JsonObject,
): number {
  // what depends on an answer that only a person can give waits for it, as it is
  if (waitsForAnswer(openConflictOf(context.db, recordId))) return 0;
  if (remote['status'] !== 'trash') takeUpAgain(context, recordId);
  const operations = openOperationsOf(context.db, recordId);
  const undecided: Undecided[] = [];
  const earlier = new Set<string>();
  const asked = new Map<string, JsonValue>();
  for (const operation of operations) {
    if (operation.state === 'queued' || operation.state === 'refused') {
      if (operation.payload.fields !== undefined) {
        undecided.push(...mergeFields(context, entity, operation, remote, earlier, asked));
      }
      if (operation.payload.stock !== undefined && !earlier.has('stock_quantity')) {
        holdMovedCount(context, entity, operation, wooId, remote);
      }
    }
    // what was refused surely did not arrive: a later change does not build on it
    if (operation.state !== 'held' && operation.state !== 'refused')
      for (const path of touchedPaths(operation)) if (!asked.has(path)) earlier.add(path);
  }
  const trashedThere =
    remote['status'] === 'trash' &&
    operations.some((operation) => editsLiveRecord(operation)) &&
    !operations.some((operation) => movesTrash(operation));
  if (trashedThere) return holdTrashed(context, entity, recordId, wooId, remote, undecided);
  refreshHeld(context, entity, recordId, remote);
  if (undecided.length > 0) holdFields(context, entity, recordId, wooId, undecided, null);
  return undecided.length;
}

/** Whether an unanswered write happened, or which of two records is the right one: nothing of the record goes on before. */
export function waitsForAnswer(open: Conflict | null): boolean {
  return open?.kind === 'outcome_unknown' || open?.kind === 'duplicate';
}

/** The store has the record again by itself: what was held because it was deleted there goes its usual way. */
function takeUpAgain(context: MergeContext, recordId: string): void {
  const { db } = context;
  const open = openConflictOf(db, recordId);
  if (open?.kind !== 'deleted_remotely') return;
  for (const operation of openOperationsOf(db, recordId)) {
    if (operation.state !== 'held') continue;
    const { status, ...fields } = operation.payload.fields ?? {};
    const isOffered = status?.offered === true;
    if (isOffered && Object.keys(fields).length === 0) {
      endOperation(db, operation.id, 'superseded', context.now);
      continue;
    }
    if (isOffered) updatePayload(db, operation.id, { ...operation.payload, fields });
    requeueOperation(db, operation.id, null);
  }
  closeConflict(db, open.id, 'merge', context.now);
}

function touchedPaths(operation: Operation): readonly string[] {
  const paths = Object.keys(operation.payload.fields ?? {});
  return operation.payload.stock === undefined ? paths : [...paths, 'stock_quantity'];
}

/** The person here already said what is to become of the record in the trash. */
function movesTrash(operation: Operation): boolean {
  return operation.kind === 'restore' || operation.kind === 'trash' || operation.kind === 'delete';
}

function kindOf(entity: EntityName, path: string): Parameters<typeof mergeField>[0] {
  return fieldByPath(entity, path)?.kind ?? 'text';
}

/**
 * Merges one queued operation; answers the fields that need a person and takes them off the operation. `asked`: what
 * earlier operations of the record need a person for, with the values that they were based on.
 */
function mergeFields(
  context: MergeContext,
  entity: EntityName,
  operation: Operation,
  remote: JsonObject,
  earlier: ReadonlySet<string>,
  asked: Map<string, JsonValue>,
): Undecided[] {
  const kept: Record<string, FieldChange> = {};
  const undecided: Undecided[] = [];
  let touched = false;
  for (const [path, change] of Object.entries(operation.payload.fields ?? {})) {
    if (earlier.has(path)) {
      kept[path] = change;
      continue;
    }
    const theirs = getPath(remote, path) ?? null;
    const basis = asked.get(path);
    if (basis !== undefined) {
      // the question is about the last value that was typed, not about the one that came before it
      touched = true;
      undecided.push({ path, change: { ...change, base: basis }, theirs });
      continue;
    }
    const merge = mergeField(kindOf(entity, path), change.base, change.value, theirs, change.sent ?? []);
    if (merge.kind === 'conflict') asked.set(path, change.base);
    if (merge.kind === 'send') {
      kept[path] = { ...change, base: merge.base, value: merge.value };
      touched ||= kept[path].base !== change.base || kept[path].value !== change.value;
    } else {
      touched = true;
      if (merge.kind === 'conflict') undecided.push({ path, change, theirs });
    }
  }
  if (!touched) return undecided;
  if (Object.keys(kept).length === 0) endOperation(context.db, operation.id, 'superseded', context.now);
  else updatePayload(context.db, operation.id, { ...operation.payload, fields: kept });
  return undecided;
}

function conflictKind(paths: readonly string[]): ConflictKind {
  return paths.length === 1 && paths[0] === 'stock_quantity' ? 'stock_moved' : 'both_changed';
}

/** Moves fields to the record's held operation and into its open decision. */
function holdFields(
  context: MergeContext,
  entity: EntityName,
  recordId: string,
  wooId: number | null,
  undecided: readonly Undecided[],
  kind: ConflictKind | null,
): void {
  const { db } = context;
  const open = openConflictOf(db, recordId);
  const held = openOperationsOf(db, recordId).find(
    (operation) => operation.state === 'held' && operation.payload.fields !== undefined,
  );
  const fields: Record<string, FieldChange> = { ...held?.payload.fields };
  const base: { [path: string]: JsonValue } = { ...open?.base };
  const mine: { [path: string]: JsonValue } = { ...open?.mine };
  const theirs: { [path: string]: JsonValue } = { ...open?.theirs };
  const paths = new Set(open?.fields);
  for (const item of undecided) {
    fields[item.path] = item.change;
    base[item.path] = item.change.base;
    mine[item.path] = item.change.value;
    theirs[item.path] = item.theirs;
    paths.add(item.path);
  }
  const operationId = held?.id ?? context.newId();
  if (held === undefined) {
    insertOperation(db, {
      id: operationId,
      storeId: context.storeId,
      entity,
      recordId,
      kind: 'update',
      payload: { fields },
      state: 'held',
      createdAt: context.now,
    });
  } else updatePayload(db, held.id, { ...held.payload, fields });
  saveConflict(
    db,
    {
      id: open?.id ?? context.newId(),
      storeId: context.storeId,
      entity,
      recordId,
      wooId,
      operationId,
      kind: kind ?? (open?.kind === 'deleted_remotely' ? open.kind : conflictKind([...paths])),
      base,
      mine,
      theirs,
      fields: [...paths],
    },
    context.now,
  );
}

/** A held field whose store side moved again: the decision shows the newest value; equal sides settle themselves. */
function refreshHeld(context: MergeContext, entity: EntityName, recordId: string, remote: JsonObject): void {
  const { db } = context;
  const open = openConflictOf(db, recordId);
  if (open === null || open.operationId === null || open.fields.length === 0) return;
  const operations = openOperationsOf(db, recordId).filter((operation) => operation.state === 'held');
  const held = operations.find((operation) => operation.id === open.operationId);
  if (held?.payload.fields === undefined) return;
  // a moved count may wait in the same decision
  const hasCount =
    open.fields.includes('stock_quantity') && operations.some(({ payload }) => payload.stock !== undefined);
  const fields: Record<string, FieldChange> = {};
  const theirs: { [path: string]: JsonValue } = {};
  const requeued: Record<string, FieldChange> = {};
  for (const [path, change] of Object.entries(held.payload.fields)) {
    const now = getPath(remote, path) ?? null;
    const merge = mergeField(kindOf(entity, path), change.base, change.value, now, change.sent ?? []);
    if (merge.kind === 'conflict') {
      fields[path] = change;
      theirs[path] = now;
    } else if (merge.kind === 'send') requeued[path] = { ...change, base: merge.base, value: merge.value };
  }
  if (Object.keys(requeued).length > 0) requeueFields(context, entity, recordId, requeued);
  const paths = Object.keys(fields);
  if (paths.length > 0) updatePayload(db, held.id, { ...held.payload, fields });
  else endOperation(db, held.id, 'superseded', context.now);
  if (hasCount) {
    paths.push('stock_quantity');
    theirs['stock_quantity'] = remote['stock_quantity'] ?? null;
  }
  if (paths.length === 0) {
    closeConflict(db, open.id, 'merge', context.now);
    return;
  }
  const pick = (values: JsonObject): JsonObject =>
    Object.fromEntries(paths.map((path) => [path, values[path] ?? null]));
  saveConflict(db, { ...open, base: pick(open.base), mine: pick(open.mine), theirs, fields: paths }, context.now);
}

/** Fields that no longer need a person are sent after all; an order's status by itself, because it has effects. */
function requeueFields(
  context: MergeContext,
  entity: EntityName,
  recordId: string,
  fields: Readonly<Record<string, FieldChange>>,
): void {
  const insert = (kind: 'update' | 'status', part: Readonly<Record<string, FieldChange>>): void =>
    insertOperation(context.db, {
      id: context.newId(),
      storeId: context.storeId,
      entity,
      recordId,
      kind,
      payload: { fields: part },
      createdAt: context.now,
    });
  const { status, ...others } = fields;
  if (entity !== 'orders' || status === undefined) insert('update', fields);
  else {
    insert('status', { status });
    if (Object.keys(others).length > 0) insert('update', others);
  }
}

/** A count whose basis moved waits: "was 10, now 7, set to?". [STOCK2] */
function holdMovedCount(
  context: MergeContext,
  entity: EntityName,
  operation: Operation,
  wooId: number | null,
  remote: JsonObject,
): void {
  const stock = operation.payload.stock;
  if (stock === undefined || 'adjust' in stock) return;
  const now = remote['stock_quantity'] ?? null;
  if (now === stock.basis || now === stock.count) return;
  setOperationState(context.db, operation.id, 'held');
  const open = openConflictOf(context.db, operation.recordId);
  const others = (open?.fields ?? []).filter((path) => path !== 'stock_quantity');
  saveConflict(
    context.db,
    {
      id: open?.id ?? context.newId(),
      storeId: context.storeId,
      entity,
      recordId: operation.recordId,
      wooId,
      operationId: others.length === 0 ? operation.id : (open?.operationId ?? operation.id),
      kind: others.length === 0 ? 'stock_moved' : (open?.kind ?? 'stock_moved'),
      base: { ...open?.base, stock_quantity: stock.basis },
      mine: { ...open?.mine, stock_quantity: stock.count },
      theirs: { ...open?.theirs, stock_quantity: now },
      fields: [...others, 'stock_quantity'],
    },
    context.now,
  );
}

function editsLiveRecord(operation: Operation): boolean {
  return (
    operation.state !== 'ended' &&
    (operation.kind === 'update' || operation.kind === 'status' || operation.kind === 'stock')
  );
}

/** The store put the record in the trash while edits wait here: bring it back with them, or let them go? [DEL5] */
function holdTrashed(
  context: MergeContext,
  entity: EntityName,
  recordId: string,
  wooId: number | null,
  remote: JsonObject,
  conflicting: readonly Undecided[],
): number {
  if (openConflictOf(context.db, recordId)?.kind === 'deleted_remotely') {
    if (conflicting.length > 0) holdFields(context, entity, recordId, wooId, conflicting, null);
    return conflicting.length;
  }
  const status = statusHere(context.db, entity, recordId);
  const offer: FieldChange = { base: 'trash', value: status, offered: true };
  const undecided: Undecided[] = [{ path: 'status', change: offer, theirs: 'trash' }];
  // what both sides changed was taken off its operation already
  for (const item of conflicting) {
    if (item.path !== 'status') undecided.push(item);
    else undecided[0] = item;
  }
  for (const operation of openOperationsOf(context.db, recordId)) {
    if (operation.state === 'sending' || operation.state === 'unknown') continue;
    if (operation.payload.fields !== undefined) {
      for (const [path, change] of Object.entries(operation.payload.fields)) {
        const theirs = getPath(remote, path) ?? null;
        if (path === 'status') undecided[0] = { path, change, theirs };
        else undecided.push({ path, change, theirs });
      }
      endOperation(context.db, operation.id, 'superseded', context.now);
    } else if (operation.kind === 'stock') setOperationState(context.db, operation.id, 'held');
  }
  holdFields(context, entity, recordId, wooId, undecided, 'deleted_remotely');
  return undecided.length;
}

/** What the record was here until now: a draft must not come back as something that is on sale. */
function statusHere(db: WritableDb, entity: EntityName, recordId: string): string {
  if (entity === 'orders') return 'publish';
  const row = prepared<{ status: string }>(db, `SELECT status FROM ${TABLE_OF[entity]} WHERE id = ?`).get(recordId);
  return row === undefined || row.status === 'trash' ? 'publish' : row.status;
}
