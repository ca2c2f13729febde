import { z } from 'zod';
import { DEPLOYMENT_STATUSES, ENVIRONMENTS } from '../domain/boards/words.ts';
import { instant, taskReference, text } from './boards-common.ts';
import { id } from './common.ts';

export const environment = z.enum(ENVIRONMENTS);
export const deploymentStatus = z.enum(DEPLOYMENT_STATUSES);

/** What the shop showed after a deployment. */
export const deploymentEffect = z.object({
  /** The first new cause of refusals within a day of it, before the next deployment; null: there was none. */
  refusals: z
    .object({
      fingerprint: z.string(),
      error_code: z.string(),
      firstAt: z.string(),
      /** Whole minutes after it: “refusals began 6 minutes after 1.4.2”. */
      minutesAfter: z.number(),
      /** Refusals of that cause so far, and of all causes that began after it. */
      count: z.number(),
      all: z.number(),
    })
    .nullable(),
});
export type DeploymentEffect = z.output<typeof deploymentEffect>;

export const deployment = z.object({
  id: z.string(),
  version: z.string(),
  environment,
  status: deploymentStatus,
  sprint_id: z.string().nullable(),
  store_id: z.string().nullable(),
  tasks: z.array(taskReference),
  git_commit_hash: z.string().nullable(),
  deployed_by: z.string().nullable(),
  notes: z.string().nullable(),
  error_log: z.string().nullable(),
  rollback_reason: z.string().nullable(),
  rolled_back_at: z.string().nullable(),
  created_at: z.string(),
  completed_at: z.string().nullable(),
  /** Its moment on a time axis: when it was through, else when it began. */
  at: z.string(),
});
export type Deployment = z.output<typeof deployment>;

const fields = {
  version: z.string().max(100),
  environment,
  status: deploymentStatus,
  sprint_id: id.nullable(),
  store_id: id.nullable(),
  /** Ids or keys (`BR-12`). */
  deployed_tasks: z.array(id).max(500),
  git_commit_hash: z.string().max(64).nullable(),
  notes: text.nullable(),
  error_log: text.nullable(),
} as const;

export const deploymentMethods = {
  /** The newest first. */
  'deployments.list': {
    input: z.object({
      environment: environment.nullable().default(null),
      storeId: id.nullable().default(null),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.array(deployment.extend(deploymentEffect.shape)),
  },
  'deployments.get': { input: z.object({ id }), output: deployment.extend(deploymentEffect.shape) },
  /** `at`: when it was through, for one that is entered later. */
  'deployments.create': {
    input: z
      .object(fields)
      .partial()
      .extend({ version: z.string().max(100), environment, at: instant.nullable().default(null) }),
    output: z.object({ id: z.string() }),
  },
  /** A status only along its way: pending, in progress, success or failed; rolling back has a method of its own. */
  'deployments.edit': {
    input: z.object({ id, changes: z.object(fields).partial() }),
    output: z.object({}),
  },
  'deployments.rollBack': { input: z.object({ id, reason: text.default('') }), output: z.object({}) },
  'deployments.remove': { input: z.object({ id }), output: z.object({}) },
  /** A time axis: refusals, orders and takings of a store per hour or day, with the deployments between them. */
  'deployments.axis': {
    input: z.object({
      storeId: id.nullable().default(null),
      from: instant,
      to: instant,
      step: z.enum(['hour', 'day']).default('hour'),
      environment: environment.nullable().default(null),
    }),
    output: z.object({
      points: z.array(
        z.object({
          /** Where the step begins. */
          at: z.string(),
          /** Refusals that began in it. */
          refused: z.number(),
          orders: z.number(),
          /** Decimal text; of the currency below. */
          sales: z.string(),
        }),
      ),
      /** The one currency of these sales; null: there are several, so sales are not summed. */
      currency: z.string().nullable(),
      deployments: z.array(deployment.extend(deploymentEffect.shape)),
    }),
  },
} as const;
