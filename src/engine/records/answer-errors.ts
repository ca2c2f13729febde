import type { EntityName } from '../../shared/domain/entities.ts';
import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import type { Operation } from '../sync/operation.ts';
import { endOperation, openOperationsOf, requeueOperation } from '../sync/outbox-store.ts';
import type { CommandContext, CommandResult } from './command-context.ts';
import { notFound, refuseField } from './command-context.ts';
import { finishRecord, isInFlight, loadRecord } from './record-state.ts';
import { dropIfNothingLeft } from './resolve-conflict.ts';

export type ErrorRow = {
  id: string;
  store_id: string;
  entity_type: EntityName;
  entity_id: string | null;
  woo_id: number | null;
  operation_id: string | null;
};
/** The person at this computer, as long as there is one. */
const YOU = 'you';
const ERROR_COLUMNS = 'id, store_id, entity_type, entity_id, woo_id, operation_id';

/** Open errors: all, or the one with this id (of the error, or of the record that it is about). */
function openErrors(context: CommandContext, id: string | null): readonly ErrorRow[] {
  if (id === null) {
    return prepared<ErrorRow>(context.db, `SELECT ${ERROR_COLUMNS} FROM sync_errors WHERE resolved = 0`).all();
  }
  return prepared<ErrorRow>(
    context.db,
    `SELECT ${ERROR_COLUMNS} FROM sync_errors WHERE resolved = 0 AND (id = ? OR entity_id = ?)`,
  ).all(id, id);
}

function operationsOf(context: CommandContext, error: ErrorRow): readonly Operation[] {
  if (error.entity_id === null) return [];
  return openOperationsOf(context.db, error.entity_id).filter(
    ({ id, state }) => error.operation_id === id || (error.operation_id === null && state === 'refused'),
  );
}

/** `by`: the person who says that it is settled; null where it ended by itself. A settled cause that comes back is a regression. */
function closeError(context: CommandContext, id: string, note: string, by: string | null): void {
  prepared(
    context.db,
    `UPDATE sync_errors SET resolved = 1, resolved_at = ?, resolution_note = ?, resolved_by = ? WHERE id = ?`,
  ).run(context.now, note, by, id);
}

/** Open errors with these ids, in their order; others are left out. */
export function openErrorsById(context: CommandContext, ids: readonly string[]): readonly ErrorRow[] {
  return prepared<ErrorRow>(
    context.db,
    `SELECT ${ERROR_COLUMNS.split(', ')
      .map((column) => `e.${column}`)
      .join(', ')} FROM json_each(?) AS wanted CROSS JOIN sync_errors AS e ON e.id = wanted.value
     WHERE e.resolved = 0 ORDER BY wanted.key`,
  ).all(JSON.stringify(ids));
}

/**
 * Puts what the store refused back into the queue. The error stays open until it worked, but nothing waits any
 * longer. Records that could not be read are fetched again in the next run. Answers the number of errors.
 */
export function retryErrors(
  context: CommandContext,
  input: { readonly id: string | null },
): CommandResult<{ readonly retried: number }> {
  const errors = openErrors(context, input.id);
  if (input.id !== null && errors.length === 0) return notFound('errors', input.id);
  for (const error of errors) retryError(context, error);
  return ok({ retried: errors.length });
}

/**
 * Closes an error that the person settled elsewhere: what was refused will not be sent, and the row shows the store's
 * value again. A record whose creation was refused goes with it.
 */
export function resolveError(
  context: CommandContext,
  input: { readonly id: string; readonly note: string },
): CommandResult<{ readonly resolved: true }> {
  const errors = openErrors(context, input.id);
  if (errors.length === 0) return notFound('errors', input.id);
  for (const error of errors) {
    if (!settleError(context, error, input.note)) return refuseField('id', 'being-sent');
  }
  return ok({ resolved: true });
}

/** Puts one refused change back into the queue. */
export function retryError(context: CommandContext, error: ErrorRow): void {
  prepared(
    context.db,
    `UPDATE sync_errors SET next_retry_at = NULL, snooze_kind = NULL, snoozed_until = NULL WHERE id = ?`,
  ).run(error.id);
  if (error.woo_id !== null) {
    prepared(
      context.db,
      `UPDATE sync_holes SET next_attempt_at = 0 WHERE store_id = ? AND entity = ? AND woo_id = ?`,
    ).run(error.store_id, error.entity_type, error.woo_id);
  }
  const operations = operationsOf(context, error);
  if (error.operation_id !== null && operations.length === 0)
    closeError(context, error.id, 'nothing left to send', null);
  for (const operation of operations) {
    if (operation.state === 'refused' || operation.state === 'queued') requeueOperation(context.db, operation.id, null);
  }
  const record = error.entity_id === null ? null : loadRecord(context.db, error.entity_type, error.entity_id);
  if (record !== null) finishRecord(context, record);
  else context.touch(error.store_id, error.entity_type, error.entity_id);
}

/** Ends what was refused as settled by a person. False, and nothing is changed, while it is on its way. */
export function settleError(context: CommandContext, error: ErrorRow, note: string): boolean {
  const operations = operationsOf(context, error);
  if (operations.some(isInFlight)) return false;
  const record = error.entity_id === null ? null : loadRecord(context.db, error.entity_type, error.entity_id);
  for (const operation of operations) endOperation(context.db, operation.id, 'settled', context.now);
  closeError(context, error.id, note, YOU);
  if (record === null) context.touch(error.store_id, error.entity_type, error.entity_id);
  else if (!dropIfNothingLeft(context, record.entity, record.id)) finishRecord(context, record);
  return true;
}
