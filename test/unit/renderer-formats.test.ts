import { beforeEach, describe, expect, test } from 'vitest';
import {
  formatCount,
  formatDay,
  formatDecimal,
  formatDuration,
  formatFreshness,
  formatMoment,
  formatMoney,
  formatRelative,
} from '../../src/renderer/app/formats.ts';
import { directionOf, localeOf } from '../../src/renderer/app/locale.ts';
import { useView } from '../../src/renderer/state/view.ts';

const NOW = Date.parse('2026-11-20T14:02:11');
const ago = (ms: number): string => new Date(NOW - ms).toISOString();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

beforeEach(() => useView.setState({ locale: 'en' }));

describe('money', () => {
  test('keeps every figure that the store sent and only groups the thousands', () => {
    expect(formatDecimal('1890.00')).toBe('1,890.00');
    expect(formatDecimal('12345678901234567890.123456')).toBe('12,345,678,901,234,567,890.123456');
    expect(formatDecimal('999')).toBe('999');
    expect(formatDecimal('1000')).toBe('1,000');
    expect(formatDecimal('0.10')).toBe('0.10');
  });

  test('shows a missing value as a dash and a minus as a minus', () => {
    expect(formatDecimal(null)).toBe('–');
    expect(formatDecimal('')).toBe('–');
    expect(formatDecimal('-5.00')).toBe('−5.00');
    expect(formatCount(-1204)).toBe('−1,204');
  });

  test('puts the sign before the figure, and none before a missing value', () => {
    expect(formatMoney('48850', 'ILS')).toBe('₪\u00a048,850');
    expect(formatMoney('195.00', 'EUR')).toBe('€\u00a0195.00');
    expect(formatMoney(null, 'ILS')).toBe('–');
    expect(formatMoney('12.00', null)).toBe('12.00');
  });

  test('shows an amount in an unknown currency with its code', () => {
    expect(formatMoney('1.00', 'not a code')).toBe('not a code\u00a01.00');
  });

  test('shows what is no decimal as it is, instead of hiding it', () => {
    expect(formatDecimal('1.2.3')).toBe('1.2.3');
  });
});

describe('time', () => {
  test('says how long ago, coarser the older it is', () => {
    expect(formatRelative(ago(20_000), NOW, 'en')).toBe('just now');
    expect(formatRelative(ago(2 * MINUTE), NOW, 'en')).toBe('2 min ago');
    expect(formatRelative(ago(3 * HOUR), NOW, 'en')).toBe('3 h ago');
    expect(formatRelative(ago(20 * HOUR), NOW, 'en')).toBe('yesterday');
    expect(formatRelative('2026-10-03T09:00:00', NOW, 'en')).toBe('3 Oct');
    expect(formatRelative('2025-10-03T09:00:00', NOW, 'en')).toBe('3 Oct 2025');
  });

  test('leaves “ago” out in columns', () => {
    expect(formatRelative(ago(2 * MINUTE), NOW, 'en', true)).toBe('2 min');
    expect(formatRelative(ago(3 * HOUR), NOW, 'en', true)).toBe('3 h');
  });

  test('calls the last day of another month yesterday too', () => {
    const first = Date.parse('2026-12-01T08:00:00');
    expect(formatRelative('2026-11-30T21:00:00', first, 'en')).toBe('yesterday');
  });

  test('counts seconds where freshness matters', () => {
    expect(formatFreshness(ago(40_000), NOW, 'en')).toBe('40 s ago');
    expect(formatFreshness(ago(1000), NOW, 'en')).toBe('just now');
    expect(formatFreshness(ago(5 * MINUTE), NOW, 'en')).toBe('5 min ago');
  });

  test('says a time that is none as a dash', () => {
    expect(formatRelative('no time', NOW, 'en')).toBe('–');
  });

  test('gives the moment in full, in the zone of the store', () => {
    expect(formatMoment('2026-11-20T12:02:11Z', 'en', 'Asia/Jerusalem')).toBe('Fri 20 Nov 2026, 14:02:11');
    expect(formatDay('2026-10-03T09:00:00', NOW, 'en')).toBe('3 Oct');
  });

  test('words durations in seconds, minutes and hours', () => {
    expect(formatDuration(0.4)).toBe('1 s');
    expect(formatDuration(40)).toBe('40 s');
    expect(formatDuration(18 * 60)).toBe('18 min');
    expect(formatDuration(5 * 3600 + 12 * 60)).toBe('5 h 12 min');
    expect(formatDuration(3600)).toBe('1 h');
  });

  test('speaks the language of the window', () => {
    useView.setState({ locale: 'he' });
    expect(formatRelative(ago(2 * MINUTE), NOW, 'he')).toBe('לפני 2 דק׳');
    expect(formatDuration(40)).toBe('40 שנ׳');
  });
});

describe('language', () => {
  test('follows the system only where the person left it to the system', () => {
    expect(localeOf('system', 'he-IL')).toBe('he');
    expect(localeOf('system', 'iw')).toBe('he');
    expect(localeOf('system', 'de-DE')).toBe('en');
    expect(localeOf('en', 'he-IL')).toBe('en');
    expect(localeOf('he', 'en-US')).toBe('he');
  });

  test('writes Hebrew from right to left', () => {
    expect(directionOf('he')).toBe('rtl');
    expect(directionOf('en')).toBe('ltr');
  });
});
