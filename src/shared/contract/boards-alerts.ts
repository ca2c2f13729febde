import { z } from 'zod';
import { ALERT_SEVERITIES, ALERT_TYPES } from '../domain/boards/words.ts';
import { instant } from './boards-common.ts';
import { id } from './common.ts';

export const projectAlert = z.object({
  id: z.string(),
  type: z.enum(ALERT_TYPES),
  severity: z.enum(ALERT_SEVERITIES),
  /** Name of what it is about (`BR-12 Title`, `1.4.2 production`, the sprint's name); the words come from the type. */
  message: z.string(),
  /** Numbers and days for those words: `due_date`, `estimated_minutes`, `actual_minutes`, `daysLate`, `behindMinutes`… */
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  task_id: z.string().nullable(),
  sprint_id: z.string().nullable(),
  bug_report_id: z.string().nullable(),
  deployment_id: z.string().nullable(),
  created_at: z.string(),
  /** When its cause was gone; null: it holds still. */
  settled_at: z.string().nullable(),
  /** By the person at this computer. */
  read_at: z.string().nullable(),
  snoozed_until: z.string().nullable(),
});
export type ProjectAlert = z.output<typeof projectAlert>;

const ids = z.array(id).min(1).max(1000);

export const alertMethods = {
  /** `inbox`: not read and not snoozed; `all`: every one. The newest first. `unread` is the number on the badge. */
  'alerts.list': {
    input: z.object({
      tab: z.enum(['inbox', 'all']).default('inbox'),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ alerts: z.array(projectAlert), unread: z.number() }),
  },
  'alerts.read': {
    input: z.object({ ids, read: z.boolean().default(true) }),
    output: z.object({ unread: z.number() }),
  },
  'alerts.readAll': { input: z.object({}), output: z.object({ unread: z.number() }) },
  /** Null: shown again at once. */
  'alerts.snooze': { input: z.object({ ids, until: instant.nullable() }), output: z.object({ unread: z.number() }) },
} as const;

export const alertEvents = {
  /** Alerts that were raised just now, for a notification of the system, and the number for the badge. */
  alerts: z.object({ raised: z.array(projectAlert), unread: z.number() }),
} as const;
