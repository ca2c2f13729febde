import type { Invitation } from '../../shared/invitation-text.ts';
import type { Result } from '../../shared/result.ts';
import type { CentralSession, TeamFailure } from './team-server.ts';

/** A login of this computer for one person, with its own password. Kept among the secrets as a whole. */
export type DeviceLogin = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** `disable` on this computer only. */
  readonly sslmode: 'verify-full' | 'disable';
  /** Certificate (PEM) that the server's is verified with; null: the system's. */
  readonly authority: string | null;
  readonly login: string;
  readonly password: string;
  readonly email: string;
  readonly organization: string;
};

export type EnrolFailure =
  | TeamFailure
  /** The code is wrong, used or too old; `closed`: the invitations of that time let nobody in any more. */
  | { readonly type: 'InvitationEnded'; readonly reason: 'code' | 'closed' };

export type SignInOutcome =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'second-factor'; readonly attempt: string }
  /** `retryAt`: epoch ms on central's clock, told on this computer's. */
  | { readonly outcome: 'locked'; readonly retryAt: number };
export type PasswordOutcome = 'accepted' | 'refused' | 'locked' | 'used-before';

/** Who holds the session, and what they may do now. Times: epoch ms on central's clock. */
export type Access = {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly personId: string;
  readonly personName: string;
  readonly email: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly role: { readonly slug: string; readonly name: string; readonly level: number };
  /** `resource:action`, sorted. */
  readonly permissions: readonly string[];
  readonly storeRoles: Readonly<Record<string, StoreRole>>;
  readonly sessionExpiresAt: number;
  readonly confirmedAt: number;
};
export type StoreRole = 'viewer' | 'manager' | 'owner';

/** The login of this device at central: signs its person in, and carries the sessions. */
export interface TeamDoor {
  readonly hasPassword: () => Promise<Result<boolean, TeamFailure>>;
  /** `token` becomes the session's secret when it is accepted; central gets its hash. */
  readonly signIn: (password: string, token: string) => Promise<Result<SignInOutcome, TeamFailure>>;
  /** Goes on with an attempt that was answered with `second-factor`; its token becomes the session's. */
  readonly secondFactor: (
    attempt: string,
    code: string,
    trustDevice: boolean,
  ) => Promise<Result<SignInOutcome, TeamFailure>>;
  /** `current` null: the first one. `token`: of the session; who has a second factor needs one. */
  readonly changePassword: (
    current: string | null,
    next: string,
    token: string | null,
  ) => Promise<Result<PasswordOutcome, TeamFailure>>;
  readonly readAccess: (token: string) => Promise<Result<Access, TeamFailure>>;
  readonly signOut: (token: string) => Promise<Result<null, TeamFailure>>;
  /** Ends this device at central; its login is closed from then on. */
  readonly revokeDevice: (token: string, deviceId: string) => Promise<Result<null, TeamFailure>>;
  readonly session: (token: string, who: Pick<Access, 'deviceId' | 'personId' | 'organizationId'>) => CentralSession;
  /** The login itself was closed: the device was revoked, or its person is gone. */
  readonly isClosedToUs: () => boolean;
  readonly serverVersion: () => number | null;
  readonly retryNow: () => void;
  readonly close: () => void;
}

/** Central as the team's part of the engine needs it. */
export interface TeamGate {
  readonly enrol: (invitation: Invitation, deviceName: string) => Promise<Result<DeviceLogin, EnrolFailure>>;
  readonly open: (login: DeviceLogin) => TeamDoor;
}
