import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/shared/domain/entities.ts';
import type { Shop } from './records-fixture.ts';
import { done, MUG, NOW, openShop, refusal, STORE, wholeState } from './records-fixture.ts';

const ORDER: JsonObject = { id: 70, number: '70', status: 'processing', total: '10.00', billing: { email: 'a@b.co' } };

let shop: Shop;
let id: string;
beforeEach(async () => {
  shop = await openShop();
  id = shop.pull('products', MUG);
});

const create = (
  entity: Parameters<Shop['commands']['create']>[0]['entity'],
  values: Record<string, unknown>,
  locale = 'en',
) => shop.commands.create({ entity, storeId: STORE, values, locale });
const trash = (record = id, permanent = false) => shop.commands.trash({ entity: 'products', id: record, permanent });
const restore = (record = id) => shop.commands.restore({ entity: 'products', id: record });
const edit = (changes: Record<string, unknown>, record = id) =>
  shop.commands.edit({ entity: 'products', id: record, changes, locale: 'en' });
const undo = (field: string | null, record = id) => shop.commands.undo({ entity: 'products', id: record, field });

describe('creating', () => {
  test('a new product is a draft with the values given, nested as the store wants them', () => {
    const made = done(
      create('products', { name: ' Cup ', regular_price: '7,50', width: '8,5', stock_quantity: 3, sku: '' }, 'de'),
    );
    expect(shop.queue(made.id)).toEqual([
      [
        'create',
        {
          type: 'simple',
          status: 'draft',
          name: 'Cup',
          regular_price: '7.50',
          dimensions: { width: '8.5' },
          stock_quantity: 3,
          manage_stock: true,
        },
      ],
    ]);
    expect(shop.row('products', made.id)).toMatchObject({
      woo_id: null,
      source: 'local',
      sync_status: 'pending',
      synced_at: null,
      name: 'Cup',
      price: '7.50',
      status: 'draft',
      stock_quantity: 3,
    });
    expect(shop.told).toEqual(['products 1']);
  });

  test('a status that is given counts, pictures and attributes get their rows', () => {
    const made = done(
      create('products', {
        name: 'Cup',
        status: 'publish',
        images: 'https://mugs.test/a.jpg',
        attributes: [{ name: 'Size', options: ['S'] }],
      }),
    );
    expect(shop.row('products', made.id)).toMatchObject({ status: 'publish', image_url: 'https://mugs.test/a.jpg' });
    const count = (table: string) =>
      shop.db.prepare(`SELECT count(*) FROM ${table} WHERE product_id = ?`).pluck().get(made.id);
    expect([count('product_images'), count('product_attributes')]).toEqual([1, 1]);
  });

  test('what is wrong is refused by field and nothing is made', () => {
    const before = wholeState(shop.db);
    expect(refusal(create('products', { regular_price: '5' }))).toBe('name: required');
    expect(refusal(create('products', { name: 'x', sku: 'mug-1' }))).toBe('sku: sku-taken');
    expect(refusal(create('products', { name: 'x', sale_price: '5' }))).toBe('sale_price: sale-without-regular');
    expect(refusal(create('products', { name: 'x', type: 'variable', regular_price: '5' }))).toContain(
      'price-on-variations',
    );
    expect(refusal(create('products', { name: 'x', price: '5' }))).toBe('price: read-only');
    expect(refusal(create('orders', { status: 'pending' }))).toBe('entity: not-creatable');
    expect(refusal(create('order_notes', { note: 'x' }))).toBe('entity: not-creatable');
    expect(refusal(create('customers', { first_name: 'Eva' }))).toBe('email: required');
    expect(refusal(create('coupons', { code: 'a', discount_type: 'percent', amount: '101' }))).toBe(
      'amount: percent-above-100',
    );
    expect(refusal(create('terms', { name: 'Red' }))).toBe('attribute_id: required');
    expect(refusal(create('variations', { regular_price: '5' }))).toBe('product_id: required');
    expect(refusal(create('variations', { product_id: 'nope' }))).toBe('product_id: unknown-reference');
    expect(refusal(create('variations', { product_id: id }))).toBe('product_id: not-variable');
    expect(
      refusal(shop.commands.create({ entity: 'tags', storeId: 'nope', values: { name: 'x' }, locale: 'en' })),
    ).toBe('NotFound');
    expect(wholeState(shop.db)).toEqual(before);
  });

  test('a variation and its product are born together, each with a creation of its own', () => {
    const parent = done(
      create('products', {
        name: 'Tee',
        type: 'variable',
        attributes: [{ name: 'Size', options: ['L'], variation: true }],
      }),
    );
    const child = done(
      create('variations', { product_id: parent.id, regular_price: '9', attributes: [{ name: 'Size', option: 'L' }] }),
    );
    expect(shop.row('variations', child.id)).toMatchObject({
      product_id: parent.id,
      name: 'L',
      price: '9',
      status: 'publish',
    });
    expect(shop.queue(child.id)).toMatchObject([['create', { regular_price: '9', status: 'publish' }]]);
  });

  test('the parent is named by its local id or by the store’s number', () => {
    const size = shop.pull('attributes', { id: 3, name: 'Size', slug: 'pa_size' });
    for (const attribute of [size, 'woo:3']) {
      const term = done(create('terms', { name: 'Large', attribute_id: attribute }));
      expect(shop.row('terms', term.id)['attribute_id']).toBe(size);
    }
    expect(refusal(create('terms', { name: 'Large', attribute_id: 'woo:4' }))).toBe('attribute_id: unknown-reference');
  });

  test('editing what is not sent yet changes its creation', () => {
    const made = done(create('coupons', { code: 'summer', amount: '5' }));
    done(
      shop.commands.edit({ entity: 'coupons', id: made.id, changes: { amount: '7,5', code: 'Summer' }, locale: 'en' }),
    );
    expect(shop.queue(made.id)).toEqual([
      ['create', { status: 'publish', discount_type: 'fixed_cart', amount: '7.5', code: 'Summer' }],
    ]);
    expect(shop.outcomes(made.id)).toEqual(['create open']);
  });
});

describe('deleting', () => {
  test('[DEL6] a product goes to the trash, its waiting edits go to the store before it', () => {
    done(edit({ name: 'Sea mug' }));
    done(trash());
    expect(shop.queue(id)).toEqual([
      ['update', { name: ['Blue mug', 'Sea mug'] }],
      ['trash', {}],
    ]);
    expect(shop.row('products', id)).toMatchObject({ status: 'trash', sync_status: 'pending', deleted_at: null });
    expect(refusal(trash())).toBe('id: in-trash');
  });

  test('for good: waiting edits end, and a trash that was not sent is replaced', () => {
    done(edit({ name: 'Sea mug' }));
    done(trash());
    done(trash(id, true));
    expect(shop.queue(id)).toEqual([['delete', {}]]);
    expect(shop.outcomes(id)).toEqual(['update superseded', 'trash superseded', 'delete open']);
    expect(shop.row('products', id)['deleted_at']).toBe(NOW);
    expect(refusal(trash(id, true))).toBe('id: in-trash');
  });

  test('[DEL6] what the store has no trash for is deleted for good', () => {
    for (const [entity, document] of [
      ['customers', { id: 5, email: 'a@b.co' }],
      ['categories', { id: 6, name: 'A' }],
      ['tags', { id: 7, name: 'T' }],
      ['brands', { id: 8, name: 'B' }],
      ['attributes', { id: 9, name: 'Size' }],
      ['shipping_classes', { id: 10, name: 'Bulky' }],
    ] as const) {
      const record = shop.pull(entity, document);
      done(shop.commands.trash({ entity, id: record, permanent: false }));
      expect([entity, shop.queue(record)]).toEqual([entity, [['delete', {}]]]);
    }
  });

  test('a record that was never sent is removed at once, with what hangs on it', () => {
    const parent = done(create('products', { name: 'Tee', type: 'variable' }));
    const child = done(create('variations', { product_id: parent.id }));
    expect(done(trash(parent.id))).toMatchObject({ removed: true });
    expect([shop.rowOrNull('products', parent.id), shop.rowOrNull('variations', child.id)]).toEqual([null, null]);
    expect([...shop.outcomes(parent.id), ...shop.outcomes(child.id)]).toEqual(['create settled', 'create settled']);
  });

  test('a record whose creation is on its way waits for it, then goes to the trash', () => {
    const made = done(create('products', { name: 'Cup' }));
    shop.setState(shop.open(made.id)[0], 'unknown');
    expect(done(trash(made.id))).toMatchObject({ removed: false });
    expect(shop.queue(made.id)).toMatchObject([
      ['create', 'unknown', {}],
      ['trash', {}],
    ]);
  });

  test('what the store refused and what waits for a decision does not block the trash', () => {
    done(edit({ sku: 'TAKEN' }));
    shop.refuse(shop.open(id)[0]);
    done(trash());
    expect(shop.queue(id)).toEqual([['trash', {}]]);
    expect(shop.openErrors()).toEqual([]);
  });

  test('deleting a product for good ends what waits for its variations', () => {
    const parent = shop.pull('products', { ...MUG, id: 20, sku: '', type: 'variable' });
    const child = shop.pull('variations', { id: 21, status: 'publish', regular_price: '5' }, parent);
    done(shop.commands.edit({ entity: 'variations', id: child, changes: { regular_price: '6' }, locale: 'en' }));
    done(trash(parent, true));
    expect(shop.outcomes(child)).toEqual(['update superseded']);
    expect(shop.row('variations', child)).toMatchObject({ regular_price: '5', sync_status: 'synced' });
  });

  test('notes and refunds that the store has are not deleted', () => {
    const order = shop.pull('orders', ORDER);
    const note = shop.pull('order_notes', { id: 1, note: 'x', customer_note: false }, order);
    expect(refusal(shop.commands.trash({ entity: 'order_notes', id: note, permanent: true }))).toBe(
      'id: not-deletable',
    );
  });
});

describe('restoring', () => {
  test('a deletion that was not sent is taken back', () => {
    done(edit({ name: 'Sea mug' }));
    done(trash());
    done(restore());
    expect(shop.queue(id)).toEqual([['update', { name: ['Blue mug', 'Sea mug'] }]]);
    expect(shop.row('products', id)).toMatchObject({ status: 'publish', name: 'Sea mug' });
    done(trash(id, true));
    done(restore());
    expect(shop.row('products', id)).toMatchObject({ deleted_at: null, sync_status: 'synced' });
    expect(refusal(restore())).toBe('status: not-in-trash');
  });

  test('a draft that we trashed comes back as a draft', () => {
    const draft = shop.pull('products', { ...MUG, id: 11, sku: '', status: 'draft' });
    done(trash(draft));
    shop.setState(shop.open(draft)[0], 'sending');
    done(restore(draft));
    expect(shop.queue(draft)).toEqual([
      ['trash', 'sending', {}],
      ['restore', { status: ['trash', 'draft', ['draft']] }],
    ]);
    expect(shop.row('products', draft)['status']).toBe('draft');
  });

  test('what the store trashed comes back as WordPress noted it, an order as its log says, else in the shop', () => {
    const noted = shop.pull('products', {
      ...MUG,
      id: 12,
      sku: '',
      status: 'trash',
      meta_data: [{ key: '_wp_trash_meta_status', value: 'private' }],
    });
    const plain = shop.pull('products', { ...MUG, id: 13, sku: '', status: 'trash' });
    const order = shop.pull('orders', ORDER);
    shop.pull('orders', { ...ORDER, status: 'trash' });
    const unknown = shop.pull('orders', { ...ORDER, id: 71, status: 'trash' });
    for (const record of [noted, plain]) done(restore(record));
    for (const record of [order, unknown]) done(shop.commands.restore({ entity: 'orders', id: record }));
    expect([noted, plain, order, unknown].map((record) => shop.queue(record)[0])).toEqual([
      ['restore', { status: ['trash', 'private'] }],
      ['restore', { status: ['trash', 'publish'] }],
      ['restore', { status: ['trash', 'processing'] }],
      ['restore', { status: ['trash', 'pending'] }],
    ]);
  });

  test('a restored product may be edited, and its status chosen, before it is sent; a pull asks nothing', () => {
    shop.pull('products', { ...MUG, status: 'trash' });
    done(restore());
    done(edit({ status: 'draft', name: 'Sea mug' }));
    const expected = [
      ['restore', { status: ['trash', 'draft'] }],
      ['update', { name: ['Blue mug', 'Sea mug'] }],
    ];
    expect(shop.queue(id)).toEqual(expected);
    shop.pull('products', { ...MUG, status: 'trash', description: 'x' });
    expect(shop.conflict(id)).toBeNull();
    expect(shop.queue(id)).toEqual(expected);
    done(undo('status'));
    expect(shop.row('products', id)['status']).toBe('trash');
  });
});

describe('taking back', () => {
  test('one field or all of them, and the row is what the store has', () => {
    done(edit({ name: 'Sea mug', regular_price: '12', weight: '1' }));
    done(undo('regular_price'));
    expect(shop.queue(id)).toEqual([['update', { name: ['Blue mug', 'Sea mug'], weight: ['0.3', '1'] }]]);
    done(undo(null));
    expect(shop.queue(id)).toEqual([]);
    expect(shop.row('products', id)).toMatchObject({ name: 'Blue mug', sync_status: 'synced' });
    done(undo('name'));
    expect(refusal(undo('colour'))).toBe('colour: unknown-field');
  });

  test('nothing that is on its way or of unknown outcome is taken back, and then nothing else is either', () => {
    done(edit({ name: 'Sea mug' }));
    for (const state of ['sending', 'unknown'] as const) {
      shop.setState(shop.open(id)[0], state);
      const before = wholeState(shop.db);
      expect(refusal(undo('name'))).toBe('name: being-sent');
      expect(refusal(undo(null))).toBe('id: being-sent');
      expect(wholeState(shop.db)).toEqual(before);
    }
    done(edit({ weight: '1' }));
    done(undo('weight'));
    expect(shop.queue(id)).toHaveLength(1);
  });

  test('a refused change is taken back with its error', () => {
    done(edit({ sku: 'TAKEN' }));
    shop.refuse(shop.open(id)[0]);
    done(undo('sku'));
    expect(shop.openErrors()).toEqual([]);
    expect(shop.row('products', id)).toMatchObject({ sku: 'MUG-1', sync_status: 'synced' });
  });

  test('a quantity is taken back together with the stock management that came with it', () => {
    const loose = shop.pull('products', { ...MUG, id: 11, sku: '', manage_stock: false, stock_quantity: null });
    done(edit({ stock_quantity: 5 }, loose));
    done(undo('stock_quantity', loose));
    expect(shop.queue(loose)).toEqual([]);
    done(shop.commands.changeStock({ entity: 'products', id, intent: { kind: 'adjust', by: 3 }, reason: 'found' }));
    done(undo('stock_quantity'));
    expect(shop.row('products', id)).toMatchObject({ stock_quantity: 10, sync_status: 'synced' });
  });

  test('all of a record that was never sent is its removal; one field goes back to its beginning', () => {
    const made = done(create('products', { name: 'Cup', status: 'publish', width: '3', height: '4' }));
    done(undo('width', made.id));
    done(undo('status', made.id));
    expect(refusal(undo('name', made.id))).toBe('name: required');
    expect(shop.queue(made.id)).toEqual([
      ['create', { type: 'simple', status: 'draft', name: 'Cup', dimensions: { height: '4' } }],
    ]);
    expect(done(undo(null, made.id)).removed).toBe(true);
    expect(shop.rowOrNull('products', made.id)).toBeNull();
  });
});

describe('stock', () => {
  const change = (
    intent: { kind: 'adjust'; by: number } | { kind: 'count'; to: number },
    record = id,
    entity: 'products' | 'variations' = 'products',
  ) => shop.commands.changeStock({ entity, id: record, intent, reason: 'delivery' });

  test('[STOCK1] every movement is an operation of its own; a count keeps what the person saw', () => {
    done(change({ kind: 'adjust', by: 3 }));
    done(change({ kind: 'adjust', by: -1 }));
    done(change({ kind: 'count', to: 20 }));
    expect(shop.queue(id)).toEqual([
      ['stock', { adjust: 3 }],
      ['stock', { adjust: -1 }],
      ['stock', { count: 20, basis: 12 }],
    ]);
    expect(shop.open(id).map(({ reason }) => reason)).toEqual(['delivery', 'delivery', 'delivery']);
    expect(shop.row('products', id)['stock_quantity']).toBe(20);
  });

  test('[STOCK2] a count behind unsent movements is not asked about before they are sent', () => {
    done(change({ kind: 'adjust', by: 3 }));
    done(change({ kind: 'count', to: 20 }));
    shop.pull('products', { ...MUG, stock_quantity: 9 });
    expect(shop.conflict(id)).toBeNull();
    done(undo('stock_quantity'));
    done(change({ kind: 'count', to: 20 }));
    shop.pull('products', { ...MUG, stock_quantity: 7 });
    expect(shop.conflict(id)).toMatchObject({
      kind: 'stock_moved',
      base: { stock_quantity: 9 },
      mine: { stock_quantity: 20 },
      theirs: { stock_quantity: 7 },
    });
  });

  test('an edited quantity lands on top of movements that wait', () => {
    done(edit({ name: 'Sea mug' }));
    done(change({ kind: 'adjust', by: 3 }));
    done(edit({ stock_quantity: '5' }));
    expect(shop.row('products', id)['stock_quantity']).toBe(5);
    expect(shop.queue(id)).toEqual([
      ['update', { name: ['Blue mug', 'Sea mug'] }],
      ['stock', { adjust: 3 }],
      ['update', { stock_quantity: [13, 5, [10]] }],
    ]);
  });

  test('a record without stock management: a count switches it on, a movement is refused', () => {
    const loose = shop.pull('products', { ...MUG, id: 11, sku: '', manage_stock: false, stock_quantity: null });
    expect(refusal(change({ kind: 'adjust', by: 1 }, loose))).toBe('stock_quantity: stock-not-managed');
    done(change({ kind: 'count', to: 4 }, loose));
    expect(shop.queue(loose)).toEqual([['update', { stock_quantity: [null, 4], manage_stock: [false, true] }]]);
  });

  test('a variation that counts its product’s stock has none of its own', () => {
    const parent = shop.pull('products', { ...MUG, id: 20, sku: '', type: 'variable' });
    const child = shop.pull(
      'variations',
      { id: 21, status: 'publish', manage_stock: 'parent', stock_quantity: 10 },
      parent,
    );
    expect(refusal(change({ kind: 'count', to: 4 }, child, 'variations'))).toBe('stock_quantity: stock-from-parent');
    expect(
      refusal(shop.commands.edit({ entity: 'variations', id: child, changes: { stock_quantity: 3 }, locale: 'en' })),
    ).toBe('stock_quantity: stock-from-parent');
  });

  test('limits hold for the result, fractions are refused, nothing moved is nothing queued', () => {
    expect(refusal(change({ kind: 'adjust', by: -1_000_011 }))).toContain('too-small');
    expect(refusal(change({ kind: 'adjust', by: 999_999_991 }))).toContain('too-large');
    expect(refusal(change({ kind: 'adjust', by: 0.5 }))).toBe('stock_quantity: not-whole');
    expect(refusal(change({ kind: 'count', to: Number.NaN }))).toBe('stock_quantity: not-whole');
    done(change({ kind: 'adjust', by: 0 }));
    expect(shop.queue(id)).toEqual([]);
  });
});

describe('notes', () => {
  test('a note is a row of its own that waits, and survives being rebuilt', () => {
    const order = shop.pull('orders', ORDER);
    const note = done(shop.commands.addNote({ orderId: order, text: '  Call back \n', customer: true }));
    expect(shop.queue(note.id)).toEqual([['note', { text: 'Call back', customer: true, orderId: order }]]);
    done(shop.commands.retryErrors({ id: null }));
    shop.refuse(shop.open(note.id)[0]);
    expect(shop.row('order_notes', note.id)).toMatchObject({
      note: 'Call back',
      customer_note: 1,
      order_id: order,
      woo_id: null,
      sync_status: 'error',
    });
    expect(shop.told).toContain('orders 1');
    expect(done(shop.commands.trash({ entity: 'order_notes', id: note.id, permanent: false })).removed).toBe(true);
    expect(shop.openErrors()).toEqual([]);
  });

  test('an empty note, one for no order and one for an order in the trash are refused', () => {
    const order = shop.pull('orders', ORDER);
    const note = (text: string, orderId = order) => refusal(shop.commands.addNote({ orderId, text, customer: false }));
    expect([note(' \n'), note('\ud800'), note('x'.repeat(20_001)), note('x', 'nope')]).toEqual([
      'note: required',
      'note: bad-characters',
      'note: too-long',
      'NotFound',
    ]);
    done(shop.commands.trash({ entity: 'orders', id: order, permanent: false }));
    expect(note('x')).toBe('note: in-trash');
  });

  test('notes are not edited', () => {
    const order = shop.pull('orders', ORDER);
    const note = done(shop.commands.addNote({ orderId: order, text: 'x', customer: false }));
    expect(
      refusal(shop.commands.edit({ entity: 'order_notes', id: note.id, changes: { note: 'y' }, locale: 'en' })),
    ).toBe('note: read-only');
  });
});

describe('errors', () => {
  test('trying again queues what was refused; the error stays until it worked', () => {
    done(edit({ sku: 'TAKEN' }));
    const error = shop.refuse(shop.open(id)[0]);
    expect(done(shop.commands.retryErrors({ id: error }))).toEqual({ retried: 1 });
    expect(shop.queue(id)).toMatchObject([['update', {}]]);
    expect(shop.openErrors()).toEqual([{ id: error, next_retry_at: null }]);
    expect(shop.row('products', id)['sync_status']).toBe('pending');
    expect(refusal(shop.commands.retryErrors({ id: 'nope' }))).toBe('NotFound');
  });

  test('an error with nothing left to send is over when it is tried again', () => {
    done(edit({ sku: 'TAKEN' }));
    const error = shop.refuse(shop.open(id)[0]);
    shop.db.prepare(`UPDATE outbox SET state = 'ended', outcome = 'sent'`).run();
    expect(done(shop.commands.retryErrors({ id: error }))).toEqual({ retried: 1 });
    expect(shop.openErrors()).toEqual([]);
  });

  test('a record that could not be read is fetched again at once', () => {
    shop.db
      .prepare(
        `INSERT INTO sync_holes (store_id, entity, woo_id, reason, next_attempt_at, created_at) VALUES (?, 'products', 99, 'poison', ?, 0)`,
      )
      .run(STORE, NOW + 1e6);
    shop.db
      .prepare(
        `INSERT INTO sync_errors (id, store_id, entity_type, woo_id, error_code, error_message, recovery, meaning, created_at, last_seen_at)
         VALUES ('e', ?, 'products', 99, 'poison', '', 'retry', 'kept-locally', 0, 0)`,
      )
      .run(STORE);
    expect(done(shop.commands.retryErrors({ id: null }))).toEqual({ retried: 1 });
    expect(shop.db.prepare(`SELECT next_attempt_at FROM sync_holes`).pluck().get()).toBe(0);
  });

  test('[PUSH5] settled elsewhere: the operation ends as settled and the row shows the store’s value', () => {
    done(edit({ sku: 'TAKEN' }));
    const error = shop.refuse(shop.open(id)[0]);
    done(shop.commands.resolveError({ id: error, note: 'fixed in the shop' }));
    expect(shop.outcomes(id)).toEqual(['update settled']);
    expect(shop.row('products', id)).toMatchObject({ sku: 'MUG-1', sync_status: 'synced' });
    expect(shop.db.prepare(`SELECT resolution_note FROM sync_errors`).pluck().get()).toBe('fixed in the shop');
    expect(refusal(shop.commands.resolveError({ id: error, note: '' }))).toBe('NotFound');
  });

  test('a record whose creation was refused goes when its error is settled elsewhere', () => {
    const made = done(create('products', { name: 'Cup' }));
    const error = shop.refuse(shop.open(made.id)[0]);
    done(shop.commands.resolveError({ id: error, note: '' }));
    expect(shop.rowOrNull('products', made.id)).toBeNull();
    expect(shop.outcomes(made.id)).toEqual(['create settled']);
  });

  test('[PUSH5] what was edited after its create had left goes with a record whose creation was refused', () => {
    const made = done(create('products', { name: 'Cup' }));
    shop.db.prepare(`UPDATE outbox SET state = 'sending' WHERE record_id = ?`).run(made.id);
    done(edit({ description: 'Blue' }, made.id));
    const error = shop.refuse(shop.open(made.id)[0]);
    done(shop.commands.resolveError({ id: error, note: '' }));
    expect(shop.rowOrNull('products', made.id)).toBeNull();
    expect(shop.outcomes(made.id)).toEqual(['create settled', 'update settled']);
  });
});

describe('the disk', () => {
  test('a full disk is an answer, and nothing of the command stays', () => {
    const before = wholeState(shop.db);
    const pages = shop.db.pragma('page_count', { simple: true }) as number;
    shop.db.pragma(`max_page_count = ${pages}`);
    expect(refusal(edit({ description: 'x'.repeat(900_000) }))).toBe('DiskFull');
    expect(wholeState(shop.db)).toEqual(before);
    expect(shop.told).toEqual([]);
  });
});
