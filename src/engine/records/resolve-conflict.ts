import { fieldByColumn, fieldByPath, pathToColumn } from '../../shared/domain/fields.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import type { Conflict } from '../sync/conflict-store.ts';
import { closeConflict, conflictById } from '../sync/conflict-store.ts';
import { operationById, requeueOperation } from '../sync/outbox-store.ts';
import type { CommandContext, CommandResult } from './command-context.ts';
import { notFound, refuse, refuseField } from './command-context.ts';
import { subjectOf } from './edit-record.ts';
import { removeLocally } from './local-removal.ts';
import { inputContext } from './mirror-rules.ts';
import { endUnsent } from './outbox-changes.ts';
import { checkChanges, readOne } from './read-changes.ts';
import type { RecordState } from './record-state.ts';
import { finishRecord, loadRecord } from './record-state.ts';
import { decideDeleted } from './settle-deleted.ts';
import type { FieldDecision } from './settle-fields.ts';
import { resolutionOf, settleFields } from './settle-fields.ts';

export type Resolution =
  { readonly choice: 'mine' } | { readonly choice: 'theirs' } | { readonly choice: 'value'; readonly value: unknown };

export type ResolveInput = {
  /** Id of the decision. */
  readonly id: string;
  /** Column (or path) → choice; `*` for all fields that are not named. */
  readonly fields: Readonly<Record<string, Resolution>>;
  /** For typed values. */
  readonly locale: string;
};
export type Resolved = { readonly settled: boolean };

/** Settles an open decision, whole or in part. Typed values go through the same rules as an edit. */
export function resolveConflict(context: CommandContext, input: ResolveInput): CommandResult<Resolved> {
  const conflict = conflictById(context.db, input.id);
  if (conflict === null) return notFound('conflicts', input.id);
  if (conflict.status !== 'open') return refuseField('id', 'already-settled');
  const choices = Object.entries(input.fields);
  const first = choices[0];
  if (first === undefined) return ok({ settled: false });
  switch (conflict.kind) {
    case 'both_changed':
    case 'stock_moved':
    case 'deleted_remotely':
      return resolveFields(context, conflict, input);
    case 'mass_deletion':
    case 'outcome_unknown':
    case 'duplicate':
    case 'store_replaced': {
      const choice = first[1].choice;
      if (choice === 'value' || choices.some(([, other]) => other.choice !== choice)) {
        return refuseField(first[0], 'not-a-choice', { choices: 'mine, theirs' });
      }
      return resolveWhole(context, conflict, choice);
    }
    default:
      return conflict.kind satisfies never;
  }
}

function resolveFields(context: CommandContext, conflict: Conflict, input: ResolveInput): CommandResult<Resolved> {
  const record = conflict.recordId === null ? null : loadRecord(context.db, conflict.entity, conflict.recordId);
  if (record === null) {
    closeConflict(context.db, conflict.id, 'keep_remote', context.now);
    return ok({ settled: true });
  }
  const decisions = readDecisions(context, record, conflict, input);
  if (!decisions.ok) return decisions;
  if (conflict.kind === 'deleted_remotely') {
    const decided = decideDeleted(context, record, conflict, decisions.value);
    return decided.ok ? ok({ settled: decided.value }) : decided;
  }
  const settled = settleFields(context, record, conflict, decisions.value);
  finishRecord(context, record);
  return ok({ settled });
}

function readDecisions(
  context: CommandContext,
  record: RecordState,
  conflict: Conflict,
  input: ResolveInput,
): CommandResult<Map<FieldPath, FieldDecision>> {
  const named = new Map<FieldPath, Resolution>();
  const rest = input.fields['*'];
  if (rest !== undefined) for (const path of conflict.fields) named.set(path, rest);
  for (const [field, resolution] of Object.entries(input.fields)) {
    if (field === '*') continue;
    const path = fieldByColumn(conflict.entity, field)?.path ?? field;
    if (!conflict.fields.includes(path)) return refuseField(field, 'not-in-conflict');
    named.set(path, resolution);
  }
  const subject = subjectOf(context, record);
  const reading = inputContext(context.db, record.storeId, input.locale);
  const decisions = new Map<FieldPath, FieldDecision>();
  for (const [path, resolution] of named) {
    if (resolution.choice === 'theirs') decisions.set(path, resolution);
    else if (resolution.choice === 'mine') decisions.set(path, { choice: 'mine', value: conflict.mine[path] ?? null });
    else {
      const spec = fieldByPath(conflict.entity, path);
      if (spec === undefined) return refuseField(pathToColumn(conflict.entity, path), 'read-only');
      const read = readOne(subject, spec, resolution.value, reading);
      if (!read.ok) return refuse(read.error);
      decisions.set(path, { choice: 'value', value: read.value });
    }
  }
  return checkDecisions(context, record, conflict, decisions);
}

/** What will stand after the decision must be something that the store takes. */
function checkDecisions(
  context: CommandContext,
  record: RecordState,
  conflict: Conflict,
  decisions: Map<FieldPath, FieldDecision>,
): CommandResult<Map<FieldPath, FieldDecision>> {
  // bringing a deleted record back is about its status alone
  if (conflict.kind === 'deleted_remotely') return ok(decisions);
  const after = new Map(
    [...decisions].map(([path, decision]) => [
      path,
      decision.choice === 'theirs' ? (conflict.theirs[path] ?? null) : decision.value,
    ]),
  );
  const sends = new Set([...decisions].flatMap(([path, { choice }]) => (choice === 'theirs' ? [] : [path])));
  const refusal = checkChanges(subjectOf(context, record), record.base, after);
  if (refusal !== null && [...sends].some((path) => pathToColumn(record.entity, path) === refusal.field)) {
    return refuse(refusal);
  }
  return ok(decisions);
}

function resolveWhole(context: CommandContext, conflict: Conflict, choice: 'mine' | 'theirs'): CommandResult<Resolved> {
  closeConflict(context.db, conflict.id, resolutionOf([{ choice }]), context.now);
  if (conflict.kind === 'mass_deletion') decideMissing(context, conflict, choice);
  if (conflict.kind === 'outcome_unknown') decideUnknown(context, conflict, choice);
  if (conflict.recordId !== null) {
    const record = loadRecord(context.db, conflict.entity, conflict.recordId);
    if (record !== null) finishRecord(context, record);
  }
  return ok({ settled: true });
}

/** Deletions that were held because they were too many: all of them may go, or none. */
function decideMissing(context: CommandContext, conflict: Conflict, choice: 'mine' | 'theirs'): void {
  prepared(
    context.db,
    `UPDATE sync_missing SET decision = ? WHERE store_id = ? AND entity = ? AND decision IS NULL`,
  ).run(choice === 'theirs' ? 'remove' : 'keep', conflict.storeId, conflict.entity);
  context.touch(conflict.storeId, conflict.entity, null);
}

/** A person looked for the effect themselves: send it again, or leave it. */
function decideUnknown(context: CommandContext, conflict: Conflict, choice: 'mine' | 'theirs'): void {
  const operation = conflict.operationId === null ? null : operationById(context.db, conflict.operationId);
  if (operation === null || operation.state === 'ended') return;
  if (choice === 'mine') {
    requeueOperation(context.db, operation.id, null);
    return;
  }
  endUnsent(context, operation, 'settled', 'decided');
  dropIfNothingLeft(context, operation.entity, operation.recordId);
}

/**
 * A record that the store never showed and that nothing waits to bring there any more is not there. What was edited in it
 * after its create left goes with it: it could never be sent.
 */
export function dropIfNothingLeft(context: CommandContext, entity: RecordState['entity'], recordId: string): boolean {
  const record = loadRecord(context.db, entity, recordId);
  if (record === null || record.head.wooId !== null || record.base !== null) return false;
  if (record.operations.some(({ kind }) => kind === 'create' || kind === 'note')) return false;
  removeLocally(context, record, 'keep_remote');
  return true;
}
