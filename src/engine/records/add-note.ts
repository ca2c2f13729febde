import { readHtml } from '../../shared/domain/input/read-text.ts';
import { ok } from '../../shared/result.ts';
import { overlayOperations } from '../sync/local-document.ts';
import { openOperationsOf } from '../sync/outbox-store.ts';
import { insertRow } from '../sync/row-writer.ts';
import type { CommandContext, CommandOutcome, CommandResult } from './command-context.ts';
import { notFound, refuseField } from './command-context.ts';
import { queueOperation } from './outbox-changes.ts';
import { isTrashed, loadRecord } from './record-state.ts';

export type NoteInput = {
  /** Local id of the order. */
  readonly orderId: string;
  readonly text: string;
  /** Mailed to the customer by the store, else only for the shop. */
  readonly customer: boolean;
};

const NOTE_MAX = 20_000;

/** Adds a note to an order: a record of its own that waits to be sent. Answers the note. */
export function addNote(context: CommandContext, input: NoteInput): CommandResult<CommandOutcome> {
  const { db, now } = context;
  const order = loadRecord(db, 'orders', input.orderId);
  if (order === null) return notFound('orders', input.orderId);
  if (isTrashed(order)) return refuseField('note', 'in-trash');
  const read = readHtml(input.text);
  if (!read.ok) return refuseField('note', read.reason, read.facts);
  const text = read.value.trim();
  if (text === '') return refuseField('note', 'required');
  if (text.length > NOTE_MAX) return refuseField('note', 'too-long', { max: NOTE_MAX });
  const { storeId } = order;
  const id = context.newId();
  const note = { text, customer: input.customer, orderId: order.id };
  queueOperation(context, { entity: 'order_notes', id, storeId }, 'note', { note });
  insertRow(
    db,
    {
      entity: 'order_notes',
      id,
      storeId,
      wooId: null,
      document: overlayOperations('order_notes', {}, openOperationsOf(db, id)),
      parentId: order.id,
      syncStatus: 'pending',
      syncedAt: null,
      modifiedAt: null,
      now,
    },
    'local',
  );
  context.touch(storeId, 'order_notes', id);
  context.touch(storeId, 'orders', order.id);
  return ok({ storeId, entity: 'order_notes', id, removed: false });
}
