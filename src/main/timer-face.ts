import type { TrayTimer } from '../shared/contract/engine-process.ts';

export type TrayWords = {
  readonly stop: string;
  readonly open: string;
  readonly waiting: string;
};

/** What the tray says of a running timer: `0:42:10`, and with the task as a tip. */
export function createTimerFace(
  timer: NonNullable<TrayTimer>,
  nowMs: number,
  words: TrayWords,
): { readonly clock: string; readonly tip: string } {
  const running = timer.isWaiting ? 0 : Math.max(0, nowMs - Date.parse(timer.at));
  const seconds = Math.floor((timer.elapsedMs + running) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const note = timer.isWaiting ? ` (${words.waiting})` : '';
  return { clock, tip: `${clock} ${timer.key} ${timer.title}${note}` };
}
