import { err, ok } from '../../shared/result.ts';
import { probeApi, probeKey, probeRead, probeWrite } from './probe-access.ts';
import { skipped } from './probe-context.ts';
import { createWitness, tellingSighting } from './answer-witness.ts';
import { probeCache, probeHeader, probeJson } from './probe-between.ts';
import { probeBatchSize, probePageSize } from './probe-ceilings.ts';
import { measurePhpClock, probeClock } from './probe-clock.ts';
import { probeReach } from './probe-reach.ts';
import { probeVersions } from './probe-shop.ts';
import { secretsOf } from './signed-client.ts';
import { normalizeStoreAddress } from './store-address.ts';
import type { Result } from '../../shared/result.ts';
import type {
  AnswerSeen,
  ConnectionReport,
  ConnectionVerdict,
  InvalidAddress,
  Probe,
} from '../../shared/domain/connection-report.ts';
import type { ConnectionCheckDeps, ProbeContext } from './probe-context.ts';
import type { AuthMode } from './probe-access.ts';
import type { SiteIndex } from './probe-reach.ts';

export type ConnectionCheckInput = {
  /** As typed; see `normalizeStoreAddress`. */
  readonly url: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly signal?: AbortSignal;
};

export type ConnectionCheck = {
  /**
   * Runs all probes in order and tells each as it ends. Writes nothing to the shop. Fails only for an address that
   * is none; everything else is in the report.
   */
  readonly run: (
    input: ConnectionCheckInput,
    onProbe?: (probe: Probe) => void,
  ) => Promise<Result<ConnectionReport, InvalidAddress>>;
};

/** Failing these means that the shop cannot be mirrored. */
const NEEDED = new Set<Probe['name']>(['address', 'tls', 'permalinks', 'api', 'key', 'read', 'json']);

export function createConnectionCheck(deps: ConnectionCheckDeps): ConnectionCheck {
  return {
    run: async (input, onProbe) => {
      const address = normalizeStoreAddress(input.url);
      if (!address.ok) return err(address.error);
      const credentials = { consumerKey: input.consumerKey.trim(), consumerSecret: input.consumerSecret.trim() };
      const witness = createWitness(deps.transport, deps.clock, secretsOf(credentials));
      const shared = { ...deps, transport: witness.transport, witness };
      const context: ProbeContext = { ...shared, url: address.value, credentials, signal: input.signal ?? null };
      const probes: Probe[] = [];
      let last: AnswerSeen | null = null;
      const tell = (found: Probe): Probe => {
        // A probe that asked nothing of its own speaks of the exchange before it.
        last = tellingSighting(witness.take()) ?? last;
        const isTrouble = found.outcome === 'warned' || found.outcome === 'failed';
        const probe: Probe = isTrouble && found.seen === undefined && last !== null ? { ...found, seen: last } : found;
        probes.push(probe);
        const { name, outcome, advice } = probe;
        deps.logger.log('info', 'connection-check.probe', { name, outcome, advice });
        onProbe?.(probe);
        return probe;
      };
      const found = await runProbes(context, tell);
      return ok(reportOf(context.url, probes, found));
    },
  };
}

type Found = { readonly authMode: AuthMode; readonly suggestedUrl: string | null };

type Tell = (probe: Probe) => Probe;

async function runProbes(context: ProbeContext, tell: Tell): Promise<Found> {
  const reach = await probeReach(context);
  for (const probe of reach.probes) tell(probe);
  const found: Found = { authMode: 'header', suggestedUrl: reach.suggestedUrl };
  const { index } = reach;
  const api = tell(index === null ? skipped('api') : await probeApi(context, index));
  if (index === null || api.outcome === 'failed') {
    for (const name of ['key', 'header', 'read', 'write'] as const) tell(skipped(name));
    return endEarly(context, tell, found, reach.skewMs);
  }
  const key = await probeKey(context, reach.skewMs);
  tell(key.probe);
  const isRefused = key.probe.outcome === 'failed';
  // An unknown key and a lost header look alike over https.
  const mayBeLost = isRefused && key.probe.advice === 'check-key' && context.url.startsWith('https:');
  tell(isRefused && !mayBeLost ? skipped('header') : await probeHeader(context, key.probe));
  const { authMode } = key;
  const read = tell(isRefused ? skipped('read') : await probeRead(context, authMode));
  if (isRefused || read.outcome === 'failed') {
    tell(skipped('write'));
    return endEarly(context, tell, { ...found, authMode }, reach.skewMs);
  }
  await probeTheRest(context, tell, { authMode, index, skewMs: reach.skewMs });
  return { ...found, authMode };
}

/** What needs the key to read. */
async function probeTheRest(
  context: ProbeContext,
  tell: Tell,
  known: { readonly authMode: AuthMode; readonly index: SiteIndex; readonly skewMs: number | null },
): Promise<void> {
  const { authMode, index, skewMs } = known;
  const write = tell(await probeWrite(context, authMode));
  tell(await probeJson(context, authMode));
  const cache = tell(await probeCache(context, authMode));
  // What a cache answers in the shop's place says nothing of the shop's clock.
  const isShopHeard = cache.name === 'cache' && cache.facts?.freshPasses !== false;
  tell(probeClock(context.url, skewMs, isShopHeard ? await measurePhpClock(context, skewMs) : null));
  tell(await probeVersions(context, authMode, index));
  tell(await probePageSize(context, authMode));
  tell(await probeBatchSize(context, authMode, write));
}

/** What can be told without the key: the answers that came, and the clock. */
async function endEarly(context: ProbeContext, tell: Tell, found: Found, skewMs: number | null): Promise<Found> {
  const json = await probeJson(context, null);
  tell(json.outcome === 'failed' ? json : skipped('json'));
  tell(skipped('cache'));
  tell(probeClock(context.url, skewMs, null));
  for (const name of ['versions', 'pageSize', 'batchSize'] as const) tell(skipped(name));
  return found;
}

function reportOf(url: string, probes: readonly Probe[], found: Found): ConnectionReport {
  const pageSize = probes.find((probe) => probe.name === 'pageSize');
  const versions = probes.find((probe) => probe.name === 'versions');
  return {
    verdict: verdictOf(probes),
    url,
    authMode: found.authMode,
    suggestedUrl: found.suggestedUrl,
    pageSize: pageSize?.facts?.pageSize ?? null,
    hasVariationsFeed: versions?.facts?.hasVariationsFeed ?? null,
    probes,
  };
}

function verdictOf(probes: readonly Probe[]): ConnectionVerdict {
  const failed = probes.filter((probe) => probe.outcome === 'failed');
  if (failed.some((probe) => NEEDED.has(probe.name))) return 'refused';
  // What a cache answers in the shop's place is no ground to write on.
  return failed.some(isAgainstWriting) ? 'read-only' : 'ready';
}

function isAgainstWriting(probe: Probe): boolean {
  return probe.name === 'write' || (probe.name === 'cache' && probe.facts?.freshPasses === false);
}
