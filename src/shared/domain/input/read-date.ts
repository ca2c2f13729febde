import { msToGmt } from '../canonical.ts';
import type { Reading } from './refusals.ts';
import { accepted, refusedAs } from './refusals.ts';

const DAY_MS = 86_400_000;
const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

const formats = new Map<string, Intl.DateTimeFormat | null>();
function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  let format = formats.get(timeZone);
  if (format === undefined) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      });
    } catch {
      format = null;
    }
    formats.set(timeZone, format);
  }
  return format;
}

function fixedOffsetMs(text: string): number | null {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(text);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

/** How far a zone's clocks are ahead of UTC at an instant. A zone that nobody knows counts as UTC. */
function offsetAt(timeZone: string, utcMs: number): number {
  const format = formatOf(timeZone);
  if (format === null) return 0;
  const parts = new Map(format.formatToParts(utcMs).map((part) => [part.type, Number(part.value)]));
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(utcMs / 1000) * 1000;
}

/**
 * The instant at which clocks in `timeZone` show `wallMs` (written as if it were UTC). A time that the change to
 * summer time skips moves on by the skipped hour; one that the change back repeats is the first of the two.
 */
export function wallTimeToUtc(wallMs: number, timeZone: string): number {
  const fixed = fixedOffsetMs(timeZone);
  if (fixed !== null) return wallMs - fixed;
  const before = offsetAt(timeZone, wallMs - DAY_MS);
  const after = offsetAt(timeZone, wallMs + DAY_MS);
  for (const offset of [before, after]) if (offsetAt(timeZone, wallMs - offset) === offset) return wallMs - offset;
  return wallMs - before;
}

/**
 * A date or date-time as typed → the store's naive GMT seconds (`2026-12-01T09:30:00`); null for none.
 * `2026-12-01`, `2026-12-01 10:30` and `2026-12-01T10:30:00` are times of the store's own zone, as in its admin
 * pages; a suffix (`Z`, `+02:00`) says otherwise. A date without a time is the first second of that day, or its last
 * when `dayEnds` (the last day of a sale is still on sale).
 */
export function readDate(raw: unknown, timeZone: string, dayEnds: boolean): Reading<string | null> {
  if (raw === null || raw === undefined) return accepted(null);
  if (typeof raw !== 'string') return refusedAs('not-a-date');
  const text = raw.trim();
  if (text === '') return accepted(null);
  const match = FORM.exec(text);
  if (match === null) return refusedAs('not-a-date');
  const [, year, month, day, hour, minute, second, zone] = match;
  const bare = hour === undefined;
  const clock = bare
    ? dayEnds
      ? [23, 59, 59]
      : [0, 0, 0]
    : [Number(hour), Number(minute), second === undefined ? 0 : Number(second)];
  const [h = 0, m = 0, s = 0] = clock;
  const wall = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), h, m, s));
  // 30 February and 25 o'clock would silently become another day
  const real =
    wall.getUTCMonth() === Number(month) - 1 && wall.getUTCDate() === Number(day) && h < 24 && m < 60 && s < 60;
  if (!real || Number(year) < 1970) return refusedAs('not-a-date');
  const utcMs =
    zone === undefined
      ? wallTimeToUtc(wall.getTime(), timeZone)
      : wall.getTime() - (zone.toUpperCase() === 'Z' ? 0 : (fixedOffsetMs(zone) ?? 0));
  return utcMs < EARLIEST_MS || utcMs > LATEST_MS ? refusedAs('not-a-date') : accepted(msToGmt(utcMs));
}
