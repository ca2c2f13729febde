import { z } from 'zod';
import { centralCheck } from './central-setup.ts';
import { instant, teamAdminError } from './team-admin-common.ts';

const error = teamAdminError;

/** Who talks to a shop now, or did last. [LEASE1] */
export const storeLease = z.object({
  person: z.string().nullable(),
  device: z.string().nullable(),
  isThis: z.boolean(),
  takenAt: instant.nullable(),
  renewedAt: instant.nullable(),
  expiresAt: instant,
  /** On central's clock. */
  isLive: z.boolean(),
});

/** A store as central has it. Counts are of changes that the shop has not confirmed. */
export const centralStore = z.object({
  id: z.string(),
  name: z.string(),
  /** Null: nobody has held it yet. */
  lease: storeLease.nullable(),
  queued: z.number(),
  sending: z.number(),
  /** The outcome is unknown until the shop is asked. */
  unknown: z.number(),
  refused: z.number(),
  oldestAt: instant.nullable(),
  /** When the holder last read the shop to its end. */
  lastReadAt: instant.nullable(),
});
export type CentralStore = z.infer<typeof centralStore>;

export const centralStateMethods = {
  /** Central as it is at this moment; `team.status` says how far this desktop is from it. */
  'central.state': {
    input: z.object({}),
    output: z.object({
      /** 180004 is 18.4. */
      serverVersion: z.number(),
      schemaVersion: z.number(),
      /** There and back, of one small question. */
      latencyMs: z.number(),
      stores: z.array(centralStore),
      /** Jobs of the organization that wait for a desktop or a worker. */
      jobs: z.object({ queued: z.number(), running: z.number(), dead: z.number(), oldestAt: instant.nullable() }),
      /** People of the organization with a sign of life in the last 20 minutes. */
      activePeople: z.number(),
      readAt: instant,
    }),
    error,
  },
  /** What the doctor can see on the person's own login. Changes nothing. */
  'central.doctor': {
    input: z.object({}),
    output: z.object({ checks: z.array(centralCheck), readAt: instant }),
    error,
  },
} as const;
