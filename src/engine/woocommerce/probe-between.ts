import { addressWithoutKeys, tellingSighting } from './answer-witness.ts';
import { adviceFor, gatewayFor, isPolluted, lookAt, skipped } from './probe-context.ts';
import type { CacheFacts, CacheSign, HeaderFacts, JsonFacts, Probe } from '../../shared/domain/connection-report.ts';
import type { StoreRequest } from '../sync/store-gateway.ts';
import type { Sighting } from './answer-witness.ts';
import type { AuthMode } from './probe-access.ts';
import type { ProbeContext } from './probe-context.ts';

/**
 * [CHECK3] Whether the `Authorization` header reaches WooCommerce. Where the key already travelled in it, it does;
 * else an invented signature in the header is sent: who sees it refuses it, who does not see it sees a stranger.
 */
export async function probeHeader(context: ProbeContext, key: Probe): Promise<Probe> {
  const needed = context.url.startsWith('https:');
  const mode = key.name === 'key' ? key.facts?.authMode : undefined;
  if (needed && key.outcome !== 'failed' && mode === 'header') return headerProbe({ arrives: true, needed });
  return headerProbe({ arrives: await headerArrives(context), needed });
}

async function headerArrives(context: ProbeContext): Promise<boolean | null> {
  const invented = Buffer.from(context.random.bytes(20)).toString('hex');
  const seconds = Math.floor(context.clock.now() / 1000);
  const authorization =
    `OAuth oauth_consumer_key="ck_${invented}", oauth_nonce="${invented}", oauth_signature="AAAA", ` +
    `oauth_signature_method="HMAC-SHA256", oauth_timestamp="${seconds}"`;
  const url = `${context.url}/wp-json/wc/v3/orders?per_page=1&_fields=id`;
  const look = await lookAt(context, url, { expect: 'list', headers: { authorization } });
  if (!look.answered || look.judged.ok) return null;
  const { error } = look.judged;
  if (error.type !== 'StoreUnauthorized') return null;
  return error.code.startsWith('woocommerce_rest_authentication_');
}

function headerProbe(facts: HeaderFacts): Probe {
  // Over http the signature stands in the address, so a header that gets lost is not missed.
  const isLost = facts.arrives === false && facts.needed;
  return {
    name: 'header',
    outcome: isLost ? 'warned' : 'passed',
    advice: isLost ? 'header-stripped' : null,
    facts,
    error: null,
  };
}

const WHOLE_RECORDS = ['products', 'orders', 'customers', 'coupons', 'products/categories'] as const;

/**
 * [CHECK2] Whether the answers are JSON and nothing else. Whole records are read, because a plugin's notices come
 * where it adds its fields; the answers of all other steps count too.
 */
export async function probeJson(context: ProbeContext, authMode: AuthMode | null): Promise<Probe> {
  if (authMode !== null) {
    const gateway = gatewayFor(context, authMode, { limits: { attempts: 1 } });
    const ask = (path: string) =>
      gateway.request({ method: 'GET', path, query: { per_page: 1 }, expect: 'list', fresh: true });
    await Promise.all(WHOLE_RECORDS.map(ask));
  }
  const { answers, polluted } = context.witness.all();
  const first = polluted[0];
  const body = first?.polluted ?? null;
  const facts: JsonFacts = {
    answers,
    polluted: polluted.length,
    pollution: body?.pollution ?? null,
    quote: body?.quote ?? null,
  };
  if (first === undefined || body === null) {
    return { name: 'json', outcome: 'passed', advice: null, facts, error: null };
  }
  const seen = tellingSighting([first]);
  return {
    name: 'json',
    outcome: 'failed',
    advice: body.pollution === 'byte-order-mark' ? 'remove-byte-order-mark' : 'silence-php-notices',
    facts,
    error: null,
    ...(seen === null ? {} : { seen }),
  };
}

/** Dates in headers are cut to whole seconds: two answers this far apart cannot share one. */
const APART_MS = 1_200;
/** Orders are never public, so an answer without a key can only be somebody else's. */
const PRIVATE: StoreRequest = {
  method: 'GET',
  path: 'orders',
  query: { per_page: 1, orderby: 'id', order: 'asc', _fields: 'id' },
  expect: 'list',
};

/**
 * [CHECK4] Whether a cache in front of the shop answers what only the shop may answer: the same question twice, once
 * more past all caches, and once without a key.
 */
export async function probeCache(context: ProbeContext, authMode: AuthMode): Promise<Probe> {
  const gateway = gatewayFor(context, authMode, { limits: { attempts: 1 } });
  context.witness.take();
  const ask = async (fresh: boolean) => {
    const answer = await gateway.request({ ...PRIVATE, fresh });
    return { answer, sighting: context.witness.take().at(-1) ?? null };
  };
  const first = await ask(false);
  if (!first.answer.ok) {
    const { error } = first.answer.error;
    if (isPolluted(error)) return skipped('cache');
    return { name: 'cache', outcome: 'warned', advice: adviceFor(error), facts: null, error };
  }
  await context.clock.sleep(APART_MS, context.signal ?? undefined).catch(() => undefined);
  const second = await ask(false);
  const fresh = await ask(true);
  const isOpen = await opensToStrangers(context);
  const open = context.witness.take().at(-1) ?? null;
  const signs = signsOf(second.sighting, first.sighting);
  const freshSigns = signsOf(fresh.sighting, first.sighting);
  const facts: CacheFacts = { signs, freshPasses: freshSigns.length === 0, servesStrangers: isOpen };
  return cacheProbe(facts, isOpen ? open : facts.freshPasses ? second.sighting : fresh.sighting);
}

function cacheProbe(facts: CacheFacts, sighting: Sighting | null): Probe {
  const seen = sighting === null ? null : tellingSighting([sighting]);
  const rest = { facts, error: null, ...(seen === null ? {} : { seen }) };
  if (facts.servesStrangers) return { name: 'cache', outcome: 'failed', advice: 'cache-serves-strangers', ...rest };
  if (!facts.freshPasses) return { name: 'cache', outcome: 'failed', advice: 'cache-ignores-freshness', ...rest };
  if (facts.signs.length > 0) return { name: 'cache', outcome: 'warned', advice: 'exclude-from-cache', ...rest };
  return { name: 'cache', outcome: 'passed', advice: null, facts, error: null };
}

async function opensToStrangers(context: ProbeContext): Promise<boolean> {
  const query = Object.entries(PRIVATE.query ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  const url = `${context.url}/wp-json/wc/v3/${PRIVATE.path}?${query.join('&')}`;
  const look = await lookAt(context, addressWithoutKeys(url, []), { expect: 'list', mayBeCached: true });
  return look.answered && look.judged.ok;
}

/** What gives a cache away in an answer, and that it carries the very `Date` of an earlier one. */
function signsOf(sighting: Sighting | null, earlier: Sighting | null): readonly CacheSign[] {
  if (sighting === null) return [];
  const signs: CacheSign[] = [];
  const { headers } = sighting;
  const isHit = Object.entries(headers).some(
    ([name, value]) => name !== 'cache-control' && /cache/.test(name) && /\b(?:hit|stale|updating)\b/i.test(value),
  );
  // Varnish names two transactions where it answered by itself: this one and the one that it kept.
  if (isHit || /^\d+ \d+$/.test(headers['x-varnish'] ?? '')) signs.push('header');
  if (Number(headers['age'] ?? 0) > 0) signs.push('age');
  const date = headers['date'];
  const isApart = earlier !== null && sighting.atMs - earlier.atMs >= 1_000;
  if (isApart && date !== undefined && date === earlier.headers['date']) signs.push('same-date');
  return signs;
}
