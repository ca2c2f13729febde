import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/demo-shop/fault-rules.ts';
import type { ShopOutcome } from '../../src/demo-shop/faults.ts';
import type { World } from '../conformance/world.ts';
import { createWorld } from '../conformance/world.ts';

type Row = Readonly<Record<string, unknown>>;
type Response = Extract<ShopOutcome, { kind: 'response' }>;

function world(rules: readonly FaultRule[] = []): World {
  const made = createWorld({ assumeHttps: true });
  made.shop.faults.set(rules);
  return made;
}

/** One request with query credentials, whatever becomes of it. */
function ask(target: World, method: string, path: string, body?: unknown): ShopOutcome {
  const auth = `Basic ${Buffer.from(`${target.shop.config.consumerKey}:${target.shop.config.consumerSecret}`).toString('base64')}`;
  return target.shop.handle({
    method,
    url: `/wp-json/wc/v3/${path}`,
    headers: { authorization: auth, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
}

function response(outcome: ShopOutcome): Response {
  if (outcome.kind !== 'response') throw new Error(`expected a response, got ${outcome.kind}`);
  return outcome;
}

const count = (target: World): number => target.shop.inspect.count('products');
const create = { name: 'made' };

describe('answers that are not the shop\u2019s', () => {
  test.each([
    ['rate-limit', 429, '{', '2'],
    ['server-error', 500, '{', undefined],
    ['bad-gateway', 502, '<html>', undefined],
    ['gateway-timeout', 504, '<html>', undefined],
    ['maintenance', 503, '<!DOCTYPE', '600'],
    ['captcha', 403, '<!DOCTYPE', undefined],
    ['unauthorized', 401, '{', undefined],
    ['forbidden', 403, '{', undefined],
    ['login-redirect', 302, '<!DOCTYPE', undefined],
    ['https-redirect', 301, '<html>', undefined],
    ['html-page', 200, '<!DOCTYPE', undefined],
  ] as const)('%s answers %i and changes nothing', (kind, status, start, retryAfter) => {
    const target = world([{ kind }]);
    const before = count(target);
    const answer = response(ask(target, 'POST', 'products', create));
    expect([answer.status, answer.body.startsWith(start), answer.headers['retry-after']]).toEqual([
      status,
      true,
      retryAfter,
    ]);
    expect(count(target)).toBe(before);
  });

  test('Retry-After may be left out or be anything', () => {
    expect(
      response(ask(world([{ kind: 'rate-limit', params: { retryAfter: null } }]), 'GET', 'products')).headers,
    ).not.toHaveProperty('retry-after');
    expect(
      response(ask(world([{ kind: 'rate-limit', params: { retryAfter: 'soon' } }]), 'GET', 'products')).headers[
        'retry-after'
      ],
    ).toBe('soon');
  });

  test('an error may come after the effect', () => {
    const target = world([{ kind: 'bad-gateway', params: { afterEffect: true } }]);
    const before = count(target);
    expect(response(ask(target, 'POST', 'products', create)).status).toBe(502);
    expect(count(target)).toBe(before + 1);
  });

  test('polluted JSON is the true answer with something before it', () => {
    const notice = response(ask(world([{ kind: 'php-notice' }]), 'GET', 'products'));
    expect(notice.body.startsWith('<br />')).toBe(true);
    expect(JSON.parse(notice.body.slice(notice.body.indexOf('[')))).toHaveLength(10);
    const mark = response(ask(world([{ kind: 'byte-order-mark' }]), 'GET', 'products'));
    expect(JSON.parse(mark.body.slice(1))).toHaveLength(10);
    expect(() => JSON.parse(mark.body) as unknown).toThrow();
    expect(response(ask(world([{ kind: 'empty-body' }]), 'GET', 'products')).body).toBe('');
    expect(response(ask(world([{ kind: 'bad-gzip' }]), 'GET', 'products')).headers['content-encoding']).toBe('gzip');
  });
});

describe('lost answers', () => {
  test.each([
    ['timeout-before', 'hang', 0],
    ['timeout-after', 'hang', 1],
    ['drop-before', 'drop-before', 0],
    ['drop-after', 'drop-after', 1],
    ['refused', 'refused', 0],
  ] as const)('%s: the client sees %s, the shop has %i more products', (kind, seen, more) => {
    const target = world([{ kind }]);
    const before = count(target);
    expect(ask(target, 'POST', 'products', create).kind).toBe(seen);
    expect(count(target)).toBe(before + more);
  });

  test('a late commit appears after its delay with the stamp of the request', () => {
    const target = world([{ kind: 'late-commit', match: { method: 'write' }, times: 1, params: { delayMs: 90_000 } }]);
    const id = target.shop.inspect.ids('products')[0] ?? 0;
    expect(ask(target, 'PUT', `products/${id}`, { name: 'late' })).toEqual({ kind: 'hang', effect: 'later' });
    target.advance(89_000);
    expect((target.must('GET', `products/${id}`) as Row)['name']).not.toBe('late');
    target.advance(2000);
    expect(target.must('GET', `products/${id}`)).toMatchObject({
      name: 'late',
      date_modified_gmt: '2026-11-20T05:05:00',
    });
  });

  test('a batch may be applied in part before its answer is lost', () => {
    const target = world([{ kind: 'batch-prefix', match: { pathPrefix: 'products/batch' }, params: { items: 2 } }]);
    const before = count(target);
    const answer = response(ask(target, 'POST', 'products/batch', { create: [create, create, create] }));
    expect([answer.status, count(target)]).toEqual([504, before + 2]);
  });

  test('truncate and stall tell how much of the true body arrives', () => {
    const cut = response(ask(world([{ kind: 'truncate', params: { bytes: 100 } }]), 'GET', 'products'));
    expect([cut.truncateAtBytes, cut.stallAtBytes]).toEqual([100, null]);
    const stalled = response(ask(world([{ kind: 'stall' }]), 'GET', 'products'));
    expect(stalled.stallAtBytes).toBe(Math.floor(stalled.body.length / 2));
    expect(response(ask(world([{ kind: 'slow-drip', params: { bytes: 500 } }]), 'GET', 'products')).bytesPerSec).toBe(
      500,
    );
  });
});

describe('answers that are true but not the whole truth', () => {
  test('a torn read shows the new name and date with the old price, stock and terms, then heals', () => {
    const target = world();
    const id = Number(
      target.must('POST', 'products', { name: 'old', regular_price: '5', manage_stock: true, stock_quantity: 3 })['id'],
    );
    target.advance(10_000);
    target.shop.faults.set([{ kind: 'torn-read', match: { method: 'write' }, params: { forMs: 4000 } }]);
    ask(target, 'PUT', `products/${id}`, { name: 'new', regular_price: '9', stock_quantity: 8 });
    expect(target.must('GET', `products/${id}`)).toMatchObject({
      name: 'new',
      date_modified_gmt: '2026-11-20T05:05:10',
      regular_price: '5',
      price: '5',
      stock_quantity: 3,
    });
    const [listed] = target.call('GET', 'products', { query: { include: String(id) } }).body as Row[];
    expect(listed).toMatchObject({ name: 'new', regular_price: '5' });
    target.advance(4000);
    expect(target.must('GET', `products/${id}`)).toMatchObject({
      name: 'new',
      regular_price: '9',
      stock_quantity: 8,
      date_modified_gmt: '2026-11-20T05:05:10',
    });
  });

  test('a stale cache serves the old answer until it ages, and any unknown parameter gets past it', () => {
    const target = world([{ kind: 'stale-cache', params: { forMs: 30_000 } }]);
    const id = target.shop.inspect.ids('products')[0] ?? 0;
    const name = (path: string): unknown => (JSON.parse(response(ask(target, 'GET', path)).body) as Row)['name'];
    const old = name(`products/${id}`);
    ask(target, 'PUT', `products/${id}`, { name: 'changed' });
    expect(name(`products/${id}`)).toBe(old);
    expect(name(`products/${id}?_fresh=1`)).toBe('changed');
    target.advance(30_000);
    expect(name(`products/${id}`)).toBe('changed');
  });

  test('a hidden id is missing from lists, even by include, and answers by id; lifting the rule brings it back', () => {
    const target = world();
    const id = target.shop.inspect.ids('products')[0] ?? 0;
    const listed = (): boolean =>
      (target.call('GET', 'products', { query: { include: String(id) } }).body as Row[]).length === 1;
    expect(listed()).toBe(true);
    target.shop.faults.set([{ kind: 'hidden-id', params: { entity: 'products', id } }]);
    expect(listed()).toBe(false);
    expect(target.call('GET', 'products').headers['x-wp-total']).toBe('59');
    expect(target.must('GET', `products/${id}`)['id']).toBe(id);
    target.shop.faults.clear();
    expect(listed()).toBe(true);
  });

  test('clock skew moves the Date header and the stamps of writes', () => {
    const target = world([{ kind: 'clock-skew', params: { skewMs: -3_600_000 } }]);
    const answer = response(ask(target, 'POST', 'products', create));
    expect(answer.headers['date']).toBe('Fri, 20 Nov 2026 04:05:00 GMT');
    expect((JSON.parse(answer.body) as Row)['date_modified_gmt']).toBe('2026-11-20T04:05:00');
  });

  test('a host that strips the Authorization header leaves query credentials alone', () => {
    const target = world([{ kind: 'strip-authorization' }]);
    expect(response(ask(target, 'GET', 'products')).status).toBe(401);
    expect(target.call('GET', 'products', { auth: 'query' }).status).toBe(200);
  });

  test('a host may not bear large pages', () => {
    const target = world([{ kind: 'page-ceiling', params: { limit: 50 } }]);
    expect(response(ask(target, 'GET', 'products?per_page=51')).status).toBe(500);
    expect(response(ask(target, 'GET', 'products?per_page=50')).status).toBe(200);
  });
});

describe('rules', () => {
  test('match by method and path, count down, wait, and are reported', () => {
    const target = world([
      { kind: 'server-error', match: { method: 'GET', pathPrefix: 'orders' }, times: 1, afterRequests: 1 },
    ]);
    const statuses = ['orders', 'products', 'orders', 'orders'].map(
      (path) => response(ask(target, 'GET', path)).status,
    );
    expect(statuses).toEqual([200, 200, 500, 200]);
    expect(target.shop.faults.fired().map((fault) => fault.path)).toEqual(['/wp-json/wc/v3/orders']);
    expect(target.shop.faults.rules()).toEqual([]);
  });

  test('latency adds up per request and per item beside other rules', () => {
    const target = world([{ kind: 'latency', params: { baseMs: 40, perItemMs: 2 } }]);
    expect(response(ask(target, 'GET', 'products?per_page=20')).delayMs).toBe(80);
    expect(response(ask(target, 'GET', `products/${target.shop.inspect.ids('products')[0] ?? 0}`)).delayMs).toBe(42);
    target.shop.faults.add({ kind: 'maintenance' });
    expect(response(ask(target, 'GET', 'products')).delayMs).toBe(40);
  });

  test('chances come from the injected dice, so the same seed tells the same story', () => {
    const story = (): number[] => {
      const target = world([{ kind: 'server-error', probability: 0.5 }]);
      return Array.from({ length: 30 }, () => response(ask(target, 'GET', 'coupons')).status);
    };
    const first = story();
    expect(story()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
  });
});

describe('quirks of other versions and hosts', () => {
  test('stock may move without a date, and reading an order may bump it', () => {
    const target = createWorld({ quirks: { stockWithoutDate: true, viewBumpsOrders: true } });
    const id = Number(
      target.must('POST', 'products', { name: 'p', regular_price: '1', manage_stock: true, stock_quantity: 4 })['id'],
    );
    target.advance(5000);
    const order = target.must('POST', 'orders', { set_paid: true, line_items: [{ product_id: id, quantity: 1 }] });
    expect(target.must('GET', `products/${id}`)).toMatchObject({
      stock_quantity: 3,
      date_modified_gmt: '2026-11-20T05:05:00',
    });
    target.advance(5000);
    expect(target.must('GET', `orders/${String(order['id'])}`)).toMatchObject({
      date_modified_gmt: '2026-11-20T05:05:10',
    });
  });

  test('rows of one second change places in the default order, never in the order by id', () => {
    const target = createWorld({ products: 2, quirks: { shakyDateOrder: true } });
    target.must('POST', 'products/batch', { create: Array.from({ length: 60 }, (_none, at) => ({ name: `n${at}` })) });
    const page = (query: Readonly<Record<string, string>>): string =>
      JSON.stringify(
        (target.call('GET', 'products', { query: { per_page: '20', _fields: 'id', ...query } }).body as Row[]).map(
          (row) => row['id'],
        ),
      );
    expect(new Set([page({}), page({}), page({})]).size).toBeGreaterThan(1);
    expect(new Set([page({ orderby: 'id' }), page({ orderby: 'id' })]).size).toBe(1);
  });

  test('plugins add fields, and ghosts block SKUs', () => {
    const target = createWorld({
      quirks: { pluginFields: { yoast_head: '<title>x</title>' }, ghostSkus: ['GHOST-1'] },
    });
    const id = target.shop.inspect.ids('products')[0] ?? 0;
    expect(target.must('GET', `products/${id}`)['yoast_head']).toBe('<title>x</title>');
    const answer = target.call('POST', 'products', { body: { name: 'x', sku: 'ghost-1' } });
    expect((answer.body as Row)['code']).toBe('woocommerce_rest_product_not_created');
  });
});
