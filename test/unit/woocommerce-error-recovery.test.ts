import { describe, expect, test } from 'vitest';
import { effectOfWrite, isAlreadyTrashed, isGone, recoveryFor } from '../../src/shared/domain/error-recovery.ts';
import type { NotJsonCause, RemoteError, UnreachableCause } from '../../src/shared/domain/remote-error.ts';

const unreachable = (cause: UnreachableCause): RemoteError => ({ type: 'StoreUnreachable', cause, detail: '' });
const page = (cause: NotJsonCause, status: number): RemoteError => ({
  type: 'StoreSpeaksHtml',
  status,
  cause,
  retryAfterMs: null,
  excerpt: '',
});
const rejected = (code: string, status = 400): RemoteError => ({
  type: 'StoreRejected',
  status,
  code,
  message: '',
  field: null,
  resourceId: null,
});
const unauthorized = (message: string): RemoteError => ({
  type: 'StoreUnauthorized',
  status: 401,
  code: 'woocommerce_rest_authentication_error',
  message,
});
const forbidden: RemoteError = {
  type: 'StoreForbidden',
  status: 403,
  code: 'woocommerce_rest_cannot_edit',
  message: '',
};
const failed: RemoteError = {
  type: 'StoreFailed',
  status: 500,
  code: 'internal_server_error',
  message: '',
  retryAfterMs: null,
};

describe('recoveryFor', () => {
  test.each<[string, RemoteError, string, string, string]>([
    // name, error, recovery of a read, recovery of a write, meaning for a write
    ['refused connection', unreachable('refused'), 'retry', 'retry', 'kept-locally'],
    ['no network', unreachable('offline'), 'retry', 'retry', 'kept-locally'],
    ['unknown host', unreachable('dns'), 'retry', 'retry', 'kept-locally'],
    ['bad certificate', unreachable('tls'), 'reconfigure', 'reconfigure', 'kept-locally'],
    ['time-out', unreachable('timeout'), 'retry', 'verify-first', 'outcome-unknown'],
    ['reset', unreachable('reset'), 'retry', 'verify-first', 'outcome-unknown'],
    ['abort', unreachable('aborted'), 'retry', 'verify-first', 'outcome-unknown'],
    ['unknown trouble', unreachable('unknown'), 'retry', 'verify-first', 'outcome-unknown'],
    ['bad key', unauthorized('Consumer key is invalid.'), 'reconnect', 'reconnect', 'kept-locally'],
    [
      'replayed nonce',
      unauthorized('Invalid nonce - nonce has already been used.'),
      'retry',
      'verify-first',
      'outcome-unknown',
    ],
    ['missing capability', forbidden, 'reconnect', 'reconnect', 'kept-locally'],
    ['rate limit', { type: 'StoreRateLimited', retryAfterMs: 5 }, 'retry', 'retry', 'kept-locally'],
    ['fatal error', failed, 'retry', 'verify-first', 'outcome-unknown'],
    ['duplicate SKU', rejected('product_invalid_sku'), 'give-up', 'retry-after-edit', 'kept-locally'],
    ['record gone (PUT)', rejected('woocommerce_rest_product_invalid_id', 400), 'give-up', 'give-up', 'kept-locally'],
    [
      'refused refund',
      rejected('woocommerce_rest_cannot_create_order_refund', 500),
      'give-up',
      'give-up',
      'kept-locally',
    ],
    ['no trash', rejected('woocommerce_rest_trash_not_supported', 501), 'give-up', 'give-up', 'kept-locally'],
    ['no such route', rejected('rest_no_route', 404), 'reconfigure', 'reconfigure', 'kept-locally'],
    ['maintenance', page('maintenance', 503), 'retry', 'retry', 'kept-locally'],
    ['bad gateway', page('html', 502), 'retry', 'verify-first', 'outcome-unknown'],
    ['page not found', page('html', 404), 'reconfigure', 'reconfigure', 'kept-locally'],
    ['redirect', page('redirect', 301), 'reconfigure', 'reconfigure', 'kept-locally'],
    ['login', page('login', 302), 'reconfigure', 'reconfigure', 'kept-locally'],
    ['challenge', page('captcha', 403), 'reconfigure', 'reconfigure', 'kept-locally'],
    ['challenge as a good status', page('captcha', 202), 'reconfigure', 'verify-first', 'outcome-unknown'],
    ['firewall', page('firewall', 403), 'reconfigure', 'verify-first', 'outcome-unknown'],
    ['notice', page('php-notice', 200), 'reconfigure', 'verify-first', 'outcome-unknown'],
    ['byte order mark', page('byte-order-mark', 200), 'reconfigure', 'verify-first', 'outcome-unknown'],
    ['wrong shape', page('wrong-shape', 200), 'reconfigure', 'verify-first', 'outcome-unknown'],
    ['too large', page('too-large', 200), 'reconfigure', 'verify-first', 'outcome-unknown'],
    ['cut', page('truncated', 200), 'retry', 'verify-first', 'outcome-unknown'],
    ['empty', page('empty', 200), 'retry', 'verify-first', 'outcome-unknown'],
  ])('%s', (_, error, read, write, meaning) => {
    expect(recoveryFor(error, false)).toEqual({ recovery: read, meaning: 'kept-locally' });
    expect(recoveryFor(error, true)).toEqual({ recovery: write, meaning });
    expect(effectOfWrite(error)).toBe(meaning === 'outcome-unknown' ? 'unknown' : 'none');
  });

  test('what the gateway knows about the effect counts more than the error alone', () => {
    expect(recoveryFor(unreachable('timeout'), true, 'none')).toEqual({ recovery: 'retry', meaning: 'kept-locally' });
    expect(recoveryFor(rejected('x'), true, 'unknown')).toEqual({
      recovery: 'verify-first',
      meaning: 'outcome-unknown',
    });
  });
});

test.each([
  ['woocommerce_rest_product_invalid_id', 404, true],
  ['woocommerce_rest_product_invalid_id', 400, true],
  ['woocommerce_rest_product_variation_invalid_id', 404, true],
  ['woocommerce_rest_shop_order_invalid_id', 404, true],
  ['woocommerce_rest_shop_coupon_invalid_id', 400, true],
  ['woocommerce_rest_term_invalid', 404, true],
  ['woocommerce_rest_taxonomy_invalid', 404, true],
  ['wc_user_invalid_id', 404, true],
  ['woocommerce_rest_invalid_product_id', 404, false],
  ['woocommerce_rest_invalid_item_id', 400, false],
  ['woocommerce_rest_invalid_customer_id', 400, false],
  ['woocommerce_product_invalid_image_id', 400, false],
  ['product_invalid_global_unique_id', 400, false],
  ['rest_no_route', 404, false],
  ['woocommerce_rest_already_trashed', 410, false],
])('%s with %i says that the record is gone: %s', (code, status, gone) => {
  expect(isGone(rejected(code, status))).toBe(gone);
});

test('only a JSON refusal proves that a record is gone or in the trash', () => {
  for (const error of [page('html', 404), unreachable('timeout'), forbidden, failed]) {
    expect(isGone(error)).toBe(false);
    expect(isAlreadyTrashed(error)).toBe(false);
  }
  expect(isAlreadyTrashed(rejected('woocommerce_rest_already_trashed', 410))).toBe(true);
});
