import type { Clock } from '../../src/engine/platform/deps.ts';

export type SteppedClock = Clock & {
  /** Moves time ahead, waking sleepers in the order of their times, and lets everything they start settle. */
  readonly advance: (ms: number) => Promise<void>;
};

/** A clock that stands still until the test moves it. */
export function createSteppedClock(startMs = Date.UTC(2026, 10, 20, 6, 0, 0)): SteppedClock {
  let passedMs = 0;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => startMs + passedMs,
    monotonic: () => passedMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        sleepers.push({ at: passedMs + ms, wake: resolve });
      }),
    advance: async (ms) => {
      const until = passedMs + ms;
      await settle();
      for (;;) {
        const next = sleepers.filter((one) => one.at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        sleepers = sleepers.filter((one) => one !== next);
        passedMs = Math.max(passedMs, next.at);
        next.wake();
        await settle();
      }
      passedMs = until;
    },
  };
}
