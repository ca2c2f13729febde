import { OAUTH_WINDOW_MS } from './probe-access.ts';
import { gatewayFor } from './probe-context.ts';
import type { ClockFacts, PhpClock, Probe } from '../../shared/domain/connection-report.ts';
import type { ProbeContext } from './probe-context.ts';

const NOTICEABLE_MS = 60_000;
/** Just inside the overlap of later readings: a PHP clock that is further behind dates changes before it. */
const OVERLAP_MS = 14 * 60_000;

/**
 * The server's clock against ours, and PHP's against the server's header. OAuth over http stops working at 15
 * minutes; https only warns.
 */
export function probeClock(url: string, skewMs: number | null, phpClock: PhpClock | null): Probe {
  if (skewMs === null) {
    return { name: 'clock', outcome: 'skipped', advice: null, facts: { skewSeconds: null, phpClock }, error: null };
  }
  const facts: ClockFacts = { skewSeconds: Math.round(skewMs / 1000), phpClock };
  const distanceMs = Math.abs(skewMs);
  const breaksSignatures = distanceMs > OAUTH_WINDOW_MS && url.startsWith('http:');
  if (breaksSignatures) return { name: 'clock', outcome: 'failed', advice: 'set-clock', facts, error: null };
  if (phpClock !== null && phpClock.direction !== 'same') {
    const misses = phpClock.direction === 'behind' && phpClock.atLeastSeconds * 1000 >= OVERLAP_MS;
    const outcome = misses ? 'failed' : 'warned';
    return { name: 'clock', outcome, advice: 'set-server-clock', facts, error: null };
  }
  const isOff = distanceMs > NOTICEABLE_MS;
  return {
    name: 'clock',
    outcome: isOff ? 'warned' : 'passed',
    advice: isOff ? 'set-clock' : null,
    facts,
    error: null,
  };
}

/**
 * [CHECK7] PHP's clock, which dates the records, against the `Date` header, which readings start from. WooCommerce
 * takes a signature for 15 minutes to either side of PHP's clock, so signatures dated near the ends of that window
 * tell where it lies. Null where signatures do not work (over https some hosts lose them).
 */
export async function measurePhpClock(context: ProbeContext, headerSkewMs: number | null): Promise<PhpClock | null> {
  const { clock } = context;
  // First by the header's own time: this computer's clock may be off.
  const now = await askSignedAt(context, clock.now() + (headerSkewMs ?? 0));
  if (now.accepted !== true || now.serverTimeMs === null) return null;
  const skewMs = now.serverTimeMs + 500 - now.midwayMs;
  const accepts = async (offsetMs: number): Promise<boolean | null> =>
    (await askSignedAt(context, clock.now() + skewMs + offsetMs)).accepted;
  for (const [direction, sign] of [
    ['behind', 1],
    ['ahead', -1],
  ] as const) {
    const isNear = await accepts(sign * (OAUTH_WINDOW_MS - NOTICEABLE_MS));
    if (isNear === null) return null;
    if (isNear) continue;
    const isWithin = await accepts(sign * (OAUTH_WINDOW_MS - OVERLAP_MS));
    if (isWithin === null) return null;
    return { direction, atLeastSeconds: (isWithin ? NOTICEABLE_MS : OVERLAP_MS) / 1000 };
  }
  return { direction: 'same', atLeastSeconds: 0 };
}

type SignedAsk = {
  /** Null when the answer told nothing about the signature. */
  readonly accepted: boolean | null;
  readonly serverTimeMs: number | null;
  /** This computer's clock halfway between request and answer. */
  readonly midwayMs: number;
};

async function askSignedAt(context: ProbeContext, timeMs: number): Promise<SignedAsk> {
  const sentMs = context.clock.now();
  const shifted = { ...context.clock, now: () => timeMs };
  const gateway = gatewayFor(context, 'signature', { clock: shifted, limits: { attempts: 1 } });
  const answer = await gateway.request({
    method: 'GET',
    path: 'products',
    query: { per_page: 1, _fields: 'id' },
    expect: 'list',
    fresh: true,
  });
  const midwayMs = (sentMs + context.clock.now()) / 2;
  if (answer.ok) return { accepted: true, serverTimeMs: answer.value.serverTimeMs, midwayMs };
  const { error, serverTimeMs } = answer.error;
  const isRefused = error.type === 'StoreUnauthorized' && error.code === 'woocommerce_rest_authentication_error';
  return { accepted: isRefused ? false : null, serverTimeMs, midwayMs };
}
