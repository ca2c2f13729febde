import type { DomainError } from '../../shared/contract/common.ts';
import { dayAt } from '../../shared/domain/boards/days.ts';
import type { BoardRefusal } from '../../shared/domain/boards/refusals.ts';
import type { Result } from '../../shared/result.ts';
import { err } from '../../shared/result.ts';
import type { WritableDb } from '../database/database.ts';
import { inDurableTransaction } from '../database/database.ts';
import { storageErrorOf } from '../database/storage-errors.ts';
import type { Clock } from '../platform/deps.ts';
import { myId } from './people.ts';

/** A cause of refusals; `storeId` null: in all stores. */
export type Cause = { readonly fingerprint: string; readonly storeId: string | null };

export type BoardDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly newId: () => string;
  /** The zone of this computer, which says where a day begins. */
  readonly timeZone: () => string;
  /** Told after the commit which tables and rows are new. */
  readonly onChanged: (change: { readonly tables: readonly string[]; readonly ids: readonly string[] }) => void;
  /** Told after the commit which causes of refusals are fixed: what they refused is to be tried again. */
  readonly onFixed: (causes: readonly Cause[]) => void;
};

/** What one command works with, inside its transaction. */
export type BoardContext = {
  readonly db: WritableDb;
  readonly newId: () => string;
  /** Epoch ms of the command. */
  readonly now: number;
  readonly timeZone: string;
  /** The calendar day here. */
  readonly today: string;
  /** Id of the person at this computer. */
  readonly me: string;
  /** Notes a row that was written. */
  readonly touch: (table: string, id: string) => void;
  /** Notes a cause of refusals that is fixed. */
  readonly fixed: (cause: Cause) => void;
};

export type BoardResult<T> = Result<T, DomainError>;
/** A command that has nothing to tell. */
export type Done = Record<string, never>;
type RefusalFacts = Readonly<Record<string, string | number>>;

export function refuse(field: string, reason: BoardRefusal, facts: RefusalFacts = {}): BoardResult<never> {
  return err({ type: 'FieldRefused', field, reason, facts });
}

export function notFound(entity: string, id: string): BoardResult<never> {
  return err({ type: 'NotFound', entity, id });
}

/** Carries a refusal out of the transaction, so that nothing of it stays. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: DomainError;
  constructor(refusal: DomainError) {
    super(refusal.type);
    this.refusal = refusal;
  }
}

/**
 * Runs a command in one durable transaction: its checks run inside, a refusal rolls everything back. Errors of the disk
 * come back as values, anything else is a defect. `inOne`: what no person waits for need not be durable.
 */
export function runBoardCommand<T>(
  deps: BoardDeps,
  work: (context: BoardContext) => BoardResult<T>,
  inOne: typeof inDurableTransaction = inDurableTransaction,
): BoardResult<T> {
  const tables = new Set<string>();
  const ids = new Set<string>();
  const causes: Cause[] = [];
  const touch = (table: string, id: string): void => {
    tables.add(table);
    ids.add(id);
  };
  try {
    // boxed, because a transaction must not answer what might be a promise
    const { result } = inOne(deps.db, () => {
      const done = work({ ...contextOf(deps), touch, fixed: (cause) => void causes.push(cause) });
      if (!done.ok) throw new Refused(done.error);
      return { result: done };
    });
    if (tables.size > 0) deps.onChanged({ tables: [...tables], ids: [...ids] });
    if (causes.length > 0) deps.onFixed(causes);
    return result;
  } catch (error) {
    if (error instanceof Refused) return err(error.refusal);
    const storage = storageErrorOf(error, deps.db.name);
    if (storage === null) throw error;
    return err(storage);
  }
}

/** One of several pieces of work of a command: refused, nothing of it stays, and the others go on. */
export function asPart<T>(context: BoardContext, work: () => BoardResult<T>): BoardResult<T> {
  try {
    return context.db.transaction((): BoardResult<T> => {
      const result = work();
      if (!result.ok) throw new Refused(result.error);
      return result;
    })();
  } catch (error) {
    if (error instanceof Refused) return err(error.refusal);
    throw error;
  }
}

function contextOf(deps: BoardDeps): Omit<BoardContext, 'touch' | 'fixed'> {
  const now = deps.clock.now();
  const timeZone = deps.timeZone();
  return {
    db: deps.db,
    newId: deps.newId,
    now,
    timeZone,
    today: dayAt(now, timeZone),
    me: myId(deps.db),
  };
}
