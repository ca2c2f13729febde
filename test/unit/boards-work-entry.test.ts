import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCsvLine } from '../../src/shared/domain/boards/csv.ts';
import {
  addDays,
  dayAt,
  daysBetween,
  daysFrom,
  isDay,
  startOfDay,
  weekdayOf,
} from '../../src/shared/domain/boards/days.ts';
import { readWorkEntry } from '../../src/shared/domain/boards/read-work-entry.ts';

/** A Friday. */
const TODAY = '2026-11-20';
function read(line: string): string {
  const entry = readWorkEntry(line, TODAY);
  if (!entry.ok) return `${entry.error.reason}: ${entry.error.part}`;
  const { minutes, work_date, task, description } = entry.value;
  return [minutes, work_date.slice(5), ...(task === null ? [] : [`BR-${task.number}`]), description].join(' ').trim();
}

describe('[LOG4] a line of work', () => {
  test.each([
    ['1h30 yesterday fixed variations', '90 11-19 fixed variations'],
    ['45m BR-12 review', '45 11-20 BR-12 review'],
    ['2.5h mon planning', '150 11-16 planning'],
    ['2,5h planning', '150 11-20 planning'],
    ['1:15', '75 11-20'],
    ['1h 30m x', '90 11-20 x'],
    ['1h30m x', '90 11-20 x'],
    ['90min x', '90 11-20 x'],
    ['2 hours 30 minutes x', '150 11-20 x'],
    ['.5h x', '30 11-20 x'],
    ['fri 1h x', '60 11-20 x'],
    ['Saturday 1h x', '60 11-14 x'],
    ['3 days ago 2h x', '120 11-17 x'],
    ['18.11 1h x', '60 11-18 x'],
    ['18/11/26 1h x', '60 11-18 x'],
    ['2026-11-01 1h x', '60 11-01 x'],
    ['fixed variations 1h30 yesterday', '90 11-19 fixed variations'],
    ['yesterday fixed variations 45m', '45 11-19 fixed variations'],
    ['review of (BR-7), again 1h', '60 11-20 BR-7 review of (BR-7), again'],
    ['1h BR-3: looked at BR-4', '60 11-20 BR-3 looked at BR-4'],
    ['#12 1h', '60 11-20 BR-12'],
    ['שעה וחצי אתמול תיקון', '90 11-19 תיקון'],
    ['שעתיים בדיקות', '120 11-20 בדיקות'],
    ['חצי שעה שלשום שיחה', '30 11-18 שיחה'],
    ['3 שעות ביום שני בדיקות', '180 11-16 בדיקות'],
    ['שלוש שעות ורבע יום ב׳ x', '195 11-16 x'],
    ['45 דקות לפני 3 ימים x', '45 11-17 x'],
    ['לפני יומיים עשרים דקות x', '20 11-18 x'],
    ['בשבת 2 שעות x', '120 11-14 x'],
    ['\u200f1h\u200e היום x', '60 11-20 x'],
    ['24h x', '1440 11-20 x'],
  ])('%s', (line, meant) => {
    expect(read(line)).toBe(meant);
  });

  test.each([
    ['', 'no-duration: '],
    ['fixed variations', 'no-duration: '],
    ['2 fixes', 'bad-duration: 2'],
    ['1h90 x', 'bad-duration: 1h90'],
    ['1h 75m x', 'bad-duration: 1h 75m'],
    ['1:75 x', 'bad-duration: 1:75'],
    ['1:5 x', 'bad-duration: 1:5'],
    ['0m x', 'too-small: 0m'],
    ['24h1 x', 'too-large: 24h1'],
    ['25h x', 'too-large: 25h'],
    ['1h 2h x', 'two-durations: 2h'],
    ['31.2 1h x', 'not-a-day: 31.2'],
    ['1h 2026-13-01 x', 'not-a-day: 2026-13-01'],
    ['1h today yesterday x', 'two-days: yesterday'],
    ['1h tomorrow x', 'in-the-future: tomorrow'],
    ['1h מחר x', 'in-the-future: מחר'],
    ['1h 2026-11-21 x', 'in-the-future: 2026-11-21'],
    ['BR-1 BR-2 1h', 'two-tasks: BR-2'],
  ])('%s is refused with the part that is meant', (line, refusal) => {
    expect(read(line)).toBe(refusal);
  });

  test('a day without a year is the latest such day; leap days are found', () => {
    expect(readWorkEntry('1h 21.11 x', TODAY)).toMatchObject({ value: { work_date: '2025-11-21' } });
    expect(readWorkEntry('1h 29.2 x', TODAY)).toMatchObject({ value: { work_date: '2024-02-29' } });
  });

  const word = fc.constantFrom('fixed', 'the', 'variations', 'תיקון', 'review', '(draft)', 'v1.4.2', '—', 'a=b', 'sku');
  const minutesOf = fc.integer({ min: 1, max: 1440 });
  const written = (minutes: number, style: number): string =>
    [
      `${minutes}m`,
      `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}`,
      `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`,
      `${Math.floor(minutes / 60)} hours ${minutes % 60} min`,
      `${Math.floor(minutes / 60)} שעות ${minutes % 60} דקות`,
    ][style] ?? '';

  test('what was put together in any order and style is read back', () => {
    fc.assert(
      fc.property(
        minutesOf,
        fc.nat({ max: 4 }),
        fc.option(fc.nat({ max: 900 }), { nil: null }),
        fc.option(fc.integer({ min: 1, max: 99_999 }), { nil: null }),
        fc.array(word, { maxLength: 6 }),
        fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]),
        (minutes, style, back, number, words, order) => {
          const day = back === null ? TODAY : addDays(TODAY, -back);
          const parts = [written(minutes, style), back === null ? '' : day, number === null ? '' : `BR-${number}`];
          const head = order.map((index) => parts[index]).filter((part) => part !== '');
          const meant = {
            minutes,
            work_date: day,
            task: number === null ? null : { number, twin: 0 },
            description: words.join(' '),
          };
          expect(readWorkEntry([...head, ...words].join(' '), TODAY)).toEqual({ ok: true, value: meant });
          if (words.length > 0) {
            expect(readWorkEntry([...words, ...head].join('  '), TODAY)).toEqual({ ok: true, value: meant });
          }
        },
      ),
    );
  });

  test('no line makes it stumble: an entry keeps the bounds of a log, a refusal names a part of the line', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '1h',
        '2h30',
        ':',
        '1:',
        'h',
        '31.2',
        'BR-',
        'BR-1',
        'יום',
        'לפני',
        '3',
        'days',
        'ago',
        'שעה',
        '9999999h',
        '-1h',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const line = pieces.join(' ');
        const entry = readWorkEntry(line, TODAY);
        if (entry.ok) {
          expect(entry.value.minutes).toSatisfy(
            (minutes: number) => Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440,
          );
          expect(isDay(entry.value.work_date) && entry.value.work_date <= TODAY).toBe(true);
        } else {
          const flat = line
            .replaceAll(/[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
            .split(/\s+/)
            .join(' ');
          expect(flat).toContain(entry.error.part);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('days', () => {
  test('a day begins and ends where its wall says so, also when the clocks change', () => {
    expect(dayAt(Date.UTC(2026, 10, 20, 21, 59), 'Asia/Jerusalem')).toBe('2026-11-20');
    expect(dayAt(Date.UTC(2026, 10, 20, 22, 0), 'Asia/Jerusalem')).toBe('2026-11-21');
    expect(startOfDay('2026-03-28', 'Asia/Jerusalem') - startOfDay('2026-03-27', 'Asia/Jerusalem')).toBe(
      23 * 3_600_000,
    );
    // midnight does not exist there on this day
    expect(new Date(startOfDay('2018-11-04', 'America/Sao_Paulo')).toISOString()).toBe('2018-11-04T03:00:00.000Z');
    fc.assert(
      fc.property(
        fc.nat({ max: 40_000 }),
        fc.constantFrom('Asia/Jerusalem', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Niue'),
        (days, zone) => {
          const day = addDays('1990-01-01', days % 20_000);
          const start = startOfDay(day, zone);
          expect(dayAt(start, zone)).toBe(day);
          expect(dayAt(start - 1, zone)).toBe(addDays(day, -1));
        },
      ),
    );
  });

  test('days count, and name their weekday', () => {
    expect(weekdayOf(TODAY)).toBe(5);
    expect(daysBetween('2026-02-27', '2026-03-01')).toBe(2);
    expect(daysFrom('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(daysFrom('2026-03-01', '2026-02-27')).toEqual([]);
    for (const text of ['2026-02-29', '2026-13-01', '26-01-01', '']) expect(isDay(text)).toBe(false);
  });
});

test('[LOG10] a cell of a CSV is quoted where it must be, and never a formula', () => {
  expect(toCsvLine(['a', 1.5, 'b,"c"', 'd\ne'])).toBe('a,1.5,"b,""c""","d\ne"\r\n');
  for (const start of ['=', '+', '-', '@', '\t=', ' =', '\r=']) {
    expect(
      toCsvLine([`${start}cmd()`])
        .replace(/^"/, '')
        .startsWith("'"),
      JSON.stringify(start),
    ).toBe(true);
  }
  expect(toCsvLine([-5])).toBe('-5\r\n');
});
