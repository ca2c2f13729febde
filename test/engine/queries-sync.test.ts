import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { countsBy, liveCount } from '../../src/engine/queries/counts.ts';
import { listStores } from '../../src/engine/queries/list-stores.ts';
import { onDeviceCount, syncCounters } from '../../src/engine/queries/sync-counters.ts';
import { listConflicts, listErrors, listPending, listRuns } from '../../src/engine/queries/sync-lists.ts';
import { saveConflict } from '../../src/engine/sync/conflict-store.ts';
import { insertOperation } from '../../src/engine/sync/outbox-store.ts';
import { store as storeSchema } from '../../src/shared/contract/stores.ts';
import { conflictRow, pendingOperation, syncErrorRow, syncRun } from '../../src/shared/contract/sync.ts';
import { BUILT_AT_MS, buildMirror, commonColumns, insertRow, insertStore } from '../support/build-mirror.ts';
import { openTestMirror } from '../support/test-mirror.ts';

let db: WritableDb;
let storeId: string;
let other: string;

beforeEach(async () => {
  db = await openTestMirror();
  storeId = insertStore(db, 'shop');
  other = insertStore(db, 'other', { created_at: BUILT_AT_MS + 1, mode: 'push', is_demo: 1 });
  insertRow(db, 'products', { ...commonColumns(storeId, 'p1', 1), name: 'Mug', status: 'publish' });
  insertRow(db, 'orders', { ...commonColumns(storeId, 'o1', 2), number: '1002', status: 'pending' });
});
afterEach(() => db.close());

const AT = '2026-01-01T00:00:00.000Z';

describe('what waits', () => {
  test('one row per operation that has not ended, oldest first, with what it changes', () => {
    const common = { storeId, createdAt: BUILT_AT_MS };
    insertOperation(db, {
      ...common,
      id: 'a',
      entity: 'products',
      recordId: 'p1',
      kind: 'update',
      payload: { fields: { 'dimensions.width': { base: '1', value: '2' } } },
    });
    insertOperation(db, {
      ...common,
      id: 'b',
      entity: 'orders',
      recordId: 'o1',
      kind: 'status',
      payload: { fields: { status: { base: 'pending', value: 'completed' } } },
      state: 'unknown',
    });
    insertOperation(db, {
      ...common,
      id: 'c',
      entity: 'order_notes',
      recordId: 'gone',
      kind: 'note',
      payload: { note: { text: 'hello', customer: true, orderId: 'o1' } },
      state: 'held',
    });
    insertOperation(db, {
      ...common,
      id: 'd',
      entity: 'products',
      recordId: 'p1',
      kind: 'stock',
      payload: { stock: { count: 4, basis: 3 } },
      state: 'refused',
    });
    insertOperation(db, {
      ...common,
      storeId: other,
      id: 'e',
      entity: 'coupons',
      recordId: 'x',
      kind: 'create',
      payload: { values: { code: 'save' } },
    });
    const { total, rows } = listPending(db, storeId, 10);
    for (const row of rows) pendingOperation.parse(row);
    expect(total).toBe(4);
    expect(rows).toMatchObject([
      {
        id: 'a',
        label: 'Mug',
        woo_id: 1,
        kind: 'update',
        state: 'queued',
        fields: [{ field: 'width', base: '1', value: '2' }],
        createdAt: AT,
        nextAttemptAt: null,
      },
      { id: 'b', label: '1002', state: 'unknown', fields: [{ field: 'status', base: 'pending', value: 'completed' }] },
      { id: 'c', label: '', state: 'held', fields: [{ field: 'note', base: null, value: 'hello' }] },
      { id: 'd', state: 'refused', fields: [{ field: 'stock_quantity', base: null, value: 4 }] },
    ]);
    expect(listPending(db, null, 2)).toMatchObject({ total: 5, rows: [{ id: 'a' }, { id: 'b' }] });
    db.prepare(`UPDATE outbox SET state = 'ended', outcome = 'settled', ended_at = 1 WHERE id = 'a'`).run();
    expect(listPending(db, storeId, 10).rows.map((row) => row.id)).toEqual(['b', 'c', 'd']);
  });
});

describe('what was refused', () => {
  test('open errors newest first; settled ones on request', () => {
    const common = {
      store_id: storeId,
      entity_type: 'products',
      error_code: 'x',
      error_message: 'Invalid SKU.',
      recovery: 'retry',
      meaning: 'kept-locally',
      last_seen_at: 1,
    };
    insertRow(db, 'sync_errors', {
      ...common,
      id: 'e1',
      entity_id: 'p1',
      created_at: BUILT_AT_MS,
      http_status: 400,
      field: 'sku',
      next_retry_at: BUILT_AT_MS,
    });
    insertRow(db, 'sync_errors', { ...common, id: 'e2', entity_id: null, woo_id: 77, created_at: BUILT_AT_MS + 5 });
    insertRow(db, 'sync_errors', { ...common, id: 'e3', entity_id: 'p1', created_at: 1, resolved: 1 });
    const { total, rows } = listErrors(db, null, false);
    for (const row of rows) syncErrorRow.parse(row);
    expect(total).toBe(2);
    expect(rows).toMatchObject([
      { id: 'e2', recordId: null, woo_id: 77, label: '#77', resolved: false },
      {
        id: 'e1',
        recordId: 'p1',
        woo_id: 1,
        label: 'Mug',
        message: 'Invalid SKU.',
        httpStatus: 400,
        field: 'sku',
        nextRetryAt: AT,
        createdAt: AT,
      },
    ]);
    expect(listErrors(db, storeId, true).rows.map((row) => row.id)).toEqual(['e3']);
    expect(listErrors(db, other, false).total).toBe(0);
  });
});

describe('what needs a decision', () => {
  test('one row per record with base, mine and theirs; a held mass deletion says how many', () => {
    const common = { storeId, entity: 'products' as const, wooId: 1, operationId: null };
    saveConflict(
      db,
      {
        ...common,
        id: 'c1',
        recordId: 'p1',
        kind: 'both_changed',
        base: { regular_price: '1', 'dimensions.width': '2' },
        mine: { regular_price: '3', 'dimensions.width': '4' },
        theirs: { regular_price: '5' },
        fields: ['regular_price', 'dimensions.width'],
      },
      BUILT_AT_MS,
    );
    saveConflict(
      db,
      {
        ...common,
        id: 'c2',
        recordId: null,
        wooId: null,
        kind: 'mass_deletion',
        base: {},
        mine: { count: 210 },
        theirs: { count: 0 },
        fields: ['*'],
      },
      BUILT_AT_MS + 1,
    );
    const { total, rows } = listConflicts(db, storeId);
    for (const row of rows) conflictRow.parse(row);
    expect(total).toBe(2);
    expect(rows).toMatchObject([
      { id: 'c2', kind: 'mass_deletion', recordId: null, count: 210, fields: [{ field: '*' }] },
      {
        id: 'c1',
        label: 'Mug',
        count: null,
        detectedAt: AT,
        fields: [
          { field: 'regular_price', base: '1', mine: '3', theirs: '5' },
          { field: 'width', base: '2', mine: '4', theirs: null },
        ],
      },
    ]);
    db.prepare(`UPDATE sync_conflict SET status = 'resolved' WHERE id = 'c1'`).run();
    expect(listConflicts(db, null).rows.map((row) => row.id)).toEqual(['c2']);
    expect(listConflicts(db, other).total).toBe(0);
  });
});

describe('runs', () => {
  test('come newest first with the counts of their entities added up', () => {
    const run = { store_id: storeId, kind: 'first', started_by: 'person' };
    insertRow(db, 'sync_runs', {
      ...run,
      id: 'r1',
      outcome: 'succeeded',
      started_at: BUILT_AT_MS,
      ended_at: BUILT_AT_MS,
      requests: 9,
      entities: '{"products":{"fetched":5,"created":4,"pushed":1},"orders":{"fetched":2,"failed":1}}',
    });
    insertRow(db, 'sync_runs', {
      ...run,
      id: 'r2',
      kind: 'census',
      outcome: 'failed',
      started_at: BUILT_AT_MS + 1,
      problem: '{"type":"DiskFull"}',
    });
    const rows = listRuns(db, storeId, 10);
    for (const row of rows) syncRun.parse(row);
    expect(rows).toMatchObject([
      { id: 'r2', problem: { type: 'DiskFull' }, endedAt: null, fetched: 0 },
      {
        id: 'r1',
        fetched: 7,
        created: 4,
        updated: 0,
        deleted: 0,
        pushed: 1,
        failed: 1,
        requests: 9,
        startedAt: AT,
        endedAt: AT,
      },
    ]);
    expect(listRuns(db, null, 1).map((row) => row.id)).toEqual(['r2']);
    expect(listRuns(db, other, 10)).toEqual([]);
  });
});

describe('counters', () => {
  test('what waits, what was refused and what needs a decision are counted apart', () => {
    for (const [id, state] of [
      ['a', 'queued'],
      ['b', 'sending'],
      ['c', 'unknown'],
      ['d', 'refused'],
      ['e', 'held'],
    ] as const) {
      insertOperation(db, {
        storeId,
        createdAt: 1,
        id,
        entity: 'products',
        recordId: id,
        kind: 'trash',
        payload: {},
        state,
      });
    }
    saveConflict(
      db,
      {
        id: 'c',
        storeId,
        entity: 'products',
        recordId: 'p1',
        wooId: 1,
        operationId: null,
        kind: 'duplicate',
        base: {},
        mine: {},
        theirs: {},
        fields: [],
      },
      1,
    );
    insertRow(db, 'sync_errors', {
      id: 'e',
      store_id: storeId,
      entity_type: 'products',
      entity_id: 'd',
      error_code: '',
      error_message: '',
      recovery: '',
      meaning: '',
      created_at: 1,
      last_seen_at: 1,
    });
    expect(syncCounters(db, storeId)).toMatchObject({ waiting: 3, decisions: 1, refused: 1, notUpToDate: 0 });
    expect(syncCounters(db, other)).toMatchObject({ waiting: 0, decisions: 0, refused: 0, notUpToDate: 0 });
  });

  test('what is not up to date is what the store has and this computer lacks, and what is known to differ', () => {
    const total = (entity: string, count: number): unknown =>
      insertRow(db, 'store_totals', { store_id: storeId, entity, total: count, counted_at: 1 });
    const hole = (wooId: number): unknown =>
      insertRow(db, 'sync_holes', {
        store_id: storeId,
        entity: 'products',
        woo_id: wooId,
        reason: 'test',
        created_at: 1,
      });
    total('products', 5);
    total('orders', 1);
    const products = (): unknown => syncCounters(db, storeId).entities.find((row) => row.entity === 'products');
    expect(products()).toEqual({ entity: 'products', inStore: 5, onDevice: 1, notUpToDate: 4 });
    hole(2);
    expect(products()).toMatchObject({ notUpToDate: 4 });
    hole(1);
    expect(products()).toMatchObject({ notUpToDate: 5 });
    for (const wooId of [20, 21, 22, 23, 24, 25]) hole(wooId);
    expect(products()).toMatchObject({ notUpToDate: 8 });
    expect(syncCounters(db, storeId).notUpToDate).toBe(8);
  });

  test('[STATUS2] as the store counts: an unsent record is not there yet, the trash and an unsent removal still are', () => {
    insertRow(db, 'products', { ...commonColumns(storeId, 'new', null), name: 'New', status: 'draft' });
    insertRow(db, 'products', { ...commonColumns(storeId, 'old', 9), name: 'Old', status: 'publish' });
    expect(onDeviceCount(db, storeId, 'products')).toBe(2);
    db.prepare(`UPDATE products SET status = 'trash', sync_status = 'pending' WHERE id = 'old'`).run();
    expect(onDeviceCount(db, storeId, 'products')).toBe(2);
    expect(liveCount(db, storeId, 'products')).toBe(2);
    db.prepare(`UPDATE products SET sync_status = 'synced' WHERE id = 'old'`).run();
    expect(onDeviceCount(db, storeId, 'products')).toBe(2);
    db.prepare(`UPDATE products SET deleted_at = 1, sync_status = 'pending' WHERE id = 'p1'`).run();
    expect(onDeviceCount(db, storeId, 'products')).toBe(2);
    insertRow(db, 'store_tags', { ...commonColumns(storeId, 'tag', 7), name: 'Known' });
    insertRow(db, 'store_tags', { ...commonColumns(storeId, 'tag-new', null), name: 'New' });
    expect(onDeviceCount(db, storeId, 'tags')).toBe(1);
  });

  test('maintained counters stay equal to counting, whatever changes', () => {
    const built = buildMirror(db, 'third', { products: 300, orders: 100, variationsPerVariable: 2, customers: 30 });
    db.exec(`
      UPDATE products SET status = 'draft' WHERE woo_id % 3 = 0;
      UPDATE products SET stock_status = 'onbackorder', type = 'external' WHERE woo_id % 5 = 0;
      UPDATE products SET deleted_at = 4 WHERE woo_id % 11 = 0;
      UPDATE products SET deleted_at = NULL WHERE woo_id % 22 = 0;
      DELETE FROM products WHERE woo_id % 13 = 0;
      UPDATE orders SET status = 'trash' WHERE woo_id % 4 = 0;
      DELETE FROM customers WHERE woo_id % 2 = 0;
      INSERT INTO customers (id, store_id, woo_id, source, created_at, updated_at, name) VALUES ('k', '${built.storeId}', 1, 'woo', 1, 1, 'x')
        ON CONFLICT (store_id, woo_id) DO UPDATE SET name = excluded.name;`);
    const counted = db
      .prepare(
        `SELECT store_id, entity, status, stock_status, type, row_count FROM list_counts WHERE row_count <> 0 ORDER BY 1, 2, 3, 4, 5`,
      )
      .all();
    const truth = db
      .prepare(
        `
      SELECT store_id, 'customers' AS entity, '' AS status, '' AS stock_status, '' AS type, count(*) AS row_count FROM customers WHERE deleted_at IS NULL GROUP BY 1
      UNION ALL SELECT store_id, 'orders', status, '', '', count(*) FROM orders WHERE deleted_at IS NULL GROUP BY 1, 3
      UNION ALL SELECT store_id, 'products', status, stock_status, type, count(*) FROM products WHERE deleted_at IS NULL GROUP BY 1, 3, 4, 5
      UNION ALL SELECT store_id, 'variations', status, stock_status, '', count(*) FROM product_variations WHERE deleted_at IS NULL GROUP BY 1, 3, 4
      ORDER BY 1, 2, 3, 4, 5`,
      )
      .all();
    expect(counted).toEqual(truth);
  });

  test('the counts beside filters: the trash only as a status, live rows elsewhere', () => {
    insertRow(db, 'products', { ...commonColumns(storeId, 'p2', 3), name: 'B', status: 'trash', type: 'variable' });
    insertRow(db, 'products', {
      ...commonColumns(other, 'p3', 3),
      name: 'C',
      status: 'draft',
      type: 'variable',
      sync_status: 'conflict',
    });
    insertRow(db, 'store_attributes', { ...commonColumns(storeId, 't', 4), name: 'Color', has_archives: 1 });
    expect(countsBy(db, 'products', storeId, 'status')).toEqual({
      ok: true,
      value: [
        { value: 'publish', count: 1 },
        { value: 'trash', count: 1 },
      ],
    });
    expect(countsBy(db, 'products', null, 'type')).toEqual({
      ok: true,
      value: [
        { value: 'simple', count: 1 },
        { value: 'variable', count: 1 },
      ],
    });
    expect(countsBy(db, 'products', null, 'sync_status')).toEqual({
      ok: true,
      value: [
        { value: 'synced', count: 1 },
        { value: 'conflict', count: 1 },
      ],
    });
    expect(countsBy(db, 'attributes', storeId, 'has_archives')).toEqual({
      ok: true,
      value: [{ value: true, count: 1 }],
    });
    expect(countsBy(db, 'products', null, 'name; DROP TABLE products')).toMatchObject({
      ok: false,
      error: {
        type: 'FieldRefused',
        reason: 'unknown-field',
        facts: { known: 'status, stock_status, sync_status, type' },
      },
    });
  });
});

describe('stores', () => {
  test('come in the order in which they were added, with their live records', () => {
    insertRow(db, 'products', { ...commonColumns(storeId, 'p2', 3), name: 'B', status: 'trash' });
    const stores = listStores(db);
    for (const row of stores) storeSchema.parse(row);
    expect(stores).toMatchObject([
      { id: storeId, name: 'shop', mode: 'watch', is_demo: false, created_at: AT, counts: { products: 1, orders: 1 } },
      { id: other, mode: 'push', is_demo: true, counts: { products: 0, orders: 0 } },
    ]);
  });
});
