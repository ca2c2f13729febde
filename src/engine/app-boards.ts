import type { ProjectAlert } from '../shared/contract/boards-alerts.ts';
import type { TimerState } from '../shared/contract/boards-time.ts';
import type { EngineToMain, TrayTimer } from '../shared/contract/engine-process.ts';
import type { Engine } from './create-engine.ts';

/** What the shell hears of the boards: the timer for its tray, new alerts for the system's notifications. */
export function tellBoards(engine: Engine, tellMain: (message: EngineToMain) => void): void {
  const tellTimer = (timer: TimerState): void => tellMain({ type: 'timer', timer: trayTimerOf(timer) });
  engine.events.listen((name, payload) => {
    if (name === 'timer') tellTimer((payload as { readonly timer: TimerState }).timer);
    if (name !== 'alerts') return;
    const { raised } = payload as { readonly raised: readonly ProjectAlert[] };
    if (raised.length > 0) tellMain({ type: 'alerts', raised: raised.map(({ type, message }) => ({ type, message })) });
  });
  // a timer goes on after a restart
  void engine.call('timer.get', {}).then((timer) => {
    if (timer.ok) tellTimer(timer.value);
  });
}

function trayTimerOf(timer: TimerState): TrayTimer {
  if (timer === null) return null;
  const { task, elapsedMs, at, idle } = timer;
  return { key: task.key, title: task.title, elapsedMs, at, isWaiting: idle !== null };
}

/** What the shell says to the boards: that nobody is at the computer, and that the timer was stopped in the tray. */
export function boardsForShell(engine: Engine) {
  return {
    onIdle: (idleMs: number): void => void engine.call('boards.idle', { idleMs }),
    stopTimer: (): void => void engine.call('timer.stop', {}),
  };
}
