import { describe, expect, test } from 'vitest';
import { chartOfOrderStatus, ORDER_STATUSES, wordOrderStatus } from '../../src/renderer/app/order-status.ts';
import { isOperationKind, wordOperation } from '../../src/renderer/app/sync-words.ts';
import { typedRows } from '../../src/renderer/app/typed-rows.ts';
import { lowestFirst, LOW_STOCK_VALUES } from '../../src/renderer/screens/home/low-stock-rows.ts';
import { foldRuns } from '../../src/renderer/screens/home/run-groups.ts';
import { isLowStock } from '../../src/renderer/screens/products/product-logic.ts';
import { checkFilters, findSort } from '../../src/engine/queries/list-filters.ts';
import { pendingOperation, type SyncRun } from '../../src/shared/contract/sync.ts';
import { z } from 'zod';
import '../../src/renderer/app/locale.ts';

function runOf(id: string, changes: Partial<SyncRun> = {}): SyncRun {
  return {
    id,
    storeId: 'one',
    kind: 'incremental',
    outcome: 'succeeded',
    startedBy: 'schedule',
    startedAt: '2026-11-20T12:00:00Z',
    endedAt: '2026-11-20T12:00:01Z',
    requests: 4,
    fetched: 0,
    created: 0,
    updated: 0,
    deleted: 0,
    pushed: 0,
    failed: 0,
    problem: null,
    ...changes,
  };
}

const shortened = (runs: readonly SyncRun[]) => foldRuns(runs).map(({ run, checks }) => [run.id, checks]);

describe('the latest runs', () => {
  test('fold checks in a row that found nothing into one line, named by the latest of them', () => {
    expect(shortened([runOf('c'), runOf('b'), runOf('a')])).toEqual([['c', 3]]);
  });

  test('keep every run that brought, sent or was refused something', () => {
    for (const moved of ['created', 'updated', 'deleted', 'pushed', 'failed'] as const) {
      expect(shortened([runOf('c'), runOf('b', { [moved]: 1 }), runOf('a')])).toEqual([
        ['c', 1],
        ['b', 0],
        ['a', 1],
      ]);
    }
  });

  test('do not fold other outcomes, other stores, other kinds or a run that still goes on', () => {
    const runs = [
      runOf('e', { outcome: 'running' }),
      runOf('d', { outcome: 'incomplete' }),
      runOf('c'),
      runOf('b', { storeId: 'two' }),
      runOf('a', { kind: 'census' }),
    ];
    expect(shortened(runs)).toEqual([
      ['e', 0],
      ['d', 1],
      ['c', 1],
      ['b', 1],
      ['a', 0],
    ]);
  });
});

describe('low stock', () => {
  const product = (id: string, stock: number) => ({
    id,
    store_id: 'one',
    name: id,
    image_url: null,
    stock_quantity: stock,
  });
  const variation = (id: string, stock: number) => ({ ...product(id, stock), product_id: `product of ${id}` });

  test('puts the emptiest first, products before variations, and no more than asked for', () => {
    const rows = lowestFirst([product('mug', 2), product('bowl', 5)], [variation('blue', 0), variation('red', 2)], 3);
    expect(rows.map(({ id, left }) => [id, left])).toEqual([
      ['blue', 0],
      ['mug', 2],
      ['red', 2],
    ]);
    expect(rows.map(({ parentId }) => parentId)).toEqual(['product of blue', null, 'product of red']);
  });

  test('means the numbers that the list of products writes in amber', () => {
    expect(LOW_STOCK_VALUES.every(isLowStock)).toBe(true);
    expect(isLowStock((LOW_STOCK_VALUES.at(-1) ?? 0) + 1)).toBe(false);
  });

  test('asks the engine for nothing that it refuses', () => {
    for (const entity of ['products', 'variations'] as const) {
      expect(checkFilters(entity, { stock_quantity: LOW_STOCK_VALUES, status: ['publish'] }).ok).toBe(true);
      expect(findSort(entity, 'stock_quantity', false).ok).toBe(true);
    }
    expect(findSort('products', 'woo_modified_at', false).ok).toBe(true);
    expect(findSort('orders', 'date_created_woo', false).ok).toBe(true);
  });
});

test('every status of an order has words and a mark of its own', () => {
  expect(new Set(ORDER_STATUSES.map(chartOfOrderStatus)).size).toBe(ORDER_STATUSES.length);
  expect(new Set(ORDER_STATUSES.map(wordOrderStatus)).size).toBe(ORDER_STATUSES.length);
});

test('every kind of waiting change has words; a kind of another version is known as unknown', () => {
  const kinds = pendingOperation.shape.kind.options;
  expect(kinds.every(isOperationKind)).toBe(true);
  expect(new Set(kinds.map(wordOperation)).size).toBe(kinds.length);
  expect(isOperationKind('teleport')).toBe(false);
  expect(isOperationKind('toString')).toBe(false);
});

test('a row that breaks the promise of its entity is left out, the others stay', () => {
  const schema = z.object({ id: z.string() });
  expect(typedRows(schema, [{ id: 'a' }, { id: 7 }, null, { id: 'b' }])).toEqual([{ id: 'a' }, { id: 'b' }]);
});
