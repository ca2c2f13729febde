import { authenticate, checkCapability, checkKeyPermission } from './auth.ts';
import type { Context, Moment, Reply } from './context.ts';
import { errorBody, fatal, noRoute, refuse } from './errors.ts';
import type { RestError } from './errors.ts';
import { htmlPage, notFoundPage } from './html-pages.ts';
import { buildQuery, isRecord, parseQuery } from './php.ts';
import type { PhpArray } from './php.ts';
import { ANNOUNCED_ROUTES } from './route-index.ts';
import { allowedMethods, endpointOf, matchRoute } from './router.ts';
import { checkParams } from './schema.ts';
import { fieldTree, phpJson, selectFields } from './serialize.ts';
import { settle } from './settle.ts';
import type { ShopState } from './state.ts';
import type { ShopRequest, ShopResponse } from './types.ts';

const MAX_URL = 8190;

const MAX_BODY = 8 * 1024 * 1024;

function baseHeaders(nowMs: number): Record<string, string> {
  return { server: 'nginx/1.22.1', date: new Date(nowMs).toUTCString() };
}

function restHeaders(nowMs: number, allow: string): Record<string, string> {
  return {
    ...baseHeaders(nowMs),
    'content-type': 'application/json; charset=UTF-8',
    'x-robots-tag': 'noindex',
    'x-content-type-options': 'nosniff',
    'access-control-expose-headers': 'X-WP-Total, X-WP-TotalPages, Link',
    'access-control-allow-headers': 'Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type',
    ...(allow === '' ? {} : { allow }),
    expires: 'Wed, 11 Jan 1984 05:00:00 GMT',
    'cache-control': 'no-cache, must-revalidate, max-age=0, no-store, private',
  };
}

function errorResponse(error: RestError, moment: Moment, allow = ''): ShopResponse {
  return { status: error.status, headers: restHeaders(moment.nowMs, allow), body: phpJson(errorBody(error)) };
}

function html(status: number, body: string, moment: Moment, type = 'text/html; charset=UTF-8'): ShopResponse {
  return { status, headers: { ...baseHeaders(moment.nowMs), 'content-type': type }, body };
}

function pathBelowSite(state: ShopState, path: string): string {
  const site = /^https?:\/\/[^/]+(\/.*)?$/i.exec(state.config.baseUrl)?.[1] ?? '';
  return site !== '' && path.startsWith(site) ? path.slice(site.length) : path;
}

/**
 * The whole shop as a function: one request against the state at one moment. Deterministic; the state is the only
 * thing that changes.
 */
export function handleRequest(state: ShopState, request: ShopRequest, moment: Moment): ShopResponse {
  settle(state, moment);
  const [fullPath, rawQuery] = splitUrl(request.url);
  if (request.url.length > MAX_URL) return html(414, htmlPage('414 Request-URI Too Large'), moment, 'text/html');
  if ((request.body?.length ?? 0) > MAX_BODY)
    return html(413, htmlPage('413 Request Entity Too Large'), moment, 'text/html');
  const path = pathBelowSite(state, fullPath);
  const query = parseQuery(rawQuery);
  const restPath = path.startsWith('/wp-json')
    ? path.slice('/wp-json'.length).replace(/\/+$/, '')
    : typeof query['rest_route'] === 'string'
      ? query['rest_route'].replace(/\/+$/, '')
      : null;
  if (restPath === null) return html(404, notFoundPage(state), moment);
  const response = restPath.startsWith('/wc/')
    ? wooResponse(state, request, { restPath, fullPath, query }, moment)
    : otherRest(state, restPath, request, moment);
  return request.method.toUpperCase() === 'HEAD' ? { ...response, body: '' } : response;
}

function splitUrl(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function otherRest(state: ShopState, restPath: string, request: ShopRequest, moment: Moment): ShopResponse {
  if (restPath === '' && ['GET', 'HEAD'].includes(request.method.toUpperCase()))
    return { status: 200, headers: restHeaders(moment.nowMs, 'GET'), body: phpJson(siteIndex(state, moment.nowMs)) };
  if (restPath.startsWith('/wp/v2/')) {
    return errorResponse(refuse(401, 'rest_not_logged_in', 'You are not currently logged in.').error, moment);
  }
  return errorResponse(noRoute().error, moment);
}

function routeEntries(state: ShopState): Record<string, unknown> {
  const shown = ANNOUNCED_ROUTES.filter((route) => state.config.flatVariations || route !== '/wc/v3/variations');
  return Object.fromEntries(
    shown.map((route) => [
      route,
      {
        namespace: 'wc/v3',
        methods: ['GET'],
        endpoints: [],
        _links: { self: `${state.config.baseUrl}/wp-json${route.replaceAll(/\(\?P<(\w+)>[^)]*\)/g, '<$1>')}` },
      },
    ]),
  );
}

function siteIndex(state: ShopState, nowMs: number): Record<string, unknown> {
  const { config } = state;
  return {
    name: config.shopName,
    description: 'Handmade tableware',
    url: config.baseUrl,
    home: config.baseUrl,
    gmt_offset: config.zone.offsetAt(Math.floor(nowMs / 1000)) / 3600,
    timezone_string: config.zone.name,
    page_for_posts: 0,
    page_on_front: 0,
    show_on_front: 'posts',
    namespaces: [
      'oembed/1.0',
      'wc/v1',
      'wc/v2',
      'wc/v3',
      'wc-telemetry',
      'wc-admin',
      'wc-analytics',
      'wc/store',
      'wc/store/v1',
      'wp/v2',
      'wp-site-health/v1',
      'wp-block-editor/v1',
    ],
    authentication: {
      'application-passwords': { endpoints: { authorization: `${config.baseUrl}/wp-admin/authorize-application.php` } },
    },
    routes: routeEntries(state),
    site_logo: 0,
    site_icon: 0,
    site_icon_url: '',
    _links: { help: [{ href: 'https://developer.wordpress.org/rest-api/' }] },
  };
}

type Place = { readonly restPath: string; readonly fullPath: string; readonly query: PhpArray };

type Parsed = { readonly body: Readonly<Record<string, unknown>>; readonly failure: RestError | null };

function parseBody(request: ShopRequest): Parsed {
  const type = request.headers['content-type'] ?? '';
  if (request.body === null || request.body === '' || request.method === 'GET' || request.method === 'HEAD')
    return { body: {}, failure: null };
  if (type.includes('application/x-www-form-urlencoded')) return { body: parseQuery(request.body), failure: null };
  if (!type.includes('json')) return { body: {}, failure: null };
  try {
    const value: unknown = JSON.parse(request.body);
    if (isRecord(value)) return { body: value, failure: null };
    if (Array.isArray(value) || value === null) return { body: {}, failure: null };
    // WordPress expects an array here and dies on a bare string or number.
    return { body: {}, failure: fatal().error };
  } catch {
    return {
      body: {},
      failure: refuse(400, 'rest_invalid_json', 'Invalid JSON body passed.', {
        json_error_code: 4,
        json_error_message: 'Syntax error',
      }).error,
    };
  }
}

function wooResponse(state: ShopState, request: ShopRequest, place: Place, moment: Moment): ShopResponse {
  const method = methodOf(request, place.query);
  const nowSec = Math.floor(moment.nowMs / 1000);
  const identity = authenticate(state, request, place.fullPath, place.query, nowSec);
  if (!identity.ok) return errorResponse(identity.error, moment);
  if (identity.value.authenticated) {
    const permitted = checkKeyPermission(state, method);
    if (!permitted.ok) return errorResponse(permitted.error, moment);
  }
  if (place.restPath === '/wc/v3')
    return {
      status: 200,
      headers: restHeaders(moment.nowMs, 'GET'),
      body: phpJson({
        namespace: 'wc/v3',
        routes: routeEntries(state),
        _links: { up: [{ href: `${state.config.baseUrl}/wp-json/` }] },
      }),
    };
  const match = place.restPath.startsWith('/wc/v3/')
    ? matchRoute(place.restPath.slice('/wc/v3/'.length), state.config.flatVariations)
    : null;
  if (match === null) return errorResponse(noRoute().error, moment);
  const allow = allowedMethods(match.route);
  if (method === 'OPTIONS') return { status: 200, headers: restHeaders(moment.nowMs, allow), body: '{}' };
  const endpoint = endpointOf(match.route, method);
  if (endpoint === null) return errorResponse(noRoute().error, moment);
  const parsed = parseBody(request);
  if (parsed.failure !== null) return errorResponse(parsed.failure, moment, allow);
  const checked = checkParams(endpoint.schema, { ...withoutCredentials(place.query), ...parsed.body });
  if (!checked.ok) return errorResponse(checked.error, moment, allow);
  const capable = checkCapability(state, identity.value, endpoint.action);
  if (!capable.ok) return errorResponse(capable.error, moment, allow);
  const context: Context = {
    state,
    nowMs: moment.nowMs,
    nowSec,
    random: moment.random,
    path: match.path,
    params: checked.value,
    source: 'rest',
  };
  return toResponse(state, endpoint.handle(context), context, place, moment, allow);
}

/** Credentials stay out of handlers, and so out of the write log and the journal. */
function withoutCredentials(query: PhpArray): PhpArray {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !/^(?:oauth_|consumer_)/.test(name)));
}

function methodOf(request: ShopRequest, query: PhpArray): string {
  const method = request.method.toUpperCase();
  const override = query['_method'] ?? request.headers['x-http-method-override'];
  return typeof override === 'string' && override !== '' && method === 'POST' ? override.toUpperCase() : method;
}

function toResponse(
  state: ShopState,
  reply: Reply,
  context: Context,
  place: Place,
  moment: Moment,
  allow: string,
): ShopResponse {
  switch (reply.kind) {
    case 'error':
      return errorResponse(reply.error, moment, allow);
    case 'raw':
      return { status: reply.status, headers: restHeaders(moment.nowMs, allow), body: reply.json };
    case 'json':
      return {
        status: reply.status,
        headers: { ...restHeaders(moment.nowMs, allow), ...reply.headers },
        body: phpJson(filtered(reply.body, context.params['_fields'])),
      };
    case 'list': {
      const headers = restHeaders(moment.nowMs, allow);
      if (reply.paged) {
        headers['x-wp-total'] = String(reply.total);
        headers['x-wp-totalpages'] = String(reply.totalPages);
        const link = linkHeader(state, place, reply.page, reply.totalPages);
        if (link !== '') headers['link'] = link;
      }
      return { status: 200, headers, body: `[${reply.items.join(',')}]` };
    }
  }
}

/** On single records `_links` survive `_fields`, because WordPress adds them after the filter. */
function filtered(body: unknown, fields: unknown): unknown {
  const tree = fieldTree(fields);
  if (tree === null || !isRecord(body)) return body;
  const { _links: links, ...rest } = body;
  const kept = selectFields(rest, tree);
  if (links === undefined) return kept;
  return Array.isArray(kept) ? { _links: links } : { ...(kept as Record<string, unknown>), _links: links };
}

/** The neighbours of a page, with the whole query repeated, credentials included: exactly as unsafe as the real one. */
function linkHeader(state: ShopState, place: Place, page: number, totalPages: number): string {
  const address = `${state.config.baseUrl}/wp-json${place.restPath}`;
  const at = (number: number): string => `<${address}?${buildQuery({ ...place.query, page: String(number) })}>`;
  const links: string[] = [];
  if (page > 1) links.push(`${at(Math.min(page - 1, Math.max(1, totalPages)))}; rel="prev"`);
  if (page < totalPages) links.push(`${at(page + 1)}; rel="next"`);
  return links.join(', ');
}
