import { z } from 'zod';
import { domainError, entityName, id } from './common.ts';
import { listInput } from './records.ts';

/** Records per call: a part takes the engine a fraction of a second, and other questions are answered between parts. */
export const BULK_PART = 50;

const rounding = z.union([
  z.object({ decimals: z.number().int().min(0).max(4) }),
  z.object({ ending: z.number().int().min(0).max(99) }),
]);
const typed = z.string().max(100);
const priceChange = z.discriminatedUnion('op', [
  z.object({ op: z.literal('set'), value: typed }),
  z.object({ op: z.enum(['raise', 'lower', 'raise_percent', 'lower_percent']), value: typed, rounding }),
  /** For the sale price: so many percent below the regular price as it will be. */
  z.object({ op: z.literal('below_regular_percent'), value: typed, rounding }),
  z.object({ op: z.literal('clear') }),
]);

/** One change for many products, each from its own values; values as they are typed. Fields that are absent stay. */
export const bulkChange = z.object({
  regular_price: priceChange.optional(),
  sale_price: priceChange.optional(),
  /** A day or moment; empty takes it away. */
  date_on_sale_from: typed.optional(),
  date_on_sale_to: typed.optional(),
  stock: z.object({ op: z.enum(['set', 'raise', 'lower']), value: typed }).optional(),
  stock_status: typed.optional(),
  status: typed.optional(),
  /** The store's ids. */
  categories: z.object({ add: z.array(z.number().int()), remove: z.array(z.number().int()) }).optional(),
});
export type BulkChangeInput = z.infer<typeof bulkChange>;

const part = { ids: z.array(id).min(1).max(500), change: bulkChange, locale: z.string().default('en') };

/** What a bulk edit means for one record; neither changes nor a refusal: it stays as it is. */
export const bulkRow = z.object({
  id: z.string(),
  label: z.string(),
  /** Column, value before and after. */
  changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
  refused: domainError.nullable(),
});
export type BulkRow = z.infer<typeof bulkRow>;

export const bulkMethods = {
  /** The ids of a list, in its order, without their rows: for selecting many. */
  'records.ids': {
    input: listInput.extend({ limit: z.number().int().min(1).max(100_000).default(100_000) }),
    output: z.object({ total: z.number(), ids: z.array(z.string()) }),
  },
  /** What a bulk edit would do to each of these products, by the rules of the edit itself. Changes nothing. */
  'bulk.preview': { input: z.object(part), output: z.array(bulkRow) },
  /**
   * One part of a bulk edit. `batchId` null begins one; the answer's name goes with the next parts and takes all of
   * them back (`history.restoreBatch`). Refused records stay as they were.
   */
  'bulk.apply': {
    input: z.object({ batchId: id.nullable(), ...part }),
    output: z.object({
      batchId: z.string(),
      changed: z.number(),
      unchanged: z.number(),
      refused: z.array(z.object({ entity: entityName, id: z.string(), label: z.string(), error: domainError })),
    }),
  },
  /** How many records a bulk edit changed; 0 when nothing of it is known. */
  'bulk.size': { input: z.object({ batchId: id }), output: z.object({ records: z.number() }) },
} as const;
