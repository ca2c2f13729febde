import { gatewayFor } from './probe-context.ts';
import type { Probe, VersionFacts } from '../../shared/domain/connection-report.ts';
import type { StoreGateway } from '../sync/store-gateway.ts';
import type { ProbeContext } from './probe-context.ts';
import type { AuthMode } from './probe-access.ts';
import type { SiteIndex } from './probe-reach.ts';

const OLDEST_GOOD_MAJOR = 9;

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

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as { readonly [name: string]: unknown })[key] : undefined;
}

function textIn(value: unknown, key: string): string | null {
  const text = fieldOf(value, key);
  return typeof text === 'string' && text !== '' ? text : null;
}
