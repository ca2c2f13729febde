import type { Clock } from '../../src/engine/platform/deps.ts';

type Timer = {
  readonly at: number;
  readonly sequence: number;
  readonly owner: number;
  readonly wake: () => void;
};

/** Time that only moves when the simulation says so, for the shop and all desktops. */
export type VirtualTime = {
  /** Milliseconds since the start. */
  readonly passed: () => number;
  /** Epoch milliseconds, as a clock that is right shows them. */
  readonly now: () => number;
  /** Moves on without waking anybody. */
  readonly pass: (ms: number) => void;
  /** Moves on while computers sleep: what goes on in the shop (owner `SHOP`) happens in its time, nobody else wakes. */
  readonly passAsleep: (ms: number) => void;
  /** Wakes the sleeper whose time comes first, if it has come; answers whether there was one. */
  readonly wakeDue: () => boolean;
  /** When the next sleeper wants to wake, or null. */
  readonly nextAt: () => number | null;
  /** Calls `wake` once after `ms`; the answer takes it back. `owner`: the process that dies with it. */
  readonly after: (ms: number, owner: number, wake: () => void) => () => void;
  /** The sleepers of a dead process never wake. */
  readonly forget: (owner: number) => void;
};

/** Owner of what goes on in the shop, whoever asked for it. */
export const SHOP = -1;
export const SIMULATION_START = Date.UTC(2026, 10, 20, 6, 0, 0);

export function createVirtualTime(): VirtualTime {
  let passed = 0;
  let sequence = 0;
  let timers: Timer[] = [];
  const first = (): Timer | null => {
    let found: Timer | null = null;
    for (const timer of timers) {
      if (found === null || timer.at < found.at || (timer.at === found.at && timer.sequence < found.sequence))
        found = timer;
    }
    return found;
  };
  return {
    passed: () => passed,
    now: () => SIMULATION_START + passed,
    pass: (ms) => {
      passed += Math.max(0, Math.round(ms));
    },
    passAsleep: (ms) => {
      const until = passed + Math.max(0, Math.round(ms));
      for (;;) {
        const due = timers
          .filter(({ owner, at }) => owner === SHOP && at <= until)
          .toSorted((one, other) => one.at - other.at || one.sequence - other.sequence)[0];
        if (due === undefined) break;
        timers = timers.filter((other) => other !== due);
        passed = Math.max(passed, due.at);
        due.wake();
      }
      passed = until;
    },
    wakeDue: () => {
      const timer = first();
      if (timer === null || timer.at > passed) return false;
      timers = timers.filter((other) => other !== timer);
      timer.wake();
      return true;
    },
    nextAt: () => first()?.at ?? null,
    after: (ms, owner, wake) => {
      const timer = { at: passed + Math.max(0, Math.round(ms)), sequence, owner, wake };
      sequence += 1;
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    forget: (owner) => {
      timers = timers.filter((timer) => timer.owner !== owner);
    },
  };
}

/** The clock of one process. `skewMs`: how wrong its computer's clock is. */
export function clockOf(time: VirtualTime, owner: number, skewMs: number): Clock {
  return {
    now: () => time.now() + skewMs,
    monotonic: () => time.passed(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const onAbort = (): void => {
          cancel();
          reject(signal?.reason);
        };
        const cancel = time.after(ms, owner, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}
