import type { JsonObject } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { asId } from './projections/read-json.ts';
import type { StoreAnswer, StoreFailure, StoreGateway, StoreQuery } from './store-gateway.ts';

/** A place in a collection ordered by ascending id: the last id read, and how many rows stood before and at it. */
export type PagePosition = { readonly lastId: number; readonly seen: number };
export const START: PagePosition = { lastId: 0, seen: 0 };

export type Page = {
  /** Rows with ids above the last one read. */
  readonly rows: readonly JsonObject[];
  /** The place after this page. */
  readonly position: PagePosition;
  /** Rows of the whole collection as the store counts them; null where it does not. */
  readonly total: number | null;
  readonly serverTimeMs: number | null;
  readonly last: boolean;
};

export type PageReaderOptions = {
  readonly gateway: StoreGateway;
  readonly path: string;
  readonly query: StoreQuery;
  readonly from: PagePosition;
  /** Rows asked for at once; may shrink when the host does not bear it. */
  readonly pageSize: number;
  /** Pages asked for ahead of the one being stored. */
  readonly ahead: number;
  readonly signal: AbortSignal;
  /** The answer for the first page, where it was asked for before this reader began. */
  readonly first?: Promise<PageAnswer>;
  /** Stops after this many pages; the rest is for another time. */
  readonly maxPages?: number;
  readonly onPageSizeChange?: (pageSize: number) => void;
};

const SMALLEST_PAGE = 10;

/**
 * Reads a collection in ascending id order and hands on each page once, in order. Each page begins with the last row
 * of the one before: when a deletion in between shifted the rows, the anchor is missing and the reader steps back
 * until it stands on known ground, so no row is skipped. `onPage` returns false to stop. [PULL2, PULL3]
 */
export async function readPages(
  options: PageReaderOptions,
  onPage: (page: Page) => boolean | Promise<boolean>,
): Promise<Result<{ readonly complete: boolean }, StoreFailure>> {
  const window = createWindow(options);
  let { lastId, seen } = options.from;
  let offset = Math.max(0, seen - 1);
  let stepBack = 0;
  for (let pages = 0; ;) {
    const answer = await window.take(offset);
    if (!answer.ok) {
      if (window.shrink(answer.error)) continue;
      return answer;
    }
    const rows = answer.value.body as readonly JsonObject[];
    // A row without a usable id is handed on, to be counted as unreadable; it stands nowhere in the order. [HOSTILE3]
    const ids = rows.map((row) => asId(row['id']));
    const known = ids.filter((id) => id !== null);
    if (known.some((id, index) => index > 0 && id <= (known[index - 1] ?? 0))) return err(wrongOrder(answer.value));
    if (offset > 0 && (ids[0] === undefined || (ids[0] !== null && ids[0] > lastId))) {
      stepBack = Math.max(1, stepBack * 2);
      offset = Math.max(0, offset - stepBack);
      window.clear();
      continue;
    }
    stepBack = 0;
    seen = offset + rows.length;
    const { total } = answer.value;
    const last = rows.length < window.pageSize() || (total !== null && seen >= total);
    const fresh = rows.filter((_, index) => (ids[index] ?? Number.POSITIVE_INFINITY) > lastId);
    lastId = known.at(-1) ?? lastId;
    pages += 1;
    const wanted = (options.maxPages ?? Number.POSITIVE_INFINITY) - pages;
    if (!last && wanted > 0) window.prefetch(seen - 1, total, wanted);
    const goOn = await onPage({
      rows: fresh,
      position: { lastId, seen },
      total,
      serverTimeMs: answer.value.serverTimeMs,
      last,
    });
    if (last) return ok({ complete: true });
    if (!goOn || pages >= (options.maxPages ?? Number.POSITIVE_INFINITY)) {
      window.clear();
      return ok({ complete: false });
    }
    offset = seen - 1;
  }
}

export type PageAnswer = Result<StoreAnswer, StoreFailure>;

/** The requests in flight, by offset. */
function createWindow(options: PageReaderOptions) {
  let pageSize = Math.max(2, options.pageSize);
  let inFlight = new Map<number, Promise<PageAnswer>>();
  if (options.first !== undefined && options.from.seen === 0) inFlight.set(0, options.first);
  let abort = new AbortController();

  const fetchPage = (offset: number): Promise<PageAnswer> =>
    options.gateway.request({
      method: 'GET',
      path: options.path,
      query: { ...options.query, per_page: pageSize, offset },
      expect: 'list',
      signal: AbortSignal.any([options.signal, abort.signal]),
    });

  const clear = (): void => {
    abort.abort();
    abort = new AbortController();
    for (const waiting of inFlight.values()) waiting.catch(() => undefined);
    inFlight = new Map();
  };

  return {
    pageSize: () => pageSize,
    clear,
    take: (offset: number): Promise<PageAnswer> => {
      const waiting = inFlight.get(offset) ?? fetchPage(offset);
      inFlight.delete(offset);
      return waiting;
    },
    prefetch: (from: number, total: number | null, wanted: number): void => {
      for (let index = 0; index < Math.min(options.ahead, wanted); index += 1) {
        const offset = from + index * (pageSize - 1);
        if (index > 0 && (total === null || offset + 1 >= total)) return;
        if (inFlight.size >= options.ahead) return;
        if (!inFlight.has(offset)) inFlight.set(offset, fetchPage(offset));
      }
    },
    /** Asks for less at a time when the host failed over the size of the page; false when that cannot help. */
    shrink: (failure: StoreFailure): boolean => {
      const { error } = failure;
      const tooMuch =
        error.type === 'StoreFailed' ||
        (error.type === 'StoreUnreachable' && error.cause === 'timeout') ||
        (error.type === 'StoreSpeaksHtml' && (error.cause === 'truncated' || error.cause === 'too-large'));
      if (!tooMuch || pageSize <= SMALLEST_PAGE || options.signal.aborted) return false;
      clear();
      pageSize = Math.max(SMALLEST_PAGE, Math.floor(pageSize / 2));
      options.onPageSizeChange?.(pageSize);
      return true;
    },
  };
}

function wrongOrder(answer: StoreAnswer): StoreFailure {
  return {
    error: {
      type: 'StoreSpeaksHtml',
      status: answer.status,
      cause: 'wrong-shape',
      retryAfterMs: null,
      excerpt: 'the list does not come in ascending order of ids',
    },
    effect: 'none',
    serverTimeMs: answer.serverTimeMs,
  };
}
