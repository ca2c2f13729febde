import { afterEach, describe, expect, test } from 'vitest';
import type { Harness, HarnessOptions } from '../support/sync-harness.ts';
import { createHarness } from '../support/sync-harness.ts';

let harness: Harness;
async function start(options: HarnessOptions = {}): Promise<Harness> {
  harness = await createHarness(options);
  return harness;
}
afterEach(() => harness.close());

function localIds(h: Harness, table: string): number[] {
  const rows = h.db.prepare(`SELECT woo_id FROM ${table} WHERE woo_id IS NOT NULL ORDER BY woo_id`).all() as {
    woo_id: number;
  }[];
  return rows.map((row) => row.woo_id);
}
function expectExact(h: Harness): void {
  expect(localIds(h, 'products')).toEqual(h.shop.inspect.ids('products'));
  expect(localIds(h, 'product_variations')).toEqual(h.shop.inspect.ids('variations'));
  expect(localIds(h, 'orders')).toEqual(h.shop.inspect.ids('orders'));
  expect(localIds(h, 'customers')).toEqual(h.shop.inspect.ids('customers'));
  expect(localIds(h, 'coupons')).toEqual(h.shop.inspect.ids('coupons'));
  expect(localIds(h, 'store_attributes')).toEqual(h.shop.inspect.ids('attributes'));
}
const someProduct = (h: Harness): number => h.shop.inspect.ids('products', { live: true })[3] ?? 0;

describe('the first reading', () => {
  test('[PULL1] brings every id of the shop, no more and no fewer', async () => {
    const h = await start({ products: 230 });
    const report = await h.run();
    expect(report).toMatchObject({ ok: true, kind: 'first', problem: null });
    expectExact(h);
    expect(report.entities.products.created).toBe(230);
  });

  test('[PULL16] an older shop without the common list of variations is read product by product', async () => {
    const h = await start({ products: 80, profile: '9.9' });
    expect(await h.run()).toMatchObject({ ok: true });
    expectExact(h);
    expect(h.line.seen.some((line) => line.startsWith('GET variations?include'))).toBe(false);
  });

  test('[PULL16] an older shop: what changed later, also a variation alone, is found', async () => {
    const h = await start({ products: 80, profile: '9.9' });
    await h.run();
    const id = h.shop.inspect.ids('variations', { live: true })[0] ?? 0;
    h.clock.advance(3 * 3_600_000);
    h.shop.admin.edit({ do: 'update', entity: 'variations', id, fields: { regular_price: '61.00', sale_price: '' } });
    h.line.seen.length = 0;
    await h.run();
    expect(h.row('variations', id)['regular_price']).toBe('61.00');
    expect(h.line.seen.length).toBeLessThan(14);
  });

  test('[PULL22] between the records of a page a question sees whole steps, and an edit made there is kept', async () => {
    const stored: number[] = [];
    let edited = 0;
    const next = async (): Promise<void> => {
      const [count] = harness.db.prepare(`SELECT count(*) FROM products`).pluck().all() as number[];
      if (count !== stored.at(-1) && count !== 0) stored.push(count ?? 0);
      if (count !== 14 || edited > 0) return;
      const row = harness.db.prepare(`SELECT id, woo_id FROM products ORDER BY woo_id LIMIT 1`).get() as { id: string; woo_id: number }; // prettier-ignore
      edited = row.woo_id;
      harness.commands.edit({
        entity: 'products',
        id: row.id,
        changes: { name: 'Named in between' },
        locale: 'en',
      });
    };
    const h = await start({ products: 60, pageSize: 50, turns: { recordsAtOnce: 7, next } });
    await h.run();
    expectExact(h);
    expect(stored.slice(0, 4)).toEqual([7, 14, 21, 28]);
    await h.run();
    expect(h.shop.inspect.raw('products', edited)).toMatchObject({ name: 'Named in between' });
  });

  test('[PULL22] [JOURNAL2] killed between two steps of a page it ends exact, and the lines of new records add up to them', async () => {
    let killed = false;
    const next = async (): Promise<void> => {
      if (killed || localIds(harness, 'products').length !== 21) return;
      killed = true;
      throw new Error('killed');
    };
    const h = await start({ products: 60, pageSize: 50, turns: { recordsAtOnce: 7, next } });
    await h.run().catch(() => undefined);
    expect(localIds(h, 'products')).toHaveLength(21);
    expect(await h.run()).toMatchObject({ ok: true, kind: 'first' });
    expectExact(h);
    const told = h.db
      .prepare(`SELECT sum(item_count) FROM sync_logs WHERE entity_type = 'products' AND action = 'create'`)
      .pluck()
      .get();
    expect(told).toBe(60);
  });

  test('[PULL4] killed at any request it goes on from there and ends complete, reading almost nothing twice', async () => {
    for (const at of [2, 7, 12, 15, 19, 24, 30, 34]) {
      const h = await createHarness({ products: 150, pageSize: 20, orders: 60 });
      let left = at;
      h.line.before = () => {
        left -= 1;
        if (left <= 0) throw new Error('killed');
      };
      await h.run();
      const again = h.restart();
      const report = await again.run();
      expect(report, `killed at request ${at}`).toMatchObject({ ok: true, kind: 'first' });
      expectExact(again);
      const fetched = report.entities.products.fetched + report.entities.products.unchanged;
      expect(fetched).toBeLessThanOrEqual(150 + 40);
      again.close();
    }
    await start();
  });

  test('[PULL21] the next collection is asked for before the present one is read to its end', async () => {
    const h = await start({ products: 230, orders: 130 });
    h.db.prepare(`UPDATE stores SET has_variations_route = 1`).run();
    await h.run();
    const at = (start: string): number => h.line.seen.findIndex((line) => line.startsWith(start));
    const lastProducts = h.line.seen.findLastIndex((line) => line.startsWith('GET products?'));
    expect(at('GET variations?')).toBeLessThan(lastProducts);
    expect(h.line.seen.filter((line) => line.startsWith('GET variations?') && line.includes('offset=0&'))).toHaveLength(
      1,
    );
    expectExact(h);
  });

  test('[PULL7] fields of plugins are kept in the base', async () => {
    const h = await start();
    const id = someProduct(h);
    h.shop.admin.edit({
      do: 'update',
      entity: 'products',
      id,
      fields: { meta_data: [{ key: 'ext_id', value: 'x9' }] },
    });
    await h.run();
    const row = h.db
      .prepare(`SELECT document FROM base_documents WHERE record_id = ?`)
      .get(h.localId('products', id)) as { document: string };
    expect(row.document).toContain('"ext_id"');
    expect(row.document).not.toContain('related_ids');
  });

  test('[PULL15] orders in a custom status are read too', async () => {
    const h = await start();
    await h.run();
    expect(h.line.seen).toContain('GET orders/statuses');
  });

  test('[PULL20] a host that fails on pages of 100 is read in smaller ones, which is remembered', async () => {
    const h = await start({ products: 120 });
    h.shop.faults.add({ kind: 'page-ceiling', params: { limit: 30, answer: '500' } });
    expect(await h.run()).toMatchObject({ ok: true });
    expectExact(h);
    expect(h.db.prepare(`SELECT page_size FROM stores`).get()).toEqual({ page_size: 25 });
  });
});

describe('later readings', () => {
  test('[RUN7] a quiet run asks at most 12 times and writes no record', async () => {
    const h = await start({ products: 400 });
    await h.run();
    await h.run();
    const before = h.db.prepare(`SELECT sum(observed_at) AS n FROM base_documents`).get();
    h.line.seen.length = 0;
    h.clock.advance(3_600_000);
    const report = await h.run();
    expect(report).toMatchObject({ ok: true, kind: 'incremental' });
    expect(h.line.seen.length).toBeLessThanOrEqual(12);
    expect(h.db.prepare(`SELECT sum(observed_at) AS n FROM base_documents`).get()).toEqual(before);
    for (const counts of Object.values(report.entities))
      expect(counts).toMatchObject({ created: 0, updated: 0, deleted: 0 });
  });

  test('[PULL11] a product that changed in the shop changes here', async () => {
    const h = await start();
    await h.run();
    const id = someProduct(h);
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'New name' } });
    const report = await h.run();
    expect(report.entities.products).toMatchObject({ updated: 1, created: 0 });
    expect(h.row('products', id)['name']).toBe('New name');
  });

  test('[PULL11] what was created in the shop is created here, and trash there is trash here', async () => {
    const h = await start();
    await h.run();
    const id = someProduct(h);
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'create', entity: 'products', fields: { name: 'Added', regular_price: '5.00' } });
    h.shop.admin.edit({ do: 'trash', entity: 'products', id });
    const report = await h.run();
    expect(report.entities.products).toMatchObject({ created: 1, deleted: 1 });
    expect(h.row('products', id)['status']).toBe('trash');
    expectExact(h);
  });

  test('[PULL6] a save that changes nothing but the date is no change', async () => {
    const h = await start();
    await h.run();
    const id = someProduct(h);
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'touch', entity: 'products', id });
    const report = await h.run();
    expect(report.entities.products).toMatchObject({ updated: 0, unchanged: 1 });
    expect(h.row('products', id)['woo_modified_at']).toBe(Math.floor(h.shop.now() / 1000) * 1000);
  });

  test('[PULL12] a computer whose clock is days wrong misses nothing', async () => {
    const h = await start();
    h.shop.faults.add({ kind: 'clock-skew', params: { skewMs: -600_000 } });
    await h.run();
    const id = someProduct(h);
    h.clock.advance(30 * 60_000);
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'Seen' } });
    await h.run();
    expect(h.row('products', id)['name']).toBe('Seen');
  });

  test('[PULL11] a half-written product is read again until it is whole', async () => {
    const h = await start();
    await h.run();
    const id =
      h.shop.inspect.ids('products', { live: true }).find((one) => h.row('products', one)['type'] === 'simple') ?? 0;
    h.clock.advance(60_000);
    h.shop.admin.edit({
      do: 'update',
      entity: 'products',
      id,
      fields: { name: 'Torn', regular_price: '77.00' },
      tornForMs: 2_000,
    });
    await h.run();
    h.clock.advance(30_000);
    await h.run();
    expect(h.row('products', id)).toMatchObject({ name: 'Torn', regular_price: '77.00' });
  });

  test('[PULL11] a save that becomes visible minutes after its date is found', async () => {
    const h = await start();
    await h.run();
    const id = someProduct(h);
    h.clock.advance(60_000);
    h.shop.admin.edit({
      do: 'later',
      delayMs: 240_000,
      edit: { do: 'update', entity: 'products', id, fields: { name: 'Late' } },
    });
    h.clock.advance(120_000);
    await h.run();
    h.clock.advance(180_000);
    await h.run();
    expect(h.row('products', id)['name']).toBe('Late');
  });

  test('[PULL10] an order moves the stock of its product here although the product has no new date', async () => {
    const h = await start({ products: 120 });
    await h.run();
    const id = h.shop.inspect
      .ids('products', { live: true })
      .find(
        (one) =>
          h.row('products', one)['manage_stock'] === 1 &&
          Number(h.row('products', one)['stock_quantity']) > 5 &&
          h.row('products', one)['type'] === 'simple',
      );
    const stock = Number(h.row('products', id ?? 0)['stock_quantity']);
    h.clock.advance(60_000);
    h.shop.admin.edit({
      do: 'place-order',
      fields: { status: 'processing', line_items: [{ product_id: id, quantity: 2 }] },
    });
    h.shop.admin.edit({ do: 'sql', entity: 'products', id: id ?? 0, fields: { modified: 0 } });
    await h.run();
    expect(h.row('products', id ?? 0)['stock_quantity']).toBe(stock - 2);
  });

  test('[PULL17] renamed categories and terms are found by content', async () => {
    const h = await start();
    await h.run();
    const id = h.shop.inspect.ids('terms', { termKind: 'category' })[1] ?? h.shop.inspect.ids('terms')[1] ?? 0;
    const known = h.db.prepare(`SELECT woo_id FROM store_categories ORDER BY woo_id LIMIT 1 OFFSET 1`).get() as {
      woo_id: number;
    };
    h.shop.admin.edit({ do: 'update', entity: 'categories', id: known.woo_id || id, fields: { name: 'Renamed' } });
    const report = await h.run();
    expect(report.entities.categories.updated).toBe(1);
    expect(h.row('categories', known.woo_id)['name']).toBe('Renamed');
  });

  test('[PULL17] new customers are read at once, also in a large collection', async () => {
    const h = await start({ products: 60, customers: 260 });
    await h.run();
    h.shop.admin.edit({ do: 'create', entity: 'customers', fields: { email: 'new@example.com', first_name: 'New' } });
    const report = await h.run();
    expect(report.entities.customers.created).toBe(1);
    expectExact(h);
  });

  test('[PULL14] error pages instead of JSON move no cursor and remove nothing', async () => {
    const h = await start();
    await h.run();
    const cursors = h.db.prepare(`SELECT * FROM sync_cursors WHERE cursor = 'modified' ORDER BY entity`).all();
    for (const kind of [
      'maintenance',
      'captcha',
      'login-redirect',
      'html-page',
      'php-notice',
      'byte-order-mark',
      'empty-body',
      'truncate',
      'bad-gateway',
    ] as const) {
      h.shop.faults.set([{ kind, match: { pathPrefix: 'products' } }]);
      const report = await h.run();
      expect(report.ok, kind).toBe(false);
      expect(report.problem?.type, kind).not.toBeUndefined();
    }
    h.shop.faults.clear();
    expect(h.db.prepare(`SELECT * FROM sync_cursors WHERE cursor = 'modified' ORDER BY entity`).all()).toEqual(cursors);
    expectExact(h);
    expect(await h.run()).toMatchObject({ ok: true });
  });

  test('[PULL9] what a direct write to the database changed is found by a census', async () => {
    const h = await start();
    await h.run();
    const id =
      h.shop.inspect.ids('products', { live: true }).find((one) => h.row('products', one)['type'] === 'simple') ?? 0;
    h.shop.admin.edit({ do: 'sql', entity: 'products', id, fields: { regular_price: '3.33', price: '3.33' } });
    expect((await h.run()).entities.products.updated).toBe(0);
    expect((await h.run('census')).entities.products.updated).toBe(1);
    expect(h.row('products', id)['regular_price']).toBe('3.33');
  });

  test('[PULL9] a direct write to a variation is found with what it makes of its product', async () => {
    const h = await start();
    await h.run();
    const { id } = h.db.prepare(`SELECT woo_id AS id FROM products WHERE type = 'variable' AND on_sale = 1 LIMIT 1`).get() as { id: number }; // prettier-ignore
    for (const variation of h.shop.inspect.ids('variations', { parentId: id })) {
      const { regular_price } = h.shop.inspect.raw('variations', variation) as { regular_price: string };
      const fields = { sale_price: '', price: regular_price };
      h.shop.admin.edit({ do: 'sql', entity: 'variations', id: variation, fields });
    }
    await h.run('census');
    expect(h.row('products', id)['on_sale']).toBe(0);
  });

  test('[PULL8] a record that lists do not show is fetched by its own address', async () => {
    const h = await start();
    const id = someProduct(h);
    h.shop.admin.edit({ do: 'hide', entity: 'products', id, hidden: true });
    const order = h.shop.inspect.ids('variations').length;
    await h.run();
    expect(order).toBeGreaterThan(0);
    const variation = h.shop.inspect.ids('variations', { parentId: id });
    // a hidden variable product is known through its variations
    if (variation.length > 0) expect(h.row('products', id)['woo_id']).toBe(id);
    h.db
      .prepare(
        `INSERT OR IGNORE INTO sync_holes (store_id, entity, woo_id, reason, created_at) VALUES ('store-1', 'products', ?, 'test', 0)`,
      )
      .run(id);
    await h.run();
    expect(h.row('products', id)['woo_id']).toBe(id);
    expect(h.db.prepare(`SELECT count(*) AS n FROM sync_holes`).get()).toEqual({ n: 0 });
  });

  test('a full run fetches everything again and changes nothing that is the same', async () => {
    const h = await start({ products: 130 });
    await h.run();
    const report = await h.run('full');
    expect(report).toMatchObject({ ok: true, kind: 'full' });
    expect(report.entities.products).toMatchObject({ fetched: 130, unchanged: 130, created: 0, updated: 0 });
    expect(report.entities.variations.unchanged).toBe(h.shop.inspect.count('variations'));
  });

  test('[PULL18] notes of an order are read when it is opened', async () => {
    const h = await start();
    await h.run();
    const id = h.shop.inspect.ids('orders', { live: true })[0] ?? 0;
    h.shop.admin.edit({ do: 'note', orderId: id, note: 'Packed with care' });
    await h.sync.refreshOrder(h.localId('orders', id));
    const notes = h.db.prepare(`SELECT note FROM order_notes WHERE order_id = ?`).all(h.localId('orders', id)) as {
      note: string;
    }[];
    expect(notes.map((note) => note.note)).toContain('Packed with care');
    expect(h.row('orders', id)['notes_fetched_at']).not.toBeNull();
  });
});
