import { afterEach, describe, expect, test } from 'vitest';
import type { Harness, HarnessOptions } from '../support/sync-harness.ts';
import { createHarness } from '../support/sync-harness.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';

let harness: Harness;
async function start(options: HarnessOptions = {}): Promise<Harness> {
  harness = await createHarness(options);
  await harness.run();
  harness.line.seen.length = 0;
  harness.clock.advance(60_000);
  return harness;
}
afterEach(() => harness.close());

function edit(h: Harness, entity: EntityName, wooId: number, changes: Record<string, unknown>): void {
  const done = h.commands.edit({ entity, id: h.localId(entity, wooId), changes, locale: 'en' });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
}
function create(h: Harness, entity: EntityName, values: Record<string, unknown>): string {
  const done = h.commands.create({ entity, storeId: 'store-1', values, locale: 'en' });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value.id;
}
const simple = (h: Harness, nth = 0): number =>
  h.shop.inspect.ids('products', { live: true }).filter((id) => h.row('products', id)['type'] === 'simple')[nth] ?? 0;
const open = (h: Harness): { kind: string; state: string; payload: string }[] =>
  h.db.prepare(`SELECT kind, state, payload FROM outbox WHERE state <> 'ended' ORDER BY sequence`).all() as never;
const shopProduct = (h: Harness, id: number): Record<string, unknown> =>
  h.shop.inspect.raw('products', id) as Record<string, unknown>;
const conflicts = (h: Harness): Record<string, unknown>[] =>
  h.db.prepare(`SELECT * FROM sync_conflict WHERE status = 'open'`).all() as never;
const errors = (h: Harness): Record<string, unknown>[] =>
  h.db.prepare(`SELECT * FROM sync_errors WHERE resolved = 0`).all() as never;

describe('sending edits', () => {
  test('[PUSH2] only the changed field is sent, after a fresh read, and the answer becomes the base', async () => {
    const h = await start();
    const id = simple(h);
    edit(h, 'products', id, { regular_price: '12,50', sale_price: '' });
    const writes = h.shop.inspect.writes().length;
    const report = await h.run();
    expect(report.entities.products).toMatchObject({ pushed: 1, failed: 0, conflicts: 0 });
    expect(shopProduct(h, id)).toMatchObject({ regular_price: '12.50' });
    expect(h.line.seen[0]).toMatch(new RegExp(`^GET products/${id}`));
    expect(h.line.seen[1]).toBe(`PUT products/${id}`);
    expect(h.shop.inspect.writes().length).toBe(writes + 1);
    expect(h.row('products', id)).toMatchObject({ regular_price: '12.50', sync_status: 'synced' });
    expect(open(h)).toEqual([]);
    h.line.seen.length = 0;
    expect((await h.run()).entities.products).toMatchObject({ pushed: 0, updated: 0 });
    expect(h.line.seen.filter((line) => !line.startsWith('GET'))).toEqual([]);
  });

  test('[PUSH8] a price edited while the shop is unreachable is kept and arrives when it returns', async () => {
    const h = await start();
    const id = simple(h);
    h.line.up = false;
    edit(h, 'products', id, { regular_price: '88.00', sale_price: '' });
    const down = await h.run();
    expect(down).toMatchObject({ ok: false, problem: { type: 'StoreUnreachable' } });
    expect(h.row('products', id)).toMatchObject({ regular_price: '88.00', sync_status: 'pending' });
    expect(errors(h)).toEqual([]);
    h.line.up = true;
    expect((await h.run()).entities.products.pushed).toBe(1);
    expect(shopProduct(h, id)['regular_price']).toBe('88.00');
  });

  test('[PUSH10] a watched store is sent nothing, and gets everything once pushing is on', async () => {
    const h = await start({ mode: 'watch' });
    const id = simple(h);
    edit(h, 'products', id, { name: 'Waits' });
    await h.run();
    expect(open(h)).toHaveLength(1);
    expect(shopProduct(h, id)['name']).not.toBe('Waits');
    h.db.prepare(`UPDATE stores SET mode = 'push'`).run();
    await h.run();
    expect(shopProduct(h, id)['name']).toBe('Waits');
  });

  test('every kind of record can be edited, created, trashed or deleted from here', async () => {
    const h = await start({ products: 120 });
    const variation = h.shop.inspect.ids('variations', { live: true })[0] ?? 0;
    const coupon = h.shop.inspect.ids('coupons', { live: true })[0] ?? 0;
    const customer = h.shop.inspect.ids('customers')[0] ?? 0;
    edit(h, 'variations', variation, { regular_price: '21.00', sale_price: '' });
    edit(h, 'coupons', coupon, { description: 'Changed here' });
    edit(h, 'customers', customer, { first_name: 'Changed' });
    const ids = {
      products: create(h, 'products', { name: 'Born here', regular_price: '9.90', sku: 'BORN-1', status: 'publish' }),
      categories: create(h, 'categories', { name: 'Born category' }),
      tags: create(h, 'tags', { name: 'Born tag' }),
      brands: create(h, 'brands', { name: 'Born brand' }),
      attributes: create(h, 'attributes', { name: 'Born attribute' }),
      coupons: create(h, 'coupons', { code: 'born10', amount: '10', discount_type: 'percent' }),
      customers: create(h, 'customers', { email: 'born@example.com' }),
    };
    const term = create(h, 'terms', { name: 'Born term', attribute_id: ids.attributes });
    const report = await h.run();
    expect(report.problem).toBeNull();
    expect(errors(h)).toEqual([]);
    expect(open(h)).toEqual([]);
    for (const [entity, id] of [...Object.entries(ids), ['terms', term] as const]) {
      const row = h.db.prepare(`SELECT woo_id, source FROM ${tableFor(entity)} WHERE id = ?`).get(id) as {
        woo_id: number | null;
        source: string;
      };
      expect(row.woo_id, entity).toBeGreaterThan(0);
      expect(row.source, entity).toBe('local');
    }
    expect(h.shop.inspect.raw('variations', variation)).toMatchObject({ regular_price: '21.00' });
    const wooProduct = Number(
      (h.db.prepare(`SELECT woo_id FROM products WHERE id = ?`).get(ids.products) as { woo_id: number }).woo_id,
    );
    for (const [entity, id] of Object.entries(ids)) {
      const done = h.commands.trash({ entity: entity as EntityName, id, permanent: false });
      expect(done.ok, entity).toBe(true);
    }
    await h.run();
    expect(errors(h)).toEqual([]);
    expect(open(h)).toEqual([]);
    expect(shopProduct(h, wooProduct)['status']).toBe('trash');
    expect(h.row('products', wooProduct)['status']).toBe('trash');
    expect(h.db.prepare(`SELECT 1 FROM store_categories WHERE id = ?`).get(ids.categories)).toBeUndefined();
    const restored = h.commands.restore({ entity: 'products', id: ids.products });
    expect(restored.ok).toBe(true);
    await h.run();
    expect(shopProduct(h, wooProduct)['status']).not.toBe('trash');
  });

  test('order status and notes are sent one by one and in order', async () => {
    const h = await start();
    const id = h.shop.inspect.ids('orders', { live: true })[0] ?? 0;
    h.shop.admin.edit({ do: 'update', entity: 'orders', id, fields: { status: 'processing' } });
    await h.run();
    h.db.prepare(`DELETE FROM order_status_logs`).run();
    h.line.seen.length = 0;
    edit(h, 'orders', id, { status: 'on-hold' });
    edit(h, 'orders', id, { status: 'completed' });
    const note = h.commands.addNote({ orderId: h.localId('orders', id), text: 'Sent by courier', customer: false });
    expect(note.ok).toBe(true);
    await h.run();
    expect(h.line.seen.filter((line) => line.startsWith('PUT'))).toHaveLength(2);
    expect(h.shop.inspect.raw('orders', id)).toMatchObject({ status: 'completed' });
    expect(h.shop.inspect.ids('notes', { parentId: id }).length).toBeGreaterThan(0);
    const log = h.db
      .prepare(`SELECT new_status, changed_by FROM order_status_logs WHERE order_id = ? ORDER BY row_number`)
      .all(h.localId('orders', id));
    expect(log).toEqual([
      { new_status: 'on-hold', changed_by: 'you' },
      { new_status: 'completed', changed_by: 'you' },
    ]);
  });

  test('[PUSH7] a refused record keeps its value, names code and field, and stops no other', async () => {
    const h = await start();
    const [first, second, third] = [simple(h, 0), simple(h, 1), simple(h, 2)];
    edit(h, 'products', first, { sku: 'SAME-SKU' });
    edit(h, 'products', second, { name: 'Goes through' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id: third, fields: { sku: 'SAME-SKU' } });
    const report = await h.run();
    expect(report).toMatchObject({ ok: true, refused: 1 });
    expect(report.entities.products).toMatchObject({ pushed: 1, failed: 1 });
    expect(errors(h)).toMatchObject([{ error_code: 'product_invalid_sku', field: 'sku', woo_id: first }]);
    expect(h.row('products', first)).toMatchObject({ sku: 'SAME-SKU', sync_status: 'error' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id: third, fields: { sku: 'OTHER' } });
    expect(h.commands.retryErrors({ id: null })).toMatchObject({ ok: true });
    await h.run();
    expect(shopProduct(h, first)['sku']).toBe('SAME-SKU');
    expect(errors(h)).toEqual([]);
  });

  test('[PUSH8] a key that may only read stops the sending and refuses no record', async () => {
    const h = await start();
    h.shop.admin.edit({ do: 'key', permissions: 'read' });
    edit(h, 'products', simple(h), { name: 'Not yet' });
    expect(await h.run()).toMatchObject({ ok: false, problem: { type: 'StoreUnauthorized' } });
    expect(errors(h)).toEqual([]);
    expect(open(h)).toMatchObject([{ state: 'queued' }]);
    h.shop.admin.edit({ do: 'key', permissions: 'read_write' });
    expect(await h.run()).toMatchObject({ ok: true });
    expect(open(h)).toEqual([]);
  });

  test('[PULL6] a text that the shop shows with paragraphs is no change after our own write, and no conflict', async () => {
    const h = await start();
    const id = simple(h);
    edit(h, 'products', id, { weight: '4' });
    await h.run();
    expect((await h.run()).entities.products).toMatchObject({ updated: 0 });
    edit(h, 'products', id, { description: 'First line\n\nSecond line' });
    await h.run();
    edit(h, 'products', id, { description: 'Another text' });
    const report = await h.run();
    expect(report.entities.products).toMatchObject({ pushed: 1, conflicts: 0 });
    expect((await h.run()).entities.products).toMatchObject({ updated: 0, pushed: 0 });
    expect(shopProduct(h, id)['description']).toBe('Another text');
  });

  test('[PUSH2] dates and limits that were cleared here are cleared there', async () => {
    const h = await start({ products: 120 });
    const coupon = h.shop.inspect.ids('coupons', { live: true })[0] ?? 0;
    const id = simple(h);
    h.shop.admin.edit({
      do: 'update',
      entity: 'coupons',
      id: coupon,
      fields: { usage_limit: 9, date_expires_gmt: '2027-01-01T00:00:00' },
    });
    h.shop.admin.edit({
      do: 'update',
      entity: 'products',
      id,
      fields: { regular_price: '50', sale_price: '40', date_on_sale_to_gmt: '2027-01-01T00:00:00' },
    });
    await h.run();
    edit(h, 'coupons', coupon, { usage_limit: '', date_expires: '' });
    edit(h, 'products', id, { date_on_sale_to: '' });
    h.line.seen.length = 0;
    const report = await h.run();
    expect(report).toMatchObject({ ok: true, refused: 0 });
    expect(h.row('coupons', coupon)).toMatchObject({ usage_limit: null, date_expires: null });
    expect(shopProduct(h, id)['sale_to']).toBeNull();
    expect(open(h)).toEqual([]);
  });

  test('[PUSH4] edits made one after the other leave as one request', async () => {
    const h = await start();
    const id = simple(h);
    edit(h, 'products', id, { name: 'One' });
    edit(h, 'products', id, { name: 'Two' });
    edit(h, 'products', id, { weight: '1.5' });
    await h.run();
    expect(h.line.seen.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
    expect(shopProduct(h, id)).toMatchObject({ name: 'Two', weight: '1.5' });
  });
});

function tableFor(entity: string): string {
  const tables: Record<string, string> = {
    products: 'products',
    coupons: 'coupons',
    customers: 'customers',
    terms: 'store_attribute_terms',
  };
  return tables[entity] ?? `store_${entity}`;
}

describe('merging with what changed in the shop', () => {
  test('[MERGE2] different fields on both sides both survive', async () => {
    const h = await start();
    const id = simple(h);
    edit(h, 'products', id, { name: 'Mine' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { weight: '2.0' } });
    await h.run();
    expect(shopProduct(h, id)).toMatchObject({ name: 'Mine', weight: '2.0' });
    expect(conflicts(h)).toEqual([]);
  });

  test('[MERGE3] the same field on both sides waits for a person while the other fields go on', async () => {
    const h = await start();
    const id = simple(h);
    const before = h.row('products', id)['name'];
    edit(h, 'products', id, { name: 'Mine', weight: '3' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'Theirs' } });
    const report = await h.run();
    expect(report.entities.products.conflicts).toBe(1);
    expect(shopProduct(h, id)).toMatchObject({ name: 'Theirs', weight: '3' });
    const [conflict] = conflicts(h);
    expect(conflict).toMatchObject({ conflict_type: 'both_changed', conflicting_fields: '["name"]' });
    expect(JSON.parse(String(conflict?.['base_data']))).toEqual({ name: before });
    expect(JSON.parse(String(conflict?.['local_data']))).toEqual({ name: 'Mine' });
    expect(JSON.parse(String(conflict?.['remote_data']))).toEqual({ name: 'Theirs' });
    expect(h.row('products', id)).toMatchObject({ name: 'Mine', sync_status: 'conflict' });
    await h.run();
    expect(conflicts(h)).toHaveLength(1);
    const settled = h.commands.resolveConflict({
      id: String(conflict?.['id']),
      fields: { name: { choice: 'mine' } },
      locale: 'en',
    });
    expect(settled).toMatchObject({ ok: true });
    await h.run();
    expect(shopProduct(h, id)['name']).toBe('Mine');
    expect(conflicts(h)).toEqual([]);
    expect(h.row('products', id)['sync_status']).toBe('synced');
  });

  test('[MERGE3] keeping the store value drops the edit and sends nothing', async () => {
    const h = await start();
    const id = simple(h);
    edit(h, 'products', id, { name: 'Mine' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'Theirs' } });
    await h.run();
    h.commands.resolveConflict({
      id: String(conflicts(h)[0]?.['id']),
      fields: { name: { choice: 'theirs' } },
      locale: 'en',
    });
    expect(h.row('products', id)).toMatchObject({ name: 'Theirs', sync_status: 'synced' });
    h.line.seen.length = 0;
    await h.run();
    expect(h.line.seen.filter((line) => line.startsWith('PUT'))).toEqual([]);
  });

  test('[MERGE7] a conflict whose sides become equal settles itself', async () => {
    const h = await start();
    const id = simple(h);
    edit(h, 'products', id, { name: 'Mine' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'Theirs' } });
    await h.run();
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'Mine' } });
    await h.run();
    expect(conflicts(h)).toEqual([]);
    expect(open(h)).toEqual([]);
    expect(h.row('products', id)).toMatchObject({ name: 'Mine', sync_status: 'synced' });
  });

  test('[MERGE4] categories added on both sides are both kept', async () => {
    const h = await start();
    const id = simple(h);
    const all = h.db.prepare(`SELECT woo_id FROM store_categories ORDER BY woo_id`).all() as { woo_id: number }[];
    const has = new Set(
      (JSON.parse(String(h.row('products', id)['categories'])) as { woo_id: number }[]).map((one) => one.woo_id),
    );
    const free = all.map((one) => one.woo_id).filter((one) => !has.has(one));
    edit(h, 'products', id, { categories: [...has, free[0]] });
    h.shop.admin.edit({
      do: 'update',
      entity: 'products',
      id,
      fields: { categories: [...has, free[1]].map((one) => ({ id: one })) },
    });
    await h.run();
    expect([...(shopProduct(h, id)['category_ids'] as number[])].toSorted((a, b) => a - b)).toEqual(
      [...has, free[0], free[1]].map(Number).toSorted((a, b) => a - b),
    );
    expect(conflicts(h)).toEqual([]);
  });

  test('[PUSH9] a value that the store took and did not keep is reported', async () => {
    const h = await start();
    const id = simple(h);
    edit(h, 'products', id, { regular_price: '50.00', sale_price: '' });
    await h.run();
    edit(h, 'products', id, { sale_price: '40.00' });
    h.line.before = (method) => {
      if (method !== 'PUT') return;
      h.line.before = null;
      // somebody lowers the regular price between our read and our write: the shop then drops the sale price in silence
      h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { regular_price: '30.00' } });
    };
    const report = await h.run();
    expect(report).toMatchObject({ ok: true, refused: 1 });
    expect(errors(h)).toMatchObject([{ error_code: 'backroom_value_not_kept', field: 'sale_price' }]);
    expect(h.row('products', id)).toMatchObject({ regular_price: '30.00', sale_price: null });
  });
});

describe('stock', () => {
  const managed = (h: Harness): number =>
    h.shop.inspect
      .ids('products', { live: true })
      .find(
        (id) =>
          h.row('products', id)['type'] === 'simple' &&
          h.row('products', id)['manage_stock'] === 1 &&
          Number(h.row('products', id)['stock_quantity']) > 10,
      ) ?? 0;

  test('[STOCK1] adjustments land on the live number', async () => {
    const h = await start({ products: 120 });
    const id = managed(h);
    const stock = Number(h.row('products', id)['stock_quantity']);
    h.commands.changeStock({
      entity: 'products',
      id: h.localId('products', id),
      intent: { kind: 'adjust', by: 3 },
      reason: 'received',
    });
    h.commands.changeStock({
      entity: 'products',
      id: h.localId('products', id),
      intent: { kind: 'adjust', by: -1 },
      reason: 'broken',
    });
    expect(h.row('products', id)['stock_quantity']).toBe(stock + 2);
    h.shop.admin.edit({
      do: 'place-order',
      fields: { status: 'processing', line_items: [{ product_id: id, quantity: 5 }] },
    });
    await h.run();
    expect(shopProduct(h, id)['stock_quantity']).toBe(stock - 5 + 2);
    expect(h.row('products', id)['stock_quantity']).toBe(stock - 3);
    expect(open(h)).toEqual([]);
  });

  test('[PUSH9] a value of a new record that the store did not keep is reported', async () => {
    const h = await start();
    const values = { name: 'Lamp without a price', regular_price: '10', sale_price: '5' };
    const born = h.commands.create({ entity: 'products', storeId: 'store-1', values, locale: 'en' });
    if (!born.ok) throw new Error('refused');
    h.commands.undo({ entity: 'products', id: born.value.id, field: 'regular_price' });
    await h.run();
    const told = h.db
      .prepare(`SELECT error_code, error_message FROM sync_errors WHERE entity_id = ?`)
      .all(born.value.id);
    expect(told).toEqual([{ error_code: 'backroom_value_not_kept', error_message: 'sale_price' }]);
    expect(open(h)).toEqual([]);
  });

  test('[PUSH4] what was held and is free again waits while a later change of the record has no answer', async () => {
    const h = await start({ products: 120 });
    const id = managed(h);
    const stock = Number(h.row('products', id)['stock_quantity']);
    const count = { kind: 'count' as const, to: stock + 5 };
    h.commands.changeStock({ entity: 'products', id: h.localId('products', id), intent: count, reason: '' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { stock_quantity: stock - 1 } });
    await h.run();
    expect(conflicts(h)).toHaveLength(1);
    edit(h, 'products', id, { name: 'Named later' });
    // the read before the next write frees the count, and that write gets no answer
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { stock_quantity: stock } });
    h.shop.faults.add({ kind: 'drop-after', match: { method: 'PUT' }, times: 1 });
    h.line.seen.length = 0;
    await h.run();
    expect(h.line.seen.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
    await h.run();
    expect(shopProduct(h, id)).toMatchObject({ name: 'Named later', stock_quantity: stock + 5 });
    expect(open(h)).toEqual([]);
  });

  test('[STOCK2] [MERGE7] a count that waits shows the newest stock, and settles itself when the shop comes to what was counted', async () => {
    const h = await start({ products: 120 });
    const id = managed(h);
    const stock = Number(h.row('products', id)['stock_quantity']);
    const intent = { kind: 'count' as const, to: stock - 3 };
    h.commands.changeStock({ entity: 'products', id: h.localId('products', id), intent, reason: '' });
    for (const sold of [1, 1, 1]) {
      const bought = conflicts(h).map(({ remote_data }) => JSON.parse(String(remote_data)) as unknown);
      expect(bought).toEqual(shopProduct(h, id)['stock_quantity'] === stock ? [] : [{ stock_quantity: shopProduct(h, id)['stock_quantity'] }]); // prettier-ignore
      const fields = { status: 'processing', line_items: [{ product_id: id, quantity: sold }] };
      h.shop.admin.edit({ do: 'place-order', fields });
      h.clock.advance(60_000);
      await h.run();
    }
    expect(conflicts(h)).toEqual([]);
    expect(open(h)).toEqual([]);
    expect(h.row('products', id)).toMatchObject({ stock_quantity: stock - 3, sync_status: 'synced' });
  });

  test('[STOCK2] a count whose basis moved asks', async () => {
    const h = await start({ products: 120 });
    const id = managed(h);
    const stock = Number(h.row('products', id)['stock_quantity']);
    h.commands.changeStock({
      entity: 'products',
      id: h.localId('products', id),
      intent: { kind: 'count', to: 4 },
      reason: '',
    });
    h.shop.admin.edit({
      do: 'place-order',
      fields: { status: 'processing', line_items: [{ product_id: id, quantity: 3 }] },
    });
    await h.run();
    expect(conflicts(h)).toMatchObject([{ conflict_type: 'stock_moved' }]);
    expect(JSON.parse(String(conflicts(h)[0]?.['remote_data']))).toEqual({ stock_quantity: stock - 3 });
    h.commands.resolveConflict({
      id: String(conflicts(h)[0]?.['id']),
      fields: { stock_quantity: { choice: 'mine' } },
      locale: 'en',
    });
    await h.run();
    expect(shopProduct(h, id)['stock_quantity']).toBe(4);
    expect(open(h)).toEqual([]);
  });

  test('[STOCK3] an adjustment whose answer was lost is not applied twice', async () => {
    const h = await start({ products: 120 });
    const id = managed(h);
    const stock = Number(h.row('products', id)['stock_quantity']);
    h.commands.changeStock({
      entity: 'products',
      id: h.localId('products', id),
      intent: { kind: 'adjust', by: 3 },
      reason: '',
    });
    h.shop.faults.add({ kind: 'drop-after', match: { method: 'write' }, times: 1 });
    await h.run();
    await h.run();
    expect(shopProduct(h, id)['stock_quantity']).toBe(stock + 3);
    expect(open(h)).toEqual([]);
    h.commands.changeStock({
      entity: 'products',
      id: h.localId('products', id),
      intent: { kind: 'adjust', by: 2 },
      reason: '',
    });
    h.shop.faults.set([{ kind: 'drop-before', match: { method: 'write' }, times: 1 }]);
    await h.run();
    expect(shopProduct(h, id)['stock_quantity']).toBe(stock + 3);
    h.clock.advance(400_000);
    await h.run();
    // the first look: the grace begins here
    expect(shopProduct(h, id)['stock_quantity']).toBe(stock + 3);
    h.clock.advance(300_000);
    await h.run();
    expect(shopProduct(h, id)['stock_quantity']).toBe(stock + 5);
    expect(open(h)).toEqual([]);
  });
});
