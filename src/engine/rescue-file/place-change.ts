import type { JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { fieldByPath } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { fieldEquals, mergeField } from '../../shared/domain/merge.ts';
import { openConflictOf } from '../sync/conflict-store.ts';
import { noteFieldChanges } from '../sync/history-store.ts';
import { readLocalDocument } from '../sync/local-document.ts';
import type { FieldChange, Operation, OperationPayload } from '../sync/operation.ts';
import { openOperationsOf, operationById } from '../sync/outbox-store.ts';
import { rebuildRow } from '../sync/rebuild-row.ts';
import type { Destination } from './find-place.ts';
import { findPlace } from './find-place.ts';
import type { Place, PlaceContext } from './insert-change.ts';
import { askBetween, askWhole, insertChange, insertRecord, stateHere } from './insert-change.ts';
import type { WaitingChange } from './unsent-file.ts';

export type WaitReason =
  | 'store-not-connected'
  | 'record-unknown'
  | 'asked-for'
  | 'parent-unknown'
  | 'reference-unknown'
  | 'decision-open'
  | 'being-deleted'
  | 'earlier-waits';

/** `same`: the same is waiting here or was done already. `decision`: both values are kept until a person chooses. */
export type Placement =
  | { readonly kind: 'placed' | 'decision' | 'same'; readonly place: Place }
  | { readonly kind: 'known' }
  | { readonly kind: 'waits'; readonly reason: WaitReason };

/**
 * Gives an adopted change its place in this mirror, inside the caller's transaction: its operation under its own id, its
 * record where that was born on the other computer, a decision where the same field has an unsent edit here. Changes
 * nothing when it has to wait. [EXPORT3–EXPORT7]
 */
export function placeChange(context: PlaceContext, change: WaitingChange): Placement {
  if (operationById(context.db, change.id) !== null) return { kind: 'known' };
  const found = findPlace(context, change);
  if (found.kind === 'waits') return found;
  const { place } = found;
  const before = readLocalDocument(context.db, place.entity, place.id);
  const kind = putInto(context, change, found);
  if (typeof kind !== 'string') return kind;
  if (found.isNew) insertRecord(context, place, found.parentId, {});
  else if (before !== null) {
    const after = readLocalDocument(context.db, place.entity, place.id) ?? {};
    const record = { storeId: context.storeId, entity: place.entity, id: place.id };
    noteFieldChanges({ db: context.db, now: context.now }, record, before, after, 'you');
  }
  rebuildRow(context, place.entity, place.id);
  return { kind, place };
}

type Put = 'placed' | 'decision' | 'same' | { readonly kind: 'waits'; readonly reason: WaitReason };
const WAITS_FOR_DECISION: Put = { kind: 'waits', reason: 'decision-open' };

function putInto(context: PlaceContext, change: WaitingChange, found: Destination): Put {
  const { place, payload } = found;
  if (found.isDone) {
    insertChange(context, place.id, change, payload, 'ended');
    return 'same';
  }
  const others = othersOf(context, change, place);
  if (others.some(({ kind }) => kind === 'delete')) return { kind: 'waits', reason: 'being-deleted' };
  const open = openConflictOf(context.db, place.id)?.kind;
  if (open !== undefined && open !== 'both_changed' && open !== 'stock_moved') return WAITS_FOR_DECISION;
  if (change.kind === 'trash' || change.kind === 'delete') return putDeletion(context, change, found, others);
  if (payload.fields !== undefined) return putFields(context, change, found, others);
  if (payload.stock !== undefined && 'count' in payload.stock)
    return putCount(context, change, found, payload.stock, others);
  insertChange(context, place.id, change, payload, stateHere(change));
  return 'placed';
}

/** Unsent changes of the record that the person on the other computer has not seen. */
function othersOf(context: PlaceContext, change: WaitingChange, place: Place): readonly Operation[] {
  return openOperationsOf(context.db, place.id).filter(
    // a create whose record is known was looked up or found by a pull: its values are the store's
    ({ id, kind }) => !change.after.includes(id) && !(kind === 'create' && place.wooId !== null),
  );
}

function touches(operation: Operation, path: string): boolean {
  if (operation.kind === 'create') return getPath(operation.payload.values ?? {}, path) !== undefined;
  if (operation.payload.stock !== undefined) return path === 'stock_quantity';
  if (path === 'status' && operation.kind === 'trash') return true;
  return Object.hasOwn(operation.payload.fields ?? {}, path);
}

function putDeletion(
  context: PlaceContext,
  change: WaitingChange,
  { place, payload }: Destination,
  others: readonly Operation[],
): Put {
  const { db } = context;
  const local = readLocalDocument(db, place.entity, place.id) ?? {};
  if (change.kind === 'trash' && local['status'] === 'trash') {
    insertChange(context, place.id, change, payload, 'ended');
    return 'same';
  }
  const contradicted = change.kind === 'delete' ? others.length > 0 : others.some((other) => touches(other, 'status'));
  if (!contradicted) {
    insertChange(context, place.id, change, payload, stateHere(change));
    return 'placed';
  }
  if (openConflictOf(db, place.id) !== null) return WAITS_FOR_DECISION;
  insertChange(context, place.id, change, payload, 'held');
  askWhole(context, place, change);
  return 'decision';
}

type Sorted = {
  /** To be sent. */
  readonly kept: Record<string, FieldChange>;
  /** Edited here too, to another value. */
  readonly undecided: Record<string, FieldChange>;
  /** What stands here at those. */
  readonly here: Record<string, JsonValue>;
};

function putFields(
  context: PlaceContext,
  change: WaitingChange,
  { place, payload }: Destination,
  others: readonly Operation[],
): Put {
  const { kept, undecided, here } = sortFields(context, place, payload, others);
  const hasKept = Object.keys(kept).length > 0;
  const hasUndecided = Object.keys(undecided).length > 0;
  const open = openConflictOf(context.db, place.id);
  // one open decision per record: a field that waits for one already, or needs one beside it, waits for it here
  if (open !== null && (hasUndecided || open.fields.some((path) => kept[path] !== undefined)))
    return WAITS_FOR_DECISION;
  if (hasKept) insertChange(context, place.id, change, { ...payload, fields: kept }, stateHere(change));
  if (hasUndecided) {
    const id = hasKept ? context.newId() : change.id;
    insertChange(context, place.id, change, { ...payload, fields: undecided }, 'held', id);
    askBetween(context, place, undecided, here);
    return 'decision';
  }
  if (hasKept) return 'placed';
  insertChange(context, place.id, change, payload, 'ended');
  return 'same';
}

function sortFields(
  context: PlaceContext,
  place: Place,
  payload: OperationPayload,
  others: readonly Operation[],
): Sorted {
  const local = readLocalDocument(context.db, place.entity, place.id) ?? {};
  const sorted: Sorted = { kept: {}, undecided: {}, here: {} };
  for (const [path, change] of Object.entries(payload.fields ?? {})) {
    // a way out of the trash that the other computer's sync offered: no person has said it
    if (change.offered === true) continue;
    const verdict = others.some((other) => touches(other, path)) ? besideOwn(place, path, change, local) : change;
    if (verdict === 'same') continue;
    if (verdict === 'contradicts') {
      sorted.undecided[path] = change;
      sorted.here[path] = getPath(local, path) ?? null;
    } else sorted.kept[path] = verdict;
  }
  return sorted;
}

/** An adopted edit of a field that has an unsent edit here: sets and meta data take both, anything else asks. [EXPORT6] */
function besideOwn(
  place: Place,
  path: string,
  change: FieldChange,
  local: JsonObject,
): FieldChange | 'same' | 'contradicts' {
  const kind = fieldByPath(place.entity, path)?.kind ?? 'text';
  const here = getPath(local, path) ?? null;
  if (kind !== 'meta' && fieldEquals(kind, change.value, here)) return 'same';
  if (kind !== 'meta' && kind !== 'references' && kind !== 'ids') return 'contradicts';
  const merged = mergeField(kind, change.base, change.value, here, change.sent);
  if (merged.kind === 'done') return 'same';
  if (merged.kind === 'conflict') return 'contradicts';
  return kind === 'meta' ? change : { base: merged.base, value: merged.value };
}

function putCount(
  context: PlaceContext,
  change: WaitingChange,
  { place, payload }: Destination,
  stock: { readonly count: number; readonly basis: number | null },
  others: readonly Operation[],
): Put {
  const { db } = context;
  const path = 'stock_quantity';
  const here = getPath(readLocalDocument(db, place.entity, place.id) ?? {}, path) ?? null;
  const isCounted = others.some((other) => touches(other, path));
  if (isCounted && here === stock.count) {
    insertChange(context, place.id, change, payload, 'ended');
    return 'same';
  }
  const open = openConflictOf(db, place.id);
  if (open !== null && (isCounted || open.fields.includes(path))) return WAITS_FOR_DECISION;
  insertChange(context, place.id, change, payload, isCounted ? 'held' : stateHere(change));
  if (!isCounted) return 'placed';
  askBetween(context, place, { [path]: { base: stock.basis, value: stock.count } }, { [path]: here });
  return 'decision';
}
