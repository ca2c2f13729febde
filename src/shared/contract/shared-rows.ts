import { z } from 'zod';
import { id } from './common.ts';

const value = z.union([z.string(), z.number(), z.null()]);
const row = { id: z.string(), table: z.string(), key: z.string(), label: z.string().nullable() };

/** A row that this desktop and a colleague changed differently: central's value stands, this one waits. */
export const sharedDecision = z.object({
  ...row,
  /** `deleted`: the row is gone at central. */
  kind: z.enum(['both_changed', 'deleted']),
  fields: z.array(z.object({ name: z.string(), base: value, mine: value, theirs: value })),
  detectedAt: z.string(),
});
export type SharedDecision = z.infer<typeof sharedDecision>;

/** A change that central refused; the row stands as it was made here. */
export const sharedRefusal = z.object({
  ...row,
  kind: z.enum(['insert', 'update', 'delete']),
  /** SQLSTATE */
  code: z.string(),
  field: z.string().nullable(),
  detail: z.string(),
  refusedAt: z.string(),
});
export type SharedRefusal = z.infer<typeof sharedRefusal>;

const openRecord = z.object({
  /** `tasks`, `products` …: the table. */
  resource: z.string().min(1).max(60),
  recordId: id,
  storeId: id.nullable().default(null),
  isEditing: z.boolean().default(false),
});
export const colleaguePresence = openRecord.extend({
  personId: z.string(),
  personName: z.string(),
  since: z.string(),
});
export type ColleaguePresence = z.infer<typeof colleaguePresence>;

export const sharedRowMethods = {
  /** What waits for a person about rows whose truth is the team's database. Empty without a team. */
  'shared.inbox': {
    input: z.object({}),
    output: z.object({ decisions: z.array(sharedDecision), refusals: z.array(sharedRefusal) }),
  },
  /** Per field this computer's value or central's. `DecisionEnded`: it is settled, or its row cannot come back. */
  'shared.settle': {
    input: z.object({ id, answers: z.record(z.string(), z.enum(['mine', 'theirs'])) }),
    output: z.object({}),
  },
  /** Sends a refused change again, as the row stands now. */
  'shared.sendAgain': { input: z.object({ id }), output: z.object({}) },
  /** Gives a refused change up: the row becomes central's again. */
  'shared.discard': { input: z.object({ id }), output: z.object({}) },
  /** What the windows of this computer have open now; told again at least every minute. */
  'shared.tellOpen': {
    input: z.object({ window: z.string().max(60), open: z.array(openRecord).max(20) }),
    output: z.object({}),
  },
  /** What colleagues have open. Empty without contact. */
  'shared.presence': { input: z.object({}), output: z.array(colleaguePresence) },
} as const;

export const sharedRowEvents = {
  /** Colleagues opened or left records. */
  presence: z.array(colleaguePresence),
} as const;
