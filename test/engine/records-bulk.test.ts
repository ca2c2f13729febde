import { beforeEach, describe, expect, test } from 'vitest';
import { listRecordIds, listRecords } from '../../src/engine/queries/list-records.ts';
import type { BulkChange } from '../../src/engine/records/bulk-change.ts';
import { listInput } from '../../src/shared/contract/records.ts';
import { endOperation } from '../../src/engine/sync/outbox-store.ts';
import { recordsOfBatch } from '../../src/engine/sync/history-store.ts';
import type { Shop } from './records-fixture.ts';
import { done, MUG, NOW, openShop, wholeState } from './records-fixture.ts';

let shop: Shop;
let ids: string[];
beforeEach(async () => {
  shop = await openShop();
  ids = [1, 2, 3].map((at) =>
    shop.pull('products', {
      ...MUG,
      id: 10 + at,
      sku: `MUG-${String(at)}`,
      name: `Mug ${String(at)}`,
      regular_price: `${String(at)}0.00`,
    }),
  );
  ids.push(
    shop.pull('products', { ...MUG, id: 20, sku: 'VAR', name: 'Variable', type: 'variable', regular_price: '' }),
  );
});

const cents = { decimals: 2 };
const RAISE: BulkChange = { regular_price: { op: 'raise_percent', value: '10', rounding: cents } };
const preview = (change: BulkChange, of = ids) =>
  done(shop.commands.previewBulk({ ids: of, change, locale: 'en' })).map(({ label, changes, refused }) => ({
    label,
    changes: Object.fromEntries(changes.map(({ field, before, after }) => [field, [before, after]])),
    refused: refused?.type === 'FieldRefused' ? refused.reason : (refused?.type ?? null),
  }));
const apply = (change: BulkChange, of = ids, batchId: string | null = null) =>
  done(shop.commands.applyBulk({ ids: of, change, locale: 'en', batchId }));
const restore = (batchId: string, part: { skip?: number; limit?: number; into?: string | null } = {}) =>
  done(shop.commands.restoreBatch({ batchId, skip: 0, limit: 100, into: null, ...part }));
const price = (id: string) => shop.row('products', id)['regular_price'];
const id = (at: number): string => ids[at] ?? '';

describe('[BULK2] the preview', () => {
  test('names each value before and after and each refusal with its reason, and changes nothing', () => {
    const before = wholeState(shop.db);
    expect(preview(RAISE, [...ids, 'gone'])).toEqual([
      { label: 'Mug 1', changes: { regular_price: ['10.00', '11.00'] }, refused: null },
      { label: 'Mug 2', changes: { regular_price: ['20.00', '22.00'] }, refused: null },
      { label: 'Mug 3', changes: { regular_price: ['30.00', '33.00'] }, refused: null },
      { label: 'Variable', changes: {}, refused: 'price-on-variations' },
      { label: '', changes: {}, refused: 'NotFound' },
    ]);
    expect(wholeState(shop.db)).toEqual(before);
    expect(shop.told).toEqual([]);
    expect(shop.db.prepare(`SELECT count(*) AS n FROM field_changes`).get()).toEqual({ n: 0 });
  });

  test('says what the edit then does, rules between fields included', () => {
    const change: BulkChange = {
      sale_price: { op: 'set', value: '15' },
      status: 'draft',
      stock: { op: 'lower', value: '4' },
    };
    const shown = preview(change);
    expect(shown.map(({ refused }) => refused)).toEqual(['sale-not-below-regular', null, null, 'price-on-variations']);
    const applied = apply(change);
    expect(applied.rows.map(({ refused }) => (refused?.type === 'FieldRefused' ? refused.reason : null))).toEqual(
      shown.map(({ refused }) => refused),
    );
    expect(shop.row('products', id(0))).toMatchObject({ status: 'publish', stock_quantity: 10, sync_status: 'synced' });
    expect(shop.row('products', id(1))).toMatchObject({ status: 'draft', sale_price: '15', stock_quantity: 6 });
  });

  test('a field that waits for a decision is refused, and the decision stays', () => {
    done(shop.commands.edit({ entity: 'products', id: id(0), changes: { regular_price: '12' }, locale: 'en' }));
    shop.pull('products', { ...MUG, id: 11, sku: 'MUG-1', name: 'Mug 1', regular_price: '14.00' });
    expect(preview(RAISE).map(({ refused }) => refused)).toEqual(['in-decision', null, null, 'price-on-variations']);
    apply(RAISE);
    expect(shop.conflict(id(0))).toMatchObject({ fields: ['regular_price'], status: 'open' });
  });
});

describe('[BULK3] the edit', () => {
  test('in parts it is one bulk edit, each record wholly or not at all', () => {
    const { batchId } = apply(RAISE, ids.slice(0, 2));
    expect(apply(RAISE, ids.slice(2), batchId).batchId).toBe(batchId);
    expect(ids.slice(0, 3).map(price)).toEqual(['11.00', '22.00', '33.00']);
    expect(shop.queue(id(3))).toEqual([]);
    expect(recordsOfBatch(shop.db, batchId)).toEqual(ids.slice(0, 3));
    expect(shop.told).toEqual(['products 2', 'products 1']);
  });

  test('a record that stays as it is counts as neither changed nor refused', () => {
    const applied = apply({ status: 'publish' });
    expect(applied.rows.every(({ changes, refused }) => changes.length === 0 && refused === null)).toBe(true);
    expect(shop.told).toEqual([]);
  });

  test('categories are added by the numbers that the store knows; an unknown one is refused', () => {
    shop.pull('categories', { id: 16, name: 'Mugs', slug: 'mugs', parent: 0 });
    shop.pull('categories', { id: 17, name: 'Gifts', slug: 'gifts', parent: 0 });
    apply({ categories: { add: [17], remove: [16] } }, [id(0)]);
    expect(shop.queue(id(0))).toMatchObject([['update', { categories: [[{ id: 16 }], [{ id: 17 }]] }]]);
    expect(preview({ categories: { add: [99], remove: [] } }, [id(1)])).toMatchObject([
      { refused: 'unknown-reference' },
    ]);
  });
});

describe('[HISTORY3] taken back', () => {
  test('in parts, under one name; a field that was changed since keeps what it has', () => {
    const { batchId } = apply(RAISE);
    done(shop.commands.edit({ entity: 'products', id: id(1), changes: { regular_price: '99' }, locale: 'en' }));
    const first = restore(batchId, { limit: 1 });
    expect([first.left, price(id(0)), price(id(2))]).toEqual([2, '10.00', '33.00']);
    const rest = restore(batchId, { skip: 1, into: first.batchId });
    expect([rest.left, rest.batchId]).toEqual([0, first.batchId]);
    expect(ids.slice(0, 3).map(price)).toEqual(['10.00', '99', '30.00']);
    expect(shop.queue(id(0))).toEqual([]);
  });

  test('[BULK4] stock that waits goes; a movement that was sent is followed by its opposite, whatever was sold', () => {
    const { batchId } = apply({ stock: { op: 'raise', value: '5' } }, ids.slice(0, 2));
    expect(shop.queue(id(0))).toEqual([['stock', { adjust: 5 }]]);
    const sent = shop.open(id(1))[0]?.id ?? '';
    endOperation(shop.db, sent, 'sent', NOW);
    shop.pull('products', { ...MUG, id: 12, sku: 'MUG-2', name: 'Mug 2', regular_price: '20.00', stock_quantity: 13 });
    restore(batchId);
    expect(shop.queue(id(0))).toEqual([]);
    expect(shop.row('products', id(0))['stock_quantity']).toBe(10);
    expect(shop.queue(id(1))).toEqual([['stock', { adjust: -5 }]]);
    expect(shop.row('products', id(1))['stock_quantity']).toBe(8);
  });

  test('[BULK4] a count that waits goes', () => {
    const { batchId } = apply({ stock: { op: 'set', value: '3' } }, [id(0)]);
    expect(shop.queue(id(0))).toEqual([['stock', { count: 3, basis: 10 }]]);
    restore(batchId);
    expect(shop.queue(id(0))).toEqual([]);
    expect(shop.row('products', id(0))['stock_quantity']).toBe(10);
  });
});

test('the ids of a list are those of its rows, in their order, and a part of them', () => {
  const ask = (more: Record<string, unknown>) =>
    listInput.parse({ entity: 'products', sort: { field: 'name', descending: true }, ...more });
  for (const more of [
    {},
    { search: 'mug' },
    { limit: 2, offset: 1 },
    { filters: { type: ['variable'] } },
    { offset: 9 },
  ]) {
    const rows = listRecords(shop.db, ask(more));
    const found = listRecordIds(shop.db, ask(more));
    if (!rows.ok || !found.ok) throw new Error('refused');
    expect(found.value).toEqual({ total: rows.value.total, ids: rows.value.rows.map((row) => row['id']) });
  }
});
