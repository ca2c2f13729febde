import { z } from 'zod';
import { ERROR_CAUSES, ERROR_CLASSES, ERROR_HELPERS, ERROR_MEANINGS, SAFE_ACTIONS } from '../domain/error-classes.ts';
import { entityName, id } from './common.ts';
import { runKind } from './sync.ts';

const fingerprint = z.string().min(1).max(400);
const errorClass = z.enum(ERROR_CLASSES);

/** From the error catalogue; the renderer words the tags. */
export const errorAdvice = z.object({
  what: z.enum(ERROR_CAUSES),
  meaning: z.enum(ERROR_MEANINGS),
  action: z.enum(SAFE_ACTIONS),
  ask: z.enum(ERROR_HELPERS),
});

/**
 * - `open`: nothing happens before a person does something.
 * - `waiting`: put back in the queue, or snoozed.
 * - `resolved`: settled by a person, or accepted by the store later.
 */
export const triageTab = z.enum(['open', 'waiting', 'resolved']);

const filters = z.object({
  tab: triageTab.default('open'),
  storeId: id.nullable().default(null),
  entity: entityName.nullable().default(null),
  code: z.string().max(200).nullable().default(null),
  class: errorClass.nullable().default(null),
  /** `null`: anybody or nobody; `''`: nobody. */
  assignee: z.string().max(100).nullable().default(null),
  /** When the trouble began: within the last hour, day or week, or before that week. */
  age: z.enum(['any', 'hour', 'day', 'week', 'older']).default('any'),
});

const snooze = z.object({ kind: z.enum(['until', 'until_change']), until: z.string().nullable() });

export const triageGroup = z.object({
  fingerprint: z.string(),
  code: z.string(),
  class: errorClass,
  field: z.string().nullable(),
  entity: entityName,
  httpStatus: z.number().nullable(),
  advice: errorAdvice,
  /** Errors behind this row, and in which stores, most first. */
  count: z.number(),
  stores: z.array(z.object({ storeId: z.string(), count: z.number() })),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  /** Errors last met in each of the last seven times 24 hours, the newest last. */
  perDay: z.array(z.number()),
  /** The store's own sentence, of the newest error. */
  message: z.string(),
  samples: z.array(z.object({ recordId: z.string().nullable(), label: z.string(), woo_id: z.number().nullable() })),
  /** `new`: began within the last seven days. `regressed`: was resolved and came back. */
  state: z.enum(['new', 'regressed', 'ongoing']),
  /** The one person to whom all of them are assigned, else null. */
  assignee: z.string().nullable(),
  /** How many are snoozed, and until when the last of them; null when none is. */
  snoozed: z.object({ count: z.number(), until: z.string().nullable() }).nullable(),
  /** How many are queued again, and when the next try is due; null when none is. */
  retrying: z.object({ count: z.number(), nextAt: z.string().nullable() }).nullable(),
});
export type TriageGroup = z.infer<typeof triageGroup>;

export const triageRecord = z.object({
  id: z.string(),
  storeId: z.string(),
  entity: entityName,
  recordId: z.string().nullable(),
  woo_id: z.number().nullable(),
  label: z.string(),
  sku: z.string().nullable(),
  code: z.string(),
  field: z.string().nullable(),
  /** What this computer wants the field to be; undefined where the refusal names no field. */
  value: z.unknown(),
  message: z.string(),
  /** The record that stands in the way (same SKU, same name), where the store says so. */
  inTheWay: z
    .object({ recordId: z.string().nullable(), woo_id: z.number(), label: z.string(), trashed: z.boolean() })
    .nullable(),
  attempts: z.number(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  regressed: z.boolean(),
  assignee: z.string().nullable(),
  snoozed: snooze.nullable(),
  /** Queued again, being sent, or its outcome is being looked up. */
  retrying: z.boolean(),
  nextRetryAt: z.string().nullable(),
  resolvedAt: z.string().nullable(),
  /** `store`: it was accepted later. `edit`: the change was edited or taken back. */
  resolvedBy: z.enum(['person', 'store', 'edit']).nullable(),
  note: z.string(),
});
export type TriageRecord = z.infer<typeof triageRecord>;

/** Errors by id, all of one cause, or all that are not snoozed. Only unresolved ones are ever acted on. */
export const triageTarget = z.union([
  z.object({ ids: z.array(id).min(1).max(1000) }),
  z.object({ fingerprint, storeId: id.nullable().default(null) }),
  z.object({ all: z.literal(true), storeId: id.nullable().default(null) }),
]);

const progressStatus = z.enum(['in_progress', 'completed', 'completed_with_errors', 'failed', 'cancelled', 'paused']);
export const progressRow = z.object({
  storeId: z.string(),
  runId: z.string(),
  /** Null: the run as a whole. */
  entity: entityName.nullable(),
  processed: z.number(),
  failed: z.number(),
  /** Null: not known. */
  total: z.number().nullable(),
  /** `paused`: ended before its end; the next run goes on from its place. */
  status: progressStatus,
  elapsedSeconds: z.number(),
  itemsPerMinute: z.number().nullable(),
  etaSeconds: z.number().nullable(),
  startedAt: z.string(),
  updatedAt: z.string(),
  completedAt: z.string().nullable(),
});
export type ProgressEntry = z.infer<typeof progressRow>;

export const activityRow = z.object({
  id: z.number(),
  storeId: z.string(),
  runId: z.string().nullable(),
  entity: entityName.nullable(),
  action: z.enum(['sync_start', 'sync_complete', 'error_recovery']),
  /** `quiet`: runs that found nothing to do, `count` of them up to `lastAt`. */
  type: z.enum(['run', 'quiet', 'retried', 'resolved', 'snoozed', 'woken', 'assigned', 'edited']),
  /** Of a start `started`, of an end the outcome of the run, else `done`. */
  status: z.string(),
  startedBy: z.enum(['person', 'schedule', 'startup', 'command-line']),
  kind: runKind.nullable(),
  durationMs: z.number().nullable(),
  requests: z.number().nullable(),
  /** Code or tag of what went wrong. */
  errorCode: z.string().nullable(),
  /** Per entity the counts that are not zero. */
  entities: z.record(z.string(), z.record(z.string(), z.number())),
  /** Of triage: how many errors, and the cause where all had one. */
  details: z.record(z.string(), z.unknown()),
  count: z.number(),
  at: z.string(),
  lastAt: z.string(),
});
export type ActivityEntry = z.infer<typeof activityRow>;

export const journalItem = z.object({
  id: z.number(),
  entity: entityName,
  /** Null: a page of new records, `count` of them. */
  recordId: z.string().nullable(),
  woo_id: z.number().nullable(),
  label: z.string(),
  direction: z.enum(['pull', 'push']),
  action: z.enum(['create', 'update', 'delete', 'sync']),
  result: z.enum(['done', 'refused', 'conflict', 'unknown', 'unreadable']),
  count: z.number(),
  durationMs: z.number().nullable(),
  errorCode: z.string().nullable(),
  at: z.string(),
});
export type JournalItemRow = z.infer<typeof journalItem>;

export const taxonomyRow = z.object({
  id: z.number(),
  storeId: z.string(),
  runId: z.string(),
  taxonomy: z.enum(['category', 'tag', 'brand', 'attribute', 'attribute_term', 'shipping_class']),
  action: z.enum(['initial_sync', 'incremental_sync']),
  synced: z.number(),
  created: z.number(),
  updated: z.number(),
  failed: z.number(),
  durationMs: z.number(),
  at: z.string(),
});
export type TaxonomyEntry = z.infer<typeof taxonomyRow>;

const page = {
  limit: z.number().int().min(1).max(1000).default(100),
  offset: z.number().int().min(0).default(0),
};
const tabCounts = z.object({ groups: z.number(), records: z.number() });

export const triageMethods = {
  /** Causes across records and stores, most records first (or the newest first). Counts of all tabs are under the same filters. */
  'triage.groups': {
    input: filters.extend({ sort: z.enum(['count', 'newest']).default('count') }),
    output: z.object({
      groups: z.array(triageGroup),
      tabs: z.object({ open: tabCounts, waiting: tabCounts, resolved: tabCounts }),
    }),
  },
  'triage.records': {
    input: filters.extend({ fingerprint, ...page }),
    output: z.object({ total: z.number(), rows: z.array(triageRecord) }),
  },
  /** Puts refused changes back in the queue. They stay told until the store accepts them. */
  'triage.retry': { input: z.object({ target: triageTarget }), output: z.object({ retried: z.number() }) },
  /** The person settled it elsewhere: what was refused is not sent, the store's value is shown again. */
  'triage.resolve': {
    input: z.object({ target: triageTarget, note: z.string().max(2000).default('') }),
    output: z.object({
      resolved: z.number(),
      /** Left alone because they are on their way to the store at this moment. */
      beingSent: z.array(z.string()),
    }),
  },
  /** `until` with a time, `until_change` without, null to show it again. */
  'triage.snooze': {
    input: z.object({
      target: triageTarget,
      snooze: z
        .discriminatedUnion('kind', [
          z.object({ kind: z.literal('until'), until: z.iso.datetime({ offset: true }) }),
          z.object({ kind: z.literal('until_change') }),
        ])
        .nullable(),
    }),
    output: z.object({ snoozed: z.number() }),
  },
  'triage.assign': {
    input: z.object({ target: triageTarget, assignee: z.string().trim().min(1).max(100).nullable() }),
    output: z.object({ assigned: z.number() }),
  },
  /**
   * Edits all records of a cause alike, each in a transaction of its own and with all checks of `records.edit`. What was
   * refused by the store goes back into the queue with the new value.
   */
  'triage.fixAll': {
    input: z.object({
      target: triageTarget,
      changes: z.record(z.string(), z.unknown()),
      locale: z.string().default('en'),
    }),
    output: z.object({
      /** For `history.restoreBatch`, which takes all of it back. */
      batchId: z.string().nullable(),
      changed: z.number(),
      /** Records that the edit was refused for here, with the refusal's tag; nothing of them was changed. */
      refused: z.array(
        z.object({
          id: z.string(),
          recordId: z.string().nullable(),
          label: z.string(),
          field: z.string(),
          reason: z.string(),
          facts: z.record(z.string(), z.union([z.string(), z.number()])),
        }),
      ),
    }),
  },
  /** The run that goes on, else the last one that had something to do: as a whole, then per entity. Also of other processes. */
  'sync.progress': {
    input: z.object({ storeId: id.nullable().default(null), runId: id.nullable().default(null) }),
    output: z.array(progressRow),
  },
  /** Newest first. */
  'journal.activity': {
    input: z.object({
      storeId: id.nullable().default(null),
      entity: entityName.nullable().default(null),
      action: z.enum(['sync_start', 'sync_complete', 'error_recovery']).nullable().default(null),
      /** Leaves out runs that found nothing to do. */
      hideQuiet: z.boolean().default(false),
      from: z.iso.datetime({ offset: true }).nullable().default(null),
      to: z.iso.datetime({ offset: true }).nullable().default(null),
      ...page,
    }),
    output: z.object({ total: z.number(), rows: z.array(activityRow) }),
  },
  /** What one run did, in the order in which it did it. */
  'journal.items': {
    input: z.object({
      runId: id,
      entity: entityName.nullable().default(null),
      result: z.enum(['done', 'refused', 'conflict', 'unknown', 'unreadable']).nullable().default(null),
      ...page,
    }),
    output: z.object({ total: z.number(), rows: z.array(journalItem) }),
  },
  'journal.taxonomy': {
    input: z.object({ storeId: id.nullable().default(null), runId: id.nullable().default(null), ...page }),
    output: z.array(taxonomyRow),
  },
} as const;
