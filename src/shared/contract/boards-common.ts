import { z } from 'zod';
import { BOARD_GROUPINGS, BOARD_LAYOUTS, TASK_PRIORITIES, TASK_STATUSES, TASK_TYPES } from '../domain/boards/words.ts';
import { id } from './common.ts';

/** A calendar day without a time and without a zone: `2026-11-20`. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** An instant in ISO 8601, UTC. */
export const instant = z.string().min(1).max(40);
export const minutes = z.number().int();

export const taskStatus = z.enum(TASK_STATUSES);
export const taskType = z.enum(TASK_TYPES);
export const taskPriority = z.enum(TASK_PRIORITIES);
/** A title: one line, not blank. The engine says which field is refused. */
export const line = z.string().max(500);
export const text = z.string().max(100_000);
export const files = z.array(z.string().min(1).max(1000)).max(500);
export const tags = z.array(z.string().min(1).max(60)).max(50);

/**
 * What a board shows. Lists: any of them; empty lists: all. In `assignees` the empty text means nobody.
 * `sprint`: `current` is the active one, else all; `backlog` are the tasks of no sprint.
 */
export const boardFilters = z.object({
  sprint: z.union([z.literal('any'), z.literal('current'), z.literal('backlog'), z.object({ id })]).default('any'),
  assignees: z.array(z.string().max(64)).max(100).default([]),
  types: z.array(taskType).default([]),
  priorities: z.array(taskPriority).default([]),
  statuses: z.array(taskStatus).default([]),
  tags: z.array(z.string()).max(50).default([]),
  /** In the title, the key or a tag. */
  search: z.string().max(200).default(''),
  due: z.enum(['any', 'overdue', 'week', 'none']).default('any'),
  /** Only tasks that came from refusals of a store. */
  fromErrors: z.boolean().default(false),
});
export type BoardFilters = z.output<typeof boardFilters>;

export const boardLayout = z.enum(BOARD_LAYOUTS);
export const boardGrouping = z.enum(BOARD_GROUPINGS);

/** Where a task goes within its column: at an end, or beside a card that is shown there. */
export const place = z.union([
  z.object({ at: z.enum(['top', 'bottom']) }),
  z.object({ after: id }),
  z.object({ before: id }),
]);
export type Place = z.output<typeof place>;

/** A task as other things name it. */
export const taskReference = z.object({
  id: z.string(),
  /** `BR-123`. */
  key: z.string(),
  title: z.string(),
  status: taskStatus,
});
export type TaskReference = z.output<typeof taskReference>;

export const person = z.object({
  id: z.string(),
  /** Empty: this person has no name yet; `is_me` says that it is the one at this computer. */
  name: z.string(),
  email: z.string().nullable(),
  is_me: z.boolean(),
  is_active: z.boolean(),
});
export type Person = z.output<typeof person>;

/** A cause of refusals and what it became. */
export const errorLink = z.object({
  id: z.string(),
  fingerprint: z.string(),
  store_id: z.string().nullable(),
  error_code: z.string(),
  entity_type: z.string(),
  field: z.string().nullable(),
  /** Refusals of it that are open now. */
  open: z.number(),
  task: taskReference.nullable(),
  bug: z.object({ id: z.string(), key: z.string(), title: z.string(), status: z.string() }).nullable(),
  resolved_at: z.string().nullable(),
});
export type ErrorLink = z.output<typeof errorLink>;
