import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { errorCode, renamePatiently, writeFileAtomic } from '../platform/atomic-file.ts';
import { envelopeSchema, sealedBytesSchema } from './envelope.ts';

/** The data key under a passphrase: scrypt parameters stand beside it, so that they can grow later. */
const passphraseWrapSchema = sealedBytesSchema.extend({
  kdf: z.literal('scrypt'),
  /** Work factor; bounded, because the file says how much memory opening it costs. */
  n: z
    .number()
    .int()
    .min(2 ** 10)
    .max(2 ** 20),
  r: z.number().int().min(1).max(32),
  p: z.number().int().min(1).max(16),
  salt: z.string(),
});
export type PassphraseWrap = z.infer<typeof passphraseWrapSchema>;

const secretsFileSchema = z.object({
  version: z.literal(1),
  /** Names the data key. */
  kid: z.string(),
  wraps: z.object({
    /** Sealed by the operating system's keyring; only the app can ask it. */
    keyring: z.object({ sealed: z.string() }).optional(),
    passphrase: passphraseWrapSchema.optional(),
    /** Under the key in `device.key`: protected by file permissions alone. */
    device: sealedBytesSchema.optional(),
  }),
  secrets: z.record(z.string(), envelopeSchema),
});
export type SecretsFile = z.infer<typeof secretsFileSchema>;

export type LoadedSecrets =
  | { readonly state: 'absent' }
  | { readonly state: 'present'; readonly file: SecretsFile }
  /** Written by a later version of this program: left alone. */
  | { readonly state: 'newer' }
  | { readonly state: 'damaged' };

/** Reads the file of sealed secrets. Throws only when it exists and cannot be read at all. */
export function loadSecretsFile(path: string): LoadedSecrets {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { state: 'absent' };
    throw error;
  }
  const content = parseJson(text);
  const parsed = secretsFileSchema.safeParse(content);
  if (parsed.success) return { state: 'present', file: parsed.data };
  const version = z.object({ version: z.number().int().min(2) }).safeParse(content);
  return { state: version.success ? 'newer' : 'damaged' };
}

export function saveSecretsFile(path: string, file: SecretsFile): void {
  writeFileAtomic(path, `${JSON.stringify(file, null, 2)}\n`, 0o600);
}

/** Moves an unreadable file out of the way, never deletes it. Returns its new path. */
export function setSecretsFileAside(path: string, nowMs: number): string {
  const target = `${path}.damaged-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`;
  renamePatiently(path, target);
  return target;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
