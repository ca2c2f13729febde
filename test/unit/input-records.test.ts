import { describe, expect, test } from 'vitest';
import type { EntityName, JsonObject } from '../../src/shared/domain/entities.ts';
import { EDITABLE_FIELDS, fieldByColumn } from '../../src/shared/domain/fields.ts';
import type { InputContext } from '../../src/shared/domain/input/read-field.ts';
import { ORDER_STATUSES, readField } from '../../src/shared/domain/input/read-field.ts';
import { READ_ONLY_COLUMNS } from '../../src/shared/domain/input/read-only-columns.ts';
import { checkRecord, companionsOf } from '../../src/shared/domain/input/record-rules.ts';
import { REFUSAL_REASONS } from '../../src/shared/domain/input/refusals.ts';

const context: InputContext = {
  locale: 'en',
  timeZone: 'Asia/Jerusalem',
  orderStatuses: [...ORDER_STATUSES, 'packed'],
};

function field(entity: EntityName, column: string, raw: unknown): unknown {
  const spec = fieldByColumn(entity, column);
  if (spec === undefined) throw new Error(`no column ${column}`);
  const read = readField(entity, spec, raw, context);
  return read.ok ? read.value : read.reason;
}

function check(entity: EntityName, before: JsonObject, changes: JsonObject): unknown {
  const refusal = checkRecord(entity, before, { ...before, ...changes }, new Set(Object.keys(changes)));
  return refusal === null ? null : `${refusal.field}: ${refusal.reason}`;
}

describe('fields of each kind', () => {
  test('every editable field of every entity can be read', () => {
    for (const [entity, specs] of Object.entries(EDITABLE_FIELDS)) {
      for (const spec of specs) {
        const read = readField(entity as EntityName, spec, Symbol.iterator, context);
        expect([entity, spec.column, read.ok]).toEqual([entity, spec.column, false]);
        if (!read.ok) expect(Object.keys(read.facts).sort()).toEqual([...REFUSAL_REASONS[read.reason]].sort());
      }
    }
  });

  test('a required field is refused when it is empty', () => {
    expect(field('products', 'name', '  ')).toBe('required');
    expect(field('terms', 'name', '')).toBe('required');
    expect(field('customers', 'email', '')).toBe('required');
    expect(field('coupons', 'code', null)).toBe('required');
    expect(field('products', 'slug', '')).toBe('');
  });

  test('a sale ends with its last day, a coupon expires as its day begins', () => {
    expect(field('products', 'date_on_sale_from', '2026-12-01')).toBe('2026-11-30T22:00:00');
    expect(field('products', 'date_on_sale_to', '2026-12-01')).toBe('2026-12-01T21:59:59');
    expect(field('coupons', 'date_expires', '2026-12-01')).toBe('2026-11-30T22:00:00');
  });

  test('order statuses are those of the store, with or without the prefix of the database', () => {
    expect(field('orders', 'status', 'wc-completed')).toBe('completed');
    expect(field('orders', 'status', 'Packed')).toBe('packed');
    expect(field('orders', 'status', 'trash')).toBe('use-delete');
    expect(field('orders', 'status', 'publish')).toBe('not-a-choice');
  });

  test('no limit is null, no parent and no order are 0, a coupon without amount takes off 0', () => {
    expect(field('coupons', 'usage_limit', '')).toBeNull();
    expect(field('coupons', 'usage_limit', '0')).toBeNull();
    expect(field('coupons', 'usage_limit', '-1')).toBe('negative');
    expect(field('categories', 'parent_woo_id', '')).toBe(0);
    expect(field('products', 'menu_order', '-3')).toBe(-3);
    expect(field('coupons', 'minimum_amount', '')).toBe('0');
    expect(field('products', 'sale_price', '')).toBe('');
  });

  test('a variation has one picture', () => {
    expect(field('variations', 'image', 'https://a.test/b.jpg')).toEqual({ src: 'https://a.test/b.jpg' });
    expect(field('variations', 'image', '')).toBeNull();
    expect(field('variations', 'image', [{ id: 1 }, { id: 2 }])).toBe('too-many-items');
  });

  test('names of terms are as short as the store’s column', () => {
    expect(field('categories', 'name', 'x'.repeat(201))).toBe('too-long');
    expect(field('products', 'name', 'x'.repeat(201))).toBe('x'.repeat(201));
  });

  test('no editable column of a product, an order or a coupon is called read-only by mistake', () => {
    const both = ['name', 'type', 'amount'];
    for (const specs of Object.values(EDITABLE_FIELDS)) {
      for (const { column } of specs) if (READ_ONLY_COLUMNS.has(column)) expect(both).toContain(column);
    }
  });
});

describe('rules between fields', () => {
  const simple: JsonObject = { type: 'simple', regular_price: '10.00', sale_price: '', manage_stock: true };

  test('a sale price stays below the regular one, compared as decimals', () => {
    expect(check('products', simple, { sale_price: '9.99' })).toBeNull();
    expect(check('products', simple, { sale_price: '10' })).toBe('sale_price: sale-not-below-regular');
    expect(check('products', simple, { sale_price: '10.000' })).toBe('sale_price: sale-not-below-regular');
    expect(check('products', { ...simple, regular_price: '9' }, { sale_price: '10' })).toContain('not-below');
    expect(check('products', { ...simple, sale_price: '9' }, { regular_price: '8.5' })).toBe(
      'regular_price: sale-not-below-regular',
    );
    expect(check('products', { ...simple, sale_price: '9' }, { regular_price: '8', sale_price: '7' })).toBeNull();
    expect(check('variations', { ...simple, type: 'variation' }, { sale_price: '0' })).toBeNull();
  });

  test('a sale needs a regular price, and does not outlive it', () => {
    expect(check('products', { type: 'simple' }, { sale_price: '5' })).toBe('sale_price: sale-without-regular');
    expect(check('products', { ...simple, sale_price: '5' }, { regular_price: '' })).toBe(
      'regular_price: sale-without-regular',
    );
    expect(check('products', { ...simple, sale_price: '5' }, { regular_price: '', sale_price: '' })).toBeNull();
  });

  test('an odd state of the store does not block edits of other fields', () => {
    const odd = { ...simple, regular_price: '5', sale_price: '9' };
    expect(check('products', odd, { name: 'x' })).toBeNull();
  });

  test('a sale ends after it starts', () => {
    const dated = { ...simple, date_on_sale_from_gmt: '2026-12-02T00:00:00', date_on_sale_to_gmt: null };
    expect(check('products', dated, { date_on_sale_to_gmt: '2026-12-01T23:59:59' })).toBe(
      'date_on_sale_to: sale-ends-before-start',
    );
    expect(check('products', dated, { date_on_sale_to_gmt: '2026-12-02T00:00:00' })).toContain('ends-before');
    expect(check('products', dated, { date_on_sale_to_gmt: '2026-12-02T23:59:59' })).toBeNull();
    expect(
      check(
        'products',
        { ...dated, date_on_sale_to_gmt: '2026-12-05T00:00:00' },
        { date_on_sale_from_gmt: '2026-12-06T00:00:00' },
      ),
    ).toBe('date_on_sale_from: sale-ends-before-start');
  });

  test('variable and grouped products have no price of their own', () => {
    expect(check('products', { type: 'variable' }, { regular_price: '5' })).toBe('regular_price: price-on-variations');
    expect(check('products', { type: 'grouped' }, { sale_price: '5' })).toBe('sale_price: price-on-parts');
    expect(check('products', { type: 'variable' }, { regular_price: '' })).toBeNull();
    expect(check('products', simple, { type: 'variable', regular_price: '5' })).toContain('price-on-variations');
  });

  test('a quantity brings stock management along, unless the variation counts its product’s stock', () => {
    const quantity = new Map([['stock_quantity', 5]]);
    expect([...companionsOf({ manage_stock: false }, quantity)]).toEqual([['manage_stock', true]]);
    expect([...companionsOf({ manage_stock: true }, quantity)]).toEqual([]);
    expect([...companionsOf({ manage_stock: 'parent' }, quantity)]).toEqual([]);
    expect(check('variations', { manage_stock: 'parent' }, { stock_quantity: 5 })).toBe(
      'stock_quantity: stock-from-parent',
    );
    expect(check('variations', { manage_stock: 'parent' }, { stock_quantity: 5, manage_stock: true })).toBeNull();
    expect(check('products', simple, { stock_quantity: 5, manage_stock: false })).toBe(
      'stock_quantity: stock-not-managed',
    );
  });

  test('managed stock decides the stock status, and some types have no stock', () => {
    expect(check('products', simple, { stock_status: 'outofstock' })).toBe('stock_status: status-follows-stock');
    expect(check('products', simple, { stock_status: 'outofstock', manage_stock: false })).toBeNull();
    expect(check('products', { ...simple, manage_stock: false }, { stock_status: 'outofstock' })).toBeNull();
    expect(check('products', { type: 'external' }, { stock_quantity: 1, manage_stock: true })).toBe(
      'stock_quantity: no-stock-for-type',
    );
  });

  test('a percent coupon takes off at most everything', () => {
    expect(check('coupons', { discount_type: 'percent' }, { amount: '100.00' })).toBeNull();
    expect(check('coupons', { discount_type: 'percent' }, { amount: '100.01' })).toBe('amount: percent-above-100');
    expect(check('coupons', { discount_type: 'fixed_cart', amount: '150' }, { discount_type: 'percent' })).toBe(
      'discount_type: percent-above-100',
    );
    expect(check('coupons', { discount_type: 'fixed_cart' }, { amount: '150' })).toBeNull();
  });

  test('the smallest order of a coupon is not above its largest', () => {
    expect(check('coupons', { maximum_amount: '50.00' }, { minimum_amount: '60' })).toBe(
      'minimum_amount: minimum-above-maximum',
    );
    expect(check('coupons', { maximum_amount: '0.00' }, { minimum_amount: '60' })).toBeNull();
  });
});
