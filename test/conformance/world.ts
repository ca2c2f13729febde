import { createHmac } from 'node:crypto';
import type { DemoShop, DemoShopOptions } from '../../src/demo-shop/demo-shop.ts';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import { createStream } from '../../src/demo-shop/generate/prng.ts';

/** A shop like the recorded one (euro, New York, German tax) and a client that signs as WooCommerce expects. */

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: unknown;
};
export type CallOptions = {
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, with the JSON content type. */
  readonly rawBody?: string;
  readonly key?: string;
  readonly secret?: string;
  readonly nonce?: string;
  readonly timestampSec?: number;
  readonly signatureMethod?: 'HMAC-SHA1' | 'HMAC-SHA256';
  /** `oauth` unless said otherwise. */
  readonly auth?: 'oauth' | 'none' | 'basic' | 'query';
  readonly headers?: Readonly<Record<string, string>>;
};

export type World = {
  readonly shop: DemoShop;
  readonly call: (method: string, path: string, options?: CallOptions) => Answer;
  /** The same, failing the test unless the status is 200 or 201; returns the body. */
  readonly must: (
    method: string,
    path: string,
    body?: unknown,
    query?: Readonly<Record<string, string>>,
  ) => Record<string, unknown>;
  readonly advance: (ms: number) => void;
  readonly nowMs: () => number;
};

export const START_MS = Date.UTC(2026, 10, 20, 5, 5, 0);

export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The query with its signature. List parameters are given as `name[0]`, the only spelling that WooCommerce signs alike. */
export function signedQuery(input: {
  readonly method: string;
  readonly address: string;
  readonly query: Readonly<Record<string, string>>;
  readonly key: string;
  readonly secret: string;
  readonly nonce: string;
  readonly timestampSec: number;
  readonly signatureMethod: 'HMAC-SHA1' | 'HMAC-SHA256';
}): string {
  const params: Record<string, string> = {
    ...input.query,
    oauth_consumer_key: input.key,
    oauth_nonce: input.nonce,
    oauth_signature_method: input.signatureMethod,
    oauth_timestamp: String(input.timestampSec),
    oauth_version: '1.0',
  };
  const names = Object.keys(params).sort((a, b) => (a < b ? -1 : 1));
  const pairs = names.map((name) => `${encode(name)}=${encode(params[name] ?? '')}`);
  const base = `${input.method}&${encode(input.address)}&${encode(pairs.join('&'))}`;
  const signature = createHmac(input.signatureMethod === 'HMAC-SHA1' ? 'sha1' : 'sha256', `${input.secret}&`)
    .update(base)
    .digest('base64');
  return `${pairs.join('&')}&oauth_signature=${encode(signature)}`;
}

export function createWorld(options: Partial<DemoShopOptions> = {}): World {
  let nowMs = START_MS;
  let nonces = 0;
  const shop = createDemoShop({
    seed: 11,
    products: 60,
    orders: 30,
    customers: 12,
    currency: 'EUR',
    timeZone: 'America/New_York',
    shopName: 'Woo Test',
    baseUrl: 'http://127.0.0.1:8088',
    clock: { now: () => nowMs },
    random: createStream(5),
    ...options,
  });
  const call: World['call'] = (method, path, given = {}) => {
    const query = given.query ?? {};
    const full = path.startsWith('/') ? path : `/wp-json/wc/v3/${path}`;
    const key = given.key ?? shop.config.consumerKey;
    const secret = given.secret ?? shop.config.consumerSecret;
    const headers: Record<string, string> = { ...given.headers };
    const plain = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
    let search = plain.join('&');
    if ((given.auth ?? 'oauth') === 'oauth') {
      nonces += 1;
      search = signedQuery({
        method,
        address: `${/^https?:\/\/[^/]+/.exec(shop.config.baseUrl)?.[0] ?? ''}${full}`,
        query,
        key,
        secret,
        nonce: given.nonce ?? `nonce${nonces}`,
        timestampSec: given.timestampSec ?? Math.floor(shop.now() / 1000),
        signatureMethod: given.signatureMethod ?? 'HMAC-SHA256',
      });
    } else if (given.auth === 'basic')
      headers['authorization'] = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
    else if (given.auth === 'query') search = [...plain, `consumer_key=${key}`, `consumer_secret=${secret}`].join('&');
    const body = given.rawBody ?? (given.body === undefined ? null : JSON.stringify(given.body));
    if (body !== null) headers['content-type'] = 'application/json';
    const outcome = shop.handle({ method, url: search === '' ? full : `${full}?${search}`, headers, body });
    if (outcome.kind !== 'response') throw new Error(`no response: ${outcome.kind}`);
    return { status: outcome.status, headers: outcome.headers, text: outcome.body, body: parsed(outcome.body) };
  };
  return {
    shop,
    call,
    must: (method, path, body, query) => {
      const answer = call(method, path, {
        ...(body === undefined ? {} : { body }),
        ...(query === undefined ? {} : { query }),
      });
      if (answer.status !== 200 && answer.status !== 201)
        throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
      return answer.body as Record<string, unknown>;
    },
    advance: (ms) => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
