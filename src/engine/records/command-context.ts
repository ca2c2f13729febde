import type { DomainError } from '../../shared/contract/common.ts';
import type { EntityName } from '../../shared/domain/entities.ts';
import type { FieldRefusal, RefusalFacts, RefusalReason } from '../../shared/domain/input/refusals.ts';
import { fieldRefusal } from '../../shared/domain/input/refusals.ts';
import type { Result } from '../../shared/result.ts';
import { err } from '../../shared/result.ts';
import type { WritableDb } from '../database/database.ts';
import { inDurableTransaction, inTransaction } from '../database/database.ts';
import { storageErrorOf } from '../database/storage-errors.ts';
import type { Clock } from '../platform/deps.ts';

export type RecordCommandsDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Told after the commit which records changed here, per store and entity: their rows are new, something may wait to be sent. */
  readonly onQueued: (storeId: string, entity: EntityName, ids: readonly string[]) => void;
};

/** The record that a command was about. `removed`: it was never sent and is gone now. */
export type CommandOutcome = {
  readonly storeId: string;
  readonly entity: EntityName;
  readonly id: string;
  readonly removed: boolean;
};

/** What one command works with, inside its transaction. */
export type CommandContext = {
  readonly db: WritableDb;
  readonly newId: () => string;
  /** Epoch ms of the command. */
  readonly now: number;
  /** Name of the bulk edit that this command is part of. */
  readonly batchId?: string;
  /** Notes a record whose row or operations changed; null: something about the collection alone. */
  readonly touch: (storeId: string, entity: EntityName, id: string | null) => void;
};

export type CommandResult<T> = Result<T, DomainError>;

export function refuseField(field: string, reason: RefusalReason, facts: RefusalFacts = {}): CommandResult<never> {
  return err(fieldRefusal(field, reason, facts));
}

export function refuse(refusal: FieldRefusal): CommandResult<never> {
  return err(refusal);
}

export function notFound(entity: string, id: string): CommandResult<never> {
  return err({ type: 'NotFound', entity, id });
}

/** Carries a refusal out of the transaction, so that nothing of it stays. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/**
 * Runs a command in one durable transaction. Its checks run inside, because another process may write to the same
 * file; a refusal rolls everything back. Errors of the disk come back as values, anything else is a defect.
 */
export function runCommand<T>(
  deps: RecordCommandsDeps,
  work: (context: CommandContext) => CommandResult<T>,
): CommandResult<T> {
  const touched = new Map<string, { storeId: string; entity: EntityName; ids: Set<string> }>();
  const touch = (storeId: string, entity: EntityName, id: string | null): void => {
    const key = `${storeId} ${entity}`;
    const entry = touched.get(key) ?? { storeId, entity, ids: new Set<string>() };
    if (id !== null) entry.ids.add(id);
    touched.set(key, entry);
  };
  let result: CommandResult<T> | null = null;
  try {
    inDurableTransaction(deps.db, () => {
      result = work({ db: deps.db, newId: deps.newId, now: deps.clock.now(), touch });
      if (!result.ok) throw new Refused();
      return true;
    });
  } catch (error) {
    if (!(error instanceof Refused)) {
      const storage = storageErrorOf(error, deps.db.name);
      if (storage === null) throw error;
      return err(storage);
    }
  }
  if (result === null) throw new Error('the transaction ended without a result');
  if ((result as CommandResult<T>).ok) {
    for (const { storeId, entity, ids } of touched.values()) deps.onQueued(storeId, entity, [...ids]);
  }
  return result;
}

/** Runs a command, answers what it did, and takes all of it back: nobody is told, nothing stays. */
export function runForShow<T>(
  deps: RecordCommandsDeps,
  work: (context: CommandContext) => CommandResult<T>,
): CommandResult<T> {
  let result: CommandResult<T> | null = null;
  try {
    inTransaction(deps.db, () => {
      result = work({ db: deps.db, newId: deps.newId, now: deps.clock.now(), touch: () => undefined });
      throw new Refused();
    });
  } catch (error) {
    if (!(error instanceof Refused)) {
      const storage = storageErrorOf(error, deps.db.name);
      if (storage === null) throw error;
      return err(storage);
    }
  }
  if (result === null) throw new Error('the transaction ended without a result');
  return result;
}

/** Carries a refusal out of its savepoint. */
class RefusedPart extends Error {
  override readonly name = 'RefusedPart';
  readonly refusal: DomainError;
  constructor(refusal: DomainError) {
    super(refusal.type);
    this.refusal = refusal;
  }
}

/** One of several pieces of work of a command: refused, nothing of it stays, and the others go on. */
export function asPart<T>(context: CommandContext, work: () => CommandResult<T>): CommandResult<T> {
  try {
    return context.db.transaction((): CommandResult<T> => {
      const result = work();
      if (!result.ok) throw new RefusedPart(result.error);
      return result;
    })();
  } catch (error) {
    if (error instanceof RefusedPart) return err(error.refusal);
    throw error;
  }
}
