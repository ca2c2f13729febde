import type { TimerState } from '../../../shared/contract/boards-time.ts';
import { useEngineCall, useEngineQuery } from '../engine-client.tsx';
import { toastError } from '../sync-actions.ts';

export type RunningTimer = NonNullable<TimerState>;

/** The timer of this computer; null: none runs, or it is not known yet. */
export function useTimer(): RunningTimer | null {
  return useEngineQuery('timer.get', {}).data ?? null;
}

/** Time that counts at `nowMs`: while a question about idle time waits, none is added. */
export function elapsedOf(timer: RunningTimer, nowMs: number): number {
  if (timer.idle) return timer.elapsedMs;
  return timer.elapsedMs + Math.max(0, nowMs - Date.parse(timer.at));
}

/** Starts the timer on a task, or stops the one that runs there. What goes wrong is said in a toast. */
export function useToggleTimer(): (taskId: string) => Promise<void> {
  const call = useEngineCall();
  const timer = useTimer();
  return async (taskId) => {
    const result = timer?.task.id === taskId ? await call('timer.stop', {}) : await call('timer.start', { taskId });
    if (!result.ok) toastError(result.error);
  };
}
