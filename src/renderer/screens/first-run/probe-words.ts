import type { AccessArea, FactsByProbe, Probe, ProbeName } from '../../../shared/domain/connection-report.ts';
import type { Locale } from '../../../shared/contract/engine-process.ts';
import { formatCount, formatDay, formatDuration } from '../../app/formats.ts';
import { m } from '../../paraglide/messages.js';

/** The order in which the probes run and are shown. */
export const PROBE_NAMES: readonly ProbeName[] = [
  'address',
  'tls',
  'permalinks',
  'api',
  'key',
  'header',
  'read',
  'write',
  'json',
  'cache',
  'clock',
  'versions',
  'pageSize',
  'batchSize',
];

/** Words in the language of the app, or in the one that is asked for. */
export type Words = (inputs?: Readonly<Record<string, never>>, options?: { readonly locale?: Locale }) => string;
type Faces = {
  /** Before it ran, while it runs, and when it was left out. */
  readonly name: Words;
  readonly passed: Words;
  readonly warned: Words;
  readonly failed: Words;
};

const TITLES: Readonly<Record<ProbeName, Faces>> = {
  address: {
    name: m.probe_address,
    passed: m.probe_address_passed,
    warned: m.probe_address_warned,
    failed: m.probe_address_failed,
  },
  tls: { name: m.probe_tls, passed: m.probe_tls_passed, warned: m.probe_tls_warned, failed: m.probe_tls_failed },
  permalinks: {
    name: m.probe_permalinks,
    passed: m.probe_permalinks_passed,
    warned: m.probe_permalinks_warned,
    failed: m.probe_permalinks_failed,
  },
  api: { name: m.probe_api, passed: m.probe_api_passed, warned: m.probe_api_warned, failed: m.probe_api_failed },
  key: { name: m.probe_key, passed: m.probe_key_passed, warned: m.probe_key_failed, failed: m.probe_key_failed },
  header: {
    name: m.probe_header,
    passed: m.probe_header_passed,
    warned: m.probe_header_warned,
    failed: m.probe_header_failed,
  },
  read: { name: m.probe_read, passed: m.probe_read_passed, warned: m.probe_read_warned, failed: m.probe_read_failed },
  write: {
    name: m.probe_write,
    passed: m.probe_write_passed,
    warned: m.probe_write_warned,
    failed: m.probe_write_failed,
  },
  json: { name: m.probe_json, passed: m.probe_json_passed, warned: m.probe_json_warned, failed: m.probe_json_failed },
  cache: {
    name: m.probe_cache,
    passed: m.probe_cache_passed,
    warned: m.probe_cache_warned,
    failed: m.probe_cache_failed,
  },
  clock: {
    name: m.probe_clock,
    passed: m.probe_clock_passed,
    warned: m.probe_clock_warned,
    failed: m.probe_clock_failed,
  },
  versions: {
    name: m.probe_versions,
    passed: m.probe_versions_passed,
    warned: m.probe_versions_warned,
    failed: m.probe_versions_failed,
  },
  pageSize: { name: m.probe_page, passed: m.probe_page, warned: m.probe_page_warned, failed: m.probe_page_failed },
  batchSize: {
    name: m.probe_batch,
    passed: m.probe_batch,
    warned: m.probe_batch_warned,
    failed: m.probe_batch_failed,
  },
};

/** The name of a step that has no result, or what it found. */
export function wordProbe(name: ProbeName, outcome: Probe['outcome'] | null, locale?: Locale): string {
  const faces = TITLES[name];
  const words = outcome === null || outcome === 'skipped' ? faces.name : faces[outcome];
  return words({}, locale === undefined ? {} : { locale });
}

/** `code` stands left to right in every language. */
export type ProbeFact = { readonly words: string; readonly isCode?: boolean };

/** The small fact at the end of a step's row; null when there is nothing to say. */
export function wordFact(probe: Probe, nowMs: number, locale: Locale): ProbeFact | null {
  if (probe.outcome === 'skipped') return { words: m.fact_waits() };
  if (!probe.facts) return null;
  switch (probe.name) {
    case 'address':
      return probe.facts.durationMs === null ? null : { words: m.fact_ms({ ms: formatCount(probe.facts.durationMs) }) };
    case 'tls':
      if (probe.facts.scheme === 'http') return { words: 'http', isCode: true };
      return probe.facts.validToMs === null
        ? null
        : { words: m.fact_until({ day: formatDay(new Date(probe.facts.validToMs).toISOString(), nowMs, locale) }) };
    case 'permalinks':
      return { words: probe.facts.restRouteOnly ? '?rest_route=/wc/v3' : '/wp-json/wc/v3', isCode: true };
    case 'api':
    case 'key':
    case 'read':
    case 'write':
    case 'cache':
      return null;
    case 'header':
      return wordHeader(probe.facts);
    case 'json':
      return { words: wordAnswers(probe.facts) };
    case 'clock':
      return wordSkew(probe.facts.skewSeconds);
    case 'versions':
      return wordVersions(probe.facts.woocommerce, probe.facts.wordpress);
    case 'pageSize':
      return probe.facts.pageSize === null ? null : { words: m.fact_records({ count: probe.facts.pageSize }) };
    case 'batchSize':
      return probe.facts.batchSize === null ? null : { words: m.fact_items({ count: probe.facts.batchSize }) };
    default:
      return probe satisfies never;
  }
}

function wordHeader({ arrives, needed }: FactsByProbe['header']): ProbeFact {
  if (arrives === null) return { words: m.fact_not_known() };
  if (!needed && !arrives) return { words: m.fact_unneeded() };
  return { words: arrives ? m.fact_arrives() : m.fact_removed() };
}

function wordAnswers({ answers, polluted }: FactsByProbe['json']): string {
  return polluted === 0 ? m.fact_answers({ count: answers }) : m.fact_polluted({ polluted, count: answers });
}

function wordSkew(skewSeconds: number | null): ProbeFact {
  if (skewSeconds === null) return { words: m.fact_not_known() };
  if (skewSeconds === 0) return { words: m.fact_clock_same() };
  const duration = formatDuration(Math.abs(skewSeconds));
  return { words: skewSeconds > 0 ? m.fact_clock_ahead({ duration }) : m.fact_clock_behind({ duration }) };
}

function wordVersions(woocommerce: string | null, wordpress: string | null): ProbeFact {
  if (woocommerce === null) return { words: m.fact_not_known() };
  const words = wordpress === null ? m.fact_woocommerce({ woocommerce }) : m.fact_versions({ woocommerce, wordpress });
  return { words, isCode: true };
}

const AREA_WORDS: Readonly<Record<AccessArea, () => string>> = {
  products: m.area_products,
  orders: m.area_orders,
  customers: m.area_customers,
  coupons: m.area_coupons,
  taxonomy: m.area_taxonomy,
};

function capitalise(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

/** Keep a quote of code together inside a sentence that runs from right to left. */
const LEFT_TO_RIGHT = '\u2066';
const END = '\u2069';

/** A second line below a step: what may be read, what is corrected. Null when the title says it all. */
export function wordDetail(probe: Probe): string | null {
  if ((probe.name === 'read' || probe.name === 'write') && probe.facts) {
    if (probe.name === 'write' && probe.outcome === 'failed') return m.detail_write_failed();
    const { areas } = probe.facts;
    const refused = areas.filter(({ allowed }) => !allowed);
    const named = (list: typeof areas): string => list.map(({ area }) => AREA_WORDS[area]()).join(', ');
    return refused.length > 0 ? m.fact_not_allowed({ areas: named(refused) }) : capitalise(named(areas));
  }
  if (probe.name === 'clock') return wordClock(probe.facts);
  if (probe.name === 'batchSize' && probe.facts) return m.detail_batch();
  // A leak is what the advice is about; that fresh answers are old too has to be said beside it.
  if (probe.name === 'cache' && probe.facts?.servesStrangers && !probe.facts.freshPasses) return m.meaning_cache_deaf();
  if (probe.name !== 'json' || !probe.facts?.quote) return null;
  const { pollution } = probe.facts;
  const quote = `${LEFT_TO_RIGHT}${probe.facts.quote}${END}`;
  return pollution === 'tail' ? m.detail_quote_tail({ quote }) : m.detail_quote({ quote });
}

function wordClock(facts: FactsByProbe['clock'] | null): string | null {
  const php = facts?.phpClock;
  if (php && php.direction !== 'same') {
    const duration = formatDuration(php.atLeastSeconds);
    return php.direction === 'ahead' ? m.fact_php_ahead({ duration }) : m.fact_php_behind({ duration });
  }
  return facts?.skewSeconds ? m.fact_clock_corrected() : null;
}
