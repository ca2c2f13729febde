import type { Action } from './auth.ts';
import type { Context, Reply } from './context.ts';
import type { Schema } from './schema.ts';

export type Endpoint = {
  readonly action: Action;
  readonly schema: Schema;
  readonly handle: (context: Context) => Reply;
};

export type Route = {
  /** Relative to `/wp-json/wc/v3/`, with `:name` for whole numbers and `$name` for words. */
  readonly pattern: string;
  readonly get?: Endpoint;
  readonly post?: Endpoint;
  /** PUT, PATCH and POST are the same partial update. */
  readonly edit?: Endpoint;
  readonly remove?: Endpoint;
  /** Routes that older versions do not have. */
  readonly since?: 'flat-variations';
};
