import { createCipheriv, createDecipheriv } from 'node:crypto';
import { z } from 'zod';
import type { Random } from '../platform/deps.ts';

/** Bytes of the data key and of every key that wraps it. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** One sealed value: AES-256-GCM, binary parts as base64, `ct` with the tag at its end. */
export const envelopeSchema = z.object({
  v: z.literal(1),
  /** Which data key sealed it. */
  kid: z.string(),
  /** When, epoch milliseconds. */
  at: z.number(),
  nonce: z.string(),
  ct: z.string(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

export const sealedBytesSchema = z.object({ nonce: z.string(), ct: z.string() });
export type SealedBytes = z.infer<typeof sealedBytesSchema>;

/** Seals `plain`; `context` is bound to it, so that a sealed value opens only where it was put. */
export function sealBytes(random: Random, key: Uint8Array, plain: Uint8Array, context: string): SealedBytes {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { nonce: Buffer.from(nonce).toString('base64'), ct: body.toString('base64') };
}

/** The plain bytes, or null when the key is another one or a bit was changed. */
export function openBytes(key: Uint8Array, sealed: SealedBytes, context: string): Uint8Array | null {
  const nonce = Buffer.from(sealed.nonce, 'base64');
  const body = Buffer.from(sealed.ct, 'base64');
  if (nonce.length !== NONCE_BYTES || body.length < TAG_BYTES) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
    return Buffer.concat([decipher.update(body.subarray(0, body.length - TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

export type SealInput = { readonly name: string; readonly value: string; readonly kid: string; readonly at: number };

/** Seals one named secret under the data key. */
export function sealSecret(random: Random, key: Uint8Array, input: SealInput): Envelope {
  const sealed = sealBytes(random, key, Buffer.from(input.value, 'utf8'), secretContext(input.name, input.kid));
  return { v: 1, kid: input.kid, at: input.at, ...sealed };
}

/** The secret's text, or null when it does not open. */
export function openSecret(key: Uint8Array, name: string, envelope: Envelope): string | null {
  const plain = openBytes(key, envelope, secretContext(name, envelope.kid));
  return plain === null ? null : Buffer.from(plain).toString('utf8');
}

function secretContext(name: string, kid: string): string {
  return `backroom secret ${kid} ${name}`;
}
