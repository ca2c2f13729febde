import type { Result } from '../../shared/result.ts';
import type { RemoteError } from '../../shared/domain/remote-error.ts';

export type StoreQuery = Readonly<Record<string, string | number | boolean>>;

export type StoreRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/wp-json/wc/v3/`, without a leading slash: `products/12`. */
  readonly path: string;
  readonly query?: StoreQuery;
  readonly body?: unknown;
  /** What a good body is; anything else is `StoreSpeaksHtml{cause:'wrong-shape'}` and never moves a cursor. */
  readonly expect: 'list' | 'object';
  /** Bypass caches between us and the shop: for every read that decides a write. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
};

export type StoreAnswer = {
  readonly status: number;
  /** Parsed JSON. */
  readonly body: unknown;
  /** X-WP-Total and X-WP-TotalPages, null where absent. */
  readonly total: number | null;
  readonly totalPages: number | null;
  /** The shop's clock from the `Date` header, epoch ms; null where absent or unreadable. */
  readonly serverTimeMs: number | null;
  readonly durationMs: number;
};

/** A failed request: the cause, and whether a write may nevertheless have taken effect. */
export type StoreFailure = {
  readonly error: RemoteError;
  /** `none`: the store surely did nothing. `unknown`: a write may have happened, look before trying again. */
  readonly effect: 'none' | 'unknown';
  readonly serverTimeMs: number | null;
};

/**
 * One store's API. Reads are retried inside (bounded, full jitter, Retry-After honoured), writes never are:
 * a write that got no clear answer returns `effect: 'unknown'`.
 */
export interface StoreGateway {
  readonly request: (request: StoreRequest) => Promise<Result<StoreAnswer, StoreFailure>>;
  /** Requests that left this computer since creation, retries included. */
  readonly requestCount: () => number;
}
