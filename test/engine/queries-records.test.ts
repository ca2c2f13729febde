import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { findRecordId, getRecord } from '../../src/engine/queries/get-record.ts';
import { listRecords } from '../../src/engine/queries/list-records.ts';
import { sumMoney } from '../../src/engine/queries/money-sum.ts';
import { orderDetail } from '../../src/engine/queries/order-detail.ts';
import { productDetail } from '../../src/engine/queries/product-detail.ts';
import { insertOperation } from '../../src/engine/sync/outbox-store.ts';
import type { NewOperation } from '../../src/engine/sync/outbox-store.ts';
import {
  listInput,
  orderDetail as orderDetailSchema,
  productDetail as productDetailSchema,
} from '../../src/shared/contract/records.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { BUILT_AT_MS, commonColumns, insertRow, insertStore } from '../support/build-mirror.ts';
import { openTestMirror } from '../support/test-mirror.ts';

let db: WritableDb;
let storeId: string;

beforeEach(async () => {
  db = await openTestMirror();
  storeId = insertStore(db, 'shop');
});
afterEach(() => db.close());

function addProduct(
  id: string,
  wooId: number | null,
  row: Readonly<Record<string, string | number | null>> = {},
): void {
  insertRow(db, 'products', {
    ...commonColumns(storeId, id, wooId),
    name: `Product ${id}`,
    status: 'publish',
    price: '10.00',
    regular_price: '10.00',
    ...row,
  });
}

function addBase(entity: EntityName, recordId: string, document: object): void {
  insertRow(db, 'base_documents', {
    record_id: recordId,
    store_id: storeId,
    entity,
    hash: 'h',
    observed_at: BUILT_AT_MS,
    document: JSON.stringify(document),
  });
}

let operations = 0;
function queue(
  entity: EntityName,
  recordId: string,
  rest: Pick<NewOperation, 'kind' | 'payload'> & Partial<NewOperation>,
): string {
  operations += 1;
  const id = rest.id ?? `op-${operations}`;
  insertOperation(db, { storeId, entity, recordId, createdAt: BUILT_AT_MS, ...rest, id });
  return id;
}

function addConflict(entity: EntityName, recordId: string, fields: readonly string[]): void {
  insertRow(db, 'sync_conflict', {
    id: `conflict-${recordId}`,
    store_id: storeId,
    entity_type: entity,
    local_id: recordId,
    conflict_type: 'both_changed',
    conflicting_fields: JSON.stringify(fields),
    detected_at: BUILT_AT_MS,
  });
}

function marksOf(entity: EntityName, id: string): unknown {
  const found = getRecord(db, entity, id);
  return found.ok ? found.value.marks : found.error;
}

describe('one record', () => {
  test('is found by its local id and by the number of the store', () => {
    addProduct('a', 7);
    expect(getRecord(db, 'products', 'a')).toMatchObject({ ok: true, value: { id: 'a', woo_id: 7 } });
    expect(getRecord(db, 'products', 'woo:7')).toMatchObject({ ok: true, value: { id: 'a' } });
    for (const id of ['b', 'woo:8', 'woo:', 'woo:7 OR 1', '']) {
      expect(getRecord(db, 'products', id)).toEqual({ ok: false, error: { type: 'NotFound', entity: 'products', id } });
    }
  });

  test('the number of a store that two stores use needs the store', () => {
    addProduct('a', 7);
    const other = insertStore(db, 'other');
    insertRow(db, 'products', { ...commonColumns(other, 'b', 7), name: 'Other', status: 'publish' });
    expect(findRecordId(db, 'products', 'woo:7', null)).toBeNull();
    expect(findRecordId(db, 'products', 'woo:7', other)).toBe('b');
    expect(findRecordId(db, 'products', 'woo:7', storeId)).toBe('a');
    expect(findRecordId(db, 'products', 'a', other)).toBeNull();
  });

  test('in the trash, or waiting to be deleted for good, it says so', () => {
    addProduct('a', 1, { status: 'trash' });
    addProduct('b', 2, { deleted_at: BUILT_AT_MS });
    addProduct('c', 3);
    expect(['a', 'b', 'c'].map((id) => getRecord(db, 'products', id))).toMatchObject([
      { value: { trashed: true } },
      { value: { trashed: true } },
      { value: { trashed: false } },
    ]);
  });
});

describe('marks', () => {
  test('every column that waits to be sent is marked, by the name that rows show', () => {
    addProduct('a', 1);
    queue('products', 'a', {
      kind: 'update',
      payload: {
        fields: { regular_price: { base: '10.00', value: '12.00' }, 'dimensions.length': { base: '', value: '3' } },
      },
    });
    expect(marksOf('products', 'a')).toEqual({ regular_price: 'pending', length: 'pending', dimensions: 'pending' });
  });

  test('what is on its way, or may have arrived, is being sent; what the store refused is refused', () => {
    addProduct('a', 1);
    queue('products', 'a', {
      kind: 'update',
      payload: { fields: { name: { base: 'x', value: 'y' } } },
      state: 'sending',
    });
    queue('products', 'a', {
      kind: 'update',
      payload: { fields: { sku: { base: '', value: 'y' } } },
      state: 'unknown',
    });
    queue('products', 'a', {
      kind: 'update',
      payload: { fields: { status: { base: 'draft', value: 'publish' } } },
      state: 'refused',
    });
    expect(marksOf('products', 'a')).toEqual({ name: 'sending', sku: 'sending', status: 'refused' });
  });

  test('a stock operation marks the quantity, a trash the status, a create all that it carries', () => {
    addProduct('a', 1);
    addProduct('b', 2);
    addProduct('c', null);
    queue('products', 'a', { kind: 'stock', payload: { stock: { adjust: 3 } } });
    queue('products', 'b', { kind: 'trash', payload: {} });
    queue('products', 'c', { kind: 'create', payload: { values: { name: 'New', categories: [{ id: 3 }] } } });
    expect(marksOf('products', 'a')).toEqual({ stock_quantity: 'pending' });
    expect(marksOf('products', 'b')).toEqual({ status: 'pending' });
    expect(marksOf('products', 'c')).toEqual({ name: 'pending', categories: 'pending' });
  });

  test('a decision that waits outweighs everything else on its column, and an ended operation marks nothing', () => {
    addProduct('a', 1);
    queue('products', 'a', {
      kind: 'update',
      payload: { fields: { regular_price: { base: '1', value: '2' } } },
      state: 'held',
    });
    const ended = queue('products', 'a', { kind: 'update', payload: { fields: { name: { base: '1', value: '2' } } } });
    db.prepare(`UPDATE outbox SET state = 'ended', outcome = 'sent' WHERE id = ?`).run(ended);
    addConflict('products', 'a', ['regular_price']);
    expect(marksOf('products', 'a')).toEqual({ regular_price: 'conflict' });
    db.prepare(`UPDATE sync_conflict SET status = 'resolved'`).run();
    expect(marksOf('products', 'a')).toEqual({ regular_price: 'pending' });
  });

  test('pictures and parents are marked where rows show them', () => {
    addProduct('a', 1);
    queue('products', 'a', { kind: 'update', payload: { fields: { images: { base: [], value: [{ src: 'x' }] } } } });
    expect(marksOf('products', 'a')).toEqual({ images: 'pending', image_url: 'pending' });
    insertRow(db, 'store_categories', { ...commonColumns(storeId, 't', 4), name: 'Mugs' });
    queue('categories', 't', { kind: 'update', payload: { fields: { parent: { base: 0, value: 2 } } } });
    expect(marksOf('categories', 't')).toEqual({ parent_woo_id: 'pending' });
  });

  test('a list marks each of its rows with its own operations', () => {
    for (const number of [1, 2, 3]) addProduct(`p${number}`, number);
    queue('products', 'p2', { kind: 'update', payload: { fields: { name: { base: 'x', value: 'y' } } } });
    addConflict('products', 'p3', ['sku']);
    const list = listRecords(db, listInput.parse({ entity: 'products' }));
    expect(list.ok && list.value.rows.map((row) => row.marks)).toEqual([{}, { name: 'pending' }, { sku: 'conflict' }]);
  });
});

describe('a product in detail', () => {
  test('shows the document with the unsent edits over it, its variations, what waits and what the store refused', () => {
    addProduct('a', 1, { type: 'variable', variation_count: 2 });
    addBase('products', 'a', {
      id: 1,
      name: 'Product a',
      description: '<p>long</p>',
      short_description: 'short',
      weight: '1.5',
      dimensions: { length: '10', width: '', height: '2' },
      permalink: 'https://shop.test/a',
      date_on_sale_from_gmt: '2026-02-01T00:00:00',
      date_on_sale_to_gmt: null,
      tags: [{ id: 5, name: 'Gift', slug: 'gift' }],
      brands: [],
      images: [{ id: 16, src: 'https://shop.test/1.jpg', alt: 'front' }],
      attributes: [{ id: 0, name: 'Size', options: ['S', 'M'], variation: true, visible: true }],
      regular_price: '10.00',
    });
    insertRow(db, 'store_tags', { ...commonColumns(storeId, 'tag9', 9), name: 'New tag' });
    for (const [id, order] of [
      ['v2', 2],
      ['v1', 1],
      ['v0', 0],
    ] as const) {
      insertRow(db, 'product_variations', {
        ...commonColumns(storeId, id, 100 + order),
        product_id: 'a',
        name: id,
        status: id === 'v0' ? 'trash' : 'publish',
        menu_order: order,
      });
    }
    const operation = queue('products', 'a', {
      kind: 'update',
      payload: {
        fields: {
          description: { base: '<p>long</p>', value: '<p>new</p>' },
          'dimensions.width': { base: '', value: '4' },
          tags: { base: [{ id: 5 }], value: [{ id: 5, name: 'Gift' }, { id: 9 }] },
        },
      },
    });
    insertRow(db, 'sync_errors', {
      id: 'e1', store_id: storeId, entity_type: 'products', entity_id: 'a', error_code: 'product_invalid_sku',
      error_message: 'Invalid or duplicated SKU.', field: 'sku', recovery: 'retry-after-edit', meaning: 'kept-locally',
      created_at: 1, last_seen_at: 1,
    }); // prettier-ignore
    const found = productDetail(db, 'woo:1');
    if (!found.ok) throw new Error('not found');
    productDetailSchema.parse(found.value);
    expect(found.value).toMatchObject({
      id: 'a',
      description: '<p>new</p>',
      short_description: 'short',
      weight: '1.5',
      length: '10',
      width: '4',
      height: '2',
      permalink: 'https://shop.test/a',
      date_on_sale_from: '2026-02-01T00:00:00.000Z',
      date_on_sale_to: null,
      tags: [
        { woo_id: 5, name: 'Gift' },
        { woo_id: 9, name: 'New tag' },
      ],
      brands: [],
      attributes: [{ name: 'Size', options: ['S', 'M'], variation: true }],
      images: [{ woo_id: 16, src: 'https://shop.test/1.jpg', alt: 'front' }],
      error: { id: 'e1', code: 'product_invalid_sku', message: 'Invalid or duplicated SKU.', field: 'sku' },
      marks: { description: 'pending', width: 'pending', tags: 'pending' },
    });
    expect(found.value.variations.map((variation) => variation.id)).toEqual(['v1', 'v2']);
    expect(found.value.pending).toEqual([
      {
        operation_id: operation,
        field: 'description',
        base: '<p>long</p>',
        value: '<p>new</p>',
        mark: 'pending',
        stock: null,
      },
      { operation_id: operation, field: 'width', base: '', value: '4', mark: 'pending', stock: null },
      {
        operation_id: operation,
        field: 'tags',
        base: [{ id: 5 }],
        value: [{ id: 5, name: 'Gift' }, { id: 9 }],
        mark: 'pending',
        stock: null,
      },
    ]);
  });

  test('a product born here has no document of the store and still opens', () => {
    addProduct('new', null);
    const operation = queue('products', 'new', {
      kind: 'create',
      payload: { values: { name: 'New', description: 'fresh' } },
    });
    const found = productDetail(db, 'new');
    if (!found.ok) throw new Error('not found');
    productDetailSchema.parse(found.value);
    expect(found.value).toMatchObject({ description: 'fresh', tags: [], images: [], variations: [], error: null });
    expect(found.value.pending).toContainEqual({
      operation_id: operation,
      field: 'name',
      base: null,
      value: 'New',
      mark: 'pending',
      stock: null,
    });
  });

  test('a waiting stock movement shows the confirmed and the resulting quantity', () => {
    addProduct('a', 1, { stock_quantity: 12 });
    addBase('products', 'a', { id: 1, stock_quantity: 9 });
    queue('products', 'a', { kind: 'stock', payload: { stock: { adjust: 3 } } });
    const found = productDetail(db, 'a');
    expect(found.ok && found.value.pending).toMatchObject([{ field: 'stock_quantity', base: 9, value: 12 }]);
  });

  test('documents of any shape do not break the panel', () => {
    addProduct('a', 1);
    addBase('products', 'a', {
      tags: {},
      images: [null, 3, { src: 5 }],
      attributes: 'none',
      dimensions: [],
      description: 7,
    });
    const found = productDetail(db, 'a');
    if (!found.ok) throw new Error('not found');
    productDetailSchema.parse(found.value);
    expect(productDetail(db, 'nowhere')).toMatchObject({ ok: false, error: { type: 'NotFound' } });
  });
});

describe('an order in detail', () => {
  beforeEach(() => {
    insertRow(db, 'orders', {
      ...commonColumns(storeId, 'o', 50),
      number: '50',
      status: 'processing',
      total: '30.00',
      currency: 'EUR',
      billing: '{"first_name":"Zoé","email":"z@mail.test","meta":{"a":1}}',
      date_created_woo: BUILT_AT_MS,
      item_count: 3,
    });
  });

  test('shows items with their pictures and the rows of what was sold', () => {
    addProduct('a', 1, { image_url: 'https://shop.test/a.jpg' });
    insertRow(db, 'product_variations', {
      ...commonColumns(storeId, 'v', 11), product_id: 'a', status: 'publish', image_url: 'https://shop.test/v.jpg',
    }); // prettier-ignore
    const item = { store_id: storeId, order_id: 'o', name: 'Mug', quantity: 1, total: '10.00' };
    insertRow(db, 'order_items', { ...item, id: 'i1', product_woo_id: 1 });
    insertRow(db, 'order_items', { ...item, id: 'i2', product_woo_id: 1, variation_woo_id: 11, image_url: '' });
    insertRow(db, 'order_items', { ...item, id: 'i3', product_woo_id: 999, image_url: 'https://shop.test/old.jpg' });
    const found = orderDetail(db, 'woo:50');
    if (!found.ok) throw new Error('not found');
    orderDetailSchema.parse(found.value);
    expect(found.value.items).toMatchObject([
      { id: 'i1', product_id: 'a', variation_id: null, image_url: 'https://shop.test/a.jpg' },
      { id: 'i2', product_id: 'a', variation_id: 'v', image_url: 'https://shop.test/v.jpg' },
      { id: 'i3', product_id: null, variation_id: null, image_url: 'https://shop.test/old.jpg' },
    ]);
    expect(found.value.billing).toEqual({ first_name: 'Zoé', email: 'z@mail.test' });
  });

  test('shows totals of the store, refunds added up exactly, notes newest first and the statuses it went through', () => {
    addBase('orders', 'o', {
      customer_note: 'ring twice',
      payment_method_title: 'Card',
      discount_total: '1.10',
      shipping_total: '4.90',
      total_tax: '4.79',
      fee_lines: [{ total: '0.10' }, { total: '0.20' }, { name: 'broken' }],
    });
    const refund = { order_id: 'o', reason: 'broken' };
    insertRow(db, 'order_refunds', { ...commonColumns(storeId, 'r1', 60), ...refund, amount: '0.10' });
    insertRow(db, 'order_refunds', { ...commonColumns(storeId, 'r2', 61), ...refund, amount: '0.20' });
    addBase('order_refunds', 'r1', { date_created_gmt: '2025-06-01T10:00:00' });
    insertRow(db, 'order_notes', {
      ...commonColumns(storeId, 'n1', 70),
      order_id: 'o',
      note: 'paid',
      author: 'system',
    });
    addBase('order_notes', 'n1', { date_created_gmt: '2025-05-01T10:00:00' });
    insertRow(db, 'order_notes', {
      ...commonColumns(storeId, 'n2', null),
      order_id: 'o',
      note: 'call her',
      customer_note: 1,
    });
    insertRow(db, 'order_status_logs', {
      id: 's1', store_id: storeId, order_id: 'o', old_status: 'pending', new_status: 'processing', changed_by: 'store',
      source: 'woo', created_at: BUILT_AT_MS,
    }); // prettier-ignore
    const found = orderDetail(db, 'o');
    if (!found.ok) throw new Error('not found');
    orderDetailSchema.parse(found.value);
    expect(found.value).toMatchObject({
      customer_note: 'ring twice',
      payment_method_title: 'Card',
      totals: { discount: '1.10', shipping: '4.90', tax: '4.79', fees: '0.30', refunded: '0.30', total: '30.00' },
      refunds: [
        { id: 'r1', amount: '0.10', created_at: '2025-06-01T10:00:00.000Z' },
        { id: 'r2', amount: '0.20' },
      ],
      notes: [
        { id: 'n2', note: 'call her', customer_note: true, pending: true, created_at: '2026-01-01T00:00:00.000Z' },
        { id: 'n1', note: 'paid', customer_note: false, pending: false, created_at: '2025-05-01T10:00:00.000Z' },
      ],
      notes_fetched: false,
      status_log: [
        {
          old_status: 'pending',
          new_status: 'processing',
          changed_by: 'store',
          created_at: '2026-01-01T00:00:00.000Z',
        },
      ],
    });
    db.prepare(`UPDATE orders SET notes_fetched_at = 5`).run();
    const again = orderDetail(db, 'o');
    expect(again.ok && again.value.notes_fetched).toBe(true);
  });

  test('an order that is not there is not found', () => {
    expect(orderDetail(db, 'x')).toEqual({ ok: false, error: { type: 'NotFound', entity: 'orders', id: 'x' } });
  });
});

test('amounts are added without rounding, in as many decimals as they have', () => {
  expect(sumMoney([])).toBe('0.00');
  expect(sumMoney(['0.1', '0.2'])).toBe('0.30');
  expect(sumMoney(['10.123', '-0.005', 'x', ''])).toBe('10.118');
  expect(sumMoney(['-0.50', '0.25'])).toBe('-0.25');
  expect(sumMoney(['90071992547409.93', '0.01'])).toBe('90071992547409.94');
});
