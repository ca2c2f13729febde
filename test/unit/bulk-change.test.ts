import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BulkChange, PriceChange } from '../../src/engine/records/bulk-change.ts';
import { changeOfRecord } from '../../src/engine/records/bulk-change.ts';
import { addDecimals, negated, percentOf, roundDecimal, roundToEnding } from '../../src/shared/domain/decimal-math.ts';

describe('[BULK1] money is computed digit by digit', () => {
  test('sums, percents and rounding are exact where floating point is not', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3');
    expect(addDecimals('99999999999999999999.99', '0.01')).toBe('100000000000000000000.00');
    expect(addDecimals('5', negated('7.5'))).toBe('-2.5');
    expect(percentOf('80', '12.5')).toBe('10.000');
    expect(roundDecimal('1.005', 2)).toBe('1.01');
    expect(roundDecimal('-1.005', 2)).toBe('-1.01');
    expect(roundDecimal('12', 2)).toBe('12.00');
    expect(roundDecimal('12.5', 0)).toBe('13');
    expect(() => addDecimals('a', '1')).toThrow('no decimal');
  });

  test('the nearest price with an ending; the higher of two, and never zero', () => {
    expect(roundToEnding('12.34', 90)).toBe('11.90');
    expect(roundToEnding('12.40', 90)).toBe('12.90');
    expect(roundToEnding('12.90', 90)).toBe('12.90');
    expect(roundToEnding('0.10', 90)).toBe('0.90');
    expect(roundToEnding('0', 0)).toBe('1.00');
    expect(roundToEnding('7.5', 0)).toBe('8.00');
  });

  test('raising and lowering by the same amount comes back to where it was', () => {
    const cents = fc.integer({ min: 0, max: 10_000_000 }).map((n) => (n / 100).toFixed(2));
    fc.assert(
      fc.property(cents, cents, (price, by) => {
        expect(roundDecimal(addDecimals(addDecimals(price, by), negated(by)), 2)).toBe(price);
      }),
    );
  });

  test('a rounded price is never further than half a step away', () => {
    const price = fc.tuple(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 9999 }));
    fc.assert(
      fc.property(price, ([whole, rest]) => {
        const value = `${String(whole)}.${String(rest).padStart(4, '0')}`;
        const away = Math.round(Number(roundDecimal(value, 2)) * 10_000) - (whole * 10_000 + rest);
        expect(Math.abs(away)).toBeLessThanOrEqual(50);
      }),
    );
  });
});

const product = {
  regular_price: '80',
  sale_price: '60.00',
  categories: [
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
  ],
};
const columns = (change: BulkChange, document = product, locale = 'en'): unknown => {
  const done = changeOfRecord(change, document, locale);
  return done.ok ? done.value.columns : `${done.error.field}: ${done.error.reason}`;
};
const cents = { decimals: 2 };

describe('[BULK1] one change, from each record’s own values', () => {
  const price = (change: PriceChange): unknown => columns({ regular_price: change });
  test('prices are set, raised and lowered, by an amount or a percent', () => {
    expect(price({ op: 'set', value: '75' })).toEqual({ regular_price: '75' });
    expect(price({ op: 'raise', value: '1.5', rounding: cents })).toEqual({ regular_price: '81.50' });
    expect(price({ op: 'lower', value: '1.5', rounding: cents })).toEqual({ regular_price: '78.50' });
    expect(price({ op: 'raise_percent', value: '3.3', rounding: { decimals: 0 } })).toEqual({ regular_price: '83' });
    expect(price({ op: 'lower_percent', value: '10', rounding: { ending: 90 } })).toEqual({ regular_price: '71.90' });
  });

  test('a sale price follows the regular price as it will be', () => {
    const sale: PriceChange = { op: 'below_regular_percent', value: '25', rounding: cents };
    expect(columns({ sale_price: sale })).toEqual({ sale_price: '60.00' });
    expect(columns({ regular_price: { op: 'set', value: '100' }, sale_price: sale })).toEqual({
      regular_price: '100',
      sale_price: '75.00',
    });
    expect(columns({ sale_price: { op: 'clear' } })).toEqual({ sale_price: '' });
  });

  test('what cannot be computed is refused with the field', () => {
    const none = { ...product, regular_price: '', sale_price: '' };
    const raise: PriceChange = { op: 'raise', value: '1', rounding: cents };
    expect(columns({ regular_price: raise }, none)).toBe('regular_price: no-price-yet');
    expect(columns({ sale_price: { op: 'below_regular_percent', value: '5', rounding: cents } }, none)).toBe(
      'sale_price: no-price-yet',
    );
    expect(price({ op: 'lower', value: '90', rounding: cents })).toBe('regular_price: negative');
    expect(price({ op: 'set', value: '' })).toBe('regular_price: required');
    expect(price({ op: 'raise', value: 'much', rounding: cents })).toBe('regular_price: not-a-price');
    expect(columns({ stock: { op: 'raise', value: '1.5' } })).toBe('stock_quantity: not-whole');
  });

  test('amounts are read as the person writes them', () => {
    expect(columns({ regular_price: { op: 'raise', value: '1,50', rounding: cents } }, product, 'de')).toEqual({
      regular_price: '81.50',
    });
  });

  test('categories are added and removed, the others keep their place', () => {
    expect(columns({ categories: { add: [3, 2], remove: [1] } })).toEqual({ categories: [2, 3] });
    expect(columns({ categories: { add: [3], remove: [] } }, { ...product, categories: [] })).toEqual({
      categories: [3],
    });
  });

  test('stock is counted or moved', () => {
    const stock = (op: 'set' | 'raise' | 'lower') => {
      const done = changeOfRecord({ stock: { op, value: '3' } }, product, 'en');
      return done.ok ? done.value.stock : null;
    };
    expect(stock('set')).toEqual({ kind: 'count', to: 3 });
    expect(stock('raise')).toEqual({ kind: 'adjust', by: 3 });
    expect(stock('lower')).toEqual({ kind: 'adjust', by: -3 });
  });
});
