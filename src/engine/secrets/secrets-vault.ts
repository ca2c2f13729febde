import { dirname } from 'node:path';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { errorCode } from '../platform/atomic-file.ts';
import type { Clock, Logger, Random } from '../platform/deps.ts';
import type { FileLocks } from '../platform/file-lock.ts';
import { openSecret, sealSecret } from './envelope.ts';
import { createDataKeys } from './data-keys.ts';
import type { OpenKey, ProtectionKind } from './data-keys.ts';
import type { KeyWrapper } from './key-wraps.ts';
import type { LockedReason, SecretsFailure, SecretsLocked } from './secrets-errors.ts';
import { loadSecretsFile, saveSecretsFile, setSecretsFileAside } from './secrets-file.ts';
import type { SecretsFile } from './secrets-file.ts';

export type ProtectionStatus = {
  /** Everything that opens the secrets; empty while nothing is stored. `device-file`: only file permissions protect. */
  readonly protectedBy: readonly ProtectionKind[];
  /** What this process could protect with besides a key file. */
  readonly atHand: readonly ('keyring' | 'passphrase')[];
  readonly storedCount: number;
  /** Why this process cannot open them; null when it can, or when there is nothing to open. */
  readonly locked: LockedReason | null;
  /** Where a damaged file was set aside by this process. */
  readonly setAside: string | null;
};

export type WriteOptions = {
  /** For the keys of a demo shop on this computer, which protect nothing. */
  readonly deviceFileIsEnough?: boolean;
};

/** The secrets of a profile, sealed under one data key. Nothing is ever stored unprotected. */
export interface SecretsVault {
  /** The secret's text; null when there is none of that name. */
  readonly read: (name: string) => Promise<Result<string | null, SecretsFailure>>;
  readonly write: (name: string, value: string, options?: WriteOptions) => Promise<Result<null, SecretsFailure>>;
  /** Removes it from the file and from this process; a missing one is fine. Needs no key. */
  readonly remove: (name: string) => Promise<Result<null, SecretsFailure>>;
  /** Keeps a secret in this process only; it goes before a stored one. */
  readonly holdForSession: (name: string, value: string) => void;
  /** Stored names and when each was stored, epoch ms. Needs no key. */
  readonly stored: () => readonly { readonly name: string; readonly at: number }[];
  readonly protection: () => Promise<ProtectionStatus>;
  /** Opens what a passphrase protects, or lets it protect from now on what another way has opened. */
  readonly usePassphrase: (passphrase: string) => Promise<Result<null, SecretsFailure>>;
}

export type SecretsVaultDeps = {
  readonly secretsFile: string;
  readonly deviceKeyFile: string;
  readonly random: Random;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly locks: FileLocks;
  /** Null where there is no keyring to ask (the command line). */
  readonly keyring: KeyWrapper | null;
  readonly passphrase: string | null;
  /** `allowed`: where nothing better is at hand, a key file with owner-only permissions protects (the command line). */
  readonly deviceFile: 'allowed' | 'refused';
  /** Told each opened or stored value, so that logs can blot it out. */
  readonly onSecret?: (value: string) => void;
  /** For tests: scrypt's cost for new passphrases. */
  readonly scryptWorkFactor?: number;
};

const LOCK_WAIT_MS = 10_000;

export function createSecretsVault(deps: SecretsVaultDeps): SecretsVault {
  const session = new Map<string, string>();
  const keys = createDataKeys(deps);
  let setAside: string | null = null;

  /** Null when nothing is stored. */
  function load(): Result<SecretsFile | null, SecretsFailure> {
    const loaded = loadSecretsFile(deps.secretsFile);
    if (loaded.state === 'present') return ok(loaded.file);
    if (loaded.state === 'absent') return ok(null);
    if (loaded.state === 'newer') return locked('newer');
    setAside = setSecretsFileAside(deps.secretsFile, deps.clock.now());
    deps.logger.log('error', 'secrets.damaged', { movedTo: setAside });
    return locked('damaged');
  }

  /** Runs `work` alone among all processes of the profile, and names what the disk refuses. */
  async function alone<T>(work: () => Promise<Result<T, SecretsFailure>>): Promise<Result<T, SecretsFailure>> {
    const lock = await deps.locks.acquireWithin('secrets', 'exclusive', LOCK_WAIT_MS);
    if (!lock.ok) {
      if (lock.error.type === 'LockHeld') return locked('busy');
      return err(diskFailure(lock.error.code, deps) ?? { type: 'ReadOnlyProfile', path: dirname(deps.secretsFile) });
    }
    try {
      return await work();
    } catch (error) {
      const failure = diskFailure(errorCode(error), deps);
      if (failure === null) throw error;
      return err(failure);
    } finally {
      lock.value.release();
    }
  }

  /** The data key of `file`. What it finds to improve (a wrap to add, a better protection) is stored at once. */
  async function unlock(file: SecretsFile): Promise<Result<OpenKey, SecretsFailure>> {
    const opened = await keys.open(file);
    if (!opened.ok) return opened;
    if (opened.value.improved === null) return opened;
    const improved = await alone(async () => {
      const current = loadSecretsFile(deps.secretsFile);
      // Another process was faster, or changed it meanwhile: there is a next time.
      if (current.state !== 'present' || JSON.stringify(current.file) !== JSON.stringify(file)) return ok(opened.value);
      return ok(await keys.improve(current.file, opened.value, saveFile));
    });
    // A full or read-only disk keeps the old protection, which still opens.
    return improved.ok ? improved : opened;
  }

  function saveFile(file: SecretsFile): void {
    saveSecretsFile(deps.secretsFile, file);
  }

  async function read(name: string): Promise<Result<string | null, SecretsFailure>> {
    const held = session.get(name);
    if (held !== undefined) return ok(held);
    const file = load();
    if (!file.ok) return file;
    const envelope = file.value?.secrets[name];
    if (file.value === null || envelope === undefined) return ok(null);
    const key = await unlock(file.value);
    if (!key.ok) return key;
    const renewed = key.value.kid === envelope.kid ? envelope : presentEnvelope(name);
    const value = renewed === null ? null : openSecret(key.value.key, name, renewed);
    if (value === null) return locked('damaged');
    deps.onSecret?.(value);
    return ok(value);
  }

  /** After the data key changed: what stands in the file now. */
  function presentEnvelope(name: string) {
    const loaded = loadSecretsFile(deps.secretsFile);
    return loaded.state === 'present' ? (loaded.file.secrets[name] ?? null) : null;
  }

  function write(name: string, value: string, options: WriteOptions = {}): Promise<Result<null, SecretsFailure>> {
    deps.onSecret?.(value);
    const mayUseDevice = deps.deviceFile === 'allowed' || options.deviceFileIsEnough === true;
    return alone(async () => {
      const loaded = load();
      // A damaged file is out of the way now: a new one begins. Anything else that locks stays as it is.
      if (!loaded.ok && !isLockedBy(loaded.error, 'damaged')) return loaded;
      let opened = loaded.ok && loaded.value !== null ? await keys.openForWriting(loaded.value, mayUseDevice) : null;
      if (opened !== null && !opened.ok && isLockedBy(opened.error, 'device-key-missing')) {
        // Nothing in the world opens it any more.
        setAside = setSecretsFileAside(deps.secretsFile, deps.clock.now());
        opened = null;
      }
      opened ??= await keys.create(mayUseDevice);
      if (!opened.ok) return opened;
      const { key, kid } = opened.value;
      const envelope = sealSecret(deps.random, key, { name, value, kid, at: deps.clock.now() });
      const base = opened.value.file;
      saveFile({ ...base, secrets: { ...base.secrets, [name]: envelope } });
      keys.forgetReplaced(opened.value);
      return ok(null);
    });
  }

  function remove(name: string): Promise<Result<null, SecretsFailure>> {
    session.delete(name);
    return alone(async () => {
      const loaded = load();
      if (!loaded.ok) return loaded;
      if (loaded.value === null || !Object.hasOwn(loaded.value.secrets, name)) return ok(null);
      const { [name]: _removed, ...secrets } = loaded.value.secrets;
      saveFile({ ...loaded.value, secrets });
      return ok(null);
    });
  }

  function usePassphrase(passphrase: string): Promise<Result<null, SecretsFailure>> {
    return alone(async () => {
      const loaded = load();
      if (!loaded.ok) return loaded;
      const used = await keys.usePassphrase(passphrase, loaded.value, saveFile);
      return used.ok ? ok(null) : used;
    });
  }

  return {
    read,
    write,
    remove,
    holdForSession: (name, value) => {
      deps.onSecret?.(value);
      session.set(name, value);
    },
    stored: () => {
      const loaded = loadSecretsFile(deps.secretsFile);
      if (loaded.state !== 'present') return [];
      return Object.entries(loaded.file.secrets).map(([name, { at }]) => ({ name, at }));
    },
    protection: async () => {
      const file = load();
      const atHand = await keys.atHand();
      if (!file.ok) {
        const reason = file.error.type === 'SecretsLocked' ? file.error.reason : 'busy';
        return { protectedBy: [], atHand, storedCount: 0, locked: reason, setAside };
      }
      if (file.value === null) return { protectedBy: [], atHand, storedCount: 0, locked: null, setAside };
      const opened = await keys.open(file.value);
      const reason = opened.ok ? null : opened.error.reason;
      const storedCount = Object.keys(file.value.secrets).length;
      return { protectedBy: keys.protectionOf(file.value), atHand, storedCount, locked: reason, setAside };
    },
    usePassphrase,
  };
}

function isLockedBy(failure: SecretsFailure, reason: LockedReason): boolean {
  return failure.type === 'SecretsLocked' && failure.reason === reason;
}

function locked(reason: LockedReason): Result<never, SecretsLocked> {
  return err({ type: 'SecretsLocked', reason });
}

function diskFailure(code: string, deps: SecretsVaultDeps): SecretsFailure | null {
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') return { type: 'DiskFull' };
  const isRefused = /^(EACCES|EPERM|EROFS|ENOTDIR|ENOENT|EEXIST|SQLITE_READONLY|SQLITE_CANTOPEN)/.test(code);
  return isRefused ? { type: 'ReadOnlyProfile', path: dirname(deps.secretsFile) } : null;
}
