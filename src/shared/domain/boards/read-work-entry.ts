import type { ReadKey } from './keys.ts';
import { readKey } from './keys.ts';
import { readDayWords } from './read-day.ts';
import { readDurationWords } from './read-duration.ts';
import type { BoardRefusal } from './refusals.ts';

export const MOST_MINUTES_PER_LOG = 24 * 60;

export type WorkEntry = {
  readonly minutes: number;
  readonly work_date: string;
  /** Null: the line names no task. */
  readonly task: ReadKey | null;
  readonly description: string;
};
/** `part` is the piece of the line that was not understood; empty where something is missing. */
export type WorkEntryError = { readonly reason: BoardRefusal; readonly part: string };
export type WorkEntryReading =
  { readonly ok: true; readonly value: WorkEntry } | { readonly ok: false; readonly error: WorkEntryError };

const INVISIBLE = /[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Reads a line of work, such as `1h30 yesterday fixed variations` or `45m BR-12 review`. Duration, day and task stand in any
 * order in front of what was done, or behind it when no duration stands in front. A task that only the description
 * names is taken from there. Without a day it was today. [LOG4]
 */
export function readWorkEntry(line: string, today: string): WorkEntryReading {
  const words = line
    .replace(INVISIBLE, '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const front = readFront(words, today);
  if ('error' in front) return { ok: false, error: front.error };
  const read = front.minutes === null ? readBehind(words, front, today) : front;
  if ('error' in read) return { ok: false, error: read.error };
  const { minutes, part } = read;
  if (minutes === null) return refuse(startsLikeNumber(words) ? 'bad-duration' : 'no-duration', numberWord(words));
  if (minutes < 1) return refuse('too-small', part);
  if (minutes > MOST_MINUTES_PER_LOG) return refuse('too-large', part);
  const work_date = read.day ?? today;
  if (work_date > today) return refuse('in-the-future', read.dayPart);
  const description = read.rest.join(' ');
  return { ok: true, value: { minutes, work_date, task: read.task ?? mentioned(read.rest), description } };
}

type Head = {
  readonly minutes: number | null;
  readonly part: string;
  readonly day: string | null;
  readonly dayPart: string;
  readonly task: ReadKey | null;
  readonly rest: readonly string[];
};
type Failed = { readonly error: WorkEntryError };

/** Takes durations, days and tasks from the front until a word is none of them. */
function readFront(words: readonly string[], today: string): Head | Failed {
  let head: Head = { minutes: null, part: '', day: null, dayPart: '', task: null, rest: words };
  while (head.rest.length > 0) {
    const { rest } = head;
    const next = takeDay(head, rest, today) ?? takeDuration(head, rest) ?? takeTask(head, rest);
    if (next === null) break;
    if ('error' in next) return next;
    head = next;
  }
  return head;
}

/** What stands at the very end: the longest tail that is nothing but a duration, a day and a task. */
function readBehind(words: readonly string[], front: Head, today: string): Head | Failed {
  const { rest } = front;
  for (let start = Math.max(1, rest.length - 12); start < rest.length; start += 1) {
    const tail = readFront(rest.slice(start), today);
    if ('error' in tail || tail.rest.length > 0 || tail.minutes === null) continue;
    if (tail.day !== null && front.day !== null) return failed('two-days', tail.dayPart);
    if (tail.task !== null && front.task !== null) return failed('two-tasks', words.at(-1) ?? '');
    const day = tail.day === null ? front : tail;
    return {
      minutes: tail.minutes,
      part: tail.part,
      day: day.day,
      dayPart: day.dayPart,
      task: tail.task ?? front.task,
      rest: rest.slice(0, start),
    };
  }
  return front;
}

function takeDay(head: Head, words: readonly string[], today: string): Head | Failed | null {
  const found = readDayWords(words, today);
  if (found === null) return null;
  const part = words.slice(0, found.words).join(' ');
  if (found.day === null) return failed('not-a-day', part);
  if (head.day !== null) return failed('two-days', part);
  return { ...head, day: found.day, dayPart: part, rest: words.slice(found.words) };
}

function takeDuration(head: Head, words: readonly string[]): Head | Failed | null {
  const found = readDurationWords(words);
  if (found === null) return null;
  const part = words.slice(0, found.words).join(' ');
  if (found.minutes === null) return failed('bad-duration', part);
  if (head.minutes !== null) return failed('two-durations', part);
  return { ...head, minutes: found.minutes, part, rest: words.slice(found.words) };
}

function takeTask(head: Head, words: readonly string[]): Head | Failed | null {
  const word = (words[0] ?? '').replace(/[:,]$/, '');
  const task = readKey('BR', word, true);
  if (task === null) return null;
  if (head.task !== null) return failed('two-tasks', word);
  return { ...head, task, rest: words.slice(1) };
}

function mentioned(words: readonly string[]): ReadKey | null {
  for (const word of words) {
    const task = /^[(]?br-/i.test(word) ? readKey('BR', word.replaceAll(/^[(]|[),.:;!?]+$/g, ''), true) : null;
    if (task !== null) return task;
  }
  return null;
}

function startsLikeNumber(words: readonly string[]): boolean {
  return numberWord(words) !== '';
}

function numberWord(words: readonly string[]): string {
  return /^[\d.,:]/.test(words[0] ?? '') ? (words[0] ?? '') : '';
}

function refuse(reason: BoardRefusal, part: string): WorkEntryReading {
  return { ok: false, error: { reason, part } };
}

function failed(reason: BoardRefusal, part: string): Failed {
  return { error: { reason, part } };
}
