import { describe, expect, test } from 'vitest';
import type { World } from '../conformance/world.ts';
import { createWorld } from '../conformance/world.ts';

type Row = Readonly<Record<string, unknown>>;
const create = (world: World, body: Row): Row => world.must('POST', 'products', body);
const put = (world: World, row: Row, body: Row): Row => world.must('PUT', `products/${String(row['id'])}`, body);
const get = (world: World, row: Row): Row => world.must('GET', `products/${String(row['id'])}`);
const code = (world: World, method: string, path: string, body?: unknown): unknown[] => {
  const answer = world.call(method, path, body === undefined ? {} : { body });
  return [answer.status, (answer.body as Row)['code']];
};

describe('prices', () => {
  test.each([
    ['12,50', '1250'],
    ['1e3', '13'],
    ['abc', ''],
    ['-5', '-5'],
    ['10.123456', '10.123456'],
    ['.5', '.5'],
    ['1,234.50', '1234.50'],
    ['', ''],
  ])('the price %j is stored as %j', (given, stored) => {
    const world = createWorld();
    expect(create(world, { name: 'p', regular_price: given })['regular_price']).toBe(stored);
  });

  test('a sale price that is not below the regular one is dropped, also when the regular one falls later', () => {
    const world = createWorld();
    const row = create(world, { name: 'p', regular_price: '10', sale_price: '8' });
    expect(row).toMatchObject({ sale_price: '8', price: '8', on_sale: true });
    expect(put(world, row, { regular_price: '8' })).toMatchObject({ sale_price: '', price: '8', on_sale: false });
  });

  test('null clears a price', () => {
    const world = createWorld();
    const row = create(world, { name: 'p', regular_price: '10', sale_price: '8' });
    expect(put(world, row, { sale_price: null })).toMatchObject({ sale_price: '', price: '10' });
  });

  test('price itself and the dates of change cannot be written', () => {
    const world = createWorld();
    const row = create(world, { name: 'p', regular_price: '10' });
    expect(put(world, row, { price: '3', date_modified_gmt: '2020-01-01T00:00:00', total_sales: 99 })).toMatchObject({
      price: '10',
      total_sales: 0,
    });
  });

  test('a scheduled sale turns on_sale at once and the price only when cron runs, which bumps the product', () => {
    const world = createWorld();
    const row = create(world, {
      name: 'p',
      regular_price: '10',
      sale_price: '8',
      date_on_sale_from_gmt: '2026-11-20T05:05:30',
    });
    expect(row).toMatchObject({ on_sale: false, price: '10' });
    world.advance(31_000);
    const during = get(world, row);
    expect(during).toMatchObject({ on_sale: true, price: '10', date_modified_gmt: '2026-11-20T05:05:00' });
    world.advance(60_000);
    expect(get(world, row)).toMatchObject({ on_sale: true, price: '8', date_modified_gmt: '2026-11-20T05:06:31' });
  });
});

describe('stock', () => {
  test('a quantity without managed stock stays null; managed, it decides the status', () => {
    const world = createWorld();
    const row = create(world, { name: 'p', stock_quantity: 5 });
    expect(row['stock_quantity']).toBeNull();
    expect(put(world, row, { manage_stock: true, stock_quantity: 0, stock_status: 'instock' })).toMatchObject({
      stock_quantity: 0,
      stock_status: 'outofstock',
    });
    expect(put(world, row, { stock_quantity: '7' })).toMatchObject({ stock_quantity: 7, stock_status: 'instock' });
    expect(put(world, row, { stock_quantity: null })).toMatchObject({ stock_quantity: 0 });
    expect(put(world, row, { stock_quantity: -3, backorders: 'notify' })).toMatchObject({
      stock_quantity: -3,
      stock_status: 'onbackorder',
      backordered: true,
    });
    expect(code(world, 'PUT', `products/${String(row['id'])}`, { stock_quantity: 2.5 })).toEqual([
      400,
      'rest_invalid_param',
    ]);
  });

  test('inventory_delta adds, together with a stamp in the same request', () => {
    const world = createWorld();
    const row = create(world, { name: 'p', manage_stock: true, stock_quantity: 10 });
    const after = put(world, row, { inventory_delta: -3, meta_data: [{ key: 'backroom_op', value: 'op-1' }] });
    expect(after['stock_quantity']).toBe(7);
    expect(after['meta_data']).toMatchObject([{ key: 'backroom_op', value: 'op-1' }]);
  });
});

describe('partial updates', () => {
  test('what is not sent stays, lists replace, [] clears, objects merge', () => {
    const world = createWorld();
    const tag = world.must('POST', 'products/tags', { name: 'One' });
    const row = create(world, {
      name: 'p',
      regular_price: '3',
      tags: [{ id: tag['id'] }, { name: 'Made by name' }],
      dimensions: { length: '1', width: '2' },
    });
    expect((row['tags'] as Row[]).map((item) => item['name'])).toEqual(['One', 'Made by name']);
    const after = put(world, row, { dimensions: { width: '5' } });
    expect(after).toMatchObject({ name: 'p', regular_price: '3', dimensions: { length: '1', width: '5', height: '' } });
    expect(put(world, row, { tags: [] })['tags']).toEqual([]);
    expect(put(world, row, { categories: [] })['categories']).toMatchObject([{ slug: 'uncategorized' }]);
  });

  test('PUT, PATCH and POST on a record are the same', () => {
    const world = createWorld();
    const row = create(world, { name: 'p', regular_price: '3' });
    for (const method of ['PUT', 'PATCH', 'POST']) {
      const answer = world.call(method, `products/${String(row['id'])}`, { body: { name: method } });
      expect([answer.status, (answer.body as Row)['name'], (answer.body as Row)['regular_price']]).toEqual([
        200,
        method,
        '3',
      ]);
    }
  });

  test('any update bumps the date, even an empty one', () => {
    const world = createWorld();
    const row = create(world, { name: 'p' });
    world.advance(5000);
    expect(put(world, row, {})['date_modified_gmt']).not.toBe(row['date_modified_gmt']);
  });

  test('a creation date given on create becomes the modification date too, in the future as in the past', () => {
    const world = createWorld();
    expect(create(world, { name: 'later', date_created_gmt: '2030-01-01T00:00:00' })).toMatchObject({
      status: 'future',
      date_modified_gmt: '2030-01-01T00:00:00',
    });
    const past = create(world, { name: 'earlier', date_created: '2020-05-05T12:00:00' });
    expect(past).toMatchObject({
      date_created_gmt: '2020-05-05T12:00:00',
      date_created: '2020-05-05T08:00:00',
      date_modified_gmt: '2020-05-05T12:00:00',
    });
  });

  test('text passes kses: scripts fall away, ampersands are encoded, backslashes vanish, emoji stay', () => {
    const world = createWorld();
    const row = create(world, {
      name: 'A & B 🏺',
      description: '<p onclick="x()">one</p><script>bad()</script> C:\\temp',
    });
    expect(row['name']).toBe('A &amp; B 🏺');
    expect(row['description']).toBe('<p>one</p>bad() C:temp');
  });

  test('readers get paragraphs where the writer sent plain text', () => {
    const world = createWorld();
    const row = create(world, { name: 'p', description: 'one\n\ntwo' });
    expect(row['description']).toBe('one\n\ntwo');
    expect(get(world, row)['description']).toBe('<p>one</p>\n<p>two</p>\n');
  });

  test('meta merges by key and id, null deletes, scalars come back as text', () => {
    const world = createWorld();
    const row = create(world, {
      name: 'p',
      meta_data: [
        { key: 'a', value: 5 },
        { key: 'b', value: { x: [1] } },
      ],
    });
    const [a, b] = row['meta_data'] as { id: number; value: unknown }[];
    expect([a?.value, b?.value]).toEqual(['5', { x: [1] }]);
    const after = put(world, row, {
      meta_data: [
        { key: 'a', value: true },
        { id: b?.id, key: 'b', value: null },
        { key: 'c', value: '' },
      ],
    });
    expect(after['meta_data']).toMatchObject([
      { id: a?.id, key: 'a', value: '1' },
      { key: 'c', value: '' },
    ]);
    expect((put(world, row, { meta_data: [] })['meta_data'] as unknown[]).length).toBe(2);
  });
});

describe('what differs between writing and reading', () => {
  test('related_ids change on every read, everything else stays', () => {
    const world = createWorld();
    const [id = 0] = world.shop.inspect.ids('products');
    const reads = Array.from({ length: 4 }, () => world.must('GET', `products/${id}`));
    expect(new Set(reads.map((row) => JSON.stringify(row['related_ids']))).size).toBeGreaterThan(1);
    const stable = reads.map((row) => JSON.stringify({ ...row, related_ids: null }));
    expect(new Set(stable).size).toBe(1);
  });

  test('a list item equals the single record', () => {
    const world = createWorld();
    const list = world.call('GET', 'products', { query: { per_page: '20' } }).body as Row[];
    for (const item of list)
      expect({ ...world.must('GET', `products/${String(item['id'])}`), related_ids: null }).toEqual({
        ...item,
        related_ids: null,
      });
  });

  test('writes show the editing context', () => {
    const world = createWorld();
    const row = create(world, { name: 'p' });
    expect(row).toMatchObject({ average_rating: '0', generated_slug: 'p' });
    expect(get(world, row)).toMatchObject({ average_rating: '0.00' });
    expect(get(world, row)).not.toHaveProperty('permalink_template');
  });
});

describe('names that must be free', () => {
  test('slugs get a number, drafts have none', () => {
    const world = createWorld();
    expect(create(world, { name: 'Twice' })['slug']).toBe('twice');
    expect(create(world, { name: 'Twice' })['slug']).toBe('twice-2');
    const draft = create(world, { name: 'Twice', status: 'draft' });
    expect(draft['slug']).toBe('');
    expect(put(world, draft, { status: 'publish' })['slug']).toBe('twice-3');
  });

  test('the SKU of a trashed product blocks with another code and without an id', () => {
    const world = createWorld();
    const row = create(world, { name: 'p', sku: 'GONE-1' });
    world.must('DELETE', `products/${String(row['id'])}`);
    const answer = world.call('POST', 'products', { body: { name: 'q', sku: 'gone-1' } });
    expect([answer.status, (answer.body as Row)['code'], (answer.body as Row)['data']]).toEqual([
      400,
      'woocommerce_rest_product_not_created',
      { status: 400 },
    ]);
  });

  test('the SKU of a generated product and of a variation blocks too', () => {
    const world = createWorld();
    const variation = world.shop.inspect.ids('variations')[0] ?? 0;
    const sku = (world.shop.inspect.raw('variations', variation) as Row)['sku'];
    expect(code(world, 'POST', 'products', { name: 'x', sku })).toEqual([400, 'product_invalid_sku']);
  });
});

describe('attributes, pictures and types', () => {
  test('an unknown option of a global attribute becomes a term, a global name makes a custom attribute', () => {
    const world = createWorld();
    const before = world.shop.inspect.ids('terms', { termKind: 'attribute_term', parentId: 1 }).length;
    const row = create(world, {
      name: 'p',
      attributes: [
        { id: 1, options: ['S', 'Brand new'] },
        { name: 'Size', options: ['x'] },
        { id: 999, options: ['y'] },
      ],
    });
    expect((row['attributes'] as Row[]).map((item) => item['id'])).toEqual([1, 0]);
    expect(world.shop.inspect.ids('terms', { termKind: 'attribute_term', parentId: 1 }).length).toBe(before + 1);
  });

  test('every write with src makes a new attachment, an id keeps the picture', () => {
    const world = createWorld();
    const row = create(world, { name: 'p', images: [{ src: 'http://pictures.example.com/a.png' }] });
    const [image] = row['images'] as Row[];
    const again = put(world, row, { images: [{ src: image?.['src'] }] })['images'] as Row[];
    expect(again[0]?.['id']).not.toBe(image?.['id']);
    const kept = put(world, row, { images: [{ id: again[0]?.['id'], alt: 'new words' }] })['images'] as Row[];
    expect(kept[0]).toMatchObject({ id: again[0]?.['id'], alt: 'new words' });
  });

  test('changing variable to simple deletes the variations for good', () => {
    const world = createWorld();
    const parent =
      (world.call('GET', 'products', { query: { type: 'variable', per_page: '1' } }).body as Row[])[0] ?? {};
    const children = parent['variations'] as number[];
    put(world, parent, { type: 'simple' });
    for (const id of children) expect(world.shop.inspect.raw('variations', id)).toBeUndefined();
  });
});

describe('trash', () => {
  test('DELETE shows the product as it was; it then answers by id only, with another slug and a new date', () => {
    const world = createWorld();
    const row = create(world, { name: 'Away' });
    world.advance(3000);
    expect(world.must('DELETE', `products/${String(row['id'])}`)).toMatchObject({
      status: 'publish',
      slug: 'away',
      date_modified_gmt: row['date_modified_gmt'],
    });
    const trashed = get(world, row);
    expect(trashed).toMatchObject({ status: 'trash', slug: 'away__trashed' });
    expect(trashed['date_modified_gmt']).not.toBe(row['date_modified_gmt']);
    expect(put(world, row, { status: 'publish' })).toMatchObject({ status: 'publish', slug: 'away' });
  });

  test('permanent deletion leaves no trace', () => {
    const world = createWorld();
    const row = create(world, { name: 'Away' });
    world.must('DELETE', `products/${String(row['id'])}`, undefined, { force: 'true' });
    expect(code(world, 'GET', `products/${String(row['id'])}`)).toEqual([404, 'woocommerce_rest_product_invalid_id']);
    expect(
      world.call('GET', 'products', { query: { include: String(row['id']), include_status: 'any,trash' } }).body,
    ).toEqual([]);
  });

  test('a parent takes its variations to the trash and back, and into deletion', () => {
    const world = createWorld();
    const parent =
      (world.call('GET', 'products', { query: { type: 'variable', per_page: '1' } }).body as Row[])[0] ?? {};
    const [child = 0] = parent['variations'] as number[];
    const status = (): unknown => (world.shop.inspect.raw('variations', child) as Row | undefined)?.['status'];
    world.must('DELETE', `products/${String(parent['id'])}`);
    expect(status()).toBe('trash');
    put(world, parent, { status: 'publish' });
    expect(status()).toBe('publish');
    world.must('DELETE', `products/${String(parent['id'])}`, undefined, { force: 'true' });
    expect(status()).toBeUndefined();
  });

  test('PUT to a variation\u2019s id among products is a 404 although GET works', () => {
    const world = createWorld();
    const id = world.shop.inspect.ids('variations')[0] ?? 0;
    expect(world.must('GET', `products/${id}`)).toMatchObject({ id, type: 'variation' });
    expect(code(world, 'PUT', `products/${id}`, { name: 'x' })).toEqual([404, 'woocommerce_rest_invalid_product_id']);
  });
});

describe('batch', () => {
  test('deletions are forced whatever is asked', () => {
    const world = createWorld();
    const row = create(world, { name: 'p' });
    const answer = world.call('POST', 'products/batch', { body: { delete: [{ id: row['id'], force: false }] } });
    expect(answer.status).toBe(200);
    expect(world.shop.inspect.raw('products', Number(row['id']))).toBeUndefined();
  });

  test('items skip the schema: numbers as prices pass, an unknown order status becomes pending', () => {
    const world = createWorld();
    const products = world.call('POST', 'products/batch', { body: { create: [{ name: 'n', regular_price: 12.5 }] } })
      .body as { create: Row[] };
    expect(products.create[0]).toMatchObject({ regular_price: '12.5' });
    const orders = world.call('POST', 'orders/batch', { body: { create: [{ status: 'bogus' }] } }).body as {
      create: Row[];
    };
    expect(orders.create[0]).toMatchObject({ status: 'pending' });
  });

  test('an empty batch is an empty array, a hundred items pass', () => {
    const world = createWorld();
    expect(world.call('POST', 'products/batch', { body: {} }).body).toEqual([]);
    const hundred = world.call('POST', 'products/batch', {
      body: { create: Array.from({ length: 100 }, (_none, at) => ({ name: `b${at}` })) },
    });
    expect([hundred.status, (hundred.body as { create: Row[] }).create.length]).toEqual([200, 100]);
  });
});
