import { createHash, createHmac } from 'node:crypto';
import type { Random } from '../platform/deps.ts';

const SECRET_BYTES = 20;
const STEP_MS = 30_000;
const BACKUP_CODES = 10;
const BACKUP_LETTERS = 10;
/** RFC 4648; no 0, 1, 8 and 9, which are read for letters. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export type SecondFactorSecret = {
  /** 40 letters: what the central database is given, once. */
  readonly hex: string;
  /** In groups of four, for typing it into a telephone. */
  readonly written: string;
  /** `otpauth://…`, for a picture that a telephone reads. */
  readonly uri: string;
};

/** A new secret for codes by time, made on the desktop. `organization` and `email` are how the telephone names it. */
export function makeSecret(
  random: Random,
  named: { readonly organization: string; readonly email: string },
): SecondFactorSecret {
  const bytes = random.bytes(SECRET_BYTES);
  const base32 = base32Of(bytes);
  const label = encodeURIComponent(`${named.organization}:${named.email}`);
  const query = `secret=${base32}&issuer=${encodeURIComponent(named.organization)}&algorithm=SHA1&digits=6&period=30`;
  return {
    hex: Buffer.from(bytes).toString('hex'),
    written: base32.replace(/.{4}(?=.)/g, '$& '),
    uri: `otpauth://totp/${label}?${query}`,
  };
}

/** The code of that moment (epoch ms) by RFC 6238: SHA-1, 30 seconds. */
export function totpCode(secretHex: string, atMs: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / STEP_MS)));
  const mac = createHmac('sha1', Buffer.from(secretHex, 'hex')).update(counter).digest();
  const place = (mac.at(-1) ?? 0) & 15;
  const number = mac.readUInt32BE(place) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

export type BackupCode = {
  /** `XXXXX-XXXXX`, for paper. */
  readonly written: string;
  /** What the central database keeps of it. */
  readonly hash: string;
};

/** Ten codes of 50 bits, each good once. Shown once and kept nowhere. */
export function makeBackupCodes(random: Random): readonly BackupCode[] {
  const codes = new Set<string>();
  while (codes.size < BACKUP_CODES) {
    const letters = Array.from(random.bytes(BACKUP_LETTERS), (byte) => BASE32[byte & 31] ?? '');
    codes.add(letters.join(''));
  }
  return [...codes].map((code) => ({
    written: `${code.slice(0, BACKUP_LETTERS / 2)}-${code.slice(BACKUP_LETTERS / 2)}`,
    hash: createHash('sha256').update(code).digest('hex'),
  }));
}

function base32Of(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)] ?? '').join('');
}
