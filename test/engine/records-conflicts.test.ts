import { beforeEach, describe, expect, test } from 'vitest';
import type { Resolution } from '../../src/engine/records/resolve-conflict.ts';
import { saveConflict } from '../../src/engine/sync/conflict-store.ts';
import type { ConflictKind } from '../../src/engine/sync/conflict-store.ts';
import { holdForGone } from '../../src/engine/sync/hold-for-gone.ts';
import type { EntityName, JsonObject } from '../../src/shared/domain/entities.ts';
import type { Shop } from './records-fixture.ts';
import { done, MUG, NOW, openShop, refusal, STORE, wholeState } from './records-fixture.ts';

const MINE: Resolution = { choice: 'mine' };
const THEIRS: Resolution = { choice: 'theirs' };
const value = (typed: unknown): Resolution => ({ choice: 'value', value: typed });

let shop: Shop;
let id: string;
beforeEach(async () => {
  shop = await openShop();
  id = shop.pull('products', MUG);
});

const edit = (changes: Record<string, unknown>, record = id, entity: EntityName = 'products') =>
  shop.commands.edit({ entity, id: record, changes, locale: 'en' });
const conflictOf = (record = id) => {
  const open = shop.conflict(record);
  if (open === null) throw new Error('no open decision');
  return open;
};
const resolve = (fields: Record<string, Resolution>, record = id) =>
  shop.commands.resolveConflict({ id: conflictOf(record).id, fields, locale: 'en' });
const stored = () =>
  shop.db
    .prepare<[], { status: string; resolution: string | null }>(`SELECT status, resolution FROM sync_conflict`)
    .all();

describe('changed on both sides', () => {
  /** Price and name were changed here and there, the weight only here. */
  beforeEach(() => {
    done(edit({ regular_price: '12', name: 'Sea mug', weight: '1' }));
    shop.pull('products', { ...MUG, regular_price: '11.00', name: 'Sky mug' });
    expect(conflictOf()).toMatchObject({ kind: 'both_changed', fields: ['regular_price', 'name'] });
  });

  test('[MERGE3] keep theirs: the store’s value stands, the rest of the record goes on', () => {
    expect(done(resolve({ '*': THEIRS }))).toEqual({ settled: true });
    expect(shop.queue(id)).toEqual([['update', { weight: ['0.3', '1'] }]]);
    expect(shop.row('products', id)).toMatchObject({ regular_price: '11.00', name: 'Sky mug', sync_status: 'pending' });
    expect(shop.outcomes(id)).toEqual(['update open', 'update settled']);
    expect(stored()).toEqual([{ status: 'resolved', resolution: 'keep_remote' }]);
  });

  test('[MERGE3] keep mine: it is sent on top of what the store has, and the next pull agrees', () => {
    done(resolve({ '*': MINE }));
    const expected = [
      ['update', { weight: ['0.3', '1'], regular_price: ['11.00', '12'], name: ['Sky mug', 'Sea mug'] }],
    ];
    expect(shop.queue(id)).toEqual(expected);
    expect(stored()).toEqual([{ status: 'resolved', resolution: 'keep_local' }]);
    shop.pull('products', { ...MUG, regular_price: '11.00', name: 'Sky mug', description: 'x' });
    expect(shop.queue(id)).toEqual(expected);
    expect(shop.conflict(id)).toBeNull();
  });

  test('one field at a time: what is not named stays open', () => {
    expect(done(resolve({ regular_price: value('11,50') }))).toEqual({ settled: false });
    expect(conflictOf().fields).toEqual(['name']);
    expect(shop.queue(id)).toEqual([
      ['update', { weight: ['0.3', '1'], regular_price: ['11.00', '11.50'] }],
      ['update', 'held', { name: ['Blue mug', 'Sea mug'] }],
    ]);
    expect(shop.row('products', id)['sync_status']).toBe('conflict');
    expect(done(resolve({ name: MINE }))).toEqual({ settled: true });
    expect(stored()).toEqual([{ status: 'resolved', resolution: 'merge' }]);
    expect(shop.open(id)).toHaveLength(1);
  });

  test('a value that is the store’s own is nothing to send', () => {
    done(resolve({ regular_price: value('11'), name: THEIRS }));
    expect(shop.queue(id)).toEqual([['update', { weight: ['0.3', '1'] }]]);
    expect(stored()).toEqual([{ status: 'resolved', resolution: 'merge' }]);
  });

  test('editing the field in the grid settles it', () => {
    done(edit({ regular_price: '15' }));
    expect(conflictOf().fields).toEqual(['name']);
    done(edit({ name: 'Sky mug' }));
    expect(shop.conflict(id)).toBeNull();
    expect(shop.queue(id)).toEqual([['update', { weight: ['0.3', '1'], regular_price: ['11.00', '15'] }]]);
  });

  test('taking the field back settles it for the store', () => {
    done(shop.commands.undo({ entity: 'products', id, field: 'name' }));
    expect(conflictOf().fields).toEqual(['regular_price']);
    done(shop.commands.undo({ entity: 'products', id, field: null }));
    expect(shop.queue(id)).toEqual([]);
    expect(shop.row('products', id)).toMatchObject({ regular_price: '11.00', name: 'Sky mug', sync_status: 'synced' });
  });

  test('what the rules refuse, what is not open and what is settled already changes nothing', () => {
    const before = wholeState(shop.db);
    expect(refusal(resolve({ regular_price: value('abc') }))).toBe('regular_price: not-a-price');
    expect(refusal(resolve({ name: value('') }))).toBe('name: required');
    expect(refusal(resolve({ weight: MINE }))).toBe('weight: not-in-conflict');
    expect(done(resolve({}))).toEqual({ settled: false });
    expect(refusal(shop.commands.resolveConflict({ id: 'nope', fields: { '*': MINE }, locale: 'en' }))).toBe(
      'NotFound',
    );
    expect(wholeState(shop.db)).toEqual(before);
    const { id: conflict } = conflictOf();
    done(resolve({ '*': THEIRS }));
    expect(refusal(shop.commands.resolveConflict({ id: conflict, fields: { '*': MINE }, locale: 'en' }))).toBe(
      'id: already-settled',
    );
  });

  test('a price of mine that the store would drop is refused', () => {
    shop.pull('products', { ...MUG, regular_price: '11.00', name: 'Sky mug', sale_price: '10.00' });
    expect(refusal(resolve({ regular_price: value('9') }))).toBe('regular_price: sale-not-below-regular');
  });

  test('going to the trash settles it', () => {
    done(shop.commands.trash({ entity: 'products', id, permanent: false }));
    expect(shop.queue(id)).toEqual([
      ['update', { weight: ['0.3', '1'] }],
      ['trash', {}],
    ]);
    expect(shop.conflict(id)).toBeNull();
  });
});

test('an order’s status of mine is sent as a change of status, not as an edit', () => {
  const order = shop.pull('orders', { id: 70, status: 'processing', total: '1.00' });
  done(edit({ status: 'completed' }, order, 'orders'));
  shop.pull('orders', { id: 70, status: 'cancelled', total: '1.00' });
  done(resolve({ status: MINE }, order));
  expect(shop.queue(order)).toEqual([['status', { status: ['cancelled', 'completed'] }]]);
});

test('[MERGE7] a held status that the store took back is sent as a change of status after all', () => {
  const order = shop.pull('orders', { id: 70, status: 'processing', total: '1.00' });
  done(edit({ status: 'completed', customer_note: 'x' }, order, 'orders'));
  shop.pull('orders', { id: 70, status: 'cancelled', total: '1.00', customer_note: 'y' });
  expect([...conflictOf(order).fields].sort()).toEqual(['customer_note', 'status']);
  shop.pull('orders', { id: 70, status: 'processing', total: '1.00' });
  expect(shop.conflict(order)).toBeNull();
  expect(shop.queue(order)).toEqual([
    ['status', { status: ['processing', 'completed'] }],
    ['update', { customer_note: [null, 'x'] }],
  ]);
});

describe('stock that moved', () => {
  const count = (to: number) =>
    shop.commands.changeStock({ entity: 'products', id, intent: { kind: 'count', to }, reason: 'stocktake' });

  test('[STOCK2] the count again, another count, or the store’s quantity', () => {
    for (const [choice, expected, quantity] of [
      [MINE, [['stock', { count: 12, basis: 7 }]], 12],
      [value('9'), [['stock', { count: 9, basis: 7 }]], 9],
      [THEIRS, [], 7],
    ] as const) {
      shop.pull('products', MUG);
      done(count(12));
      shop.pull('products', { ...MUG, stock_quantity: 7 });
      expect(conflictOf()).toMatchObject({ kind: 'stock_moved', fields: ['stock_quantity'] });
      expect(done(resolve({ stock_quantity: choice }))).toEqual({ settled: true });
      expect(shop.queue(id)).toEqual(expected);
      expect(shop.row('products', id)['stock_quantity']).toBe(quantity);
      for (const operation of shop.open(id)) expect(operation.reason).toBe('stocktake');
      done(shop.commands.undo({ entity: 'products', id, field: null }));
    }
  });

  test('[MERGE6] a moved count and a changed price are one decision; each is settled by itself', () => {
    done(edit({ regular_price: '12' }));
    done(count(12));
    shop.pull('products', { ...MUG, regular_price: '11', stock_quantity: 7 });
    expect([...conflictOf().fields].sort()).toEqual(['regular_price', 'stock_quantity']);
    shop.pull('products', { ...MUG, regular_price: '11', stock_quantity: 6 });
    expect(conflictOf().theirs).toMatchObject({ stock_quantity: 6, regular_price: '11' });
    done(resolve({ stock_quantity: MINE }));
    expect(conflictOf().fields).toEqual(['regular_price']);
    done(resolve({ regular_price: MINE }));
    expect(shop.queue(id)).toEqual([
      ['stock', { count: 12, basis: 6 }],
      ['update', { regular_price: ['11', '12'] }],
    ]);
  });

  test('counting again answers the question', () => {
    done(count(12));
    shop.pull('products', { ...MUG, stock_quantity: 7 });
    done(count(8));
    expect(shop.conflict(id)).toBeNull();
    expect(shop.queue(id)).toEqual([['stock', { count: 8, basis: 7 }]]);
  });
});

describe('trashed in the store while changes wait', () => {
  beforeEach(() => {
    done(edit({ regular_price: '12', name: 'Sea mug' }));
    done(shop.commands.changeStock({ entity: 'products', id, intent: { kind: 'adjust', by: 2 }, reason: '' }));
    shop.pull('products', { ...MUG, status: 'trash' });
    expect(conflictOf()).toMatchObject({ kind: 'deleted_remotely' });
  });

  test('[DEL5] mine: out of the trash first, then the edits', () => {
    expect(done(resolve({ status: MINE }))).toEqual({ settled: true });
    expect(shop.queue(id)).toEqual([
      ['stock', { adjust: 2 }],
      ['restore', { status: ['trash', 'publish'] }],
      ['update', { regular_price: ['10.00', '12'], name: ['Blue mug', 'Sea mug'] }],
    ]);
    expect(shop.row('products', id)).toMatchObject({ status: 'publish', regular_price: '12', sync_status: 'pending' });
    shop.pull('products', { ...MUG, status: 'trash', description: 'x' });
    expect(shop.conflict(id)).toBeNull();
  });

  test('[DEL5] theirs: the edits go, the record stays in the trash', () => {
    done(resolve({ '*': THEIRS }));
    expect(shop.queue(id)).toEqual([]);
    expect(shop.row('products', id)).toMatchObject({ status: 'trash', name: 'Blue mug', sync_status: 'synced' });
    expect(stored()).toEqual([{ status: 'resolved', resolution: 'keep_remote' }]);
  });

  test('single fields are given up or changed before, the decision stays open', () => {
    expect(done(resolve({ name: THEIRS, regular_price: value('13') }))).toEqual({ settled: false });
    expect([...conflictOf().fields].sort()).toEqual(['regular_price', 'status']);
    done(edit({ weight: '2' }));
    expect(conflictOf()).toMatchObject({ kind: 'deleted_remotely', mine: { weight: '2', regular_price: '13' } });
    done(resolve({ status: value('draft') }));
    expect(shop.queue(id)).toEqual([
      ['stock', { adjust: 2 }],
      ['restore', { status: ['trash', 'draft'] }],
      ['update', { regular_price: ['10.00', '13'], weight: ['0.3', '2'] }],
    ]);
  });

  test('restoring is the same as mine, taking everything back the same as theirs', () => {
    done(shop.commands.restore({ entity: 'products', id }));
    expect(shop.queue(id)).toHaveLength(3);
    shop.pull('products', MUG);
    done(shop.commands.undo({ entity: 'products', id, field: null }));
    done(edit({ name: 'Sea mug' }));
    shop.pull('products', { ...MUG, status: 'trash' });
    done(shop.commands.undo({ entity: 'products', id, field: 'name' }));
    expect(shop.queue(id)).toEqual([]);
    expect(shop.conflict(id)).toBeNull();
    expect(shop.row('products', id)['status']).toBe('trash');
  });
});

describe('gone from the store for good while changes wait', () => {
  const gone = (entity: EntityName, record: string, wooId: number) =>
    shop.db.transaction(() =>
      holdForGone(
        {
          db: shop.db,
          storeId: STORE,
          newId: () => `gone-${String(Math.round(wooId))}-${record.slice(-4)}-${String(goneIds++)}`,
          now: NOW,
        },
        entity,
        record,
        wooId,
      ),
    )();
  let goneIds = 0;

  test('[DEL5] mine: it is made anew from all that is known of it', () => {
    const cups = shop.pull('categories', { id: 16, name: 'Mugs', slug: 'mugs' });
    expect(cups).not.toBe('');
    done(edit({ regular_price: '12' }));
    gone('products', id, 10);
    expect(done(resolve({ '*': MINE }))).toEqual({ settled: true });
    expect(shop.queue(id)).toEqual([
      [
        'create',
        expect.objectContaining({
          name: 'Blue mug',
          sku: 'MUG-1',
          regular_price: '12',
          status: 'publish',
          categories: [{ id: 16, name: 'Mugs', slug: 'mugs' }],
          meta_data: [{ key: 'color', value: 'blue' }],
        }),
      ],
    ]);
    const values = shop.open(id)[0]?.payload.values ?? {};
    for (const name of ['id', 'price', 'on_sale', 'sale_price']) expect(values).not.toHaveProperty(name);
    expect(shop.row('products', id)).toMatchObject({
      woo_id: null,
      source: 'local',
      name: 'Blue mug',
      synced_at: null,
      sync_status: 'pending',
    });
    expect(shop.db.prepare(`SELECT count(*) FROM base_documents WHERE record_id = ?`).pluck().get(id)).toBe(0);
  });

  test('[DEL5] theirs: it is removed, what waited ends as settled', () => {
    done(edit({ regular_price: '12' }));
    gone('products', id, 10);
    done(resolve({ status: THEIRS }));
    expect(shop.rowOrNull('products', id)).toBeNull();
    expect(shop.outcomes(id)).toEqual(['update settled']);
    expect(stored()).toEqual([{ status: 'resolved', resolution: 'keep_remote' }]);
  });

  test('a product comes back with its variations; deciding on a variation of a gone product brings all of it', () => {
    for (const by of ['product', 'variation'] as const) {
      const number = by === 'product' ? 20 : 30;
      const parent = shop.pull('products', { ...MUG, id: number, sku: '', type: 'variable', regular_price: '' });
      const child = shop.pull('variations', { id: number + 1, status: 'publish', regular_price: '5', sku: '' }, parent);
      done(edit({ regular_price: '6' }, child, 'variations'));
      if (by === 'product') done(edit({ name: 'Tee' }, parent));
      gone('products', parent, number);
      done(resolve({ status: MINE }, by === 'product' ? parent : child));
      expect(shop.queue(parent)).toMatchObject([['create', { type: 'variable' }]]);
      expect(shop.queue(child)).toMatchObject([['create', { regular_price: '6' }]]);
      expect(shop.row('variations', child)).toMatchObject({ woo_id: null, product_id: parent });
      expect([shop.conflict(parent), shop.conflict(child)]).toEqual([null, null]);
    }
  });

  test('a gone order is not made anew; deleting what is gone agrees with the store', () => {
    const order = shop.pull('orders', { id: 70, status: 'processing', total: '1.00' });
    done(edit({ customer_note: 'x' }, order, 'orders'));
    gone('orders', order, 70);
    const before = wholeState(shop.db);
    expect(refusal(resolve({ status: MINE, customer_note: THEIRS }, order))).toBe('status: not-creatable');
    expect(wholeState(shop.db)).toEqual(before);
    expect(done(shop.commands.trash({ entity: 'orders', id: order, permanent: false })).removed).toBe(true);
    expect(shop.conflict(order)).toBeNull();
  });
});

describe('decisions about more than fields', () => {
  const save = (
    kind: ConflictKind,
    extra: {
      entity?: EntityName;
      recordId?: string | null;
      operationId?: string | null;
      mine?: JsonObject;
      fields?: string[];
    },
  ) =>
    saveConflict(
      shop.db,
      {
        id: 'c1',
        storeId: STORE,
        entity: 'products',
        recordId: null,
        wooId: null,
        operationId: null,
        kind,
        base: {},
        mine: {},
        theirs: {},
        fields: [],
        ...extra,
      },
      NOW,
    );
  const decide = (choice: Resolution, field = '*') =>
    shop.commands.resolveConflict({ id: 'c1', fields: { [field]: choice }, locale: 'en' });

  test('[DEL4] a held mass deletion: all of it may go, or none', () => {
    for (const [choice, decision, resolution] of [
      [THEIRS, 'remove', 'keep_remote'],
      [MINE, 'keep', 'keep_local'],
    ] as const) {
      shop.db.exec(`DELETE FROM sync_missing; DELETE FROM sync_conflict`);
      const insert = shop.db.prepare(
        `INSERT INTO sync_missing (store_id, entity, woo_id, record_id, missed, first_missed_at, census) VALUES (?, ?, ?, 'r', 2, 0, 1)`,
      );
      insert.run(STORE, 'products', 1);
      insert.run(STORE, 'orders', 2);
      save('mass_deletion', { mine: { count: 60 }, fields: ['*'] });
      expect(refusal(decide(value('x')))).toBe('*: not-a-choice');
      expect(done(decide(choice))).toEqual({ settled: true });
      expect(shop.db.prepare(`SELECT entity, decision FROM sync_missing ORDER BY entity`).all()).toEqual([
        { entity: 'orders', decision: null },
        { entity: 'products', decision },
      ]);
      expect(stored()).toEqual([{ status: 'resolved', resolution }]);
    }
  });

  test('[UNKNOWN4] an outcome that nobody knows: sent again, or left', () => {
    const order = shop.pull('orders', { id: 70, status: 'processing', total: '1.00' });
    for (const choice of [MINE, THEIRS]) {
      shop.db.exec(`DELETE FROM sync_conflict`);
      done(edit({ status: 'completed' }, order, 'orders'));
      const operation = shop.open(order)[0];
      shop.setState(operation, 'held');
      save('outcome_unknown', {
        entity: 'orders',
        recordId: order,
        operationId: operation?.id ?? '',
        fields: ['status'],
      });
      done(decide(choice, 'status'));
      expect(shop.queue(order)).toEqual(choice === MINE ? [['status', { status: ['processing', 'completed'] }]] : []);
      expect(shop.row('orders', order)).toMatchObject(
        choice === MINE
          ? { status: 'completed', sync_status: 'pending' }
          : { status: 'processing', sync_status: 'synced' },
      );
      done(shop.commands.undo({ entity: 'orders', id: order, field: null }));
    }
  });

  test('[UNKNOWN4] a note that is left is no longer shown as waiting: the store’s own list tells', () => {
    const order = shop.pull('orders', { id: 70, status: 'processing', total: '1.00' });
    const note = done(shop.commands.addNote({ orderId: order, text: 'x', customer: false }));
    const operation = shop.open(note.id)[0];
    shop.setState(operation, 'held');
    save('outcome_unknown', { entity: 'order_notes', recordId: note.id, operationId: operation?.id ?? '' });
    done(decide(THEIRS));
    expect(shop.rowOrNull('order_notes', note.id)).toBeNull();
    expect(shop.outcomes(note.id)).toEqual(['note settled']);
  });

  test('[UNKNOWN5] two records with one stamp: both stay, the question is closed', () => {
    save('duplicate', { recordId: id });
    done(decide(THEIRS));
    expect(stored()).toEqual([{ status: 'resolved', resolution: 'keep_remote' }]);
    expect(shop.row('products', id)['sync_status']).toBe('synced');
  });
});
