import { beforeEach, describe, expect, test } from 'vitest';
import { COUPON_OWNER, SKU_OWNER } from '../../src/engine/records/mirror-rules.ts';
import { readLocalDocument } from '../../src/engine/sync/local-document.ts';
import { endOperation } from '../../src/engine/sync/outbox-store.ts';
import type { JsonObject } from '../../src/shared/domain/entities.ts';
import type { Shop } from './records-fixture.ts';
import { done, MUG, NOW, openShop, refusal, STORE, wholeState } from './records-fixture.ts';

let shop: Shop;
let id: string;
beforeEach(async () => {
  shop = await openShop();
  id = shop.pull('products', MUG);
});

const edit = (changes: Record<string, unknown>, locale = 'en', record = id) =>
  shop.commands.edit({ entity: 'products', id: record, changes, locale });

describe('editing', () => {
  test('a price typed in German is queued in the store’s form and shown at once', () => {
    expect(done(edit({ regular_price: '12,50' }, 'de'))).toEqual({
      storeId: STORE,
      entity: 'products',
      id,
      removed: false,
    });
    expect(shop.queue(id)).toEqual([['update', { regular_price: ['10.00', '12.50'] }]]);
    expect(shop.row('products', id)).toMatchObject({ regular_price: '12.50', price: '12.50', sync_status: 'pending' });
    expect(shop.told).toEqual(['products 1']);
  });

  test('edits of one record coalesce, each with the store’s value as its base', () => {
    done(edit({ regular_price: '11' }));
    done(edit({ regular_price: '12', name: 'Sea mug' }));
    done(edit({ weight: '0,5' }));
    expect(shop.queue(id)).toEqual([
      ['update', { regular_price: ['10.00', '12'], name: ['Blue mug', 'Sea mug'], weight: ['0.3', '0.5'] }],
    ]);
  });

  test('setting a field back to the store’s value takes it off, and the last one ends the operation', () => {
    done(edit({ regular_price: '12', name: 'Sea mug' }));
    done(edit({ regular_price: '10' }));
    expect(shop.queue(id)).toEqual([['update', { name: ['Blue mug', 'Sea mug'] }]]);
    done(edit({ name: ' Blue mug ' }));
    expect(shop.queue(id)).toEqual([]);
    expect(shop.outcomes(id)).toEqual(['update superseded']);
    expect(shop.row('products', id)).toMatchObject({ sync_status: 'synced', price: '10.00' });
  });

  test('typing what stands there queues nothing', () => {
    done(edit({ regular_price: '10.0', sku: 'MUG-1', sale_price: '', featured: '', stock_quantity: '10' }));
    expect(shop.queue(id)).toEqual([]);
    expect(shop.told).toEqual([]);
  });

  test('a refused edit names the field and changes nothing, not even the fields that were right', () => {
    const before = wholeState(shop.db);
    expect(refusal(edit({ name: 'Sea mug', regular_price: '1e3' }))).toBe('regular_price: not-a-price');
    expect(refusal(edit({ name: 'Sea mug', sale_price: '10' }))).toBe('sale_price: sale-not-below-regular');
    expect(refusal(edit({ name: '' }))).toBe('name: required');
    expect(refusal(edit({ price: '5' }))).toBe('price: read-only');
    expect(refusal(edit({ woo_id: 5 }))).toBe('woo_id: read-only');
    expect(refusal(edit({ colour: 'red' }))).toBe('colour: unknown-field');
    expect(refusal(edit(JSON.parse('{"__proto__":"x"}') as Record<string, unknown>))).toBe('__proto__: unknown-field');
    expect(refusal(edit({ stock_quantity: '2.5' }))).toBe('stock_quantity: not-whole');
    expect(refusal(edit({ categories: '999' }))).toBe('categories: unknown-reference');
    expect(refusal(edit({ name: 'x' }, 'en', 'no-such-id'))).toBe('NotFound');
    expect(wholeState(shop.db)).toEqual(before);
    expect(shop.told).toEqual([]);
  });

  test('a sale is checked against the price that stands here, sent or not', () => {
    done(edit({ regular_price: '8' }));
    expect(refusal(edit({ sale_price: '9' }))).toBe('sale_price: sale-not-below-regular');
    done(edit({ sale_price: '7' }));
    expect(shop.row('products', id)).toMatchObject({ price: '7', on_sale: 1 });
    expect(refusal(edit({ regular_price: '6' }))).toBe('regular_price: sale-not-below-regular');
  });

  test('a quantity switches stock management on, switching it off drops the quantity that waits', () => {
    const loose = shop.pull('products', { ...MUG, id: 11, sku: 'L', manage_stock: false, stock_quantity: null });
    done(edit({ stock_quantity: '4' }, 'en', loose));
    expect(shop.queue(loose)).toEqual([['update', { stock_quantity: [null, 4], manage_stock: [false, true] }]]);
    expect(shop.row('products', loose)).toMatchObject({ stock_quantity: 4, manage_stock: 1 });
    done(edit({ manage_stock: 'no' }, 'en', loose));
    expect(shop.queue(loose)).toEqual([]);
    expect(shop.row('products', loose)).toMatchObject({ stock_quantity: null, manage_stock: 0, sync_status: 'synced' });
  });

  test('categories are named by number or local id, kept with their names, and must be known to the store', () => {
    const cups = shop.pull('categories', { id: 17, name: 'Cups', slug: 'cups', parent: 0 });
    const fresh = done(
      shop.commands.create({ entity: 'categories', storeId: STORE, values: { name: 'New' }, locale: 'en' }),
    );
    done(edit({ categories: `16,${cups}` }));
    expect(shop.open(id)[0]?.payload.fields?.['categories']?.value).toEqual([
      { id: 16, name: 'Mugs', slug: 'mugs' },
      { id: 17, name: 'Cups', slug: 'cups' },
    ]);
    expect(JSON.parse(String(shop.row('products', id)['categories']))).toEqual([
      { woo_id: 16, name: 'Mugs' },
      { woo_id: 17, name: 'Cups' },
    ]);
    // one that was born here is named by its local id until it has a number
    done(edit({ categories: ['16', fresh.id] }));
    expect(shop.open(id)[0]?.payload.fields?.['categories']?.value).toEqual([
      { id: 16, name: 'Mugs', slug: 'mugs' },
      { id: fresh.id, name: 'New', slug: '' },
    ]);
    done(shop.commands.trash({ entity: 'categories', id: fresh.id, permanent: false }));
    expect(shop.open(id)[0]?.payload.fields?.['categories']?.value).toEqual([{ id: 16, name: 'Mugs', slug: 'mugs' }]);
    expect(shop.told.at(-1)).toBe('products 1');
  });

  test('meta data is edited by key: only changed keys wait, and they merge', () => {
    const other = {
      ...MUG,
      meta_data: [
        { id: 1, key: 'color', value: 'blue' },
        { id: 2, key: 'size', value: 'L' },
      ],
    };
    shop.pull('products', other);
    done(
      edit({
        meta_data: [
          { key: 'color', value: 'red' },
          { key: 'size', value: 'L' },
        ],
      }),
    );
    done(edit({ meta_data: [{ key: 'new', value: 1 }] }));
    done(edit({ meta_data: [{ key: 'color', value: 'green' }] }));
    const change = shop.open(id)[0]?.payload.fields?.['meta_data'];
    expect(readLocalDocument(shop.db, 'products', id)?.['meta_data']).toEqual([
      { id: 1, key: 'color', value: 'green' },
      { id: 2, key: 'size', value: 'L' },
      { key: 'new', value: 1 },
    ]);
    expect(change?.value).toEqual(
      expect.arrayContaining([
        { key: 'new', value: 1 },
        { key: 'color', value: 'green' },
      ]),
    );
    done(
      edit({
        meta_data: [
          { key: 'new', value: null },
          { key: 'color', value: 'blue' },
        ],
      }),
    );
    expect(shop.queue(id)).toEqual([]);
  });

  test('the type of a product with variations is not taken away: the store would delete them', () => {
    const parent = shop.pull('products', { ...MUG, id: 20, sku: '', type: 'variable', variations: [21] });
    shop.pull('variations', { id: 21, parent_id: 20, sku: '', status: 'publish' }, parent);
    expect(refusal(edit({ type: 'simple' }, 'en', parent))).toBe('type: has-variations');
    expect(refusal(edit({ regular_price: '5' }, 'en', parent))).toBe('regular_price: price-on-variations');
  });

  test('what sits in the trash is not edited, sent or not', () => {
    done(shop.commands.trash({ entity: 'products', id, permanent: false }));
    expect(refusal(edit({ name: 'x' }))).toBe('name: in-trash');
    const there = shop.pull('products', { ...MUG, id: 12, sku: '', status: 'trash' });
    expect(refusal(edit({ name: 'x' }, 'en', there))).toBe('name: in-trash');
  });
});

describe('SKU and code', () => {
  test('a SKU is unique among products and variations, whatever its case, also against unsent edits', () => {
    const parent = shop.pull('products', { ...MUG, id: 20, sku: 'TEE', name: 'Tee', type: 'variable' });
    const variation = shop.pull('variations', { id: 21, name: 'Large', sku: 'TEE-L', status: 'publish' }, parent);
    const clash = edit({ sku: 'tee-l' });
    expect(clash).toMatchObject({ error: { reason: 'sku-taken', facts: { name: 'Tee, Large', id: variation } } });
    done(shop.commands.edit({ entity: 'variations', id: variation, changes: { sku: 'TEE-XL' }, locale: 'en' }));
    done(edit({ sku: 'tee-l' }));
    const again = shop.commands.edit({ entity: 'variations', id: variation, changes: { sku: 'TEE-L' }, locale: 'en' });
    // back to what the store has is always allowed: the store itself says it is free
    done(again);
    const other = shop.pull('products', { ...MUG, id: 30, sku: 'OLD' });
    expect(refusal(edit({ sku: 'TEE-L' }, 'en', other))).toBe('sku: sku-taken');
  });

  test('another case of its own SKU is no clash, a trashed record’s SKU is one', () => {
    done(edit({ sku: 'mug-1' }));
    shop.pull('products', { ...MUG, id: 40, sku: 'GONE', status: 'trash' });
    expect(refusal(edit({ sku: 'gone' }))).toBe('sku: sku-taken-in-trash');
  });

  test('the other store’s SKUs do not matter', () => {
    shop.db
      .prepare(
        `INSERT INTO stores (id, name, url, created_at, updated_at) VALUES ('store-2', 'B', 'https://b.test', 0, 0)`,
      )
      .run();
    const made = shop.commands.create({
      entity: 'products',
      storeId: 'store-2',
      values: { name: 'M', sku: 'MUG-1' },
      locale: 'en',
    });
    expect(made.ok).toBe(true);
    expect(shop.told).toEqual(['store-2 products 1']);
  });

  test('looking for a SKU or a code never reads a whole table', () => {
    const steps = [SKU_OWNER, COUPON_OWNER].flatMap((sql) =>
      shop.db
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...Array.from(sql.matchAll(/\?/g), () => 'x'))
        .map(({ detail }) => detail)
        .filter((detail) => /^(SCAN|SEARCH)/.test(detail)),
    );
    expect(steps).toEqual([
      expect.stringContaining('SEARCH products USING INDEX products_by_sku (store_id=? AND sku=?)'),
      expect.stringContaining('SEARCH v USING INDEX product_variations_by_sku (store_id=? AND sku=?)'),
      expect.stringMatching(/SEARCH p USING .*\(id=\?\)/),
      expect.stringMatching(/^SEARCH coupons USING INDEX .*\(store_id=\? AND code=\?\)/),
    ]);
  });

  test('a coupon’s code is unique until its owner is in the trash', () => {
    shop.pull('coupons', { id: 50, code: 'save19', amount: '5.00', discount_type: 'percent', status: 'publish' });
    const make = () =>
      shop.commands.create({
        entity: 'coupons',
        storeId: STORE,
        values: { code: 'SAVE19', amount: '5' },
        locale: 'en',
      });
    expect(refusal(make())).toBe('code: code-taken');
    shop.pull('coupons', { id: 50, code: 'save19', amount: '5.00', discount_type: 'percent', status: 'trash' });
    done(make());
  });
});

describe('while something is on its way', () => {
  test('a second edit builds on the one in flight and is no change of the store’s when that arrives or does not', () => {
    done(edit({ regular_price: '20' }));
    shop.setState(shop.open(id)[0], 'sending');
    done(edit({ regular_price: '30' }));
    expect(shop.queue(id)).toEqual([
      ['update', 'sending', { regular_price: ['10.00', '20'] }],
      ['update', { regular_price: ['20', '30', ['10.00']] }],
    ]);
    expect(shop.row('products', id)['regular_price']).toBe('30');
    // a pull before and one after the first edit arrived
    shop.pull('products', { ...MUG, description: 'new' });
    expect(shop.conflict(id)).toBeNull();
    endOperation(shop.db, shop.open(id)[0]?.id ?? '', 'sent', NOW);
    shop.pull('products', { ...MUG, regular_price: '20', price: '20' });
    expect(shop.conflict(id)).toBeNull();
    expect(shop.queue(id)).toMatchObject([['update', { regular_price: ['20', '30', ['10.00']] }]]);
  });

  test('going back to the old price while the new one is on its way is sent, and survives a pull in between', () => {
    done(edit({ regular_price: '20' }));
    shop.setState(shop.open(id)[0], 'unknown');
    done(edit({ regular_price: '10' }));
    const expected = [
      ['update', 'unknown', { regular_price: ['10.00', '20'] }],
      ['update', { regular_price: ['20', '10', ['10.00']] }],
    ];
    expect(shop.queue(id)).toEqual(expected);
    shop.pull('products', { ...MUG, description: 'new' });
    expect(shop.queue(id)).toEqual(expected);
    done(edit({ regular_price: '20' }));
    expect(shop.queue(id)).toEqual([['update', 'unknown', { regular_price: ['10.00', '20'] }]]);
  });

  test('other fields of the record go into a new operation behind it', () => {
    done(edit({ regular_price: '20' }));
    shop.setState(shop.open(id)[0], 'sending');
    done(edit({ name: 'Sea mug' }));
    done(edit({ weight: '1' }));
    expect(shop.queue(id)).toEqual([
      ['update', 'sending', { regular_price: ['10.00', '20'] }],
      ['update', { name: ['Blue mug', 'Sea mug'], weight: ['0.3', '1'] }],
    ]);
  });

  test('a value that may have arrived in an earlier try stays to be sent, even when it is back at its base', () => {
    done(edit({ regular_price: '20' }));
    const operation = shop.open(id)[0];
    shop.db
      .prepare(
        `UPDATE outbox SET payload = json_set(payload, '$.fields.regular_price.sent', json('["20"]')) WHERE id = ?`,
      )
      .run(operation?.id);
    done(edit({ regular_price: '10.00' }));
    expect(shop.queue(id)).toEqual([['update', { regular_price: ['10.00', '10.00', ['20']] }]]);
  });
});

describe('after the store refused', () => {
  test('a new value replaces the refused one, the operation is queued again and its error is over', () => {
    done(edit({ sku: 'TAKEN-THERE', name: 'Sea mug' }));
    shop.refuse(shop.open(id)[0]);
    expect(shop.row('products', id)['sync_status']).toBe('error');
    done(edit({ sku: 'FREE' }));
    expect(shop.queue(id)).toEqual([['update', { sku: ['MUG-1', 'FREE'], name: ['Blue mug', 'Sea mug'] }]]);
    expect(shop.openErrors()).toEqual([]);
    expect(shop.row('products', id)['sync_status']).toBe('pending');
  });

  test('typing the same value again tries it again; taking the field back leaves the rest to be sent', () => {
    done(edit({ sku: 'TAKEN-THERE', name: 'Sea mug' }));
    shop.refuse(shop.open(id)[0]);
    done(edit({ sku: 'TAKEN-THERE' }));
    expect(shop.queue(id)).toMatchObject([['update', { sku: ['MUG-1', 'TAKEN-THERE'] }]]);
    shop.refuse(shop.open(id)[0]);
    done(edit({ sku: 'MUG-1' }));
    expect(shop.queue(id)).toEqual([['update', { name: ['Blue mug', 'Sea mug'] }]]);
    expect(shop.openErrors()).toEqual([]);
  });

  test('a refused creation takes in what was edited behind it', () => {
    const made = done(
      shop.commands.create({ entity: 'products', storeId: STORE, values: { name: 'Cup', sku: 'CUP' }, locale: 'en' }),
    );
    shop.setState(shop.open(made.id)[0], 'sending');
    done(edit({ name: 'Big cup' }, 'en', made.id));
    expect(shop.queue(made.id)).toEqual([
      ['create', 'sending', { name: 'Cup', sku: 'CUP', type: 'simple', status: 'draft' }],
      ['update', { name: ['Cup', 'Big cup'] }],
    ]);
    shop.refuse(shop.open(made.id)[0]);
    done(edit({ sku: 'CUP-2' }, 'en', made.id));
    expect(shop.queue(made.id)).toEqual([
      ['create', { name: 'Big cup', sku: 'CUP-2', type: 'simple', status: 'draft' }],
    ]);
    expect(shop.row('products', made.id)).toMatchObject({
      name: 'Big cup',
      sku: 'CUP-2',
      woo_id: null,
      source: 'local',
    });
  });

  test('an edit of a field that a creation on its way does not name has the store’s default as its base', () => {
    const made = done(
      shop.commands.create({ entity: 'products', storeId: STORE, values: { name: 'Cup' }, locale: 'en' }),
    );
    shop.setState(shop.open(made.id)[0], 'unknown');
    done(edit({ catalog_visibility: 'hidden', weight: '2' }, 'en', made.id));
    expect(shop.queue(made.id)[1]).toEqual([
      'update',
      { catalog_visibility: ['visible', 'hidden'], weight: ['', '2'] },
    ]);
  });
});

describe('orders', () => {
  const ORDER: JsonObject = {
    id: 70,
    number: '70',
    status: 'processing',
    total: '10.00',
    billing: { email: 'a@b.co', city: 'Ulm' },
  };

  test('each change of status is an operation of its own, and none of them is an edit of the other fields', () => {
    const order = shop.pull('orders', ORDER);
    const change = (changes: Record<string, unknown>) =>
      done(shop.commands.edit({ entity: 'orders', id: order, changes, locale: 'en' }));
    change({ status: 'on-hold', billing_city: 'Jena' });
    change({ status: 'completed' });
    change({ status: 'processing' });
    expect(shop.queue(order)).toEqual([
      ['status', { status: ['processing', 'on-hold'] }],
      ['update', { 'billing.city': ['Ulm', 'Jena'] }],
      ['status', { status: ['on-hold', 'completed', ['processing']] }],
      ['status', { status: ['completed', 'processing', ['processing', 'on-hold']] }],
    ]);
    // a pull of the unchanged order leaves the chain alone
    shop.pull('orders', { ...ORDER, customer_note: 'x' });
    expect(shop.open(order)).toHaveLength(4);
    expect(shop.conflict(order)).toBeNull();
  });

  test('a status of a plugin is accepted once the mirror has seen it, an empty e-mail only where there is none', () => {
    const order = shop.pull('orders', ORDER);
    const set = (changes: Record<string, unknown>) =>
      shop.commands.edit({ entity: 'orders', id: order, changes, locale: 'en' });
    expect(refusal(set({ status: 'packed' }))).toBe('status: not-a-choice');
    shop.pull('orders', { ...ORDER, id: 71, status: 'packed' });
    done(set({ status: 'packed' }));
    expect(refusal(set({ status: 'trash' }))).toBe('status: use-delete');
    expect(refusal(set({ total: '5' }))).toBe('total: read-only');
    expect(refusal(set({ billing_email: '' }))).toBe('billing_email: required');
    done(set({ billing_phone: '' }));
  });
});

describe('trees', () => {
  test('a category is not its own ancestor', () => {
    const [a, b, c] = [
      { id: 1, name: 'A', slug: 'a', parent: 0 },
      { id: 2, name: 'B', slug: 'b', parent: 1 },
      { id: 3, name: 'C', slug: 'c', parent: 2 },
    ].map((document) => shop.pull('categories', document));
    const move = (record: string | undefined, parent: unknown) =>
      shop.commands.edit({ entity: 'categories', id: record ?? '', changes: { parent_woo_id: parent }, locale: 'en' });
    expect(refusal(move(a, 1))).toBe('parent_woo_id: parent-is-itself');
    expect(refusal(move(a, a))).toBe('parent_woo_id: parent-is-itself');
    expect(refusal(move(a, 3))).toBe('parent_woo_id: parent-cycle');
    expect(refusal(move(a, 99))).toBe('parent_woo_id: unknown-reference');
    done(move(c, 1));
    done(move(b, c));
    // b hangs below c now, unsent: the local view counts
    expect(refusal(move(c, 2))).toBe('parent_woo_id: parent-cycle');
    done(move(b, ''));
    done(move(c, 2));
  });

  test('a new category may hang below one that was not sent either; an existing one may not', () => {
    const make = (values: Record<string, unknown>) =>
      shop.commands.create({ entity: 'categories', storeId: STORE, values, locale: 'en' });
    const parent = done(make({ name: 'Parent' }));
    const child = done(make({ name: 'Child', parent_woo_id: parent.id }));
    expect(shop.queue(child.id)).toEqual([['create', { name: 'Child', parent: parent.id }]]);
    const old = shop.pull('categories', { id: 1, name: 'A', slug: 'a', parent: 0 });
    const move = shop.commands.edit({
      entity: 'categories',
      id: old,
      changes: { parent_woo_id: parent.id },
      locale: 'en',
    });
    expect(refusal(move)).toBe('parent_woo_id: not-sent-yet');
    done(shop.commands.trash({ entity: 'categories', id: parent.id, permanent: false }));
    expect(shop.queue(child.id)).toEqual([['create', { name: 'Child', parent: 0 }]]);
  });

  test('a cycle that the shop already has does not hang', () => {
    const [a] = [
      { id: 1, name: 'A', slug: 'a', parent: 3 },
      { id: 2, name: 'B', slug: 'b', parent: 3 },
      { id: 3, name: 'C', slug: 'c', parent: 2 },
    ].map((document) => shop.pull('categories', document));
    expect(
      done(shop.commands.edit({ entity: 'categories', id: a ?? '', changes: { parent_woo_id: 2 }, locale: 'en' }))
        .removed,
    ).toBe(false);
  });
});
