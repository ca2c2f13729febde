import type { Clock, Random } from './deps.ts';

const COUNTER_LIMIT = 2 ** 12;

/**
 * A source of version 7 uuids (time, then a counter, then randomness) that sort in the order of their birth,
 * also within one millisecond and also while the wall clock goes back.
 */
export function createUuidV7(deps: { readonly clock: Clock; readonly random: Random }): () => string {
  let lastMs = -1;
  let counter = 0;
  return () => {
    const nowMs = Math.floor(deps.clock.now());
    if (nowMs > lastMs) {
      lastMs = nowMs;
      counter = freshCounter(deps.random);
    } else {
      counter += 1;
      if (counter >= COUNTER_LIMIT) {
        // 4,096 ids in one millisecond: borrow from the next one rather than repeat or step back.
        lastMs += 1;
        counter = freshCounter(deps.random);
      }
    }
    return format(lastMs, counter, deps.random.bytes(8));
  };
}

/** Starts in the lower half, so that at least 2,048 ids fit before the time must move. */
function freshCounter(random: Random): number {
  return Math.floor(random.next() * (COUNTER_LIMIT / 2));
}

function format(ms: number, counter: number, tail: Uint8Array): string {
  const time = ms.toString(16).padStart(12, '0');
  const variant = ((tail[0] ?? 0) & 0x3f) | 0x80;
  const hex = [variant, ...tail.subarray(1)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${hex.slice(0, 4)}-${hex.slice(4)}`;
}
