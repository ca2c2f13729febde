import { m } from '../../paraglide/messages.js';
import { dayInZone } from './zoned-days.ts';

export type DayGroup = 'today' | 'yesterday' | 'week' | 'month' | 'older';
const DAY_MS = 86_400_000;

/** Which heading a moment stands under, by the store's calendar. Without a moment it has just happened here. */
export function dayGroup(iso: string | null, nowMs: number, timeZone: string | null): DayGroup {
  if (iso === null) return 'today';
  const day = Date.parse(dayInZone(iso, timeZone));
  const today = Date.parse(dayInZone(new Date(nowMs).toISOString(), timeZone));
  const days = Math.round((today - day) / DAY_MS);
  if (days <= 0) return 'today';
  if (days === 1) return 'yesterday';
  if (days <= 7) return 'week';
  return days <= 30 ? 'month' : 'older';
}

/** Neighbouring entries under one heading each. */
export function groupByDay<T extends { readonly at: string | null }>(
  entries: readonly T[],
  nowMs: number,
  timeZone: string | null,
): readonly { readonly group: DayGroup; readonly entries: readonly T[] }[] {
  const groups: { group: DayGroup; entries: T[] }[] = [];
  for (const entry of entries) {
    const group = dayGroup(entry.at, nowMs, timeZone);
    const last = groups.at(-1);
    if (last?.group === group) last.entries.push(entry);
    else groups.push({ group, entries: [entry] });
  }
  return groups;
}

export function dayGroupWords(group: DayGroup): string {
  switch (group) {
    case 'today':
      return m.orders_day_today();
    case 'yesterday':
      return m.orders_day_yesterday();
    case 'week':
      return m.orders_day_week();
    case 'month':
      return m.orders_day_month();
    case 'older':
      return m.orders_day_older();
  }
}
