import type { Clock } from '../../src/engine/platform/deps.ts';

export type ImpatientClock = Clock & {
  /** Every sleep so far, milliseconds. */
  readonly sleeps: readonly number[];
  readonly advance: (ms: number) => void;
};

/** A clock on which sleeping takes no real time: it steps ahead by what was asked and remembers it. */
export function createImpatientClock(startMs = Date.UTC(2026, 10, 20, 6, 0, 0)): ImpatientClock {
  let passedMs = 0;
  const sleeps: number[] = [];
  return {
    now: () => startMs + passedMs,
    monotonic: () => passedMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      sleeps.push(ms);
      passedMs += ms;
      await Promise.resolve();
      signal?.throwIfAborted();
    },
    sleeps,
    advance: (ms) => {
      passedMs += ms;
    },
  };
}
