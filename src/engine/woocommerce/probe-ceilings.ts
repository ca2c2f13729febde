import { gatewayFor, isPolluted, skipped } from './probe-context.ts';
import type { Probe } from '../../shared/domain/connection-report.ts';
import type { RemoteError } from '../../shared/domain/remote-error.ts';
import type { AuthMode } from './probe-access.ts';
import type { ProbeContext } from './probe-context.ts';

const SIZES = [100, 50, 25, 10] as const;
/** What takes longer is nothing to work with: proxies cut at 30 seconds. */
const SLOW_MS = 20_000;

/** [CHECK5] The largest page of whole products that comes through in reasonable time. */
export async function probePageSize(context: ProbeContext, authMode: AuthMode): Promise<Probe> {
  const gateway = gatewayFor(context, authMode, { limits: { attempts: 1 } });
  let slow: { readonly pageSize: number; readonly durationMs: number } | null = null;
  let error: RemoteError | null = null;
  for (const pageSize of SIZES) {
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
      if (isPolluted(error)) return skipped('pageSize');
      if (context.signal?.aborted === true) break;
      continue;
    }
    const durationMs = Math.round(answer.value.durationMs);
    if (durationMs > SLOW_MS) {
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
  const isFull = found.pageSize === SIZES[0] && found.durationMs <= SLOW_MS;
  return {
    name: 'pageSize',
    outcome: isFull ? 'passed' : 'warned',
    advice: isFull ? null : 'small-pages',
    facts: found,
    error,
  };
}

/**
 * [CHECK6] How many items the shop takes in one request. Every item asks to change the record 0, which no shop has,
 * with no field to change: each is refused, nothing is written. What real changes cost stays unknown.
 */
export async function probeBatchSize(context: ProbeContext, authMode: AuthMode, write: Probe): Promise<Probe> {
  const mayWrite = write.name === 'write' && write.facts?.areas.some((one) => one.area === 'products' && one.allowed);
  if (mayWrite !== true) return skipped('batchSize');
  const gateway = gatewayFor(context, authMode);
  let error: RemoteError | null = null;
  for (const size of SIZES) {
    const body = { update: Array.from({ length: size }, () => ({ id: 0 })) };
    const answer = await gateway.request({ method: 'POST', path: 'products/batch', body, expect: 'object' });
    if (context.signal?.aborted === true) return skipped('batchSize');
    if (!answer.ok) {
      error = answer.error.error;
      if (isPolluted(error)) return skipped('batchSize');
      continue;
    }
    const durationMs = Math.round(answer.value.durationMs);
    if (durationMs > SLOW_MS || !isRefusedWhole(answer.value.body, size)) continue;
    const isFull = size === SIZES[0];
    return {
      name: 'batchSize',
      outcome: isFull ? 'passed' : 'warned',
      advice: isFull ? null : 'small-batches',
      facts: { batchSize: size, durationMs },
      error,
    };
  }
  const facts = { batchSize: null, durationMs: null };
  return { name: 'batchSize', outcome: 'warned', advice: 'small-batches', facts, error };
}

/** One refusal for each item: the shop looked at all of them. */
function isRefusedWhole(body: unknown, size: number): boolean {
  const items: unknown = typeof body === 'object' && body !== null && 'update' in body ? body.update : null;
  return (
    Array.isArray(items) &&
    items.length === size &&
    items.every((item: unknown) => typeof item === 'object' && item !== null && 'error' in item)
  );
}
