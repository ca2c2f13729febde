/** Why the central database could not be reached or opened. None of them carries a password. */
export type ConnectFailure =
  /** The address itself cannot be used; `reason` says what is wrong with it. */
  | { readonly type: 'CentralAddressRefused'; readonly reason: AddressProblem }
  | { readonly type: 'CentralUnreachable'; readonly address: string; readonly cause: UnreachableCause }
  /** `no-tls`: the server speaks none; `certificate`: it is not accepted, `detail` says why. */
  | { readonly type: 'CentralTlsRefused'; readonly cause: 'no-tls' | 'certificate'; readonly detail: string }
  | { readonly type: 'CentralWrongPassword'; readonly user: string }
  /** The login is there and was closed: of a device that was revoked, of a person who is gone. */
  | { readonly type: 'CentralLoginClosed'; readonly user: string }
  | { readonly type: 'CentralNoSuchDatabase'; readonly database: string }
  /** No connection is free, or the server is starting or stopping. */
  | { readonly type: 'CentralFull'; readonly detail: string }
  /** `found` is the server's version as it names it. */
  | { readonly type: 'CentralTooOld'; readonly found: string };

export type AddressProblem =
  'missing' | 'not-a-url' | 'no-host' | 'no-database' | 'no-user' | 'tls-off' | 'bad-authority';
export type UnreachableCause = 'refused' | 'dns' | 'timeout' | 'reset' | 'unknown';

/** Why the schema was not made or brought up to date. What was applied before stays applied. */
export type MigrateFailure =
  /** The login lacks a right; `detail` is the server's own sentence. */
  | { readonly type: 'CentralNotAllowed'; readonly detail: string }
  | { readonly type: 'CentralNewer'; readonly found: number; readonly known: number }
  /** The database asks for a later program. */
  | { readonly type: 'CentralClientTooOld'; readonly minimum: string; readonly own: string }
  /** Another migration held the lock all the time that was waited. */
  | { readonly type: 'CentralBusy'; readonly waitedMs: number }
  /** Nothing of ours is there yet. */
  | { readonly type: 'CentralEmpty' }
  /** `init` found tables that are not ours. */
  | { readonly type: 'CentralNotEmpty'; readonly tables: readonly string[] }
  /** A migration that was applied is not the one that this program has. */
  | { readonly type: 'CentralChanged'; readonly version: number }
  /** A migration failed and left nothing behind; `version` is the last one that stands. */
  | { readonly type: 'CentralMigrationFailed'; readonly version: number; readonly detail: string };

const UNREACHABLE: Readonly<Record<string, UnreachableCause>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'timeout',
  ENETUNREACH: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
};
const CERTIFICATE = /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA)/;

/** SQLSTATE of an error of the server, Node's code of one of the network, else null. */
export function codeOf(error: unknown): string | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

/** What went wrong while connecting, or null for a defect. */
export function connectFailureOf(
  error: unknown,
  at: { readonly address: string; readonly user: string; readonly database: string },
): ConnectFailure | null {
  const code = codeOf(error) ?? '';
  const message = error instanceof Error ? error.message : '';
  // The other refusal of that code names the server's file, in every language.
  if (code === '28000' && !message.includes('pg_hba.conf')) return { type: 'CentralLoginClosed', user: at.user };
  if (code === '28P01' || code === '28000') return { type: 'CentralWrongPassword', user: at.user };
  if (code === '3D000') return { type: 'CentralNoSuchDatabase', database: at.database };
  if (code === '53300' || code === '57P03' || code === '57P01') return { type: 'CentralFull', detail: message };
  const cause = UNREACHABLE[code];
  if (cause !== undefined) return { type: 'CentralUnreachable', address: at.address, cause };
  if (/does not support SSL/i.test(message)) return { type: 'CentralTlsRefused', cause: 'no-tls', detail: '' };
  if (CERTIFICATE.test(code)) return { type: 'CentralTlsRefused', cause: 'certificate', detail: message };
  if (/timeout/i.test(message)) return { type: 'CentralUnreachable', address: at.address, cause: 'timeout' };
  if (/terminated unexpectedly/i.test(message))
    return { type: 'CentralUnreachable', address: at.address, cause: 'reset' };
  // The client library has no code for a server that asks for a password and is given none.
  if (/password must be a string|no password/i.test(message)) return { type: 'CentralWrongPassword', user: at.user };
  return null;
}

/** Classes of SQLSTATE that say that the login may not do this. */
export function isNotAllowed(error: unknown): boolean {
  return codeOf(error) === '42501';
}
