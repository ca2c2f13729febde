import { describe, expect, test } from 'vitest';
import type { World } from '../conformance/world.ts';
import { createWorld } from '../conformance/world.ts';

type Row = Readonly<Record<string, unknown>>;
const rows = (world: World, path: string, query: Readonly<Record<string, string>> = {}): readonly Row[] => {
  const answer = world.call('GET', path, { query });
  expect(answer.status, answer.text.slice(0, 200)).toBe(200);
  return answer.body as readonly Row[];
};
const idsOf = (list: readonly Row[]): number[] => list.map((row) => Number(row['id']));
const codeOf = (world: World, path: string, query: Readonly<Record<string, string>>): unknown =>
  (world.call('GET', path, { query }).body as Row)['code'];

describe('pages', () => {
  test('all pages together hold every product once, in id order', () => {
    const world = createWorld({ products: 230 });
    const seen = [1, 2, 3].flatMap((page) =>
      idsOf(rows(world, 'products', { per_page: '100', page: String(page), orderby: 'id', order: 'asc' })),
    );
    expect(seen).toEqual(world.shop.inspect.ids('products'));
    expect(seen.length).toBe(230);
  });

  test('a page beyond the last is an empty list with true totals', () => {
    const answer = createWorld().call('GET', 'products', { query: { page: '99' } });
    expect([answer.status, answer.body, answer.headers['x-wp-total'], answer.headers['x-wp-totalpages']]).toEqual([
      200,
      [],
      '60',
      '6',
    ]);
  });

  test('per_page is 1 to 100 and page starts at 1', () => {
    const world = createWorld();
    for (const query of [
      { per_page: '0' },
      { per_page: '-1' },
      { per_page: '101' },
      { page: '0' },
      { per_page: 'ten' },
    ])
      expect(codeOf(world, 'products', query as Record<string, string>)).toBe('rest_invalid_param');
  });

  test('offset overrides page', () => {
    const world = createWorld();
    const all = world.shop.inspect.ids('products');
    expect(
      idsOf(rows(world, 'products', { offset: '7', page: '3', per_page: '2', orderby: 'id', order: 'asc' })),
    ).toEqual(all.slice(7, 9));
  });

  test('Link names the neighbours only', () => {
    const world = createWorld();
    const link = (page: string): string =>
      world.call('GET', 'products', { query: { page, per_page: '30' } }).headers['link'] ?? '';
    expect(link('1')).toContain('rel="next"');
    expect(link('1')).not.toContain('rel="prev"');
    expect(link('2')).toContain('rel="prev"');
    expect(link('2')).not.toContain('rel="next"');
  });

  test('HEAD gives the counts without a body', () => {
    const answer = createWorld().call('HEAD', 'products');
    expect([answer.status, answer.text, answer.headers['x-wp-total']]).toEqual([200, '', '60']);
  });

  test('attributes and order notes are never paged', () => {
    const world = createWorld();
    const attributes = world.call('GET', 'products/attributes', { query: { per_page: '1' } });
    expect((attributes.body as unknown[]).length).toBe(3);
    expect(attributes.headers['x-wp-total']).toBeUndefined();
  });
});

describe('parameters', () => {
  test('include works as CSV, as name[0] and leaves out what is trashed or gone', () => {
    const world = createWorld();
    const [a = 0, b = 0, c = 0] = world.shop.inspect.ids('products');
    world.must('DELETE', `products/${c}`);
    expect(idsOf(rows(world, 'products', { include: `${a},${b},${c},999999`, orderby: 'id', order: 'asc' }))).toEqual([
      a,
      b,
    ]);
    expect(
      idsOf(rows(world, 'products', { 'include[0]': String(b), 'include[1]': String(a), orderby: 'include' })),
    ).toEqual([b, a]);
  });

  test('unsigned list spelling with empty brackets is understood where no signature is needed', () => {
    const world = createWorld({ assumeHttps: true });
    const [a = 0, b = 0] = world.shop.inspect.ids('products');
    const answer = world.call('GET', `/wp-json/wc/v3/products?include[]=${a}&include[]=${b}&orderby=id&order=asc`, {
      auth: 'basic',
    });
    expect(idsOf(answer.body as Row[])).toEqual([a, b]);
  });

  test('unknown parameters are ignored', () => {
    const world = createWorld();
    expect(rows(world, 'products', { meta_key: 'x', meta_value: 'y' }).length).toBe(10);
    expect(rows(world, 'customers', { modified_after: '2100-01-01T00:00:00' }).length).toBe(10);
  });

  test('_fields picks top-level and dotted fields, not fields inside lists', () => {
    const world = createWorld();
    expect(rows(world, 'products', { _fields: 'id,dimensions.length', per_page: '1' })[0]).toEqual({
      id: expect.any(Number) as number,
      dimensions: { length: expect.any(String) as string },
    });
    const [order] = rows(world, 'orders', { _fields: 'id,line_items.name', per_page: '1' });
    expect(order?.['line_items']).toEqual([]);
  });

  test('an unknown field gives empty PHP arrays in lists, and only the links on a single record', () => {
    const world = createWorld();
    expect(rows(world, 'products', { _fields: 'nonsense', per_page: '2' })).toEqual([[], []]);
    const [id = 0] = world.shop.inspect.ids('products');
    expect(Object.keys(world.must('GET', `products/${id}`, undefined, { _fields: 'id' }))).toEqual(['id', '_links']);
  });

  test('sku finds products and variations, exact and without case, several at once', () => {
    const world = createWorld();
    const parent = world.must('POST', 'products', { name: 'P', type: 'variable', sku: 'PAR-1' });
    world.must('POST', `products/${String(parent['id'])}/variations`, { sku: 'VAR-1', regular_price: '1' });
    const found = rows(world, 'products', { sku: 'var-1,PAR-1,PAR' });
    expect(found.map((row) => row['type']).sort()).toEqual(['variable', 'variation']);
  });

  test('a generated SKU is found at once in a big catalogue', () => {
    const world = createWorld({ products: 5000 });
    const [id = 0] = world.shop.inspect.ids('products').slice(4321);
    const sku = (world.shop.inspect.raw('products', id) as Row)['sku'] as string;
    expect(idsOf(rows(world, 'products', { sku: sku.toLowerCase() }))).toEqual([id]);
  });

  test('unsupported orderby is an enum error', () => {
    const world = createWorld();
    expect(codeOf(world, 'products', { orderby: 'name' })).toBe('rest_invalid_param');
    expect(codeOf(world, 'customers', { orderby: 'date' })).toBe('rest_invalid_param');
  });
});

describe('statuses', () => {
  function mixed(world: World): { readonly draft: number; readonly trash: number } {
    const draft = Number(world.must('POST', 'products', { name: 'D', status: 'draft' })['id']);
    const trash = Number(world.must('POST', 'products', { name: 'T' })['id']);
    world.must('DELETE', `products/${trash}`);
    return { draft, trash };
  }

  test('products: any leaves out trash; include_status=any,trash is one feed of both', () => {
    const world = createWorld();
    const { draft, trash } = mixed(world);
    const live = idsOf(rows(world, 'products', { per_page: '100' }));
    expect([live.includes(draft), live.includes(trash)]).toEqual([true, false]);
    const both = idsOf(rows(world, 'products', { per_page: '100', include_status: 'any,trash' }));
    expect([both.includes(draft), both.includes(trash)]).toEqual([true, true]);
    const without = idsOf(
      rows(world, 'products', { per_page: '100', include_status: 'any,trash', exclude_status: 'draft' }),
    );
    expect([without.includes(draft), without.includes(trash)]).toEqual([false, true]);
  });

  test('products: status takes one value only', () => {
    expect(codeOf(createWorld(), 'products', { status: 'publish,trash' })).toBe('rest_invalid_param');
  });

  test('orders: any,trash does not include trash, listing every status does', () => {
    const world = createWorld();
    const [id = 0] = world.shop.inspect.ids('orders');
    world.must('DELETE', `orders/${id}`);
    expect(idsOf(rows(world, 'orders', { per_page: '100', status: 'any,trash' }))).not.toContain(id);
    expect(
      idsOf(
        rows(world, 'orders', {
          per_page: '100',
          status: 'pending,processing,on-hold,completed,cancelled,refunded,failed,checkout-draft,trash',
        }),
      ),
    ).toContain(id);
  });

  test('coupons honour status although it is undocumented', () => {
    const world = createWorld();
    const [id = 0] = world.shop.inspect.ids('coupons');
    world.must('DELETE', `coupons/${id}`);
    expect(idsOf(rows(world, 'coupons', { per_page: '100' }))).not.toContain(id);
    expect(idsOf(rows(world, 'coupons', { per_page: '100', status: 'trash' }))).toEqual([id]);
    expect(idsOf(rows(world, 'coupons', { per_page: '100', status: 'publish,trash' }))).toContain(id);
  });

  test('customers default to the role customer, reviews to approved', () => {
    const world = createWorld({ products: 200 });
    const review = world.shop.inspect.ids('reviews')[0] ?? 0;
    world.must('PUT', `products/reviews/${review}`, { status: 'hold' });
    expect(idsOf(rows(world, 'products/reviews', { per_page: '100' }))).not.toContain(review);
    expect(idsOf(rows(world, 'products/reviews', { per_page: '100', status: 'all' }))).toContain(review);
    expect(rows(world, 'customers', { role: 'administrator' })).toEqual([]);
  });
});

describe('modified_after', () => {
  function touched(world: World): { readonly id: number; readonly stamp: string } {
    const id = Number(world.must('POST', 'products', { name: 'Fresh' })['id']);
    return { id, stamp: String((world.must('GET', `products/${id}`) as Row)['date_modified_gmt']) };
  }

  test('is strict and counts whole seconds', () => {
    const world = createWorld();
    const { id, stamp } = touched(world);
    const found = (value: string): boolean =>
      idsOf(rows(world, 'products', { modified_after: value, dates_are_gmt: 'true' })).includes(id);
    expect(found(stamp)).toBe(false);
    expect(found(`${stamp}.900`)).toBe(false);
    expect(found(new Date(Date.parse(`${stamp}Z`) - 1000).toISOString().slice(0, 19))).toBe(true);
    const before = idsOf(rows(world, 'products', { modified_before: stamp, dates_are_gmt: 'true', per_page: '100' }));
    expect(before).not.toContain(id);
  });

  test('a Z with dates_are_gmt is compared wrongly: late in Tokyo, early in New York', () => {
    const tokyo = createWorld({ timeZone: 'Asia/Tokyo' });
    const late = touched(tokyo);
    const hourBefore = new Date(Date.parse(`${late.stamp}Z`) - 3_600_000).toISOString();
    expect(idsOf(rows(tokyo, 'products', { modified_after: hourBefore, dates_are_gmt: 'true' }))).not.toContain(
      late.id,
    );
    expect(
      idsOf(rows(tokyo, 'products', { modified_after: hourBefore.slice(0, 19), dates_are_gmt: 'true' })),
    ).toContain(late.id);
    const newYork = createWorld();
    const early = touched(newYork);
    const hourAfter = new Date(Date.parse(`${early.stamp}Z`) + 3_600_000).toISOString();
    expect(idsOf(rows(newYork, 'products', { modified_after: hourAfter, dates_are_gmt: 'true' }))).toContain(early.id);
  });

  test('without the flag a naive time is the site\u2019s own', () => {
    const world = createWorld();
    const { id, stamp } = touched(world);
    const local = new Date(Date.parse(`${stamp}Z`) - 5 * 3_600_000 - 1000).toISOString().slice(0, 19);
    expect(idsOf(rows(world, 'products', { modified_after: local }))).toContain(id);
    expect(idsOf(rows(world, 'products', { modified_after: stamp }))).not.toContain(id);
  });

  test('dates that are not ISO are refused', () => {
    const world = createWorld();
    for (const value of ['2026-11-20', 'yesterday', '2026-13-40T00:00:00'])
      expect(codeOf(world, 'products', { modified_after: value })).toBe('rest_invalid_param');
  });

  test('after a change of the site\u2019s zone the order by modified is no longer monotonic in GMT', () => {
    const world = createWorld({ products: 5 });
    const made = (name: string): number => Number(world.must('POST', 'products', { name })['id']);
    const first = made('before');
    world.shop.admin.edit({ do: 'time-zone', name: 'Pacific/Honolulu' });
    world.advance(60_000);
    const second = made('after');
    const list = rows(world, 'products', { orderby: 'modified', order: 'desc', per_page: '100' });
    expect(idsOf(list).indexOf(first)).toBeLessThan(idsOf(list).indexOf(second));
  });

  test('works on refunds and variations, and on orders in GMT', () => {
    const world = createWorld();
    const order = world.must('POST', 'orders', { line_items: [] });
    const since = new Date(world.nowMs() - 1000).toISOString().slice(0, 19);
    expect(idsOf(rows(world, 'orders', { modified_after: since, dates_are_gmt: 'true' }))).toEqual([order['id']]);
    expect(rows(world, 'refunds', { modified_after: since, dates_are_gmt: 'true' })).toEqual([]);
    expect(rows(world, 'variations', { modified_after: since, dates_are_gmt: 'true' })).toEqual([]);
  });
});

describe('versions', () => {
  test('9.9 has no flat variations route, the parents\u2019 routes answer', () => {
    const world = createWorld({ profile: '9.9' });
    expect(codeOf(world, 'variations', {})).toBe('rest_no_route');
    expect((world.must('GET', 'system_status')['environment'] as Row)['version']).toBe('9.9.5');
    const parent = rows(world, 'products', { type: 'variable', per_page: '1' })[0]?.['id'];
    expect(rows(world, `products/${String(parent)}/variations`).length).toBeGreaterThan(1);
  });

  test('the flat route holds exactly the variations of all parents', () => {
    const world = createWorld({ products: 80 });
    const flat = [1, 2, 3, 4].flatMap((page) =>
      idsOf(rows(world, 'variations', { per_page: '100', page: String(page), orderby: 'id', order: 'asc' })),
    );
    expect(flat).toEqual(world.shop.inspect.ids('variations'));
    const parents = rows(world, 'products', { type: 'variable', per_page: '100' });
    expect(parents.flatMap((parent) => parent['variations'] as number[]).length).toBe(flat.length);
  });

  test('a missing parent has an empty list of variations', () => {
    expect(rows(createWorld(), 'products/999999/variations')).toEqual([]);
  });
});
