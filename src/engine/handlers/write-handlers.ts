import type { DomainError } from '../../shared/contract/common.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { EntityName } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import type { ReadableDb } from '../database/database.ts';
import { findRecordId, getRecord } from '../queries/get-record.ts';
import { listStores } from '../queries/list-stores.ts';
import type { RecordRow } from '../queries/record-rows.ts';
import type { CommandOutcome } from '../records/command-context.ts';
import type { RecordCommands } from '../records/record-commands.ts';

export type WriteHandlers = Pick<
  Handlers<EngineContract>,
  | 'records.edit'
  | 'records.create'
  | 'records.trash'
  | 'records.restore'
  | 'records.undo'
  | 'stock.change'
  | 'orders.note'
  | 'errors.retry'
  | 'errors.resolve'
  | 'conflicts.resolve'
  | 'conflicts.reopen'
>;

/** The contract's methods that change the mirror and queue what is to be sent. They answer the row as it stands then. */
export function createWriteHandlers(deps: {
  readonly db: ReadableDb;
  readonly commands: RecordCommands;
}): WriteHandlers {
  const { db, commands } = deps;

  /** The row after a command; a record that was never sent and is gone now answers as it was. */
  function answer(
    before: RecordRow | null,
    outcome: Result<CommandOutcome, DomainError>,
  ): Result<RecordRow, DomainError> {
    if (!outcome.ok) return outcome;
    const { entity, id, removed } = outcome.value;
    return removed && before !== null ? ok(before) : getRecord(db, entity, id);
  }

  function local(entity: EntityName, id: string): string {
    return findRecordId(db, entity, id, null) ?? id;
  }

  function rowOf(entity: EntityName, id: string): RecordRow | null {
    const row = getRecord(db, entity, id);
    return row.ok ? row.value : null;
  }

  /** A new record's store, where there is no choice. */
  function onlyStore(): string | null {
    const stores = listStores(db);
    return stores.length === 1 ? (stores[0]?.id ?? null) : null;
  }

  return {
    'records.edit': (input) => answer(null, commands.edit({ ...input, id: local(input.entity, input.id) })),
    'records.create': (input) => {
      const storeId = input.storeId ?? onlyStore();
      if (storeId === null) return err({ type: 'FieldRefused', field: 'store', reason: 'which-store', facts: {} });
      return answer(null, commands.create({ ...input, storeId }));
    },
    'records.trash': (input) => {
      const id = local(input.entity, input.id);
      return answer(rowOf(input.entity, id), commands.trash({ ...input, id }));
    },
    'records.restore': (input) => answer(null, commands.restore({ ...input, id: local(input.entity, input.id) })),
    'records.undo': (input) => {
      const id = local(input.entity, input.id);
      return answer(rowOf(input.entity, id), commands.undo({ ...input, id }));
    },
    'stock.change': (input) => answer(null, commands.changeStock({ ...input, id: local(input.entity, input.id) })),
    'orders.note': (input) =>
      answer(
        null,
        commands.addNote({ orderId: local('orders', input.id), text: input.text, customer: input.customer }),
      ),
    'errors.retry': (input) => commands.retryErrors(input),
    'errors.resolve': (input) => {
      const resolved = commands.resolveError(input);
      return resolved.ok ? ok({}) : resolved;
    },
    'conflicts.resolve': (input) => {
      const resolved = commands.resolveConflict(input);
      return resolved.ok ? ok({ settled: resolved.value.settled }) : resolved;
    },
    'conflicts.reopen': (input) => {
      const asked = commands.reopenConflict(input);
      return asked.ok ? ok({ reopened: [...asked.value.reopened], stays: [...asked.value.stays] }) : asked;
    },
  };
}
