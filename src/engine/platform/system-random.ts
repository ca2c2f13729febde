import { randomBytes, randomFillSync } from 'node:crypto';
import type { Random } from './deps.ts';

const POOL_BYTES = 8_192;
/** Larger requests (keys) are drawn by themselves. */
const LARGEST_FROM_POOL = 64;

/**
 * Randomness of the operating system, unpredictable enough for keys and nonces. Small requests are cut from a pool,
 * because thousands of ids in a row would otherwise spend their time asking the system; handed out bytes are erased.
 */
export function createSystemRandom(): Random {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  const take = (count: number): Uint8Array => {
    if (count > LARGEST_FROM_POOL) return new Uint8Array(randomBytes(count));
    if (used + count > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = pool.slice(used, used + count);
    pool.fill(0, used, used + count);
    used += count;
    return bytes;
  };
  return {
    // 48 bits are more than enough to be uniform in [0, 1)
    next: () => {
      const bytes = take(6);
      return bytes.reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 48;
    },
    bytes: take,
  };
}
