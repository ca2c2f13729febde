import type { DomainError } from '../../shared/contract/common.ts';
import type { ConnectionReport } from '../../shared/domain/connection-report.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { describeHolder, storeLockName } from '../platform/file-lock.ts';
import type { StoreCredentials } from './credentials.ts';
import { emptyStore } from './empty-store.ts';
import { countUnsent, deleteStore, storeById, storeByName, updateStore } from './statements.ts';
import type { StoreCadence, StoreMode, StoreRow } from './statements.ts';
import { createStoreWrites, refused } from './store-writes.ts';
import type { StoreCommandsDeps } from './store-writes.ts';

export type AddStoreInput = StoreCredentials & {
  readonly name: string;
  readonly url: string;
  readonly mode: StoreMode;
  readonly skipCheck: boolean;
};
export type Added = { readonly id: string; readonly report: ConnectionReport | null };

/** How long removing a store waits for a run of it to stop. */
const STOP_WAIT_MS = 20_000;

/** Adds, changes and removes stores. Every method answers an error and then has changed nothing. */
export function createStoreCommands(deps: StoreCommandsDeps) {
  const { db, credentials, clock } = deps;
  const { write, announce, newStore, keepStore } = createStoreWrites(deps);

  /**
   * Checks and adds. A key that may not write makes the store watch-only whatever was asked.
   * Errors: `FieldRefused` (name, url), `NameTaken`, `StoreRefusedCheck`, and what storing a secret or a row can meet.
   */
  async function add(input: AddStoreInput): Promise<Result<Added, DomainError>> {
    const name = cleanName(input.name);
    if (name === '') return refused('name', 'required');
    if (storeByName(db, name) !== null) return err({ type: 'NameTaken', name });
    const key = { consumerKey: input.consumerKey.trim(), consumerSecret: input.consumerSecret.trim() };
    if (key.consumerKey === '') return refused('consumerKey', 'required');
    if (key.consumerSecret === '') return refused('consumerSecret', 'required');
    const checked = await look({ ...input, ...key });
    if (!checked.ok) return checked;
    const { url, report } = checked.value;
    const mode = report?.verdict === 'read-only' ? 'watch' : input.mode;
    const store = newStore({ name, url, mode, report, isDemo: false });
    const kept = await keepStore(store, key);
    return kept.ok ? ok({ id: store.id, report }) : kept;
  }

  async function look(
    input: AddStoreInput,
  ): Promise<Result<{ readonly url: string; readonly report: ConnectionReport | null }, DomainError>> {
    if (input.skipCheck) {
      const url = deps.normalizeAddress(input.url);
      return url.ok ? ok({ url: url.value, report: null }) : refused('url', url.error.reason);
    }
    const report = await deps.check.run(input);
    if (!report.ok) return refused('url', report.error.reason);
    if (report.value.verdict === 'refused') return err({ type: 'StoreRefusedCheck', report: report.value });
    return ok({ url: report.value.url, report: report.value });
  }

  function rename(storeId: string, typed: string): Result<null, DomainError> {
    const name = cleanName(typed);
    if (name === '') return refused('name', 'required');
    const changed = change(storeId, 'name', name);
    return changed.ok ? ok(null) : changed;
  }

  function change(
    storeId: string,
    column: 'name' | 'mode' | 'cadence' | 'status',
    value: string,
  ): Result<StoreRow, DomainError> {
    const store = storeById(db, storeId);
    if (store === null) return notFound(storeId);
    const written = write(() => updateStore(db, storeId, column, value, clock.now()), value);
    if (!written.ok) return written;
    deps.onChanged(storeId);
    return ok(store);
  }

  function setMode(storeId: string, mode: StoreMode): Result<null, DomainError> {
    const changed = change(storeId, 'mode', mode);
    if (changed.ok) deps.schedule.noticeChange(storeId);
    return changed.ok ? ok(null) : changed;
  }

  function setCadence(storeId: string, cadence: StoreCadence): Result<null, DomainError> {
    const changed = change(storeId, 'cadence', cadence);
    if (changed.ok) deps.schedule.noticeChange(storeId);
    return changed.ok ? ok(null) : changed;
  }

  function setPaused(storeId: string, paused: boolean): Result<null, DomainError> {
    const changed = change(storeId, 'status', paused ? 'paused' : 'connected');
    if (changed.ok) deps.schedule.setPaused(storeId, paused);
    return changed.ok ? ok(null) : changed;
  }

  /** Gives a store another key, for example after the old one was revoked, once the check accepts it. */
  async function reconnect(
    storeId: string,
    typed: StoreCredentials & { readonly skipCheck: boolean },
  ): Promise<Result<Added, DomainError>> {
    const store = storeById(db, storeId);
    if (store === null) return notFound(storeId);
    const key = { consumerKey: typed.consumerKey.trim(), consumerSecret: typed.consumerSecret.trim() };
    const input = { ...key, name: store.name, url: store.url, mode: 'watch' as const, skipCheck: typed.skipCheck };
    const checked = await look(input);
    if (!checked.ok) return checked;
    const kept = await credentials.keep(storeId, key);
    if (!kept.ok) return kept;
    deps.schedule.forget(storeId);
    if (store.status === 'error' || store.status === 'disconnected') {
      const connected = change(storeId, 'status', 'connected');
      if (!connected.ok) return connected;
    }
    announce(storeId);
    return ok({ id: storeId, report: checked.value.report });
  }

  /**
   * Removes the store, its mirror and its key from this computer; the shop itself keeps everything. While changes
   * wait unsent, nothing happens (`removed: false` and their number) unless `discardUnsent`.
   */
  async function remove(
    storeId: string,
    discardUnsent: boolean,
  ): Promise<Result<{ readonly removed: boolean; readonly unsent: number }, DomainError>> {
    if (storeById(db, storeId) === null) return notFound(storeId);
    const unsent = countUnsent(db, storeId);
    if (unsent > 0 && !discardUnsent) return ok({ removed: false, unsent });
    deps.schedule.cancel(storeId);
    const lock = await deps.locks.acquireWithin(storeLockName(storeId), 'exclusive', STOP_WAIT_MS);
    if (!lock.ok) {
      if (lock.error.type === 'LockHeld')
        return err({ type: 'SyncBusy', storeId, holder: describeHolder(lock.error.holder) });
      return err({ type: 'ReadOnlyProfile', path: lock.error.path });
    }
    try {
      // Another process may have queued a change while this one waited.
      let late = 0;
      const removed = write(() => {
        late = countUnsent(db, storeId);
      }, storeId);
      if (!removed.ok) return removed;
      if (late > unsent && !discardUnsent) return ok({ removed: false, unsent: late });
      await emptyStore(db, storeId);
      const gone = write(() => deleteStore(db, storeId), storeId);
      if (!gone.ok) return gone;
      deps.schedule.forget(storeId);
      deps.onChanged(storeId);
      const forgotten = await credentials.forget(storeId);
      if (!forgotten.ok) deps.logger.log('warn', 'stores.key-left-behind', { storeId, failure: forgotten.error.type });
      return ok({ removed: true, unsent: late });
    } finally {
      lock.value.release();
    }
  }

  return { add, rename, setMode, setCadence, setPaused, reconnect, remove };
}

function cleanName(typed: string): string {
  return typed.normalize('NFC').replace(/\s+/g, ' ').trim();
}

function notFound(storeId: string): Result<never, DomainError> {
  return err({ type: 'NotFound', entity: 'stores', id: storeId });
}
