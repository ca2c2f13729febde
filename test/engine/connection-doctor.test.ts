import { describe, expect, test } from 'vitest';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { DemoShopOptions } from '../../src/demo-shop/demo-shop.ts';
import type { FaultRule } from '../../src/demo-shop/fault-rules.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createConnectionCheck } from '../../src/engine/woocommerce/connection-check.ts';
import type { ConnectionReport, FactsByProbe, Probe } from '../../src/shared/domain/connection-report.ts';
import { letterToHost } from '../../src/cli/probe-words.ts';
import { createImpatientClock } from '../support/impatient-clock.ts';
import { createMemoryLogger } from '../support/scripted-transport.ts';
import { createShopTransport } from '../support/shop-transport.ts';

const KEY = `ck_${'1'.repeat(40)}`;
const SECRET = `cs_${'2'.repeat(40)}`;

/** A shop with faults, examined on a clock that needs no real time. Whatever is found, the shop was not written to. */
async function examine(rules: readonly FaultRule[], options: Partial<DemoShopOptions> = {}): Promise<ConnectionReport> {
  const clock = createImpatientClock();
  const url = options.baseUrl ?? 'http://shop.test';
  const keys = { consumerKey: KEY, consumerSecret: SECRET };
  const random = createSeededRandom(3);
  const shop = createDemoShop({ seed: 11, products: 60, clock, random, baseUrl: url, ...keys, ...options });
  shop.faults.set(rules);
  const deps = { transport: createShopTransport(shop, clock).transport, clock, random: createSeededRandom(4) };
  const check = createConnectionCheck({ ...deps, logger: createMemoryLogger(), readCertificate: null });
  const report = await check.run({ url, ...keys });
  if (!report.ok) throw new Error(report.error.reason);
  expect(shop.inspect.writes()).toEqual([]);
  return report.value;
}

function probeOf<Name extends Probe['name']>(report: ConnectionReport, name: Name) {
  const probe = report.probes.find((one) => one.name === name);
  if (probe === undefined) throw new Error(`no probe ${name}`);
  return { ...probe, facts: probe.facts as FactsByProbe[Name] | null };
}

/** All that leaves the check: no key, no secret, no signature may stand in it. */
function expectNoSecret(report: ConnectionReport): void {
  const all = JSON.stringify(report) + String(letterToHost(report));
  expect(all).not.toContain(KEY.slice(3));
  expect(all).not.toContain(SECRET.slice(3));
  expect(all).not.toContain(Buffer.from(`${KEY}:${SECRET}`).toString('base64'));
  expect(all).not.toMatch(/oauth_signature=|consumer_key=/);
}

const HTTPS = { baseUrl: 'https://shop.test' };
const HOUR = 3_600_000;

describe('polluted answers', () => {
  test.each<[FaultRule['kind'], string, RegExp]>([
    ['php-notice', 'silence-php-notices', /^<br \/> <b>Notice<\/b>: +Undefined index: sku in .*<br \/>$/],
    ['byte-order-mark', 'remove-byte-order-mark', /^\\xEF\\xBB\\xBF$/],
  ])('[CHECK2] %s is named and quoted up to the JSON, wherever it stands', async (kind, advice, quote) => {
    for (const pathPrefix of [undefined, 'products', 'orders', 'customers', 'coupons', 'products/categories']) {
      const report = await examine([{ kind, ...(pathPrefix === undefined ? {} : { match: { pathPrefix } }) }]);
      expect(report.verdict).toBe('refused');
      const json = probeOf(report, 'json');
      expect(json).toMatchObject({ outcome: 'failed', advice, facts: { pollution: kind } });
      expect(json.facts?.quote).toMatch(quote);
      expect(json.seen).toMatchObject({ method: 'GET', url: expect.stringMatching(/^http:/) as string });
      // One cause, one failure: what was asked for did come.
      expect(report.probes.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)).toEqual(['json']);
      expectNoSecret(report);
    }
  });

  test('[CHECK2] clean answers are counted', async () => {
    const json = probeOf(await examine([]), 'json');
    expect(json).toMatchObject({ outcome: 'passed', facts: { polluted: 0, quote: null } });
    expect(json.facts?.answers).toBeGreaterThan(10);
  });
});

describe('the Authorization header', () => {
  test('[CHECK3] that is removed: the key works in the address, and the line for the server is told', async () => {
    const report = await examine([{ kind: 'strip-authorization' }], HTTPS);
    expect(report).toMatchObject({ verdict: 'ready', authMode: 'query' });
    expect(probeOf(report, 'key').outcome).toBe('passed');
    expect(probeOf(report, 'header')).toMatchObject({ outcome: 'warned', facts: { arrives: false, needed: true } });
    expect(letterToHost(report)).toContain('HTTP_AUTHORIZATION=$1');
    expectNoSecret(report);
  });

  test('[CHECK3] over http it is not missed', async () => {
    const lost = await examine([{ kind: 'strip-authorization' }]);
    expect(probeOf(lost, 'header')).toMatchObject({ outcome: 'passed', facts: { arrives: false, needed: false } });
    expect(probeOf(await examine([]), 'header').facts).toEqual({ arrives: true, needed: false });
    expect(probeOf(await examine([], HTTPS), 'header').facts).toEqual({ arrives: true, needed: true });
  });
});

describe('a cache in front', () => {
  const cache = (params: FaultRule['params']): FaultRule => ({
    kind: 'stale-cache',
    params: { forMs: HOUR, ...params },
  });

  test('[CHECK4] that hands private answers to strangers fails', async () => {
    for (const options of [{}, HTTPS]) {
      const report = await examine([cache({})], options);
      const { outcome, advice, facts, seen } = probeOf(report, 'cache');
      expect({ outcome, advice }).toEqual({ outcome: 'failed', advice: 'cache-serves-strangers' });
      expect(facts).toMatchObject({ servesStrangers: true, freshPasses: true });
      expect(facts?.signs).toContain('header');
      expect(seen?.headers).toMatchObject({ 'x-cache': 'HIT' });
      expect(report.verdict).toBe('ready');
      expectNoSecret(report);
    }
  });

  test('[CHECK4] that keeps to its key but answers for the shop is warned about, silent or not', async () => {
    const loud = probeOf(await examine([cache({ varies: true })], HTTPS), 'cache');
    expect(loud).toMatchObject({ outcome: 'warned', advice: 'exclude-from-cache', facts: { servesStrangers: false } });
    const silent = probeOf(await examine([cache({ varies: true, silent: true })], HTTPS), 'cache');
    expect(silent).toMatchObject({ outcome: 'warned', facts: { signs: ['same-date'], freshPasses: true } });
  });

  test('[CHECK4] that does not let fresh questions through makes the store read-only', async () => {
    const report = await examine([cache({ varies: true, ignoresUnderscores: true })], HTTPS);
    expect(report.verdict).toBe('read-only');
    // Nothing is concluded about the shop's clock from what the cache said.
    expect(probeOf(report, 'clock').facts?.phpClock).toBeNull();
    expect(probeOf(report, 'cache')).toMatchObject({
      outcome: 'failed',
      advice: 'cache-ignores-freshness',
      facts: { freshPasses: false },
    });
  });

  test('[CHECK4] that does both is a leak first, and read-only still', async () => {
    const report = await examine([cache({ ignoresUnderscores: true })], HTTPS);
    expect(report.verdict).toBe('read-only');
    expect(probeOf(report, 'cache')).toMatchObject({
      advice: 'cache-serves-strangers',
      facts: { freshPasses: false, servesStrangers: true },
    });
  });

  test('[CHECK4] that is not there is not seen', async () => {
    for (const options of [{}, HTTPS]) {
      const none = probeOf(await examine([], options), 'cache');
      expect(none).toMatchObject({
        outcome: 'passed',
        facts: { signs: [], freshPasses: true, servesStrangers: false },
      });
    }
  });
});

describe('ceilings', () => {
  test.each(['500', 'hang'] as const)('[CHECK5] the largest page that comes through is found: %s', async (answer) => {
    const report = await examine([{ kind: 'page-ceiling', params: { limit: 30, answer } }]);
    expect(report.pageSize).toBe(25);
    expect(probeOf(report, 'pageSize')).toMatchObject({ outcome: 'warned', advice: 'small-pages' });
  });

  test.each([
    [100, 100, 'passed'],
    [60, 50, 'warned'],
    [12, 10, 'warned'],
    [5, null, 'warned'],
  ])(
    '[CHECK6] a shop that takes %s items is found to take %s, and nothing is written',
    async (limit, found, outcome) => {
      const report = await examine([{ kind: 'batch-ceiling', params: { limit } }]);
      expect(probeOf(report, 'batchSize')).toMatchObject({ outcome, facts: { batchSize: found } });
      expect(report.verdict).toBe('ready');
    },
  );

  test('[CHECK6] a key that may not write is not asked for batches', async () => {
    expect(probeOf(await examine([], { permissions: 'read' }), 'batchSize').outcome).toBe('skipped');
  });
});

describe('clocks', () => {
  test.each<[number, string, object]>([
    [0, 'passed', { direction: 'same', atLeastSeconds: 0 }],
    [20_000, 'passed', { direction: 'same', atLeastSeconds: 0 }],
    [300_000, 'warned', { direction: 'behind', atLeastSeconds: 60 }],
    [-300_000, 'warned', { direction: 'ahead', atLeastSeconds: 60 }],
    [870_000, 'failed', { direction: 'behind', atLeastSeconds: 840 }],
  ])('[CHECK7] a Date header %s ms from PHP is measured over http and https', async (skewMs, outcome, phpClock) => {
    for (const options of [{}, HTTPS]) {
      const report = await examine([{ kind: 'date-header', params: { skewMs } }], options);
      expect(probeOf(report, 'clock')).toMatchObject({ outcome, facts: { phpClock } });
    }
  });

  test('[CHECK7] a shop whose clocks agree among themselves but not with this computer', async () => {
    const report = await examine([{ kind: 'clock-skew', params: { skewMs: 300_000 } }]);
    expect(probeOf(report, 'clock')).toMatchObject({
      advice: 'set-clock',
      facts: { skewSeconds: 301, phpClock: { direction: 'same' } },
    });
  });
});

test('[CHECK8] the letter holds time, address, status and headers of what failed, and no secret', async () => {
  const report = await examine([{ kind: 'captcha', match: { pathPrefix: 'customers' } }], HTTPS);
  const letter = letterToHost(report) ?? '';
  expect(letter).toMatch(
    /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z GET https:\/\/shop\.test\/wp-json\/wc\/v3\/customers\?/,
  );
  expect(letter).toContain('HTTP 403');
  expect(letter).toContain('content-type: text/html');
  expect(letter).toContain('Not tried because of the above');
  expectNoSecret(report);
  expect(letterToHost(await examine([], HTTPS))).toBeNull();
});
