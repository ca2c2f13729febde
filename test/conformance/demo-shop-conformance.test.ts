import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERRORS } from './error-scenarios.ts';
import { ACCEPTED, DELIVERED, RECORDS } from './record-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { shapeDifferences, valueDifferences } from './shape.ts';
import type { Answer } from './world.ts';
import { createWorld } from './world.ts';

const folder = new URL('./samples/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();
const sampleOf = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown;

/** Samples that need a comparison of their own; each has a test below. */
const OWN_TEST = new Set([
  'batch-categories-partial.json',
  'batch-partial-failure.json',
  'error-html-404.json',
  'error-html-502-fpm-down.json',
  'error-html-503-maintenance.json',
  'error-oversize-413.json',
  'index-wc-v3-routes.json',
  'list-response-headers.json',
]);

/** Samples without a counterpart here, with the reason. */
const NOT_REPLAYED: Readonly<Record<string, string>> = {
  'webhook-ping.json': 'the demo shop has no outgoing traffic, so it sends no ping',
  'webhook-delivery-product.deleted.json':
    'no deliveries; the body is the bare id and nothing that the API itself answers',
};

const SCENARIOS: Readonly<Record<string, Scenario>> = { ...RECORDS, ...ACCEPTED, ...DELIVERED, ...ERRORS };

type Exchange = { readonly status: number; readonly contentType?: string; readonly body: unknown };

function isExchange(sample: unknown): sample is Exchange {
  return (
    typeof sample === 'object' && sample !== null && typeof (sample as Exchange).status === 'number' && 'body' in sample
  );
}

function bodyOf(sample: unknown): unknown {
  return typeof sample === 'object' &&
    sample !== null &&
    'body' in sample &&
    ('status' in sample || 'headers' in sample)
    ? sample.body
    : sample;
}

function isError(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'code' in body && 'message' in body && 'data' in body;
}

function hold(name: string, scenario: Scenario, answer: Answer): void {
  const sample = sampleOf(name);
  const wanted = scenario.samplePart === undefined ? bodyOf(sample) : scenario.samplePart(sample);
  const ours = scenario.part === undefined ? answer.body : scenario.part(answer.body);
  if (isExchange(sample)) {
    expect(answer.status, 'status').toBe(sample.status);
    if (sample.contentType !== undefined) expect(answer.headers['content-type']).toBe(sample.contentType);
  }
  expect(shapeDifferences(wanted, ours)).toEqual([]);
  if (scenario.values === true || isError(wanted)) expect(valueDifferences(wanted, ours)).toEqual([]);
}

describe('the demo shop against the recorded WooCommerce', () => {
  test('every recorded sample has a scenario, a test of its own or a stated reason', () => {
    const uncovered = files.filter(
      (name) => SCENARIOS[name] === undefined && !OWN_TEST.has(name) && NOT_REPLAYED[name] === undefined,
    );
    expect(uncovered).toEqual([]);
    const known = new Set(files);
    expect(
      [...Object.keys(SCENARIOS), ...OWN_TEST, ...Object.keys(NOT_REPLAYED)].filter((name) => !known.has(name)),
    ).toEqual([]);
    expect(files.length).toBeGreaterThan(110);
  });

  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    test(`answers like ${name}`, () => {
      hold(name, scenario, scenario.play(createWorld(scenario.options)));
    });
  }
});

describe('samples with a comparison of their own', () => {
  test('a batch of categories answers 200 with failures in place', () => {
    const world = createWorld();
    world.must('POST', 'products/categories', { name: 'Category 1' });
    const answer = world.call('POST', 'products/categories/batch', {
      body: { create: [{ name: 'Category 1' }, { name: 'New 1795151188798' }, { slug: 'no-name' }] },
    });
    const sample = sampleOf('batch-categories-partial.json') as Exchange;
    expect(answer.status).toBe(sample.status);
    expect(shapeDifferences(sample.body, answer.body)).toEqual([]);
    expect(valueDifferences(sample.body, answer.body)).toEqual([]);
  });

  test('a batch of products fails item by item, in the order of the request', () => {
    const world = createWorld();
    const owner = world.must('POST', 'products', { name: 'Owner', sku: 'SKU-00001' });
    const other = world.must('POST', 'products', { name: 'Product 0' });
    const answer = world.call('POST', 'products/batch', {
      body: {
        create: [
          { name: 'ok1', sku: 'bk1795151188449' },
          { name: 'dup', sku: 'SKU-00001' },
          { name: 'bad type', type: 'bogus' },
          { name: 'bad stock', manage_stock: true, stock_quantity: 'abc' },
        ],
        update: [{ id: other['id'], name: 'Product 0' }, { id: 999_999, name: 'x' }, { name: 'no id' }],
        delete: [999_999],
      },
    });
    const sample = sampleOf('batch-partial-failure.json') as {
      readonly status: number;
      readonly body: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
    };
    const ours = answer.body as typeof sample.body;
    expect(answer.status).toBe(sample.status);
    expect(Object.keys(ours)).toEqual(Object.keys(sample.body));
    for (const [verb, items] of Object.entries(sample.body)) {
      expect(ours[verb]?.length).toBe(items.length);
      items.forEach((item, at) => {
        const mine = ours[verb]?.[at] ?? {};
        if ('error' in item) {
          expect(shapeDifferences(item, mine)).toEqual([]);
          expect(valueDifferences(item, mine)).toEqual([]);
          if (item['id'] !== 999_999) expect(mine['id']).toBe(item['id']);
        } else {
          for (const key of ['name', 'sku', 'type', 'stock_quantity'])
            if (key in item) expect(mine[key]).toEqual(item[key]);
          expect(Object.keys(mine).length).toBeGreaterThan(60);
        }
      });
    }
    expect(ours['create']?.[1]?.['error']).toMatchObject({ data: { resource_id: owner['id'] } });
  });

  test('paths outside the API get the site\u2019s HTML 404', () => {
    const sample = sampleOf('error-html-404.json') as {
      readonly status: number;
      readonly contentType: string;
      readonly bodyStart: string;
    };
    const answer = createWorld().call('GET', '/no-such-page', { auth: 'none' });
    expect(answer.status).toBe(sample.status);
    expect(answer.headers['content-type']).toBe(sample.contentType);
    const until = sample.bodyStart.indexOf('</title>');
    expect(answer.text.slice(0, until)).toBe(sample.bodyStart.slice(0, until));
  });

  test('a dead PHP gives nginx\u2019s 502 page', () => {
    const sample = sampleOf('error-html-502-fpm-down.json') as { readonly status: number; readonly raw: string };
    const world = createWorld();
    world.shop.faults.set([{ kind: 'bad-gateway' }]);
    const answer = world.call('GET', 'products');
    expect(answer.status).toBe(sample.status);
    expect(answer.headers['content-type']).toBe('text/html');
    expect(answer.text.replaceAll('\r\n', '\n')).toBe(sample.raw.slice(sample.raw.indexOf('\n\n') + 2));
  });

  test('maintenance mode is a 503 page with Retry-After', () => {
    const sample = sampleOf('error-html-503-maintenance.json') as {
      readonly status: number;
      readonly contentType: string;
      readonly retryAfter: string;
      readonly bodyStart: string;
    };
    const world = createWorld();
    world.shop.faults.set([{ kind: 'maintenance' }]);
    const answer = world.call('GET', 'products');
    expect(answer.status).toBe(sample.status);
    expect(answer.headers['content-type']).toBe(sample.contentType);
    expect(answer.headers['retry-after']).toBe(sample.retryAfter);
    const flat = (text: string): string => text.replace(/\s+/g, ' ');
    const until = flat(sample.bodyStart).indexOf('</title>');
    expect(flat(answer.text).slice(0, until)).toBe(flat(sample.bodyStart).slice(0, until));
  });

  test('a body beyond the server\u2019s limit is refused by nginx', () => {
    const sample = sampleOf('error-oversize-413.json') as {
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    };
    const answer = createWorld().call('POST', 'products', { rawBody: `{"name":"${'x'.repeat(9_000_000)}"}` });
    expect(answer.status).toBe(sample.status);
    expect(answer.headers['content-type']).toBe(sample.contentType);
    expect(answer.text).toBe(sample.body);
  });

  test('the index of wc/v3 names the same routes', () => {
    const answer = createWorld().call('GET', '');
    expect(Object.keys((answer.body as { readonly routes: object }).routes)).toEqual(
      sampleOf('index-wc-v3-routes.json'),
    );
  });

  test('a list carries the same headers, and its Link repeats the signed query', () => {
    const sample = sampleOf('list-response-headers.json') as Readonly<Record<string, string>>;
    const answer = createWorld({ products: 250 }).call('GET', 'products', {
      query: { _fields: 'id', page: '2', per_page: '100' },
    });
    const transport = new Set(['transfer-encoding', 'connection']);
    expect(Object.keys(answer.headers).sort()).toEqual(
      Object.keys(sample)
        .filter((name) => !transport.has(name))
        .sort(),
    );
    for (const name of [
      'content-type',
      'x-robots-tag',
      'x-content-type-options',
      'access-control-expose-headers',
      'access-control-allow-headers',
      'allow',
      'expires',
      'cache-control',
      'server',
    ])
      expect(answer.headers[name], name).toBe(sample[name]);
    expect(answer.headers['x-wp-total']).toBe('250');
    expect(answer.headers['x-wp-totalpages']).toBe('3');
    const outline = (link: string | undefined): string[] =>
      [...(link ?? '').matchAll(/[?&](\w+)=|rel="(\w+)"/g)].map((match) => match[1] ?? match[2] ?? '').sort();
    expect(outline(answer.headers['link'])).toEqual(outline(sample['link']));
    expect(answer.headers['link']).toContain('page=1&per_page=100&oauth_signature=');
  });
});
