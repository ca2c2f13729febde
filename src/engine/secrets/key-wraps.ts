import { scrypt } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import type { Result } from '../../shared/result.ts';
import { errorCode, writeFileAtomic } from '../platform/atomic-file.ts';
import type { Random } from '../platform/deps.ts';
import { KEY_BYTES, openBytes, sealBytes } from './envelope.ts';
import type { SealedBytes } from './envelope.ts';
import type { PassphraseWrap } from './secrets-file.ts';

/** `unavailable`: there is no keyring to ask; `unreadable`: it is another one than at sealing time. */
export type KeyWrapperFailure = { readonly type: 'unavailable' | 'unreadable'; readonly detail: string };

/** The operating system's keyring, as far as a process can ask for it. */
export interface KeyWrapper {
  /** True only when the system really protects what it seals. */
  readonly available: () => Promise<boolean>;
  readonly wrap: (key: Uint8Array) => Promise<Result<string, KeyWrapperFailure>>;
  /** `reseal`: the system changed its own key; seal again and keep that. */
  readonly unwrap: (
    sealed: string,
  ) => Promise<Result<{ readonly key: Uint8Array; readonly reseal: boolean }, KeyWrapperFailure>>;
}

/** scrypt's work factor for new passphrases: 128 MB and some tenths of a second. */
export const SCRYPT_WORK_FACTOR = 2 ** 17;

export async function wrapWithPassphrase(
  random: Random,
  passphrase: string,
  dataKey: Uint8Array,
  context: { readonly kid: string; readonly workFactor: number },
): Promise<PassphraseWrap> {
  const salt = Buffer.from(random.bytes(16)).toString('base64');
  const parameters = { kdf: 'scrypt' as const, n: context.workFactor, r: 8, p: 1, salt };
  const key = await deriveKey(passphrase, parameters);
  return { ...parameters, ...sealBytes(random, key, dataKey, `backroom passphrase ${context.kid}`) };
}

/** The data key, or null when the passphrase is another one. */
export async function unwrapWithPassphrase(
  passphrase: string,
  wrap: PassphraseWrap,
  kid: string,
): Promise<Uint8Array | null> {
  return openBytes(await deriveKey(passphrase, wrap), wrap, `backroom passphrase ${kid}`);
}

function deriveKey(passphrase: string, wrap: Pick<PassphraseWrap, 'n' | 'r' | 'p' | 'salt'>): Promise<Uint8Array> {
  const { n, r, p } = wrap;
  // The same letters typed on another keyboard or system are the same passphrase.
  const typed = Buffer.from(passphrase.normalize('NFKC'), 'utf8');
  const options = { N: n, r, p, maxmem: 160 * n * r + 2 ** 20 };
  return new Promise((resolve, reject) => {
    scrypt(typed, Buffer.from(wrap.salt, 'base64'), KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

const DEVICE_KEY = /^[0-9a-f]{64}$/;

/** The key in `device.key`, null when there is none or it is not one. */
export function readDeviceKey(path: string): Uint8Array | null {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return DEVICE_KEY.test(text) ? Buffer.from(text, 'hex') : null;
  } catch (error) {
    if (errorCode(error) === '') throw error;
    return null;
  }
}

/** Makes a new `device.key`, readable by its owner only. */
export function createDeviceKey(random: Random, path: string): Uint8Array {
  const key = random.bytes(KEY_BYTES);
  writeFileAtomic(path, `${Buffer.from(key).toString('hex')}\n`, 0o600);
  return key;
}

export function removeDeviceKey(path: string): void {
  rmSync(path, { force: true });
}

export function wrapWithDevice(random: Random, deviceKey: Uint8Array, dataKey: Uint8Array, kid: string): SealedBytes {
  return sealBytes(random, deviceKey, dataKey, `backroom device ${kid}`);
}

export function unwrapWithDevice(deviceKey: Uint8Array, wrap: SealedBytes, kid: string): Uint8Array | null {
  return openBytes(deviceKey, wrap, `backroom device ${kid}`);
}
