import { afterEach, describe, expect, test } from 'vitest';
import type { Harness, HarnessOptions } from '../support/sync-harness.ts';
import { createHarness } from '../support/sync-harness.ts';

let harness: Harness;
async function start(options: HarnessOptions = {}): Promise<Harness> {
  harness = await createHarness({ products: 120, ...options });
  await harness.run();
  harness.clock.advance(60_000);
  return harness;
}
afterEach(() => harness.close());

const has = (h: Harness, id: number): boolean =>
  h.db.prepare(`SELECT 1 FROM products WHERE woo_id = ?`).get(id) !== undefined;
const conflicts = (h: Harness): Record<string, unknown>[] =>
  h.db.prepare(`SELECT * FROM sync_conflict WHERE status = 'open'`).all() as never;
const products = (h: Harness): number[] => h.shop.inspect.ids('products', { live: true });

describe('records that vanish from the shop', () => {
  test('[DEL1] one census does not remove, two in a row do', async () => {
    const h = await start();
    const id = products(h)[5] ?? 0;
    h.shop.admin.edit({ do: 'delete', entity: 'products', id });
    await h.run();
    expect(has(h, id)).toBe(true);
    await h.run('census');
    expect(has(h, id)).toBe(true);
    const report = await h.run('census');
    expect(has(h, id)).toBe(false);
    expect(report.entities.products.deleted).toBe(1);
  });

  test('[DEL1] a variation and a category that are gone go too', async () => {
    const h = await start();
    const variation = h.shop.inspect.ids('variations', { live: true })[0] ?? 0;
    const category = (
      h.db.prepare(`SELECT woo_id FROM store_categories ORDER BY woo_id DESC LIMIT 1`).get() as { woo_id: number }
    ).woo_id;
    h.shop.admin.edit({ do: 'delete', entity: 'variations', id: variation });
    h.shop.admin.edit({ do: 'delete', entity: 'categories', id: category });
    await h.run('census');
    await h.run('census');
    expect(h.db.prepare(`SELECT 1 FROM product_variations WHERE woo_id = ?`).get(variation)).toBeUndefined();
    expect(h.db.prepare(`SELECT 1 FROM store_categories WHERE woo_id = ?`).get(category)).toBeUndefined();
  });

  test('[DEL2] two scheduled censuses lie ten minutes apart', async () => {
    const h = await start();
    const id = products(h)[5] ?? 0;
    h.shop.admin.edit({ do: 'delete', entity: 'products', id });
    await h.run('census');
    h.db.prepare(`UPDATE sync_missing SET missed = 2`).run();
    await h.scheduledRun();
    expect(has(h, id)).toBe(true);
    h.clock.advance(11 * 60_000);
    await h.scheduledRun();
    expect(has(h, id)).toBe(false);
  });

  test('[DEL3] a record that lists hide but that answers by its id stays', async () => {
    const h = await start();
    const id = products(h)[5] ?? 0;
    h.shop.admin.edit({ do: 'hide', entity: 'products', id, hidden: true });
    for (let times = 0; times < 4; times += 1) await h.run('census');
    expect(has(h, id)).toBe(true);
  });

  test('[DEL3] no answer for the id proves nothing', async () => {
    const h = await start();
    const id = products(h)[5] ?? 0;
    h.shop.admin.edit({ do: 'delete', entity: 'products', id });
    await h.run('census');
    h.shop.faults.add({ kind: 'forbidden', match: { pathPrefix: `products/${id}` } });
    await h.run('census');
    await h.run('census');
    expect(has(h, id)).toBe(true);
    h.shop.faults.clear();
    await h.run('census');
    expect(has(h, id)).toBe(false);
  });

  test('[DEL1] a census that broke off counts for nothing', async () => {
    const h = await start({ pageSize: 20 });
    const ids = products(h);
    const id = ids[3] ?? 0;
    h.shop.admin.edit({ do: 'delete', entity: 'products', id });
    for (let times = 0; times < 3; times += 1) {
      h.shop.faults.set([{ kind: 'maintenance', match: { pathPrefix: 'products' }, afterRequests: 10 }]);
      expect((await h.run('census')).ok).toBe(false);
    }
    h.shop.faults.clear();
    expect(has(h, id)).toBe(true);
    await h.run('census');
    expect(has(h, id)).toBe(true);
    await h.run('census');
    expect(has(h, id)).toBe(false);
  });

  test('[DEL4] many at once are held as one decision while everything else flows', async () => {
    const h = await start();
    const gone = products(h).slice(0, 30);
    const kept = products(h)[40] ?? 0;
    for (const id of gone) h.shop.admin.edit({ do: 'delete', entity: 'products', id });
    h.shop.admin.edit({ do: 'update', entity: 'products', id: kept, fields: { name: 'Flows' } });
    await h.run('census');
    const report = await h.run('census');
    expect(report.ok).toBe(true);
    expect(gone.every((id) => has(h, id))).toBe(true);
    expect(h.row('products', kept)['name']).toBe('Flows');
    expect(conflicts(h)).toMatchObject([{ conflict_type: 'mass_deletion', entity_type: 'products', local_id: null }]);
    await h.run('census');
    expect(conflicts(h)).toHaveLength(1);
    const done = h.commands.resolveConflict({
      id: String(conflicts(h)[0]?.['id']),
      fields: { '*': { choice: 'theirs' } },
      locale: 'en',
    });
    expect(done.ok).toBe(true);
    await h.run('census');
    expect(gone.some((id) => has(h, id))).toBe(false);
    expect(conflicts(h)).toEqual([]);
  });

  test('[DEL4] kept by a person, they stay', async () => {
    const h = await start();
    const gone = products(h).slice(0, 30);
    for (const id of gone) h.shop.admin.edit({ do: 'delete', entity: 'products', id });
    await h.run('census');
    await h.run('census');
    h.commands.resolveConflict({
      id: String(conflicts(h)[0]?.['id']),
      fields: { '*': { choice: 'mine' } },
      locale: 'en',
    });
    await h.run('census');
    await h.run('census');
    expect(gone.every((id) => has(h, id))).toBe(true);
    expect(conflicts(h)).toEqual([]);
  });

  test('[DEL5] a record with unsent changes becomes a decision: let go, it goes', async () => {
    const h = await start({ mode: 'watch' });
    const id = products(h)[5] ?? 0;
    h.commands.edit({ entity: 'products', id: h.localId('products', id), changes: { name: 'Mine' }, locale: 'en' });
    h.shop.admin.edit({ do: 'delete', entity: 'products', id });
    await h.run('census');
    await h.run('census');
    expect(has(h, id)).toBe(true);
    expect(conflicts(h)).toMatchObject([{ conflict_type: 'deleted_remotely' }]);
    expect(h.row('products', id)).toMatchObject({ name: 'Mine', sync_status: 'conflict' });
    h.commands.resolveConflict({
      id: String(conflicts(h)[0]?.['id']),
      fields: { '*': { choice: 'theirs' } },
      locale: 'en',
    });
    expect(has(h, id)).toBe(false);
  });

  test('[DEL5] kept, it is created again with what stood here', async () => {
    const h = await start();
    const id = products(h).find((one) => h.row('products', one)['type'] === 'simple') ?? 0;
    const local = h.localId('products', id);
    h.commands.edit({ entity: 'products', id: local, changes: { name: 'Risen' }, locale: 'en' });
    h.shop.admin.edit({ do: 'delete', entity: 'products', id });
    await h.run();
    expect(conflicts(h)).toMatchObject([{ conflict_type: 'deleted_remotely' }]);
    h.commands.resolveConflict({
      id: String(conflicts(h)[0]?.['id']),
      fields: { '*': { choice: 'mine' } },
      locale: 'en',
    });
    await h.run();
    const row = h.db.prepare(`SELECT woo_id, name FROM products WHERE id = ?`).get(local) as {
      woo_id: number;
      name: string;
    };
    expect(row.name).toBe('Risen');
    expect(row.woo_id).not.toBe(id);
    expect((h.shop.inspect.raw('products', row.woo_id) as { name: string }).name).toBe('Risen');
  });

  test('[DEL5] trash in the shop while an edit waits here asks, and the record stays in sight', async () => {
    const h = await start({ mode: 'watch' });
    const id = products(h).find((one) => h.row('products', one)['type'] === 'simple') ?? 0;
    h.commands.edit({ entity: 'products', id: h.localId('products', id), changes: { name: 'Mine' }, locale: 'en' });
    h.shop.admin.edit({ do: 'trash', entity: 'products', id });
    await h.run();
    expect(conflicts(h)).toMatchObject([{ conflict_type: 'deleted_remotely' }]);
    expect(h.row('products', id)['status']).not.toBe('trash');
    h.db.prepare(`UPDATE stores SET mode = 'push'`).run();
    h.commands.resolveConflict({
      id: String(conflicts(h)[0]?.['id']),
      fields: { '*': { choice: 'mine' } },
      locale: 'en',
    });
    await h.run();
    expect(h.shop.inspect.raw('products', id)).toMatchObject({ name: 'Mine', status: 'publish' });
  });

  test('[DEL6] deleting here is a trash first, by a single request without force', async () => {
    const h = await start();
    const id = products(h)[5] ?? 0;
    h.line.seen.length = 0;
    h.commands.trash({ entity: 'products', id: h.localId('products', id), permanent: false });
    await h.run();
    expect(h.line.seen.filter((line) => line.startsWith('DELETE'))).toEqual([`DELETE products/${id}?force=false`]);
    expect(h.line.seen.some((line) => line.includes('batch'))).toBe(false);
    expect(h.shop.inspect.raw('products', id)).toMatchObject({ status: 'trash' });
  });

  test('[DEL6] what the shop had in the trash already counts as done', async () => {
    const h = await start();
    const id = products(h)[5] ?? 0;
    h.commands.trash({ entity: 'products', id: h.localId('products', id), permanent: false });
    h.shop.admin.edit({ do: 'trash', entity: 'products', id });
    const report = await h.run();
    expect(report.refused).toBe(0);
    expect(h.row('products', id)).toMatchObject({ status: 'trash', sync_status: 'synced' });
  });
});
