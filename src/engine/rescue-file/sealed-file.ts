import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Random } from '../platform/deps.ts';
import { KEY_BYTES, openBytes, sealBytes } from '../secrets/envelope.ts';
import { unwrapWithPassphrase, wrapWithPassphrase } from '../secrets/key-wraps.ts';
import type { UnsentContent } from './unsent-file.ts';
import { FILE_VERSION, readContent } from './unsent-file.ts';

/*
 * One file: a header that a person can read (JSON over several lines), then the nonce and the compressed content,
 * sealed by AES-256-GCM under a random key that scrypt of the passphrase wraps, then the SHA-256 of all that stands
 * before. The header is bound to the seal; the digest tells a damaged file from a wrong passphrase.
 */
const TITLE = 'Backroom: unsent changes of a WooCommerce shop';
const OPENING = Buffer.from(`{\n  "file": ${JSON.stringify(TITLE)},\n`, 'utf8');
const HEADER_END = Buffer.from('\n}\n', 'utf8');
const HEADER_MAX_BYTES = 1024 * 1024;
const NONCE_BYTES = 12;
const DIGEST_BYTES = 32;
const CONTENT_MAX_BYTES = 1024 * 1024 * 1024;
const KEY_NAME = 'unsent file';

const headerSchema = z.object({
  file: z.literal(TITLE),
  version: z.literal(FILE_VERSION),
  /** Version of the program that wrote it. */
  program: z.string(),
  exportedAt: z.string(),
  changes: z.number().int(),
  stores: z.array(z.string()),
  key: z.object({
    kdf: z.literal('scrypt'),
    // bounded: the file says how much memory opening it costs
    n: z
      .number()
      .int()
      .min(2)
      .max(2 ** 20),
    r: z.number().int().min(1).max(32),
    p: z.number().int().min(1).max(16),
    salt: z.string(),
    nonce: z.string(),
    ct: z.string(),
  }),
});
type Header = z.infer<typeof headerSchema>;

/** What the header says to anybody, without a passphrase. */
export type FileFacts = Pick<Header, 'program' | 'exportedAt' | 'changes' | 'stores'>;

export type SealedFileFailure =
  | { readonly type: 'NotUnsentFile' }
  | { readonly type: 'UnsentFileDamaged' }
  | { readonly type: 'UnsentFileNewer'; readonly found: number; readonly known: number }
  | { readonly type: 'WrongPassphrase' };

/** `workFactor`: scrypt's N. */
export async function sealFile(
  deps: { readonly random: Random; readonly workFactor: number },
  content: UnsentContent,
  facts: FileFacts,
  passphrase: string,
): Promise<Uint8Array> {
  const dataKey = deps.random.bytes(KEY_BYTES);
  const wrapping = { kid: KEY_NAME, workFactor: deps.workFactor };
  const key = await wrapWithPassphrase(deps.random, passphrase, dataKey, wrapping);
  const { program, exportedAt, changes, stores } = facts;
  const header = { file: TITLE, version: FILE_VERSION, program, exportedAt, changes, stores, key };
  const headerText = `${JSON.stringify(header, null, 2)}\n`;
  const sealed = sealBytes(deps.random, dataKey, gzipSync(JSON.stringify(content)), headerText);
  const bytes = Buffer.concat([
    Buffer.from(headerText, 'utf8'),
    Buffer.from(sealed.nonce, 'base64'),
    Buffer.from(sealed.ct, 'base64'),
  ]);
  return Buffer.concat([bytes, digestOf(bytes)]);
}

export type OpenedFile = { readonly facts: FileFacts; readonly content: UnsentContent };

/** Opens a whole file. Nothing of it is believed before its digest and its seal were found right. */
export async function openFile(bytes: Buffer, passphrase: string): Promise<Result<OpenedFile, SealedFileFailure>> {
  if (!isUnsentFile(bytes)) return err({ type: 'NotUnsentFile' });
  const end = bytes.subarray(0, HEADER_MAX_BYTES).indexOf(HEADER_END);
  if (end < 0) return damaged();
  const headerBytes = bytes.subarray(0, end + HEADER_END.length);
  const header = readHeader(headerBytes.toString('utf8'));
  if (!header.ok) return header;
  const body = bytes.subarray(headerBytes.length, bytes.length - DIGEST_BYTES);
  if (body.length <= NONCE_BYTES || !hasRightDigest(bytes)) return damaged();
  const dataKey = await unwrapWithPassphrase(passphrase, header.value.key, KEY_NAME);
  if (dataKey === null) return err({ type: 'WrongPassphrase' });
  const sealed = {
    nonce: body.subarray(0, NONCE_BYTES).toString('base64'),
    ct: body.subarray(NONCE_BYTES).toString('base64'),
  };
  const plain = openBytes(dataKey, sealed, headerBytes.toString('utf8'));
  const content = plain === null ? null : unpack(plain);
  return content === null ? damaged() : ok({ facts: header.value, content });
}

/** Whether a file begins as this program writes it: what does not is never written over. */
export function isUnsentFile(bytes: Buffer): boolean {
  return bytes.subarray(0, OPENING.length).equals(OPENING);
}

function damaged(): Result<never, SealedFileFailure> {
  return err({ type: 'UnsentFileDamaged' });
}

function readHeader(text: string): Result<Header, SealedFileFailure> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return damaged();
  }
  const parsed = headerSchema.safeParse(data);
  if (parsed.success) return ok(parsed.data);
  const newer = z.object({ version: z.number().int().gt(FILE_VERSION) }).safeParse(data);
  return newer.success ? err({ type: 'UnsentFileNewer', found: newer.data.version, known: FILE_VERSION }) : damaged();
}

function hasRightDigest(bytes: Buffer): boolean {
  const end = bytes.length - DIGEST_BYTES;
  return digestOf(bytes.subarray(0, end)).equals(bytes.subarray(end));
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function unpack(plain: Uint8Array): UnsentContent | null {
  try {
    return readContent(JSON.parse(gunzipSync(plain, { maxOutputLength: CONTENT_MAX_BYTES }).toString('utf8')));
  } catch {
    return null;
  }
}
