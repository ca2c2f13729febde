import type { EntityName } from '../../shared/domain/entities.ts';
import type { DomainError } from '../../shared/contract/common.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import { insertActivity } from '../sync/journal-rows.ts';
import type { Activity } from '../sync/journal-rows.ts';
import type { ErrorRow } from './answer-errors.ts';
import { openErrorsById, retryError, settleError } from './answer-errors.ts';
import type { CommandContext, CommandResult, RecordCommandsDeps } from './command-context.ts';
import { runCommand } from './command-context.ts';
import { editRecord } from './edit-record.ts';

type Ids = { readonly ids: readonly string[] };

/** Puts these refusals back into the queue. Answers how many there were. [ERROR6] */
export function retryRefusals(context: CommandContext, input: Ids): CommandResult<{ readonly retried: number }> {
  const errors = openErrorsById(context, input.ids);
  for (const error of errors) retryError(context, error);
  tell(context, errors, 'retried', {});
  return ok({ retried: errors.length });
}

/** Closes these refusals: what was refused is not sent. Those on their way at this moment are left alone. [ERROR6] */
export function settleRefusals(
  context: CommandContext,
  input: Ids & { readonly note: string },
): CommandResult<{ readonly resolved: number; readonly beingSent: readonly string[] }> {
  const settled: ErrorRow[] = [];
  const beingSent: string[] = [];
  for (const error of openErrorsById(context, input.ids)) {
    if (settleError(context, error, input.note)) settled.push(error);
    else beingSent.push(error.id);
  }
  tell(context, settled, 'resolved', input.note === '' ? {} : { note: input.note });
  return ok({ resolved: settled.length, beingSent });
}

export type Snooze = { readonly kind: 'until'; readonly until: number } | { readonly kind: 'until_change' };

/** Puts these refusals out of sight until a time (epoch ms) or until they change; null shows them again. [ERROR5] */
export function snoozeRefusals(
  context: CommandContext,
  input: Ids & { readonly snooze: Snooze | null },
): CommandResult<{ readonly snoozed: number }> {
  const { snooze } = input;
  const errors = openErrorsById(context, input.ids);
  const until = snooze?.kind === 'until' ? snooze.until : null;
  for (const error of errors) {
    prepared(context.db, `UPDATE sync_errors SET snooze_kind = ?, snoozed_until = ? WHERE id = ?`).run(
      snooze?.kind ?? null,
      until,
      error.id,
    );
    context.touch(error.store_id, error.entity_type, error.entity_id);
  }
  tell(context, errors, snooze === null ? 'woken' : 'snoozed', snooze === null ? {} : { ...snooze });
  return ok({ snoozed: errors.length });
}

/** Says whose these refusals are; null: nobody's. */
export function assignRefusals(
  context: CommandContext,
  input: Ids & { readonly assignee: string | null },
): CommandResult<{ readonly assigned: number }> {
  const errors = openErrorsById(context, input.ids);
  for (const error of errors) {
    prepared(context.db, `UPDATE sync_errors SET assignee = ? WHERE id = ?`).run(input.assignee, error.id);
    context.touch(error.store_id, error.entity_type, error.entity_id);
  }
  tell(context, errors, 'assigned', { assignee: input.assignee });
  return ok({ assigned: errors.length });
}

export type FixInput = Ids & {
  /** Column → what the person typed. */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly locale: string;
  /** Name of the bulk edit that this is the next part of; without it a new one begins. */
  readonly batchId?: string;
};
export type FixRefusal = { readonly id: string; readonly error: DomainError };
export type Fixed = {
  /** By which all of it can be taken back. */
  readonly batchId: string;
  readonly changed: number;
  readonly refused: readonly FixRefusal[];
};

/**
 * Edits the records of these refusals alike, each in a durable transaction of its own: one that its rules forbid is
 * answered and leaves the others alone. Who waits for changes is told once at the end. Ends early only when the disk
 * does not take any more. [ERROR7]
 */
export function fixRefusals(deps: RecordCommandsDeps, input: FixInput): CommandResult<Fixed> {
  const told = new Map<string, { storeId: string; entity: EntityName; ids: Set<string> }>();
  const quiet: RecordCommandsDeps = {
    ...deps,
    onQueued: (storeId, entity, ids) => {
      const key = `${storeId} ${entity}`;
      const known = told.get(key) ?? { storeId, entity, ids: new Set<string>() };
      for (const id of ids) known.ids.add(id);
      told.set(key, known);
    },
  };
  const batchId = input.batchId ?? deps.newId();
  const refused: FixRefusal[] = [];
  const fixed: ErrorRow[] = [];
  let failure: Result<never, DomainError> | null = null;
  for (const id of input.ids) {
    const done = runCommand(quiet, (context) => fixOne({ ...context, batchId }, id, input));
    if (done.ok) {
      if (done.value !== null) fixed.push(done.value);
    } else if (done.error.type === 'DiskFull' || done.error.type === 'ReadOnlyProfile') {
      failure = done;
      break;
    } else refused.push({ id, error: done.error });
  }
  if (fixed.length > 0) {
    const noted = runCommand(quiet, (context) => {
      tell(context, fixed, 'edited', { fields: Object.keys(input.changes), batchId });
      return ok(null);
    });
    if (!noted.ok) failure ??= noted;
  }
  for (const { storeId, entity, ids } of told.values()) deps.onQueued(storeId, entity, [...ids]);
  return failure ?? ok({ batchId, changed: fixed.length, refused });
}

/** Null when the error was settled meanwhile. */
function fixOne(context: CommandContext, id: string, input: FixInput): CommandResult<ErrorRow | null> {
  const [error] = openErrorsById(context, [id]);
  if (error === undefined) return ok(null);
  if (error.entity_id === null) return { ok: false, error: { type: 'NotFound', entity: error.entity_type, id } };
  const edited = editRecord(context, {
    entity: error.entity_type,
    id: error.entity_id,
    changes: input.changes,
    locale: input.locale,
  });
  if (!edited.ok) return edited;
  // a value that the store did not keep has no change of its own left that the edit could have answered
  prepared(
    context.db,
    `UPDATE sync_errors SET resolved = 1, resolved_at = ?, resolution_note = 'edited' WHERE id = ? AND resolved = 0
       AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.id = sync_errors.operation_id AND o.state <> 'ended')`,
  ).run(context.now, id);
  return ok(error);
}

/** One line per store in the activity of the people. */
function tell(
  context: CommandContext,
  errors: readonly ErrorRow[],
  type: Activity['type'],
  details: Readonly<Record<string, unknown>>,
): void {
  for (const storeId of new Set(errors.map((error) => error.store_id))) {
    const own = errors.filter((error) => error.store_id === storeId);
    const entities = new Set(own.map((error) => error.entity_type));
    insertActivity(context.db, {
      storeId,
      runId: null,
      entity: entities.size === 1 ? (own[0]?.entity_type ?? null) : null,
      action: 'error_recovery',
      type,
      status: 'done',
      startedBy: 'person',
      durationMs: null,
      errorCode: null,
      details: { ...details, count: own.length },
      at: context.now,
    });
  }
}
