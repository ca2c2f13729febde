import type { DomainError } from '../../shared/contract/common.ts';
import type { ConnectionReport, InvalidAddress, Probe } from '../../shared/domain/connection-report.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { WritableDb } from '../database/database.ts';
import { inDurableTransaction } from '../database/database.ts';
import { storageErrorOf } from '../database/storage-errors.ts';
import type { Clock, Logger } from '../platform/deps.ts';
import type { FileLocks } from '../platform/file-lock.ts';
import type { CredentialsBook, StoreCredentials } from './credentials.ts';
import { insertStore } from './statements.ts';
import type { NewStore, StoreMode } from './statements.ts';

/** The check of an address and a key; the store gateway's area provides it. */
export interface StoreCheck {
  readonly run: (
    input: StoreCredentials & { readonly url: string; readonly signal?: AbortSignal },
    onProbe?: (probe: Probe) => void,
  ) => Promise<Result<ConnectionReport, InvalidAddress>>;
}

/** What the schedule must learn about stores. */
export interface StoreSchedule {
  readonly setPaused: (storeId: string, paused: boolean) => void;
  readonly noticeChange: (storeId: string) => void;
  readonly cancel: (storeId: string) => void;
  readonly forget: (storeId: string) => void;
}

export type StoreCommandsDeps = {
  readonly db: WritableDb;
  readonly credentials: CredentialsBook;
  readonly check: StoreCheck;
  readonly normalizeAddress: (typed: string) => Result<string, InvalidAddress>;
  readonly schedule: StoreSchedule;
  readonly locks: FileLocks;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  /** Told after each change of the `stores` table. */
  readonly onChanged: (storeId: string) => void;
};

/** The writes that adding a store and connecting the demo shop share. */
export function createStoreWrites(deps: StoreCommandsDeps) {
  const { db, credentials, clock } = deps;

  /** The secret goes first: a row without a key would be a store that cannot be reached, a key without a row is swept. */
  async function keepStore(store: NewStore, key: StoreCredentials): Promise<Result<null, DomainError>> {
    const kept = await credentials.keep(store.id, key);
    if (!kept.ok) return kept;
    const written = write(() => insertStore(db, store), store.name);
    if (!written.ok) await credentials.forget(store.id);
    else announce(store.id);
    return written;
  }

  /** Runs a change durably; names what the file system or a taken name refuses. */
  function write(change: () => void, name: string): Result<null, DomainError> {
    try {
      inDurableTransaction(db, () => {
        change();
        return null;
      });
      return ok(null);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_UNIQUE') {
        return err({ type: 'NameTaken', name });
      }
      const failure = storageErrorOf(error, db.name);
      if (failure === null) throw error;
      return err(failure);
    }
  }

  function announce(storeId: string): void {
    deps.onChanged(storeId);
    deps.schedule.noticeChange(storeId);
  }

  function newStore(given: {
    readonly name: string;
    readonly url: string;
    readonly mode: StoreMode;
    readonly report: ConnectionReport | null;
    readonly isDemo: boolean;
  }): NewStore {
    const versions = given.report?.probes.find((probe) => probe.name === 'versions')?.facts ?? null;
    return {
      id: deps.newId(),
      name: given.name,
      url: given.url,
      currency: versions?.currency ?? null,
      wooVersion: versions?.woocommerce ?? null,
      timeZone: versions?.timeZone ?? null,
      mode: given.mode,
      authMode: given.report?.authMode ?? 'header',
      pageSize: given.report?.pageSize ?? 100,
      hasVariationsRoute: given.report?.hasVariationsFeed ?? null,
      isDemo: given.isDemo,
      now: clock.now(),
    };
  }

  return { write, announce, newStore, keepStore };
}

export function refused(field: string, reason: string): Result<never, DomainError> {
  return err({ type: 'FieldRefused', field, reason, facts: {} });
}
