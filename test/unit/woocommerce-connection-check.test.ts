import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { createCertificateReader } from '../../src/engine/platform/node-certificate.ts';
import { createNodeHttpTransport } from '../../src/engine/platform/node-http-transport.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createConnectionCheck } from '../../src/engine/woocommerce/connection-check.ts';
import { createImpatientClock } from '../support/impatient-clock.ts';
import { createMemoryLogger, networkError } from '../support/scripted-transport.ts';
import { createSelfSignedCertificate } from '../support/self-signed-certificate.ts';
import { answerHtml, answerJson, startTinyServer } from '../support/tiny-http-server.ts';
import type { ServerResponse } from 'node:http';
import type { Clock, HttpTransport } from '../../src/engine/platform/deps.ts';
import type { ConnectionReport, FactsByProbe, Probe } from '../../src/shared/domain/connection-report.ts';
import type { TinyRequest, TinyServer } from '../support/tiny-http-server.ts';

const KEY = 'ck_1234567890123456789012345678901234567890';
const SECRET = 'cs_0987654321098765432109876543210987654321';
const PERMISSION = 'The API key provided does not have %s permissions.';

type ShopOptions = {
  readonly namespaces?: readonly string[];
  readonly permissions?: 'read' | 'write' | 'read_write';
  /** Areas that the person behind the key may not touch. */
  readonly forbidden?: readonly string[];
  readonly stripsHeader?: boolean;
  readonly hidesIndex?: boolean;
  readonly german?: boolean;
  readonly version?: string | null;
  readonly hasVariations?: boolean;
  readonly largestPage?: number;
  readonly skewMs?: number;
  /** Takes a request before the shop does; true when it answered. */
  readonly before?: (request: TinyRequest, response: ServerResponse) => boolean;
};

const writes: string[] = [];

/** Enough of WooCommerce to be checked: authentication as it answers, permissions in its order, a few lists. */
function shopHandler(options: ShopOptions): (request: TinyRequest, response: ServerResponse) => void {
  return (request, response) => {
    if (options.skewMs !== undefined) response.setHeader('date', new Date(Date.now() + options.skewMs).toUTCString());
    if (options.before?.(request, response) === true) return;
    if (request.path === '/wp-json/') return answerIndex(options, response);
    if (!request.path.startsWith('/wp-json/wc/v3/') || options.namespaces?.includes('wc/v3') === false) {
      return request.path.startsWith('/wp-json/')
        ? refuse(response, 404, 'rest_no_route', 'No route.')
        : answerHtml(response, 404, '<title>Page not found</title>');
    }
    const refusal = authenticate(options, request);
    if (refusal !== null) return refuse(response, 401, ...refusal);
    answerApi(options, request, response);
  };
}

function answerIndex(options: ShopOptions, response: ServerResponse): void {
  if (options.hidesIndex === true) return refuse(response, 401, 'rest_not_logged_in', 'Members only.');
  const namespaces = options.namespaces ?? ['oembed/1.0', 'wc/v3', 'wp/v2'];
  answerJson(response, 200, { name: 'Laden', namespaces, timezone_string: 'America/New_York', gmt_offset: -5 });
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  answerJson(response, status, { code, message, data: { status } });
}

function authenticate(options: ShopOptions, request: TinyRequest): readonly [string, string] | null {
  const [unknownKey, badSecret] =
    options.german === true
      ? ['Schlüssel ungültig.', 'Signatur ungültig.']
      : ['Consumer key is invalid.', 'Invalid signature.'];
  const error = 'woocommerce_rest_authentication_error';
  const permissions = options.permissions ?? 'read_write';
  const permission = request.method === 'GET' ? 'read' : 'write';
  const mayDoIt = permissions === 'read_write' || permissions === permission;
  const nobody = ['woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'] as const;
  const key = request.query.get('oauth_consumer_key');
  const header = options.stripsHeader === true ? '' : (request.headers['authorization'] ?? '');
  if (header.startsWith('OAuth oauth_consumer_key="ck_')) return [error, unknownKey];
  if (key !== null) {
    if (key !== KEY) return [error, unknownKey];
    if (request.query.get('oauth_signature') !== signatureFor(request)) return [error, badSecret];
    if (Math.abs(Number(request.query.get('oauth_timestamp')) * 1000 - Date.now() - (options.skewMs ?? 0)) > 900_000)
      return [error, 'Invalid timestamp.'];
    return mayDoIt ? null : [error, PERMISSION.replace('%s', permission)];
  }
  const basic = Buffer.from(header.slice(6), 'base64').toString();
  const [user, secret] =
    basic === '' ? [request.query.get('consumer_key'), request.query.get('consumer_secret')] : basic.split(':');
  // Over https an unknown key is treated as no key at all.
  if (user !== KEY) return nobody;
  if (secret !== SECRET) return [error, badSecret];
  return mayDoIt ? null : [error, PERMISSION.replace('%s', permission)];
}

function signatureFor(request: TinyRequest): string {
  const escape = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = [...request.query]
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => `${escape(name)}=${escape(value)}`);
  const base = [request.method, `http://${request.headers['host']}${request.path}`, pairs.toSorted().join('&')]
    .map(escape)
    .join('&');
  return createHmac('sha256', `${SECRET}&`).update(base).digest('base64');
}

/** What WooCommerce says to changes of a record that no shop has; null for anything that could change something. */
function refusedItems(route: string, body: string): readonly unknown[] | null {
  if (!route.endsWith('/batch')) return null;
  const { update = [], ...rest } = JSON.parse(body) as { readonly update?: readonly unknown[] };
  const isHarmless = Object.keys(rest).length === 0 && update.every((item) => JSON.stringify(item) === '{"id":0}');
  const error = { code: 'woocommerce_rest_product_invalid_id', message: 'Invalid ID.', data: { status: 400 } };
  return isHarmless ? update.map(() => ({ id: 0, error })) : null;
}

function answerApi(options: ShopOptions, request: TinyRequest, response: ServerResponse): void {
  const route = request.path.replace('/wp-json/wc/v3/', '');
  if (options.forbidden?.some((area) => route.startsWith(area)) === true)
    return refuse(response, 403, 'woocommerce_rest_cannot_view', 'No.');
  if (request.method !== 'GET') {
    const items = refusedItems(route, request.body);
    if (items === null) writes.push(`${request.method} ${route} ${request.body}`);
    return answerJson(response, 200, items?.length ? { update: items } : []);
  }
  if (route === 'system_status') {
    if (options.version === null) return refuse(response, 403, 'woocommerce_rest_cannot_view', 'No.');
    return answerJson(response, 200, { environment: { version: options.version ?? '10.5.0', wp_version: '6.9.1' } });
  }
  if (route === 'settings/general/woocommerce_currency')
    return answerJson(response, 200, { id: 'woocommerce_currency', value: 'EUR' });
  if (route === 'variations' && options.hasVariations === false)
    return refuse(response, 404, 'rest_no_route', 'No route.');
  if (Number(request.query.get('per_page')) > (options.largestPage ?? 100))
    return answerHtml(response, 504, '<h1>504 Gateway Time-out</h1>');
  answerJson(response, 200, [{ id: 1 }], { 'x-wp-total': '42' });
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  expect(writes.splice(0)).toEqual([]);
});

async function openShop(options: ShopOptions = {}, tls?: { key: string; cert: string }): Promise<TinyServer> {
  const server = await startTinyServer(shopHandler(options), tls);
  cleanups.push(server.close);
  return server;
}

type CheckOptions = {
  readonly key?: string;
  readonly secret?: string;
  readonly ca?: string;
  readonly clock?: Clock;
  readonly transport?: HttpTransport;
};

async function check(url: string, options: CheckOptions = {}) {
  const ca = options.ca === undefined ? {} : { ca: options.ca };
  const transport = createNodeHttpTransport(ca);
  cleanups.push(transport.close);
  // Real time, but no real waiting between two tries.
  const clock: Clock = options.clock ?? { ...createSystemClock(), sleep: () => Promise.resolve() };
  const told: Probe[] = [];
  const outcome = await createConnectionCheck({
    transport: options.transport ?? transport.send,
    clock,
    random: createSeededRandom(1),
    logger: createMemoryLogger(),
    readCertificate: createCertificateReader(ca),
  }).run({ url, consumerKey: options.key ?? KEY, consumerSecret: options.secret ?? SECRET }, (probe) =>
    told.push(probe),
  );
  if (!outcome.ok) throw new Error(outcome.error.reason);
  expect(told).toEqual(outcome.value.probes);
  expect(told.map((probe) => probe.name)).toEqual([
    'address',
    'tls',
    'permalinks',
    'api',
    'key',
    'header',
    'read',
    'write',
    'json',
    'cache',
    'clock',
    'versions',
    'pageSize',
    'batchSize',
  ]);
  return outcome.value;
}

/** `name: outcome (advice)` for every probe that neither passed nor was skipped. */
function troubles(report: ConnectionReport): readonly string[] {
  return report.probes
    .filter((probe) => probe.outcome === 'warned' || probe.outcome === 'failed')
    .map((probe) => `${probe.name}: ${probe.outcome}${probe.advice === null ? '' : ` (${probe.advice})`}`);
}

function factsOf<Name extends Probe['name']>(report: ConnectionReport, name: Name): FactsByProbe[Name] | null {
  const facts: unknown = report.probes.find((probe) => probe.name === name)?.facts;
  return facts as FactsByProbe[Name] | null;
}

const certificate = createSelfSignedCertificate({
  names: ['localhost'],
  validFrom: new Date(Date.UTC(2020, 0, 1)),
  validTo: new Date(Date.UTC(2040, 0, 1)),
});
const openSecureShop = (options: ShopOptions = {}): Promise<TinyServer> => openShop(options, certificate);

describe('a shop that is fine', () => {
  test('is ready, and the report says what was found', async () => {
    const shop = await openSecureShop();
    const report = await check(`${shop.url}/wp-admin/`, { ca: certificate.cert });
    expect(report).toMatchObject({
      verdict: 'ready',
      url: shop.url,
      authMode: 'header',
      pageSize: 100,
      hasVariationsFeed: true,
      suggestedUrl: null,
    });
    expect(troubles(report)).toEqual([]);
    expect(factsOf(report, 'tls')).toMatchObject({ scheme: 'https', validToMs: Date.UTC(2040, 0, 1), trouble: null });
    expect(factsOf(report, 'permalinks')?.siteName).toBe('Laden');
    expect(factsOf(report, 'read')?.areas).toEqual(
      ['products', 'orders', 'customers', 'coupons', 'taxonomy'].map((area) => ({ area, allowed: true, total: 42 })),
    );
    expect(factsOf(report, 'versions')).toEqual({
      woocommerce: '10.5.0',
      wordpress: '6.9.1',
      currency: 'EUR',
      timeZone: 'America/New_York',
      hasVariationsFeed: true,
    });
  });

  test('over plain http is ready with a warning', async () => {
    const shop = await openShop();
    const report = await check(shop.url);
    expect(report.verdict).toBe('ready');
    expect(troubles(report)).toEqual(['tls: warned (use-https)']);
  });

  test('[CHECK1] writes nothing: only empty batches are sent, and changes of a record that no shop has', async () => {
    const shop = await openShop();
    await check(shop.url);
    const sent = shop.requests.filter((request) => request.method !== 'GET');
    expect(sent.length).toBeGreaterThan(0);
    for (const request of sent)
      expect(request).toMatchObject({
        method: 'POST',
        body: expect.stringMatching(/^(?:\{\}|\{"update":\[(?:\{"id":0\},?)+\]\})$/) as string,
        path: expect.stringMatching(/\/batch$/) as string,
      });
  });
});

describe('the address', () => {
  test('that refuses connections', async () => {
    const shop = await startTinyServer(() => {});
    await shop.close();
    const report = await check(`http://127.0.0.1:${shop.port}`);
    expect(report.verdict).toBe('refused');
    expect(troubles(report)).toEqual(['address: failed (shop-not-running)']);
    expect(factsOf(report, 'address')).toMatchObject({ host: `127.0.0.1:${shop.port}`, unreachable: 'refused' });
  });

  test.each([
    ['ENOTFOUND', 'dns', 'check-spelling'],
    ['ENETUNREACH', 'offline', 'check-network'],
    ['ETIMEDOUT', 'timeout', 'shop-too-slow'],
    ['ECONNRESET', 'reset', 'try-again-later'],
  ])('that fails with %s', async (code, cause, advice) => {
    const report = await check('https://shop.test', { transport: () => Promise.reject(networkError(code, 'connect')) });
    expect(troubles(report)).toEqual([`address: failed (${advice})`]);
    expect(factsOf(report, 'address')?.unreachable).toBe(cause);
  });

  test('that moved: the right one is told, nothing is followed', async () => {
    const elsewhere = await openShop();
    const shop = await openShop({
      before: (request, response) =>
        !!response.writeHead(301, { location: `http://127.0.0.1:${elsewhere.port}${request.target}` }).end(),
    });
    const report = await check(shop.url);
    expect(report).toMatchObject({ verdict: 'refused', suggestedUrl: elsewhere.url });
    expect(troubles(report)).toEqual(['address: failed (use-other-address)']);
    expect(elsewhere.requests).toEqual([]);
  });

  test('that insists on https is told so', async () => {
    const shop = await openShop({
      before: (request, response) =>
        !!response.writeHead(301, { location: `https://${request.headers['host']}${request.target}` }).end(),
    });
    const report = await check(shop.url);
    expect(report).toMatchObject({ verdict: 'refused', suggestedUrl: `https://127.0.0.1:${shop.port}` });
    expect(troubles(report)).toEqual(['tls: failed (use-https)']);
  });

  test('whose server wants no slash at the end is fine', async () => {
    const shop = await openShop({
      before: (request, response) => {
        if (request.path === '/wp-json/') return !!response.writeHead(301, { location: '/wp-json' }).end();
        if (request.path === '/wp-json') return (answerIndex({}, response), true);
        return false;
      },
    });
    expect((await check(shop.url)).verdict).toBe('ready');
  });

  test('that is typed without a scheme and answers only over http', async () => {
    const shop = await openShop();
    const report = await check(`127.0.0.1:${shop.port}`);
    expect(report).toMatchObject({ verdict: 'refused', url: `https://127.0.0.1:${shop.port}`, suggestedUrl: shop.url });
    expect(troubles(report)).toEqual(['tls: failed (use-plain-http-address)']);
  });
});

describe('the certificate', () => {
  test('that nobody vouches for', async () => {
    const report = await check((await openSecureShop()).url);
    expect(report.verdict).toBe('refused');
    expect(troubles(report)).toEqual(['tls: failed (replace-self-signed-certificate)']);
  });

  test.each([
    ['expired', ['localhost'], '2019-01-01', '2020-01-01', 'renew-certificate'],
    ['for another name', ['other.test'], '2019-01-01', '2040-01-01', 'fix-certificate-name'],
    ['not valid yet', ['localhost'], '2039-01-01', '2040-01-01', 'set-clock'],
  ])('that is %s', async (_, names, from, to, advice) => {
    const pair = createSelfSignedCertificate({ names, validFrom: new Date(from), validTo: new Date(to) });
    const report = await check((await openShop({}, pair)).url, { ca: pair.cert });
    expect(troubles(report)).toEqual([`tls: failed (${advice})`]);
  });

  test('that ends within a week', async () => {
    const pair = createSelfSignedCertificate({
      names: ['localhost'],
      validFrom: new Date('2020-01-01'),
      validTo: new Date(Date.now() + 3 * 86_400_000),
    });
    const report = await check((await openShop({}, pair)).url, { ca: pair.cert });
    expect(report.verdict).toBe('ready');
    expect(troubles(report)).toEqual(['tls: warned (renew-certificate)']);
  });
});

describe('what stands before the API', () => {
  const page =
    (status: number, body: string, headers: Readonly<Record<string, string>> = {}): ShopOptions['before'] =>
    (_, response) => {
      answerHtml(response, status, body, headers);
      return true;
    };
  test.each<[string, ShopOptions['before'], string]>([
    ['a site that is no WordPress', page(404, '<title>Not found</title>'), 'not-wordpress'],
    ['a page for everything', page(200, '<html>Welcome'), 'not-wordpress'],
    [
      'maintenance',
      page(503, 'Briefly unavailable for scheduled maintenance.', { 'retry-after': '600' }),
      'leave-maintenance-mode',
    ],
    ['a firewall', page(403, 'Generated by Wordfence'), 'allow-in-firewall'],
    ['a challenge', page(403, '<title>Just a moment...</title>'), 'turn-off-challenge'],
    ['a password', page(401, 'No', { 'www-authenticate': 'Basic realm="x"' }), 'open-login-wall'],
    [
      'a login',
      (_, response) => !!response.writeHead(302, { location: '/wp-login.php?reauth=1' }).end(),
      'open-login-wall',
    ],
    [
      'a switched-off API that sends its visitors home',
      (_, response) => !!response.writeHead(302, { location: '/' }).end(),
      'rest-api-blocked',
    ],
    ['a broken server', page(500, 'Error establishing a database connection'), 'try-again-later'],
    [
      'plain permalinks',
      (request, response) => {
        if (request.query.get('rest_route') === '/') answerIndex({}, response);
        else answerHtml(response, 404, '<title>Page not found</title>');
        return true;
      },
      'enable-pretty-permalinks',
    ],
    ['JSON of something else', (_, response) => (answerJson(response, 200, { hello: 'world' }), true), 'not-wordpress'],
  ])('%s', async (_, before, advice) => {
    const report = await check((await openShop(before === undefined ? {} : { before })).url);
    expect(report.verdict).toBe('refused');
    expect(troubles(report)).toEqual(['tls: warned (use-https)', `permalinks: failed (${advice})`]);
  });

  test('a WordPress without WooCommerce', async () => {
    const report = await check((await openShop({ namespaces: ['wp/v2'] })).url);
    expect(report.verdict).toBe('refused');
    expect(troubles(report)).toContain('api: failed (install-woocommerce)');
  });

  test('a hidden index does not matter when the key opens the API', async () => {
    const report = await check((await openShop({ hidesIndex: true })).url);
    expect(report.verdict).toBe('ready');
    expect(troubles(report)).toEqual(['tls: warned (use-https)', 'permalinks: warned']);
    const without = await check((await openShop({ hidesIndex: true, namespaces: [] })).url);
    expect(without.verdict).toBe('refused');
    expect(troubles(without)).toContain('api: failed (install-woocommerce)');
  });
});

describe('the key', () => {
  const other = `ck_${'f'.repeat(40)}`;
  const wrong = `cs_${'f'.repeat(40)}`;
  test.each<[string, ShopOptions, CheckOptions, string]>([
    ['unknown', {}, { key: other }, 'check-key'],
    ['unknown, on a German site', { german: true }, { key: other }, 'check-key'],
    ['with a wrong secret', {}, { secret: wrong }, 'check-secret'],
    ['with a wrong secret, on a German site', { german: true }, { secret: wrong }, 'check-secret'],
    ['swapped with the secret', {}, { key: SECRET, secret: KEY }, 'swap-key-and-secret'],
    ['used with a clock that is an hour off', { skewMs: 3_600_000 }, {}, 'set-clock'],
  ])('%s, over http', async (_, shopOptions, checkOptions, advice) => {
    const report = await check((await openShop(shopOptions)).url, checkOptions);
    expect(report.verdict).toBe('refused');
    expect(troubles(report)).toContain(`key: failed (${advice})`);
  });

  test.each<[string, ShopOptions, CheckOptions, string]>([
    ['unknown', {}, { key: other }, 'check-key'],
    ['unknown where the header is stripped', { stripsHeader: true }, { key: other }, 'check-key'],
    ['with a wrong secret', {}, { secret: wrong }, 'check-secret'],
    ['with a wrong secret where the header is stripped', { stripsHeader: true }, { secret: wrong }, 'check-secret'],
  ])('%s, over https', async (_, shopOptions, checkOptions, advice) => {
    const report = await check((await openSecureShop(shopOptions)).url, { ...checkOptions, ca: certificate.cert });
    expect(report.verdict).toBe('refused');
    const lost =
      shopOptions.stripsHeader === true && advice === 'check-key' ? ['header: warned (header-stripped)'] : [];
    expect(troubles(report)).toEqual([`key: failed (${advice})`, ...lost]);
  });

  test('in the address where the host strips the header, and the person is told', async () => {
    const report = await check((await openSecureShop({ stripsHeader: true })).url, { ca: certificate.cert });
    expect(report).toMatchObject({ verdict: 'ready', authMode: 'query' });
    expect(troubles(report)).toEqual(['header: warned (header-stripped)']);
    expect(factsOf(report, 'header')).toEqual({ arrives: false, needed: true });
  });

  test('that may only write is good, but cannot be used', async () => {
    const report = await check((await openShop({ permissions: 'write' })).url);
    expect(report.verdict).toBe('refused');
    expect(troubles(report)).toEqual(['tls: warned (use-https)', 'read: failed (use-key-with-read-permission)']);
  });

  test('that may only read connects read-only', async () => {
    const shop = await openShop({ permissions: 'read' });
    const report = await check(shop.url);
    expect(report.verdict).toBe('read-only');
    // One refusal is enough to know.
    expect(shop.requests.filter((request) => request.method !== 'GET')).toHaveLength(1);
    expect(troubles(report)).toEqual(['tls: warned (use-https)', 'write: failed (use-key-with-write-permission)']);
  });

  test('is pasted with blanks around it', async () => {
    expect((await check((await openShop()).url, { key: ` ${KEY}\n`, secret: `${SECRET} ` })).verdict).toBe('ready');
  });
});

describe('rights, clock, versions and pages', () => {
  test('a person who may not see the customers is no use', async () => {
    const report = await check((await openShop({ forbidden: ['customers'] })).url);
    expect(report.verdict).toBe('refused');
    expect(troubles(report)).toContain('read: failed (use-key-of-shop-manager)');
    expect(
      factsOf(report, 'read')
        ?.areas.filter((area) => !area.allowed)
        .map((area) => area.area),
    ).toEqual(['customers']);
  });

  test('a person who may not change the coupons is warned', async () => {
    const report = await check((await openShop({ forbidden: ['coupons/batch'] })).url);
    expect(report.verdict).toBe('ready');
    expect(troubles(report)).toContain('write: warned (use-key-of-shop-manager)');
  });

  test('a clock that is five minutes off warns', async () => {
    const report = await check((await openShop({ skewMs: -300_000 })).url);
    expect(report.verdict).toBe('ready');
    expect(troubles(report)).toContain('clock: warned (set-clock)');
    expect(Math.abs((factsOf(report, 'clock')?.skewSeconds ?? 0) + 300)).toBeLessThan(30);
  });

  test('an old WooCommerce warns and has no list of all variations', async () => {
    const report = await check((await openShop({ version: '8.9.3', hasVariations: false })).url);
    expect(report).toMatchObject({ verdict: 'ready', hasVariationsFeed: false });
    expect(troubles(report)).toContain('versions: warned (update-woocommerce)');
  });

  test('versions that the key may not see do not refuse the shop', async () => {
    const report = await check((await openShop({ version: null })).url);
    expect(report.verdict).toBe('ready');
    expect(troubles(report)).toContain('versions: warned (versions-hidden)');
  });

  test('a host that breaks on big pages gets smaller ones', async () => {
    const report = await check((await openShop({ largestPage: 30 })).url);
    expect(report).toMatchObject({ verdict: 'ready', pageSize: 25 });
    expect(troubles(report)).toContain('pageSize: warned (small-pages)');
  });
});

test('a host that takes half a minute for a full page gets half of one', async () => {
  const clock = createImpatientClock(Date.now());
  const shop = await openSecureShop({
    before: (_, response) => (response.setHeader('date', new Date(clock.now()).toUTCString()), false),
  });
  const http = createNodeHttpTransport({ ca: certificate.cert });
  cleanups.push(http.close);
  const transport: HttpTransport = (request) => {
    const query = new URL(request.url).searchParams;
    if (!query.has('_fields')) clock.advance(Number(query.get('per_page')) * 300);
    return http.send(request);
  };
  const report = await check(shop.url, { ca: certificate.cert, transport, clock });
  expect(report.pageSize).toBe(50);
  expect(troubles(report)).toEqual(['pageSize: warned (small-pages)']);
});

test('an address that is none is said before anything is asked', async () => {
  let asked = 0;
  const transport: HttpTransport = () => {
    asked += 1;
    return Promise.reject(networkError('ENOTFOUND'));
  };
  const deps = {
    transport,
    clock: createSystemClock(),
    random: createSeededRandom(1),
    logger: createMemoryLogger(),
    readCertificate: null,
  };
  const outcome = await createConnectionCheck(deps).run({ url: 'my shop', consumerKey: KEY, consumerSecret: SECRET });
  expect(outcome).toEqual({ ok: false, error: { type: 'InvalidAddress', reason: 'not-an-address' } });
  expect(asked).toBe(0);
});
