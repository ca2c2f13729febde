import { beforeEach, describe, expect, test } from 'vitest';
import { mergedFields } from '../../src/engine/queries/merged-fields.ts';
import type { Resolution } from '../../src/engine/records/resolve-conflict.ts';
import { endOperation } from '../../src/engine/sync/outbox-store.ts';
import { mergedField } from '../../src/shared/contract/sync.ts';
import type { Shop } from './records-fixture.ts';
import { done, MUG, NOW, openShop, refusal, wholeState } from './records-fixture.ts';

const MINE: Resolution = { choice: 'mine' };
const THEIRS: Resolution = { choice: 'theirs' };

let shop: Shop;
let id: string;
beforeEach(async () => {
  shop = await openShop();
  id = shop.pull('products', MUG);
});

const edit = (changes: Record<string, unknown>) =>
  shop.commands.edit({ entity: 'products', id, changes, locale: 'en' });
const count = (to: number) =>
  shop.commands.changeStock({ entity: 'products', id, intent: { kind: 'count', to }, reason: 'stocktake' });
const conflictId = (): string => {
  const open = shop.conflict(id);
  if (open === null) throw new Error('no open decision');
  return open.id;
};
const resolve = (conflict: string, fields: Record<string, Resolution>) =>
  done(shop.commands.resolveConflict({ id: conflict, fields, locale: 'en' }));
const reopen = (conflict: string, ...fields: string[]) => shop.commands.reopenConflict({ id: conflict, fields });

describe('what merged by itself', () => {
  const merged = () => {
    const rows = mergedFields(shop.db, conflictId());
    for (const row of rows) mergedField.parse(row);
    return Object.fromEntries(rows.map(({ field, by, value }) => [field, [by, value]]));
  };

  test('[MERGE8] each other field that changed since, with who changed it and what stands now', () => {
    done(edit({ regular_price: '12', weight: '1', categories: [16], slug: 'mug' }));
    shop.pull('categories', { id: 17, name: 'Gifts', slug: 'gifts', parent: 0 });
    done(edit({ categories: [16, 17] }));
    shop.pull('products', {
      ...MUG,
      regular_price: '11.00',
      name: 'Sky mug',
      slug: 'mug',
      categories: [
        { id: 16, name: 'Mugs', slug: 'mugs' },
        { id: 18, name: 'Coffee', slug: 'coffee' },
      ],
    });
    expect(merged()).toMatchObject({
      name: ['store', 'Sky mug'],
      weight: ['you', '1'],
      slug: ['same', 'mug'],
      categories: ['both', [{ id: 16 }, { id: 18 }, { id: 17 }]],
    });
    expect(Object.keys(merged())).not.toContain('regular_price');
  });

  test('[MERGE8] what a person chose is not named, nor what changed and came back, nor a settled decision', () => {
    done(edit({ regular_price: '12', name: 'Sea mug', weight: '1' }));
    done(edit({ weight: '0.3' }));
    shop.pull('products', { ...MUG, regular_price: '11.00', name: 'Sky mug' });
    const asked = conflictId();
    resolve(asked, { name: MINE });
    expect(merged()).toEqual({});
    resolve(asked, { regular_price: THEIRS });
    expect(mergedFields(shop.db, asked)).toEqual([]);
    expect(mergedFields(shop.db, 'nope')).toEqual([]);
  });
});

describe('asking again', () => {
  beforeEach(() => {
    done(edit({ regular_price: '12', name: 'Sea mug', weight: '1' }));
    shop.pull('products', { ...MUG, regular_price: '11.00', name: 'Sky mug' });
  });

  test.each([
    ['mine', MINE],
    ['theirs', THEIRS],
    ['a typed value', { choice: 'value', value: '11.50' } as const],
  ])('[MERGE9] after %s the question stands as before, and can be answered otherwise', (_name, choice) => {
    const before = { queue: shop.queue(id), open: shop.conflict(id), row: shop.row('products', id) };
    const asked = conflictId();
    resolve(asked, { regular_price: choice, name: MINE });
    expect(shop.conflict(id)).toBeNull();
    expect(done(reopen(asked, 'regular_price', 'name'))).toEqual({ reopened: ['regular_price', 'name'], stays: [] });
    expect(shop.queue(id)).toEqual(before.queue);
    expect(shop.conflict(id)).toEqual({ ...before.open, operationId: shop.open(id).at(-1)?.id });
    expect(shop.row('products', id)).toEqual(before.row);
    resolve(asked, { '*': THEIRS });
    expect(shop.queue(id)).toEqual([['update', { weight: ['0.3', '1'] }]]);
  });

  test('[MERGE9] one field of a decision that is still open joins it again', () => {
    const asked = conflictId();
    resolve(asked, { name: MINE });
    expect(done(reopen(asked, 'name', 'regular_price'))).toEqual({ reopened: ['name'], stays: [] });
    expect(shop.conflict(id)?.fields).toEqual(['regular_price', 'name']);
    expect(shop.queue(id)).toEqual([
      ['update', { weight: ['0.3', '1'] }],
      ['update', 'held', { regular_price: ['10.00', '12'], name: ['Blue mug', 'Sea mug'] }],
    ]);
  });

  test('[MERGE9] what is on its way or arrived stays, the rest is asked again', () => {
    const asked = conflictId();
    resolve(asked, { regular_price: MINE, name: THEIRS });
    shop.setState(shop.open(id)[0], 'sending');
    expect(done(reopen(asked, 'regular_price', 'name'))).toEqual({ reopened: ['name'], stays: ['regular_price'] });
    expect(shop.conflict(id)?.fields).toEqual(['name']);
    endOperation(shop.db, shop.open(id)[0]?.id ?? '', 'sent', NOW);
    shop.pull('products', { ...MUG, regular_price: '12', weight: '1', name: 'Sky mug' });
    const settled = wholeState(shop.db);
    expect(done(reopen(asked, 'regular_price'))).toEqual({ reopened: [], stays: ['regular_price'] });
    expect(wholeState(shop.db)).toEqual(settled);
  });

  test('[MERGE6] fields that were never asked, and records with another question, are refused', () => {
    const asked = conflictId();
    resolve(asked, { '*': THEIRS });
    expect(refusal(reopen(asked, 'colour'))).toBe('colour: unknown-field');
    expect(done(reopen(asked, 'weight'))).toEqual({ reopened: [], stays: ['weight'] });
    done(edit({ description: 'mine' }));
    shop.pull('products', { ...MUG, regular_price: '11.00', name: 'Sky mug', description: 'theirs' });
    const before = wholeState(shop.db);
    expect(refusal(reopen(asked, 'name'))).toBe('id: already-settled');
    expect(refusal(reopen('nope', 'name'))).toBe('NotFound');
    expect(wholeState(shop.db)).toEqual(before);
  });
});

test.each([MINE, THEIRS])('[MERGE9, STOCK2] a count is asked again with its basis and its reason', (choice) => {
  done(count(12));
  shop.pull('products', { ...MUG, stock_quantity: 7 });
  const asked = conflictId();
  resolve(asked, { stock_quantity: choice });
  expect(done(reopen(asked, 'stock_quantity'))).toEqual({ reopened: ['stock_quantity'], stays: [] });
  expect(shop.queue(id)).toEqual([['stock', 'held', { count: 12, basis: 10 }]]);
  expect(shop.open(id)[0]?.reason).toBe('stocktake');
  expect(shop.conflict(id)).toMatchObject({ kind: 'stock_moved', theirs: { stock_quantity: 7 } });
});
