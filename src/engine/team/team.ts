import type { TeamPerson, TeamStatus } from '../../shared/contract/team.ts';
import { decodeInvitation } from '../../shared/invitation-text.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { DeviceLogin, SignInOutcome, TeamDoor } from './team-gate.ts';
import { createTeamJobs } from './team-jobs.ts';
import { createPresence } from './team-presence.ts';
import type { Answer, SignedIn, TeamDeps } from './team-presence.ts';
import type { CentralSession, TeamFailure } from './team-server.ts';

export interface Team {
  readonly status: () => TeamStatus;
  /** Whether data may be read and changed: in solo mode always. */
  readonly isOpen: () => boolean;
  /** Whether the person may do that, as of the last contact; in solo mode everything. */
  readonly may: (permission: string) => boolean;
  readonly storeRole: (storeId: string) => 'viewer' | 'manager' | 'owner' | null;
  /** The way to central while somebody is signed in; null in solo mode and signed out. */
  readonly session: () => CentralSession | null;
  readonly people: () => Answer<readonly TeamPerson[]>;
  readonly enrol: (
    invitation: string,
    deviceName: string,
  ) => Answer<{
    readonly login: string;
    readonly email: string;
    readonly organization: string;
    readonly needsPassword: boolean;
  }>;
  readonly needsPassword: (login: string) => Answer<boolean>;
  readonly signIn: (login: string, password: string) => Answer<SignedIn>;
  readonly secondFactor: (given: { readonly code: string; readonly trustDevice: boolean }) => Answer<SignedIn>;
  readonly setPassword: (login: string, password: string) => Answer<SignedIn>;
  readonly changePassword: (current: string, next: string) => Answer<'accepted' | 'refused' | 'locked' | 'used-before'>;
  readonly signOut: () => Answer<{ readonly toldCentral: boolean }>;
  readonly disconnect: () => Answer<{ readonly toldCentral: boolean }>;
  readonly retry: () => Promise<TeamStatus>;
  /** Takes up the session of the last run; once more when the secrets were opened. */
  readonly resume: () => Promise<void>;
  /** The same, and keeps in contact. */
  readonly start: () => Promise<void>;
  readonly stop: () => void;
}

type HalfSignedIn = {
  readonly login: DeviceLogin;
  readonly door: TeamDoor;
  readonly token: string;
  readonly attempt: string;
};

const TOKEN_BYTES = 32;

/** Who works here for which team: joining, signing in and out. What is kept of it is `Presence`. */
export function createTeam(deps: TeamDeps): Team {
  const { secrets } = deps;
  const presence = createPresence(deps);
  const jobs = createTeamJobs({ ...deps, session: presence.session });
  const stopping = new AbortController();
  /** A sign-in that waits for its second factor. */
  let half: HalfSignedIn | null = null;

  async function openDoor(login: DeviceLogin): Promise<TeamDoor> {
    return (await deps.gate()).open(login);
  }

  async function loginOf(name: string): Answer<DeviceLogin> {
    const kept = await secrets.login(name);
    if (!kept.ok) return kept;
    return kept.value === null ? err({ type: 'NotEnrolled' }) : ok(kept.value);
  }

  async function signIn(name: string, password: string): Answer<SignedIn> {
    const login = await loginOf(name);
    if (!login.ok) return login;
    const newToken = Buffer.from(deps.random.bytes(TOKEN_BYTES)).toString('base64url');
    half?.door.close();
    half = null;
    const newDoor = await openDoor(login.value);
    return await conclude(login.value, newDoor, newToken, await newDoor.signIn(password, newToken));
  }

  async function secondFactor(given: { readonly code: string; readonly trustDevice: boolean }): Answer<SignedIn> {
    if (half === null) return err({ type: 'NoSecondFactorAsked' });
    const { login, door: halfDoor, token: halfToken, attempt } = half;
    const judged = await halfDoor.secondFactor(attempt, given.code, given.trustDevice);
    // a wrong code can be followed by a right one
    if (judged.ok && judged.value.outcome === 'refused') return ok({ outcome: 'refused' });
    half = null;
    return await conclude(login, halfDoor, halfToken, judged);
  }

  async function conclude(
    login: DeviceLogin,
    newDoor: TeamDoor,
    newToken: string,
    judged: Result<SignInOutcome, TeamFailure>,
  ): Answer<SignedIn> {
    if (judged.ok && judged.value.outcome === 'accepted') return await presence.enter(login, newDoor, newToken);
    if (judged.ok && judged.value.outcome === 'second-factor') {
      half = { login, door: newDoor, token: newToken, attempt: judged.value.attempt };
      return ok({ outcome: 'second-factor' });
    }
    newDoor.close();
    if (!judged.ok) return judged;
    return judged.value.outcome === 'locked'
      ? ok({ outcome: 'locked', retryAt: new Date(judged.value.retryAt).toISOString() })
      : ok({ outcome: 'refused' });
  }

  async function withDoor<T>(name: string, ask: (door: TeamDoor) => Promise<Result<T, TeamFailure>>): Answer<T> {
    const login = await loginOf(name);
    if (!login.ok) return login;
    const opened = await openDoor(login.value);
    try {
      return await ask(opened);
    } finally {
      opened.close();
    }
  }

  async function needsPassword(name: string): Answer<boolean> {
    const has = await withDoor(name, (opened) => opened.hasPassword());
    return has.ok ? ok(!has.value) : has;
  }

  async function enrol(text: string, deviceName: string): ReturnType<Team['enrol']> {
    const invitation = decodeInvitation(text);
    if (!invitation.ok) return invitation;
    const gate = await deps.gate();
    const made = await gate.enrol(invitation.value, deviceName.trim() || deps.deviceName);
    if (!made.ok) return made;
    const kept = await secrets.keepLogin(made.value);
    if (!kept.ok) return kept;
    const { login, email, organization } = made.value;
    const needs = await needsPassword(login);
    return ok({ login, email, organization, needsPassword: needs.ok && needs.value });
  }

  async function people(): Answer<readonly TeamPerson[]> {
    const logins = await secrets.logins();
    if (!logins.ok) return logins;
    const present = presence.row();
    return ok(
      logins.value.map(({ login, email, organization }) => {
        const isPresent = present?.login === login;
        return { login, email, organization, isPresent, name: isPresent ? present.person_name : null };
      }),
    );
  }

  return {
    status: presence.status,
    isOpen: presence.isOpen,
    may: (permission) => !presence.isTeam() || presence.access()?.permissions.includes(permission) === true,
    storeRole: (storeId) => (presence.isTeam() ? (presence.access()?.storeRoles[storeId] ?? null) : 'owner'),
    session: presence.session,
    people,
    enrol,
    needsPassword,
    signIn,
    secondFactor,
    setPassword: async (name, password) => {
      const set = await withDoor(name, (opened) => opened.changePassword(null, password, null));
      if (!set.ok) return set;
      return set.value === 'accepted' ? await signIn(name, password) : ok({ outcome: 'refused' });
    },
    changePassword: async (current, next) => {
      const door = presence.door();
      return door === null ? err({ type: 'SignedOut' }) : await door.changePassword(current, next, presence.token());
    },
    signOut: async () => ok({ toldCentral: await presence.signOut() }),
    disconnect: presence.disconnect,
    retry: async () => {
      presence.door()?.retryNow();
      await presence.contact();
      return presence.status();
    },
    resume: presence.resume,
    start: async () => {
      await presence.resume();
      void presence.keepInContact();
      void jobs.keepRunning(stopping.signal);
    },
    stop: () => {
      stopping.abort();
      half?.door.close();
      presence.stop();
    },
  };
}
