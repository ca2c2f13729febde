/** Calendar days as `YYYY-MM-DD`: what a person's wall calendar says, apart from any instant. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day that a clock on the wall of that zone shows at an instant (epoch ms). */
export function dayAt(ms: number, timeZone: string): string {
  return partsAt(ms, timeZone).slice(0, 10);
}

/** The first instant of a day in a zone, epoch ms; where the clock skips midnight, the first one after it. */
export function startOfDay(day: string, timeZone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // no zone is further away than 14 hours; find the first minute of the day among the hours around
  let low = utc - 15 * 3_600_000;
  let high = utc + 15 * 3_600_000;
  while (high - low > 60_000) {
    const centre = Math.floor((low + high) / 120_000) * 60_000;
    if (dayAt(centre, timeZone) < day) low = centre;
    else high = centre;
  }
  return high;
}

/** Whether the text is a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** How many days `to` lies after `from`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(Date.parse(`${day}T00:00:00Z`)).getUTCDay();
}

/** All days from one to another, both included; empty when they stand the wrong way round. */
export function daysFrom(from: string, to: string): readonly string[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_none, index) => addDays(from, index));
}

function partsAt(ms: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(ms);
}
