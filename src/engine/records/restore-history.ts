import type { EntityName, JsonValue } from '../../shared/domain/entities.ts';
import { fieldByPath, pathToColumn } from '../../shared/domain/fields.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { DomainError } from '../../shared/contract/common.ts';
import type { FieldHistoryEntry } from '../sync/history-store.ts';
import { historyAfter, historyEntry, historyOfBatch } from '../sync/history-store.ts';
import type { CommandOutcome, CommandResult, RecordCommandsDeps } from './command-context.ts';
import { notFound, runCommand } from './command-context.ts';
import { editRecord } from './edit-record.ts';

/** What a bulk edit or a restore of several records did; a record that was refused is as it was. */
export type BulkOutcome = {
  readonly batchId: string;
  readonly changed: readonly CommandOutcome[];
  readonly refused: readonly { readonly entity: EntityName; readonly id: string; readonly error: DomainError }[];
};

type Target = { readonly entity: EntityName; readonly id: string; readonly changes: Readonly<Record<string, unknown>> };

/** Brings one field back to what it was before a change, as an edit of its own: also after the change was sent. [HISTORY2] */
export function restoreField(deps: RecordCommandsDeps, sequence: number): CommandResult<CommandOutcome> {
  const entry = historyEntry(deps.db, sequence);
  if (entry === null) return notFound('field_changes', String(sequence));
  return runCommand(deps, (context) =>
    editRecord(context, {
      entity: entry.entity,
      id: entry.recordId,
      changes: asTyped(entry.entity, new Map([[entry.field, entry.oldValue]])),
      locale: 'en',
    }),
  );
}

/** Brings a record back to what it was right after the change `sequence` (0: before its first). [HISTORY2] */
export function restoreRecord(
  deps: RecordCommandsDeps,
  input: { readonly entity: EntityName; readonly id: string; readonly sequence: number },
): CommandResult<CommandOutcome> {
  const values = oldestValues(historyAfter(deps.db, input.id, input.sequence));
  return runCommand(deps, (context) =>
    editRecord(context, { entity: input.entity, id: input.id, changes: asTyped(input.entity, values), locale: 'en' }),
  );
}

/** Takes back a bulk edit on every record that it changed; what a record holds now wins where it was changed since. [HISTORY3] */
export function restoreBatch(deps: RecordCommandsDeps, batchId: string): Result<BulkOutcome, DomainError> {
  const byRecord = new Map<string, FieldHistoryEntry[]>();
  for (const entry of historyOfBatch(deps.db, batchId)) {
    byRecord.set(entry.recordId, [...(byRecord.get(entry.recordId) ?? []), entry]);
  }
  const targets = [...byRecord.values()].map((entries): Target => {
    const [first] = entries;
    if (first === undefined) throw new Error('a batch without entries');
    const untouched = entries.filter((entry) => !changedSince(deps, entry));
    return { entity: first.entity, id: first.recordId, changes: asTyped(first.entity, oldestValues(untouched)) };
  });
  return ok(editAll(deps, targets));
}

/** The same changes on many records, each its own transaction, under one name by which they can be taken back. [HISTORY3] */
export function editMany(
  deps: RecordCommandsDeps,
  input: {
    readonly entity: EntityName;
    readonly ids: readonly string[];
    readonly changes: Readonly<Record<string, unknown>>;
    readonly locale: string;
  },
): Result<BulkOutcome, DomainError> {
  return ok(
    editAll(
      deps,
      input.ids.map((id) => ({ entity: input.entity, id, changes: input.changes })),
      input.locale,
    ),
  );
}

function editAll(deps: RecordCommandsDeps, targets: readonly Target[], locale = 'en'): BulkOutcome {
  const batchId = deps.newId();
  const changed: CommandOutcome[] = [];
  const refused: { entity: EntityName; id: string; error: DomainError }[] = [];
  for (const target of targets) {
    const done = runCommand(deps, (context) => editRecord({ ...context, batchId }, { ...target, locale }));
    if (done.ok) changed.push(done.value);
    else refused.push({ entity: target.entity, id: target.id, error: done.error });
  }
  return { batchId, changed, refused };
}

/** A field that somebody changed after the bulk edit keeps what it has now. */
function changedSince(deps: RecordCommandsDeps, entry: FieldHistoryEntry): boolean {
  return historyAfter(deps.db, entry.recordId, entry.sequence).some(
    (later) => later.field === entry.field && later.batchId !== entry.batchId,
  );
}

/** Per field the value before the oldest of the given changes. */
function oldestValues(entries: readonly FieldHistoryEntry[]): ReadonlyMap<FieldPath, JsonValue> {
  const values = new Map<FieldPath, JsonValue>();
  for (const entry of entries) if (!values.has(entry.field)) values.set(entry.field, entry.oldValue);
  return values;
}

/** Stored values as a person would type them: times of the store are GMT without saying so. */
function asTyped(entity: EntityName, values: ReadonlyMap<FieldPath, JsonValue>): Record<string, unknown> {
  const typed: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const isDate = fieldByPath(entity, path)?.kind === 'date';
    typed[pathToColumn(entity, path)] =
      isDate && typeof value === 'string' && value !== '' ? `${value.slice(0, 19)}Z` : (value ?? '');
  }
  return typed;
}
