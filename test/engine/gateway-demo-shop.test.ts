import { afterEach, describe, expect, test } from 'vitest';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import { startDemoShopServer } from '../../src/demo-shop/server.ts';
import { createNodeHttpTransport } from '../../src/engine/platform/node-http-transport.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createConnectionCheck } from '../../src/engine/woocommerce/connection-check.ts';
import { createStoreGateway } from '../../src/engine/woocommerce/store-gateway.ts';
import { createImpatientClock } from '../support/impatient-clock.ts';
import { createShopTransport } from '../support/shop-transport.ts';
import { createMemoryLogger } from '../support/scripted-transport.ts';
import type { DemoShopOptions } from '../../src/demo-shop/demo-shop.ts';
import type { FaultRule } from '../../src/demo-shop/fault-rules.ts';
import type { StoreRequest } from '../../src/engine/sync/store-gateway.ts';
import type { ConnectionReport, FactsByProbe } from '../../src/shared/domain/connection-report.ts';

const KEY = `ck_${'1'.repeat(40)}`;
const SECRET = `cs_${'2'.repeat(40)}`;
const LIST: StoreRequest = {
  method: 'GET',
  path: 'products',
  query: { per_page: 20, orderby: 'id', order: 'asc', search: '', _fields: 'id,name,sku' },
  expect: 'list',
};

type WorldOptions = Partial<DemoShopOptions> & { readonly url?: string; readonly authMode?: 'header' | 'query' };

/** A shop, a gateway and a connection check in one process, on a clock that needs no real time. */
function openWorld(options: WorldOptions = {}) {
  const clock = createImpatientClock();
  const url = options.url ?? 'http://shop.test';
  const keys = { consumerKey: KEY, consumerSecret: SECRET };
  const base = { seed: 11, products: 60, clock, random: createSeededRandom(3), baseUrl: url, ...keys };
  const shop = createDemoShop({ ...base, ...options });
  const deps = {
    transport: createShopTransport(shop, clock).transport,
    clock,
    random: createSeededRandom(4),
    logger: createMemoryLogger(),
  };
  const gateway = createStoreGateway({ ...deps, ...keys, url, authMode: options.authMode ?? 'header' });
  const check = async (credentials: Partial<typeof keys> = {}): Promise<ConnectionReport> => {
    const run = createConnectionCheck({ ...deps, readCertificate: null }).run;
    const report = await run({ url, ...keys, ...credentials });
    if (!report.ok) throw new Error(report.error.reason);
    return report.value;
  };
  return { shop, gateway, check, clock };
}

function factsOf<Name extends keyof FactsByProbe>(report: ConnectionReport, name: Name): FactsByProbe[Name] | null {
  const facts: unknown = report.probes.find((probe) => probe.name === name)?.facts;
  return facts as FactsByProbe[Name] | null;
}

function troubles(report: ConnectionReport): readonly string[] {
  return report.probes
    .filter((probe) => probe.outcome === 'warned' || probe.outcome === 'failed')
    .map((probe) => `${probe.name}: ${probe.outcome}${probe.advice === null ? '' : ` (${probe.advice})`}`);
}

async function firstId(gateway: ReturnType<typeof openWorld>['gateway']): Promise<number> {
  const answer = await gateway.request(LIST);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return ((answer.value.body as readonly { readonly id: number }[])[0] as { readonly id: number }).id;
}

describe('the gateway and the demo shop', () => {
  test.each([
    ['OAuth over http', { url: 'http://shop.test' }],
    ['OAuth below a folder', { url: 'http://shop.test/laden' }],
    ['Basic over https', { url: 'https://shop.test' }],
    ['keys in the address over https', { url: 'https://shop.test', authMode: 'query' }],
  ] as const)('understand each other with %s', async (_, options) => {
    const { gateway, shop } = openWorld(options);
    if ('authMode' in options) shop.faults.set([{ kind: 'strip-authorization' }]);
    const answer = await gateway.request(LIST);
    expect(answer).toMatchObject({ ok: true, value: { total: expect.any(Number) as number } });
    const odd = await gateway.request({
      ...LIST,
      query: { search: "+ 'm' (50%)* ~ é & = ? # [x] שלום 🛒", per_page: 5 },
    });
    expect(odd).toMatchObject({ ok: true, value: { body: [], total: 0 } });
  });

  test('a new price arrives, and the answer is the new record', async () => {
    const { gateway } = openWorld();
    const id = await firstId(gateway);
    const answer = await gateway.request({
      method: 'PUT',
      path: `products/${id}`,
      body: { name: 'Größe "✂" \\ שלום' },
      expect: 'object',
    });
    expect(answer).toMatchObject({ ok: true, value: { body: { id } } });
    const read = await gateway.request({ method: 'GET', path: `products/${id}`, expect: 'object', fresh: true });
    expect(read.ok && (read.value.body as { readonly name: string }).name).toMatch(/^Größe .*שלום$/);
  });

  test('a signature is good for one request: a hundred in a row are all accepted', async () => {
    const { gateway } = openWorld();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => gateway.request(LIST)));
    expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
  });

  test('refusals come with the field and the record in the way', async () => {
    const { gateway } = openWorld();
    const list = await gateway.request({
      ...LIST,
      query: { per_page: 50, _fields: 'id,sku', orderby: 'id', order: 'asc' },
    });
    const rows = list.ok ? (list.value.body as readonly { readonly id: number; readonly sku: string }[]) : [];
    const [first, second] = rows.filter((row) => row.sku !== '');
    const put = (id: number | undefined, body: object) =>
      gateway.request({ method: 'PUT', path: `products/${id}`, body, expect: 'object' });
    expect(await put(second?.id, { sku: first?.sku })).toMatchObject({
      error: {
        error: { type: 'StoreRejected', code: 'product_invalid_sku', field: 'sku', resourceId: first?.id },
        effect: 'none',
      },
    });
    expect(await put(second?.id, { stock_quantity: 'abc' })).toMatchObject({
      error: { error: { code: 'rest_invalid_param', field: 'stock_quantity' } },
    });
    expect(await put(999_999_999, { name: 'x' })).toMatchObject({
      error: { error: { type: 'StoreRejected', status: 400, code: 'woocommerce_rest_product_invalid_id' } },
    });
  });

  test.each<[FaultRule['kind'], FaultRule['params'], object]>([
    ['captcha', {}, { cause: 'captcha' }],
    ['login-redirect', {}, { cause: 'login' }],
    ['https-redirect', {}, { cause: 'redirect', target: 'https://shop.test' }],
    ['maintenance', {}, { cause: 'maintenance', retryAfterMs: 600_000 }],
    ['html-page', {}, { cause: 'html' }],
    ['php-notice', {}, { cause: 'php-notice' }],
    ['byte-order-mark', {}, { cause: 'byte-order-mark' }],
    ['empty-body', {}, { cause: 'empty' }],
    ['bad-gateway', {}, { cause: 'html', status: 502 }],
    ['gateway-timeout', {}, { cause: 'html', status: 504 }],
    ['server-error', {}, { type: 'StoreFailed', status: 500 }],
    ['unauthorized', {}, { type: 'StoreUnauthorized' }],
    ['forbidden', {}, { type: 'StoreForbidden' }],
    ['rate-limit', { retryAfter: '300' }, { type: 'StoreRateLimited', retryAfterMs: 300_000 }],
    ['refused', {}, { type: 'StoreUnreachable', cause: 'refused' }],
    ['drop-before', {}, { type: 'StoreUnreachable', cause: 'reset' }],
    ['timeout-before', {}, { type: 'StoreUnreachable', cause: 'timeout' }],
  ])('%s is named, and never an empty list', async (kind, params, error) => {
    const { gateway, shop, clock } = openWorld();
    shop.faults.set([{ kind, ...(params === undefined ? {} : { params }) }]);
    expect(await gateway.request(LIST)).toMatchObject({ ok: false, error: { error, effect: 'none' } });
    expect(clock.monotonic()).toBeLessThanOrEqual(60_000);
  });

  test.each<[FaultRule['kind'], FaultRule['params'], boolean, 'none' | 'unknown']>([
    // kind, parameters, whether the shop does it all the same, what the gateway says
    ['timeout-after', {}, true, 'unknown'],
    ['timeout-before', {}, false, 'unknown'],
    ['drop-after', {}, true, 'unknown'],
    ['drop-before', {}, false, 'unknown'],
    ['bad-gateway', { afterEffect: true }, true, 'unknown'],
    ['gateway-timeout', { afterEffect: true }, true, 'unknown'],
    ['server-error', { afterEffect: true }, true, 'unknown'],
    ['php-notice', {}, true, 'unknown'],
    ['byte-order-mark', {}, true, 'unknown'],
    ['empty-body', {}, true, 'unknown'],
    ['truncate', {}, true, 'unknown'],
    ['stall', {}, true, 'unknown'],
    ['refused', {}, false, 'none'],
    ['maintenance', {}, false, 'none'],
    ['rate-limit', {}, false, 'none'],
    ['https-redirect', {}, false, 'none'],
    ['unauthorized', {}, false, 'none'],
  ])(
    'a create that meets %s is sent once and never called undone when it was done',
    async (kind, params, isDone, effect) => {
      const { gateway, shop } = openWorld();
      const totalOf = async (): Promise<number> => {
        const answer = await gateway.request(LIST);
        return answer.ok ? (answer.value.total ?? -1) : -1;
      };
      const before = await totalOf();
      shop.faults.set([{ kind, match: { method: 'write' }, ...(params === undefined ? {} : { params }) }]);
      const answer = await gateway.request({
        method: 'POST',
        path: 'products',
        body: { name: 'Once' },
        expect: 'object',
      });
      expect(answer).toMatchObject({ ok: false, error: { effect } });
      shop.faults.clear();
      expect((await totalOf()) - before).toBe(isDone ? 1 : 0);
    },
  );

  test('reads ride out a shaky line', async () => {
    const { gateway, shop } = openWorld();
    shop.faults.set([
      { kind: 'drop-before', times: 1 },
      { kind: 'bad-gateway', times: 1 },
      { kind: 'rate-limit', times: 1, params: { retryAfter: '3' } },
    ]);
    expect(await gateway.request(LIST)).toMatchObject({ ok: true });
    expect(gateway.requestCount()).toBe(4);
  });

  test('over a real connection it is the same', async () => {
    const clock = createSystemClock();
    const shop = createDemoShop({
      seed: 11,
      products: 60,
      clock,
      random: createSeededRandom(3),
      consumerKey: KEY,
      consumerSecret: SECRET,
    });
    const server = await startDemoShopServer({ shop });
    const http = createNodeHttpTransport();
    cleanups.push(server.close, http.close);
    const keys = { consumerKey: KEY, consumerSecret: SECRET, url: server.url };
    const deps = { transport: http.send, clock, random: createSeededRandom(4), logger: createMemoryLogger() };
    const gateway = createStoreGateway({ ...deps, ...keys, authMode: 'header', limits: { attempts: 1 } });
    expect(await gateway.request(LIST)).toMatchObject({ ok: true });
    shop.faults.set([{ kind: 'truncate' }]);
    expect(await gateway.request(LIST)).toMatchObject({ ok: false, error: { error: { cause: 'reset' } } });
    shop.faults.clear();
    const check = createConnectionCheck({ ...deps, readCertificate: null });
    expect(await check.run(keys)).toMatchObject({ ok: true, value: { verdict: 'ready' } });
    await server.down();
    const create: StoreRequest = { method: 'POST', path: 'products', body: { name: 'Later' }, expect: 'object' };
    expect(await gateway.request(create)).toMatchObject({
      ok: false,
      error: { error: { cause: 'refused' }, effect: 'none' },
    });
    await server.up();
    expect(await gateway.request(create)).toMatchObject({ ok: true, value: { status: 201 } });
  });
});

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe('the connection check and the demo shop', () => {
  test('a shop over https is ready', async () => {
    const { check } = openWorld({ url: 'https://shop.test', currency: 'EUR', timeZone: 'Europe/Berlin' });
    const report = await check();
    expect(troubles(report)).toEqual([]);
    expect(report).toMatchObject({ verdict: 'ready', pageSize: 100, hasVariationsFeed: true, authMode: 'header' });
    expect(factsOf(report, 'versions')).toEqual({
      woocommerce: '10.5.0',
      wordpress: '6.9.1',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      hasVariationsFeed: true,
    });
    expect(factsOf(report, 'read')?.areas.find((one) => one.area === 'products')?.total).toBeGreaterThan(0);
  });

  test('an older shop has no list of all variations', async () => {
    const { check } = openWorld({ profile: '9.9' });
    const report = await check();
    expect(report).toMatchObject({ verdict: 'ready', hasVariationsFeed: false });
    expect(factsOf(report, 'versions')?.woocommerce).toBe('9.9.5');
  });

  test.each<[string, WorldOptions, { consumerKey?: string; consumerSecret?: string }, string]>([
    ['an unknown key over http', {}, { consumerKey: `ck_${'9'.repeat(40)}` }, 'key: failed (check-key)'],
    ['a wrong secret over http', {}, { consumerSecret: `cs_${'9'.repeat(40)}` }, 'key: failed (check-secret)'],
    [
      'an unknown key over https',
      { url: 'https://shop.test' },
      { consumerKey: `ck_${'9'.repeat(40)}` },
      'key: failed (check-key)',
    ],
    [
      'a wrong secret over https',
      { url: 'https://shop.test' },
      { consumerSecret: `cs_${'9'.repeat(40)}` },
      'key: failed (check-secret)',
    ],
    ['a key that may only write', { permissions: 'write' }, {}, 'read: failed (use-key-with-read-permission)'],
    ['a person who is only a customer', { role: 'customer' }, {}, 'read: failed (use-key-of-shop-manager)'],
  ])('%s is refused', async (_, options, credentials, trouble) => {
    const report = await openWorld(options).check(credentials);
    expect(report.verdict).toBe('refused');
    expect(troubles(report)).toContain(trouble);
  });

  test('a key that may only read connects read-only', async () => {
    const report = await openWorld({ permissions: 'read' }).check();
    expect(report.verdict).toBe('read-only');
    expect(troubles(report)).toContain('write: failed (use-key-with-write-permission)');
  });

  test.each<[FaultRule, string, string]>([
    [{ kind: 'maintenance' }, 'refused', 'permalinks: failed (leave-maintenance-mode)'],
    [{ kind: 'captcha' }, 'refused', 'permalinks: failed (turn-off-challenge)'],
    [{ kind: 'login-redirect' }, 'refused', 'permalinks: failed (open-login-wall)'],
    [{ kind: 'php-notice' }, 'refused', 'json: failed (silence-php-notices)'],
    [{ kind: 'https-redirect' }, 'refused', 'tls: failed (use-https)'],
    [{ kind: 'refused' }, 'refused', 'address: failed (shop-not-running)'],
    [{ kind: 'timeout-before' }, 'refused', 'address: failed (shop-too-slow)'],
    [{ kind: 'clock-skew', params: { skewMs: 3_600_000 } }, 'refused', 'key: failed (set-clock)'],
    [{ kind: 'clock-skew', params: { skewMs: -120_000 } }, 'ready', 'clock: warned (set-clock)'],
    [{ kind: 'page-ceiling', params: { limit: 30 } }, 'ready', 'pageSize: warned (small-pages)'],
  ])('$kind', async (rule, verdict, trouble) => {
    const { check, shop } = openWorld();
    shop.faults.set([rule]);
    const report = await check();
    expect(report.verdict).toBe(verdict);
    expect(troubles(report)).toContain(trouble);
  });

  test('a host that strips the header gets the keys in the address', async () => {
    const { check, shop } = openWorld({ url: 'https://shop.test' });
    shop.faults.set([{ kind: 'strip-authorization' }]);
    const report = await check();
    expect(report).toMatchObject({ verdict: 'ready', authMode: 'query' });
    expect(troubles(report)).toEqual(['header: warned (header-stripped)']);
  });

  test('leaves no trace in the shop', async () => {
    const { check, gateway } = openWorld();
    const census = async (): Promise<unknown> =>
      Promise.all(
        ['products', 'orders', 'customers', 'coupons', 'products/categories'].map(async (path) => {
          const answer = await gateway.request({
            method: 'GET',
            path,
            query: { per_page: 100 },
            expect: 'list',
            fresh: true,
          });
          if (!answer.ok) throw new Error(JSON.stringify(answer.error));
          const rows = answer.value.body as readonly object[];
          return rows.map((row) => ({ ...row, related_ids: null, _links: null }));
        }),
      );
    const before = await census();
    await check();
    expect(await census()).toEqual(before);
  });
});
