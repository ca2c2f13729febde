import { adviceFor, gatewayFor, isPolluted, lookAt } from './probe-context.ts';
import type { AccessArea, ApiFacts, AreaAccess, Probe, ProbeAdvice } from '../../shared/domain/connection-report.ts';
import type { RemoteError, StoreUnauthorized } from '../../shared/domain/remote-error.ts';
import type { StoreGateway } from '../sync/store-gateway.ts';
import type { ProbeContext } from './probe-context.ts';
import type { SiteIndex } from './probe-reach.ts';

export type AuthMode = 'header' | 'query';

const PATH_BY_AREA: Readonly<Record<AccessArea, string>> = {
  products: 'products',
  orders: 'orders',
  customers: 'customers',
  coupons: 'coupons',
  taxonomy: 'products/categories',
};
const AREAS = Object.keys(PATH_BY_AREA) as readonly AccessArea[];
const ONE_ID = { per_page: 1, _fields: 'id' } as const;

/** WooCommerce accepts a signature for 15 minutes to either side. */
export const OAUTH_WINDOW_MS = 15 * 60_000;

/** Whether WooCommerce's API version 3 is there. Where the site hides its index, the products are asked without a key. */
export async function probeApi(context: ProbeContext, index: SiteIndex): Promise<Probe> {
  if (index.namespaces !== null) return apiProbe(index.namespaces.includes('wc/v3'), index.namespaces, null);
  const look = await lookAt(context, `${context.url}/wp-json/wc/v3/products?per_page=1&_fields=id`, { expect: 'list' });
  if (!look.answered) return apiProbe(null, [], look.error);
  if (look.judged.ok) return apiProbe(true, [], null);
  const { error } = look.judged;
  if (error.type === 'StoreRejected' && error.code === 'rest_no_route') return apiProbe(false, [], error);
  const isStore = error.type === 'StoreUnauthorized' && error.code.startsWith('woocommerce_');
  return apiProbe(isStore ? true : null, [], isStore ? null : error);
}

function apiProbe(hasWooCommerce: boolean | null, namespaces: readonly string[], error: RemoteError | null): Probe {
  const facts: ApiFacts = { hasWooCommerce, namespaces: namespaces.slice(0, 50) };
  if (hasWooCommerce === true) return { name: 'api', outcome: 'passed', advice: null, facts, error: null };
  // Not knowing is no reason to refuse: the key's own request will tell.
  if (hasWooCommerce === null) return { name: 'api', outcome: 'warned', advice: null, facts, error };
  return { name: 'api', outcome: 'failed', advice: 'install-woocommerce', facts, error };
}

/** Whether the key is accepted, and whether in the header or, where the host strips that, in the address. */
export async function probeKey(
  context: ProbeContext,
  skewMs: number | null,
): Promise<{ readonly probe: Probe; readonly authMode: AuthMode }> {
  const { consumerKey, consumerSecret } = context.credentials;
  if (consumerKey.startsWith('cs_') && consumerSecret.startsWith('ck_')) {
    return keyProbe('failed', 'swap-key-and-secret', 'header', null);
  }
  const error = await askForProducts(gatewayFor(context, 'header'));
  if (error === null || error.type === 'StoreForbidden') return keyProbe('passed', null, 'header', null);
  if (error.type !== 'StoreUnauthorized') return keyProbe('failed', adviceFor(error), 'header', error);
  const isHttps = context.url.startsWith('https:');
  if (error.code === 'woocommerce_rest_authentication_error') {
    return judgeRefusal(context, error, isHttps ? null : skewMs);
  }
  if (!isHttps) {
    const isStore = error.code.startsWith('woocommerce_');
    return keyProbe('failed', isStore ? 'key-parameters-stripped' : 'rest-api-blocked', 'header', error);
  }
  return tryQueryMode(context, error);
}

/** The store saw no key at all: either the host strips the header, or the key is unknown (over https both look alike). */
async function tryQueryMode(context: ProbeContext, first: StoreUnauthorized): ReturnType<typeof probeKey> {
  const error = await askForProducts(gatewayFor(context, 'query'));
  // The key is good; what became of the header is told by a probe of its own.
  if (error === null || error.type === 'StoreForbidden') return keyProbe('passed', null, 'query', null);
  if (error.type !== 'StoreUnauthorized') return keyProbe('failed', adviceFor(error), 'header', error);
  if (error.code === 'woocommerce_rest_authentication_error') return keyProbe('failed', 'check-secret', 'query', error);
  const isStore = first.code.startsWith('woocommerce_');
  return keyProbe('failed', isStore ? 'check-key' : 'rest-api-blocked', 'header', first);
}

/** Bad key, bad secret, wrong clock and a key without read permission share one code; the message is in the site's language. */
async function judgeRefusal(
  context: ProbeContext,
  error: StoreUnauthorized,
  skewMs: number | null,
): ReturnType<typeof probeKey> {
  const writing = await askToWrite(gatewayFor(context, 'header'), 'products');
  // Refused for reading only: the key is good, the probe `read` will say what it lacks.
  const mayWrite = writing === null || writing.type === 'StoreForbidden' || writing.type === 'StoreRejected';
  if (mayWrite) return keyProbe('passed', null, 'header', null);
  if (skewMs !== null && Math.abs(skewMs) > OAUTH_WINDOW_MS) return keyProbe('failed', 'set-clock', 'header', error);
  const invented = { consumerKey: inventKey(context, 'ck_'), consumerSecret: inventKey(context, 'cs_') };
  const control = await askForProducts(gatewayFor(context, 'header', { credentials: invented }));
  if (control?.type !== 'StoreUnauthorized') return keyProbe('failed', 'check-key-and-secret', 'header', error);
  // What a key that cannot exist gets is what an unknown key gets, whatever the language.
  const isUnknownKey = control.message === error.message;
  return keyProbe('failed', isUnknownKey ? 'check-key' : 'check-secret', 'header', error);
}

function keyProbe(
  outcome: 'passed' | 'failed',
  advice: ProbeAdvice | null,
  authMode: AuthMode,
  error: RemoteError | null,
): { readonly probe: Probe; readonly authMode: AuthMode } {
  const code = error !== null && 'code' in error ? error.code : null;
  return { probe: { name: 'key', outcome, advice, facts: { authMode, code }, error }, authMode };
}

function inventKey(context: ProbeContext, prefix: string): string {
  return prefix + Buffer.from(context.random.bytes(20)).toString('hex');
}

async function askForProducts(gateway: StoreGateway): Promise<RemoteError | null> {
  const answer = await gateway.request({ method: 'GET', path: 'products', query: ONE_ID, expect: 'list', fresh: true });
  return answer.ok || isPolluted(answer.error.error) ? null : answer.error.error;
}

/**
 * Asks for the right to write without writing: a batch with nothing in it. The key's permission and the person's
 * capability are judged before the batch is looked at; there is nothing in it that could be done.
 */
async function askToWrite(gateway: StoreGateway, path: string): Promise<RemoteError | null> {
  const answer = await gateway.request({ method: 'POST', path: `${path}/batch`, body: {}, expect: 'object' });
  return answer.ok || isPolluted(answer.error.error) ? null : answer.error.error;
}

/** Whether everything that is mirrored may be read; the totals come along. */
export async function probeRead(context: ProbeContext, authMode: AuthMode): Promise<Probe> {
  const gateway = gatewayFor(context, authMode);
  const errors: RemoteError[] = [];
  const ask = async (area: AccessArea): Promise<AreaAccess> => {
    const role = area === 'customers' ? { role: 'all' } : {};
    const query = { ...ONE_ID, ...role };
    const answer = await gateway.request({ method: 'GET', path: PATH_BY_AREA[area], query, expect: 'list' });
    if (answer.ok) return { area, allowed: true, total: answer.value.total };
    if (isPolluted(answer.error.error)) return { area, allowed: true, total: null };
    errors.push(answer.error.error);
    return { area, allowed: false, total: null };
  };
  const facts = { areas: await Promise.all(AREAS.map(ask)) };
  // A trouble that is no refusal says more about what to do than the refusals beside it.
  const error = errors.find((one) => !isRefusal(one)) ?? errors[0];
  if (error === undefined) return { name: 'read', outcome: 'passed', advice: null, facts, error: null };
  const advice: ProbeAdvice = error.type === 'StoreUnauthorized' ? 'use-key-with-read-permission' : adviceFor(error);
  return { name: 'read', outcome: 'failed', advice, facts, error };
}

/** Whether changes may be sent, area by area. Nothing is written (see `askToWrite`). */
export async function probeWrite(context: ProbeContext, authMode: AuthMode): Promise<Probe> {
  const gateway = gatewayFor(context, authMode);
  const areas: AreaAccess[] = [];
  let error: RemoteError | null = null;
  for (const area of AREAS) {
    const refused = await askToWrite(gateway, PATH_BY_AREA[area]);
    areas.push({ area, allowed: refused === null, total: null });
    if (refused === null) continue;
    error ??= refused;
    // The key itself may not write: every other area would say the same.
    if (refused.type === 'StoreUnauthorized') break;
  }
  const facts = { areas };
  if (error === null) return { name: 'write', outcome: 'passed', advice: null, facts, error: null };
  const advice: ProbeAdvice = error.type === 'StoreUnauthorized' ? 'use-key-with-write-permission' : adviceFor(error);
  const outcome = areas.some((one) => one.allowed) ? 'warned' : 'failed';
  return { name: 'write', outcome, advice, facts, error };
}

function isRefusal(error: RemoteError): boolean {
  return error.type === 'StoreUnauthorized' || error.type === 'StoreForbidden';
}
