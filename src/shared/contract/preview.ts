import { z } from 'zod';
import { LISTED_ENTITIES } from '../domain/entities.ts';
import { entityName, id } from './common.ts';

const entityCounts = z.object({
  fetched: z.number(),
  created: z.number(),
  updated: z.number(),
  deleted: z.number(),
  unchanged: z.number(),
  pushed: z.number(),
  failed: z.number(),
  conflicts: z.number(),
});

/** One change that would not arrive as it was meant. */
export const prediction = z.object({
  operationId: z.string(),
  entity: entityName,
  recordId: z.string(),
  wooId: z.number().nullable(),
  label: z.string(),
  /** The store says no; drops the value without a word; or loads a picture that it has. */
  effect: z.enum(['refused', 'not-kept', 'uploaded-again']),
  /** A line of the error catalogue. */
  code: z.string(),
  httpStatus: z.number().nullable(),
  field: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type PredictionView = z.infer<typeof prediction>;

const cost = z.object({ requests: z.number(), minutes: z.number() });

/** What the next run of a store would do, as far as it can be known. */
export const preview = z.object({
  storeId: z.string(),
  kind: z.enum(['first', 'incremental', 'census', 'full']),
  ok: z.boolean(),
  /** Why the store could not be read: a `RunProblem`, or null. */
  problem: z.unknown().nullable(),
  entities: z.record(z.enum(LISTED_ENTITIES), entityCounts),
  predicted: z.array(prediction),
  missing: z.array(z.object({ entity: entityName, once: z.number(), twice: z.number(), held: z.boolean() })),
  cost: cost.extend({ pull: cost, push: cost, measured: z.enum(['earlier-runs', 'now', 'never']) }),
  /** Requests that the preview itself made. */
  requests: z.number(),
  computedAt: z.string().nullable(),
});
export type Preview = z.infer<typeof preview>;

export const previewMethods = {
  /**
   * What the next run would do. Reads the store where no earlier preview holds, or with `anew`; changes nothing.
   * `asIfSending`: what a watched store would be sent.
   */
  'sync.preview': {
    input: z.object({ storeId: id, anew: z.boolean().default(false), asIfSending: z.boolean().default(false) }),
    output: preview,
  },
} as const;
