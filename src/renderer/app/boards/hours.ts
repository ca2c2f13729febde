import { m } from '../../paraglide/messages.js';

/** Minutes as hours with at most two decimals: `210` is `3.5`, `20` is `0.33`. */
export function hoursFigure(minutes: number): string {
  const figure = (Math.round((Math.abs(minutes) / 60) * 100) / 100).toString();
  return minutes < 0 ? `−${figure}` : figure;
}

/** `3.5 / 5 h` of a card; without an estimate `3.5 h`; null where neither is known. */
export function hoursOfTask(actual: number, estimated: number | null): string | null {
  if (estimated === null) return actual === 0 ? null : m.board_hours({ hours: hoursFigure(actual) });
  return m.board_hours_of({ actual: hoursFigure(actual), estimated: hoursFigure(estimated) });
}

/** “5 h 12 min”, “45 min”, “0 min”. */
export function minutesWords(minutes: number): string {
  const rest = minutes % 60;
  const hours = (minutes - rest) / 60;
  if (hours === 0) return m.common_minutes({ minutes: rest });
  return rest === 0 ? m.common_hours({ hours }) : m.common_hours_minutes({ hours, minutes: rest });
}

/** A running duration: `0:42:10`. */
export function clockWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const HOURS_MINUTES = /^(\d+(?:[.,]\d+)?)\s*(?:h|ש|שע)?\s*(?:(\d{1,2})\s*(?:m|min|ד|דק)?)?$/i;
const MINUTES_ONLY = /^(\d+)\s*(?:m|min|ד|דק)\.?$/i;
const CLOCK = /^(\d+):([0-5]\d)$/;

/** What a person types into a field of hours: `1.5`, `1,5`, `1h30`, `1:30`, `45m`. Null when it is no duration. */
export function readHours(typed: string): number | null {
  const text = typed.trim().replaceAll('״', '').replaceAll("'", '').replaceAll('׳', '');
  const clock = CLOCK.exec(text);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const only = MINUTES_ONLY.exec(text);
  if (only) return Number(only[1]);
  const both = HOURS_MINUTES.exec(text);
  if (!both) return null;
  return Math.round(Number((both[1] ?? '').replace(',', '.')) * 60) + Number(both[2] ?? 0);
}
