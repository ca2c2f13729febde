import type { RestError } from './errors.ts';
import type { ShopState } from './state.ts';

/** Everything a handler may know about the moment and the request. Nothing else reaches the shop's logic. */
export type Context = {
  readonly state: ShopState;
  readonly nowMs: number;
  readonly nowSec: number;
  readonly random: () => number;
  /** Named parts of the path: `{id: '12', product_id: '3'}`. */
  readonly path: Readonly<Record<string, string>>;
  /** Query and body together, checked and converted where a schema exists. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Who writes, for the ledger. */
  readonly source: 'rest' | 'admin';
};

export type Reply =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly links?: unknown;
    }
  /** A list: already serialised JSON and its totals. */
  | {
      readonly kind: 'list';
      readonly items: readonly string[];
      readonly total: number;
      readonly totalPages: number;
      readonly page: number;
      readonly paged: boolean;
    }
  | { readonly kind: 'raw'; readonly status: number; readonly json: string }
  | { readonly kind: 'error'; readonly error: RestError };

export function json(status: number, body: unknown, headers?: Readonly<Record<string, string>>): Reply {
  return headers === undefined ? { kind: 'json', status, body } : { kind: 'json', status, body, headers };
}

export function failed(error: RestError): Reply {
  return { kind: 'error', error };
}

export function pathId(context: Context, name = 'id'): number {
  return Number(context.path[name] ?? 0);
}

/** The moment and the dice of one request; nothing else from outside reaches the shop. */
export type Moment = { readonly nowMs: number; readonly random: () => number };
