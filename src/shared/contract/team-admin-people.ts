import { z } from 'zod';
import {
  done,
  instant,
  instantInput,
  permissionName,
  personId,
  reasonText,
  storeRank,
  teamAdminError,
} from './team-admin-common.ts';

const error = teamAdminError;

/** A grant or a denial of one permission beside what the role gives. */
export const exception = z.object({
  permission: z.string(),
  isGranted: z.boolean(),
  reason: z.string().nullable(),
  from: instant,
  /** Null: until somebody takes it away. */
  until: instant.nullable(),
  /** Whether it counts at this moment. */
  isEffective: z.boolean(),
  by: z.string().nullable(),
});
export type PermissionException = z.infer<typeof exception>;

export const teamPerson = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  isMe: z.boolean(),
  /** Owner of the organization: stays an administrator until it is handed over. */
  isOwner: z.boolean(),
  state: z.enum(['active', 'suspended', 'inactive']),
  /** By wrong passwords or codes; null also for whoever asks without `users:update`. */
  lockedUntil: instant.nullable(),
  role: z.object({ slug: z.string(), name: z.string(), level: z.number() }).nullable(),
  hasSecondFactor: z.boolean(),
  lastActiveAt: instant.nullable(),
  joinedAt: instant,
  stores: z.array(z.object({ storeId: z.string(), name: z.string(), rank: storeRank })),
  /** Null: whoever asks may not see those of this person. */
  exceptions: z.array(exception).nullable(),
  /** Devices that may still sign in; null: whoever asks may not see them. */
  devices: z.number().nullable(),
});
export type TeamPerson = z.infer<typeof teamPerson>;

export const teamRole = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  /** 20 viewer, 40 user, 60 manager, 80 administrator. */
  level: z.number(),
  people: z.number(),
  permissions: z.array(z.string()),
});
export type TeamRole = z.infer<typeof teamRole>;

export const invitation = z.object({
  id: z.string(),
  email: z.string(),
  roleSlug: z.string(),
  invitedBy: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant,
  state: z.enum(['open', 'accepted', 'withdrawn', 'expired']),
});
export type TeamInvitation = z.infer<typeof invitation>;

const invitationMade = z.object({
  /** One line that lets one device in, once; central keeps no more than its hash. */
  text: z.string(),
  email: z.string(),
  expiresAt: instant,
  /** The address in it leads to this computer itself, so it is of use here alone. */
  isHereOnly: z.boolean(),
});
export type InvitationMade = z.infer<typeof invitationMade>;

export const peopleMethods = {
  'members.list': { input: z.object({}), output: z.object({ people: z.array(teamPerson), readAt: instant }), error },
  /** Newest first. `rows` null: they are for administrators. */
  'members.invitations': {
    input: z.object({}),
    output: z.object({ rows: z.array(invitation).nullable(), readAt: instant }),
    error,
  },
  'members.invite': {
    input: z.object({ email: z.string().trim().min(3).max(320), roleSlug: z.string().min(1).max(50) }),
    output: invitationMade,
    error,
  },
  /** One more device of one's own, for an hour. */
  'members.inviteDevice': { input: z.object({}), output: invitationMade, error },
  'members.withdrawInvitation': { input: z.object({ id: z.uuid() }), output: done, error },
  'members.setRole': { input: z.object({ personId, roleSlug: z.string().min(1).max(50) }), output: done, error },
  /** Ends the person's sessions, closes their devices and hangs up on them. */
  'members.suspend': { input: z.object({ personId, reason: reasonText }), output: done, error },
  'members.restore': { input: z.object({ personId }), output: done, error },
  /** Ends a lockout before its time. */
  'members.unlock': { input: z.object({ personId }), output: done, error },
  /** What they did stays under their name. */
  'members.remove': { input: z.object({ personId }), output: done, error },
  /** For somebody who lost telephone and backup codes. Ends their sessions. */
  'members.removeSecondFactor': { input: z.object({ personId }), output: done, error },
  /** A code with which the person sets a new password on a device of theirs. */
  'members.resetCode': {
    input: z.object({ personId }),
    output: z.object({ code: z.string(), expiresAt: instant }),
    error,
  },
  'members.setStoreRank': {
    /** `rank` null: not entered in that store any more. */
    input: z.object({ personId, storeId: z.uuid(), rank: storeRank.nullable() }),
    output: done,
    error,
  },
  'members.handOverStore': { input: z.object({ storeId: z.uuid(), personId }), output: done, error },
  'members.handOverOrganization': { input: z.object({ personId }), output: done, error },
  /** Highest level first, with every permission there is. */
  'access.roles': {
    input: z.object({}),
    output: z.object({
      roles: z.array(teamRole),
      permissions: z.array(z.object({ name: z.string(), resource: z.string(), action: z.string() })),
      readAt: instant,
    }),
    error,
  },
  'access.setException': {
    input: z.object({
      personId,
      permission: permissionName,
      isGranted: z.boolean(),
      reason: reasonText,
      from: instantInput.nullable().default(null),
      until: instantInput.nullable().default(null),
    }),
    output: done,
    error,
  },
  'access.clearException': {
    input: z.object({ personId, permission: permissionName, isGranted: z.boolean() }),
    output: done,
    error,
  },
  /** Stores of the organization that whoever asks is entered in, with everybody in them. */
  'access.stores': {
    input: z.object({}),
    output: z.object({
      stores: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          url: z.string(),
          myRank: storeRank,
          members: z.array(z.object({ personId: z.string(), name: z.string(), rank: storeRank })),
        }),
      ),
      readAt: instant,
    }),
    error,
  },
} as const;
