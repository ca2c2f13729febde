import type { Clock } from './deps.ts';

/** Timers of Node take at most a signed 32-bit count of milliseconds; longer sleeps are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The computer's own clock. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: async (ms, signal) => {
      let remainingMs = Math.max(0, ms);
      do {
        const pieceMs = Math.min(remainingMs, LONGEST_TIMER_MS);
        await sleepOnce(pieceMs, signal);
        remainingMs -= pieceMs;
      } while (remainingMs > 0);
    },
  };
}

function sleepOnce(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
