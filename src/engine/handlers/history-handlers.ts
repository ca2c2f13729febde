import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { pathToColumn } from '../../shared/domain/fields.ts';
import { ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { ReadableDb } from '../database/database.ts';
import { findRecordId } from '../queries/get-record.ts';
import type { RecordCommands } from '../records/record-commands.ts';
import type { BulkOutcome } from '../records/restore-history.ts';
import { historyOfRecord, recordsOfBatch } from '../sync/history-store.ts';

export type HistoryHandlers = Pick<
  Handlers<EngineContract>,
  | 'history.list'
  | 'history.restoreField'
  | 'history.restoreRecord'
  | 'history.restoreBatch'
  | 'records.editMany'
  | 'bulk.preview'
  | 'bulk.apply'
  | 'bulk.size'
>;

/** The contract's methods on the history of records and on bulk edits. */
export function createHistoryHandlers(deps: {
  readonly db: ReadableDb;
  readonly commands: RecordCommands;
}): HistoryHandlers {
  const { db, commands } = deps;
  const view = ({ batchId, changed, refused }: BulkOutcome) => ({
    batchId,
    changed: changed.length,
    refused: [...refused],
  });
  return {
    'history.list': ({ entity, id, limit }) => {
      const recordId = findRecordId(db, entity, id, null) ?? id;
      return ok(
        historyOfRecord(db, recordId, limit).map(
          ({ changedAt, field, entity: _entity, recordId: _recordId, ...entry }) => ({
            ...entry,
            field: pathToColumn(entity, field),
            changedAt: new Date(changedAt).toISOString(),
          }),
        ),
      );
    },
    'history.restoreField': ({ sequence }) => {
      const restored = commands.restoreField(sequence);
      return restored.ok ? ok({}) : restored;
    },
    'history.restoreRecord': ({ entity, id, sequence }) => {
      const restored = commands.restoreFromHistory({ entity, id: findRecordId(db, entity, id, null) ?? id, sequence });
      return restored.ok ? ok({}) : restored;
    },
    'records.editMany': (input) => {
      const ids = input.ids.map((id) => findRecordId(db, input.entity, id, null) ?? id);
      const edited = commands.editMany({ ...input, ids });
      return edited.ok ? ok(view(edited.value)) : edited;
    },
    'history.restoreBatch': (input) => {
      const restored = commands.restoreBatch(input);
      return restored.ok ? ok({ ...view(restored.value), left: restored.value.left }) : restored;
    },
    'bulk.preview': (input) => {
      const shown = commands.previewBulk(input);
      return shown.ok ? ok(shown.value.map((row) => ({ ...row, changes: [...row.changes] }))) : shown;
    },
    'bulk.apply': (input) => {
      const applied = commands.applyBulk(input);
      if (!applied.ok) return applied;
      const { batchId, rows } = applied.value;
      const refused = rows.flatMap(({ id, label, refused: error }) =>
        error === null ? [] : [{ entity: 'products' as const, id, label, error }],
      );
      const changed = rows.filter(({ changes }) => changes.length > 0).length;
      return ok({ batchId, changed, unchanged: rows.length - changed - refused.length, refused });
    },
    'bulk.size': ({ batchId }) => ok({ records: recordsOfBatch(db, batchId).length }),
  };
}
