import { describe, expect, test } from 'vitest';
import { createWorld } from '../conformance/world.ts';
import type { World } from '../conformance/world.ts';

type Row = Readonly<Record<string, unknown>>;
const all = (world: World, path: string): Row[] => {
  const found: Row[] = [];
  for (let page = 1; ; page += 1) {
    const list = world.call('GET', path, {
      query: { per_page: '100', page: String(page), orderby: 'id', order: 'asc' },
    }).body as Row[];
    found.push(...list);
    if (list.length < 100) return found;
  }
};
const share = (rows: readonly Row[], test: (row: Row) => boolean): number => rows.filter(test).length / rows.length;

describe('the generated shop', () => {
  const world = createWorld({
    products: 1200,
    orders: 300,
    customers: 150,
    currency: 'ILS',
    timeZone: 'Asia/Jerusalem',
  });
  const products = all(world, 'products');
  const orders = all(world, 'orders');

  test('is the same for the same seed and another for another', () => {
    const first = (seed: number): string =>
      JSON.stringify(createWorld({ seed, products: 80 }).call('GET', 'orders', { query: { per_page: '30' } }).body);
    expect(first(3)).toBe(first(3));
    expect(first(3)).not.toBe(first(4));
  });

  test('gives the same bytes for the same requests, clock and dice, faults and writes included', () => {
    const story = (): string => {
      const told = createWorld({ products: 120 });
      told.shop.faults.set([
        { kind: 'torn-read', match: { method: 'write' }, probability: 0.5, params: { forMs: 3000 } },
        { kind: 'latency', params: { baseMs: 5, jitterMs: 50 } },
      ]);
      const [id = 0] = told.shop.inspect.ids('products');
      const answers = [
        told.call('GET', 'products', { query: { per_page: '50' } }),
        told.call('PUT', `products/${id}`, { body: { name: 'Again', regular_price: '5' } }),
        told.call('GET', `products/${id}`),
        told.call('POST', 'orders', { body: { set_paid: true, line_items: [{ product_id: id, quantity: 2 }] } }),
        told.call('GET', 'orders', { query: { orderby: 'modified' } }),
        told.call('GET', 'products', { query: { orderby: 'random', _fields: 'id' } }),
      ];
      return JSON.stringify([answers, told.shop.inspect.writes(), told.shop.faults.fired()]);
    };
    expect(story()).toBe(story());
  });

  test('has about a third variable products with two to six variations each', () => {
    const variable = products.filter((row) => row['type'] === 'variable');
    expect(variable.length / products.length).toBeGreaterThan(0.25);
    expect(variable.length / products.length).toBeLessThan(0.35);
    const sizes = variable.map((row) => (row['variations'] as unknown[]).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
  });

  test('writes German, Hebrew and emoji, sells on sale, manages stock for some, and has pictures', () => {
    const text = products.map((row) => String(row['name'])).join(' ');
    expect(text).toMatch(/[\u05d0-\u05ea]{3}/);
    expect(text).toContain('Käseglocke');
    expect(text).toMatch(/\p{Extended_Pictographic}/u);
    expect(share(products, (row) => row['on_sale'] === true)).toBeGreaterThan(0.08);
    expect(share(products, (row) => row['manage_stock'] === true)).toBeGreaterThan(0.3);
    expect(share(products, (row) => (row['images'] as unknown[]).length > 0)).toBeGreaterThan(0.9);
    expect(share(products, (row) => row['status'] === 'draft')).toBeGreaterThan(0.01);
  });

  test('has unique SKUs, slugs and GTINs', () => {
    for (const field of ['sku', 'slug', 'global_unique_id']) {
      const values = products.map((row) => String(row[field]).toLowerCase()).filter((value) => value !== '');
      expect(new Set(values).size, field).toBe(values.length);
    }
  });

  test('products weigh on the wire what real ones do', () => {
    const bytes = world.call('GET', 'products', { query: { per_page: '100' } }).text.length / 100;
    expect(bytes).toBeGreaterThan(3200);
    expect(bytes).toBeLessThan(4600);
  });

  test('answers are ASCII with escaped slashes, as PHP writes JSON', () => {
    const { text } = world.call('GET', 'products', { query: { per_page: '100' } });
    expect(/[\u0080-\uffff]/.test(text)).toBe(false);
    expect(text).toContain('http:\\/\\/127.0.0.1:8088');
  });

  test('categories form a tree with Hebrew names and counted products', () => {
    const categories = all(world, 'products/categories');
    expect(categories.some((row) => row['parent'] !== 0)).toBe(true);
    expect(categories.some((row) => /[\u05d0-\u05ea]/.test(String(row['name'])))).toBe(true);
    const mugs = categories.find((row) => row['name'] === 'Mugs');
    const published = products.filter(
      (row) =>
        row['status'] === 'publish' && (row['categories'] as Row[]).some((category) => category['id'] === mugs?.['id']),
    );
    expect(mugs?.['count']).toBe(published.length);
  });

  test('orders span two years, add up, and belong to customers or guests', () => {
    const times = orders.map((row) => Date.parse(`${String(row['date_created_gmt'])}Z`));
    expect((Math.max(...times) - Math.min(...times)) / 86_400_000).toBeGreaterThan(700);
    for (const order of orders) {
      const sum = ['line_items', 'shipping_lines', 'fee_lines']
        .flatMap((name) => order[name] as Row[])
        .reduce((total, line) => total + Number(line['total']) + Number(line['total_tax']), 0);
      expect(Math.abs(sum - Number(order['total']))).toBeLessThan(0.011);
    }
    expect(share(orders, (row) => row['customer_id'] === 0)).toBeGreaterThan(0.15);
    expect(
      orders.every(
        (row) =>
          row['customer_id'] === 0 || world.shop.inspect.raw('customers', Number(row['customer_id'])) !== undefined,
      ),
    ).toBe(true);
  });

  test('nothing was modified after the shop opened, and local times follow the zone through summer time', () => {
    const opened = world.shop.state.plan.referenceSec * 1000;
    for (const row of [...products, ...orders])
      expect(Date.parse(`${String(row['date_modified_gmt'])}Z`)).toBeLessThanOrEqual(opened);
    const offsets = new Set(
      products.map(
        (row) =>
          (Date.parse(`${String(row['date_created'])}Z`) - Date.parse(`${String(row['date_created_gmt'])}Z`)) /
          3_600_000,
      ),
    );
    expect([...offsets].sort()).toEqual([2, 3]);
  });

  test('every picture of a product can be fetched as PNG and stays the same', () => {
    for (const row of products.slice(0, 12)) {
      for (const image of row['images'] as Row[]) {
        const path = String(image['src']).replace('http://127.0.0.1:8088', '');
        const picture = world.shop.picture(path);
        expect(
          Buffer.from(picture ?? [])
            .subarray(1, 4)
            .toString('latin1'),
        ).toBe('PNG');
        expect(world.shop.picture(String(image['thumbnail']).replace('http://127.0.0.1:8088', ''))).not.toBeNull();
      }
    }
    expect(world.shop.picture('/wp-content/uploads/../secret')).toBeNull();
  });

  test('a catalogue of 200,000 products opens without deriving it, and its last page is right', () => {
    const huge = createWorld({ products: 200_000, orders: 1000, customers: 100 });
    const answer = huge.call('GET', 'products', {
      query: { per_page: '100', page: '2000', orderby: 'id', order: 'asc', _fields: 'id,sku' },
    });
    const list = answer.body as Row[];
    expect([answer.headers['x-wp-total'], list.length]).toEqual(['200000', 100]);
    expect(list[99]?.['sku']).toMatch(/-200000$/);
    const quiet = huge.call('GET', 'products', {
      query: { modified_after: '2026-11-19T23:59:59', dates_are_gmt: 'true' },
    });
    expect(quiet.headers['x-wp-total']).toBe('0');
  });
});
