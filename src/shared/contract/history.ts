import { z } from 'zod';
import { domainError, entityName, id } from './common.ts';

export const historyEntry = z.object({
  sequence: z.number(),
  /** Column name. */
  field: z.string(),
  oldValue: z.unknown(),
  newValue: z.unknown(),
  /** `you`: a person here; `store`: seen in the shop; `merge`: both sides put together. */
  author: z.enum(['you', 'store', 'merge']),
  /** The colleague who that person was; null where it was somebody at this computer. */
  person: z.string().nullish(),
  runId: z.string().nullable(),
  batchId: z.string().nullable(),
  changedAt: z.string(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;

export const bulkOutcome = z.object({
  batchId: z.string(),
  changed: z.number(),
  refused: z.array(z.object({ entity: entityName, id: z.string(), error: domainError })),
});

export const historyMethods = {
  /** Changes of one record, newest first. */
  'history.list': {
    input: z.object({ entity: entityName, id, limit: z.number().int().min(1).max(1000).default(100) }),
    output: z.array(historyEntry),
  },
  /** Brings one field back to what it was before a change, as an edit that waits to be sent. */
  'history.restoreField': { input: z.object({ sequence: z.number().int() }), output: z.object({}) },
  /** Brings a record back to what it was right after a change (0: before its first). */
  'history.restoreRecord': {
    input: z.object({ entity: entityName, id, sequence: z.number().int().min(0) }),
    output: z.object({}),
  },
  /** The same changes on many records; refused ones are named and stay as they were. */
  'records.editMany': {
    input: z.object({
      entity: entityName,
      ids: z.array(id).min(1).max(10_000),
      changes: z.record(z.string(), z.unknown()),
      locale: z.string().default('en'),
    }),
    output: bulkOutcome,
  },
  /**
   * Takes back a bulk edit; a field that was changed since keeps what it has now. Also in parts: `skip` records were
   * done, `limit` are done now, `left` remain; `into` is the name that the first part answered.
   */
  'history.restoreBatch': {
    input: z.object({
      batchId: id,
      skip: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(100_000).default(100_000),
      into: id.nullable().default(null),
    }),
    output: bulkOutcome.extend({ left: z.number() }),
  },
} as const;
