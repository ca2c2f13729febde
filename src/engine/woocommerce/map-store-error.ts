import { redact } from '../platform/redact.ts';
import { plainText } from './plain-text.ts';
import type { RemoteError } from '../../shared/domain/remote-error.ts';

export type StoreErrorBody = {
  readonly code: string;
  readonly message: string;
  readonly data: unknown;
};

/** Codes that WooCommerce sends with 500 although it refused on purpose: sending again gets the same answer. */
const REFUSALS_WITH_500 = new Set(['woocommerce_rest_cannot_create_order_refund', 'woocommerce_rest_cannot_delete']);

/** The field behind a code, where the body does not name it. */
const FIELD_BY_CODE: Readonly<Record<string, string>> = {
  product_invalid_sku: 'sku',
  woocommerce_rest_product_not_created: 'sku',
  product_invalid_global_unique_id: 'global_unique_id',
  term_exists: 'name',
  woocommerce_rest_coupon_code_already_exists: 'code',
  'registration-error-email-exists': 'email',
  'registration-error-invalid-email': 'email',
  customer_invalid_email: 'email',
  'registration-error-username-exists': 'username',
  'registration-error-invalid-username': 'username',
  existing_user_login: 'username',
  woocommerce_rest_invalid_coupon: 'coupon_lines',
  woocommerce_rest_invalid_item_id: 'line_items',
  woocommerce_rest_required_product_reference: 'line_items',
  woocommerce_rest_invalid_customer_id: 'customer_id',
  woocommerce_product_image_upload_error: 'images',
  woocommerce_product_invalid_image_id: 'images',
  woocommerce_rest_product_exists: 'id',
};

/** The body as WooCommerce's error object, or null when it is something else. Coupons have a `code` too, but no `message`. */
export function readErrorBody(body: unknown): StoreErrorBody | null {
  if (!isRecord(body)) return null;
  const { code, message } = body;
  if ((typeof code !== 'string' && typeof code !== 'number') || typeof message !== 'string') return null;
  return { code: String(code), message, data: body['data'] };
}

/** The status inside an error body: `data.status`, or `data` itself (refunds send `data: 500`). */
export function statusInBody(error: StoreErrorBody): number | null {
  const status = isRecord(error.data) ? error.data['status'] : error.data;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : null;
}

/**
 * A JSON error answer as a tagged value. Pure and total: a body that is no WooCommerce error gets the code
 * `unknown_error`. The message is plain text without the given secrets.
 */
export function mapStoreError(
  answer: { readonly status: number; readonly body: unknown; readonly retryAfterMs: number | null },
  secrets: readonly string[],
): RemoteError {
  const { status, retryAfterMs } = answer;
  const error = readErrorBody(answer.body) ?? { code: 'unknown_error', message: looseMessage(answer.body), data: null };
  const code = redact(error.code, secrets).slice(0, 120);
  const message = redact(plainText(error.message), secrets);
  if (status === 429) return { type: 'StoreRateLimited', retryAfterMs };
  if (status === 401) return { type: 'StoreUnauthorized', status, code, message };
  if (status === 403) return { type: 'StoreForbidden', status, code, message };
  if (status === 408 || status === 425) return { type: 'StoreFailed', status, code, message, retryAfterMs };
  if (status < 500 || status === 501 || REFUSALS_WITH_500.has(code)) {
    const field = fieldOf(error, message);
    const draftOrderId = numberIn(error.data, 'new_draft_order_id');
    return {
      type: 'StoreRejected',
      status,
      code,
      message,
      field: field === null ? null : redact(field, secrets).slice(0, 120),
      resourceId: numberIn(error.data, 'resource_id'),
      ...(draftOrderId === null ? {} : { draftOrderId }),
    };
  }
  return { type: 'StoreFailed', status, code, message, retryAfterMs };
}

function fieldOf(error: StoreErrorBody, message: string): string | null {
  const params = isRecord(error.data) ? error.data['params'] : undefined;
  const names: readonly unknown[] = Array.isArray(params) ? params : isRecord(params) ? Object.keys(params) : [];
  const first = names.find((name) => typeof name === 'string' && name !== '');
  if (typeof first === 'string') return nestedField(first, error.data);
  // One code for several troubles: of an attribute's slug it starts with the word itself.
  if (error.code === 'woocommerce_rest_cannot_create' && /^slug\b/i.test(message)) return 'slug';
  return Object.hasOwn(FIELD_BY_CODE, error.code) ? (FIELD_BY_CODE[error.code] ?? null) : null;
}

/** `billing` becomes `billing[email]` where the details say which part was refused. */
function nestedField(name: string, data: unknown): string {
  const details = isRecord(data) ? data['details'] : undefined;
  const detail = isRecord(details) ? details[name] : undefined;
  const inner = isRecord(detail) && isRecord(detail['data']) ? detail['data']['param'] : undefined;
  return typeof inner === 'string' && inner !== '' ? inner : name;
}

function numberIn(data: unknown, key: string): number | null {
  const value = isRecord(data) ? data[key] : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}

/** Gateways and proxies have their own error shapes; their sentence is better than none. */
function looseMessage(body: unknown): string {
  if (typeof body === 'string') return body;
  if (!isRecord(body)) return '';
  const candidates = [body['message'], body['error'], body['error_description'], body['detail'], body['title']];
  return candidates.find((value): value is string => typeof value === 'string') ?? '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
