import type { Context } from './context.ts';
import type { Outcome } from './errors.ts';
import type { Schema } from './schema.ts';

/** What the single and the batch routes of one kind of record have in common. Bodies are rendered records. */
export type Resource = {
  readonly create: (context: Context, params: Readonly<Record<string, unknown>>) => Outcome<unknown>;
  readonly update: (context: Context, id: number, params: Readonly<Record<string, unknown>>) => Outcome<unknown>;
  readonly remove: (context: Context, id: number, force: boolean) => Outcome<unknown>;
  readonly read: (context: Context, id: number) => Outcome<unknown>;
  readonly writeSchema: Schema;
  /** Parameters that must be given when creating. */
  readonly required: readonly string[];
};
