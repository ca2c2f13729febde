import type { JsonObject, JsonValue } from '../../../shared/domain/entities.ts';
import { getPath } from '../../../shared/domain/json-path.ts';
import type { ConflictKind } from '../conflict-store.ts';
import type { FieldChange, FieldChanges, Operation } from '../operation.ts';
import { mergeChange } from './merge-change.ts';
import type { RecordDraft } from './record-plan.ts';

/** A change that needs a person, with what the store has instead. */
export type Undecided = { readonly path: string; readonly change: FieldChange; readonly theirs: JsonValue };

/** The store has the record again by itself: what was held because it was deleted there goes its usual way. */
export function takeUpAgain(draft: RecordDraft): void {
  if (draft.decision()?.kind !== 'deleted_remotely') return;
  for (const operation of draft.operations()) {
    if (operation.state !== 'held') continue;
    const { status, ...fields } = operation.payload.fields ?? {};
    const isOffered = status?.offered === true;
    if (isOffered && Object.keys(fields).length === 0) {
      draft.end(operation.id);
      continue;
    }
    if (isOffered) draft.rewrite(operation.id, { ...operation.payload, fields });
    draft.requeue(operation.id);
  }
  draft.close();
}

/** Moves fields to the record's held operation and into its open decision. */
export function holdFields(draft: RecordDraft, undecided: readonly Undecided[], kind: ConflictKind | null): void {
  const open = draft.decision();
  const held = draft
    .operations()
    .find((operation) => operation.state === 'held' && operation.payload.fields !== undefined);
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
  if (held !== undefined) draft.rewrite(held.id, { ...held.payload, fields });
  draft.ask({
    operationId: held?.id ?? draft.add('update', { fields }, 'held'),
    kind: kind ?? (open?.kind === 'deleted_remotely' ? open.kind : kindOfQuestion([...paths])),
    base,
    mine,
    theirs,
    fields: [...paths],
  });
}

function kindOfQuestion(paths: readonly string[]): ConflictKind {
  return paths.length === 1 && paths[0] === 'stock_quantity' ? 'stock_moved' : 'both_changed';
}

/** What waits for a person while the store moves on: the decision shows the newest value; equal sides settle themselves. [MERGE7] */
export function refreshHeld(draft: RecordDraft, remote: JsonObject): void {
  const open = draft.decision();
  if (open === null || (open.kind !== 'both_changed' && open.kind !== 'stock_moved')) return;
  // between two values of which the store has neither: only a person settles it [EXPORT6]
  if (open.operationId === null) return;
  const held = draft.operations().filter(({ state }) => state === 'held');
  if (held.length === 0) return;
  const asked = new Map([...refreshFields(draft, held, remote), ...refreshCounts(draft, held, remote)]);
  const fields = open.fields.filter((path) => asked.has(path));
  if (fields.length === 0) {
    draft.close();
    return;
  }
  const waiting = draft.operations().filter(({ state }) => state === 'held');
  const pick = (values: JsonObject): JsonObject =>
    Object.fromEntries(fields.map((path) => [path, values[path] ?? null]));
  draft.ask({
    kind: kindOfQuestion(fields),
    operationId: (waiting.find(({ payload }) => payload.fields !== undefined) ?? waiting[0])?.id ?? null,
    base: pick(open.base),
    mine: pick(open.mine),
    theirs: pick(Object.fromEntries(asked)),
    fields,
  });
}

/** The fields that are still asked about, each with what the store has now; the others go their way. */
function refreshFields(
  draft: RecordDraft,
  held: readonly Operation[],
  remote: JsonObject,
): ReadonlyMap<string, JsonValue> {
  const asked = new Map<string, JsonValue>();
  const holder = held.find(({ payload }) => payload.fields !== undefined);
  if (holder?.payload.fields === undefined) return asked;
  const fields: Record<string, FieldChange> = {};
  const freed: Record<string, FieldChange> = {};
  for (const [path, change] of Object.entries(holder.payload.fields)) {
    const now = getPath(remote, path) ?? null;
    const merge = mergeChange(draft.view.entity, path, change, now);
    if (merge.kind === 'conflict') {
      fields[path] = change;
      asked.set(path, now);
    } else if (merge.kind === 'send') freed[path] = { ...change, base: merge.base, value: merge.value };
  }
  if (Object.keys(freed).length > 0) queueFields(draft, freed);
  if (asked.size > 0) draft.rewrite(holder.id, { ...holder.payload, fields });
  else draft.end(holder.id);
  return asked;
}

/** Counts that waited: one that the store came to have is done, one whose basis came back is sent. [STOCK2] */
function refreshCounts(
  draft: RecordDraft,
  held: readonly Operation[],
  remote: JsonObject,
): ReadonlyMap<string, JsonValue> {
  const asked = new Map<string, JsonValue>();
  const now = remote['stock_quantity'] ?? null;
  for (const { id, payload } of held) {
    if (payload.stock === undefined || 'adjust' in payload.stock) continue;
    if (payload.stock.count === now) draft.end(id);
    else if (payload.stock.basis === now) draft.requeue(id);
    else asked.set('stock_quantity', now);
  }
  return asked;
}

/** Fields that no longer need a person are sent after all; an order's status by itself, because it has effects. */
function queueFields(draft: RecordDraft, fields: FieldChanges): void {
  const { status, ...others } = fields;
  if (draft.view.entity !== 'orders' || status === undefined) {
    draft.add('update', { fields }, 'queued');
    return;
  }
  draft.add('status', { fields: { status } }, 'queued');
  if (Object.keys(others).length > 0) draft.add('update', { fields: others }, 'queued');
}
