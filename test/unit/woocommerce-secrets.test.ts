import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPinoLogger } from '../../src/engine/platform/pino-logger.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createConnectionCheck } from '../../src/engine/woocommerce/connection-check.ts';
import { createStoreGateway } from '../../src/engine/woocommerce/store-gateway.ts';
import { createImpatientClock } from '../support/impatient-clock.ts';
import {
  createMemoryLogger,
  createScriptedTransport,
  htmlAnswer,
  jsonAnswer,
  textAnswer,
  wooError,
} from '../support/scripted-transport.ts';
import type { HttpRequest, HttpResponse, Logger } from '../../src/engine/platform/deps.ts';
import type { Step } from '../support/scripted-transport.ts';

// Characters that every encoding spells in another way.
const KEY = 'ck_kEy/+=&\'"<ü>0123456789';
const SECRET = 'cs_sEc/+=&\'"<ü>9876543210';

/** Everything a server or a library could echo: address, headers and body of the request, in several encodings. */
function echoOf(request: HttpRequest): string {
  const parts = new URL(request.url).searchParams;
  const basic = Buffer.from((request.headers['authorization'] ?? '').replace(/^Basic /, ''), 'base64').toString('utf8');
  const decoded = [...parts].map(([name, value]) => `${name}=${value}`).join('&');
  // The server of a known key knows its secret too, also where only a signature was sent.
  const known =
    decoded.includes(KEY) || basic.includes(KEY)
      ? `${KEY} ${SECRET} ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`
      : '';
  const whole = `${request.url} ${JSON.stringify(request.headers)} ${request.body ?? ''}`;
  return [whole, known, decodeURIComponent(request.url), decoded, encodeURIComponent(request.url), basic].join(' ');
}

function echoing(build: (echo: string) => HttpResponse | Error): Step {
  return (request) => {
    const step = build(echoOf(request));
    if (step instanceof Error) throw step;
    return step;
  };
}

/** The signature and its companions, without the key that would give them away. */
function parametersIn(echo: string): string {
  return (echo.match(/oauth_(?:nonce|signature)=[^& ]+/g) ?? []).join('&');
}

function inEntities(text: string): string {
  return [...text].map((sign) => `&#${sign.codePointAt(0)};`).join('');
}

/** An error as axios or Node would make it: the whole request hangs on it. */
function chattyError(echo: string, code: string): Error {
  return Object.assign(new Error(`request to ${echo} failed`, { cause: new Error(echo) }), {
    code,
    config: { url: echo, auth: { username: KEY, password: SECRET } },
    input: echo,
  });
}

const failures: readonly (readonly [string, (echo: string) => HttpResponse | Error])[] = [
  ['a network error', (echo) => chattyError(echo, 'ECONNRESET')],
  ['an error whose code is an address', (echo) => chattyError(echo, echo)],
  ['an error without a code', (echo) => new TypeError(echo)],
  ['a page', (echo) => htmlAnswer(`<html>${echo}`, 200)],
  ['a bad gateway', (echo) => htmlAnswer(echo, 502, { server: echo })],
  ['a firewall', (echo) => htmlAnswer(`Forbidden ${echo}`, 403)],
  ['a page with nothing but the parameters', (echo) => htmlAnswer(`<p>${parametersIn(echo)}</p>`, 500)],
  ['a refusal with nothing but the parameters', (echo) => wooError('x', 400, parametersIn(echo))],
  ['a refusal that spells the keys in entities', () => wooError('x', 400, inEntities(`${KEY} ${SECRET}`))],
  [
    'a page whose first look ends within a key',
    () => htmlAnswer(`${' '.repeat(16 * 1024 - 12)}${encodeURIComponent(KEY)}`, 500),
  ],
  ['a page that is blank for long', (echo) => htmlAnswer(`${' '.repeat(16_300)}${echo}`, 500)],
  ['a PHP notice', (echo) => textAnswer(`<b>Notice</b>: ${echo} []`)],
  ['a cut document', (echo) => textAnswer(`{"a":${JSON.stringify(echo)}`)],
  ['the wrong shape', (echo) => jsonAnswer(echo)],
  [
    'a refusal',
    (echo) => jsonAnswer({ code: 'x', message: echo, data: { status: 400, params: { [SECRET]: echo } } }, 400),
  ],
  [
    'a refusal with a code',
    (echo) => jsonAnswer({ code: echo, message: `<p>${echo}</p>`, data: { status: 400 } }, 400),
  ],
  [
    'a bad key',
    (echo) => jsonAnswer({ code: 'woocommerce_rest_authentication_error', message: echo, data: { status: 401 } }, 401),
  ],
  ['a fatal error', (echo) => jsonAnswer({ code: 'internal_server_error', message: echo, data: { status: 500 } }, 500)],
  [
    'a redirect',
    (echo) =>
      textAnswer(echo, 301, {
        location: `https://other.test/${encodeURIComponent(echo)}?x=${encodeURIComponent(echo)}`,
      }),
  ],
  [
    'a redirect with the keys as user',
    () =>
      textAnswer('', 302, {
        location: `https://${encodeURIComponent(KEY)}:${encodeURIComponent(SECRET)}@other.test/wp-json/`,
      }),
  ],
  ['a rate limit', (echo) => textAnswer(echo, 429, { 'retry-after': echo })],
  [
    'a good answer with everything in it',
    (echo) => jsonAnswer([{ id: 1, echo }], 200, { link: `<${echo}>; rel="next"`, 'x-wp-total': '1' }),
  ],
];

const urls = [
  ['http', 'http://shop.test', 'header'],
  ['https', 'https://shop.test', 'header'],
  ['https with query keys', 'https://shop.test', 'query'],
] as const;

/** Every spelling of the keys, and of every signature and nonce that was sent. */
function leaksIn(text: string, requests: readonly HttpRequest[]): readonly string[] {
  const sent = requests.flatMap((request) => {
    const parameters = new URL(request.url).searchParams;
    return ['oauth_signature', 'oauth_nonce', 'consumer_key', 'consumer_secret'].flatMap((name) =>
      parameters.getAll(name),
    );
  });
  const secrets = [KEY, SECRET, 'kEy/', 'sEc/', 'kEy%', 'sEc%', '0123456789', '9876543210', ...sent];
  const spellings = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ]);
  const encoded = [`${KEY}:${SECRET}`, SECRET].map((secret) => Buffer.from(secret).toString('base64'));
  return [...spellings, ...encoded].filter((spelling) => text.includes(spelling));
}

/** Looks at the fields themselves, before any logger could clean them. */
async function run(url: string, authMode: 'header' | 'query', step: Step, logger: Logger) {
  const transport = createScriptedTransport(step);
  const gateway = createStoreGateway({
    url,
    consumerKey: KEY,
    consumerSecret: SECRET,
    authMode,
    transport: transport.send,
    clock: createImpatientClock(),
    random: createSeededRandom(1),
    logger,
  });
  const outcomes = [
    await gateway.request({ method: 'GET', path: 'products', query: { search: 'x' }, expect: 'list' }),
    await gateway.request({ method: 'GET', path: 'products/1', expect: 'object', fresh: true }),
    await gateway.request({ method: 'PUT', path: 'products/1', body: { name: 'x' }, expect: 'object' }),
  ];
  return { outcomes, requests: transport.requests };
}

describe.each(urls)('over %s no key, secret or signature comes out of', (_, url, authMode) => {
  test.each(failures)('%s', async (__, build) => {
    const logger = createMemoryLogger();
    const { outcomes, requests } = await run(url, authMode, echoing(build), logger);
    expect(requests.length).toBeGreaterThan(2);
    expect(leaksIn(requests.map(echoOf).join(' '), requests)).not.toEqual([]);
    const visible = JSON.stringify(outcomes) + JSON.stringify(logger.lines);
    // A good answer is data: our keys are taken out of it, one-time signatures in it are harmless.
    const isData = outcomes.some((outcome) => outcome.ok);
    const relevant = isData ? [] : requests;
    expect(leaksIn(visible, relevant)).toEqual([]);
    expect(logger.lines.length).toBeGreaterThan(0);
  });
});

test.each(urls)('the connection check keeps them to itself over %s', async (_, url) => {
  for (const [failure, build] of failures) {
    const logger = createMemoryLogger();
    const transport = createScriptedTransport(echoing(build));
    const check = createConnectionCheck({
      transport: transport.send,
      clock: createImpatientClock(),
      random: createSeededRandom(2),
      logger,
      readCertificate: null,
    });
    const report = await check.run({ url, consumerKey: KEY, consumerSecret: SECRET });
    const visible = JSON.stringify(report) + JSON.stringify(logger.lines);
    expect({ failure, leaks: leaksIn(visible, transport.requests), visible }).toEqual({ failure, leaks: [], visible });
  }
});

test('the log file stays clean even where a caller logs the request itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backroom-secrets-'));
  const file = join(folder, 'engine.log');
  const logger = createPinoLogger({
    destination: { file },
    level: 'debug',
    secrets: [KEY, SECRET, Buffer.from(`${KEY}:${SECRET}`).toString('base64')],
  });
  const { requests } = await run(
    'http://shop.test',
    'header',
    echoing((echo) => htmlAnswer(echo, 502)),
    logger,
  );
  logger.log('debug', 'careless', {
    request: requests[0],
    echo: echoOf(requests[0] as HttpRequest),
    failure: chattyError('x', 'E'),
  });
  logger.flush();
  const text = readFileSync(file, 'utf8');
  rmSync(folder, { recursive: true, force: true });
  expect(text).toContain('careless');
  expect(leaksIn(text, requests)).toEqual([]);
});
