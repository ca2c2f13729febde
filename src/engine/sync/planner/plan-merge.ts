import type { JsonObject } from '../../../shared/domain/entities.ts';
import { getPath } from '../../../shared/domain/json-path.ts';
import type { FieldChange, Operation } from '../operation.ts';
import type { Undecided } from './held-fields.ts';
import { holdFields, refreshHeld, takeUpAgain } from './held-fields.ts';
import { mergeChange } from './merge-change.ts';
import { waitsForAnswer } from './plan-sending.ts';
import { holdTrashed, isTrashedThere } from './plan-trashed.ts';
import type { RecordDraft, RecordPlan, RecordView } from './record-plan.ts';
import { draftOf, NOTHING_TO_DO } from './record-plan.ts';

/**
 * Compares the unsent edits of a record with what the store shows now, field by field: what the store already has is
 * dropped, what only we changed stays, what both changed is held for a person. Operations in flight or of unknown
 * outcome are left to those who settle them, and so is what later operations do to the same fields: a second change
 * builds on the first, which the store has not seen yet. [MERGE1–MERGE7]
 */
export function planMerge(view: RecordView, remote: JsonObject, newId: () => string): RecordPlan {
  // what depends on an answer that only a person can give waits for it, as it is
  if (waitsForAnswer(view.decision)) return NOTHING_TO_DO;
  const draft = draftOf(view, newId);
  if (remote['status'] !== 'trash') takeUpAgain(draft);
  const operations = draft.operations();
  const undecided = mergeOperations(draft, operations, remote);
  if (isTrashedThere(operations, remote))
    return { newlyUndecided: holdTrashed(draft, remote, undecided), actions: draft.actions() };
  refreshHeld(draft, remote);
  if (undecided.length > 0) holdFields(draft, undecided, null);
  return { newlyUndecided: undecided.length, actions: draft.actions() };
}

/** Answers the fields that need a person, taken off their operations. */
function mergeOperations(draft: RecordDraft, operations: readonly Operation[], remote: JsonObject): Undecided[] {
  const undecided = new Map<string, Undecided>();
  const earlier = new Set<string>();
  for (const operation of operations) {
    if (operation.state === 'queued' || operation.state === 'refused') {
      if (operation.payload.fields !== undefined) mergeFields(draft, operation, remote, earlier, undecided);
      if (operation.payload.stock !== undefined && !earlier.has('stock_quantity'))
        holdMovedCount(draft, operation, remote);
    }
    for (const path of stillToArrive(draft, operation.id)) if (!undecided.has(path)) earlier.add(path);
  }
  return [...undecided.values()];
}

/** What an operation will yet bring to the store. What was refused surely did not arrive: a later change does not build on it. */
function stillToArrive(draft: RecordDraft, operationId: string): readonly string[] {
  const operation = draft.operations().find(({ id }) => id === operationId);
  if (operation === undefined || operation.state === 'held' || operation.state === 'refused') return [];
  const paths = Object.keys(operation.payload.fields ?? {});
  return operation.payload.stock === undefined ? paths : [...paths, 'stock_quantity'];
}

/** Merges one queued operation: fields that need a person move from it to `undecided`, where earlier ones may stand already. */
function mergeFields(
  draft: RecordDraft,
  operation: Operation,
  remote: JsonObject,
  earlier: ReadonlySet<string>,
  undecided: Map<string, Undecided>,
): void {
  const fields: Record<string, FieldChange> = {};
  for (const [path, change] of Object.entries(operation.payload.fields ?? {})) {
    if (earlier.has(path)) {
      fields[path] = change;
      continue;
    }
    const theirs = getPath(remote, path) ?? null;
    // the question is about the last value that was typed, on top of what the first one was based on
    const asked = undecided.get(path)?.change;
    const whole = asked === undefined ? change : { ...change, base: asked.base };
    const merge = mergeChange(draft.view.entity, path, whole, theirs);
    if (merge.kind === 'conflict') {
      undecided.set(path, { path, change: whole, theirs });
      continue;
    }
    undecided.delete(path);
    if (merge.kind === 'send') fields[path] = { ...change, base: merge.base, value: merge.value };
  }
  if (Object.keys(fields).length === 0) draft.end(operation.id);
  else draft.rewrite(operation.id, { ...operation.payload, fields });
}

/** A count whose basis moved waits: "was 10, now 7, set to?". [STOCK2] */
function holdMovedCount(draft: RecordDraft, operation: Operation, remote: JsonObject): void {
  const { stock } = operation.payload;
  if (stock === undefined || 'adjust' in stock) return;
  const now = remote['stock_quantity'] ?? null;
  if (now === stock.basis || now === stock.count) return;
  draft.hold(operation.id);
  const open = draft.decision();
  const others = (open?.fields ?? []).filter((path) => path !== 'stock_quantity');
  draft.ask({
    operationId: others.length === 0 ? operation.id : (open?.operationId ?? operation.id),
    kind: others.length === 0 ? 'stock_moved' : (open?.kind ?? 'stock_moved'),
    base: { ...open?.base, stock_quantity: stock.basis },
    mine: { ...open?.mine, stock_quantity: stock.count },
    theirs: { ...open?.theirs, stock_quantity: now },
    fields: [...others, 'stock_quantity'],
  });
}
