import type { Locale } from '../../shared/contract/engine-process.ts';
import { m } from '../paraglide/messages.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Both languages write figures alike: comma for thousands, point for decimals, as the store's own prices are. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US').replace('-', '−');
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Groups a decimal string without making it a float: `"1890.00"` is `1,890.00`. Null or empty is `–`. */
export function formatDecimal(value: string | null | undefined): string {
  const match = DECIMAL.exec(value?.trim() ?? '');
  if (!match) return value ? value : '–';
  const [, sign = '', whole = '', fraction] = match;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `₪`, `€`, `$`; an unknown code stands for itself. */
export function currencySign(currency: string): string {
  try {
    const parts = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
    return parts.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency;
  } catch {
    return currency;
  }
}

/** Narrow enough for a column, and it never breaks between sign and figure. */
const GAP = '\u00a0';

/** Money as the store has it, sign before, a gap: `₪ 1,890.00`. Without a currency only the figure. */
export function formatMoney(value: string | null | undefined, currency?: string | null): string {
  const figure = formatDecimal(value);
  return currency && figure !== '–' ? `${currencySign(currency)}${GAP}${figure}` : figure;
}

function isSameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();
}

/** `3 Oct`, with the year when it is not this one. */
export function formatDay(iso: string, nowMs: number, locale: Locale): string {
  const date = new Date(iso);
  const isThisYear = date.getFullYear() === new Date(nowMs).getFullYear();
  return date.toLocaleDateString(locale === 'he' ? 'he-IL' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
}

export function formatClock(iso: string): string {
  return new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** `Fri 20 Nov 2026, 14:02:11`: stands in the tooltip of every relative time. */
export function formatMoment(iso: string, locale: Locale, timeZone?: string | null): string {
  const zone = timeZone ? { timeZone } : {};
  const date = new Date(iso);
  const day = date.toLocaleDateString(locale === 'he' ? 'he-IL' : 'en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...zone,
  });
  const clock = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', ...zone });
  return `${day.replace(/^(\w+),/, '$1')}, ${clock}`;
}

/** “just now”, “2 min ago”, “3 h ago”, “yesterday”, then the day. `short` leaves “ago” out, for columns. */
export function formatRelative(iso: string, nowMs: number, locale: Locale, isShort = false): string {
  const agoMs = nowMs - Date.parse(iso);
  if (Number.isNaN(agoMs)) return '–';
  if (agoMs < 45_000) return m.common_just_now();
  if (agoMs < HOUR_MS) {
    const minutes = Math.max(1, Math.round(agoMs / MINUTE_MS));
    return isShort ? m.common_minutes({ minutes }) : m.common_minutes_ago({ minutes });
  }
  const date = new Date(iso);
  if (isSameDay(date, new Date(nowMs))) {
    const hours = Math.max(1, Math.floor(agoMs / HOUR_MS));
    return isShort ? m.common_hours({ hours }) : m.common_hours_ago({ hours });
  }
  if (isSameDay(date, new Date(nowMs - DAY_MS))) return m.common_yesterday();
  return formatDay(iso, nowMs, locale);
}

/** “40 s ago”, exact below a minute: for the freshness of a store. */
export function formatFreshness(iso: string, nowMs: number, locale: Locale): string {
  const seconds = Math.round((nowMs - Date.parse(iso)) / 1000);
  if (seconds >= 5 && seconds < 60) return m.common_seconds_ago({ seconds });
  return formatRelative(iso, nowMs, locale);
}

/** “20 s”, “18 min”, “5 h 12 min”. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return m.common_seconds({ seconds: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return m.common_minutes({ minutes });
  const rest = minutes % 60;
  const hours = (minutes - rest) / 60;
  return rest === 0 ? m.common_hours({ hours }) : m.common_hours_minutes({ hours, minutes: rest });
}
