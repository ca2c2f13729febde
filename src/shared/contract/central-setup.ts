import { z } from 'zod';

/** What `central doctor` looks at. */
export const CENTRAL_CHECKS = [
  'server-version',
  'tls',
  'parameters-in-logs',
  'extensions',
  'clock',
  'schema',
  'row-level-security',
  'default-privileges',
  'public-schema',
] as const;
export const centralCheck = z.object({
  name: z.enum(CENTRAL_CHECKS),
  isWell: z.boolean(),
  /** What was seen, in the words of the command line. */
  found: z.string(),
});
export type CentralCheck = z.infer<typeof centralCheck>;

/** Why nothing was done. None of them carries a password. */
export const centralSetupError = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('CentralAddressRefused'),
    reason: z.enum(['missing', 'not-a-url', 'no-host', 'no-database', 'no-user', 'tls-off', 'bad-authority']),
  }),
  z.object({
    type: z.literal('CentralUnreachable'),
    address: z.string(),
    cause: z.enum(['refused', 'dns', 'timeout', 'reset', 'unknown']),
  }),
  z.object({ type: z.literal('CentralTlsRefused'), cause: z.enum(['no-tls', 'certificate']), detail: z.string() }),
  z.object({ type: z.literal('CentralWrongPassword'), user: z.string() }),
  z.object({ type: z.literal('CentralLoginClosed'), user: z.string() }),
  z.object({ type: z.literal('CentralNoSuchDatabase'), database: z.string() }),
  z.object({ type: z.literal('CentralFull'), detail: z.string() }),
  z.object({ type: z.literal('CentralTooOld'), found: z.string() }),
  z.object({ type: z.literal('CentralNotAllowed'), detail: z.string() }),
  z.object({ type: z.literal('CentralNewer'), found: z.number(), known: z.number() }),
  z.object({ type: z.literal('CentralClientTooOld'), minimum: z.string(), own: z.string() }),
  z.object({ type: z.literal('CentralBusy'), waitedMs: z.number() }),
  z.object({ type: z.literal('CentralEmpty') }),
  z.object({ type: z.literal('CentralNotEmpty'), tables: z.array(z.string()) }),
  z.object({ type: z.literal('CentralChanged'), version: z.number() }),
  z.object({ type: z.literal('CentralMigrationFailed'), version: z.number(), detail: z.string() }),
  z.object({ type: z.literal('CentralBehind'), pending: z.number() }),
  z.object({ type: z.literal('CentralEmailTaken'), email: z.string() }),
  z.object({ type: z.literal('CentralEmailRefused'), email: z.string() }),
  z.object({ type: z.literal('CentralReachRefused'), reach: z.string() }),
]);
export type CentralSetupError = z.infer<typeof centralSetupError>;

/** Of the owner of the database. Kept nowhere: it is given with each call. */
const url = z.string().max(4000);
const error = centralSetupError;

export const centralStatus = z.object({
  /** `user@host:port/database` */
  address: z.string(),
  /** 0: nothing of ours is there. */
  version: z.number(),
  /** The newest migration of this program. */
  known: z.number(),
  pending: z.array(z.string()),
  /** 180004 is 18.4. */
  serverVersion: z.number(),
  counts: z
    .object({ organizations: z.number(), people: z.number(), stores: z.number(), tables: z.number() })
    .nullable(),
  /** Names of the organizations that are there. */
  organizations: z.array(z.string()),
});
export type CentralSetupStatus = z.infer<typeof centralStatus>;

/** The assistant: what `backroom central init|migrate|status|doctor|owner` does, for whoever owns the database. */
export const centralSetupMethods = {
  /** Where the database stands and what the server lacks. Changes nothing. */
  'central.examine': {
    input: z.object({ url }),
    output: z.object({ status: centralStatus, checks: z.array(centralCheck) }),
    error,
  },
  /** Makes the schema, or brings it up to date. Interrupted it goes on from there the next time. */
  'central.migrate': {
    input: z.object({ url, start: z.enum(['create', 'upgrade']) }),
    output: z.object({ from: z.number(), to: z.number(), applied: z.array(z.string()) }),
    error,
  },
  /** An organization with its first administrator, and the line that lets that person's first device in. */
  'central.firstOrganization': {
    input: z.object({
      url,
      organization: z.string().trim().min(1).max(255),
      email: z.string().trim().max(320),
      name: z.string().trim().max(100).default(''),
      /** `HOST` or `HOST:PORT` under which the others reach the server; empty: as here. */
      reach: z.string().trim().max(300).default(''),
    }),
    output: z.object({ text: z.string(), email: z.string(), organization: z.string(), isHereOnly: z.boolean() }),
    error,
  },
} as const;
