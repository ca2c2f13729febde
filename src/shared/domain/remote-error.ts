/**
 * What can go wrong between this computer and a store, as tagged values.
 * The wording lives with the screens; this file only names causes.
 */

/** Why no usable HTTP answer came. */
export type UnreachableCause = 'offline' | 'dns' | 'refused' | 'reset' | 'timeout' | 'tls' | 'aborted' | 'unknown';

/** What stood where JSON was expected, recognised by status, content type and first bytes. */
export type NotJsonCause =
  | 'maintenance'
  | 'captcha'
  | 'login'
  | 'redirect'
  | 'firewall'
  | 'php-notice'
  | 'byte-order-mark'
  | 'html'
  | 'truncated'
  | 'too-large'
  | 'empty'
  | 'wrong-shape';

export type StoreUnreachable = {
  readonly type: 'StoreUnreachable';
  readonly cause: UnreachableCause;
  readonly detail: string;
};
export type StoreUnauthorized = {
  readonly type: 'StoreUnauthorized';
  readonly status: number;
  readonly code: string;
  readonly message: string;
};
export type StoreForbidden = {
  readonly type: 'StoreForbidden';
  readonly status: number;
  readonly code: string;
  readonly message: string;
};
export type StoreRateLimited = { readonly type: 'StoreRateLimited'; readonly retryAfterMs: number | null };
/** The store understood and refused: 4xx, or one of the 5xx that WooCommerce uses for permanent refusals (refunds). */
export type StoreRejected = {
  readonly type: 'StoreRejected';
  readonly status: number;
  readonly code: string;
  /** Plain text: tags and entities of the store's message removed. */
  readonly message: string;
  /** The field of the request that was refused, where the store says so. */
  readonly field: string | null;
  /** The record that stands in the way (duplicate SKU, existing term), where the store says so. */
  readonly resourceId: number | null;
  /** An order that the store left behind although it refused the request (order with a coupon it does not know). */
  readonly draftOrderId?: number;
};
export type StoreFailed = {
  readonly type: 'StoreFailed';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs: number | null;
};
export type StoreSpeaksHtml = {
  readonly type: 'StoreSpeaksHtml';
  readonly status: number;
  readonly cause: NotJsonCause;
  readonly retryAfterMs: number | null;
  /** First characters of the body, one line, secrets removed. */
  readonly excerpt: string;
  /** Where a redirect points to: the address of a shop without its API part, without parameters. */
  readonly target?: string;
};

export type RemoteError =
  | StoreUnreachable
  | StoreUnauthorized
  | StoreForbidden
  | StoreRateLimited
  | StoreRejected
  | StoreFailed
  | StoreSpeaksHtml;

/** What the engine does next about an error. */
export type Recovery = 'retry' | 'retry-after-edit' | 'verify-first' | 'reconnect' | 'reconfigure' | 'give-up';
/** What an error means for a change that was being written. */
export type DataMeaning = 'kept-locally' | 'outcome-unknown';

/** Whether a write that failed may nevertheless have taken effect in the store. */
export type WriteEffect = 'none' | 'unknown';
