import type { Clock, Random } from '../platform/deps.ts';

export type ReconnectPace = {
  /** Milliseconds until the next try is due; 0: now. */
  readonly waitMs: () => number;
  /** After a failed try: how long to wait, milliseconds. */
  readonly failed: () => number;
  readonly succeeded: () => void;
};

const FIRST_MS = 500;
const LONGEST_MS = 60_000;

/**
 * How soon a lost server is tried again: twice as long after each failure up to a minute, and each desktop up to half of
 * that earlier, so that fifty of them do not come back at the same moment.
 */
export function createReconnectPace({
  clock,
  random,
}: {
  readonly clock: Clock;
  readonly random: Random;
}): ReconnectPace {
  let failures = 0;
  let due = 0;
  return {
    waitMs: () => Math.max(0, due - clock.monotonic()),
    failed: () => {
      const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
      const delayMs = Math.round(longest * (1 - random.next() / 2));
      failures += 1;
      due = clock.monotonic() + delayMs;
      return delayMs;
    },
    succeeded: () => {
      failures = 0;
      due = 0;
    },
  };
}
