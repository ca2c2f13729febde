import { prepared } from '../database/database.ts';
import type { FieldHistoryEntry } from '../sync/history-store.ts';
import { operationById } from '../sync/outbox-store.ts';
import { changeStock } from './change-stock.ts';
import type { CommandContext, CommandOutcome, CommandResult } from './command-context.ts';
import { notFound } from './command-context.ts';
import { outcomeOf } from './edit-record.ts';
import { endUnsent } from './outbox-changes.ts';
import { finishRecord, isChangeable, loadRecord } from './record-state.ts';

/**
 * Takes back a change of stock that was an intent of its own: one that waits goes, a movement that left is followed by
 * its opposite. Null for a count that left and for an edit: those go back as a value. [BULK4]
 */
export function stockBack(context: CommandContext, entry: FieldHistoryEntry): CommandResult<CommandOutcome> | null {
  const record = loadRecord(context.db, entry.entity, entry.recordId);
  if (record === null) return notFound(entry.entity, entry.recordId);
  const { entity } = record;
  if (entity !== 'products' && entity !== 'variations') return null;
  const made = prepared<string>(
    context.db,
    `SELECT id FROM outbox WHERE record_id = ? AND kind = 'stock' AND created_at = ? ORDER BY sequence DESC LIMIT 1`,
  )
    .pluck()
    .get(record.id, entry.changedAt);
  const operation = made === undefined ? null : operationById(context.db, made);
  const stock = operation?.payload.stock;
  if (operation === null || stock === undefined) return null;
  if (isChangeable(operation)) {
    endUnsent(context, operation, 'superseded', 'taken back');
    finishRecord(context, record);
    return { ok: true, value: outcomeOf(record) };
  }
  if (!('adjust' in stock)) return null;
  // what was taken back or refused by a person has moved nothing
  if (operation.state === 'ended' && !wasSent(context, operation.id)) return { ok: true, value: outcomeOf(record) };
  return changeStock(context, {
    entity,
    id: record.id,
    intent: { kind: 'adjust', by: -stock.adjust },
    reason: operation.reason,
  });
}

function wasSent(context: CommandContext, operationId: string): boolean {
  return prepared<string>(context.db, `SELECT outcome FROM outbox WHERE id = ?`).pluck().get(operationId) === 'sent';
}
