import { createHmac } from 'node:crypto';
import type { Outcome } from './errors.ts';
import { done, refuse } from './errors.ts';
import type { PhpArray, PhpValue } from './php.ts';
import { rawUrlEncode } from './php.ts';
import type { ShopState } from './state.ts';
import type { ShopRequest } from './types.ts';

const WINDOW_SEC = 15 * 60;
const OAUTH_NAMES = [
  'oauth_consumer_key',
  'oauth_timestamp',
  'oauth_nonce',
  'oauth_signature',
  'oauth_signature_method',
] as const;

/** Whether the request proved to hold the key. `null`: it did not try, so each route decides what a stranger may do. */
export type Identity = { readonly authenticated: boolean };

function authError(message: string): Outcome<never> {
  return refuse(401, 'woocommerce_rest_authentication_error', message);
}

/** WooCommerce's encoding: RFC 3986, but a plus becomes a blank and a tilde stays. */
function wooEncode(text: string): string {
  return rawUrlEncode(text).replaceAll('+', ' ').replaceAll('%7E', '~');
}

function joinPairs(values: ReadonlyMap<string, PhpValue>, prefix: string, into: string[]): void {
  for (const [rawKey, value] of values) {
    const key = prefix === '' ? rawKey : `${prefix}%5B${rawKey}%5D`;
    if (typeof value === 'string') into.push(wooEncode(`${key}=${value}`));
    else joinPairs(new Map(Object.entries(value)), key, into);
  }
}

function encodedValue(value: PhpValue): PhpValue {
  if (typeof value === 'string') return wooEncode(value);
  const encoded: PhpArray = {};
  for (const [key, child] of Object.entries(value)) encoded[key] = encodedValue(child);
  return encoded;
}

/** The text that both sides sign; lists count as `name[0]`, however the query spelled them. */
export function signatureBase(method: string, address: string, params: PhpArray): string {
  const names = Object.keys(params).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const normalized = new Map<string, PhpValue>();
  for (const name of names) {
    const value = params[name];
    if (value !== undefined) normalized.set(wooEncode(name), encodedValue(value));
  }
  const pairs: string[] = [];
  joinPairs(normalized, '', pairs);
  return `${method}&${rawUrlEncode(address)}&${pairs.join('%26')}`;
}

function headerParams(header: string | undefined): PhpArray {
  const params: PhpArray = {};
  if (header === undefined || !/^OAuth /i.test(header.trim())) return params;
  for (const match of header.matchAll(/(oauth_[a-z_-]+)=(?:"([^"]*)"|([^,\s]*))/g)) {
    const name = match[1];
    if (name !== undefined) params[name] = decodeURIComponent(match[2] ?? match[3] ?? '');
  }
  return params;
}

function textOf(value: PhpValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function checkOauth(
  state: ShopState,
  request: ShopRequest,
  path: string,
  query: PhpArray,
  nowSec: number,
): Outcome<Identity> {
  const params: PhpArray = { ...query, ...headerParams(request.headers['authorization']) };
  const absent = OAUTH_NAMES.filter((name) => textOf(params[name]) === '');
  if (absent.length === OAUTH_NAMES.length) return done({ authenticated: false });
  if (absent.length > 0) {
    return refuse(
      401,
      'woocommerce_rest_authentication_missing_parameter',
      `Missing OAuth parameter${absent.length > 1 ? 's' : ''} ${absent.join(', ')}`,
    );
  }
  if (textOf(params['oauth_consumer_key']) !== state.config.consumerKey) return authError('Consumer key is invalid.');
  const signed = { ...params };
  delete signed['oauth_signature'];
  const given = textOf(params['oauth_signature']).replaceAll(' ', '+');
  const methodName = textOf(params['oauth_signature_method']);
  if (methodName !== 'HMAC-SHA1' && methodName !== 'HMAC-SHA256')
    return authError('Invalid signature - signature method is invalid.');
  const base = signatureBase(request.method.toUpperCase(), `${originOf(state.config.baseUrl)}${path}`, signed);
  const expected = createHmac(methodName === 'HMAC-SHA1' ? 'sha1' : 'sha256', `${state.config.consumerSecret}&`)
    .update(base)
    .digest('base64');
  if (expected !== given && expected !== decodeLoosely(given))
    return authError('Invalid signature - provided signature does not match.');
  const timestamp = Number(textOf(params['oauth_timestamp']));
  if (!(timestamp >= nowSec - WINDOW_SEC && timestamp <= nowSec + WINDOW_SEC)) return authError('Invalid timestamp.');
  const nonce = textOf(params['oauth_nonce']);
  if (state.nonces.has(nonce)) return authError('Invalid nonce - nonce has already been used.');
  state.nonces.set(nonce, timestamp);
  if (state.nonces.size % 256 === 0)
    for (const [old, at] of state.nonces) if (at < nowSec - WINDOW_SEC) state.nonces.delete(old);
  return done({ authenticated: true });
}

function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** WooCommerce signs against the site's own address; a path below the host stays in the request's path. */
function originOf(baseUrl: string): string {
  return /^(https?:\/\/[^/]+)/i.exec(baseUrl)?.[1] ?? baseUrl;
}

function basicCredentials(
  request: ShopRequest,
  query: PhpArray,
): { readonly key: string; readonly secret: string } | null {
  const key = textOf(query['consumer_key']);
  const secret = textOf(query['consumer_secret']);
  if (key !== '' && secret !== '') return { key, secret };
  const match = /^Basic\s+(.+)$/i.exec(request.headers['authorization'] ?? '');
  if (match === null) return null;
  const [user, ...rest] = Buffer.from(match[1] ?? '', 'base64')
    .toString('utf8')
    .split(':');
  return user === undefined || user === '' || rest.length === 0 ? null : { key: user, secret: rest.join(':') };
}

/**
 * Who is asking. Basic and query credentials count on https only; over http they are not even looked at.
 * Wrong proofs are refused here, before any route is matched.
 */
export function authenticate(
  state: ShopState,
  request: ShopRequest,
  path: string,
  query: PhpArray,
  nowSec: number,
): Outcome<Identity> {
  const https = state.config.assumeHttps || state.config.baseUrl.startsWith('https:');
  if (https) {
    const credentials = basicCredentials(request, query);
    if (credentials !== null && credentials.key === state.config.consumerKey) {
      return credentials.secret === state.config.consumerSecret
        ? done({ authenticated: true })
        : authError('Consumer secret is invalid.');
    }
  }
  return checkOauth(state, request, path, query, nowSec);
}

/** A key that may only read or only write is refused with 401, by method, before any route is matched. */
export function checkKeyPermission(state: ShopState, method: string): Outcome<null> {
  const reading = method === 'GET' || method === 'HEAD';
  const { permissions } = state.config;
  if (method === 'OPTIONS' || permissions === 'read_write') return done(null);
  if (reading && permissions === 'write') return authError('The API key provided does not have read permissions.');
  if (!reading && permissions === 'read') return authError('The API key provided does not have write permissions.');
  return done(null);
}

export type Action = 'list' | 'view' | 'create' | 'edit' | 'delete' | 'batch' | 'public';

/** What a route says to a stranger (401) or to a user without the capability (403). */
export function checkCapability(state: ShopState, identity: Identity, action: Action): Outcome<null> {
  if (action === 'public') return done(null);
  const status = identity.authenticated ? 403 : 401;
  if (identity.authenticated && state.config.role !== 'customer') return done(null);
  switch (action) {
    case 'list':
      return refuse(status, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
    case 'view':
      return refuse(status, 'woocommerce_rest_cannot_view', 'Sorry, you cannot view this resource.');
    case 'create':
      return refuse(status, 'woocommerce_rest_cannot_create', 'Sorry, you are not allowed to create resources.');
    case 'edit':
      return refuse(status, 'woocommerce_rest_cannot_edit', 'Sorry, you are not allowed to edit this resource.');
    case 'delete':
      return refuse(status, 'woocommerce_rest_cannot_delete', 'Sorry, you are not allowed to delete this resource.');
    case 'batch':
      return refuse(
        status,
        'woocommerce_rest_cannot_batch',
        'Sorry, you are not allowed to batch manipulate this resource.',
      );
  }
}
