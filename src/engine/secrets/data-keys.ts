import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Random } from '../platform/deps.ts';
import { KEY_BYTES, openSecret, sealSecret } from './envelope.ts';
import {
  createDeviceKey,
  readDeviceKey,
  removeDeviceKey,
  SCRYPT_WORK_FACTOR,
  unwrapWithDevice,
  unwrapWithPassphrase,
  wrapWithDevice,
  wrapWithPassphrase,
} from './key-wraps.ts';
import type { KeyWrapper } from './key-wraps.ts';
import type { SecretsFile } from './secrets-file.ts';
import type { LockedReason, SecretsLocked } from './secrets-errors.ts';

export type ProtectionKind = 'keyring' | 'passphrase' | 'device-file';

/** What would protect the data key better than now, and can be done with what this process has. */
type Improvement = { readonly keyring: boolean; readonly passphrase: boolean; readonly dropDevice: boolean };

export type OpenKey = {
  readonly key: Uint8Array;
  readonly kid: string;
  /** The file as it is to be stored with the next write. */
  readonly file: SecretsFile;
  readonly improved: Improvement | null;
  /** The device key is no longer used by `file`. */
  readonly deviceKeyReplaced: boolean;
};

type DataKeysDeps = {
  readonly deviceKeyFile: string;
  readonly random: Random;
  readonly keyring: KeyWrapper | null;
  readonly passphrase: string | null;
  readonly scryptWorkFactor?: number;
};

/** Makes, opens, wraps and renews the one data key of a secrets file. Writes nothing but the device key. */
export function createDataKeys(deps: DataKeysDeps) {
  const { random, deviceKeyFile } = deps;
  const knownKeys = new Map<string, Uint8Array>();
  let passphrase = deps.passphrase === '' ? null : deps.passphrase;

  /** Any wrap opens; the strong ones are asked first. */
  async function open(file: SecretsFile): Promise<Result<OpenKey, SecretsLocked>> {
    const known = knownKeys.get(file.kid);
    if (known !== undefined) return ok({ ...plainOpen(file, known), improved: null });
    const unwrapped = await unwrap(file);
    if (!unwrapped.ok) return unwrapped;
    const { key, reseal } = unwrapped.value;
    knownKeys.set(file.kid, key);
    return ok({ ...plainOpen(file, key), improved: await improvementFor(file, reseal) });
  }

  async function unwrap(file: SecretsFile): Promise<Result<{ key: Uint8Array; reseal: boolean }, SecretsLocked>> {
    const { wraps, kid } = file;
    let reason: LockedReason = 'device-key-missing';
    if (wraps.keyring !== undefined) {
      const opened = await unwrapWithKeyring(wraps.keyring.sealed);
      if (opened.ok) return opened;
      reason = opened.error.reason;
    }
    if (wraps.passphrase !== undefined) {
      const key = passphrase === null ? null : await unwrapWithPassphrase(passphrase, wraps.passphrase, kid);
      if (key !== null) return ok({ key, reseal: false });
      reason = passphrase === null ? 'no-passphrase' : 'wrong-passphrase';
    }
    if (wraps.device !== undefined) {
      const deviceKey = readDeviceKey(deviceKeyFile);
      const key = deviceKey === null ? null : unwrapWithDevice(deviceKey, wraps.device, kid);
      if (key !== null) return ok({ key, reseal: false });
    }
    return err({ type: 'SecretsLocked', reason });
  }

  async function unwrapWithKeyring(
    sealed: string,
  ): Promise<Result<{ key: Uint8Array; reseal: boolean }, SecretsLocked>> {
    if (deps.keyring === null || !(await deps.keyring.available())) return lockedBy('keyring-unavailable');
    const opened = await deps.keyring.unwrap(sealed);
    if (!opened.ok) return lockedBy(opened.error.type === 'unreadable' ? 'keyring-unreadable' : 'keyring-unavailable');
    return opened.value.key.length === KEY_BYTES ? opened : lockedBy('keyring-unreadable');
  }

  async function improvementFor(file: SecretsFile, reseal: boolean): Promise<Improvement | null> {
    const hasKeyring = deps.keyring !== null && (await deps.keyring.available());
    const keyring = hasKeyring && (reseal || file.wraps.keyring === undefined);
    const addPassphrase = passphrase !== null && file.wraps.passphrase === undefined;
    const isStrong = hasKeyring || passphrase !== null;
    const dropDevice = isStrong && file.wraps.device !== undefined;
    return keyring || addPassphrase || dropDevice ? { keyring, passphrase: addPassphrase, dropDevice } : null;
  }

  /** Stores `file` better protected; returns what was stored. */
  async function improve(file: SecretsFile, opened: OpenKey, save: (file: SecretsFile) => void): Promise<OpenKey> {
    const better = await improvedFile(file, opened);
    save(better.file);
    forgetReplaced(better);
    return better;
  }

  async function improvedFile(file: SecretsFile, opened: OpenKey): Promise<OpenKey> {
    const wanted = opened.improved;
    if (wanted === null) return opened;
    // Whoever copied the device key could open the data key: with a better protection comes a new one, unless that
    // would lock out a protection that this process cannot renew.
    const canRenewAll = file.wraps.keyring === undefined && file.wraps.passphrase === undefined;
    const renewed = wanted.dropDevice && canRenewAll ? withNewKey(file, opened.key) : { file, key: opened.key };
    const next = await wrapStrongly(renewed.file, renewed.key, wanted);
    const isStrong = next.wraps.keyring !== undefined || next.wraps.passphrase !== undefined;
    const { device: _device, ...strongWraps } = next.wraps;
    if (!isStrong) return { ...opened, improved: null };
    knownKeys.set(next.kid, renewed.key);
    const dropsDevice = wanted.dropDevice;
    const stored = dropsDevice ? { ...next, wraps: strongWraps } : next;
    return { key: renewed.key, kid: next.kid, file: stored, improved: null, deviceKeyReplaced: dropsDevice };
  }

  function withNewKey(file: SecretsFile, oldKey: Uint8Array): { file: SecretsFile; key: Uint8Array } {
    const { key, kid } = newKey();
    const secrets: Record<string, SecretsFile['secrets'][string]> = {};
    for (const [name, envelope] of Object.entries(file.secrets)) {
      const value = openSecret(oldKey, name, envelope);
      // One that does not open is kept as it is: damaged, but not gone.
      secrets[name] = value === null ? envelope : sealSecret(random, key, { name, value, kid, at: envelope.at });
    }
    return { file: { ...file, kid, secrets }, key };
  }

  async function wrapStrongly(file: SecretsFile, key: Uint8Array, wanted: Improvement): Promise<SecretsFile> {
    let wraps = file.wraps;
    if (wanted.keyring && deps.keyring !== null) {
      const sealed = await deps.keyring.wrap(key);
      if (sealed.ok) wraps = { ...wraps, keyring: { sealed: sealed.value } };
    }
    if (wanted.passphrase && passphrase !== null) {
      wraps = { ...wraps, passphrase: await passphraseWrap(passphrase, key, file.kid) };
    }
    return { ...file, wraps };
  }

  /** A new, empty file under a new key, protected by everything that this process can ask. */
  async function create(mayUseDevice: boolean): Promise<Result<OpenKey, SecretsLocked>> {
    const { key, kid } = newKey();
    const hasKeyring = deps.keyring !== null && (await deps.keyring.available());
    const wanted = { keyring: hasKeyring, passphrase: passphrase !== null, dropDevice: false };
    let file = await wrapStrongly({ version: 1, kid, wraps: {}, secrets: {} }, key, wanted);
    if (file.wraps.keyring === undefined && file.wraps.passphrase === undefined) {
      if (!mayUseDevice) return lockedBy(deps.keyring === null ? 'no-passphrase' : 'keyring-unavailable');
      const deviceKey = readDeviceKey(deviceKeyFile) ?? createDeviceKey(random, deviceKeyFile);
      file = { ...file, wraps: { device: wrapWithDevice(random, deviceKey, key, kid) } };
    }
    knownKeys.set(kid, key);
    return ok(plainOpen(file, key));
  }

  /** The key for a new secret. Refuses to add one to a file that only its permissions protect, unless allowed. */
  async function openForWriting(file: SecretsFile, mayUseDevice: boolean): Promise<Result<OpenKey, SecretsLocked>> {
    const opened = await open(file);
    if (!opened.ok) return opened;
    const better = await improvedFile(file, opened.value);
    const isWeak = better.file.wraps.keyring === undefined && better.file.wraps.passphrase === undefined;
    if (isWeak && !mayUseDevice) return lockedBy(deps.keyring === null ? 'no-passphrase' : 'keyring-unavailable');
    return ok(better);
  }

  /** A passphrase that came later than the start. Succeeds when it opens `file` or protects it from now on. */
  async function usePassphrase(
    typed: string,
    file: SecretsFile | null,
    save: (file: SecretsFile) => void,
  ): Promise<Result<null, SecretsLocked>> {
    if (file === null) {
      passphrase = typed;
      return ok(null);
    }
    if (file.wraps.passphrase !== undefined) {
      const key = await unwrapWithPassphrase(typed, file.wraps.passphrase, file.kid);
      if (key === null) return lockedBy('wrong-passphrase');
      passphrase = typed;
      knownKeys.set(file.kid, key);
      return ok(null);
    }
    const opened = await open(file);
    if (!opened.ok) return opened;
    passphrase = typed;
    await improve(file, { ...opened.value, improved: await improvementFor(file, false) }, save);
    return ok(null);
  }

  async function atHand(): Promise<readonly ('keyring' | 'passphrase')[]> {
    const hasKeyring = deps.keyring !== null && (await deps.keyring.available());
    return [...(hasKeyring ? (['keyring'] as const) : []), ...(passphrase === null ? [] : (['passphrase'] as const))];
  }

  function newKey(): { key: Uint8Array; kid: string } {
    return { key: random.bytes(KEY_BYTES), kid: Buffer.from(random.bytes(8)).toString('hex') };
  }

  function passphraseWrap(typed: string, key: Uint8Array, kid: string) {
    return wrapWithPassphrase(random, typed, key, { kid, workFactor: deps.scryptWorkFactor ?? SCRYPT_WORK_FACTOR });
  }

  function forgetReplaced(opened: OpenKey): void {
    if (opened.deviceKeyReplaced) removeDeviceKey(deviceKeyFile);
  }

  return { open, atHand, improve, create, openForWriting, usePassphrase, forgetReplaced, protectionOf };
}

function plainOpen(file: SecretsFile, key: Uint8Array): OpenKey {
  return { key, kid: file.kid, file, improved: null, deviceKeyReplaced: false };
}

function protectionOf(file: SecretsFile): readonly ProtectionKind[] {
  const kinds: ProtectionKind[] = [];
  if (file.wraps.keyring !== undefined) kinds.push('keyring');
  if (file.wraps.passphrase !== undefined) kinds.push('passphrase');
  if (file.wraps.device !== undefined) kinds.push('device-file');
  return kinds;
}

function lockedBy(reason: LockedReason): Result<never, SecretsLocked> {
  return err({ type: 'SecretsLocked', reason });
}
