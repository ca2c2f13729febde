import type {
  AddressProblem,
  ConnectFailure,
  MigrateFailure,
  UnreachableCause,
} from '../engine/central/central-errors.ts';
import type { CheckName } from '../engine/central/central-doctor.ts';
import type { PeopleFailure } from '../engine/central/central-people.ts';
import type { CommandName } from './usage.ts';

export type CentralCommand = Extract<CommandName, `central ${string}`>;

export function isCentral(command: CommandName): command is CentralCommand {
  return command.startsWith('central ');
}

/** The schema is older than this program. */
type Behind = { readonly type: 'CentralBehind'; readonly pending: number };
type Failure = ConnectFailure | MigrateFailure | PeopleFailure | Behind;
type Words = { readonly [Type in Failure['type']]: (failure: Extract<Failure, { type: Type }>) => string };

/** One sentence on what happened, and another on the way forward. */
const WORDS: Words = {
  CentralAddressRefused: ({ reason }) => ADDRESS[reason],
  CentralUnreachable: ({ address, cause }) => UNREACHABLE[cause].replace('{address}', address),
  CentralTlsRefused: ({ cause, detail }) =>
    cause === 'no-tls'
      ? 'The central database does not speak TLS, so nothing was sent to it. Switch ssl on there.'
      : `The certificate of the central database is not accepted (${detail}). Check the host’s name, or name its authority with ?sslrootcert=FILE.`,
  CentralWrongPassword: ({ user }) =>
    `The central database does not let ${user} in. Check name and password, and whether pg_hba.conf lets this computer in.`,
  CentralLoginClosed: ({ user }) => `The central database has closed the login ${user}. Its device was revoked.`,
  CentralNoSuchDatabase: ({ database }) =>
    `There is no database ${database} on that server. Create it first: CREATE DATABASE "${database.replaceAll('"', '""')}";`,
  CentralFull: ({ detail }) => `The central database takes no connection at the moment (${detail}). Try again later.`,
  CentralTooOld: ({ found }) => `The central database is PostgreSQL ${found}. Backroom needs 15 or later.`,
  CentralNotAllowed: ({ detail }) =>
    `The login may not do this (${detail}). Use one that owns the database and may create roles, or a superuser.`,
  CentralNewer: ({ found, known }) =>
    `The central database is of a later version (${found}) than this program (${known}). Update Backroom; nothing was changed.`,
  CentralClientTooOld: ({ minimum, own }) =>
    `The central database asks for Backroom ${minimum} or later, and this is ${own}. Update Backroom; nothing was changed.`,
  CentralBusy: ({ waitedMs }) =>
    `Another migration has been at work for ${Math.ceil(waitedMs / 1000)} seconds. Nothing was changed; try again when it is done.`,
  CentralEmpty: () => 'The database is empty. Make the schema with: backroom central init',
  CentralNotEmpty: ({ tables }) =>
    `The database holds other tables (${tables.join(', ')}). Nothing was changed; give Backroom a database of its own.`,
  CentralChanged: ({ version }) =>
    `Migration ${version} was applied in another form than this program has. Nothing was changed; use the program that applied it, or a later one.`,
  CentralMigrationFailed: ({ version, detail }) =>
    `A migration failed and left nothing behind (${detail}). The database stands at version ${version}.`,
  CentralBehind: ({ pending }) =>
    `The central database is behind this program by ${pending === 1 ? 'one migration' : `${pending} migrations`}. Bring it up to date first: backroom central migrate`,
  CentralEmailTaken: ({ email }) =>
    `${email} is a person of an organization already, and everybody belongs to one. To let them in on another device, invite them there.`,
  CentralEmailRefused: ({ email }) => `--email: ${email || 'nothing'} is no e-mail address. Nothing was changed.`,
  CentralNoSuchRole: ({ role, known }) => `--role: there is no role ${role} there. Known: ${known.join(', ')}.`,
  CentralNoSuchPerson: ({ email }) => `--email: nobody has the address ${email}. Nothing was changed.`,
  CentralNoSuchOrganization: ({ name, known }) =>
    name === null
      ? `Which organization? Give --organization NAME. Known: ${known.join(', ') || 'none yet; make one with backroom central owner'}.`
      : `--organization: there is none named ${name}. Known: ${known.join(', ') || 'none'}.`,
};

const ADDRESS: Readonly<Record<AddressProblem, string>> = {
  missing:
    'Which central database? Give --url postgres://user:password@host:5432/database or set BACKROOM_CENTRAL_URL.',
  'not-a-url':
    'The address of the central database must look like postgres://user:password@host:5432/database, with special signs in percent form.',
  'no-host': 'The address of the central database names no host.',
  'no-database': 'The address of the central database names no database: postgres://user:password@host:5432/database',
  'no-user': 'The address of the central database names no user: postgres://user:password@host:5432/database',
  'tls-off':
    'Without TLS everybody on the way could read along, so only a database on this computer may go without. Leave sslmode out.',
  'bad-authority': 'The file that sslrootcert names cannot be read.',
};

const UNREACHABLE: Readonly<Record<UnreachableCause, string>> = {
  refused: 'Nothing answers at {address}. Check host and port, and that PostgreSQL listens there.',
  dns: 'The host of {address} was not found. Check its spelling and the network.',
  timeout: '{address} did not answer in time. Check the network and any firewall before it.',
  reset: 'The connection to {address} broke off. Try again.',
  unknown: '{address} cannot be reached. Check the network and the address.',
};

type Word = (failure: Readonly<Record<string, unknown>> & { readonly type: string }) => string;
/** For the table of all sentences, which knows failures by their tag only. */
export const CENTRAL_SENTENCES = WORDS as unknown as Readonly<Record<Failure['type'], Word>>;

/** What to do about a check that is not well. */
export const ADVICE: Readonly<Record<CheckName, string>> = {
  'server-version': 'Backroom was tested on PostgreSQL 15 to 18. Update Backroom before you rely on a later one.',
  tls: 'Switch ssl on at the server: without it, everybody on the way can read along.',
  'parameters-in-logs':
    'Session tokens would stand in the server’s log. As a superuser: ALTER SYSTEM SET log_parameter_max_length = 0; ALTER SYSTEM SET log_parameter_max_length_on_error = 0; SELECT pg_reload_conf();',
  extensions: 'Install the contrib package of your PostgreSQL (postgresql-contrib), which brings pgcrypto.',
  clock: 'Set this computer’s clock, or the server’s, by a time server.',
  schema:
    'Make it with: backroom central init; bring an older one up to date with: backroom central migrate; for a later one update Backroom.',
  'row-level-security':
    'Somebody changed the tables. Force it again: ALTER TABLE … ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;',
  'default-privileges':
    'Close it again, for app_owner and app_definer: ALTER DEFAULT PRIVILEGES FOR ROLE … REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;',
  'public-schema':
    'Close it: REVOKE CREATE ON SCHEMA public FROM PUBLIC; REVOKE TEMPORARY ON DATABASE … FROM PUBLIC; (central migrate does both)',
};
