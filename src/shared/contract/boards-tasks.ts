import { z } from 'zod';
import { LINK_KINDS, TASK_LOG_LEVELS } from '../domain/boards/words.ts';
import {
  boardFilters,
  boardGrouping,
  boardLayout,
  day,
  errorLink,
  files,
  line,
  minutes,
  person,
  place,
  tags,
  taskPriority,
  taskReference,
  taskStatus,
  taskType,
  text,
} from './boards-common.ts';
import { domainError, id } from './common.ts';

/** A card of the board: what is drawn there, and nothing else. */
export const boardCard = z.object({
  id: z.string(),
  key: z.string(),
  title: z.string(),
  type: taskType,
  status: taskStatus,
  priority: taskPriority,
  sprint_id: z.string().nullable(),
  assigned_to: z.string().nullable(),
  estimated_minutes: minutes.nullable(),
  actual_minutes: minutes,
  start_date: z.string().nullable(),
  due_date: z.string().nullable(),
  tags: z.array(z.string()),
  comments: z.number(),
  /** Unfinished tasks that block it. */
  blockers: z.number(),
  /** Open refusals of the causes that it is linked to; null: it is linked to none. */
  refused: z.number().nullable(),
  /** Where its newest deployment went. */
  environment: z.string().nullable(),
});
export type BoardCard = z.output<typeof boardCard>;

const taskFields = {
  title: line,
  description: text.nullable(),
  type: taskType,
  priority: taskPriority,
  sprint_id: id.nullable(),
  assigned_to: id.nullable(),
  estimated_minutes: minutes.nullable(),
  start_date: day.nullable(),
  due_date: day.nullable(),
  tags,
  related_files: files,
} as const;

/** Fields of a task that a person changes. Setting `status` here puts it at the foot of that column. */
export const taskChanges = z.object({ ...taskFields, status: taskStatus }).partial();
export type TaskChanges = z.output<typeof taskChanges>;
export const newTask = taskChanges.extend({ title: line, place: place.default({ at: 'bottom' }) });
export type NewTask = z.output<typeof newTask>;

export const taskComment = z.object({
  id: z.string(),
  user_id: z.string(),
  /** Markdown, as it was written. */
  comment: z.string(),
  mentions: z.array(z.string()),
  created_at: z.string(),
  updated_at: z.string(),
  isEdited: z.boolean(),
  /** Only the author edits and removes. */
  isMine: z.boolean(),
});
export type TaskComment = z.output<typeof taskComment>;

export const taskDetail = z.object({
  ...taskReference.shape,
  ...taskFields,
  position: z.string(),
  actual_minutes: minutes,
  created_by: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  completed_at: z.string().nullable(),
  deleted_at: z.string().nullable(),
  comments: z.array(taskComment),
  /** Seen from this task: `outgoing` false turns the kind round (is blocked by, is duplicated by). */
  links: z.array(z.object({ id: z.string(), kind: z.enum(LINK_KINDS), outgoing: z.boolean(), task: taskReference })),
  errorLinks: z.array(errorLink),
  bugs: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      title: z.string(),
      status: z.string(),
      relation: z.enum(['introduced', 'resolves']),
    }),
  ),
  deployments: z.array(
    z.object({ id: z.string(), version: z.string(), environment: z.string(), status: z.string(), at: z.string() }),
  ),
  /** How much each person worked on it. */
  worked: z.array(z.object({ user_id: z.string(), minutes })),
});
export type TaskDetail = z.output<typeof taskDetail>;

export const taskChange = z.object({
  id: z.string(),
  /** Column name, or `created`, `deleted`, `comment`. */
  field: z.string(),
  old_value: z.unknown(),
  new_value: z.unknown(),
  user_id: z.string().nullable(),
  batch_id: z.string().nullable(),
  created_at: z.string(),
});
export type TaskChange = z.output<typeof taskChange>;

const bulkOutcome = z.object({
  batchId: z.string(),
  changed: z.number(),
  refused: z.array(z.object({ id: z.string(), error: domainError })),
});

export const taskTemplate = z.object({ id: z.string(), name: z.string(), fields: taskChanges });
export const boardView = z.object({
  id: z.string(),
  user_id: z.string(),
  name: z.string(),
  is_shared: z.boolean(),
  layout: boardLayout,
  group_by: boardGrouping,
  filters: boardFilters,
});
export type BoardView = z.output<typeof boardView>;

export const taskMethods = {
  /** All cards under these filters in their order, with the counts of each column under the same filters. */
  'board.cards': {
    input: z.object({ filters: boardFilters.prefault({}) }),
    output: z.object({
      cards: z.array(boardCard),
      columns: z.array(z.object({ status: taskStatus, count: z.number(), estimated_minutes: minutes })),
      /** What `current` stood for; null: no sprint is active. */
      sprintId: z.string().nullable(),
    }),
  },
  /** Tags in use, most used first. */
  'board.tags': { input: z.object({}), output: z.array(z.object({ tag: z.string(), count: z.number() })) },
  'board.views': { input: z.object({}), output: z.array(boardView) },
  /** Without an id a new one. Only whose it is changes it. */
  'board.saveView': {
    input: z.object({
      id: id.nullable().default(null),
      name: line,
      is_shared: z.boolean().default(false),
      layout: boardLayout.default('board'),
      group_by: boardGrouping.default('none'),
      filters: boardFilters.prefault({}),
    }),
    output: z.object({ id: z.string() }),
  },
  'board.removeView': { input: z.object({ id }), output: z.object({}) },

  'people.list': { input: z.object({}), output: z.array(person) },
  /** What the person at this computer is called. */
  'people.nameMe': { input: z.object({ name: line }), output: z.object({}) },

  'tasks.get': { input: z.object({ id }), output: taskDetail },
  /** By key or words of the title, the unfinished first; for choosing one. Empty: those worked on last. */
  'tasks.find': {
    input: z.object({ search: z.string().max(200), limit: z.number().int().min(1).max(50).default(10) }),
    output: z.array(taskReference),
  },
  'tasks.create': { input: newTask, output: taskReference },
  'tasks.edit': { input: z.object({ id, changes: taskChanges }), output: z.object({}) },
  /** Puts tasks, in this order, into a place of a column. `sprint_id` and `assigned_to` for a drop on another lane. */
  'tasks.move': {
    input: z.object({
      ids: z.array(id).min(1).max(500),
      status: taskStatus,
      place: place.default({ at: 'bottom' }),
      lane: z
        .object({ sprint_id: id.nullable(), assigned_to: id.nullable(), priority: taskPriority, type: taskType })
        .partial()
        .default({}),
    }),
    output: z.object({ batchId: z.string() }),
  },
  /** The same changes on many tasks; refused ones are named and stay as they were. */
  'tasks.editMany': {
    input: z.object({ ids: z.array(id).min(1).max(5000), changes: taskChanges }),
    output: bulkOutcome,
  },
  /** Takes back what one move or one edit of many did; a field that was changed since keeps what it has. */
  'tasks.takeBack': { input: z.object({ batchId: id }), output: bulkOutcome },
  /** Out of sight, with everything on them; `tasks.restore` brings them back. */
  'tasks.remove': { input: z.object({ ids: z.array(id).min(1).max(500) }), output: z.object({ removed: z.number() }) },
  'tasks.restore': {
    input: z.object({ ids: z.array(id).min(1).max(500) }),
    output: z.object({ restored: z.number() }),
  },
  /** A new unfinished task below it with the same fields; without comments, logs and links. */
  'tasks.duplicate': { input: z.object({ id }), output: taskReference },
  'tasks.fromTemplate': {
    input: z.object({ templateId: id, changes: taskChanges.default({}) }),
    output: taskReference,
  },
  'tasks.link': {
    input: z.object({ from: id, to: id, kind: z.enum(LINK_KINDS) }),
    output: z.object({ id: z.string() }),
  },
  'tasks.unlink': { input: z.object({ id }), output: z.object({}) },
  'tasks.history': {
    input: z.object({ id, limit: z.number().int().min(1).max(1000).default(200) }),
    output: z.array(taskChange),
  },
  /** `mentions`: ids of people that the text names. */
  'tasks.comment': {
    input: z.object({ id, comment: text, mentions: z.array(id).max(50).default([]) }),
    output: taskComment,
  },
  'tasks.editComment': {
    input: z.object({ id, comment: text, mentions: z.array(id).max(50).default([]) }),
    output: taskComment,
  },
  'tasks.removeComment': { input: z.object({ id }), output: z.object({}) },
  /** What hooks, jobs and this program noted about a task, newest first; `id` null: about none. */
  'tasks.logs': {
    input: z.object({ id: id.nullable(), limit: z.number().int().min(1).max(500).default(100) }),
    output: z.array(
      z.object({
        id: z.string(),
        level: z.enum(TASK_LOG_LEVELS),
        message: z.string(),
        stack_trace: z.string().nullable(),
        context: z.record(z.string(), z.unknown()),
        file_path: z.string().nullable(),
        line_number: z.number().nullable(),
        user_id: z.string().nullable(),
        created_at: z.string(),
      }),
    ),
  },
  'tasks.note': {
    input: z.object({
      id: id.nullable(),
      level: z.enum(TASK_LOG_LEVELS),
      message: text,
      stack_trace: text.nullable().default(null),
      context: z.record(z.string(), z.unknown()).default({}),
      file_path: z.string().max(1000).nullable().default(null),
      line_number: z.number().int().min(0).nullable().default(null),
    }),
    output: z.object({ id: z.string() }),
  },
  'templates.list': { input: z.object({}), output: z.array(taskTemplate) },
  'templates.save': {
    input: z.object({ id: id.nullable().default(null), name: line, fields: taskChanges }),
    output: z.object({ id: z.string() }),
  },
  'templates.remove': { input: z.object({ id }), output: z.object({}) },
} as const;
