import library from '@woocommerce/woocommerce-rest-api';
import { redact } from '../platform/redact.ts';
import type { Clock, HttpRequest, HttpResponse, HttpTransport, Random } from '../platform/deps.ts';
import type { StoreQuery } from '../sync/store-gateway.ts';

export type StoreCredentials = {
  /** The shop's address without `/wp-json`. */
  readonly url: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /**
   * `query` only for https hosts that strip the Authorization header. Over plain http OAuth is used in any case,
   * over https with `signature`, which the connection check needs: only a signature carries a time.
   */
  readonly authMode: 'header' | 'query' | 'signature';
};

export type SignedRequest = {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly query: StoreQuery;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | null;
  readonly timeoutMs: number;
};

/** An answer, or what the transport threw instead of one. */
export type ClientOutcome = { readonly response: HttpResponse } | { readonly thrown: unknown };

/** Signs and sends one request. Rejects only when the library itself fails, which is a defect. */
export type SignedClient = (request: SignedRequest) => Promise<ClientOutcome>;

/** The parts of the library that its type declarations keep private. */
type OAuthSigner = {
  getNonce: () => string;
  getTimeStamp: () => number;
  authorize: (request: { readonly url: string; readonly method: string }) => Readonly<Record<string, unknown>>;
};
type LibraryInstance = {
  /** Decides between the header and a signature; the address keeps its scheme. */
  isHttps: boolean;
  _getOAuth(): OAuthSigner;
  _request(method: string, endpoint: string, data: unknown, params: Record<string, unknown>): Promise<unknown>;
};
type LibraryClass = new (options: Readonly<Record<string, unknown>>) => LibraryInstance;

/** What the library hands to the adapter through axios. */
type AdapterConfig = {
  readonly url: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly headers: object;
  readonly auth?: { readonly username: string; readonly password: string };
  readonly data?: unknown;
};

// Node sees the package as CommonJS (`{ default: class }`), a bundler may unwrap it.
const WooCommerceRestApi = ('default' in library ? library.default : library) as LibraryClass;

const NONCE_LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const NONCE_LENGTH = 32;

/**
 * The official client as signer and requester, over our transport: axios gets an adapter of ours, so that it neither
 * follows redirects nor parses, nor opens a socket; OAuth's nonce and timestamp come from the given clock and random.
 * Every call signs anew, because a nonce is good for one use.
 */
export function createSignedClient(
  deps: { readonly transport: HttpTransport; readonly clock: Clock; readonly random: Random },
  credentials: StoreCredentials,
): SignedClient {
  return async (request) => {
    let outcome: ClientOutcome | null = null;
    // The adapter never rejects: an error inside axios would carry the whole configuration, credentials included.
    const adapter = async (config: AdapterConfig): Promise<object> => {
      try {
        outcome = { response: await deps.transport(toHttpRequest(config, request)) };
      } catch (thrown) {
        outcome = { thrown };
      }
      return { data: '', status: 0, statusText: '', headers: {}, config };
    };
    const api = new ClockedApi(deps, credentials.authMode === 'signature', {
      url: credentials.url,
      consumerKey: credentials.consumerKey,
      consumerSecret: credentials.consumerSecret,
      version: 'wc/v3',
      // Heeded over https only; over http the library always signs.
      queryStringAuth: credentials.authMode === 'query',
      axiosConfig: { adapter, maxRedirects: 0, proxy: false, transformRequest: [same], transformResponse: [same] },
    });
    try {
      await api._request(request.method.toLowerCase(), request.path, request.body ?? null, { ...request.query });
    } catch (error) {
      const message = error instanceof Error ? error.message : 'unknown';
      // No cause: axios hangs the whole signed request on its errors.
      // oxlint-disable-next-line preserve-caught-error
      throw new Error(`the store client failed: ${redact(message, secretsOf(credentials))}`);
    }
    if (outcome === null) throw new Error('the store client ended without sending anything');
    return outcome;
  };
}

class ClockedApi extends WooCommerceRestApi {
  readonly #deps: { readonly clock: Clock; readonly random: Random };

  constructor(
    deps: { readonly clock: Clock; readonly random: Random },
    alwaysSigns: boolean,
    options: Readonly<Record<string, unknown>>,
  ) {
    super(options);
    this.#deps = deps;
    if (alwaysSigns) this.isHttps = false;
  }

  override _getOAuth(): OAuthSigner {
    const signer = super._getOAuth();
    const { clock, random } = this.#deps;
    signer.getNonce = () => createNonce(random);
    signer.getTimeStamp = () => Math.floor(clock.now() / 1000);
    const authorize = signer.authorize.bind(signer);
    // The signer mixes the address's own parameters into its answer; axios would then send each of them twice.
    signer.authorize = (request) => {
      const signed = Object.entries(authorize(request));
      return Object.fromEntries(signed.filter(([name]) => name.startsWith('oauth_')));
    };
    return signer;
  }
}

/** The values to keep out of everything, longest first: the pair as Basic authentication spells it, secret, key. */
export function secretsOf(credentials: {
  readonly consumerKey: string;
  readonly consumerSecret: string;
}): readonly string[] {
  const pair = `${credentials.consumerKey}:${credentials.consumerSecret}`;
  return [Buffer.from(pair, 'utf8').toString('base64'), pair, credentials.consumerSecret, credentials.consumerKey];
}

function toHttpRequest(config: AdapterConfig, request: SignedRequest): HttpRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(config.headers)) {
    if (typeof value === 'string') headers[name.toLowerCase()] = value;
  }
  if (config.auth !== undefined) {
    const pair = Buffer.from(`${config.auth.username}:${config.auth.password}`, 'utf8').toString('base64');
    headers['authorization'] = `Basic ${pair}`;
  }
  return {
    method: request.method,
    url: withParameters(config.url, config.params ?? {}),
    headers: { ...headers, ...request.headers },
    body: typeof config.data === 'string' ? config.data : null,
    signal: request.signal,
    timeoutMs: request.timeoutMs,
  };
}

function withParameters(url: string, params: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(params).map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
  if (pairs.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** As the signature's base string does it: also the characters that `encodeURIComponent` leaves alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function createNonce(random: Random): string {
  return Array.from(
    { length: NONCE_LENGTH },
    () => NONCE_LETTERS[Math.floor(random.next() * NONCE_LETTERS.length)],
  ).join('');
}

function same(data: unknown): unknown {
  return data;
}
