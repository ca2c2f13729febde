import { scrypt } from 'node:crypto';

const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const PROOF_BYTES = 32;

/**
 * What a desktop shows the central database in place of a password: 43 characters that only the password and the
 * address lead to. The password itself reaches no server and no server's log; a longer one is not cut off, either.
 */
export function signInProof(password: string, address: string): Promise<string> {
  const salt = `backroom:${address.trim().toLowerCase()}`;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, PROOF_BYTES, COST, (error, key) => {
      if (error === null) resolve(key.toString('base64url'));
      else reject(error);
    });
  });
}
