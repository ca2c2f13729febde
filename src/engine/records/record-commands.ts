import type { NoteInput } from './add-note.ts';
import { addNote } from './add-note.ts';
import { resolveError, retryErrors } from './answer-errors.ts';
import type { BulkApplied, BulkPart, BulkRow } from './bulk-edit.ts';
import { applyBulk, previewBulk } from './bulk-edit.ts';
import type { StockInput } from './change-stock.ts';
import { changeStock } from './change-stock.ts';
import type { CommandOutcome, CommandResult, RecordCommandsDeps } from './command-context.ts';
import { runCommand } from './command-context.ts';
import type { CreateInput } from './create-record.ts';
import { createRecord } from './create-record.ts';
import type { EditInput } from './edit-record.ts';
import { editRecord } from './edit-record.ts';
import type { Reopened, ReopenInput } from './reopen-conflict.ts';
import { reopenConflict } from './reopen-conflict.ts';
import type { Resolved, ResolveInput } from './resolve-conflict.ts';
import { resolveConflict } from './resolve-conflict.ts';
import type { BatchRestored, BulkOutcome, RestoreBatchInput } from './restore-history.ts';
import { editMany, restoreBatch, restoreField, restoreRecord as restoreRecordFromHistory } from './restore-history.ts';
import type { RecordInput, TrashInput } from './trash-record.ts';
import { restoreRecord, trashRecord } from './trash-record.ts';
import type { Fixed, FixInput } from './triage-errors.ts';
import { assignRefusals, fixRefusals, retryRefusals, settleRefusals, snoozeRefusals } from './triage-errors.ts';
import type { UndoInput } from './undo-changes.ts';
import { undoChanges } from './undo-changes.ts';

/**
 * Everything that a person can do to records. No command touches the network: each checks its input as a whole and
 * then, in one durable transaction, queues what is to be sent and makes the rows anew. A refused command has changed
 * nothing. Ids are local ids.
 * Errors of all: `NotFound`, `FieldRefused` (reasons: `REFUSAL_REASONS`), `DiskFull`, `ReadOnlyProfile`.
 */
export interface RecordCommands {
  readonly edit: (input: EditInput) => CommandResult<CommandOutcome>;
  readonly create: (input: CreateInput) => CommandResult<CommandOutcome>;
  readonly trash: (input: TrashInput) => CommandResult<CommandOutcome>;
  readonly restore: (input: RecordInput) => CommandResult<CommandOutcome>;
  readonly undo: (input: UndoInput) => CommandResult<CommandOutcome>;
  readonly changeStock: (input: StockInput) => CommandResult<CommandOutcome>;
  /** Answers the note, not its order. */
  readonly addNote: (input: NoteInput) => CommandResult<CommandOutcome>;
  /** The same changes on many records; those that are refused are named and as they were. */
  readonly editMany: (input: Parameters<typeof editMany>[1]) => CommandResult<BulkOutcome>;
  readonly restoreField: (sequence: number) => CommandResult<CommandOutcome>;
  readonly restoreFromHistory: (input: Parameters<typeof restoreRecordFromHistory>[1]) => CommandResult<CommandOutcome>;
  readonly restoreBatch: (input: RestoreBatchInput) => CommandResult<BatchRestored>;
  /** What a bulk edit would do to each record; nothing of it stays. */
  readonly previewBulk: (part: BulkPart) => CommandResult<readonly BulkRow[]>;
  /** One part of a bulk edit. */
  readonly applyBulk: (input: Parameters<typeof applyBulk>[1]) => CommandResult<BulkApplied>;
  readonly resolveConflict: (input: ResolveInput) => CommandResult<Resolved>;
  /** Asks settled fields again whose answer was not sent. */
  readonly reopenConflict: (input: ReopenInput) => CommandResult<Reopened>;
  readonly retryErrors: (input: { readonly id: string | null }) => CommandResult<{ readonly retried: number }>;
  readonly resolveError: (input: {
    readonly id: string;
    readonly note: string;
  }) => CommandResult<{ readonly resolved: true }>;
  /** The same for many refusals at once, by the errors' ids; ids of settled ones are passed over. */
  readonly retryRefusals: (input: Parameters<typeof retryRefusals>[1]) => ReturnType<typeof retryRefusals>;
  readonly settleRefusals: (input: Parameters<typeof settleRefusals>[1]) => ReturnType<typeof settleRefusals>;
  readonly snoozeRefusals: (input: Parameters<typeof snoozeRefusals>[1]) => ReturnType<typeof snoozeRefusals>;
  readonly assignRefusals: (input: Parameters<typeof assignRefusals>[1]) => ReturnType<typeof assignRefusals>;
  /** The same changes on the records of many refusals; each is a transaction of its own. */
  readonly fixRefusals: (input: FixInput) => CommandResult<Fixed>;
}

export function createRecordCommands(deps: RecordCommandsDeps): RecordCommands {
  return {
    edit: (input) => runCommand(deps, (context) => editRecord(context, input)),
    create: (input) => runCommand(deps, (context) => createRecord(context, input)),
    trash: (input) => runCommand(deps, (context) => trashRecord(context, input)),
    restore: (input) => runCommand(deps, (context) => restoreRecord(context, input)),
    undo: (input) => runCommand(deps, (context) => undoChanges(context, input)),
    changeStock: (input) => runCommand(deps, (context) => changeStock(context, input)),
    addNote: (input) => runCommand(deps, (context) => addNote(context, input)),
    editMany: (input) => editMany(deps, input),
    restoreField: (sequence) => restoreField(deps, sequence),
    restoreFromHistory: (input) => restoreRecordFromHistory(deps, input),
    restoreBatch: (input) => restoreBatch(deps, input),
    previewBulk: (part) => previewBulk(deps, part),
    applyBulk: (input) => applyBulk(deps, input),
    resolveConflict: (input) => runCommand(deps, (context) => resolveConflict(context, input)),
    reopenConflict: (input) => runCommand(deps, (context) => reopenConflict(context, input)),
    retryErrors: (input) => runCommand(deps, (context) => retryErrors(context, input)),
    resolveError: (input) => runCommand(deps, (context) => resolveError(context, input)),
    retryRefusals: (input) => runCommand(deps, (context) => retryRefusals(context, input)),
    settleRefusals: (input) => runCommand(deps, (context) => settleRefusals(context, input)),
    snoozeRefusals: (input) => runCommand(deps, (context) => snoozeRefusals(context, input)),
    assignRefusals: (input) => runCommand(deps, (context) => assignRefusals(context, input)),
    fixRefusals: (input) => fixRefusals(deps, input),
  };
}
