import { err, ok } from '../../shared/result.ts';
import { probeApi, probeKey, probeRead, probeWrite } from './probe-access.ts';
import { skipped } from './probe-context.ts';
import { probeReach } from './probe-reach.ts';
import { probeClock, probePageSize, probeVersions } from './probe-shop.ts';
import { normalizeStoreAddress } from './store-address.ts';
import type { Result } from '../../shared/result.ts';
import type {
  ConnectionReport,
  ConnectionVerdict,
  InvalidAddress,
  Probe,
} from '../../shared/domain/connection-report.ts';
import type { ConnectionCheckDeps, ProbeContext } from './probe-context.ts';
import type { AuthMode } from './probe-access.ts';

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
const NEEDED = new Set<Probe['name']>(['address', 'tls', 'permalinks', 'api', 'key', 'read']);

export function createConnectionCheck(deps: ConnectionCheckDeps): ConnectionCheck {
  return {
    run: async (input, onProbe) => {
      const address = normalizeStoreAddress(input.url);
      if (!address.ok) return err(address.error);
      const credentials = { consumerKey: input.consumerKey.trim(), consumerSecret: input.consumerSecret.trim() };
      const context: ProbeContext = { ...deps, url: address.value, credentials, signal: input.signal ?? null };
      const probes: Probe[] = [];
      const tell = (probe: Probe): Probe => {
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

async function runProbes(context: ProbeContext, tell: (probe: Probe) => Probe): Promise<Found> {
  const reach = await probeReach(context);
  for (const probe of reach.probes) tell(probe);
  const found: Found = { authMode: 'header', suggestedUrl: reach.suggestedUrl };
  const clock = probeClock(context.url, reach.skewMs);
  const { index } = reach;
  const api = index === null ? skipped('api') : await probeApi(context, index);
  tell(api);
  if (index === null || api.outcome === 'failed') {
    return skipRest(tell, found, [skipped('key'), skipped('read'), skipped('write'), clock]);
  }
  const key = await probeKey(context, reach.skewMs);
  tell(key.probe);
  if (key.probe.outcome === 'failed') return skipRest(tell, found, [skipped('read'), skipped('write'), clock]);
  const { authMode } = key;
  const read = tell(await probeRead(context, authMode));
  if (read.outcome === 'failed') return skipRest(tell, { ...found, authMode }, [skipped('write'), clock]);
  tell(await probeWrite(context, authMode));
  tell(clock);
  tell(await probeVersions(context, authMode, index));
  tell(await probePageSize(context, authMode));
  return { ...found, authMode };
}

function skipRest(tell: (probe: Probe) => Probe, found: Found, probes: readonly Probe[]): Found {
  for (const probe of [...probes, skipped('versions'), skipped('pageSize')]) tell(probe);
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
  return failed.some((probe) => probe.name === 'write') ? 'read-only' : 'ready';
}
