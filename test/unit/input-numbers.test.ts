import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalDecimal } from '../../src/shared/domain/decimal.ts';
import { readDecimal, readMoney, readStock, readWhole } from '../../src/shared/domain/input/read-number.ts';

const value = (raw: unknown, locale = 'en'): unknown => {
  const read = readMoney(raw, locale);
  return read.ok ? read.value : read.reason;
};

describe('prices as people type them', () => {
  test('12,50 and 12.50 are the same price in every language', () => {
    for (const locale of ['en', 'de', 'fr', 'he', 'es', 'de-CH', 'ar-EG', 'hi', 'no-such-language-at-all', '!']) {
      expect([locale, value('12,50', locale), value('12.50', locale)]).toEqual([locale, '12.50', '12.50']);
    }
  });

  test('two different signs are read alike everywhere: the last one is the decimal sign', () => {
    for (const locale of ['en', 'de', 'he', 'fr']) {
      expect(value('1.234,56', locale)).toBe('1234.56');
      expect(value('1,234.56', locale)).toBe('1234.56');
      expect(value('1.234.567,8', locale)).toBe('1234567.8');
    }
  });

  test('one sign before exactly three digits means what it means in the language of who types', () => {
    expect([value('1,234', 'en'), value('1,234', 'he'), value('1,234', 'de'), value('1,234', 'fr')]).toEqual([
      '1234',
      '1234',
      '1.234',
      '1.234',
    ]);
    expect([value('1.234', 'en'), value('1.234', 'he'), value('1.234', 'de')]).toEqual(['1.234', '1.234', '1234']);
  });

  test.each([
    ['0,500', 'en', '0.500'],
    ['1234,567', 'en', '1234.567'],
    ['1.234.567', 'en', '1234567'],
    ['1 234,50', 'fr', '1234.50'],
    ['1\u202f234,50', 'fr', '1234.50'],
    ['1\u00a0234.50', 'en', '1234.50'],
    ["1'234.50", 'de-CH', '1234.50'],
    ['1’234.50', 'de-CH', '1234.50'],
    ['12,34,567.50', 'en-IN', '1234567.50'],
    ['١٢٫٥٠', 'ar-EG', '12.50'],
    ['١٬٢٣٤٫٥', 'ar-EG', '1234.5'],
    ['۱۲.۵', 'fa', '12.5'],
    ['€ 12,50', 'de', '12.50'],
    ['12,50 €', 'de', '12.50'],
    ['\u200f12.50\u00a0₪', 'he', '12.50'],
    ['US$1,234.50', 'en', '1234.50'],
    ['EUR 7', 'en', '7'],
    ['12 ש״ח', 'he', '12'],
    ['10.50', 'en', '10.50'],
    ['010.50', 'en', '10.50'],
    ['.5', 'en', '0.5'],
    ['0', 'en', '0'],
    ['-0', 'en', '0'],
    ['', 'en', ''],
    [' \u00a0 ', 'en', ''],
  ])('%j in %s is %j', (typed, locale, expected) => {
    expect(value(typed, locale)).toBe(expected);
  });

  test.each([
    '1e3',
    'abc',
    'NaN',
    'Infinity',
    '12.345.67',
    '1,23,456',
    '12.',
    ',',
    '.',
    '-',
    '+5',
    '1-2',
    '--5',
    '0x10',
    '5%',
    '€',
    'EUR',
    'ABQ12',
    '12 34',
    '1,234,56',
    '012,345',
    '12\u00005',
    '½',
    '１２',
  ])('%j is refused, because the store would make another price of it', (typed) => {
    expect(value(typed)).toBe('not-a-price');
  });

  test('a negative price is refused as such, whatever stands around it', () => {
    for (const typed of ['-5', '−5', '€-5', '-€5', '- 5', -5]) {
      expect([typed, value(typed)]).toEqual([typed, 'negative']);
    }
  });

  test('numbers of JSON keep their point in every language, and only plain ones are taken', () => {
    expect(value(1.234, 'de')).toBe('1.234');
    expect(value(12)).toBe('12');
    for (const raw of [1e21, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, true, {}, ['5'], 5n]) {
      expect(value(raw)).toBe('not-a-price');
    }
  });

  test('more digits than any price has are refused with the limit', () => {
    expect(readMoney('1.123456789', 'en')).toEqual({ ok: false, reason: 'too-many-decimals', facts: { max: 8 } });
    expect(readMoney('1'.repeat(13), 'en')).toEqual({
      ok: false,
      reason: 'too-large',
      facts: { max: '999999999999' },
    });
  });

  test('what a language writes is read back digit for digit', () => {
    const digits = (max: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: max });
    const locales = [
      'en',
      'de',
      'fr',
      'he',
      'es',
      'it',
      'sv',
      'pl',
      'ru',
      'de-CH',
      'en-IN',
      'hi',
      'ar-EG',
      'fa',
      'pt-BR',
    ];
    fc.assert(
      fc.property(digits(12), fc.option(digits(8)), fc.constantFrom(...locales), (whole, fraction, locale) => {
        // a group of three and nothing else is the ambiguous case, which the language itself writes unambiguously
        const plain = `${whole.join('').replace(/^0+(?=\d)/, '')}${fraction === null ? '' : `.${fraction.join('')}`}`;
        const length = fraction?.length ?? 0;
        const written = new Intl.NumberFormat(locale, {
          minimumFractionDigits: length,
          maximumFractionDigits: length,
        }).format(plain as Intl.StringNumericLiteral);
        expect([locale, written, value(written, locale)]).toEqual([locale, written, plain]);
      }),
      { numRuns: 600, seed: 20260101 },
    );
  });

  test('whatever is typed, the answer is a plain decimal or a refusal, and reading it again changes nothing', () => {
    const near = fc.string({ unit: fc.constantFrom(..."0123456789.,  -+eE€₪₪'’٫٬٣abN%"), maxLength: 14 });
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), fc.constantFrom('en', 'de', 'fr', 'he'), (typed, locale) => {
        const read = readMoney(typed, locale);
        if (!read.ok || read.value === '') return;
        expect(read.value).toMatch(/^(0|[1-9]\d*)(\.\d+)?$/);
        expect(canonicalDecimal(read.value)).not.toBeNull();
        expect(value(read.value, 'en')).toBe(read.value);
      }),
      { numRuns: 1000, seed: 20260101 },
    );
  });
});

describe('measures and whole numbers', () => {
  test('a weight is read like a price, without currencies', () => {
    expect(readDecimal('0,740', 'de')).toEqual({ ok: true, value: '0.740' });
    expect(readDecimal('€5', 'en')).toMatchObject({ reason: 'not-a-number' });
    expect(readDecimal('1.5 kg', 'en')).toMatchObject({ reason: 'not-a-number' });
  });

  test('stock is whole: fractions are refused, also those that look like a thousand elsewhere', () => {
    for (const [typed, locale] of [
      ['2.5', 'en'],
      ['2,5', 'de'],
      ['2.0', 'en'],
      ['1.000', 'en'],
      [2.5, 'en'],
    ] as const) {
      expect(readStock(typed, locale)).toMatchObject({ reason: 'not-whole' });
    }
    expect(readStock('1.000', 'de')).toEqual({ ok: true, value: 1000 });
    expect(readStock('1,000', 'en')).toEqual({ ok: true, value: 1000 });
  });

  test('stock may be below zero, but not below a million', () => {
    expect(readStock('-4', 'en')).toEqual({ ok: true, value: -4 });
    expect(readStock(-1_000_000, 'en')).toEqual({ ok: true, value: -1_000_000 });
    expect(readStock('-1000001', 'en')).toEqual({ ok: false, reason: 'too-small', facts: { min: -1_000_000 } });
    expect(readStock('1000000001', 'en')).toEqual({ ok: false, reason: 'too-large', facts: { max: 1_000_000_000 } });
    expect(readStock('', 'en')).toMatchObject({ reason: 'required' });
    expect(Object.is((readStock('-0', 'en') as { value: number }).value, 0)).toBe(true);
  });

  test('a number that must not be negative says so', () => {
    expect(readWhole('-1', 'en', 0, 10)).toEqual({ ok: false, reason: 'negative', facts: {} });
    expect(readWhole(null, 'en', 0, 10)).toEqual({ ok: true, value: null });
  });
});
