import type { EntityName } from './core/state.ts';

/** What can go wrong. The composed ones (first line) act beside others; of the rest the first matching rule decides. */
export type FaultKind =
  | 'latency'
  | 'clock-skew'
  | 'hidden-id'
  | 'stale-cache'
  | 'strip-authorization'
  | 'date-header'
  | 'torn-read'
  | 'rate-limit'
  | 'server-error'
  | 'bad-gateway'
  | 'gateway-timeout'
  | 'maintenance'
  | 'unauthorized'
  | 'forbidden'
  | 'captcha'
  | 'login-redirect'
  | 'https-redirect'
  | 'html-page'
  | 'php-notice'
  | 'byte-order-mark'
  | 'empty-body'
  | 'bad-gzip'
  | 'timeout-before'
  | 'timeout-after'
  | 'drop-before'
  | 'drop-after'
  | 'refused'
  | 'truncate'
  | 'stall'
  | 'slow-drip'
  | 'late-commit'
  | 'batch-prefix'
  | 'page-ceiling'
  | 'batch-ceiling';

export type FaultParams = {
  /** latency: every request waits `baseMs`, plus `perItemMs` for each item answered, plus up to `jitterMs`. */
  readonly baseMs?: number;
  readonly perItemMs?: number;
  readonly jitterMs?: number;
  /** clock-skew: added to the shop's clock while the rule stands. date-header: added to the `Date` header alone. */
  readonly skewMs?: number;
  /** torn-read: how long readers see the half-written product. stale-cache: how old a cached answer may be. */
  readonly forMs?: number;
  /** late-commit: when the write takes effect, stamped with the moment of the request. */
  readonly delayMs?: number;
  /** rate-limit, maintenance: the Retry-After header as it is sent; null sends none. */
  readonly retryAfter?: string | null;
  /** Status for `bad-gateway`, `captcha`, `html-page` and the redirects. */
  readonly status?: number;
  /** truncate, stall: how many bytes of the body arrive, half by default. slow-drip: bytes per second. */
  readonly bytes?: number;
  /** stale-cache: says nothing of itself in its headers. */
  readonly silent?: boolean;
  /** stale-cache: keeps one answer for all parameters whose name begins with `_`, but `_fields`. */
  readonly ignoresUnderscores?: boolean;
  /** stale-cache: keeps an answer for each `Authorization` header, so that strangers get none of it. */
  readonly varies?: boolean;
  /** page-ceiling: the largest `per_page` that this host bears. batch-ceiling: the most items that it takes. */
  readonly limit?: number;
  /** batch-prefix: how many items are applied before the answer is lost. */
  readonly items?: number;
  /** late-commit: `hang`, `drop` or `504`. page-ceiling: `500` or `hang`. batch-prefix: `504` or `hang`. */
  readonly answer?: 'hang' | 'drop' | '504' | '500';
  /** hidden-id: lists leave this record out, GET by id answers. */
  readonly entity?: EntityName;
  readonly id?: number;
  /** Error answers only: the shop does what was asked before the error is sent. */
  readonly afterEffect?: boolean;
};

export type FaultRule = {
  readonly kind: FaultKind;
  readonly match?: {
    /** One or more methods; `write` stands for all that are not GET or HEAD. */
    readonly method?: string | readonly string[];
    /** Start of the path below `/wp-json/wc/v3/`, e.g. `products`. */
    readonly pathPrefix?: string;
  };
  /** How often the rule strikes; unlimited by default. */
  readonly times?: number;
  /** Chance per matching request, 0 to 1; always by default. */
  readonly probability?: number;
  /** Lets so many matching requests pass first. */
  readonly afterRequests?: number;
  readonly params?: FaultParams;
};

export type FaultPlan = readonly FaultRule[];
