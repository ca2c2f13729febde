import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WritableDb } from '../../src/engine/database/database.ts';
import type { ListInput } from '../../src/engine/queries/list-records.ts';
import { listRecords } from '../../src/engine/queries/list-records.ts';
import type { ListTuning } from '../../src/engine/queries/list-segments.ts';
import { LIST_TUNING } from '../../src/engine/queries/list-segments.ts';
import { drainSearchQueues } from '../../src/engine/queries/search-candidates.ts';
import { baseRow, listInput, orderRow, productRow, variationRow } from '../../src/shared/contract/records.ts';
import { buildMirror } from '../support/build-mirror.ts';
import { naiveList } from '../support/naive-list.ts';
import { openTestMirror } from '../support/test-mirror.ts';

let db: WritableDb;
let first: string;
let second: string;

beforeAll(async () => {
  db = await openTestMirror();
  const sizes = { variationsPerVariable: 3, customers: 60, coupons: 20, categories: 6, tags: 30, terms: 20 };
  first = buildMirror(db, 'first', { products: 420, orders: 300, ...sizes }).storeId;
  second = buildMirror(db, 'second', { products: 90, orders: 50, ...sizes }).storeId;
  db.exec(`
    UPDATE products SET deleted_at = 1 WHERE woo_id % 41 = 0;
    UPDATE products SET sync_status = 'pending' WHERE woo_id % 29 = 0;
    UPDATE products SET woo_id = NULL, source = 'local' WHERE woo_id % 37 = 0;
    UPDATE orders SET status = 'trash' WHERE woo_id % 23 = 0;
    UPDATE customers SET deleted_at = 5 WHERE woo_id % 7 = 0;
    UPDATE coupons SET status = 'trash' WHERE woo_id % 9 = 0;`);
});
afterAll(() => db.close());

function list(input: Partial<ListInput> & Pick<ListInput, 'entity'>, tuning?: ListTuning) {
  const answer = listRecords(db, listInput.parse(input), tuning);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

const SORTS = {
  products: ['name', 'price', 'stock_quantity', 'sku', 'status', 'woo_modified_at', 'woo_id'],
  variations: ['woo_id', 'sku', 'stock_quantity'],
  orders: ['date_created_woo', 'total', 'number', 'status', 'woo_id'],
  customers: ['name', 'email', 'woo_id'],
  coupons: ['code', 'amount', 'usage_count'],
  tags: ['name', 'slug', 'woo_id'],
} as const;
const FILTERS = {
  products: {
    status: ['publish', 'draft', 'trash', 'private'],
    stock_status: ['instock', 'outofstock'],
    type: ['simple', 'variable', 'grouped'],
    category: [1, 2, '3', 99],
    on_sale: [true, false],
    sync_status: ['synced', 'pending'],
    sku: ['', null, 'ab-7919', 'SKU-15838'],
    woo_id: [1, '5', 29, 31, null],
    slug: ['product-7', 'product-29'],
  },
  variations: { stock_status: ['instock'], status: ['publish', 'trash'] },
  orders: {
    status: ['completed', 'failed', 'trash', 'processing'],
    payment_method: ['bacs', 'stripe'],
    number: ['7', '23', '123'],
  },
  customers: { role: ['customer', 'administrator'] },
  coupons: { status: ['publish', 'trash'], discount_type: ['fixed_cart'] },
  tags: { slug: ['tag-1', 'tag-30'] },
} as const;
type Entity = keyof typeof SORTS;
const SEARCHES = [
  '',
  'b',
  'B',
  '-',
  'bl',
  'ue ',
  'SHIRT',
  'שמ',
  'חולצה',
  '🫖',
  '50%',
  '%',
  '*',
  '"cl',
  "o'b",
  'test',
  '1',
];

const question = fc.constantFrom(...(Object.keys(SORTS) as Entity[])).chain((entity) => {
  const filters = Object.entries(FILTERS[entity]).map(([column, values]) =>
    fc.tuple(
      fc.constant(column),
      fc.subarray([...(values as readonly (string | number | boolean | null)[])], { minLength: 1 }),
    ),
  );
  return fc.record({
    entity: fc.constant(entity),
    store: fc.constantFrom<'first' | 'second' | null>('first', 'second', null, null),
    filters: fc
      .option(fc.array(fc.oneof(...filters), { maxLength: 2 }), { freq: 3, nil: [] })
      .map((entries) => Object.fromEntries(entries) as ListInput['filters']),
    search: fc.constantFrom(...SEARCHES),
    sort: fc.option(fc.record({ field: fc.constantFrom(...SORTS[entity]), descending: fc.boolean() }), { nil: null }),
    limit: fc.integer({ min: 1, max: 60 }),
    offset: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 450 })),
    tuning: fc.constantFrom<ListTuning>(
      LIST_TUNING,
      { gathered: 0, lookedUp: 0, tried: 0 },
      { gathered: 0, lookedUp: 30, tried: 40 },
      { gathered: 5, lookedUp: 100_000, tried: 400 },
    ),
  });
});

describe('lists', () => {
  test('a list answers what reading every row would, whatever the filters, the search, the order, the page and the way it is read', () => {
    const storeOf = { first: () => first, second: () => second };
    fc.assert(
      fc.property(question, ({ tuning, store, ...rest }) => {
        const input = listInput.parse({ ...rest, storeId: store === null ? null : storeOf[store]() });
        const answer = list(input, tuning);
        const expected = naiveList(db, input);
        expect({ total: answer.total, ids: answer.rows.map((row) => row.id) }).toEqual(expected);
      }),
      { numRuns: 1_500 },
    );
  });

  test('the same holds once the rows that waited for the search index are in it', () => {
    drainSearchQueues(db);
    expect(db.prepare(`SELECT count(*) AS n FROM products_search_queue`).get()).toEqual({ n: 0 });
    fc.assert(
      fc.property(question, ({ tuning, store: _store, ...rest }) => {
        const input = listInput.parse({ ...rest, storeId: first });
        const answer = list(input, tuning);
        expect({ total: answer.total, ids: answer.rows.map((row) => row.id) }).toEqual(naiveList(db, input));
      }),
      { numRuns: 500 },
    );
  });

  test('all pages together are the whole list, each row once', () => {
    const ids = new Set<string>();
    const { total } = list({ entity: 'products', limit: 1 });
    for (let offset = 0; offset < total; offset += 37) {
      for (const row of list({ entity: 'products', limit: 37, offset }).rows) ids.add(row.id);
    }
    expect(ids.size).toBe(total);
  });

  test('a list shows live rows, the trash only on request, and never what waits to be deleted for good', () => {
    const statuses = new Set(list({ entity: 'products', limit: 1000 }).rows.map((row) => row['status']));
    expect(statuses.has('trash')).toBe(false);
    const trash = list({ entity: 'products', filters: { status: ['trash'] }, limit: 1000 });
    expect(trash.total).toBeGreaterThan(0);
    expect(trash.rows.every((row) => row['status'] === 'trash' && row.trashed)).toBe(true);
    const gone = db.prepare(`SELECT id FROM products WHERE deleted_at IS NOT NULL`).pluck().all();
    const shown = new Set([...list({ entity: 'products', limit: 1000 }).rows, ...trash.rows].map((row) => row.id));
    expect(gone.length).toBeGreaterThan(0);
    expect(gone.some((id) => shown.has(String(id)))).toBe(false);
  });

  test('an unsent record without a number of the store is listed', () => {
    const rows = list({ entity: 'products', filters: { woo_id: [null] }, limit: 1000 }).rows;
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.woo_id === null && row.source === 'local')).toBe(true);
  });

  test('an unknown filter and an unknown order are refused by name, with the names that are known', () => {
    const filter = listRecords(db, listInput.parse({ entity: 'orders', filters: { colour: ['red'] } }));
    expect(filter).toMatchObject({
      ok: false,
      error: { type: 'FieldRefused', field: 'colour', reason: 'unknown-field' },
    });
    const sort = listRecords(
      db,
      listInput.parse({ entity: 'orders', sort: { field: 'row_number', descending: true } }),
    );
    expect(sort).toEqual({
      ok: false,
      error: {
        type: 'FieldRefused',
        field: 'row_number',
        reason: 'unknown-field',
        facts: { known: 'date_created_woo, number, status, total, woo_id' },
      },
    });
    for (const field of ['__proto__', 'constructor', 'name; DROP TABLE products', 'store_id = 1 OR 1']) {
      expect(listRecords(db, listInput.parse({ entity: 'products', sort: { field, descending: false } })).ok).toBe(
        false,
      );
      const filters = Object.fromEntries([[field, ['x']]]);
      expect(listRecords(db, { ...listInput.parse({ entity: 'products' }), filters }).ok).toBe(false);
    }
  });

  test('a list of a store that is not there is empty', () => {
    expect(list({ entity: 'products', storeId: 'nowhere' })).toEqual({ total: 0, rows: [] });
  });

  test('the variations of one product come in its own order and may be sorted by any column', () => {
    const product = String(db.prepare(`SELECT product_id FROM product_variations LIMIT 1`).pluck().get());
    const rows = list({ entity: 'variations', filters: { product_id: [product] } }).rows;
    expect(rows.map((row) => row['menu_order'])).toEqual([0, 1, 2]);
    const named = list({
      entity: 'variations',
      filters: { product_id: [product] },
      sort: { field: 'regular_price', descending: true },
    });
    const prices = named.rows.map((row) => Number(row['regular_price']));
    expect(prices).toEqual(prices.toSorted((left, right) => right - left));
  });

  test('rows have the shape of the contract', () => {
    for (const row of list({ entity: 'products', limit: 20 }).rows) productRow.parse(row);
    for (const row of list({ entity: 'variations', limit: 20 }).rows) variationRow.parse(row);
    for (const row of list({ entity: 'orders', limit: 20 }).rows) orderRow.parse(row);
    for (const entity of ['customers', 'coupons', 'categories', 'tags', 'attributes', 'terms'] as const) {
      const { rows } = list({ entity, limit: 20 });
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) baseRow.parse(row);
    }
    for (const entity of ['brands', 'shipping_classes', 'order_notes', 'order_refunds'] as const) {
      expect(list({ entity, search: 'some text' })).toEqual({ total: 0, rows: [] });
    }
  });

  test('times leave as ISO UTC, flags as booleans, money as the store wrote it', () => {
    const [row] = list({ entity: 'products', filters: { woo_id: [1] }, storeId: first }).rows;
    expect(row).toMatchObject({ created_at: '2026-01-01T00:00:00.000Z', trashed: false, marks: {} });
    expect(typeof row?.['manage_stock']).toBe('boolean');
    expect(row?.['price']).toMatch(/^\d+\.\d\d$/);
    expect(Object.keys(row ?? {})).not.toContain('price_sort');
    expect(Object.keys(row ?? {})).not.toContain('row_number');
  });
});
