import type { SyncErrorRow } from '../../../shared/contract/sync.ts';

/** What lies behind the store's error codes, as far as a person can act on it. */
export const ERROR_CAUSES = [
  'sku-taken',
  'gtin-taken',
  'term-exists',
  'attribute-refused',
  'coupon-exists',
  'email-taken',
  'username-taken',
  'gone',
  'bad-value',
  'missing-value',
  'image-refused',
  'coupon-not-valid',
  'line-unknown',
  'refund-refused',
  'key-may-not',
  'not-created',
  'store-failed',
  'other',
] as const;
export type ErrorCause = (typeof ERROR_CAUSES)[number];

const CAUSE_OF_CODE: Readonly<Record<string, ErrorCause>> = {
  product_invalid_sku: 'sku-taken',
  // The same, told by a lost race, or because the owner of the SKU lies in the trash.
  woocommerce_rest_product_not_created: 'sku-taken',
  product_invalid_global_unique_id: 'gtin-taken',
  term_exists: 'term-exists',
  woocommerce_rest_cannot_create: 'attribute-refused',
  woocommerce_rest_coupon_code_already_exists: 'coupon-exists',
  'registration-error-email-exists': 'email-taken',
  'registration-error-invalid-email': 'bad-value',
  'registration-error-username-exists': 'username-taken',
  existing_user_login: 'username-taken',
  rest_invalid_param: 'bad-value',
  rest_invalid_json: 'bad-value',
  rest_missing_callback_param: 'missing-value',
  woocommerce_product_image_upload_error: 'image-refused',
  woocommerce_product_invalid_image_id: 'image-refused',
  woocommerce_rest_invalid_coupon: 'coupon-not-valid',
  woocommerce_rest_invalid_item_id: 'line-unknown',
  woocommerce_rest_cannot_create_order_refund: 'refund-refused',
  woocommerce_rest_cannot_view: 'key-may-not',
  woocommerce_rest_cannot_edit: 'key-may-not',
  woocommerce_rest_cannot_delete: 'key-may-not',
  woocommerce_rest_cannot_batch: 'key-may-not',
  woocommerce_rest_authentication_error: 'key-may-not',
  wc_user_invalid_id: 'gone',
  woocommerce_rest_invalid_product_id: 'gone',
  woocommerce_rest_term_invalid: 'gone',
  woocommerce_rest_taxonomy_invalid: 'gone',
  rest_no_route: 'store-failed',
  internal_server_error: 'store-failed',
};

/** The cause behind a code; families of codes are known by their ending. */
export function causeOf(error: Pick<SyncErrorRow, 'code' | 'httpStatus'>): ErrorCause {
  const known = CAUSE_OF_CODE[error.code];
  if (known) return known;
  if (error.code.endsWith('_invalid_id') || error.httpStatus === 404) return 'gone';
  if (/_(cannot_(view|edit|delete|batch))$/.test(error.code) || error.httpStatus === 401 || error.httpStatus === 403)
    return 'key-may-not';
  if (error.code.endsWith('_not_created')) return 'not-created';
  return (error.httpStatus ?? 0) >= 500 ? 'store-failed' : 'other';
}

export type ErrorGroup = {
  readonly cause: ErrorCause;
  /** Newest first. */
  readonly errors: readonly SyncErrorRow[];
  readonly lastAt: string;
};

/** Refused records under their causes; the cause that holds most records stands first. */
export function groupErrors(errors: readonly SyncErrorRow[]): readonly ErrorGroup[] {
  const byCause = new Map<ErrorCause, SyncErrorRow[]>();
  for (const error of errors) {
    const cause = causeOf(error);
    byCause.set(cause, [...(byCause.get(cause) ?? []), error]);
  }
  return [...byCause]
    .map(([cause, members]) => {
      const sorted = members.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
      return { cause, errors: sorted, lastAt: sorted[0]?.createdAt ?? '' };
    })
    .sort((a, b) => b.errors.length - a.errors.length || b.lastAt.localeCompare(a.lastAt));
}
