import { errorBody, fatal, refuse } from './core/errors.ts';
import { captchaPage, htmlPage, loginPage, maintenancePage, notFoundPage } from './core/html-pages.ts';
import { isRecord, parseQuery } from './core/php.ts';
import { phpJson } from './core/serialize.ts';
import type { ShopState } from './core/state.ts';
import type { ShopRequest, ShopResponse } from './core/types.ts';
import type { FaultKind, FaultParams, FaultRule } from './fault-rules.ts';

export function isWrite(request: ShopRequest): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(request.method.toUpperCase());
}

function pathOf(request: ShopRequest): string {
  return (request.url.split('?')[0] ?? '').replace(/^.*?\/wp-json\/wc\/v3\/?/, '');
}

export function matches(rule: FaultRule, request: ShopRequest): boolean {
  const wanted = rule.match?.method;
  if (wanted !== undefined) {
    const methods = typeof wanted === 'string' ? [wanted] : wanted;
    const fits = methods.some((method) =>
      method === 'write' ? isWrite(request) : method.toUpperCase() === request.method.toUpperCase(),
    );
    if (!fits) return false;
  }
  return rule.match?.pathPrefix === undefined || pathOf(request).startsWith(rule.match.pathPrefix);
}

export function pageSizeOf(request: ShopRequest): number {
  const perPage = parseQuery(request.url.split('?')[1] ?? '')['per_page'];
  return typeof perPage === 'string' ? Number(perPage) : 10;
}

/** What a page cache takes for the same page: path and query without the signature. */
export function staleKey(request: ShopRequest, params: FaultParams = {}): string {
  const [path = '', query = ''] = request.url.split('?');
  const dropped = params.ignoresUnderscores === true ? /^(?:oauth_|consumer_|_(?!fields=))/ : /^(?:oauth_|consumer_)/;
  const kept = query.split('&').filter((pair) => !dropped.test(pair));
  const who = params.varies === true ? ` ${request.headers['authorization'] ?? ''}` : '';
  return `${request.method} ${path}?${kept.sort().join('&')}${who}`;
}

/** Items of a batch request, 0 for every other request. */
export function batchItems(request: ShopRequest): number {
  if (request.body === null || !/\/batch\/?(?:\?|$)/.test(request.url)) return 0;
  const body: unknown = JSON.parse(request.body);
  if (!isRecord(body)) return 0;
  return ['create', 'update', 'delete'].reduce((sum, verb) => {
    const list = body[verb];
    return sum + (Array.isArray(list) ? list.length : 0);
  }, 0);
}

/** WooCommerce's own refusal of a batch that is too long, at the limit that this host has set. */
export function refusedBatch(limit: number, nowMs: number): ShopResponse {
  const message = `Unable to accept more than ${limit} items for this request.`;
  const { error } = refuse(413, 'woocommerce_rest_request_entity_too_large', message);
  return { status: 413, headers: headers(nowMs, JSON_TYPE), body: phpJson(errorBody(error)) };
}

/** A batch of which only the first items are still run. */
export function cutBatch(request: ShopRequest, items: number): ShopRequest {
  const body: unknown = request.body === null ? null : JSON.parse(request.body);
  if (!isRecord(body)) return request;
  let left = items;
  const cut: Record<string, unknown> = {};
  for (const verb of ['create', 'update', 'delete']) {
    const list = body[verb];
    if (!Array.isArray(list)) continue;
    cut[verb] = list.slice(0, left);
    left = Math.max(0, left - list.length);
  }
  return { ...request, body: JSON.stringify(cut) };
}

/** An answer that arrived but cannot be read as what it should be. */
export function polluted(
  kind: 'php-notice' | 'byte-order-mark' | 'empty-body' | 'bad-gzip',
  response: ShopResponse,
): ShopResponse {
  if (kind === 'empty-body') return { ...response, body: '' };
  if (kind === 'bad-gzip') return { ...response, headers: { ...response.headers, 'content-encoding': 'gzip' } };
  if (kind === 'byte-order-mark') return { ...response, body: `\ufeff${response.body}` };
  const notice =
    '<br />\n<b>Notice</b>:  Undefined index: sku in <b>/srv/shop/wp-content/plugins/some-plugin/feed.php</b> on line <b>214</b><br />\n';
  return { ...response, body: `${notice}${response.body}` };
}

/** A machine in front of the shop whose clock differs from PHP's dates the answer. */
export function redated(response: ShopResponse, rule: FaultRule | undefined): ShopResponse {
  const time = Date.parse(response.headers['date'] ?? '');
  if (rule === undefined || Number.isNaN(time)) return response;
  const date = new Date(time + (rule.params?.skewMs ?? 0)).toUTCString();
  return { ...response, headers: { ...response.headers, date } };
}

/** Milliseconds that a `latency` rule keeps an answer back. */
export function latency(params: FaultParams | undefined, response: ShopResponse | null, random: () => number): number {
  const perItemMs = params?.perItemMs ?? 0;
  const items = perItemMs === 0 || response === null ? 0 : itemCount(response);
  return (params?.baseMs ?? 0) + perItemMs * items + (params?.jitterMs === undefined ? 0 : random() * params.jitterMs);
}

/** Records in an answer: a list's length, otherwise one. */
function itemCount(response: ShopResponse): number {
  if (!response.body.startsWith('[')) return 1;
  const list: unknown = JSON.parse(response.body);
  return Array.isArray(list) ? list.length : 1;
}

function headers(nowMs: number, type: string, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { server: 'nginx/1.22.1', date: new Date(nowMs).toUTCString(), 'content-type': type, ...extra };
}

const HTML = 'text/html; charset=UTF-8';
const JSON_TYPE = 'application/json; charset=UTF-8';

function retryAfter(params: FaultParams, standard: string | null): Record<string, string> {
  const value = params.retryAfter === undefined ? standard : params.retryAfter;
  return value === null ? {} : { 'retry-after': value };
}

const GATEWAY_TITLES: Readonly<Record<number, string>> = {
  500: '500 Internal Server Error',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
  520: '520 Web server is returning an unknown error',
};

/** The answers that come from in front of the shop, or from a shop that fails as a whole. */
export function cannedAnswer(kind: FaultKind, params: FaultParams, state: ShopState, nowMs: number): ShopResponse {
  switch (kind) {
    case 'rate-limit':
      return {
        status: 429,
        headers: headers(nowMs, JSON_TYPE, retryAfter(params, '2')),
        body: phpJson(errorBody(refuse(429, 'too_many_requests', 'Too many requests. Try again later.').error)),
      };
    case 'server-error':
      return { status: 500, headers: headers(nowMs, JSON_TYPE), body: phpJson(errorBody(fatal().error)) };
    case 'bad-gateway':
    case 'gateway-timeout': {
      const status = params.status ?? (kind === 'bad-gateway' ? 502 : 504);
      return {
        status,
        headers: headers(nowMs, 'text/html', retryAfter(params, null)),
        body: htmlPage(GATEWAY_TITLES[status] ?? `${status} Error`),
      };
    }
    case 'maintenance':
      return { status: 503, headers: headers(nowMs, HTML, retryAfter(params, '600')), body: maintenancePage() };
    case 'unauthorized':
      return {
        status: 401,
        headers: headers(nowMs, JSON_TYPE),
        body: phpJson(
          errorBody(refuse(401, 'woocommerce_rest_authentication_error', 'Consumer key is invalid.').error),
        ),
      };
    case 'forbidden':
      return {
        status: 403,
        headers: headers(nowMs, JSON_TYPE),
        body: phpJson(
          errorBody(refuse(403, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.').error),
        ),
      };
    case 'captcha':
      return { status: params.status ?? 403, headers: headers(nowMs, HTML), body: captchaPage() };
    case 'login-redirect':
      return {
        status: params.status ?? 302,
        headers: headers(nowMs, HTML, { location: `${state.config.baseUrl}/wp-login.php?redirect_to=%2F` }),
        body: loginPage(state),
      };
    case 'https-redirect':
      return {
        status: params.status ?? 301,
        headers: headers(nowMs, 'text/html', { location: state.config.baseUrl.replace(/^http:/, 'https:') }),
        body: htmlPage('301 Moved Permanently'),
      };
    default:
      return { status: params.status ?? 200, headers: headers(nowMs, HTML), body: notFoundPage(state) };
  }
}
