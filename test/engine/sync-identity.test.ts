import { BOARD_TABLES } from '../../src/shared/domain/boards/tables.ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { Harness } from '../support/sync-harness.ts';
import { createHarness } from '../support/sync-harness.ts';
import { LOOSE_REFERENCES, rewriteRecordId } from '../../src/engine/sync/rewrite-record-id.ts';
import { rebuildRow } from '../../src/engine/sync/rebuild-row.ts';
import { ENTITY_NAMES, TABLE_OF } from '../../src/shared/domain/entities.ts';

let harness: Harness;
async function start(): Promise<Harness> {
  harness = await createHarness();
  await harness.run();
  harness.clock.advance(60_000);
  return harness;
}
afterEach(() => harness.close());

type Column = { readonly table: string; readonly name: string };
function referenceColumns(h: Harness): Column[] {
  const tables = h.db
    .prepare(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'`,
    )
    .all() as { name: string }[];
  return tables.flatMap(({ name: table }) =>
    (h.db.pragma(`table_info(${table})`) as { name: string }[])
      .filter((column) => /_id$|^id$/.test(column.name))
      .map((column) => ({ table, name: column.name })),
  );
}

describe('identity', () => {
  test('[IDENT1] the same store record never has two rows', async () => {
    const h = await start();
    for (const entity of ENTITY_NAMES) {
      const unique = (h.db.pragma(`index_list(${TABLE_OF[entity]})`) as { name: string; unique: number }[])
        .filter((index) => index.unique === 1)
        .map((index) =>
          (h.db.pragma(`index_info(${index.name})`) as { name: string }[]).map((column) => column.name).join(','),
        );
      expect(unique, entity).toContain('store_id,woo_id');
    }
  });

  test('[IDENT2] a twin that a pull took in gives its unsent changes to the record born here', async () => {
    const h = await start();
    const born = h.commands.create({
      entity: 'tags',
      storeId: 'store-1',
      values: { name: 'Shared tag' },
      locale: 'en',
    });
    if (!born.ok) throw new Error('refused');
    h.shop.faults.add({ kind: 'drop-after', match: { method: 'POST' }, times: 1 });
    h.shop.faults.add({ kind: 'server-error', match: { method: 'GET', pathPrefix: 'products/tags' }, times: 4 });
    await h.run();
    const id = h.db.prepare(`SELECT count(*) AS n FROM store_tags WHERE name = 'Shared tag'`).get();
    expect(id).toEqual({ n: 1 });
    await h.run();
    await h.run();
    const rows = h.db.prepare(`SELECT id, woo_id FROM store_tags WHERE name = 'Shared tag'`).all() as {
      id: string;
      woo_id: number;
    }[];
    expect(rows).toHaveLength(1);
    expect(rows[0]?.id).toBe(born.value.id);
    expect(rows[0]?.woo_id).toBeGreaterThan(0);
  });

  test('[IDENT3] every column that can hold a record id is either a foreign key or named as a loose reference', async () => {
    const h = await start();
    const notRecords = new Set([
      'store_id',
      'woo_id',
      'operation_id',
      'external_id',
      'sync_id',
      'run_id',
      'batch_id',
      'change_id',
      'author_id',
    ]);
    // the boards name their own rows and people, and none of a shop
    const notOfShops = new Set([...Object.keys(BOARD_TABLES), 'running_timer', 'team_connection', 'team_state']);
    for (const { table, name } of referenceColumns(h)) {
      if (notOfShops.has(table)) continue;
      if (notRecords.has(name) || name.endsWith('_woo_id')) continue;
      if (name === 'id') continue;
      const foreign = (h.db.pragma(`foreign_key_list(${table})`) as { from: string; on_update: string }[]).some(
        (key) => key.from === name && key.on_update === 'CASCADE',
      );
      const loose = LOOSE_REFERENCES.some((reference) => reference.table === table && reference.column === name);
      expect(foreign || loose, `${table}.${name}`).toBe(true);
    }
  });

  test('[IDENT3] a rewritten id takes all its references along, also inside unsent operations', async () => {
    const h = await start();
    const product =
      h.shop.inspect.ids('products', { live: true }).find((id) => h.row('products', id)['type'] === 'variable') ?? 0;
    const old = h.localId('products', product);
    const category = h.commands.create({
      entity: 'categories',
      storeId: 'store-1',
      values: { name: 'Born here' },
      locale: 'en',
    });
    if (!category.ok) throw new Error('refused');
    const child = h.commands.create({
      entity: 'products',
      storeId: 'store-1',
      values: { name: 'In it', categories: [category.value.id] },
      locale: 'en',
    });
    expect(child.ok).toBe(true);
    h.commands.edit({ entity: 'products', id: old, changes: { name: 'Edited' }, locale: 'en' });
    const naming = JSON.stringify({ values: { categories: [{ id: category.value.id }] } });
    const [sent] = h.db.prepare(`SELECT id FROM outbox`).pluck().all() as string[];
    h.db.prepare(`INSERT INTO shared_operations VALUES (?, ?, 0, 0)`).run(sent, naming);
    h.db
      .prepare(
        `INSERT INTO adopted_changes (operation_id, store_url, store_name, store_id, change, reason, adopted_at)
         VALUES ('waiting', 'http://shop.test', 'Shop', 'store-1', ?, 'record-unknown', 0)`,
      )
      .run(naming);
    const fresh = '01900000-0000-7000-8000-000000000001';
    const freshCategory = '01900000-0000-7000-8000-000000000002';
    rewriteRecordId(h.db, 'products', old, fresh);
    rewriteRecordId(h.db, 'categories', category.value.id, freshCategory);
    for (const { table, name } of referenceColumns(h)) {
      const left = h.db
        .prepare(`SELECT count(*) AS n FROM ${table} WHERE ${name} IN (?, ?)`)
        .get(old, category.value.id);
      expect(left, `${table}.${name}`).toEqual({ n: 0 });
    }
    for (const [table, column] of [
      ['outbox', 'payload'],
      ['shared_operations', 'payload'],
      ['adopted_changes', 'change'],
    ] as const) {
      // prettier-ignore
      const naming = (id: string): unknown =>
        h.db.prepare(`SELECT count(*) FROM ${table} WHERE ${column} LIKE ?`).pluck().get(`%${id}%`);
      expect([naming(category.value.id), naming(freshCategory)], table).toEqual([0, 1]);
    }
    h.db.exec(`DELETE FROM adopted_changes; DELETE FROM shared_operations`);
    expect(h.db.prepare(`SELECT count(*) AS n FROM product_variations WHERE product_id = ?`).get(fresh)).not.toEqual({
      n: 0,
    });
    expect(h.db.pragma('foreign_key_check')).toEqual([]);
    await h.run();
    expect(h.shop.inspect.raw('products', product)).toMatchObject({ name: 'Edited' });
    expect(h.db.prepare(`SELECT count(*) AS n FROM outbox WHERE state <> 'ended'`).get()).toEqual({ n: 0 });
    const made = h.db.prepare(`SELECT woo_id FROM store_categories WHERE id = ?`).get(freshCategory) as {
      woo_id: number;
    };
    expect(made.woo_id).toBeGreaterThan(0);
    const inIt = h.db.prepare(`SELECT woo_id FROM products WHERE name = 'In it'`).get() as { woo_id: number };
    expect(h.shop.inspect.raw('products', inIt.woo_id)).toMatchObject({ category_ids: [made.woo_id] });
  });

  test('[IDENT3] an id that is taken is refused and nothing changes', async () => {
    const h = await start();
    const [one, two] = h.shop.inspect.ids('products');
    const before = h.db.serialize();
    expect(() =>
      rewriteRecordId(h.db, 'products', h.localId('products', one ?? 0), h.localId('products', two ?? 0)),
    ).toThrow('taken');
    expect(h.db.serialize().equals(before)).toBe(true);
  });

  test('[IDENT4] rebuilt from base and operations, every row is the same', async () => {
    const h = await start();
    for (const id of h.shop.inspect.ids('products', { live: true }).slice(0, 6)) {
      h.commands.edit({
        entity: 'products',
        id: h.localId('products', id),
        changes: { name: `Edited ${id}`, weight: '1' },
        locale: 'en',
      });
    }
    for (const entity of ENTITY_NAMES) {
      const table = TABLE_OF[entity];
      const rows = h.db.prepare(`SELECT * FROM ${table} ORDER BY row_number`).all() as { id: string }[];
      for (const row of rows) {
        rebuildRow({ db: h.db, newId: () => 'new-id', now: h.clock.now() }, entity, row.id);
        const after = h.db.prepare(`SELECT * FROM ${table} WHERE id = ?`).get(row.id) as Record<string, unknown>;
        expect({ ...after, updated_at: 0, synced_at: 0 }, `${entity} ${row.id}`).toEqual({
          ...row,
          updated_at: 0,
          synced_at: 0,
        });
      }
    }
  });
});
