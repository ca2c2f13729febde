const LOOK_MS = 15_000;
/** So long nobody touches the computer before the engine hears of it. */
export const AWAY_MS = 5 * 60_000;

export type IdleDeps = {
  /** Seconds since the last key or movement, as the system counts. */
  readonly idleSeconds: () => number;
  readonly every: (ms: number, run: () => void) => () => void;
  readonly tell: (idleMs: number) => void;
};

/**
 * Looks while a timer runs whether anybody is there: says it once when nobody was for five minutes, and once when
 * somebody is back. Without a timer nothing is looked at.
 */
export function createIdleWatch({ idleSeconds, every, tell }: IdleDeps) {
  let stop: (() => void) | null = null;
  let isAway = false;

  function look(): void {
    const idleMs = idleSeconds() * 1000;
    if (idleMs >= AWAY_MS && !isAway) {
      isAway = true;
      tell(idleMs);
    } else if (idleMs < AWAY_MS && isAway) {
      isAway = false;
      tell(idleMs);
    }
  }

  return {
    follow: (isRunning: boolean): void => {
      if (isRunning) stop ??= every(LOOK_MS, look);
      else {
        stop?.();
        stop = null;
        isAway = false;
      }
    },
  };
}
