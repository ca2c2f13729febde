import type { Invitation } from '../../shared/invitation-text.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Clock, Logger, Random } from '../platform/deps.ts';
import type { DeviceLogin, EnrolFailure, TeamDoor, TeamGate } from '../team/team-gate.ts';
import type { CentralAddress } from './central-address.ts';
import { createCentralLine } from './central-line.ts';
import type { CentralLine, LineLimits } from './central-line.ts';
import { createCentralListener } from './central-listener.ts';
import { sessionOver } from './central-session.ts';
import {
  changePasswordOver,
  hasPasswordOver,
  readAccessOver,
  secondFactorOver,
  signInOver,
} from './central-sign-in.ts';
import { scramVerifier } from './scram-verifier.ts';

export type CentralGateDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly ownVersion: string;
  /** The newest migration that this program knows. */
  readonly schemaVersion: number | null;
  readonly limits?: LineLimits;
};

const ENROL_LOGIN = 'app_enrol';
const PASSWORD_BYTES = 32;
const SALT_BYTES = 16;

/** Central as the team's part of the engine sees it, over PostgreSQL. */
export function createCentralGate(deps: CentralGateDeps): TeamGate {
  return {
    enrol: (invitation, deviceName) => enrol(deps, invitation, deviceName),
    open: (login) => openDoor(deps, login),
  };
}

/** From an invitation to a login of this device, in two transactions. The login's password is made and stays here. */
async function enrol(
  deps: CentralGateDeps,
  invitation: Invitation,
  deviceName: string,
): Promise<Result<DeviceLogin, EnrolFailure>> {
  const { code, enrolPassword, email: _email, organization: _organization, ...where } = invitation;
  const password = Buffer.from(deps.random.bytes(PASSWORD_BYTES)).toString('base64url');
  const verifier = scramVerifier(password, deps.random.bytes(SALT_BYTES));
  const address = addressOf({ ...where, login: ENROL_LOGIN, password: enrolPassword });
  const line = createCentralLine({ ...deps, address, schemaVersion: null });
  try {
    const request = await line.run(async (query) => {
      const rows = await query<{ id: string }>('SELECT auth.begin_enrolment($1, $2, $3) AS id', [
        code,
        deviceName,
        verifier,
      ]);
      return rows[0]?.id;
    });
    if (!request.ok) return err(enrolFailureOf(request.error, line));
    const finish = (): ReturnType<typeof finishEnrolment> => finishEnrolment(line, request.value);
    const first = await finish();
    // the answer may have been lost on its way; asked again it is the same
    const made = first.ok || first.error.type !== 'CentralUnavailable' ? first : await finish();
    if (!made.ok) return err(enrolFailureOf(made.error, line));
    const [row] = made.value;
    if (row === undefined) return err({ type: 'InvitationEnded', reason: 'code' });
    return ok({ ...where, login: row.db_role, password, email: row.email, organization: row.organization });
  } finally {
    line.close();
  }
}

function finishEnrolment(line: CentralLine, request: string | undefined) {
  return line.run((query) =>
    query<{ db_role: string; email: string; organization: string }>('SELECT * FROM auth.finish_enrolment($1)', [
      request,
    ]),
  );
}

function enrolFailureOf(failure: EnrolFailure, line: CentralLine): EnrolFailure {
  const connect = line.connectFailure()?.type;
  if (connect === 'CentralWrongPassword' || connect === 'CentralLoginClosed')
    return { type: 'InvitationEnded', reason: 'closed' };
  if (failure.type === 'CentralRejected' && failure.code === '28000')
    return { type: 'InvitationEnded', reason: 'code' };
  return failure;
}

function openDoor(deps: CentralGateDeps, login: DeviceLogin): TeamDoor {
  const address = addressOf(login);
  const line = createCentralLine({ ...deps, address });
  const listener = createCentralListener({ ...deps, address });
  const { email } = login;
  return {
    hasPassword: () => hasPasswordOver(line),
    signIn: (password, token) => signInOver(line, { email, password, token, now: deps.clock.now }),
    secondFactor: (attempt, code, trustDevice) =>
      secondFactorOver(line, { attempt, code, trustDevice, now: deps.clock.now }),
    changePassword: (current, next, token) => changePasswordOver(line, { email, current, next, token }),
    readAccess: (token) => readAccessOver(line, token),
    signOut: (token) => asNull(line.run((query) => query('SELECT auth.sign_out()'), { token })),
    revokeDevice: (token, deviceId) =>
      asNull(line.run((query) => query('SELECT auth.revoke_device($1)', [deviceId]), { token })),
    session: (token, who) => sessionOver(line, listener, { ...who, token }),
    isClosedToUs: () => line.connectFailure()?.type === 'CentralLoginClosed',
    serverVersion: line.serverVersion,
    retryNow: line.retryNow,
    close: () => {
      line.close();
      listener.close();
    },
  };
}

async function asNull<E>(asked: Promise<Result<unknown, E>>): Promise<Result<null, E>> {
  const done = await asked;
  return done.ok ? ok(null) : done;
}

function addressOf(where: Omit<DeviceLogin, 'email' | 'organization'>): CentralAddress {
  const { host, port, database, login, password, sslmode, authority } = where;
  return {
    host,
    port,
    database,
    user: login,
    password,
    tls: sslmode === 'disable' ? { mode: 'off' } : { mode: 'verified', authority },
    shown: `${login}@${host.includes(':') ? `[${host}]` : host}:${port}/${database}`,
  };
}
