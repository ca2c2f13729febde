import type { Clock } from '../platform/deps.ts';

export type GateLimits = { readonly maxReads: number; readonly maxWrites: number };

export type RequestGate = {
  /**
   * Waits for a free slot, first come first served, and for the end of a pause that the store asked for. The returned
   * function gives the slot back. Rejects with the signal's reason when it aborts while waiting.
   */
  readonly enter: (kind: 'read' | 'write', signal: AbortSignal | null) => Promise<() => void>;
  /** Tells how a request went. `strained`: no answer, 429 or 5xx. */
  readonly report: (outcome: { readonly durationMs: number; readonly strained: boolean }) => void;
  /** Nothing enters for so long; a longer pause under way stays. */
  readonly pause: (forMs: number) => void;
  readonly limits: () => GateLimits;
};

const WINDOW = 10;
const SLOW_MS = 2_000;
const STRAIN_WINDOW_MS = 60_000;
const STRAINS_TO_HALVE = 3;

type Waiter = { readonly start: () => void };

/**
 * Bounds how much runs at once against one store. Reads halve when the median of the last ten answers is above two
 * seconds or three requests strained within a minute, and come back one by one after ten healthy answers each.
 * While reads are below their maximum, only one write runs at a time.
 */
export function createRequestGate(deps: { readonly clock: Clock }, max: GateLimits): RequestGate {
  const running = { read: 0, write: 0 };
  const waiting: { readonly read: Waiter[]; readonly write: Waiter[] } = { read: [], write: [] };
  let maxReads = max.maxReads;
  let durations: number[] = [];
  let strains: number[] = [];
  let healthy = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const limits = (): GateLimits => ({ maxReads, maxWrites: maxReads < max.maxReads ? 1 : max.maxWrites });
  const limitOf = (kind: 'read' | 'write'): number => (kind === 'read' ? limits().maxReads : limits().maxWrites);
  const admit = (kind: 'read' | 'write'): void => {
    while (running[kind] < limitOf(kind)) {
      const next = waiting[kind].shift();
      if (next === undefined) return;
      running[kind] += 1;
      next.start();
    }
  };
  const halve = (): void => {
    maxReads = Math.max(1, Math.floor(maxReads / 2));
    durations = [];
    strains = [];
    healthy = 0;
  };
  const recover = (): void => {
    healthy = 0;
    if (maxReads >= max.maxReads) return;
    maxReads += 1;
    admit('read');
    admit('write');
  };

  return {
    enter: async (kind, signal) => {
      await takeSlot(signal, waiting[kind], () => admit(kind));
      let isOut = false;
      const leave = (): void => {
        if (isOut) return;
        isOut = true;
        running[kind] -= 1;
        admit(kind);
      };
      try {
        for (
          let restMs = pausedUntil - deps.clock.monotonic();
          restMs > 0;
          restMs = pausedUntil - deps.clock.monotonic()
        ) {
          await deps.clock.sleep(restMs, signal ?? undefined);
        }
      } catch (reason) {
        leave();
        throw reason;
      }
      return leave;
    },
    report: ({ durationMs, strained }) => {
      const now = deps.clock.monotonic();
      if (strained) {
        healthy = 0;
        strains = [...strains.filter((at) => now - at < STRAIN_WINDOW_MS), now];
        if (strains.length >= STRAINS_TO_HALVE) halve();
        return;
      }
      durations = [...durations.slice(1 - WINDOW), durationMs];
      healthy = durationMs <= SLOW_MS ? healthy + 1 : 0;
      if (durations.length === WINDOW && medianOf(durations) > SLOW_MS) halve();
      else if (healthy >= WINDOW) recover();
    },
    pause: (forMs) => {
      pausedUntil = Math.max(pausedUntil, deps.clock.monotonic() + forMs);
    },
    limits,
  };
}

function takeSlot(signal: AbortSignal | null, queue: Waiter[], admit: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      const place = queue.indexOf(waiter);
      if (place >= 0) queue.splice(place, 1);
      reject(signal?.reason);
    };
    const waiter: Waiter = {
      start: () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      },
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    queue.push(waiter);
    admit();
  });
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
