import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CentralSetupError, CentralSetupStatus } from '../../shared/contract/central-setup.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { isLoopback } from '../../shared/domain/loopback.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import { parseCentralAddress } from '../central/central-address.ts';
import { connectCentral, rowsOf } from '../central/central-connection.ts';
import type { CentralConnection } from '../central/central-connection.ts';
import { examineCentral } from '../central/central-doctor.ts';
import type { Examined } from '../central/central-doctor.ts';
import { isNotAllowed } from '../central/central-errors.ts';
import { migrateCentral } from '../central/central-migrations.ts';
import { issueInvitation, signUpOrganization } from '../central/central-people.ts';
import { readCentralStatus } from '../central/central-status.ts';
import { invitationText, openEnrolmentGate } from '../central/enrolment-gate.ts';
import type { Clock, Random } from '../platform/deps.ts';
import { inSession, onlyValue } from '../team-admin/admin-session.ts';
import type { SessionSource } from '../team-admin/admin-session.ts';
import type { Query } from '../team/team-server.ts';

export type CentralSetupHandlers = Pick<
  Handlers<EngineContract>,
  'central.examine' | 'central.migrate' | 'central.firstOrganization' | 'central.doctor'
>;
export type CentralSetupDeps = SessionSource & {
  /** Folder of `NNNN.do.name.sql`. */
  readonly migrationsFolder: string;
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  /** The host that the session talks to. */
  readonly place: () => Promise<{ readonly host: string } | null>;
};
type Answer<T> = Promise<Result<T, CentralSetupError>>;

/** The setup assistant's methods: on the connection of whoever owns the database, opened for each call and closed after it. */
export function createCentralSetupHandlers(deps: CentralSetupDeps): CentralSetupHandlers {
  return {
    'central.examine': ({ url }) =>
      withOwner(url, async (connection) => {
        const status = await statusOf(deps, connection);
        if (!status.ok) return status;
        const checks = await examineCentral(connection, deps.migrationsFolder, deps.clock);
        return ok({ status: status.value, checks: [...checks] });
      }),
    'central.migrate': ({ url, start }) =>
      withOwner(url, async (connection) => {
        const done = await migrateCentral(connection, deps.migrationsFolder, { ownVersion: deps.version, start });
        return done.ok ? ok({ ...done.value, applied: [...done.value.applied] }) : asSetupError(done.error);
      }),
    'central.doctor': async () => {
      const place = await deps.place();
      if (place === null) return err({ type: 'NotInTeam' });
      return await inSession(deps, async (query) => {
        const checks = await examineCentral(await examined(query, place.host), deps.migrationsFolder, deps.clock);
        return { checks: [...checks], readAt: new Date(deps.clock.now()).toISOString() };
      });
    },
    'central.firstOrganization': ({ url, ...given }) =>
      withOwner(url, (connection) => firstOrganization(deps, connection, given)),
  };
}

/** A transaction of a session, in place of the owner's connection. */
async function examined(query: Query, host: string): Promise<Examined> {
  const serverVersion = Number(onlyValue(await query(`SELECT current_setting('server_version_num')`)));
  return {
    address: { host },
    serverVersion,
    client: {
      query: async <Row extends object>(sql: string, values: unknown[]) => ({
        rows: [...(await query<Row>(sql, values))],
      }),
    },
  };
}

async function withOwner<T>(url: string, work: (connection: CentralConnection) => Answer<T>): Answer<T> {
  const address = parseCentralAddress(url, (path) => readFileSync(resolve(path), 'utf8'));
  if (!address.ok) return err(address.error);
  const connected = await connectCentral(address.value, { applicationName: 'backroom setup' });
  if (!connected.ok) return err(connected.error);
  try {
    return await work(connected.value);
  } catch (error) {
    if (!isNotAllowed(error)) throw error;
    return err({ type: 'CentralNotAllowed', detail: (error as Error).message });
  } finally {
    await connected.value.close().catch(() => undefined);
  }
}

async function statusOf(deps: CentralSetupDeps, connection: CentralConnection): Answer<CentralSetupStatus> {
  const read = await readCentralStatus(connection, deps.migrationsFolder, deps.version);
  if (!read.ok) return asSetupError(read.error);
  const { version, known, pending, serverVersion, counts } = read.value;
  const organizations =
    counts === null
      ? []
      : await rowsOf<{ name: string }>(
          connection,
          'SELECT name FROM public.organizations WHERE NOT is_platform AND deleted_at IS NULL ORDER BY name',
        );
  return ok({
    address: connection.address.shown,
    version,
    known,
    pending: [...pending],
    serverVersion,
    counts,
    organizations: organizations.map(({ name }) => name),
  });
}

type FirstOrganization = {
  readonly organization: string;
  readonly email: string;
  readonly name: string;
  readonly reach: string;
};

/** Everything that can be refused is looked at before the organization is made. */
async function firstOrganization(
  deps: CentralSetupDeps,
  connection: CentralConnection,
  given: FirstOrganization,
): Answer<{ text: string; email: string; organization: string; isHereOnly: boolean }> {
  const reach = reachOf(given.reach);
  if (reach === 'unreadable') return err({ type: 'CentralReachRefused', reach: given.reach });
  const status = await readCentralStatus(connection, deps.migrationsFolder, deps.version);
  if (!status.ok) return asSetupError(status.error);
  if (status.value.version === 0) return err({ type: 'CentralEmpty' });
  if (status.value.pending.length > 0) return err({ type: 'CentralBehind', pending: status.value.pending.length });
  const enrolPassword = await openEnrolmentGate(connection, deps.random);
  const made = await signUpOrganization(connection, {
    name: given.organization,
    email: given.email,
    shown: given.name === '' ? undefined : given.name,
  });
  if (!made.ok) return asSetupError(made.error);
  const { organizationId } = made.value;
  const code = await issueInvitation(connection, { organizationId, email: given.email, role: 'admin' });
  if (!code.ok) return asSetupError(code.error);
  const text = invitationText(connection.address, {
    enrolPassword,
    code: code.value,
    organization: given.organization,
    email: given.email,
    reach,
  });
  const isHereOnly = isLoopback(reach?.host ?? connection.address.host);
  return ok({ text, email: given.email, organization: given.organization, isHereOnly });
}

type Failure = { readonly type: string };
/** Those that only other commands meet (an unknown role, another organization) are defects here. */
function asSetupError(failure: Failure | CentralSetupError): Result<never, CentralSetupError> {
  switch (failure.type) {
    case 'CentralNoSuchRole':
    case 'CentralNoSuchPerson':
    case 'CentralNoSuchOrganization':
      throw new Error(failure.type);
    default:
      return err(failure as CentralSetupError);
  }
}

function reachOf(given: string): { readonly host: string; readonly port: number } | null | 'unreadable' {
  if (given === '') return null;
  const url = URL.canParse(`postgres://${given}`) ? new URL(`postgres://${given}`) : null;
  if (url === null || url.hostname === '' || url.pathname !== '' || url.username !== '') return 'unreadable';
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 5432 : Number(url.port) };
}
