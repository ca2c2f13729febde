import { z } from 'zod';
import { day, instant, minutes, taskReference, text } from './boards-common.ts';
import { id } from './common.ts';

/**
 * The timer of this computer. Running time is `elapsedMs` at `at` plus what passed since. `idle`: nobody was at the
 * computer between these times (`until` null: still), and the person has not said yet what becomes of it.
 */
export const timerState = z
  .object({
    task: taskReference,
    description: z.string().nullable(),
    /** When its first stretch began. */
    started_at: z.string(),
    elapsedMs: z.number(),
    at: z.string(),
    idle: z.object({ since: z.string(), until: z.string().nullable() }).nullable(),
  })
  .nullable();
export type TimerState = z.output<typeof timerState>;

export const workLog = z.object({
  id: z.string(),
  task: taskReference,
  user_id: z.string(),
  minutes,
  description: z.string().nullable(),
  work_date: day,
  created_at: z.string(),
  isMine: z.boolean(),
});
export type WorkLog = z.output<typeof workLog>;

/** What a typed line means. `task` null: it would go to no task, which is refused when it is added. */
export const readEntry = z.object({
  minutes,
  work_date: day,
  description: z.string(),
  task: taskReference.nullable(),
});
export type ReadEntry = z.output<typeof readEntry>;

const range = { from: day, to: day };
const whose = { userId: id.nullable().default(null) };
const written = z.object({ logs: z.array(workLog) });

export const timeMethods = {
  'timer.get': { input: z.object({}), output: timerState },
  /** Begins to count on a task; a timer that runs elsewhere is stopped and logged first. */
  'timer.start': {
    input: z.object({ taskId: id, description: text.nullable().default(null) }),
    output: z.object({ timer: timerState, logs: z.array(workLog) }),
  },
  /** Writes a log for each day that it ran on. */
  'timer.stop': { input: z.object({ description: text.nullable().default(null) }), output: written },
  /** Ends it without a log. */
  'timer.drop': { input: z.object({}), output: z.object({}) },
  /** Said by the shell while nobody touches the computer (`idleMs`), and when somebody is back (0). */
  'boards.idle': { input: z.object({ idleMs: z.number().min(0) }), output: timerState },
  /**
   * `keep`: the idle time counts. `break`: it does not, the timer goes on. `discard`: the timer ended when it began,
   * what lies before is logged.
   */
  'timer.settleIdle': {
    input: z.object({ choice: z.enum(['keep', 'break', 'discard']) }),
    output: z.object({ timer: timerState, logs: z.array(workLog) }),
  },

  /** What a line like `1h30 yesterday fixed variations` means; changes nothing. `taskId`: the task that is open. */
  'time.read': {
    input: z.object({ text: z.string().max(2000), taskId: id.nullable().default(null) }),
    output: readEntry,
  },
  /** The same line, written down. */
  'time.enter': {
    input: z.object({ text: z.string().max(2000), taskId: id.nullable().default(null) }),
    output: workLog,
  },
  'time.add': {
    input: z.object({ taskId: id, minutes, work_date: day, description: text.nullable().default(null) }),
    output: workLog,
  },
  /** Only one's own. */
  'time.edit': {
    input: z.object({
      id,
      changes: z.object({ taskId: id, minutes, work_date: day, description: text.nullable() }).partial(),
    }),
    output: workLog,
  },
  'time.remove': { input: z.object({ ids: z.array(id).min(1).max(500) }), output: z.object({ removed: z.number() }) },
  'time.restore': { input: z.object({ ids: z.array(id).min(1).max(500) }), output: z.object({ restored: z.number() }) },
  /** Logs of some days, the newest day first. `userId` null: mine. */
  'time.list': {
    input: z.object({ ...range, ...whose, taskId: id.nullable().default(null) }),
    output: z.array(workLog),
  },
  /** A day or week sheet: a row per task, a column per day. `userId` null: mine. */
  'time.sheet': {
    input: z.object({ ...range, ...whose }),
    output: z.object({
      days: z.array(z.object({ day, minutes })),
      rows: z.array(z.object({ task: taskReference, minutes: z.array(minutes), total: minutes })),
      total: minutes,
    }),
  },
  /** How long was worked between two days, by what; `people` empty: everybody. Most first. */
  'time.report': {
    input: z.object({
      ...range,
      by: z.enum(['person', 'task', 'sprint', 'day', 'type']),
      people: z.array(id).max(100).default([]),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    output: z.object({
      rows: z.array(
        z.object({
          /** Id of the person, task or sprint (empty: none), the day, or the type. */
          key: z.string(),
          /** Name as far as there is one. */
          label: z.string(),
          minutes,
          logs: z.number(),
        }),
      ),
      minutes,
      logs: z.number(),
      /** How many rows there are without the limit. */
      total: z.number(),
    }),
  },
  /** All logs of some days as CSV (UTF-8, formulas neutralised); `userId` null: everybody's. */
  'time.export': {
    input: z.object({ ...range, ...whose }),
    output: z.object({ fileName: z.string(), csv: z.string(), logs: z.number() }),
  },
} as const;

export const timeEvents = {
  /** The timer began, ended, moved or has a question. */
  timer: z.object({ timer: timerState, at: instant }),
} as const;
