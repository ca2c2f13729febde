import type { Locale } from '../../../shared/contract/engine-process.ts';

const LANGUAGE: Readonly<Record<Locale, string>> = { en: 'en-GB', he: 'he-IL' };

/** The calendar day at the computer: `2026-11-20`. */
export function localDay(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Noon of a calendar day at the computer, so that no change of the clocks moves it to another day. */
export function dateOfDay(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.slice(0, 10).split('-').map(Number);
  return new Date(year, month - 1, date, 12);
}

export function addDays(day: string, days: number): string {
  const date = dateOfDay(day);
  date.setDate(date.getDate() + days);
  return localDay(date.getTime());
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((dateOfDay(to).getTime() - dateOfDay(from).getTime()) / 86_400_000);
}

/** The days of the week around a day; weeks begin on Sunday, as they do in Israel. */
export function weekOf(day: string): readonly string[] {
  const first = addDays(day, -dateOfDay(day).getDay());
  return Array.from({ length: 7 }, (_, index) => addDays(first, index));
}

/** `16 Nov`, with the year when it is not this one. */
export function dayWords(day: string, nowMs: number, locale: Locale): string {
  const date = dateOfDay(day);
  const isThisYear = date.getFullYear() === new Date(nowMs).getFullYear();
  return date.toLocaleDateString(LANGUAGE[locale], {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
}

/** `Fri 20 Nov`; in Hebrew, where the names are longer, `ו׳ 20.11`. */
export function weekdayWords(day: string, locale: Locale): string {
  const isHebrew = locale === 'he';
  return dateOfDay(day)
    .toLocaleDateString(LANGUAGE[locale], {
      weekday: isHebrew ? 'narrow' : 'short',
      day: 'numeric',
      month: isHebrew ? 'numeric' : 'short',
    })
    .replace(',', '');
}

/** The day of an instant at the computer. */
export function dayOfInstant(iso: string): string {
  return localDay(Date.parse(iso));
}

/** `16 – 27 Nov`, `28 Nov – 3 Dec`. Takes days or instants. */
export function dayRange(from: string, to: string, nowMs: number, locale: Locale): string {
  const [first, last] = [from, to].map((value) => (value.length > 10 ? dayOfInstant(value) : value));
  if (first === undefined || last === undefined) return '';
  if (locale === 'en' && first.slice(0, 7) === last.slice(0, 7))
    return `${Number(first.slice(8))} – ${dayWords(last, nowMs, locale)}`;
  return `${dayWords(first, nowMs, locale)} – ${dayWords(last, nowMs, locale)}`;
}
