import { describe, expect, test } from 'vitest';
import { createWorld } from '../conformance/world.ts';

type Row = Readonly<Record<string, unknown>>;

describe('what people do behind the API', () => {
  test('saving in wp-admin bumps, writing to the database does not', () => {
    const world = createWorld();
    const { admin, inspect } = world.shop;
    const id = inspect.ids('products')[0] ?? 0;
    const before = (inspect.raw('products', id) as Row)['modified'];
    expect(
      admin.edit({ do: 'sql', entity: 'products', id, fields: { stock_quantity: 77, manage_stock: true } }).ok,
    ).toBe(true);
    expect(inspect.raw('products', id)).toMatchObject({ stock_quantity: 77, modified: before });
    admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'Saved' } });
    expect(inspect.raw('products', id)).toMatchObject({ name: 'Saved', modified: Math.floor(world.nowMs() / 1000) });
  });

  test('a save can be seen half done, and a long one can land late with an old stamp', () => {
    const world = createWorld();
    const { admin, inspect } = world.shop;
    const [first = 0, second = 0] = inspect.ids('products', { live: true });
    const price = world.must('GET', `products/${first}`)['regular_price'];
    admin.edit({
      do: 'update',
      entity: 'products',
      id: first,
      fields: { name: 'Half', regular_price: '777' },
      tornForMs: 2000,
    });
    expect(world.must('GET', `products/${first}`)).toMatchObject({ name: 'Half', regular_price: price });
    admin.edit({
      do: 'later',
      delayMs: 10_000,
      edit: { do: 'update', entity: 'products', id: second, fields: { name: 'Late' } },
    });
    world.advance(11_000);
    expect(world.must('GET', `products/${second}`)).toMatchObject({
      name: 'Late',
      date_modified_gmt: '2026-11-20T05:05:00',
    });
  });

  test('an order placed at the checkout takes stock, says so in the ledger and carries its source', () => {
    const world = createWorld();
    const { admin, inspect } = world.shop;
    const id = Number(
      world.must('POST', 'products', { name: 'p', regular_price: '4', manage_stock: true, stock_quantity: 5 })['id'],
    );
    const seen = inspect.writes().length;
    const placed = admin.edit({ do: 'place-order', fields: { line_items: [{ product_id: id, quantity: 2 }] } });
    expect(placed.ok).toBe(true);
    expect(inspect.raw('products', id)).toMatchObject({ stock_quantity: 3 });
    const writes = inspect.writes(seen);
    expect(writes.map((entry) => [entry.source, entry.op, entry.entity])).toEqual([
      ['admin', 'create', 'orders'],
      ['effect', 'update', 'products'],
    ]);
  });

  test('the ledger holds every write of the API with its body, and nothing for refusals', () => {
    const world = createWorld();
    world.must('POST', 'products/tags', { name: 'One' });
    world.call('POST', 'products/tags', { body: { name: 'One' } });
    const made = world.must('POST', 'products', { name: 'P' });
    world.must('DELETE', `products/${String(made['id'])}`);
    expect(
      world.shop.inspect.writes().map((entry) => [entry.seq, entry.source, entry.op, entry.entity, entry.body]),
    ).toEqual([
      [1, 'rest', 'create', 'terms', { name: 'One' }],
      [2, 'rest', 'create', 'products', { name: 'P' }],
      [3, 'rest', 'trash', 'products', null],
    ]);
  });

  test('a restored backup undoes everything and gives ids out again with other creation dates', () => {
    const world = createWorld();
    const { admin, inspect } = world.shop;
    const kept = inspect.ids('products')[3] ?? 0;
    const name = (inspect.raw('products', kept) as Row)['name'];
    admin.edit({ do: 'backup', name: 'sunday' });
    const lost = world.must('POST', 'products', { name: 'Lost' });
    world.must('PUT', `products/${kept}`, { name: 'Changed' });
    admin.edit({ do: 'delete', entity: 'products', id: inspect.ids('products')[0] ?? 0 });
    world.advance(3_600_000);
    expect(admin.edit({ do: 'restore', name: 'sunday' }).ok).toBe(true);
    expect(inspect.count('products')).toBe(60);
    expect(world.must('GET', `products/${kept}`)['name']).toBe(name);
    expect(world.call('GET', `products/${String(lost['id'])}`).status).toBe(404);
    const reborn = world.must('POST', 'products', { name: 'Other' });
    expect(reborn['id']).toBe(lost['id']);
    expect(reborn['date_created_gmt']).not.toBe(lost['date_created_gmt']);
    expect(admin.edit({ do: 'restore', name: 'never' }).ok).toBe(false);
  });

  test('keys lose rights and the site changes its zone while running', () => {
    const world = createWorld();
    world.shop.admin.edit({ do: 'key', permissions: 'read' });
    expect(world.call('POST', 'products', { body: { name: 'x' } }).status).toBe(401);
    world.shop.admin.edit({ do: 'key', permissions: 'read_write' });
    world.shop.admin.edit({ do: 'role', role: 'customer' });
    expect(world.call('GET', 'products').status).toBe(403);
    world.shop.admin.edit({ do: 'role', role: 'administrator' });
    world.shop.admin.edit({ do: 'time-zone', name: 'Asia/Tokyo' });
    expect(world.must('POST', 'products', { name: 'x' })).toMatchObject({
      date_created: '2026-11-20T14:05:00',
      date_created_gmt: '2026-11-20T05:05:00',
    });
  });

  test('every kind of record can be made, changed and removed', () => {
    const world = createWorld();
    const { admin } = world.shop;
    const parent = world.must('POST', 'products', { name: 'V', type: 'variable' });
    const cases = [
      ['categories', { name: 'c' }, undefined],
      ['tags', { name: 't' }, undefined],
      ['brands', { name: 'b' }, undefined],
      ['shipping_classes', { name: 's' }, undefined],
      ['attributes', { name: 'a' }, undefined],
      ['terms', { name: 'term' }, 1],
      ['customers', { email: 'c@ex.com' }, undefined],
      ['coupons', { code: 'c' }, undefined],
      ['orders', {}, undefined],
      ['variations', { regular_price: '1' }, Number(parent['id'])],
    ] as const;
    for (const [entity, fields, parentId] of cases) {
      const made = admin.edit({ do: 'create', entity, fields, ...(parentId === undefined ? {} : { parentId }) });
      expect(made.ok, entity).toBe(true);
      const id = Number(((made.ok ? made.value : {}) as Row)['id']);
      expect(admin.edit({ do: 'update', entity, id, fields: {} }).ok, entity).toBe(true);
      expect(admin.edit({ do: 'delete', entity, id }).ok, entity).toBe(true);
      expect(admin.edit({ do: 'update', entity, id, fields: {} }).ok, entity).toBe(false);
    }
  });
});
