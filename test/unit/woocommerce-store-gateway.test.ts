import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createStoreGateway } from '../../src/engine/woocommerce/store-gateway.ts';
import { createImpatientClock } from '../support/impatient-clock.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';
import {
  createMemoryLogger,
  createScriptedTransport,
  htmlAnswer,
  jsonAnswer,
  networkError,
  textAnswer,
  wooError,
} from '../support/scripted-transport.ts';
import type { Clock, HttpRequest } from '../../src/engine/platform/deps.ts';
import type { StoreRequest } from '../../src/engine/sync/store-gateway.ts';
import type { GatewayLimits } from '../../src/engine/woocommerce/gateway-limits.ts';
import type { Step } from '../support/scripted-transport.ts';

const KEY = 'ck_1234567890123456789012345678901234567890';
const SECRET = 'cs_0987654321098765432109876543210987654321';

function open(
  options: { url?: string; authMode?: 'header' | 'query'; limits?: Partial<GatewayLimits>; clock?: Clock },
  ...script: readonly Step[]
) {
  const transport = createScriptedTransport(...script);
  const clock = createImpatientClock();
  const gateway = createStoreGateway({
    url: options.url ?? 'http://shop.test/laden/',
    consumerKey: KEY,
    consumerSecret: SECRET,
    authMode: options.authMode ?? 'header',
    transport: transport.send,
    clock: options.clock ?? clock,
    random: createSeededRandom(1),
    logger: createMemoryLogger(),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return { gateway, clock, requests: transport.requests };
}

const LIST: StoreRequest = {
  method: 'GET',
  path: 'products',
  query: { per_page: 100, search: "Größe 'm' (50%)*" },
  expect: 'list',
};
const UPDATE: StoreRequest = { method: 'PUT', path: 'products/12', body: { name: 'Größe' }, expect: 'object' };

/** The server's side of OAuth 1.0a, as WooCommerce computes it: every parameter of the address but the signature. */
function signatureFor(request: HttpRequest): string {
  const url = new URL(request.url);
  const escape = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = [...url.searchParams]
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => `${escape(name)}=${escape(value)}`);
  const base = [request.method, url.origin + url.pathname, pairs.toSorted().join('&')].map(escape).join('&');
  return createHmac('sha256', `${SECRET}&`).update(base).digest('base64');
}

describe('signing', () => {
  test('over http signs with OAuth 1.0a so that the server comes to the same signature', async () => {
    const { gateway, requests, clock } = open({}, jsonAnswer([]));
    await gateway.request(LIST);
    const request = requests[0] as HttpRequest;
    const url = new URL(request.url);
    expect(url.pathname).toBe('/laden/wp-json/wc/v3/products');
    expect(url.searchParams.get('search')).toBe("Größe 'm' (50%)*");
    expect(url.searchParams.get('oauth_consumer_key')).toBe(KEY);
    expect(url.searchParams.get('oauth_timestamp')).toBe(String(Math.floor(clock.now() / 1000)));
    expect(url.searchParams.get('oauth_signature')).toBe(signatureFor(request));
    expect(request.headers).not.toHaveProperty('authorization');
    expect(request.url).not.toContain(SECRET);
  });

  test('sends every parameter once', async () => {
    const { gateway, requests } = open({}, jsonAnswer([]));
    await gateway.request(LIST);
    const names = [...new URL(requests[0]?.url ?? '').searchParams.keys()];
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  });

  test('over https sends Basic authentication and no key in the address', async () => {
    const { gateway, requests } = open({ url: 'https://shop.test' }, jsonAnswer([]));
    await gateway.request(LIST);
    expect(requests[0]?.headers['authorization']).toBe(`Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`);
    expect(new URL(requests[0]?.url ?? '').searchParams.get('search')).toBe("Größe 'm' (50%)*");
    expect(requests[0]?.url).not.toMatch(/consumer_|oauth_|c[ks]_/);
  });

  test('puts the keys into the address only over https and only when told to', async () => {
    const secure = open({ url: 'https://shop.test', authMode: 'query' }, jsonAnswer([]));
    await secure.gateway.request(LIST);
    expect(new URL(secure.requests[0]?.url ?? '').searchParams.get('consumer_secret')).toBe(SECRET);
    expect(secure.requests[0]?.headers).not.toHaveProperty('authorization');
    const plain = open({ authMode: 'query' }, jsonAnswer([]));
    await plain.gateway.request(LIST);
    expect(plain.requests[0]?.url).not.toContain(SECRET);
    expect(plain.requests[0]?.url).toContain('oauth_signature');
  });

  test('signs anew on every retry, because a nonce is good for one use', async () => {
    const clock = createImpatientClock();
    const { gateway, requests } = open(
      { clock },
      networkError('ECONNRESET'),
      networkError('ECONNRESET'),
      jsonAnswer([]),
    );
    expect((await gateway.request(LIST)).ok).toBe(true);
    const nonces = requests.map((request) => new URL(request.url).searchParams.get('oauth_nonce'));
    expect(new Set(nonces).size).toBe(3);
    for (const request of requests)
      expect(new URL(request.url).searchParams.get('oauth_signature')).toBe(signatureFor(request));
  });

  test('repeats itself exactly with the same clock and random source', async () => {
    const urls = async (): Promise<readonly string[]> => {
      const { gateway, requests } = open({}, networkError('ECONNRESET'), jsonAnswer([]));
      await gateway.request({ ...LIST, fresh: true });
      return requests.map((request) => request.url);
    };
    expect(await urls()).toEqual(await urls());
  });
});

describe('requests', () => {
  test('sends a body as JSON, and an empty one too', async () => {
    const { gateway, requests } = open({}, jsonAnswer({ id: 12 }), jsonAnswer([]));
    await gateway.request(UPDATE);
    const batch = await gateway.request({ method: 'POST', path: 'products/batch', body: {}, expect: 'object' });
    expect(requests[0]).toMatchObject({ method: 'PUT', body: '{"name":"Größe"}' });
    expect(requests[0]?.headers['content-type']).toContain('application/json');
    expect(requests[1]?.body).toBe('{}');
    expect(batch).toMatchObject({ ok: true, value: { body: {} } });
  });

  test('a fresh read goes around caches, each time by another address', async () => {
    const { gateway, requests } = open({ url: 'https://shop.test' }, jsonAnswer({ id: 1 }));
    const request: StoreRequest = { method: 'GET', path: 'products/1', expect: 'object', fresh: true };
    await gateway.request(request);
    await gateway.request(request);
    expect(requests[0]?.headers['cache-control']).toBe('no-cache');
    expect(requests[0]?.url).toContain('_skip_cache=true');
    expect(requests[0]?.url).not.toBe(requests[1]?.url);
    await gateway.request({ ...request, fresh: false });
    expect(requests[2]?.headers).not.toHaveProperty('cache-control');
  });

  test('hands over totals, the time of the server and the status', async () => {
    const headers = { 'x-wp-total': '1013', 'x-wp-totalpages': '11', date: 'Fri, 20 Nov 2026 05:19:17 GMT' };
    const { gateway } = open(
      {},
      jsonAnswer([], 200, headers),
      jsonAnswer([], 200, { 'x-wp-total': 'many', date: 'x' }),
    );
    expect(await gateway.request(LIST)).toMatchObject({
      ok: true,
      value: { status: 200, total: 1013, totalPages: 11, serverTimeMs: Date.UTC(2026, 10, 20, 5, 19, 17) },
    });
    expect(await gateway.request(LIST)).toMatchObject({
      ok: true,
      value: { total: null, totalPages: null, serverTimeMs: null },
    });
  });

  test('gives reads 60 and writes 120 seconds once the store has answered', async () => {
    const { gateway, requests } = open({}, jsonAnswer([]), jsonAnswer([]), jsonAnswer({ id: 12 }));
    await gateway.request(LIST);
    await gateway.request(LIST);
    await gateway.request(UPDATE);
    expect(requests.slice(1).map((request) => request.timeoutMs)).toEqual([60_000, 120_000]);
  });
});

describe('reads are tried again', () => {
  test.each<[string, Step]>([
    ['a reset connection', networkError('ECONNRESET')],
    ['a refused connection', networkError('ECONNREFUSED', 'connect')],
    ['a failed name lookup', networkError('EAI_AGAIN', 'connect')],
    ['a bad gateway', htmlAnswer('<h1>502</h1>', 502)],
    ['a fatal error', wooError('internal_server_error', 500)],
    ['a rate limit', textAnswer('', 429, { 'retry-after': '2' })],
    ['a cut list', textAnswer('[{"id":')],
    [
      'a replayed nonce',
      wooError('woocommerce_rest_authentication_error', 401, 'Invalid nonce - nonce has already been used.'),
    ],
  ])('after %s', async (_, step) => {
    const { gateway, requests } = open({}, step, jsonAnswer([{ id: 1 }]));
    expect(await gateway.request(LIST)).toMatchObject({ ok: true, value: { body: [{ id: 1 }] } });
    expect(requests).toHaveLength(2);
    expect(gateway.requestCount()).toBe(2);
  });

  test.each<[string, Step, object]>([
    ['a refusal', wooError('rest_invalid_param', 400), { type: 'StoreRejected' }],
    [
      'a bad key',
      wooError('woocommerce_rest_authentication_error', 401, 'Consumer key is invalid.'),
      { type: 'StoreUnauthorized' },
    ],
    ['a challenge', htmlAnswer('<title>Just a moment...</title>', 403), { cause: 'captcha' }],
    [
      'a redirect',
      textAnswer('', 301, { location: 'https://shop.test/laden/wp-json/' }),
      { cause: 'redirect', target: 'https://shop.test/laden' },
    ],
    [
      'a bad certificate',
      networkError('CERT_HAS_EXPIRED', 'connect'),
      { type: 'StoreUnreachable', cause: 'tls', detail: 'CERT_HAS_EXPIRED' },
    ],
    ['an oversized body', networkError('ERR_BODY_TOO_LARGE'), { type: 'StoreSpeaksHtml', cause: 'too-large' }],
  ])('but not after %s', async (_, step, error) => {
    const { gateway, requests } = open({}, step);
    expect(await gateway.request(LIST)).toMatchObject({ ok: false, error: { error, effect: 'none' } });
    expect(requests).toHaveLength(1);
  });

  test('four times at most, each pause within the doubled back-off', async () => {
    const { gateway, requests, clock } = open({}, networkError('ECONNREFUSED', 'connect'));
    expect(await gateway.request(LIST)).toMatchObject({ ok: false, error: { error: { cause: 'refused' } } });
    expect(requests).toHaveLength(4);
    expect(clock.sleeps).toHaveLength(3);
    for (const [index, ms] of clock.sleeps.entries()) expect(ms >= 0 && ms <= 500 * 2 ** index).toBe(true);
  });

  test('Retry-After is waited for, by everybody', async () => {
    const { gateway, clock } = open({}, textAnswer('', 429, { 'retry-after': '20' }), jsonAnswer([]));
    await gateway.request(LIST);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(20_000);
    expect(clock.monotonic()).toBeLessThan(21_000);
  });

  test('a pause longer than patience is returned instead', async () => {
    for (const seconds of [31, 600]) {
      const step = htmlAnswer('<title>Maintenance</title>', 503, { 'retry-after': String(seconds) });
      const { gateway, requests, clock } = open({}, step);
      const error = { cause: 'maintenance', retryAfterMs: seconds * 1_000 };
      expect(await gateway.request(LIST)).toMatchObject({ ok: false, error: { error } });
      expect(requests).toHaveLength(1);
      expect(clock.sleeps).toEqual([]);
    }
  });

  test('while one read waits as it was asked to, the others do not knock either', async () => {
    const clock = createSteppedClock();
    const knocks: number[] = [];
    const { gateway } = open({ clock, limits: { maxReads: 1 } }, () => {
      knocks.push(clock.monotonic());
      return knocks.length === 1 ? textAnswer('', 429, { 'retry-after': '20' }) : jsonAnswer([]);
    });
    const all = Promise.all([gateway.request(LIST), gateway.request(LIST), gateway.request(LIST)]);
    await clock.advance(19_999);
    expect(knocks).toEqual([0]);
    await clock.advance(10_000);
    expect((await all).every((outcome) => outcome.ok)).toBe(true);
    expect(knocks).toHaveLength(4);
  });

  test('a store that never answers is given up within a minute', async () => {
    const clock = createImpatientClock();
    const hang = (request: HttpRequest): never => {
      clock.advance(request.timeoutMs);
      throw networkError('ETIMEDOUT');
    };
    const { gateway, requests } = open({ clock }, hang);
    expect(await gateway.request(LIST)).toMatchObject({ ok: false, error: { error: { cause: 'timeout' } } });
    expect(clock.monotonic()).toBeLessThanOrEqual(45_000);
    expect(requests.length).toBeGreaterThan(0);
  });

  test('an aborted read ends at once, also between two tries', async () => {
    const controller = new AbortController();
    const { gateway, requests } = open({}, () => {
      controller.abort();
      throw networkError('ECONNRESET');
    });
    const outcome = await gateway.request({ ...LIST, signal: controller.signal });
    expect(outcome).toMatchObject({ ok: false, error: { error: { cause: 'aborted' }, effect: 'none' } });
    expect(requests).toHaveLength(1);
  });
});

describe('writes are sent once, and say whether they may have happened', () => {
  test.each<[string, Step, 'none' | 'unknown']>([
    ['refused connection', networkError('ECONNREFUSED', 'connect'), 'none'],
    ['unknown host', networkError('ENOTFOUND', 'connect'), 'none'],
    ['handshake that timed out', networkError('ETIMEDOUT', 'connect'), 'none'],
    ['connection reset before it stood', networkError('ECONNRESET', 'connect'), 'none'],
    ['bad certificate', networkError('DEPTH_ZERO_SELF_SIGNED_CERT', 'connect'), 'none'],
    ['refusal', wooError('product_invalid_sku', 400), 'none'],
    ['missing permission', wooError('woocommerce_rest_cannot_edit', 403), 'none'],
    ['bad key', wooError('woocommerce_rest_authentication_error', 401, 'Consumer key is invalid.'), 'none'],
    [
      'refused refund',
      jsonAnswer({ code: 'woocommerce_rest_cannot_create_order_refund', message: 'x', data: 500 }, 500),
      'none',
    ],
    ['rate limit', textAnswer('', 429), 'none'],
    ['maintenance', htmlAnswer('Briefly unavailable for scheduled maintenance.', 503), 'none'],
    ['body too large for nginx', htmlAnswer('413', 413), 'none'],
    ['redirect', textAnswer('', 301, { location: 'https://x.test/' }), 'none'],
    ['host down behind a CDN', htmlAnswer('521', 521), 'none'],
    ['time-out', networkError('ETIMEDOUT'), 'unknown'],
    ['reset', networkError('ECONNRESET'), 'unknown'],
    ['abort under way', networkError('ABORT_ERR'), 'unknown'],
    ['error without a name', new Error('?'), 'unknown'],
    ['bad gateway', htmlAnswer('502', 502), 'unknown'],
    ['gateway time-out', htmlAnswer('504', 504), 'unknown'],
    ['time-out behind a CDN', htmlAnswer('524', 524), 'unknown'],
    ['overloaded web server', htmlAnswer('Service unavailable', 503), 'unknown'],
    ['fatal error', wooError('internal_server_error', 500), 'unknown'],
    ['cut answer', textAnswer('{"id":12,"na'), 'unknown'],
    ['polluted answer', textAnswer('<b>Warning</b>: x\n{"id":12}'), 'unknown'],
    ['byte order mark', textAnswer('\ufeff{"id":12}'), 'unknown'],
    ['page instead of an answer', htmlAnswer('<html>Hello'), 'unknown'],
    ['firewall that may filter answers', htmlAnswer('<h1>Forbidden</h1>', 403), 'unknown'],
    ['oversized answer', networkError('ERR_BODY_TOO_LARGE'), 'unknown'],
    [
      'signature that was seen before',
      wooError('woocommerce_rest_authentication_error', 401, 'Invalid nonce - nonce has already been used.'),
      'unknown',
    ],
    ['list instead of the record', jsonAnswer([{ id: 12 }]), 'unknown'],
    ['empty object instead of the record', jsonAnswer([]), 'unknown'],
  ])('%s', async (_, step, effect) => {
    for (const method of ['PUT', 'POST', 'DELETE'] as const) {
      const { gateway, requests, clock } = open({}, step);
      expect(await gateway.request({ ...UPDATE, method })).toMatchObject({ ok: false, error: { effect } });
      expect(requests).toHaveLength(1);
      expect(clock.sleeps).toEqual([]);
    }
  });

  test('a write that was aborted while it waited was surely not sent', async () => {
    const { gateway, requests } = open({}, jsonAnswer({ id: 12 }));
    const outcome = await gateway.request({ ...UPDATE, signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ok: false, error: { error: { cause: 'aborted' }, effect: 'none' } });
    expect(requests).toHaveLength(0);
  });
});

describe('how much runs at once', () => {
  test('four reads and two writes, the rest waits its turn', async () => {
    const running = { GET: 0, PUT: 0, most: { GET: 0, PUT: 0 } };
    const releases: (() => void)[] = [];
    const hold = async (request: HttpRequest) => {
      const kind = request.method === 'GET' ? 'GET' : 'PUT';
      running[kind] += 1;
      running.most[kind] = Math.max(running.most[kind], running[kind]);
      await new Promise<void>((resolve) => releases.push(resolve));
      running[kind] -= 1;
      return kind === 'GET' ? jsonAnswer([]) : jsonAnswer({ id: 1 });
    };
    const { gateway } = open({}, hold);
    const all = Promise.all([
      ...Array.from({ length: 9 }, () => gateway.request(LIST)),
      ...Array.from({ length: 5 }, () => gateway.request(UPDATE)),
    ]);
    const state = { isDone: false };
    void all.then(() => (state.isDone = true));
    while (!state.isDone) {
      for (const release of releases.splice(0)) release();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await all).every((outcome) => outcome.ok)).toBe(true);
    expect(running.most).toEqual({ GET: 4, PUT: 2 });
  });
});
