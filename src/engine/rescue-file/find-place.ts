import type { EntityName } from '../../shared/domain/entities.ts';
import type { OperationPayload } from '../sync/operation.ts';
import { readBaseDocument } from '../sync/local-document.ts';
import type { RowHead } from '../sync/row-writer.ts';
import { PARENT_OF, rowHeadById, rowHeadByWooId } from '../sync/row-writer.ts';
import type { Place, PlaceContext } from './insert-change.ts';
import type { UnsentChange, WaitingChange } from './unsent-file.ts';

/** Where a change belongs here, with its payload in terms of this mirror. */
export type Destination = {
  readonly kind: 'found';
  readonly place: Place;
  readonly parentId: string | null;
  readonly payload: OperationPayload;
  /** The record was born on the other computer and has no row here yet. */
  readonly isNew: boolean;
  /** A create whose record the store has shown here already. */
  readonly isDone: boolean;
};
type Nowhere = {
  readonly kind: 'waits';
  readonly reason: 'record-unknown' | 'parent-unknown' | 'reference-unknown';
};

/** Looks for the record, what it hangs on and what it names: by the store's number, else by the local id. [EXPORT3] */
export function findPlace(context: PlaceContext, change: WaitingChange): Destination | Nowhere {
  const { entity, record } = change;
  const parent = findParent(context, change);
  if (parent === 'unknown') return { kind: 'waits', reason: 'parent-unknown' };
  const payload = translated(context, change, parent);
  if (payload === null) return { kind: 'waits', reason: 'reference-unknown' };
  const head = findRecord(context, entity, record);
  const isBorn = change.kind === 'create' || change.kind === 'note';
  if (head === null && !(isBorn && isIdFree(context, entity, record.id)))
    return { kind: 'waits', reason: 'record-unknown' };
  const id = head?.id ?? record.id;
  const isKnownThere = head !== null && (head.wooId !== null || readBaseDocument(context.db, id) !== null);
  return {
    kind: 'found',
    place: { entity, id, wooId: head?.wooId ?? null },
    parentId: parent,
    payload,
    isNew: head === null,
    isDone: isBorn && isKnownThere,
  };
}

function findRecord(context: PlaceContext, entity: EntityName, record: Pick<UnsentChange['record'], 'id' | 'wooId'>) {
  const { db, storeId } = context;
  const numbered = record.wooId === null ? null : rowHeadByWooId(db, entity, storeId, record.wooId);
  if (numbered !== null) return numbered;
  const head: RowHead | null = rowHeadById(db, entity, record.id);
  if (head?.storeId !== storeId) return null;
  // the same id under another number is another record
  return head.wooId === null || record.wooId === null || head.wooId === record.wooId ? head : null;
}

function isIdFree(context: PlaceContext, entity: EntityName, id: string): boolean {
  return rowHeadById(context.db, entity, id) === null;
}

/** The record that this one hangs on: its local id here, null where it hangs on none. */
export function findParent(context: PlaceContext, change: WaitingChange): string | null | 'unknown' {
  const parent = PARENT_OF[change.entity];
  if (parent === undefined) return null;
  if (change.record.parent === null) return 'unknown';
  return findRecord(context, parent.entity, change.record.parent)?.id ?? 'unknown';
}

/** Local ids of the other computer become numbers of the store or local ids here; null while one of them is neither. */
function translated(context: PlaceContext, change: WaitingChange, parentId: string | null): OperationPayload | null {
  let text = JSON.stringify(change.payload);
  for (const { id, entity, wooId } of change.references) {
    const here = wooId ?? findRecord(context, entity, { id, wooId })?.id;
    if (here === undefined) return null;
    text = text.replaceAll(JSON.stringify(id), JSON.stringify(here));
  }
  const payload = JSON.parse(text) as OperationPayload;
  if (payload.note !== undefined && parentId !== null)
    return { ...payload, note: { ...payload.note, orderId: parentId } };
  const { stock } = payload;
  if (stock === undefined || !('adjust' in stock) || stock.stampBefore !== undefined) return payload;
  return { ...payload, stock: { ...stock, stampBefore: change.stamp } };
}
