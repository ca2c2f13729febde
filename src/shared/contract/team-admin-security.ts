import { z } from 'zod';
import { done, instant, personId, teamAdminError } from './team-admin-common.ts';

const error = teamAdminError;

export const teamDevice = z.object({
  id: z.string(),
  name: z.string(),
  personId: z.string(),
  personName: z.string(),
  isThis: z.boolean(),
  isMine: z.boolean(),
  /** While the second factor is not asked for on it; `id` is the trust's own. */
  trust: z.object({ id: z.string(), until: instant }).nullable(),
  liveSessions: z.number(),
  enrolledAt: instant,
  lastSeenAt: instant.nullable(),
  revokedAt: instant.nullable(),
  revokedBy: z.string().nullable(),
});
export type TeamDevice = z.infer<typeof teamDevice>;

export const teamSession = z.object({
  id: z.string(),
  personId: z.string(),
  personName: z.string(),
  deviceName: z.string().nullable(),
  isThis: z.boolean(),
  ipAddress: z.string().nullable(),
  startedAt: instant,
  lastActiveAt: instant,
  expiresAt: instant,
});
export type TeamSession = z.infer<typeof teamSession>;

export const securityEvent = z.object({
  id: z.string(),
  /** As central calls it: `role_changed`, `account_locked`, … */
  type: z.string(),
  severity: z.string(),
  personName: z.string().nullable(),
  by: z.string().nullable(),
  /** What it was about: permission, role, reason. */
  details: z.record(z.string(), z.unknown()),
  ipAddress: z.string().nullable(),
  at: instant,
});
export type SecurityEvent = z.infer<typeof securityEvent>;

export const signIn = z.object({
  id: z.string(),
  type: z.string(),
  succeeded: z.boolean(),
  reason: z.string().nullable(),
  ipAddress: z.string().nullable(),
  at: instant,
});
export type SignInEntry = z.infer<typeof signIn>;

/** What costs points of an account's score of 100. */
export const ACCOUNT_FINDINGS = [
  'second_factor_off',
  'backup_codes_few',
  'password_old',
  'password_missing',
  'failed_sign_ins',
  'critical_events',
  'many_sessions',
  'many_devices',
] as const;
/** What concerns the organization as a whole. */
export const TEAM_FINDINGS = [
  'administrators_without_second_factor',
  'second_factor_share',
  'single_administrator',
  'open_invitations',
  'locked_people',
] as const;
/** Figures to word a finding with. */
const facts = z.record(z.string(), z.number());

const password = z.string().min(1).max(1000);
/** Six figures of the telephone, or a backup code. */
const code = z.string().trim().min(1).max(40);
const codes = z.object({ codes: z.array(z.string()) });

export const securityMethods = {
  /** All devices and sessions that whoever asks may see: the own ones at least. */
  'devices.list': {
    input: z.object({}),
    output: z.object({
      devices: z.array(teamDevice),
      sessions: z.array(teamSession),
      /** False: only the own ones are shown, because those of others need `users:read`. */
      seesAll: z.boolean(),
      readAt: instant,
    }),
    error,
  },
  /** It cannot sign in from then on, its sessions are over, and its connections are hung up. */
  'devices.revoke': { input: z.object({ id: z.uuid() }), output: done, error },
  'devices.endSession': { input: z.object({ id: z.uuid() }), output: done, error },
  /** The own sessions but this one. */
  'devices.endOtherSessions': { input: z.object({}), output: z.object({ ended: z.number() }), error },
  /** Takes back that the second factor is not asked for on a device; `id` of the trust. */
  'devices.distrust': { input: z.object({ id: z.uuid() }), output: done, error },
  'security.overview': {
    input: z.object({}),
    output: z.object({
      /** What is left of 100. */
      score: z.number(),
      /** The dearest first. */
      findings: z.array(z.object({ code: z.enum(ACCOUNT_FINDINGS), cost: z.number(), facts })),
      secondFactor: z.object({
        isOn: z.boolean(),
        since: instant.nullable(),
        backupCodesLeft: z.number(),
        /** The organization asks for it. */
        isRequired: z.boolean(),
      }),
      /** The last 50 of the own sign-ins, newest first. */
      signIns: z.array(signIn),
      /** Null: it needs `security:read`. `score` is the average of its people. */
      team: z
        .object({
          score: z.number(),
          people: z.number(),
          withSecondFactor: z.number(),
          findings: z.array(z.object({ code: z.enum(TEAM_FINDINGS), facts })),
        })
        .nullable(),
      readAt: instant,
    }),
    error,
  },
  /** Newest first. `rows` null: it needs `security:read`. */
  'security.events': {
    input: z.object({
      personId: personId.nullable().default(null),
      severity: z.enum(['low', 'medium', 'high', 'critical']).nullable().default(null),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.object({ rows: z.array(securityEvent).nullable(), readAt: instant }),
    error,
  },
  /** A new secret, made here. It counts only once it was turned on with a code of it. */
  'security.newSecret': {
    input: z.object({}),
    output: z.object({
      /** 20 bytes in Base32, for typing. */
      secret: z.string(),
      /** `otpauth://…`, for the picture. */
      uri: z.string(),
    }),
    error,
  },
  /** The backup codes are shown this once; central keeps their hashes. */
  'security.turnOnFactor': {
    input: z.object({ password, secret: z.string().regex(/^[A-Z2-7]{32}$/), code }),
    output: codes,
    error,
  },
  'security.newBackupCodes': { input: z.object({ code }), output: codes, error },
  'security.turnOffFactor': { input: z.object({ password, code }), output: done, error },
} as const;
