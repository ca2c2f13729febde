import { isReplayedNonce } from '../../shared/domain/error-recovery.ts';
import type { Random } from '../platform/deps.ts';
import type { RemoteError } from '../../shared/domain/remote-error.ts';
import type { GatewayLimits } from './gateway-limits.ts';

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

/** Whether the same read may well succeed a little later. */
export function isPassing(error: RemoteError): boolean {
  switch (error.type) {
    case 'StoreUnreachable':
      return error.cause !== 'tls' && error.cause !== 'aborted';
    case 'StoreUnauthorized':
      return isReplayedNonce(error);
    case 'StoreRateLimited':
    case 'StoreFailed':
      return true;
    case 'StoreForbidden':
    case 'StoreRejected':
      return false;
    case 'StoreSpeaksHtml':
      if (error.cause === 'html') return error.status >= 500;
      return error.cause === 'maintenance' || error.cause === 'truncated' || error.cause === 'empty';
  }
}

/** The store is overloaded or away, as opposed to refusing something. */
export function isStrain(error: RemoteError): boolean {
  return error.type === 'StoreRateLimited' || (isPassing(error) && error.type !== 'StoreUnauthorized');
}

export function retryAfterIn(error: RemoteError): number | null {
  return 'retryAfterMs' in error ? error.retryAfterMs : null;
}

/**
 * Milliseconds to wait before the next try of a read, or null to give up. Full jitter: anything between nothing and
 * the doubled back-off, so that many desktops do not come back in step; on top of `Retry-After` where there is one.
 */
export function delayBeforeRetry(
  state: { readonly error: RemoteError; readonly attempt: number; readonly elapsedMs: number },
  limits: GatewayLimits,
  random: Random,
): number | null {
  if (state.attempt >= limits.attempts || !isPassing(state.error)) return null;
  const asked = retryAfterIn(state.error);
  if (asked !== null && asked > limits.patienceMs) return null;
  const backOffMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (state.attempt - 1));
  const delayMs = Math.round((asked ?? 0) + random.next() * backOffMs);
  return state.elapsedMs + delayMs >= limits.giveUpAfterMs ? null : delayMs;
}
