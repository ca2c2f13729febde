import { z } from 'zod';
import { SPRINT_STATUSES } from '../domain/boards/words.ts';
import { day, instant, line, minutes, text } from './boards-common.ts';
import { id } from './common.ts';

export const sprintSummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  start_date: z.string(),
  end_date: z.string(),
  status: z.enum(SPRINT_STATUSES),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
  committed_minutes: minutes.nullable(),
  tasks: z.number(),
  done: z.number(),
  estimated_minutes: minutes,
  actual_minutes: minutes,
  /** Of what is not done: estimates less what was worked on each, never below zero. */
  minutesLeft: minutes,
});
export type SprintSummary = z.output<typeof sprintSummary>;

/** One point per day, at the end of it, from the first day of the sprint; `left` is null for days to come. */
export const burndown = z.object({
  days: z.array(z.object({ day, ideal: minutes, left: minutes.nullable(), open: z.number().nullable() })),
  total_minutes: minutes,
  /** Above zero: so many minutes behind the even line now. */
  behindMinutes: minutes,
  daysLeft: z.number(),
});
export type Burndown = z.output<typeof burndown>;

const sprintFields = { name: line, description: text.nullable().default(null), start_date: instant, end_date: instant };

export const sprintMethods = {
  /** The active first, then planned by their start, then ended ones, the newest first. */
  'sprints.list': { input: z.object({}), output: z.array(sprintSummary) },
  'sprints.create': { input: z.object(sprintFields), output: z.object({ id: z.string() }) },
  'sprints.edit': {
    input: z.object({
      id,
      changes: z.object({ name: line, description: text.nullable(), start_date: instant, end_date: instant }).partial(),
    }),
    output: z.object({}),
  },
  /** Refused while another one is active. */
  'sprints.start': { input: z.object({ id }), output: z.object({}) },
  /** Ends it; `open` says where unfinished tasks go. Answers how many were moved. */
  'sprints.complete': {
    input: z.object({
      id,
      open: z.union([z.literal('backlog'), z.literal('stay'), z.object({ sprintId: id })]),
    }),
    output: z.object({ moved: z.number() }),
  },
  /** Ends it without a result; its unfinished tasks go back to the backlog. */
  'sprints.cancel': { input: z.object({ id }), output: z.object({ moved: z.number() }) },
  /** Only a planned one; its tasks go back to the backlog. */
  'sprints.remove': { input: z.object({ id }), output: z.object({ moved: z.number() }) },
  /** What each person can do and has to do in a sprint; `user_id` null: nobody's tasks. */
  'sprints.planning': {
    input: z.object({ id }),
    output: z.object({
      people: z.array(
        z.object({
          user_id: z.string().nullable(),
          /** Null: not said. */
          capacity_minutes: minutes.nullable(),
          estimated_minutes: minutes,
          tasks: z.number(),
          unestimated: z.number(),
        }),
      ),
      capacity_minutes: minutes,
      estimated_minutes: minutes,
    }),
  },
  /** Null takes it away. */
  'sprints.setCapacity': {
    input: z.object({
      id,
      user_id: id,
      minutes: minutes
        .min(0)
        .max(60 * 24 * 90)
        .nullable(),
    }),
    output: z.object({}),
  },
  'sprints.burndown': { input: z.object({ id }), output: burndown },
  /** Completed sprints, the oldest first; the mean is over the last three. */
  'sprints.velocity': {
    input: z.object({ limit: z.number().int().min(1).max(50).default(10) }),
    output: z.object({
      sprints: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          end_date: z.string(),
          committed_minutes: minutes,
          done_minutes: minutes,
          worked_minutes: minutes,
          done: z.number(),
        }),
      ),
      mean_minutes: minutes.nullable(),
    }),
  },
} as const;
