import { readStock, STOCK_MAX, STOCK_MIN } from '../../shared/domain/input/read-number.ts';
import { ok } from '../../shared/result.ts';
import type { CommandContext, CommandOutcome, CommandResult } from './command-context.ts';
import { notFound, refuseField } from './command-context.ts';
import { editRecord, outcomeOf } from './edit-record.ts';
import { queueOperation } from './outbox-changes.ts';
import { finishRecord, isTrashed, loadRecord } from './record-state.ts';
import { amendHeld } from './settle-fields.ts';

export type StockInput = {
  readonly entity: 'products' | 'variations';
  readonly id: string;
  readonly intent: { readonly kind: 'adjust'; readonly by: number } | { readonly kind: 'count'; readonly to: number };
  readonly reason: string;
};

const FIELD = 'stock_quantity';

/**
 * Queues a movement of stock (`adjust`: sums with whatever the store has) or a count (`count`: what was counted, kept
 * with the quantity that the person saw, so that sales since then are noticed). Each is an operation of its own.
 * A count of a record that keeps no stock yet switches stock management on; there is nothing to adjust there.
 */
export function changeStock(context: CommandContext, input: StockInput): CommandResult<CommandOutcome> {
  const record = loadRecord(context.db, input.entity, input.id);
  if (record === null) return notFound(input.entity, input.id);
  if (isTrashed(record)) return refuseField(FIELD, 'in-trash');
  const { intent } = input;
  const read = readStock(intent.kind === 'adjust' ? intent.by : intent.to, 'en');
  if (!read.ok) return refuseField(FIELD, read.reason, read.facts);
  const manages = record.local['manage_stock'];
  if (manages === 'parent') return refuseField(FIELD, 'stock-from-parent');
  const isNew = record.operations.some(
    (operation) => operation.kind === 'create' && operation.state !== 'sending' && operation.state !== 'unknown',
  );
  const before = record.local[FIELD];
  const seen = typeof before === 'number' ? before : null;
  const after = intent.kind === 'adjust' ? (seen ?? 0) + read.value : read.value;
  if (after < STOCK_MIN) return refuseField(FIELD, 'too-small', { min: STOCK_MIN });
  if (after > STOCK_MAX) return refuseField(FIELD, 'too-large', { max: STOCK_MAX });
  if (manages !== true) {
    if (intent.kind === 'adjust') return refuseField(FIELD, 'stock-not-managed');
    return editRecord(context, { entity: input.entity, id: input.id, changes: { [FIELD]: after }, locale: 'en' });
  }
  // nobody sells what was never sent: the quantity is simply part of the create
  if (isNew)
    return editRecord(context, { entity: input.entity, id: input.id, changes: { [FIELD]: after }, locale: 'en' });
  if (intent.kind === 'adjust' && read.value === 0) return ok(outcomeOf(record));
  if (record.conflict?.fields.includes(FIELD) === true && record.conflict.kind !== 'deleted_remotely') {
    // a new count or movement answers the question that the old one raised
    return editRecord(context, { entity: input.entity, id: input.id, changes: { [FIELD]: after }, locale: 'en' });
  }
  if (record.conflict?.kind === 'deleted_remotely') {
    amendHeld(context, record, record.conflict, new Map([[FIELD, after]]));
  } else {
    const stock = intent.kind === 'adjust' ? { adjust: read.value } : { count: read.value, basis: seen };
    queueOperation(context, record, 'stock', { stock }, input.reason);
  }
  finishRecord(context, record);
  return ok(outcomeOf(record));
}
