/** Shop time: seconds since 1970 in GMT, and "wall seconds" (the local clock's digits read as if they were GMT). */
export type Zone = {
  readonly name: string;
  /** Seconds to add to GMT at this instant. */
  readonly offsetAt: (gmtSec: number) => number;
  /** The local clock's digits at this instant. */
  readonly toWall: (gmtSec: number) => number;
  /** The instant of a local wall time; in a gap or overlap the earlier offset wins. */
  readonly fromWall: (wallSec: number) => number;
};

const FIRST_YEAR = 2005;
const LAST_YEAR = 2060;
const DAY = 86_400;

function intlOffset(format: Intl.DateTimeFormat, gmtSec: number): number {
  const parts: Record<string, number> = {};
  for (const part of format.formatToParts(gmtSec * 1000)) parts[part.type] = Number(part.value);
  const wall = Date.UTC(
    parts['year'] ?? 1970,
    (parts['month'] ?? 1) - 1,
    parts['day'] ?? 1,
    (parts['hour'] ?? 0) % 24,
    parts['minute'] ?? 0,
    parts['second'] ?? 0,
  );
  return Math.round(wall / 1000) - gmtSec;
}

const known = new Map<string, Zone>();

/** A time zone with its transitions tabulated once, because Intl is too slow to ask for each of 200,000 rows. */
export function zoneOf(name: string): Zone {
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const starts: number[] = [Number.NEGATIVE_INFINITY];
  const first = Date.UTC(FIRST_YEAR, 0, 1) / 1000;
  const last = Date.UTC(LAST_YEAR, 0, 1) / 1000;
  const offsets: number[] = [intlOffset(format, first)];
  for (let at = first; at < last; at += 30 * DAY) {
    const before = offsets[offsets.length - 1] ?? 0;
    if (intlOffset(format, at + 30 * DAY) === before) continue;
    let low = at;
    let high = at + 30 * DAY;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (intlOffset(format, middle) === before) low = middle;
      else high = middle;
    }
    starts.push(high);
    offsets.push(intlOffset(format, high));
  }
  const offsetAt = (gmtSec: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= gmtSec) low = middle;
      else high = middle - 1;
    }
    return offsets[low] ?? 0;
  };
  const fromWall = (wallSec: number): number => {
    const guess = wallSec - offsetAt(wallSec);
    const refined = wallSec - offsetAt(guess);
    return refined;
  };
  const zone: Zone = { name, offsetAt, toWall: (gmtSec) => gmtSec + offsetAt(gmtSec), fromWall };
  known.set(name, zone);
  return zone;
}

/** `2026-11-20T00:05:02`, the only date format of wc/v3. */
export function formatSec(sec: number): string {
  const whole = Math.floor(sec);
  const day = Math.floor(whole / DAY);
  const rest = whole - day * DAY;
  return `${dayText(day)}T${TWO[Math.floor(rest / 3600)]}:${TWO[Math.floor(rest / 60) % 60]}:${TWO[rest % 60]}`;
}

const TWO = Array.from({ length: 60 }, (_none, number) => String(number).padStart(2, '0'));
const DAYS_KEPT = 4000;
const days = new Map<number, string>();

/** Dates repeat across records, and building them is what formatting costs. */
function dayText(day: number): string {
  const kept = days.get(day);
  if (kept !== undefined) return kept;
  const text = new Date(day * DAY * 1000).toISOString().slice(0, 10);
  if (days.size >= DAYS_KEPT) days.clear();
  days.set(day, text);
  return text;
}

export function formatGmt(sec: number | null): string | null {
  return sec === null ? null : formatSec(sec);
}

export function formatLocal(zone: Zone, sec: number | null): string | null {
  return sec === null ? null : formatSec(zone.toWall(sec));
}

const ISO = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/;
const SUFFIX = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/;

export function isIsoDate(text: string): boolean {
  return ISO.test(text) && !Number.isNaN(Date.parse(withoutFraction(text).slice(0, 19).replace(' ', 'T') + 'Z'));
}

function withoutFraction(text: string): string {
  return text.replace(/\.\d+/, '');
}

/**
 * The number that WP_Date_Query compares with a date column: a naive time keeps its digits, one with an offset
 * is converted to the site's local digits, even when the column compared holds GMT.
 */
export function comparedDigits(zone: Zone, text: string): number {
  const plain = withoutFraction(text).replace(' ', 'T').toUpperCase();
  const tail = plain.slice(10);
  if (!SUFFIX.test(tail)) return Date.parse(`${plain}Z`) / 1000;
  return zone.toWall(instantOf(plain));
}

function instantOf(plain: string): number {
  const short = /([+-]\d{2})(\d{2})?$/.exec(plain);
  const iso =
    short !== null && plain.length > 19 && !plain.endsWith('Z') && !/:\d{2}$/.test(plain.slice(19))
      ? `${plain.slice(0, 19)}${short[1]}:${short[2] ?? '00'}`
      : plain;
  return Math.floor(Date.parse(iso) / 1000);
}

/** The instant that a written date means: an offset is honoured, a naive time is GMT or local as `naive` says. */
export function writtenInstant(zone: Zone, text: string, naive: 'gmt' | 'local'): number | null {
  const plain = withoutFraction(text.trim()).replace(' ', 'T').toUpperCase();
  const dated = /^\d{4}-\d{2}-\d{2}$/.test(plain) ? `${plain}T00:00:00` : plain;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?/.test(dated)) return null;
  if (SUFFIX.test(dated.slice(10))) {
    const instant = instantOf(dated);
    return Number.isNaN(instant) ? null : instant;
  }
  const digits = Date.parse(`${dated}Z`) / 1000;
  if (Number.isNaN(digits)) return null;
  return naive === 'gmt' ? digits : zone.fromWall(digits);
}
