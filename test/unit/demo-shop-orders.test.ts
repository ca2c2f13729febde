import { describe, expect, test } from 'vitest';
import type { World } from '../conformance/world.ts';
import { createWorld } from '../conformance/world.ts';

type Row = Readonly<Record<string, unknown>>;
type Line = {
  readonly id: number;
  readonly quantity: number;
  readonly total: string;
  readonly subtotal: string;
  readonly total_tax: string;
};
const product = (world: World, body: Row): number =>
  Number(world.must('POST', 'products', { name: 'P', regular_price: '10', ...body })['id']);
const order = (world: World, body: Row): Row => world.must('POST', 'orders', body);
const put = (world: World, row: Row, body: Row): Row => world.must('PUT', `orders/${String(row['id'])}`, body);
const lines = (row: Row): readonly Line[] => row['line_items'] as readonly Line[];
const raw = (world: World, entity: 'products' | 'variations' | 'customers' | 'coupons' | 'orders', id: number): Row =>
  world.shop.inspect.raw(entity, id) as Row;

describe('lines and totals', () => {
  test('a new quantity alone leaves the totals, a total given moves them', () => {
    const world = createWorld();
    const id = product(world, {});
    const made = order(world, { line_items: [{ product_id: id, quantity: 2 }] });
    expect([lines(made)[0]?.total, made['total']]).toEqual(['20.00', '23.80']);
    const [line] = lines(made);
    const more = put(world, made, { line_items: [{ id: line?.id, quantity: 5 }] });
    expect([lines(more)[0]?.quantity, lines(more)[0]?.total, more['total']]).toEqual([5, '20.00', '23.80']);
    const priced = put(world, made, { line_items: [{ id: line?.id, total: '50', subtotal: '50' }] });
    expect(priced['total']).toBe('59.50');
  });

  test('null and zero remove a line, a line without id is added, [] changes nothing', () => {
    const world = createWorld();
    const id = product(world, { sku: 'LINE-1' });
    const made = order(world, { line_items: [{ product_id: id }, { sku: 'line-1', quantity: 2 }] });
    expect(lines(made).map((line) => line.quantity)).toEqual([1, 2]);
    expect(lines(put(world, made, { line_items: [] })).length).toBe(2);
    expect(lines(put(world, made, { line_items: [{ id: lines(made)[0]?.id, product_id: null }] })).length).toBe(1);
    expect(lines(put(world, made, { line_items: [{ id: lines(made)[1]?.id, quantity: 0 }] })).length).toBe(0);
    expect(lines(put(world, made, { line_items: [{ product_id: id, quantity: 3 }] }))[0]?.quantity).toBe(3);
  });

  test('more decimals show what is really stored', () => {
    const world = createWorld();
    const id = product(world, {});
    const made = order(world, { line_items: [{ product_id: id, quantity: 1, subtotal: '10', total: '8.333333' }] });
    expect(lines(made)[0]).toMatchObject({ total: '8.33', subtotal: '10.00', total_tax: '1.58', price: 8.333333 });
    const fine = world.must('GET', `orders/${String(made['id'])}`, undefined, { dp: '6' });
    expect(lines(fine)[0]?.total).toBe('8.333333');
  });

  test('a coupon discounts the lines and is counted without touching its date', () => {
    const world = createWorld();
    const id = product(world, {});
    const coupon = world.must('POST', 'coupons', { code: 'Half', amount: '50', discount_type: 'percent' });
    world.advance(5000);
    const made = order(world, { line_items: [{ product_id: id, quantity: 2 }], coupon_lines: [{ code: 'HALF' }] });
    expect(made).toMatchObject({ discount_total: '10.00', total: '11.90' });
    expect(world.must('GET', `coupons/${String(coupon['id'])}`)).toMatchObject({
      usage_count: 1,
      date_modified_gmt: coupon['date_modified_gmt'],
    });
  });

  test('a coupon that does not exist leaves an orphan draft with its lines, on every try', () => {
    const world = createWorld();
    const id = product(world, {});
    const before = world.shop.inspect.count('orders');
    const attempt = (): number =>
      Number(
        (
          (
            world.call('POST', 'orders', {
              body: { line_items: [{ product_id: id }], coupon_lines: [{ code: 'nope' }] },
            }).body as Row
          )['data'] as Row
        )['new_draft_order_id'],
      );
    const orphan = attempt();
    expect(attempt()).not.toBe(orphan);
    expect(world.shop.inspect.count('orders')).toBe(before + 2);
    expect(world.must('GET', `orders/${orphan}`)).toMatchObject({ status: 'checkout-draft' });
  });

  test('sending an order back as it was read is refused', () => {
    const world = createWorld();
    const id = product(world, {});
    const made = order(world, { line_items: [{ product_id: id }] });
    const answer = world.call('PUT', `orders/${String(made['id'])}`, {
      body: world.must('GET', `orders/${String(made['id'])}`),
    });
    expect(answer.status).toBe(400);
    expect(Object.keys(((answer.body as Row)['data'] as Row)['params'] as Row)).toEqual(
      expect.arrayContaining(['billing', 'line_items']),
    );
  });
});

describe('status and stock', () => {
  test('on-hold, processing and completed take stock once; cancelled gives it back; the product is bumped', () => {
    const world = createWorld();
    const id = product(world, { manage_stock: true, stock_quantity: 10 });
    const made = order(world, { line_items: [{ product_id: id, quantity: 4 }] });
    expect(raw(world, 'products', id)['stock_quantity']).toBe(10);
    world.advance(2000);
    const held = put(world, made, { status: 'on-hold' });
    expect(raw(world, 'products', id)).toMatchObject({ stock_quantity: 6, modified: Math.floor(world.nowMs() / 1000) });
    put(world, held, { status: 'processing' });
    put(world, held, { status: 'completed' });
    expect(raw(world, 'products', id)['stock_quantity']).toBe(6);
    put(world, held, { status: 'cancelled' });
    expect(raw(world, 'products', id)['stock_quantity']).toBe(10);
  });

  test('orders beyond the stock are accepted', () => {
    const world = createWorld();
    const id = product(world, { manage_stock: true, stock_quantity: 1 });
    order(world, { set_paid: true, line_items: [{ product_id: id, quantity: 5 }] });
    expect(raw(world, 'products', id)).toMatchObject({ stock_quantity: -4, stock_status: 'outofstock' });
  });

  test('a variation\u2019s stock moves and bumps its parent; a variation without own stock takes from the parent', () => {
    const world = createWorld();
    const parent = product(world, { type: 'variable', manage_stock: true, stock_quantity: 9 });
    const own = Number(
      world.must('POST', `products/${parent}/variations`, {
        regular_price: '5',
        manage_stock: true,
        stock_quantity: 3,
      })['id'],
    );
    const shared = Number(world.must('POST', `products/${parent}/variations`, { regular_price: '5' })['id']);
    expect(world.must('GET', `products/${parent}/variations/${shared}`)).toMatchObject({
      manage_stock: 'parent',
      stock_quantity: 9,
    });
    world.advance(7000);
    order(world, {
      set_paid: true,
      line_items: [
        { product_id: parent, variation_id: own, quantity: 1 },
        { product_id: parent, variation_id: shared, quantity: 2 },
      ],
    });
    expect(raw(world, 'variations', own)).toMatchObject({ stock_quantity: 2 });
    expect(raw(world, 'products', parent)).toMatchObject({
      stock_quantity: 7,
      modified: Math.floor(world.nowMs() / 1000),
    });
  });

  test('neither trash nor deletion of an order gives stock back', () => {
    const world = createWorld();
    const id = product(world, { manage_stock: true, stock_quantity: 10 });
    const made = order(world, { set_paid: true, line_items: [{ product_id: id, quantity: 4 }] });
    world.must('DELETE', `orders/${String(made['id'])}`);
    world.must('DELETE', `orders/${String(made['id'])}`, undefined, { force: 'true' });
    expect(raw(world, 'products', id)['stock_quantity']).toBe(6);
  });

  test('set_paid means processing with a payment date; completed sets its own date; both leave notes', () => {
    const world = createWorld();
    const id = product(world, {});
    const made = order(world, { set_paid: true, line_items: [{ product_id: id }] });
    expect(made).toMatchObject({ status: 'processing', date_paid_gmt: '2026-11-20T05:05:00', needs_processing: true });
    world.advance(1000);
    expect(put(world, made, { status: 'completed' })).toMatchObject({ date_completed_gmt: '2026-11-20T05:05:01' });
    const notes = world.call('GET', `orders/${String(made['id'])}/notes`).body as Row[];
    expect(notes.map((note) => note['note'])).toContain('Order status changed from Processing to Completed.');
  });

  test('an order for a customer bumps the customer, who pays from then on', () => {
    const world = createWorld();
    const customer = world.must('POST', 'customers', { email: 'a@ex.com' });
    expect(customer['date_modified_gmt']).toBeNull();
    order(world, { customer_id: customer['id'], set_paid: true });
    expect(world.must('GET', `customers/${String(customer['id'])}`)).toMatchObject({
      date_modified_gmt: '2026-11-20T05:05:00',
      is_paying_customer: true,
    });
  });
});

describe('finding orders again', () => {
  test('created_via is writable on create only and can be filtered by', () => {
    const world = createWorld();
    const made = order(world, { created_via: 'backroom-77' });
    put(world, made, { created_via: 'other' });
    const found = (via: string): unknown[] =>
      (world.call('GET', 'orders', { query: { created_via: via } }).body as Row[]).map((row) => row['id']);
    expect(found('backroom-77')).toEqual([made['id']]);
    expect(found('other')).toEqual([]);
  });

  test('search finds transaction, e-mail and product names, not notes or keys', () => {
    const world = createWorld();
    const id = product(world, { name: 'Searched thing' });
    const made = order(world, {
      transaction_id: 'tx-zz-1',
      customer_note: 'secretnote',
      billing: { email: 'find.me@ex.com' },
      line_items: [{ product_id: id }],
    });
    const found = (search: string): boolean =>
      (world.call('GET', 'orders', { query: { search, per_page: '100' } }).body as Row[]).some(
        (row) => row['id'] === made['id'],
      );
    expect([
      found('tx-zz-1'),
      found('find.me@ex.com'),
      found('Searched thing'),
      found('secretnote'),
      found(String(made['order_key'])),
    ]).toEqual([true, true, true, false, false]);
  });

  test('customer and product filters agree with a scan of all orders', () => {
    const world = createWorld({ orders: 200 });
    const all = [1, 2].flatMap(
      (page) => world.call('GET', 'orders', { query: { per_page: '100', page: String(page) } }).body as Row[],
    );
    const someone = all.find((row) => row['customer_id'] !== 0)?.['customer_id'];
    const thing = all.flatMap((row) => row['line_items'] as Row[])[0]?.['product_id'];
    const ids = (query: Record<string, string>): unknown[] =>
      (world.call('GET', 'orders', { query: { per_page: '100', ...query } }).body as Row[])
        .map((row) => row['id'])
        .sort();
    expect(ids({ customer: String(someone) })).toEqual(
      all
        .filter((row) => row['customer_id'] === someone)
        .map((row) => row['id'])
        .sort(),
    );
    expect(ids({ product: String(thing) })).toEqual(
      all
        .filter((row) => (row['line_items'] as Row[]).some((line) => line['product_id'] === thing))
        .map((row) => row['id'])
        .sort(),
    );
  });
});

describe('notes and refunds', () => {
  test('a note leaves the order\u2019s date alone, a refund moves it, its removal does not', () => {
    const world = createWorld();
    const id = product(world, {});
    const made = order(world, { payment_method: 'cod', set_paid: true, line_items: [{ product_id: id }] });
    const modified = (): unknown => world.must('GET', `orders/${String(made['id'])}`)['date_modified_gmt'];
    world.advance(1000);
    world.must('POST', `orders/${String(made['id'])}/notes`, { note: 'x' });
    expect(modified()).toBe('2026-11-20T05:05:00');
    const refund = world.must('POST', `orders/${String(made['id'])}/refunds`, { amount: '2.00', api_refund: false });
    expect(modified()).toBe('2026-11-20T05:05:01');
    world.advance(1000);
    world.must('DELETE', `orders/${String(made['id'])}/refunds/${String(refund['id'])}`, undefined, { force: 'true' });
    expect(modified()).toBe('2026-11-20T05:05:01');
  });

  test('refunding pieces puts them back on the shelf unless told not to; the whole amount refunds the order', () => {
    const world = createWorld();
    const id = product(world, { manage_stock: true, stock_quantity: 5 });
    const made = order(world, { set_paid: true, line_items: [{ product_id: id, quantity: 3 }] });
    const line = lines(made)[0]?.id;
    world.must('POST', `orders/${String(made['id'])}/refunds`, {
      amount: '10.00',
      api_refund: false,
      line_items: [{ id: line, quantity: 1, refund_total: 10 }],
    });
    expect(raw(world, 'products', id)['stock_quantity']).toBe(3);
    world.must('POST', `orders/${String(made['id'])}/refunds`, {
      amount: '10.00',
      api_refund: false,
      api_restock: false,
      line_items: [{ id: line, quantity: 1, refund_total: 10 }],
    });
    expect(raw(world, 'products', id)['stock_quantity']).toBe(3);
    world.must('POST', `orders/${String(made['id'])}/refunds`, { amount: '15.70', api_refund: false });
    expect(world.must('GET', `orders/${String(made['id'])}`)).toMatchObject({ status: 'refunded' });
  });

  test('generated orders over two years hold refunds that the order and the flat list both show', () => {
    const world = createWorld({ products: 300, orders: 400 });
    const refunds = world.call('GET', 'refunds', { query: { per_page: '100' } }).body as Row[];
    expect(refunds.length).toBeGreaterThan(8);
    for (const refund of refunds.slice(0, 5)) {
      const owner = world.must('GET', `orders/${String(refund['parent_id'])}`);
      expect((owner['refunds'] as Row[]).map((entry) => entry['id'])).toContain(refund['id']);
    }
  });
});

describe('taxonomy and customers', () => {
  test('renaming a category shows in products whose date stays; deleting it lets them fall into Uncategorized', () => {
    const world = createWorld();
    const category = world.must('POST', 'products/categories', { name: 'Old' });
    const id = product(world, { categories: [{ id: category['id'] }] });
    world.advance(9000);
    world.must('PUT', `products/categories/${String(category['id'])}`, { name: 'New' });
    expect(world.must('GET', `products/${id}`)).toMatchObject({
      categories: [{ name: 'New' }],
      date_modified_gmt: '2026-11-20T05:05:00',
    });
    world.must('DELETE', `products/categories/${String(category['id'])}`, undefined, { force: 'true' });
    expect(world.must('GET', `products/${id}`)).toMatchObject({
      categories: [{ slug: 'uncategorized' }],
      date_modified_gmt: '2026-11-20T05:05:00',
    });
  });

  test('the same term name passes with a slug of its own, and in another branch', () => {
    const world = createWorld();
    const first = world.must('POST', 'products/categories', { name: 'Same' });
    expect(world.call('POST', 'products/categories', { body: { name: 'same' } }).status).toBe(400);
    expect(world.call('POST', 'products/categories', { body: { name: 'Same', slug: 'same-b' } }).status).toBe(201);
    expect(world.must('POST', 'products/categories', { name: 'Same', parent: first['id'] })['slug']).toBe('same-same');
  });

  test('term counts follow the products', () => {
    const world = createWorld();
    const tag = world.must('POST', 'products/tags', { name: 'Counted' });
    const count = (): unknown => world.must('GET', `products/tags/${String(tag['id'])}`)['count'];
    const id = product(world, { tags: [{ id: tag['id'] }] });
    expect(count()).toBe(1);
    world.must('PUT', `products/${id}`, { status: 'draft' });
    expect(count()).toBe(0);
  });

  test('the code of a trashed coupon is free again', () => {
    const world = createWorld();
    const coupon = world.must('POST', 'coupons', { code: 'again' });
    world.must('DELETE', `coupons/${String(coupon['id'])}`);
    expect(world.call('POST', 'coupons', { body: { code: 'AGAIN' } }).status).toBe(201);
  });

  test('unknown records: PUT says 400 for posts, 404 for people and terms', () => {
    const world = createWorld();
    const put404 = (path: string): unknown[] => {
      const answer = world.call('PUT', `${path}/999999`, { body: {} });
      return [answer.status, (answer.body as Row)['code']];
    };
    expect(put404('orders')).toEqual([400, 'woocommerce_rest_shop_order_invalid_id']);
    expect(put404('coupons')).toEqual([400, 'woocommerce_rest_shop_coupon_invalid_id']);
    expect(put404('customers')).toEqual([404, 'wc_user_invalid_id']);
    expect(put404('products/tags')).toEqual([404, 'woocommerce_rest_term_invalid']);
    expect(put404('products/attributes')).toEqual([404, 'woocommerce_rest_taxonomy_invalid']);
  });

  test('a variation for a parent that does not exist kills PHP', () => {
    const answer = createWorld().call('POST', 'products/999999/variations', { body: {} });
    expect([answer.status, (answer.body as Row)['code']]).toEqual([500, 'internal_server_error']);
  });

  test('stamps in meta_data come back from products, variations, orders, coupons and customers', () => {
    const world = createWorld();
    const stamp = { meta_data: [{ key: 'backroom_op', value: 'op-9' }] };
    const parent = product(world, { type: 'variable' });
    for (const [path, body] of [
      ['products', { name: 'x' }],
      [`products/${parent}/variations`, {}],
      ['orders', {}],
      ['coupons', { code: 'st' }],
      ['customers', { email: 'st@ex.com' }],
    ] as const) {
      const made = world.must('POST', path, { ...body, ...stamp });
      const again = world.must('PUT', `${path}/${String(made['id'])}`, {
        meta_data: [{ key: 'backroom_op', value: 'op-10' }],
      });
      expect(again['meta_data']).toMatchObject([{ key: 'backroom_op', value: 'op-10' }]);
      expect(world.must('GET', `${path}/${String(made['id'])}`)['meta_data']).toEqual(again['meta_data']);
    }
  });
});
