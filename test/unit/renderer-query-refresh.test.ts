import { QueryObserver } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import { answersAgain, createQueries, createRefresher, mergeStatus } from '../../src/renderer/app/query-refresh.ts';
import { tablesReadBy } from '../../src/renderer/app/query-tables.ts';
import type { SyncStatus } from '../../src/shared/contract/sync.ts';

/** Timers that fire when the test says so. */
function createManualTimers() {
  const due: (() => void)[] = [];
  return {
    setTimeout: (run: () => void) => due.push(run),
    waiting: () => due.length,
    fire: () => {
      for (const run of due.splice(0)) run();
    },
  };
}

/** One query on screen whose answers the test gives. */
function watch(queries: ReturnType<typeof createQueries>, queryKey: readonly unknown[]) {
  const answers: ((value: string) => void)[] = [];
  const queryFn = (): Promise<string> => new Promise((resolve) => answers.push(resolve));
  const observer = new QueryObserver(queries, { queryKey, queryFn });
  const stop = observer.subscribe(() => undefined);
  return {
    reads: () => answers.length,
    data: () => observer.getCurrentResult().data,
    answer: async (value: string) => {
      answers.at(-1)?.(value);
      await expect.poll(() => observer.getCurrentResult().data).toBe(value);
    },
    stop,
  };
}

const PRODUCTS = ['records.list', { entity: 'products' }];

describe('a change notice', () => {
  test('reads the queries of its tables again and leaves the others alone', async () => {
    const queries = createQueries();
    const timers = createManualTimers();
    const refresher = createRefresher(queries, timers);
    const products = watch(queries, PRODUCTS);
    const orders = watch(queries, ['records.list', { entity: 'orders' }]);
    await products.answer('old');
    await orders.answer('old');
    refresher.changed(['products']);
    timers.fire();
    expect([products.reads(), orders.reads()]).toEqual([2, 1]);
    products.stop();
    orders.stop();
    queries.clear();
  });

  test('is gathered with those that follow it at once', async () => {
    const queries = createQueries();
    const timers = createManualTimers();
    const refresher = createRefresher(queries, timers);
    const products = watch(queries, PRODUCTS);
    await products.answer('old');
    for (let page = 0; page < 50; page += 1) refresher.changed(['products']);
    expect(timers.waiting()).toBe(1);
    timers.fire();
    expect(products.reads()).toBe(2);
    products.stop();
    queries.clear();
  });

  test('does not cut a running read short: it gets to answer, and then is read once more', async () => {
    const queries = createQueries();
    const timers = createManualTimers();
    const refresher = createRefresher(queries, timers);
    const products = watch(queries, PRODUCTS);
    refresher.changed(['products']);
    timers.fire();
    expect(products.reads()).toBe(1);
    await products.answer('read while it changed');
    timers.fire();
    expect(products.reads()).toBe(2);
    await products.answer('read after it changed');
    expect(timers.waiting()).toBe(0);
    products.stop();
    queries.clear();
  });
});

describe('the tables of a query', () => {
  test('are those of its entity, and those that mark its cells', () => {
    const tables = tablesReadBy('records.list', { entity: 'variations' });
    expect(tables).toContain('product_variations');
    expect(tables).toContain('outbox');
    expect(tables).toContain('sync_conflict');
    expect(tables).not.toContain('orders');
  });

  test('are none for what changes something', () => {
    expect(tablesReadBy('records.edit', { entity: 'products' })).toBeNull();
    expect(tablesReadBy('sync.run', {})).toBeNull();
  });
});

describe('a status that the engine tells unasked', () => {
  const statusOf = (storeId: string, cadence: SyncStatus['cadence']): SyncStatus => ({
    storeId,
    state: 'idle',
    problem: null,
    mode: 'push',
    cadence,
    firstSyncComplete: true,
    recovered: false,
    run: null,
    counters: { waiting: 0, notUpToDate: 0, decisions: 0, refused: 0 },
    lastCheckAt: null,
    nextCheckAt: null,
    entities: [],
    team: null,
  });

  test('replaces that of its store and keeps the others in their place', () => {
    const known = [statusOf('a', 'eco'), statusOf('b', 'eco')];
    expect(mergeStatus(known, statusOf('a', 'realtime'))).toEqual([statusOf('a', 'realtime'), statusOf('b', 'eco')]);
    expect(mergeStatus(known, statusOf('c', 'eco')).map(({ storeId }) => storeId)).toEqual(['a', 'b', 'c']);
  });
});

test('a store answers again when it was out of reach and is no longer', () => {
  const status = (state: SyncStatus['state'], storeId = 'one') => ({ storeId, state }) as SyncStatus;
  expect(answersAgain([status('unreachable')], status('checking'))).toBe(true);
  expect(answersAgain([status('offline')], status('idle'))).toBe(true);
  expect(answersAgain([status('unreachable')], status('unreachable'))).toBe(false);
  expect(answersAgain([status('idle')], status('checking'))).toBe(false);
  expect(answersAgain([status('unreachable', 'other')], status('idle'))).toBe(false);
});
