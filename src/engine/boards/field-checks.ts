import { isDay } from '../../shared/domain/boards/days.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardResult } from './board-command.ts';
import { refuse } from './board-command.ts';
import type { Value } from './board-rows.ts';

export const MOST_TITLE = 500;
/** Of one task: ten thousand hours. */
export const MOST_ESTIMATE = 600_000;

/** A line that says something: spaces around it do not count, line ends become spaces. */
export function readLine(field: string, text: string): BoardResult<string> {
  const line = text.replaceAll(/[\s\u0000]+/g, ' ').trim();
  if (line === '') return refuse(field, 'required');
  return line.length > MOST_TITLE ? refuse(field, 'too-long', { max: MOST_TITLE }) : ok(line);
}

/** Text of any length; nothing but spaces is no text. */
export function readText(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text.replaceAll('\u0000', '');
}

export function readDayField(field: string, day: string | null): BoardResult<string | null> {
  return day === null || isDay(day) ? ok(day) : refuse(field, 'not-a-day', { part: day });
}

/** An instant as epoch ms. */
export function readInstant(field: string, instant: string): BoardResult<number> {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? refuse(field, 'not-an-instant') : ok(ms);
}

export function readEstimate(minutes: number | null): BoardResult<number | null> {
  if (minutes === null) return ok(null);
  if (minutes < 1) return refuse('estimated_minutes', 'too-small', { min: 1 });
  return minutes > MOST_ESTIMATE ? refuse('estimated_minutes', 'too-large', { max: MOST_ESTIMATE }) : ok(minutes);
}

/** Each once, without spaces around them, in their order. */
export function readList(items: readonly string[]): string {
  return JSON.stringify([...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))]);
}

export function readPerson(db: ReadableDb, field: string, id: string | null): BoardResult<string | null> {
  if (id === null || prepared(db, `SELECT 1 FROM people WHERE id = ?`).get(id) !== undefined) return ok(id);
  return refuse(field, 'unknown', { id });
}

export function readStore(db: ReadableDb, id: string | null): BoardResult<string | null> {
  if (id === null || prepared(db, `SELECT 1 FROM stores WHERE id = ?`).get(id) !== undefined) return ok(id);
  return refuse('store_id', 'unknown', { id });
}

/** Puts checked values together; the first refusal wins. */
export function gather<E>(
  readings: Readonly<Record<string, Result<Value, E> | undefined>>,
): Result<Record<string, Value>, E> {
  const values: Record<string, Value> = {};
  for (const [name, reading] of Object.entries(readings)) {
    if (reading === undefined) continue;
    if (!reading.ok) return reading;
    values[name] = reading.value;
  }
  return ok(values);
}
