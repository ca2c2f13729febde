import type {
  DataMeaning,
  Recovery,
  RemoteError,
  StoreRejected,
  StoreSpeaksHtml,
  StoreUnauthorized,
  UnreachableCause,
  WriteEffect,
} from './remote-error.ts';

/** What to do next about an error, and what it means for the change that was being written. */
export type RecoveryAdvice = { readonly recovery: Recovery; readonly meaning: DataMeaning };

/**
 * Total over every remote error. `effect` is the gateway's own finding where there is one (it knows whether the
 * request ever left); without it the cautious reading of the error alone holds.
 */
export function recoveryFor(
  error: RemoteError,
  isWrite: boolean,
  effect: WriteEffect = effectOfWrite(error),
): RecoveryAdvice {
  if (isWrite && effect === 'unknown') return { recovery: 'verify-first', meaning: 'outcome-unknown' };
  return { recovery: recoveryOfKnownOutcome(error, isWrite), meaning: 'kept-locally' };
}

function recoveryOfKnownOutcome(error: RemoteError, isWrite: boolean): Recovery {
  switch (error.type) {
    case 'StoreUnreachable':
      return error.cause === 'tls' ? 'reconfigure' : 'retry';
    case 'StoreUnauthorized':
      return isReplayedNonce(error) ? 'retry' : 'reconnect';
    case 'StoreForbidden':
      return 'reconnect';
    case 'StoreRateLimited':
    case 'StoreFailed':
      return 'retry';
    case 'StoreRejected':
      return recoveryOfRefusal(error, isWrite);
    case 'StoreSpeaksHtml':
      return recoveryOfPage(error);
  }
}

function recoveryOfRefusal(error: StoreRejected, isWrite: boolean): Recovery {
  if (error.code === 'rest_no_route') return 'reconfigure';
  // Nothing about the request would make these succeed: the record is gone, or the store cannot do this at all.
  if (isGone(error) || error.status >= 500 || !isWrite) return 'give-up';
  return 'retry-after-edit';
}

function recoveryOfPage(error: StoreSpeaksHtml): Recovery {
  switch (error.cause) {
    case 'maintenance':
    case 'truncated':
    case 'empty':
      return 'retry';
    case 'html':
      return error.status >= 500 ? 'retry' : 'reconfigure';
    case 'captcha':
    case 'login':
    case 'redirect':
    case 'firewall':
    case 'php-notice':
    case 'byte-order-mark':
    case 'too-large':
    case 'wrong-shape':
      return 'reconfigure';
  }
}

/** Statuses whose page comes from in front of the store's program: the request never got to run. */
const NEVER_RAN = new Set([400, 401, 404, 405, 411, 413, 414, 415, 417, 421, 426, 428, 431, 521, 523, 525, 526]);

/**
 * Whether a write that ended in this error may have happened, judged from the error alone. Cautious: a page that
 * filters answers (a firewall's 403) may hide a success, so it counts as unknown.
 */
export function effectOfWrite(error: RemoteError): WriteEffect {
  switch (error.type) {
    case 'StoreUnreachable':
      return effectOfSilence(error.cause);
    case 'StoreUnauthorized':
      // The store has seen this very signature before: something on the way sent the request twice.
      return isReplayedNonce(error) ? 'unknown' : 'none';
    case 'StoreForbidden':
    case 'StoreRateLimited':
    case 'StoreRejected':
      return 'none';
    case 'StoreFailed':
      return 'unknown';
    case 'StoreSpeaksHtml':
      return effectOfPage(error);
  }
}

function effectOfSilence(cause: UnreachableCause): WriteEffect {
  switch (cause) {
    case 'offline':
    case 'dns':
    case 'refused':
    case 'tls':
      return 'none';
    case 'reset':
    case 'timeout':
    case 'aborted':
    case 'unknown':
      return 'unknown';
  }
}

function effectOfPage(error: StoreSpeaksHtml): WriteEffect {
  switch (error.cause) {
    case 'maintenance':
      return error.status === 503 ? 'none' : 'unknown';
    case 'redirect':
      return 'none';
    case 'login':
    case 'captcha':
      // A challenge stands before the store; as a 200 it could also be a page that a plugin put over the answer.
      return error.status >= 300 && error.status < 600 ? 'none' : 'unknown';
    case 'html':
    case 'empty':
      return NEVER_RAN.has(error.status) ? 'none' : 'unknown';
    case 'firewall':
    case 'php-notice':
    case 'byte-order-mark':
    case 'truncated':
    case 'too-large':
    case 'wrong-shape':
      return 'unknown';
  }
}

/** The store refused a signature because it was used before; signing again cures a read. */
export function isReplayedNonce(error: StoreUnauthorized): boolean {
  return error.code === 'woocommerce_rest_authentication_error' && /nonce/i.test(error.message);
}

const GONE_CODES = new Set([
  'woocommerce_rest_term_invalid',
  'woocommerce_rest_taxonomy_invalid',
  'wc_user_invalid_id',
  'woocommerce_rest_invalid_id',
]);

/**
 * The addressed record does not exist in the store. Products, orders and coupons answer a GET or DELETE with 404
 * and a PUT with 400, both with the same code. A missing route (`rest_no_route`) is no missing record.
 */
export function isGone(error: RemoteError): boolean {
  if (error.type !== 'StoreRejected' || (error.status !== 404 && error.status !== 400)) return false;
  return GONE_CODES.has(error.code) || /^woocommerce_rest_[a-z_]+_invalid_id$/.test(error.code);
}

/** A trash request for something that is in the trash already: what was wanted is so. */
export function isAlreadyTrashed(error: RemoteError): boolean {
  return error.type === 'StoreRejected' && error.code === 'woocommerce_rest_already_trashed';
}
