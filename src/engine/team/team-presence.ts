import type { TeamError, TeamLag, TeamStatus } from '../../shared/contract/team.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { WritableDb } from '../database/database.ts';
import type { Clock, Logger, Random } from '../platform/deps.ts';
import { isOtherAccess, seesLess } from './access-change.ts';
import { isContactMissing } from './contact-limit.ts';
import type { HandOver, HandOverFailure } from './hand-over.ts';
import type { Access, DeviceLogin, TeamDoor, TeamGate } from './team-gate.ts';
import type { TeamSecrets } from './team-secrets.ts';
import type { CentralSession } from './team-server.ts';
import type { ConnectionRow, KnownAccess, SessionState } from './team-store.ts';
import {
  forgetConnection,
  noteLocalTime,
  readConnection,
  readKnownAccess,
  writeConnection,
  writeContact,
  writeSessionState,
} from './team-store.ts';
import { statusOf } from './team-status.ts';

export type TeamCallFailure = TeamError | HandOverFailure | { readonly type: 'SignedOut' };
export type Answer<T> = Promise<Result<T, TeamCallFailure>>;
export type SignedIn =
  | { readonly outcome: 'accepted'; readonly restarts: boolean }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'second-factor' }
  | { readonly outcome: 'locked'; readonly retryAt: string };

export type TeamDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly secrets: TeamSecrets;
  /** Loaded when a team is there: without one nothing of it costs anything. */
  readonly gate: () => Promise<TeamGate>;
  readonly handOver: HandOver;
  /** Says that this profile belongs to a team, also when its mirror was lost. */
  readonly marker: { readonly isThere: () => boolean; readonly put: () => void; readonly take: () => void };
  /** By this process or another one. */
  readonly isBeingWiped: () => boolean;
  /** It stands: the process that has the mirror open only has to end. */
  readonly isDecided: () => boolean;
  /** How this computer is called where the person gives it no name. */
  readonly deviceName: string;
  readonly isDemo: () => boolean;
  readonly lag: () => TeamLag | null;
  readonly onStatus: (status: TeamStatus) => void;
  /** Data may be shown from now on, or not any more. */
  readonly onOpen: () => void;
  readonly onClosed: () => Promise<void>;
};

/** Whose mirror this is, with their session and rights, and whether central is there. */
export interface Presence {
  readonly row: () => ConnectionRow | null;
  readonly access: () => KnownAccess | null;
  readonly isTeam: () => boolean;
  readonly isOpen: () => boolean;
  readonly status: () => TeamStatus;
  readonly session: () => CentralSession | null;
  /** The present person's, while there is a session. */
  readonly door: () => TeamDoor | null;
  /** Of that session. */
  readonly token: () => string | null;
  readonly enter: (login: DeviceLogin, door: TeamDoor, token: string) => Answer<SignedIn>;
  /** Answers whether central was told. */
  readonly signOut: () => Promise<boolean>;
  readonly disconnect: () => Answer<{ readonly toldCentral: boolean }>;
  /** Takes up the session of the last run. */
  readonly resume: () => Promise<void>;
  /** Asks central once what it says now. */
  readonly contact: () => Promise<void>;
  readonly keepInContact: () => Promise<void>;
  readonly stop: () => void;
}

const CONTACT_EVERY_MS = 30_000;
const SIGN_OUT_LIMIT_MS = 5_000;
/** Clocks of two computers: a session that ended so little before its time is taken as run out, not as revoked. */
const EXPIRY_SLACK_MS = 60_000;

export function createPresence(deps: TeamDeps): Presence {
  const { db, clock, secrets, logger } = deps;
  let row = readConnection(db);
  let access = readKnownAccess(db);
  let door: TeamDoor | null = null;
  let token: string | null = null;
  let session: CentralSession | null = null;
  let problem: TeamError | null = null;
  let isReached = false;
  let isLeaving = false;
  /** What was kept for this person was looked after in this session. */
  let isWelcomed = false;
  let told = '';
  const stopping = new AbortController();

  const isTeam = (): boolean => row !== null || deps.marker.isThere();

  function status(): TeamStatus {
    const now = clock.now();
    return statusOf({
      row,
      access,
      problem,
      isReached,
      isTeam: isTeam(),
      isLeaving,
      now,
      lag: deps.lag(),
      isDemo: deps.isDemo(),
    });
  }

  function isOpen(): boolean {
    if (isLeaving) return false;
    if (!isTeam()) return true;
    if (deps.isBeingWiped()) return false;
    return row?.session_state === 'signed-in' && !isContactMissing(access, clock.now());
  }

  function tell(): void {
    const present = status();
    const text = JSON.stringify(present);
    if (text === told) return;
    told = text;
    deps.onStatus(present);
  }

  function hangUp(): void {
    door?.close();
    door = null;
    token = null;
    session = null;
    isReached = false;
    isWelcomed = false;
  }

  function setSessionState(state: SessionState): void {
    if (row === null) return;
    row = { ...row, session_state: state };
    writeSessionState(db, state);
  }

  /** Nobody is signed in from here on; the mirror stays as it is, unseen. */
  async function close(state: SessionState): Promise<void> {
    const login = row?.login;
    setSessionState(state);
    hangUp();
    await deps.onClosed();
    if (login !== undefined) await secrets.forgetToken(login);
    tell();
  }

  /** At central, where it can be reached, and here. */
  async function endSession(): Promise<boolean> {
    const asked = door === null || token === null ? null : door.signOut(token);
    // nobody waits long to be signed out; central ends the session when it runs out
    const done = await Promise.race([asked, clock.sleep(SIGN_OUT_LIMIT_MS, stopping.signal).catch(() => null)]);
    if (row !== null) await secrets.forgetToken(row.login);
    return typeof done === 'object' && done?.ok === true;
  }

  async function leave(given: Parameters<HandOver['leave']>[0]): Promise<Result<null, HandOverFailure>> {
    isLeaving = true;
    tell();
    await deps.onClosed();
    const left = await deps.handOver.leave(given);
    if (!left.ok) {
      logger.log('error', 'team.not-handed-over', { why: left.error.type });
      isLeaving = false;
      if (isOpen()) deps.onOpen();
      tell();
    }
    return left;
  }

  /** What central said about rights. Less than before: the mirror is made anew. */
  async function takeAccess(read: Access): Promise<void> {
    const before = access;
    if (row === null) return;
    if (before !== null && row.person_id === read.personId && seesLess(before, read)) {
      const next = { ...row, session_state: 'signed-in' as const };
      await leave({ reason: 'access', personId: read.personId, next });
      return;
    }
    const wasOpen = isOpen();
    writeContact(db, read, door?.serverVersion() ?? null, clock.now());
    row = readConnection(db);
    access = readKnownAccess(db);
    if (token !== null && door !== null) session ??= door.session(token, read);
    problem = null;
    isReached = true;
    if (!wasOpen && isOpen()) deps.onOpen();
    tell();
    if (!isWelcomed || before === null || isOtherAccess(before, read)) {
      isWelcomed = true;
      await deps.handOver.welcome(read.personId, (permission) => read.permissions.includes(permission));
    }
  }

  /** The session is over: run out, or ended by somebody. Ended, the mirror goes. [JOIN4] */
  async function onSessionOver(): Promise<void> {
    if (row === null) return;
    const isClosed = door?.isClosedToUs() === true;
    const centralNow = access === null ? clock.now() : access.confirmedAt + (clock.now() - access.confirmedLocalAt);
    const endsAt = row.session_expires_at;
    if (!isClosed && endsAt !== null && centralNow >= endsAt - EXPIRY_SLACK_MS) return await close('expired');
    const state: SessionState = isClosed ? 'device-revoked' : 'revoked';
    await close(state);
    await leaveRevoked(state);
  }

  /** Also at the start, where it could not be done before: the secrets were locked, the disk was full. */
  async function leaveRevoked(state: SessionState): Promise<void> {
    if (row === null || row.person_id === null) return;
    const nobody = { person_id: null, person_name: null, organization_id: null, device_id: null, device_name: null };
    await leave({ reason: 'revoked', personId: row.person_id, next: { ...row, ...nobody, session_state: state } });
  }

  async function contact(): Promise<void> {
    if (deps.isDecided() && !isLeaving) {
      // another process (the command line) let somebody else in; what was queued since is sealed, too
      await leave({ reason: 'person', personId: row?.person_id ?? null, next: null });
      return;
    }
    if (door === null || token === null || isLeaving) return;
    const asked = door;
    const read = await asked.readAccess(token);
    if (asked !== door || stopping.signal.aborted) return;
    if (read.ok) return await takeAccess(read.value);
    if (read.error.type === 'SignedOut') return await onSessionOver();
    isReached = false;
    problem = read.error;
    noteLocalTime(db, clock.now());
    access = readKnownAccess(db);
    if (!isOpen()) await deps.onClosed();
    tell();
  }

  /** A session was accepted: this mirror's person goes on, or another one begins with a mirror of their own. */
  async function enter(login: DeviceLogin, newDoor: TeamDoor, newToken: string): Answer<SignedIn> {
    const read = await newDoor.readAccess(newToken);
    if (!read.ok) {
      newDoor.close();
      return read;
    }
    const kept = await secrets.keepToken(login.login, newToken, { deviceFileIsEnough: deps.isDemo() });
    if (!kept.ok) {
      newDoor.close();
      return kept;
    }
    const next = connectionOf(login, read.value, newDoor.serverVersion(), clock.now());
    if (row !== null && row.person_id !== null && row.person_id !== read.value.personId) {
      newDoor.close();
      const left = await leave({ reason: 'person', personId: row.person_id, next, onDecided: () => endSession() });
      return left.ok ? ok({ outcome: 'accepted', restarts: true }) : left;
    }
    hangUp();
    door = newDoor;
    token = newToken;
    deps.marker.put();
    writeConnection(db, next);
    row = next;
    await takeAccess(read.value);
    return ok({ outcome: 'accepted', restarts: isLeaving });
  }

  async function signOut(): Promise<boolean> {
    if (row === null) return false;
    const toldCentral = await endSession();
    await close('by-person');
    return toldCentral;
  }

  async function disconnect(): ReturnType<Presence['disconnect']> {
    if (row === null) return ok({ toldCentral: false });
    const { login, person_id: personId, device_id: deviceId } = row;
    const done = door === null || token === null || deviceId === null ? null : await door.revokeDevice(token, deviceId);
    hangUp();
    await secrets.forgetToken(login);
    const forgotten = await secrets.forgetLogin(login);
    if (!forgotten.ok) return forgotten;
    if (secrets.hasLogins()) await leave({ reason: 'disconnected', personId, next: null });
    else {
      forgetConnection(db);
      deps.marker.take();
      row = null;
      access = null;
      deps.onOpen();
    }
    tell();
    return ok({ toldCentral: done?.ok === true });
  }

  async function resume(): Promise<void> {
    if (row === null || door !== null) return;
    const { session_state: state, login: name } = row;
    if (state === 'revoked' || state === 'device-revoked') return await leaveRevoked(state);
    if (state !== 'signed-in') return;
    const [login, kept] = [await secrets.login(name), await secrets.token(name)];
    if (!login.ok || !kept.ok) return logger.log('warn', 'team.secrets-locked', {});
    if (login.value === null || kept.value === null) return await close('expired');
    door = (await deps.gate()).open(login.value);
    token = kept.value;
  }

  async function keepInContact(): Promise<void> {
    while (!stopping.signal.aborted) {
      await contact().catch((error: unknown) => logger.log('error', 'team.contact-defect', { error: String(error) }));
      await clock.sleep(CONTACT_EVERY_MS, stopping.signal).catch(() => undefined);
    }
  }

  return {
    row: () => row,
    access: () => access,
    isTeam,
    isOpen,
    status,
    session: () => (isOpen() ? session : null),
    door: () => door,
    token: () => token,
    enter,
    signOut,
    disconnect,
    resume,
    contact,
    keepInContact,
    stop: () => {
      stopping.abort();
      hangUp();
    },
  };
}

function connectionOf(login: DeviceLogin, read: Access, serverVersion: number | null, now: number): ConnectionRow {
  return {
    login: login.login,
    address: `${login.host.includes(':') ? `[${login.host}]` : login.host}:${login.port}/${login.database}`,
    email: read.email,
    organization_name: read.organizationName,
    organization_id: read.organizationId,
    person_id: read.personId,
    person_name: read.personName,
    device_id: read.deviceId,
    device_name: read.deviceName,
    session_state: 'signed-in',
    session_expires_at: read.sessionExpiresAt,
    server_version: serverVersion,
    connected_at: now,
  };
}
