import { z } from 'zod';
import { entityName, id, stockIntent } from './common.ts';

/** The words of the status chip, most urgent first; the renderer words them. */
export const syncState = z.enum(['paused', 'offline', 'unreachable', 'syncing', 'checking', 'waiting', 'idle']);

export const entityProgress = z.object({
  entity: entityName,
  /** As the store counted it (X-WP-Total of the last look); null before the first look. */
  inStore: z.number().nullable(),
  onDevice: z.number(),
  state: z.enum(['waiting', 'running', 'complete', 'incomplete', 'failed']),
  processed: z.number(),
  itemsPerMinute: z.number().nullable(),
  etaSeconds: z.number().nullable(),
});

export const runKind = z.enum(['first', 'incremental', 'census', 'full']);
export const syncStatus = z.object({
  storeId: z.string(),
  state: syncState,
  /** Why the store is unreachable or refuses: a `RemoteError`, or null. */
  problem: z.unknown().nullable(),
  /** `watch`: everything is pulled, nothing is sent. */
  mode: z.enum(['watch', 'push']),
  cadence: z.enum(['eco', 'balanced', 'realtime']),
  firstSyncComplete: z.boolean(),
  /** The last run ended without its engine; this one goes on from the saved place. */
  recovered: z.boolean(),
  run: z
    .object({
      id: z.string(),
      kind: runKind,
      startedAt: z.string(),
      processed: z.number(),
      failed: z.number(),
      total: z.number().nullable(),
      elapsedSeconds: z.number(),
      itemsPerMinute: z.number().nullable(),
      etaSeconds: z.number().nullable(),
      requests: z.number(),
    })
    .nullable(),
  counters: z.object({
    /** Changes not sent yet, records not up to date yet, decisions waiting for a person; never merged. */
    waiting: z.number(),
    notUpToDate: z.number(),
    decisions: z.number(),
    refused: z.number(),
  }),
  lastCheckAt: z.string().nullable(),
  nextCheckAt: z.string().nullable(),
  entities: z.array(entityProgress),
  /** Null for a store that no team shares. */
  team: z
    .object({
      /** `holder`: this computer talks to the shop. `alone`: it does, without central, because a person said so. */
      role: z.enum(['holder', 'follower', 'alone']),
      /** Who talks to the shop now, where that is somebody else. */
      holder: z.object({ name: z.string() }).nullable(),
      /** Whether central was reached last time. */
      reachable: z.boolean(),
      /** Rows that central was not told yet. */
      waiting: z.number(),
      lastPushAt: z.string().nullable(),
      lastPullAt: z.string().nullable(),
      /** The last reading of the shop itself: what a follower's numbers are as of. */
      read: z.object({ at: z.string(), by: z.string() }).nullable(),
      aloneSince: z.string().nullable(),
    })
    .nullable(),
});
export type SyncStatus = z.infer<typeof syncStatus>;
export type EntityProgress = z.infer<typeof entityProgress>;

export const syncRun = z.object({
  id: z.string(),
  storeId: z.string(),
  kind: runKind,
  outcome: z.enum(['running', 'succeeded', 'incomplete', 'failed', 'cancelled']),
  startedBy: z.enum(['person', 'schedule', 'startup', 'command-line']),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  requests: z.number(),
  fetched: z.number(),
  created: z.number(),
  updated: z.number(),
  deleted: z.number(),
  pushed: z.number(),
  failed: z.number(),
  problem: z.unknown().nullable(),
});
export type SyncRun = z.infer<typeof syncRun>;

export const pendingOperation = z.object({
  id: z.string(),
  storeId: z.string(),
  entity: entityName,
  recordId: z.string(),
  woo_id: z.number().nullable(),
  /** Name, number or code of the record, to show. */
  label: z.string(),
  kind: z.enum(['create', 'update', 'trash', 'delete', 'restore', 'status', 'note', 'stock']),
  fields: z.array(z.object({ field: z.string(), base: z.unknown(), value: z.unknown() })),
  /** For a change of stock: what was meant. */
  stock: stockIntent.nullable(),
  state: z.enum(['queued', 'sending', 'unknown', 'refused', 'held']),
  attempts: z.number(),
  /** The colleague who made it; null: the person here. */
  person: z.string().nullable(),
  createdAt: z.string(),
  nextAttemptAt: z.string().nullable(),
});
export type PendingOperation = z.infer<typeof pendingOperation>;

export const syncErrorRow = z.object({
  id: z.string(),
  storeId: z.string(),
  entity: entityName,
  recordId: z.string().nullable(),
  woo_id: z.number().nullable(),
  label: z.string(),
  code: z.string(),
  httpStatus: z.number().nullable(),
  /** The store's own sentence, as plain text. */
  message: z.string(),
  field: z.string().nullable(),
  retryCount: z.number(),
  nextRetryAt: z.string().nullable(),
  createdAt: z.string(),
  resolved: z.boolean(),
});
export type SyncErrorRow = z.infer<typeof syncErrorRow>;

export const conflictRow = z.object({
  id: z.string(),
  storeId: z.string(),
  entity: entityName,
  /** Null for a held mass deletion, which concerns a collection. */
  recordId: z.string().nullable(),
  woo_id: z.number().nullable(),
  label: z.string(),
  kind: z.enum([
    'both_changed',
    'stock_moved',
    'deleted_remotely',
    'mass_deletion',
    'duplicate',
    'outcome_unknown',
    'store_replaced',
  ]),
  fields: z.array(z.object({ field: z.string(), base: z.unknown(), mine: z.unknown(), theirs: z.unknown() })),
  detectedAt: z.string(),
  /** For a held mass deletion: how many records it would remove. */
  count: z.number().nullable(),
});
export type ConflictRow = z.infer<typeof conflictRow>;

/** A field of an undecided record that needed nobody. `same`: both sides typed the same value. */
export const mergedField = z.object({
  /** Column name. */
  field: z.string(),
  base: z.unknown(),
  /** The last value of each side; `base` where that side changed nothing. */
  mine: z.unknown(),
  theirs: z.unknown(),
  /** What stands here now. */
  value: z.unknown(),
  by: z.enum(['you', 'store', 'both', 'same']),
});
export type MergedField = z.infer<typeof mergedField>;

export const resolution = z.discriminatedUnion('choice', [
  z.object({ choice: z.literal('mine') }),
  z.object({ choice: z.literal('theirs') }),
  z.object({ choice: z.literal('value'), value: z.unknown() }),
]);

const storeRef = z.object({ storeId: id.nullable().default(null) });
export const syncMethods = {
  'sync.status': { input: z.object({}), output: z.array(syncStatus) },
  /** Starts a run now, ignoring back-off; answers when it was started. */
  'sync.run': {
    input: z.object({ storeId: id, kind: z.enum(['incremental', 'census', 'full']).default('incremental') }),
    output: z.object({ runId: z.string() }),
  },
  'sync.cancel': { input: z.object({ storeId: id }), output: z.object({}) },
  'sync.pause': { input: z.object({ storeId: id, paused: z.boolean() }), output: z.object({}) },
  'sync.setCadence': {
    input: z.object({ storeId: id, cadence: z.enum(['eco', 'balanced', 'realtime']) }),
    output: z.object({}),
  },
  /** Ends watch-only, or returns to it. */
  'sync.setMode': { input: z.object({ storeId: id, mode: z.enum(['watch', 'push']) }), output: z.object({}) },
  'sync.runs': {
    input: storeRef.extend({ limit: z.number().int().min(1).max(500).default(50) }),
    output: z.array(syncRun),
  },
  'pending.list': {
    input: storeRef.extend({ limit: z.number().int().min(1).max(10_000).default(1000) }),
    output: z.object({ total: z.number(), rows: z.array(pendingOperation) }),
  },
  'errors.list': {
    input: storeRef.extend({ resolved: z.boolean().default(false) }),
    output: z.object({ total: z.number(), rows: z.array(syncErrorRow) }),
  },
  /** Puts a refused record (or all) back in the queue. */
  'errors.retry': { input: z.object({ id: id.nullable() }), output: z.object({ retried: z.number() }) },
  'errors.resolve': { input: z.object({ id, note: z.string().max(2000).default('') }), output: z.object({}) },
  'conflicts.list': { input: storeRef, output: z.object({ total: z.number(), rows: z.array(conflictRow) }) },
  /** Settles fields of one open decision; fields not named stay open. */
  'conflicts.resolve': {
    input: z.object({ id, fields: z.record(z.string(), resolution), locale: z.string().default('en') }),
    output: z.object({ settled: z.boolean() }),
  },
  /** What merged by itself on the record of an open decision; empty when there is none. */
  'conflicts.merged': { input: z.object({ id }), output: z.array(mergedField) },
  /**
   * Asks settled fields again, as they were: `reopened`. `stays`: the answer is with the store already or on its way, or
   * the store changed the field since.
   */
  'conflicts.reopen': {
    input: z.object({ id, fields: z.array(z.string()).min(1) }),
    output: z.object({ reopened: z.array(z.string()), stays: z.array(z.string()) }),
  },
} as const;
