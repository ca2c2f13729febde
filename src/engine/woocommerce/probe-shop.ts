import { gatewayFor } from './probe-context.ts';
import { OAUTH_WINDOW_MS } from './probe-access.ts';
import type { Probe, VersionFacts } from '../../shared/domain/connection-report.ts';
import type { RemoteError } from '../../shared/domain/remote-error.ts';
import type { StoreGateway } from '../sync/store-gateway.ts';
import type { ProbeContext } from './probe-context.ts';
import type { AuthMode } from './probe-access.ts';
import type { SiteIndex } from './probe-reach.ts';

const NOTICEABLE_SKEW_MS = 60_000;
const PAGE_SIZES = [100, 50, 25, 10] as const;
/** A page that takes longer is no page to work with: proxies cut at 30 seconds. */
const SLOW_PAGE_MS = 20_000;
const OLDEST_GOOD_MAJOR = 9;

/** The server's clock against ours. OAuth over http stops working at 15 minutes; https only warns. */
export function probeClock(url: string, skewMs: number | null): Probe {
  if (skewMs === null) {
    return { name: 'clock', outcome: 'skipped', advice: null, facts: { skewSeconds: null }, error: null };
  }
  const facts = { skewSeconds: Math.round(skewMs / 1000) };
  const distanceMs = Math.abs(skewMs);
  if (distanceMs <= NOTICEABLE_SKEW_MS) return { name: 'clock', outcome: 'passed', advice: null, facts, error: null };
  const breaksSignatures = distanceMs > OAUTH_WINDOW_MS && url.startsWith('http:');
  return { name: 'clock', outcome: breaksSignatures ? 'failed' : 'warned', advice: 'set-clock', facts, error: null };
}

/** What the shop runs on, as far as the key may know it. Never fails: nothing here is needed to connect. */
export async function probeVersions(context: ProbeContext, authMode: AuthMode, index: SiteIndex): Promise<Probe> {
  const gateway = gatewayFor(context, authMode);
  const [environment, currency, hasVariationsFeed] = await Promise.all([
    readEnvironment(gateway),
    readCurrency(gateway),
    hasFeed(gateway),
  ]);
  const facts: VersionFacts = { ...environment, currency, hasVariationsFeed, timeZone: index.timeZone };
  const major = Number.parseInt(facts.woocommerce ?? '', 10);
  if (Number.isNaN(major))
    return { name: 'versions', outcome: 'warned', advice: 'versions-hidden', facts, error: null };
  const isOld = major < OLDEST_GOOD_MAJOR;
  return {
    name: 'versions',
    outcome: isOld ? 'warned' : 'passed',
    advice: isOld ? 'update-woocommerce' : null,
    facts,
    error: null,
  };
}

async function readEnvironment(
  gateway: StoreGateway,
): Promise<{ readonly woocommerce: string | null; readonly wordpress: string | null }> {
  const query = { _fields: 'environment.version,environment.wp_version' };
  const answer = await gateway.request({ method: 'GET', path: 'system_status', query, expect: 'object' });
  const environment = answer.ok ? fieldOf(answer.value.body, 'environment') : null;
  return { woocommerce: textIn(environment, 'version'), wordpress: textIn(environment, 'wp_version') };
}

async function readCurrency(gateway: StoreGateway): Promise<string | null> {
  const path = 'settings/general/woocommerce_currency';
  const setting = await gateway.request({ method: 'GET', path, query: { _fields: 'id,value' }, expect: 'object' });
  const value = setting.ok ? textIn(setting.value.body, 'value') : null;
  if (value !== null) return value;
  const current = await gateway.request({
    method: 'GET',
    path: 'data/currencies/current',
    query: { _fields: 'code' },
    expect: 'object',
  });
  return current.ok ? textIn(current.value.body, 'code') : null;
}

/** True or false only when the store said so; null when the question got no clear answer. */
async function hasFeed(gateway: StoreGateway): Promise<boolean | null> {
  const query = { per_page: 1, _fields: 'id' };
  const answer = await gateway.request({ method: 'GET', path: 'variations', query, expect: 'list' });
  if (answer.ok) return true;
  const { error } = answer.error;
  return error.type === 'StoreRejected' && error.code === 'rest_no_route' ? false : null;
}

/** The largest page of whole products that comes through in reasonable time. */
export async function probePageSize(context: ProbeContext, authMode: AuthMode): Promise<Probe> {
  const gateway = gatewayFor(context, authMode, { limits: { attempts: 1 } });
  let slow: { readonly pageSize: number; readonly durationMs: number } | null = null;
  let error: RemoteError | null = null;
  for (const pageSize of PAGE_SIZES) {
    const query = { per_page: pageSize, orderby: 'id', order: 'asc' };
    const answer = await gateway.request({
      method: 'GET',
      path: 'products',
      query,
      expect: 'list',
      fresh: true,
    });
    if (!answer.ok) {
      error = answer.error.error;
      if (context.signal?.aborted === true) break;
      continue;
    }
    const durationMs = Math.round(answer.value.durationMs);
    if (durationMs > SLOW_PAGE_MS) {
      slow = { pageSize, durationMs };
      continue;
    }
    return pageSizeProbe({ pageSize, durationMs }, error);
  }
  return pageSizeProbe(slow, error);
}

function pageSizeProbe(
  found: { readonly pageSize: number; readonly durationMs: number } | null,
  error: RemoteError | null,
): Probe {
  if (found === null) {
    const facts = { pageSize: null, durationMs: null };
    return { name: 'pageSize', outcome: 'failed', advice: 'repeat-check', facts, error };
  }
  const isFull = found.pageSize === PAGE_SIZES[0] && found.durationMs <= SLOW_PAGE_MS;
  return {
    name: 'pageSize',
    outcome: isFull ? 'passed' : 'warned',
    advice: isFull ? null : 'small-pages',
    facts: found,
    error,
  };
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as { readonly [name: string]: unknown })[key] : undefined;
}

function textIn(value: unknown, key: string): string | null {
  const text = fieldOf(value, key);
  return typeof text === 'string' && text !== '' ? text : null;
}
