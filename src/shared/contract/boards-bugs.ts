import { z } from 'zod';
import { BUG_INTAKES, BUG_SEVERITIES, BUG_STATUSES } from '../domain/boards/words.ts';
import { errorLink, files, instant, line, taskReference, text } from './boards-common.ts';
import { id } from './common.ts';

export const bugSeverity = z.enum(BUG_SEVERITIES);
export const bugStatus = z.enum(BUG_STATUSES);
export const bugIntake = z.enum(BUG_INTAKES);

export const bugRow = z.object({
  id: z.string(),
  /** `BUG-12`. */
  key: z.string(),
  title: z.string(),
  severity: bugSeverity,
  status: bugStatus,
  intake: bugIntake,
  snoozed_until: z.string().nullable(),
  reporter_id: z.string().nullable(),
  assigned_to: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  resolved_at: z.string().nullable(),
  /** Open refusals of linked causes; null: it is linked to none. */
  refused: z.number().nullable(),
});
export type BugRow = z.output<typeof bugRow>;

export const bugDetail = bugRow.extend({
  description: z.string(),
  steps_to_reproduce: z.string().nullable(),
  root_cause: z.string().nullable(),
  resolution_notes: z.string().nullable(),
  affected_files: z.array(z.string()),
  introducedBy: taskReference.nullable(),
  resolvedBy: taskReference.nullable(),
  duplicateOf: z.object({ id: z.string(), key: z.string(), title: z.string() }).nullable(),
  errorLinks: z.array(errorLink),
});
export type BugDetail = z.output<typeof bugDetail>;

const bugFields = {
  title: line,
  description: text,
  severity: bugSeverity,
  steps_to_reproduce: text.nullable(),
  root_cause: text.nullable(),
  affected_files: files,
  assigned_to: id.nullable(),
  introduced_by_task_id: id.nullable(),
  resolved_by_task_id: id.nullable(),
} as const;

/** What ending a bug did to the refusals that it is linked to. */
const ended = z.object({ retried: z.number() });

export const bugMethods = {
  /**
   * `intake`: nobody took them on yet, or their time to be seen again has come. `open`: accepted and not ended.
   * `ended`: resolved, closed, not to be fixed, declined, duplicates. Worst first, then the oldest.
   */
  'bugs.list': {
    input: z.object({
      tab: z.enum(['intake', 'snoozed', 'open', 'ended']).default('open'),
      severity: z.array(bugSeverity).default([]),
      assignees: z.array(z.string().max(64)).default([]),
      search: z.string().max(200).default(''),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    output: z.object({
      rows: z.array(bugRow),
      tabs: z.object({ intake: z.number(), snoozed: z.number(), open: z.number(), ended: z.number() }),
    }),
  },
  'bugs.get': { input: z.object({ id }), output: bugDetail },
  /** Reported by somebody: waits in the intake unless `accepted`. */
  'bugs.create': {
    input: z
      .object(bugFields)
      .partial()
      .extend({ title: line, severity: bugSeverity, accepted: z.boolean().default(false) }),
    output: z.object({ id: z.string(), key: z.string() }),
  },
  'bugs.edit': {
    input: z.object({ id, changes: z.object(bugFields).partial().extend({ status: bugStatus.optional() }) }),
    output: ended,
  },
  'bugs.remove': { input: z.object({ id }), output: z.object({}) },
  /** Takes it on; with `task` also makes a task of type bug that resolves it. */
  'bugs.accept': {
    input: z.object({ id, task: z.boolean().default(false) }),
    output: z.object({ task: taskReference.nullable() }),
  },
  'bugs.decline': { input: z.object({ id, reason: text.default('') }), output: z.object({}) },
  /** Its causes go over to the other bug. */
  'bugs.duplicate': { input: z.object({ id, of: id }), output: z.object({}) },
  'bugs.snooze': { input: z.object({ id, until: instant }), output: z.object({}) },
  /** Back into the intake. */
  'bugs.wake': { input: z.object({ id }), output: z.object({}) },
  /** Ends it as resolved; refusals of its causes are tried again, none is given up. */
  'bugs.resolve': {
    input: z.object({
      id,
      resolution_notes: text.nullable().default(null),
      resolved_by_task_id: id.nullable().default(null),
    }),
    output: ended,
  },
  /**
   * Makes a bug or a task of a cause of refusals (`fingerprint` of triage; `storeId` null: in all stores). A cause that has
   * one already answers that one.
   */
  'boards.fromErrorGroup': {
    input: z.object({
      fingerprint: z.string().min(1).max(400),
      storeId: id.nullable().default(null),
      as: z.enum(['bug', 'task']),
      /** Words for the title; without them the store's own sentence. */
      title: line.default(''),
    }),
    output: z.object({ link: errorLink, isNew: z.boolean() }),
  },
  /** Bugs and tasks of these causes; for the rows of triage. */
  'boards.errorLinks': {
    input: z.object({ fingerprints: z.array(z.string().max(400)).max(500) }),
    output: z.array(errorLink),
  },
  'boards.unlinkError': { input: z.object({ id }), output: z.object({}) },
} as const;
