import { describe, expect, test } from 'vitest';
import { emptyForm, isComputed, toBulkChange, type BulkForm } from '../../src/renderer/screens/products/bulk-form.ts';
import { bulkChange } from '../../src/shared/contract/bulk.ts';

const asked = (changes: Partial<BulkForm>): unknown => {
  const change = toBulkChange({ ...emptyForm(2), ...changes });
  return change === null ? null : bulkChange.parse(change);
};

describe('what a bulk form asks for', () => {
  test('nothing, while nothing is chosen or an amount is missing', () => {
    expect(asked({})).toBeNull();
    expect(asked({ regular: { op: 'raise', value: ' ' } })).toBeNull();
    expect(asked({ status: 'draft', stock: { op: 'set', value: '' } })).toBeNull();
    expect(asked({ dates: 'set' })).toBeNull();
  });

  test('only what was chosen, with the rounding where a price is computed', () => {
    expect(asked({ regular: { op: 'raise_percent', value: '5' }, rounding: 'ninety' })).toEqual({
      regular_price: { op: 'raise_percent', value: '5', rounding: { ending: 90 } },
    });
    expect(asked({ regular: { op: 'set', value: '5' }, sale: { op: 'clear', value: 'left over' } })).toEqual({
      regular_price: { op: 'set', value: '5' },
      sale_price: { op: 'clear' },
    });
    expect(asked({ dates: 'set', from: '2026-12-01' })).toEqual({ date_on_sale_from: '2026-12-01' });
    expect(asked({ dates: 'clear', from: '2026-12-01' })).toEqual({ date_on_sale_from: '', date_on_sale_to: '' });
    expect(asked({ add: ['7'], status: 'draft' })).toEqual({
      status: 'draft',
      categories: { add: [7], remove: [] },
    });
  });

  test('a currency without cents begins with whole amounts', () => {
    expect(emptyForm(0).rounding).toBe('whole');
    expect(emptyForm(2).rounding).toBe('cents');
    expect(isComputed({ op: 'below_regular_percent', value: '' })).toBe(true);
    expect(isComputed({ op: 'set', value: '' })).toBe(false);
  });
});
