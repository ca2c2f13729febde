import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** What PostgreSQL asks for at least, and its own default. */
const ITERATIONS = 4096;
const KEY_BYTES = 32;

/**
 * What a PostgreSQL server keeps of a password (`SCRAM-SHA-256$…`, RFC 5803): enough to check it, not to sign in with.
 * Sent in its place, the password never leaves this computer. `salt`: 16 random bytes.
 */
export function scramVerifier(password: string, salt: Uint8Array): string {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, KEY_BYTES, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${Buffer.from(salt).toString('base64')}$${storedKey}:${serverKey}`;
}
