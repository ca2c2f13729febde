import { z } from 'zod';

/** Why central did not do it, as far as this program has words for it. `facts` fill them in. */
export const ADMIN_REFUSALS = [
  /** `facts.permission` is missing, as `resource:action`. */
  'permission',
  'person-above',
  'oneself',
  'last-administrator',
  'role-above',
  'owner-stays',
  /** `facts.permission`: one gives only what one has. */
  'not-yours-to-give',
  'permission-or-reason-missing',
  'reason-missing',
  'owns-stores',
  'store-rank',
  'store-owners-only',
  'not-in-organization',
  'only-the-owner',
  'no-such-device',
  'no-such-session',
  'no-such-invitation',
  'email-not-one',
  'dates-crossed',
  /** The owner of the server has not let desktops in yet: `central gate`. */
  'gate-closed',
  'second-factor-on',
  /** The code does not fit the secret that is being set up. */
  'code-wrong',
  /** Password or code; which of them is not told. */
  'proof-refused',
  /** Too many wrong tries. */
  'locked-out',
  'step-lost',
] as const;
export type AdminRefusal = (typeof ADMIN_REFUSALS)[number];

/** Errors of the team's administration. The first five are those of every call to central. */
export const teamAdminError = z.discriminatedUnion('type', [
  /** Nobody is signed in to a team here. */
  z.object({ type: z.literal('NotInTeam') }),
  z.object({ type: z.literal('CentralUnavailable'), detail: z.string() }),
  z.object({ type: z.literal('SignedOut') }),
  z.object({ type: z.literal('CentralForbidden'), detail: z.string() }),
  z.object({ type: z.literal('CentralMismatch'), detail: z.string() }),
  z.object({ type: z.literal('CentralRejected'), code: z.string(), detail: z.string() }),
  /** Central refused it, and nothing was changed. */
  z.object({
    type: z.literal('AdminRefused'),
    reason: z.enum(ADMIN_REFUSALS),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  z.object({ type: z.literal('FileNotWritable'), path: z.string() }),
  z.object({ type: z.literal('DiskFull') }),
]);
export type TeamAdminError = z.infer<typeof teamAdminError>;

export const instant = z.string();
export const instantInput = z.iso.datetime({ offset: true });
export const personId = z.uuid();
export const permissionName = z.string().regex(/^[a-z0-9_]+:[a-z]+$/);
export const reasonText = z.string().trim().min(1).max(500);
export const storeRank = z.enum(['viewer', 'manager', 'owner']);
export type StoreRank = z.infer<typeof storeRank>;
/** Nothing to tell but that it was done. */
export const done = z.object({});
