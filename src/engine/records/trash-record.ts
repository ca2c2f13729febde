import type { EntityName } from '../../shared/domain/entities.ts';
import { ok } from '../../shared/result.ts';
import { closeConflict, openConflictOf } from '../sync/conflict-store.ts';
import { openOperationsOf } from '../sync/outbox-store.ts';
import { asText } from '../sync/projections/read-json.ts';
import { recordAndChildren } from '../sync/remove-record.ts';
import type { CommandContext, CommandOutcome, CommandResult } from './command-context.ts';
import { notFound, refuseField } from './command-context.ts';
import { outcomeOf } from './edit-record.ts';
import { isAnyInFlight, removeLocally } from './local-removal.ts';
import { changeAfter, endUnsent, queueOperation } from './outbox-changes.ts';
import type { RecordState } from './record-state.ts';
import { finishRecord, isInFlight, isTrashed, loadRecord, touchesPath } from './record-state.ts';
import { decideDeleted } from './settle-deleted.ts';
import { statusBeforeTrash } from './status-before-trash.ts';

export type TrashInput = { readonly entity: EntityName; readonly id: string; readonly permanent: boolean };
export type RecordInput = { readonly entity: EntityName; readonly id: string };

/** What the store can put into a trash; everything else it only deletes for good. */
const HAS_TRASH: ReadonlySet<EntityName> = new Set(['products', 'variations', 'orders', 'coupons']);
/** Sent notes and refunds are part of an order's history. */
const NOT_DELETABLE: ReadonlySet<EntityName> = new Set(['order_notes', 'order_refunds']);

/**
 * Queues the deletion of a record: into the trash where the store has one, else (or when `permanent`) for good.
 * A record that was never sent is removed at once. Edits that wait go to the store before the trash, so that they are
 * there when it is restored; before a permanent deletion they end. What the store refused or what waits for a
 * decision ends too: it would block the deletion.
 */
export function trashRecord(context: CommandContext, input: TrashInput): CommandResult<CommandOutcome> {
  const record = loadRecord(context.db, input.entity, input.id);
  if (record === null) return notFound(input.entity, input.id);
  const isUnsent = record.head.wooId === null;
  if (isUnsent && !isAnyInFlight(context, record.entity, record.id)) {
    removeLocally(context, record, 'keep_local');
    return ok(outcomeOf(record, true));
  }
  if (NOT_DELETABLE.has(record.entity)) return refuseField('id', isUnsent ? 'being-sent' : 'not-deletable');
  const permanent = input.permanent || !HAS_TRASH.has(record.entity);
  if (record.operations.some((operation) => operation.kind === 'delete')) return refuseField('id', 'in-trash');
  if (!permanent && isTrashed(record)) return refuseField('id', 'in-trash');
  if (record.conflict?.kind === 'deleted_remotely' && record.conflict.theirs['status'] === 'gone') {
    // it is gone there already: the deletion is the answer to that decision
    removeLocally(context, record, 'keep_remote');
    return ok(outcomeOf(record, true));
  }
  endWaiting(context, record, permanent);
  if (permanent) {
    for (const child of recordAndChildren(context.db, record.entity, record.id).slice(1)) {
      const state = loadRecord(context.db, child.entity, child.id);
      if (state === null) continue;
      endWaiting(context, state, true);
      finishRecord(context, state);
    }
    queueOperation(context, record, 'delete', {});
  } else if (record.local['status'] !== 'trash' || !wasTrashedThere(record)) {
    queueOperation(context, record, 'trash', { previousStatus: asText(record.local['status']) });
  }
  finishRecord(context, record);
  return ok(outcomeOf(record));
}

function wasTrashedThere(record: RecordState): boolean {
  return record.base?.['status'] === 'trash';
}

function endWaiting(context: CommandContext, record: RecordState, everything: boolean): void {
  for (const operation of record.operations) {
    if (isInFlight(operation)) continue;
    if (everything || operation.state !== 'queued') endUnsent(context, operation, 'superseded', 'deleted');
  }
  if (record.conflict !== null) closeConflict(context.db, record.conflict.id, 'keep_local', context.now);
}

/**
 * Brings a record back: takes back a deletion that was not sent yet, else queues its return to the status that it had
 * before, as far as anybody knows it. A decision about a record that the store trashed is settled by it.
 */
export function restoreRecord(context: CommandContext, input: RecordInput): CommandResult<CommandOutcome> {
  const record = loadRecord(context.db, input.entity, input.id);
  if (record === null) return notFound(input.entity, input.id);
  const conflict = openConflictOf(context.db, record.id);
  if (conflict?.kind === 'deleted_remotely') {
    const settled = decideDeleted(context, record, conflict, new Map([['status', { choice: 'mine', value: null }]]));
    return settled.ok ? ok(outcomeOf(record)) : settled;
  }
  if (!isTrashed(record)) return refuseField('status', 'not-in-trash');
  const deletions = record.operations.filter(({ kind }) => kind === 'trash' || kind === 'delete');
  if (deletions.some((operation) => operation.kind === 'delete' && isInFlight(operation))) {
    return refuseField('status', 'being-sent');
  }
  for (const operation of deletions) {
    if (!isInFlight(operation)) endUnsent(context, operation, 'superseded', 'restored');
  }
  const left = openOperationsOf(context.db, record.id);
  const stillTrashed = wasTrashedThere(record) || left.some((operation) => operation.kind === 'trash');
  if (stillTrashed && !left.some((operation) => operation.kind === 'restore')) {
    const lastIndex = left.findLastIndex((operation) => touchesPath(operation, 'status'));
    const change = changeAfter(record, left.slice(0, lastIndex + 1), 'status', statusBeforeTrash(context, record));
    queueOperation(context, record, 'restore', { fields: { status: change } });
  }
  finishRecord(context, record);
  return ok(outcomeOf(record));
}
