import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { gmtToMs, msToGmt, toCanonicalInPlace } from '../../src/shared/domain/canonical.ts';
import { canonicalDecimal, compareDecimals } from '../../src/shared/domain/decimal.ts';
import { getPath, jsonEquals, withPath } from '../../src/shared/domain/json-path.ts';

describe('canonical documents', () => {
  test('[PULL6] volatile fields and dates of change are no content', () => {
    const once = {
      id: 1,
      name: 'Mug',
      related_ids: [3, 1],
      price_html: '<b>',
      date_modified_gmt: '2026-01-01T00:00:00',
      _links: {},
    };
    const again = {
      ...once,
      related_ids: [9],
      price_html: '<i>',
      date_modified_gmt: '2026-02-02T00:00:00',
      average_rating: '0',
    };
    expect(JSON.stringify(toCanonicalInPlace('products', once))).toBe(
      JSON.stringify(toCanonicalInPlace('products', again)),
    );
  });

  test('[PULL7] fields that nobody knows are kept', () => {
    const document = toCanonicalInPlace('products', { id: 1, plugin_field: { deep: [1] } });
    expect(JSON.parse(JSON.stringify(document))).toEqual({ id: 1, plugin_field: { deep: [1] } });
  });

  test('the tax class of a variation reads the same after a write and after a read', () => {
    expect(toCanonicalInPlace('variations', { id: 1, tax_class: 'parent' })['tax_class']).toBe('');
  });
});

describe('times of the store', () => {
  test('[PULL12] a time goes to the store naive, in GMT, without fractions', () => {
    expect(msToGmt(Date.UTC(2026, 10, 20, 5, 6, 7, 890))).toBe('2026-11-20T05:06:07');
  });

  test('zero dates, empty texts and nonsense are no time', () => {
    for (const value of ['0000-00-00 00:00:00', '', 'yesterday', null]) expect(gmtToMs(value)).toBeNull();
    expect(gmtToMs('2026-11-20T05:06:07')).toBe(Date.UTC(2026, 10, 20, 5, 6, 7));
  });
});

describe('decimals', () => {
  test('compare like numbers of any length', () => {
    const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.integer({ min: 0, max: 6 }));
    const toText = ([digits, scale]: [bigint, number]): string => {
      const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
      const whole = text.slice(0, text.length - scale);
      return `${digits < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${text.slice(text.length - scale)}`}`;
    };
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const a = left[0] * 10n ** BigInt(right[1]);
        const b = right[0] * 10n ** BigInt(left[1]);
        expect(Math.sign(compareDecimals(toText(left), toText(right)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  test('what is no decimal is told', () => {
    for (const text of ['', '.', '1e3', 'abc', '1,5', '1.2.3']) expect(canonicalDecimal(text)).toBeNull();
    expect(canonicalDecimal('-0.00')).toBe('0');
    expect(canonicalDecimal('.5')).toBe('0.5');
  });
});

describe('paths into documents', () => {
  test('reading and writing agree, and the original stays', () => {
    const document = { dimensions: { length: '1' } };
    const changed = withPath(document, 'dimensions.width', '2');
    expect(getPath(changed, 'dimensions.width')).toBe('2');
    expect(getPath(changed, 'dimensions.length')).toBe('1');
    expect(getPath(document, 'dimensions.width')).toBeUndefined();
  });

  test('inherited names are no fields', () => {
    expect(getPath({}, 'constructor')).toBeUndefined();
    expect(getPath(JSON.parse('{"__proto__":{"x":1}}') as never, 'x')).toBeUndefined();
  });

  test('equality does not depend on the order of keys', () => {
    expect(jsonEquals({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
    expect(jsonEquals({ a: 1 }, { a: 1, b: null })).toBe(false);
  });
});
