import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { BOARD_TABLES } from '../../src/shared/domain/boards/tables.ts';
import { commonColumns, insertRow, insertStore } from '../support/build-mirror.ts';
import type { MigrationSteps } from '../support/migration-steps.ts';
import { createMigrationSteps, migrationFiles, numberOf } from '../support/migration-steps.ts';

let steps: MigrationSteps;
const tested = new Set<number>();

beforeEach(() => {
  steps = createMigrationSteps();
});
afterEach(() => steps.dispose());

type Named = { readonly type: string; readonly name: string };
function namesIn(db: WritableDb, type: string): string[] {
  const rows = db
    .prepare(`SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name`)
    .all() as Named[];
  return rows.filter((row) => row.type === type).map((row) => row.name);
}

/** The schema after migration `last`, and what this file added to the ones before. */
async function after(
  last: number,
): Promise<{ db: WritableDb; added: (type: 'table' | 'index' | 'trigger') => string[] }> {
  tested.add(last);
  const before = migrationFiles()
    .map(numberOf)
    .filter((number) => number < last)
    .at(-1);
  const known = new Set<string>();
  if (before !== undefined) {
    const db = await steps.openAt(before);
    for (const type of ['table', 'index', 'trigger']) for (const name of namesIn(db, type)) known.add(name);
  }
  const db = await steps.openAt(last);
  return { db, added: (type) => namesIn(db, type).filter((name) => !known.has(name) && name !== 'schema_migrations') };
}

function columnsOf(db: WritableDb, table: string): string {
  return (db.prepare(`SELECT name FROM pragma_table_info(?)`).pluck().all(table) as string[]).join(' ');
}

const HEAD =
  'row_number id store_id woo_id source synced_at created_at updated_at woo_modified_at sync_status deleted_at';
const PRICED = 'price regular_price sale_price price_sort on_sale manage_stock stock_quantity stock_status image_url';

describe('migrations of the mirror, file by file', () => {
  test('0010 makes the stores, each name once whatever its letter case, with modes and states that are known', async () => {
    const { db, added } = await after(10);
    expect(added('table')).toEqual(['app_settings', 'stores']);
    expect(columnsOf(db, 'stores')).toBe(
      'id name url currency woo_version wp_timezone status mode cadence auth_mode page_size has_variations_route is_demo epoch last_server_time first_sync_completed_at last_sync_at created_at updated_at',
    );
    insertStore(db, 'Shop');
    expect(db.prepare(`SELECT mode, status, currency, page_size FROM stores`).get()).toEqual({
      mode: 'watch',
      status: 'connected',
      currency: 'ILS',
      page_size: 100,
    });
    expect(() => insertRow(db, 'stores', { id: 'x', name: 'SHOP', url: 'u', created_at: 1, updated_at: 1 })).toThrow(
      'UNIQUE',
    );
    for (const [column, value] of [
      ['mode', 'both'],
      ['status', 'fine'],
      ['cadence', 'fast'],
      ['page_size', 0],
      ['has_variations_route', 2],
    ] as const) {
      expect(() => db.prepare(`UPDATE stores SET ${column} = ?`).run(value)).toThrow('CHECK');
    }
  });

  test('0020 makes the catalogue: one row per number of a store, children that follow their product', async () => {
    const { db, added } = await after(20);
    expect(added('table')).toEqual(['product_attributes', 'product_images', 'product_variations', 'products']);
    expect(columnsOf(db, 'products')).toBe(`${HEAD} name slug type sku status ${PRICED} categories variation_count`);
    expect(columnsOf(db, 'product_variations')).toBe(
      `${HEAD} product_id name sku status ${PRICED} stock_from_parent attributes menu_order`,
    );
    const storeId = insertStore(db, 'shop');
    const product = { ...commonColumns(storeId, 'p', 7), name: 'Mug', status: 'publish' };
    insertRow(db, 'products', product);
    insertRow(db, 'product_variations', { ...commonColumns(storeId, 'v', 8), product_id: 'p', status: 'publish' });
    expect(() => insertRow(db, 'products', { ...product, id: 'q' })).toThrow('UNIQUE');
    expect(() => insertRow(db, 'products', { ...product, id: 'q', woo_id: 9, categories: 'no json' })).toThrow('CHECK');
    expect(() => insertRow(db, 'products', { ...product, id: 'q', woo_id: 'nine' })).toThrow();
    for (const id of ['local-1', 'local-2']) insertRow(db, 'products', { ...product, id, woo_id: null });
    db.prepare(`UPDATE products SET id = 'other' WHERE id = 'p'`).run();
    expect(db.prepare(`SELECT product_id FROM product_variations`).pluck().get()).toBe('other');
    db.prepare(`DELETE FROM products WHERE id = 'other'`).run();
    expect(db.prepare(`SELECT count(*) FROM product_variations`).pluck().get()).toBe(0);
  });

  test('0030 makes the taxonomies; a removed parent leaves its children in place', async () => {
    const { db, added } = await after(30);
    expect(added('table')).toEqual([
      'store_attribute_terms',
      'store_attributes',
      'store_brands',
      'store_categories',
      'store_shipping_classes',
      'store_tags',
    ]);
    expect(columnsOf(db, 'store_categories')).toBe(
      `${HEAD} name slug description parent_woo_id parent_id count image_url display menu_order`,
    );
    expect(columnsOf(db, 'store_attribute_terms')).toBe(`${HEAD} attribute_id name slug description menu_order count`);
    const storeId = insertStore(db, 'shop');
    insertRow(db, 'store_categories', { ...commonColumns(storeId, 'a', 1), name: 'A' });
    insertRow(db, 'store_categories', { ...commonColumns(storeId, 'b', 2), name: 'B', parent_id: 'a' });
    db.prepare(`DELETE FROM store_categories WHERE id = 'a'`).run();
    expect(db.prepare(`SELECT id, parent_id FROM store_categories`).all()).toEqual([{ id: 'b', parent_id: null }]);
    insertRow(db, 'store_attributes', { ...commonColumns(storeId, 'c', 1), name: 'Color' });
    insertRow(db, 'store_attribute_terms', { ...commonColumns(storeId, 'r', 1), attribute_id: 'c', name: 'Red' });
    db.prepare(`DELETE FROM store_attributes`).run();
    expect(db.prepare(`SELECT count(*) FROM store_attribute_terms`).pluck().get()).toBe(0);
  });

  test('0040 makes orders with all that hangs on them, customers and coupons', async () => {
    const { db, added } = await after(40);
    expect(added('table')).toEqual([
      'coupons',
      'customers',
      'order_items',
      'order_notes',
      'order_refunds',
      'order_status_logs',
      'orders',
    ]);
    expect(columnsOf(db, 'orders')).toBe(
      `${HEAD} number status total total_sort currency customer_woo_id customer_name customer_email customer_phone billing shipping payment_method created_via item_count date_created_woo notes_fetched_at`,
    );
    expect(columnsOf(db, 'customers')).toBe(
      `${HEAD} email first_name last_name name username role phone billing shipping is_paying_customer`,
    );
    expect(columnsOf(db, 'coupons')).toBe(
      `${HEAD} code status discount_type amount amount_sort description date_expires usage_count usage_limit`,
    );
    const storeId = insertStore(db, 'shop');
    insertRow(db, 'orders', { ...commonColumns(storeId, 'o', 1), status: 'pending' });
    insertRow(db, 'order_items', { id: 'i', store_id: storeId, order_id: 'o', name: 'Mug', quantity: 2 });
    insertRow(db, 'order_notes', { ...commonColumns(storeId, 'n', null), order_id: 'o', note: 'hello' });
    insertRow(db, 'order_refunds', { ...commonColumns(storeId, 'r', 5), order_id: 'o', amount: '1.00' });
    db.prepare(`DELETE FROM orders`).run();
    for (const table of ['order_items', 'order_notes', 'order_refunds']) {
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
    }
  });

  test('0050 makes what the sync remembers: one open decision and one open error per record, ended operations with an outcome', async () => {
    const { db, added } = await after(50);
    expect(added('table')).toEqual([
      'base_documents',
      'outbox',
      'store_totals',
      'sync_conflict',
      'sync_cursors',
      'sync_errors',
      'sync_holes',
      'sync_missing',
      'sync_runs',
    ]);
    expect(added('index')).toEqual([
      'outbox_ended', 'outbox_open', 'outbox_open_record', 'sync_conflict_by_store', 'sync_conflict_one_open', 'sync_errors_by_store',
      'sync_errors_one_open', 'sync_runs_by_store',
    ]); // prettier-ignore
    expect(columnsOf(db, 'outbox')).toBe(
      'sequence id store_id entity record_id kind payload payload_version reason author state outcome attempts created_at claimed_at claimed_server_time next_attempt_at looks first_look_at last_error ended_at',
    );
    expect(columnsOf(db, 'base_documents')).toBe('row_number record_id store_id entity hash observed_at document');
    const storeId = insertStore(db, 'shop');
    const operation = {
      store_id: storeId,
      entity: 'products',
      record_id: 'p',
      kind: 'update',
      payload: '{}',
      created_at: 1,
    };
    insertRow(db, 'outbox', { ...operation, id: 'a' });
    expect(() => db.prepare(`UPDATE outbox SET state = 'ended'`).run()).toThrow('CHECK');
    db.prepare(`UPDATE outbox SET state = 'ended', outcome = 'sent'`).run();
    expect(() => insertRow(db, 'outbox', { ...operation, id: 'b', kind: 'guess' })).toThrow('CHECK');
    const conflict = {
      store_id: storeId,
      entity_type: 'products',
      local_id: 'p',
      conflict_type: 'both_changed',
      detected_at: 1,
    };
    insertRow(db, 'sync_conflict', { ...conflict, id: 'a' });
    expect(() => insertRow(db, 'sync_conflict', { ...conflict, id: 'b' })).toThrow('UNIQUE');
    db.prepare(`UPDATE sync_conflict SET status = 'resolved'`).run();
    insertRow(db, 'sync_conflict', { ...conflict, id: 'b' });
    const error = {
      store_id: storeId,
      entity_type: 'products',
      entity_id: 'p',
      error_code: 'x',
      error_message: 'x',
      recovery: 'retry',
      meaning: 'kept-locally',
      created_at: 1,
      last_seen_at: 1,
    };
    insertRow(db, 'sync_errors', { ...error, id: 'a' });
    expect(() => insertRow(db, 'sync_errors', { ...error, id: 'b' })).toThrow('UNIQUE');
  });

  test('0060 finds children by their parent', async () => {
    const { db, added } = await after(60);
    expect(added('table')).toEqual([]);
    expect(added('index')).toEqual([
      'order_items_by_order', 'order_notes_by_order', 'order_refunds_by_order', 'order_status_logs_by_order', 'product_attributes_by_product',
      'product_images_by_product', 'product_variations_by_product', 'store_attribute_terms_by_attribute', 'store_brands_by_parent',
      'store_categories_by_parent',
    ]); // prettier-ignore
    const plan = db.prepare(`EXPLAIN QUERY PLAN SELECT id FROM order_items WHERE order_id = ?`).all(null) as {
      detail: string;
    }[];
    expect(plan[0]?.detail).toContain('USING INDEX order_items_by_order');
  });

  test('0070 counts and links rows by itself, also those that were there before', async () => {
    const old = await steps.openAt(60);
    const storeId = insertStore(old, 'shop');
    const product = {
      name: 'Mug',
      status: 'publish',
      categories: '[{"woo_id":3,"name":"Mugs"},{"woo_id":3,"name":"Mugs"},{"woo_id":null}]',
    };
    insertRow(old, 'products', { ...commonColumns(storeId, 'old', 1), ...product });
    insertRow(old, 'products', { ...commonColumns(storeId, 'gone', 2), ...product, status: 'trash' });
    insertRow(old, 'orders', { ...commonColumns(storeId, 'o', 1), status: 'pending' });
    insertRow(old, 'customers', commonColumns(storeId, 'c', 1));
    const { db, added } = await after(70);
    expect(added('table')).toEqual(['list_counts', 'product_category_links']);
    expect(added('index').length).toBeGreaterThan(20);
    const counts = (): unknown =>
      db
        .prepare(`SELECT entity, status, row_count FROM list_counts WHERE row_count <> 0 ORDER BY entity, status`)
        .all();
    const links = (): unknown =>
      db.prepare(`SELECT category_woo_id, product_row FROM product_category_links ORDER BY 1, 2`).raw().all();
    expect(links()).toEqual([[3, 1]]);
    insertRow(db, 'products', { ...commonColumns(storeId, 'new', 3), ...product, categories: '[{"woo_id":4}]' });
    insertRow(db, 'product_variations', { ...commonColumns(storeId, 'v', 9), product_id: 'new', status: 'publish' });
    expect(counts()).toEqual([
      { entity: 'customers', status: '', row_count: 1 },
      { entity: 'orders', status: 'pending', row_count: 1 },
      { entity: 'products', status: 'publish', row_count: 2 },
      { entity: 'products', status: 'trash', row_count: 1 },
      { entity: 'variations', status: 'publish', row_count: 1 },
    ]);
    expect(links()).toEqual([
      [3, 1],
      [4, 3],
    ]);
    db.prepare(`UPDATE products SET categories = '[{"woo_id":5},{"woo_id":4}]' WHERE id = 'new'`).run();
    db.prepare(`UPDATE products SET status = 'publish' WHERE id = 'gone'`).run();
    db.prepare(`UPDATE products SET deleted_at = 1 WHERE id = 'old'`).run();
    expect(links()).toEqual([
      [3, 2],
      [4, 3],
      [5, 3],
    ]);
    db.prepare(`DELETE FROM stores`).run();
    expect(links()).toEqual([]);
    expect(counts()).toEqual([]);
  });

  test('0080 searches rows by itself, also those that were there before', async () => {
    const old = await steps.openAt(70);
    const storeId = insertStore(old, 'shop');
    insertRow(old, 'products', { ...commonColumns(storeId, 'old', 1), name: 'Old mug', status: 'publish' });
    insertRow(old, 'products', { ...commonColumns(storeId, 'gone', 2), name: 'Gone mug', status: 'trash' });
    insertRow(old, 'store_tags', { ...commonColumns(storeId, 't', 1), name: 'Tag of a mug' });
    const { db, added } = await after(80);
    const groups = ['coupons', 'customers', 'orders', 'products', 'taxonomy', 'variations'];
    expect(added('table').filter((name) => /_search(_short|_queue)?$/.test(name))).toEqual(
      groups.flatMap((name) => [`${name}_search`, `${name}_search_queue`, `${name}_search_short`]),
    );
    const found = (table: string, match: string): unknown =>
      db.prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH ?`).pluck().all(match);
    expect(found('products_search', '"mug"')).toEqual([1]);
    expect(found('taxonomy_search', '"mug"')).toEqual([1 * 8 + 1]);
    insertRow(db, 'products', { ...commonColumns(storeId, 'new', 3), name: 'New mug', status: 'publish' });
    expect(db.prepare(`SELECT row FROM products_search_queue`).pluck().all()).toEqual([3]);
    db.prepare(`INSERT INTO products_search_queue (slot, row) VALUES (512, 1)`).run();
    expect(found('products_search', '"mug"')).toEqual([1, 3]);
    expect(db.prepare(`SELECT count(*) FROM products_search_queue`).pluck().get()).toBe(0);
  });

  test('0090 makes the journal of the runs: progress that adds up, activities and results that are known', async () => {
    const { db, added } = await after(90);
    expect(added('table')).toEqual(['sync_activity_log', 'sync_logs', 'sync_progress', 'taxonomy_sync_log']);
    const storeId = insertStore(db, 'shop');
    const progress = { sync_id: 'r', store_id: storeId, started_at: 1, updated_at: 1 };
    insertRow(db, 'sync_progress', {
      ...progress,
      entity_type: 'products',
      total_items: 3,
      processed_count: 2,
      failed_count: 1,
    });
    expect(() =>
      insertRow(db, 'sync_progress', {
        ...progress,
        entity_type: 'orders',
        total_items: 3,
        processed_count: 3,
        failed_count: 1,
      }),
    ).toThrow('CHECK');
    expect(() => insertRow(db, 'sync_progress', { ...progress, entity_type: 'products' })).toThrow('UNIQUE');
    const log = {
      store_id: storeId,
      sync_id: 'r',
      entity_type: 'products',
      direction: 'pull',
      action: 'create',
      created_at: 1,
    };
    insertRow(db, 'sync_logs', { ...log, result: 'done' });
    expect(() => insertRow(db, 'sync_logs', { ...log, result: 'perhaps' })).toThrow('CHECK');
    db.prepare(`DELETE FROM stores`).run();
    for (const table of ['sync_progress', 'sync_logs'])
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  });

  test('0095 lets a record have one open error per change, and names the cause of those that were there before', async () => {
    const old = await steps.openAt(90);
    const storeId = insertStore(old, 'shop');
    const error = {
      store_id: storeId,
      entity_type: 'products',
      entity_id: 'p',
      error_message: 'x',
      recovery: 'retry',
      meaning: 'kept-locally',
      created_at: 7,
      last_seen_at: 9,
    };
    insertRow(old, 'sync_errors', {
      ...error,
      id: 'a',
      operation_id: 'one',
      error_code: 'product_invalid_sku',
      field: 'sku',
      http_status: 400,
    });
    const { db } = await after(95);
    expect(db.prepare(`SELECT class, fingerprint, first_seen_at, auto_resolved FROM sync_errors`).get()).toEqual({
      class: 'duplicate',
      fingerprint: 'product_invalid_sku/sku/products',
      first_seen_at: 7,
      auto_resolved: 0,
    });
    insertRow(db, 'sync_errors', { ...error, id: 'b', operation_id: 'two', error_code: 'y' });
    expect(() => insertRow(db, 'sync_errors', { ...error, id: 'c', operation_id: 'two', error_code: 'z' })).toThrow(
      'UNIQUE',
    );
    db.prepare(`UPDATE sync_errors SET resolved = 1 WHERE id = 'b'`).run();
    insertRow(db, 'sync_errors', { ...error, id: 'c', operation_id: 'two', error_code: 'z' });
    expect(() => db.prepare(`UPDATE sync_errors SET snoozed_until = 5, snooze_kind = 'until_change'`).run()).toThrow(
      'CHECK',
    );
  });

  test('0110 keeps who changed which field, in the order of the changes', async () => {
    const { db, added } = await after(110);
    expect(added('table')).toEqual(['field_changes']);
    expect(added('index')).toEqual(['field_changes_by_batch', 'field_changes_by_record', 'field_changes_by_time']);
    expect(columnsOf(db, 'field_changes')).toBe(
      'sequence store_id entity record_id field old_value new_value author run_id batch_id changed_at',
    );
    const storeId = insertStore(db, 'shop');
    const change = {
      store_id: storeId,
      entity: 'products',
      record_id: 'p',
      field: 'sku',
      old_value: '""',
      new_value: '"a"',
      changed_at: 1,
    };
    insertRow(db, 'field_changes', { ...change, author: 'you' });
    expect(() => insertRow(db, 'field_changes', { ...change, author: 'somebody' })).toThrow('CHECK');
    expect(() => insertRow(db, 'field_changes', { ...change, author: 'store', new_value: 'no json' })).toThrow('CHECK');
  });

  test('0120 keeps adopted changes in their order until they have a place, and which operations another computer has', async () => {
    const { db, added } = await after(120);
    expect(added('table')).toEqual(['adopted_changes', 'shared_operations']);
    expect(added('index')).toEqual(['adopted_changes_by_store']);
    expect(columnsOf(db, 'adopted_changes')).toBe(
      'position operation_id store_url store_name store_id change reason adopted_at',
    );
    expect(columnsOf(db, 'shared_operations')).toBe('operation_id payload server_time shared_at');
    const storeId = insertStore(db, 'shop');
    const change = { store_url: 'u', store_name: 's', change: '{}', adopted_at: 1 };
    insertRow(db, 'adopted_changes', { ...change, operation_id: 'a', store_id: null, reason: 'store-not-connected' });
    insertRow(db, 'adopted_changes', { ...change, operation_id: 'b', store_id: storeId, reason: 'record-unknown' });
    const again = { ...change, operation_id: 'a', store_id: storeId, reason: 'record-unknown' };
    expect(() => insertRow(db, 'adopted_changes', again)).toThrow('UNIQUE');
    expect(() => insertRow(db, 'adopted_changes', { ...again, operation_id: 'c', reason: 'lost' })).toThrow('CHECK');
    const shared = { operation_id: 'op', payload: '{}', server_time: 1, shared_at: 1 };
    expect(() => insertRow(db, 'shared_operations', shared)).toThrow('FOREIGN KEY');
    insertRow(db, 'outbox', {
      id: 'op',
      store_id: storeId,
      entity: 'tags',
      record_id: 't',
      kind: 'create',
      payload: '{}',
      created_at: 1,
    });
    insertRow(db, 'shared_operations', shared);
    db.prepare(`DELETE FROM stores`).run();
    expect(db.prepare(`SELECT operation_id FROM adopted_changes`).pluck().all()).toEqual(['a']);
    expect(db.prepare(`SELECT count(*) FROM shared_operations`).pluck().get()).toBe(0);
  });

  test('0130 keeps one answer of a preview per store and entity, for a time', async () => {
    const { db, added } = await after(130);
    expect(added('table')).toEqual(['sync_preview_cache']);
    expect(columnsOf(db, 'sync_preview_cache')).toBe(
      'store_id entity_type delta_data cache_key computed_at expires_at',
    );
    const storeId = insertStore(db, 'shop');
    const row = { store_id: storeId, entity_type: 'products', delta_data: '{}', cache_key: 'k' };
    insertRow(db, 'sync_preview_cache', { ...row, computed_at: 1, expires_at: 2 });
    expect(() => insertRow(db, 'sync_preview_cache', { ...row, computed_at: 3, expires_at: 4 })).toThrow('UNIQUE');
    const orders = { ...row, entity_type: 'orders' };
    expect(() => insertRow(db, 'sync_preview_cache', { ...orders, computed_at: 5, expires_at: 5 })).toThrow('CHECK');
    db.prepare(`DELETE FROM stores`).run();
    expect(db.prepare(`SELECT count(*) FROM sync_preview_cache`).pluck().get()).toBe(0);
  });

  test('0140 makes the boards: what desktops share, people, the timer, and sums of work that are always right', async () => {
    const { db, added } = await after(140);
    const shared = Object.keys(BOARD_TABLES);
    expect(added('table')).toEqual([...shared, 'people', 'running_timer'].toSorted());
    expect(added('trigger')).toEqual(['tasks_added', 'work_logs_added', 'work_logs_changed', 'work_logs_removed']);
    for (const [name, { columns }] of Object.entries(BOARD_TABLES)) {
      expect(columnsOf(db, name).split(' ').toSorted(), name).toEqual([...columns].toSorted());
    }
    const times = { created_at: 1, updated_at: 1 };
    const actual = (): unknown => db.prepare(`SELECT actual_minutes FROM tasks WHERE id = 't'`).pluck().get();
    const log = { task_id: 't', user_id: 'me', work_date: '2026-11-20', ...times };
    insertRow(db, 'work_logs', { ...log, id: 'early', minutes: 30 });
    insertRow(db, 'tasks', { id: 't', number: 1, title: 'T', position: 'a0', actual_minutes: 999, ...times });
    expect(actual()).toBe(30);
    insertRow(db, 'work_logs', { ...log, id: 'two', minutes: 50 });
    expect(actual()).toBe(80);
    expect(db.prepare(`SELECT actual_hours FROM tasks`).pluck().get()).toBe('1.3333');
    db.prepare(`UPDATE work_logs SET deleted_at = 2 WHERE id = 'early'`).run();
    expect(actual()).toBe(50);
    db.prepare(`UPDATE work_logs SET task_id = 'other' WHERE id = 'two'`).run();
    expect(actual()).toBe(0);
    db.prepare(`UPDATE work_logs SET task_id = 't', minutes = 7 WHERE id = 'two'`).run();
    expect(actual()).toBe(7);
    db.prepare(`DELETE FROM work_logs`).run();
    expect(actual()).toBe(0);
    for (const minutes of [0, 1441]) {
      expect(() => insertRow(db, 'work_logs', { ...log, id: 'x', minutes })).toThrow('CHECK');
    }
    const sprint = { id: 's', name: 'S', start_date: 5, ...times };
    expect(() => insertRow(db, 'sprints', { ...sprint, end_date: 5 })).toThrow('CHECK');
    insertRow(db, 'people', { id: 'me', is_me: 1, ...times });
    expect(() => insertRow(db, 'people', { id: 'me2', is_me: 1, ...times })).toThrow('UNIQUE');
  });

  test('0150 says whose mirror this is, once, and what that person may do', async () => {
    const { db, added } = await after(150);
    expect(added('table')).toEqual(['team_access', 'team_connection']);
    expect(columnsOf(db, 'team_connection')).toBe(
      'only_row login address email organization_name organization_id person_id person_name device_id device_name session_state session_expires_at server_version connected_at',
    );
    expect(columnsOf(db, 'team_access')).toBe(
      'only_row role_slug role_name role_level permissions store_roles confirmed_at confirmed_local_at latest_local_at',
    );
    const row = { login: 'device_1', address: 'h:1/d', email: 'a@b.test', organization_name: 'A', connected_at: 1 };
    insertRow(db, 'team_connection', { ...row, session_state: 'signed-in' });
    const second = { ...row, session_state: 'signed-in' };
    expect(() => insertRow(db, 'team_connection', { ...second, only_row: 1 })).toThrow('UNIQUE');
    expect(() => insertRow(db, 'team_connection', second)).toThrow('CHECK');
    for (const change of [`session_state = 'fine'`, `person_id = 'p'`])
      expect(() => db.prepare(`UPDATE team_connection SET ${change}`).run()).toThrow('CHECK');
    const rights = { role_slug: 'viewer', role_name: 'Viewer', role_level: 20, store_roles: '{}' };
    const times = { confirmed_at: 1, confirmed_local_at: 1, latest_local_at: 1 };
    expect(() => insertRow(db, 'team_access', { ...rights, ...times, permissions: 'none' })).toThrow('CHECK');
    insertRow(db, 'team_access', { ...rights, ...times, permissions: '[]' });
  });

  test('0160 keeps what is shared with a team: nothing is in it, and no trigger anywhere, for who works alone', async () => {
    const { db, added } = await after(160);
    const tables = ['team_decisions', 'team_dirty', 'team_holes', 'team_outbox', 'team_shadows', 'team_state'];
    expect(added('table')).toEqual(tables);
    expect(added('trigger')).toEqual([]);
    for (const name of tables) expect(db.prepare(`SELECT count(*) FROM ${name}`).pluck().get()).toBe(0);
    const line = { table_name: 'tasks', kind: 'insert', fields: '{}', created_at: 1 };
    insertRow(db, 'team_outbox', { ...line, id: 'a', sequence: 1, key: 'k' });
    expect(() => insertRow(db, 'team_outbox', { ...line, id: 'b', sequence: 2, key: 'k' })).toThrow('UNIQUE');
    expect(() => insertRow(db, 'team_outbox', { ...line, id: 'b', sequence: 1, key: 'l' })).toThrow('UNIQUE');
    const update = { ...line, id: 'b', sequence: 2, key: 'l', kind: 'update' };
    expect(() => insertRow(db, 'team_outbox', update)).toThrow('CHECK');
    expect(() => insertRow(db, 'team_outbox', { ...update, version: 5, state: 'refused' })).toThrow('CHECK');
    const decision = { table_name: 'tasks', key: 'k', kind: 'both_changed', fields: '{}', detected_at: 1 };
    insertRow(db, 'team_decisions', { ...decision, id: 'a' });
    expect(() => insertRow(db, 'team_decisions', { ...decision, id: 'b' })).toThrow('UNIQUE');
    const team = { connected_at: 1, organization_id: 'o', person_id: 'p', device_id: 'd' };
    insertRow(db, 'team_state', team);
    expect(() => insertRow(db, 'team_state', { ...team, only_row: 2 })).toThrow('CHECK');
  });

  test('0170 knows which shops a team shares, and what central was not told', async () => {
    const { db, added } = await after(170);
    expect(added('table')).toEqual(['team_applying', 'team_marks', 'team_rows', 'team_stores']);
    expect(columnsOf(db, 'team_marks')).toBe('mark store_id what row_id');
    expect(columnsOf(db, 'team_rows')).toBe('change_id store_id version position author_id author_name');
    expect(columnsOf(db, 'field_changes')).toContain('person');
    expect(db.prepare(`SELECT is_on FROM team_applying`).pluck().all()).toEqual([0]);
    const storeId = insertStore(db, 'shop');
    insertRow(db, 'team_stores', { store_id: storeId, rank: 'owner', joined_at: 1 });
    expect(db.prepare(`SELECT floor FROM team_stores`).pluck().get()).toBe('0');
    expect(() => insertRow(db, 'team_stores', { store_id: 'other', rank: 'owner', joined_at: 1 })).toThrow(
      'FOREIGN KEY',
    );
    const mark = { store_id: storeId, what: 'document', row_id: 'a' };
    insertRow(db, 'team_marks', mark);
    expect(() => insertRow(db, 'team_marks', mark)).toThrow('UNIQUE');
    expect(() => insertRow(db, 'team_marks', { ...mark, what: 'thing' })).toThrow('CHECK');
    insertRow(db, 'team_rows', { change_id: 'op', store_id: storeId, version: 0 });
    db.prepare(`DELETE FROM stores`).run();
    for (const table of ['team_stores', 'team_marks', 'team_rows'])
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  });

  test('every migration file has a test above', () => {
    expect([...tested].toSorted((left, right) => left - right)).toEqual(migrationFiles().map(numberOf));
  });
});
