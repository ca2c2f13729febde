import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDate, wallTimeToUtc } from '../../src/shared/domain/input/read-date.ts';

const read = (raw: unknown, zone = 'UTC', dayEnds = false): unknown => {
  const result = readDate(raw, zone, dayEnds);
  return result.ok ? result.value : result.reason;
};

describe('dates as people type them', () => {
  test('a date is a day of the store, not of this computer', () => {
    expect(read('2026-12-01', 'Asia/Jerusalem')).toBe('2026-11-30T22:00:00');
    expect(read('2026-07-01', 'Asia/Jerusalem')).toBe('2026-06-30T21:00:00');
    expect(read('2026-12-01', '-05:00')).toBe('2026-12-01T05:00:00');
    expect(read('2026-12-01', 'Nowhere/Such')).toBe('2026-12-01T00:00:00');
  });

  test('the last day of a sale is still on sale', () => {
    expect(read('2026-12-01', 'Europe/Berlin', true)).toBe('2026-12-01T22:59:59');
    expect(read('2026-12-01 08:00', 'Europe/Berlin', true)).toBe('2026-12-01T07:00:00');
  });

  test('a time without a suffix is the store’s, with one it is what it says', () => {
    expect(read('2026-12-01 10:30', 'Europe/Berlin')).toBe('2026-12-01T09:30:00');
    expect(read('2026-12-01T10:30:15.250', 'Europe/Berlin')).toBe('2026-12-01T09:30:15');
    expect(read('2026-12-01T10:30:00Z', 'Europe/Berlin')).toBe('2026-12-01T10:30:00');
    expect(read('2026-12-01T10:30+02:00', 'Europe/Berlin')).toBe('2026-12-01T08:30:00');
    expect(read('2026-12-01T10:30-0330', 'Europe/Berlin')).toBe('2026-12-01T14:00:00');
  });

  test('a time that the change to summer time skips moves on by the hour; a repeated one is the first of the two', () => {
    expect(read('2026-03-29 02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00');
    expect(read('2026-10-25 02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00');
  });

  test('nothing typed is no date', () => {
    for (const raw of ['', '  ', null, undefined])
      expect(readDate(raw, 'UTC', false)).toEqual({ ok: true, value: null });
  });

  test.each([
    '0000-00-00',
    '0000-00-00T00:00:00',
    '2026-02-30',
    '2026-13-01',
    '2026-12-01 24:00',
    '2026-12-01 10:60',
    '1969-12-31',
    '10000-01-01',
    '9999-12-31T23:00:00-05:00',
    '01.12.2026',
    '12/01/2026',
    'tomorrow',
    '2026-12',
    '2026-12-01T',
    1_780_000_000_000,
    {},
    true,
  ])('%j is refused', (raw) => {
    expect(read(raw)).toBe('not-a-date');
  });

  test('the clocks of the zone show what was typed, except where they never show it', () => {
    const zones = ['Europe/Berlin', 'Asia/Jerusalem', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'UTC'];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1990, 0, 1) / 1000, max: Date.UTC(2037, 0, 1) / 1000 }),
        fc.constantFrom(...zones),
        (seconds, zone) => {
          const wall = seconds * 1000;
          const utc = wallTimeToUtc(wall, zone);
          const shown = new Date(utc).toLocaleString('sv-SE', { timeZone: zone });
          const typed = new Date(wall).toISOString().slice(0, 19).replace('T', ' ');
          if (shown === typed) return;
          // skipped by the clocks: no instant nearby shows it
          for (let hours = -26; hours <= 26; hours += 1) {
            const near = new Date(wall + hours * 3_600_000).toLocaleString('sv-SE', { timeZone: zone });
            expect(near).not.toBe(typed);
          }
        },
      ),
      { numRuns: 150, seed: 20260101 },
    );
  });
});
