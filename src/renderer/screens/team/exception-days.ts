/** Days as the date field has them (`2026-12-24`, empty for none), on this computer's calendar, as moments for central. */

/** The last moment of the day; null for none. */
export function endOfDay(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59.999`).toISOString();
}

/** The first moment of a day that is still to come; today and earlier is now, which is null. */
export function startOfDay(day: string, nowMs = Date.now()): string | null {
  const start = day === '' ? Number.NaN : Date.parse(`${day}T00:00:00`);
  return start > nowMs ? new Date(start).toISOString() : null;
}

export function isPastDay(day: string, nowMs = Date.now()): boolean {
  return day !== '' && Date.parse(`${day}T23:59:59.999`) <= nowMs;
}
