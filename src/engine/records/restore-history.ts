import type { EntityName, JsonValue } from '../../shared/domain/entities.ts';
import { fieldByPath, pathToColumn } from '../../shared/domain/fields.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { DomainError } from '../../shared/contract/common.ts';
import type { FieldHistoryEntry } from '../sync/history-store.ts';
import { historyAfter, historyEntry, historyOfBatch, recordsOfBatch } from '../sync/history-store.ts';
import type { CommandContext, CommandOutcome, CommandResult, RecordCommandsDeps } from './command-context.ts';
import { asPart, notFound, runCommand } from './command-context.ts';
import { editRecord } from './edit-record.ts';
import { stockBack } from './stock-back.ts';

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

/** `left`: records that were not looked at yet. */
export type BatchRestored = BulkOutcome & { readonly left: number };
export type RestoreBatchInput = {
  readonly batchId: string;
  /** Records that earlier parts did, and how many this part does. */
  readonly skip: number;
  readonly limit: number;
  /** The name that the first part answered; null for the first. */
  readonly into: string | null;
};

/**
 * Takes back a bulk edit on the records that it changed, wholly or in parts; what a record holds now wins where it was
 * changed since. A movement of stock goes back by as much, whatever was sold since. [HISTORY3, BULK4]
 */
export function restoreBatch(deps: RecordCommandsDeps, input: RestoreBatchInput): Result<BatchRestored, DomainError> {
  const records = recordsOfBatch(deps.db, input.batchId);
  const batchId = input.into ?? deps.newId();
  const part = records.slice(input.skip, input.skip + input.limit);
  return runCommand(deps, (context) => {
    const changed: CommandOutcome[] = [];
    const refused: BulkOutcome['refused'][number][] = [];
    for (const recordId of part) {
      const entries = historyOfBatch(deps.db, input.batchId, recordId);
      const [first] = entries;
      if (first === undefined) throw new Error('a batch without entries');
      const done = asPart(context, () => restoreOne({ ...context, batchId }, deps, first.entity, entries));
      if (done.ok) changed.push(done.value);
      else refused.push({ entity: first.entity, id: recordId, error: done.error });
    }
    return ok({ batchId, changed, refused, left: Math.max(0, records.length - input.skip - part.length) });
  });
}

function restoreOne(
  context: CommandContext,
  deps: RecordCommandsDeps,
  entity: EntityName,
  entries: readonly FieldHistoryEntry[],
): CommandResult<CommandOutcome> {
  const rest: FieldHistoryEntry[] = [];
  for (const entry of entries) {
    const back = entry.field === 'stock_quantity' ? stockBack(context, entry) : null;
    if (back === null) rest.push(entry);
    else if (!back.ok) return back;
  }
  const untouched = rest.filter((entry) => !changedSince(deps, entry));
  const id = entries[0]?.recordId ?? '';
  const changes = asTyped(entity, oldestValues(untouched));
  return editRecord(context, { entity, id, changes, locale: 'en' });
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
