import { addDays, isDay, weekdayOf } from './days.ts';

/** How many words it took, and the day; `day` null: it looks like one and is none. Null: nothing of a day. */
export type DayWords = { readonly words: number; readonly day: string | null };

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const SHORT = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'tues', 'weds', 'thur', 'thurs'];
const SHORT_DAY = [0, 1, 2, 3, 4, 5, 6, 2, 3, 4, 4];
const HEBREW_WEEKDAYS = ['ראשון', 'שני', 'שלישי', 'רביעי', 'חמישי', 'שישי', 'שבת'];
const HEBREW_LETTERS = 'אבגדהוש';
const NAMED: Readonly<Record<string, number>> = {
  today: 0,
  yesterday: -1,
  tomorrow: 1,
  מחר: 1,
  היום: 0,
  אתמול: -1,
  שלשום: -2,
};

/**
 * Reads a day at the beginning of `words`: `today`, `yesterday`, `mon`, `monday`, `3 days ago`, `2026-11-18`, `18.11`,
 * `18/11/2026`, `היום`, `אתמול`, `שלשום`, `יום שני`, `ביום ב׳`, `לפני 3 ימים`. A weekday is the latest one up to
 * today; a day without a year is the latest one up to today.
 */
export function readDayWords(words: readonly string[], today: string): DayWords | null {
  const word = (words[0] ?? '').toLowerCase().replace(/,$/, '');
  const named = Object.hasOwn(NAMED, word) ? NAMED[word] : undefined;
  if (named !== undefined) return { words: 1, day: addDays(today, named) };
  const weekday = WEEKDAYS.indexOf(word) === -1 ? SHORT_DAY[SHORT.indexOf(word)] : WEEKDAYS.indexOf(word);
  if (weekday !== undefined) return { words: 1, day: latest(weekday, today) };
  return readHebrewWeekday(words, today) ?? readAgo(words, today) ?? readDate(word, today);
}

function readHebrewWeekday(words: readonly string[], today: string): DayWords | null {
  const [first = '', second = ''] = words;
  if (/^ב?שבת$/.test(first)) return { words: 1, day: latest(6, today) };
  if (!/^ב?יום$/.test(first)) return null;
  const name = second.replace(/[,'׳]+$/, '');
  const spelled = HEBREW_WEEKDAYS.indexOf(name);
  const weekday = spelled === -1 && name.length === 1 ? HEBREW_LETTERS.indexOf(name) : spelled;
  return weekday === -1 ? null : { words: 2, day: latest(weekday, today) };
}

function readAgo(words: readonly string[], today: string): DayWords | null {
  const [first = '', second = '', third = ''] = words;
  if (/^\d{1,3}$/.test(first) && /^days?$/i.test(second) && /^ago,?$/i.test(third)) {
    return { words: 3, day: addDays(today, -Number(first)) };
  }
  if (first !== 'לפני') return null;
  if (second === 'יומיים') return { words: 2, day: addDays(today, -2) };
  if (second === 'יום') return { words: 2, day: addDays(today, -1) };
  return /^\d{1,3}$/.test(second) && /^ימים,?$/.test(third) ? { words: 3, day: addDays(today, -Number(second)) } : null;
}

function readDate(word: string, today: string): DayWords | null {
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(word)) {
    const [year = '', month = '', date = ''] = word.split('-');
    return { words: 1, day: existing(year, month, date) };
  }
  const found = /^(\d{1,2})([./])(\d{1,2})(?:\2(\d{4}|\d{2}))?$/.exec(word);
  if (found === null) return null;
  const [, date = '', , month = '', year] = found;
  if (year !== undefined) return { words: 1, day: existing(year.length === 2 ? `20${year}` : year, month, date) };
  const thisYear = Number(today.slice(0, 4));
  // the 29th of February may lie some years back
  for (let back = 0; back <= 8; back += 1) {
    const day = existing(String(thisYear - back), month, date);
    if (day !== null && day <= today) return { words: 1, day };
  }
  return { words: 1, day: null };
}

function existing(year: string, month: string, date: string): string | null {
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return isDay(day) ? day : null;
}

function latest(weekday: number, today: string): string {
  return addDays(today, -((weekdayOf(today) - weekday + 7) % 7));
}
