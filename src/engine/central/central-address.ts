import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { isLoopback } from '../../shared/domain/loopback.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { ConnectFailure } from './central-errors.ts';

/** Where the central database is. The password is kept apart from everything that is ever shown. */
export type CentralAddress = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | null;
  readonly tls: CentralTls;
  /** `user@host:port/database`, for people and logs. */
  readonly shown: string;
};
/** `off` only on loopback, where nobody is in between. */
export type CentralTls = { readonly mode: 'off' } | { readonly mode: 'verified'; readonly authority: string | null };

type ReadFile = (path: string) => string;

const DEFAULT_PORT = 5432;

/**
 * Reads `postgres://user:password@host:port/database`. The certificate is verified unless the host is this computer;
 * `?sslmode=verify-full` (or `require`) asks for that there too, `?sslrootcert=FILE` names an authority of one's own.
 */
export function parseCentralAddress(text: string, readFile: ReadFile): Result<CentralAddress, ConnectFailure> {
  if (text.trim() === '') return refused('missing');
  if (!/^postgres(?:ql)?:\/\//i.test(text) || !URL.canParse(text)) return refused('not-a-url');
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const database = decode(url.pathname.slice(1));
  const user = decode(url.username);
  if (host === '') return refused('no-host');
  if (database === null || database === '') return refused(database === null ? 'not-a-url' : 'no-database');
  if (user === null || user === '') return refused(user === null ? 'not-a-url' : 'no-user');
  const password = decode(url.password);
  if (password === null) return refused('not-a-url');
  const tls = tlsOf(url, host, readFile);
  if (!tls.ok) return tls;
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  const shown = `${user}@${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
  return ok({ host, port, database, user, password: password === '' ? null : password, tls: tls.value, shown });
}

/** What the client library is told about TLS. */
export function tlsOptions({ host, tls }: Pick<CentralAddress, 'host' | 'tls'>): false | ConnectionOptions {
  if (tls.mode === 'off') return false;
  return {
    rejectUnauthorized: true,
    // The name that the certificate must have; without it an address in numbers would be compared with `localhost`.
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(tls.authority === null ? {} : { ca: tls.authority }),
  };
}

function tlsOf(url: URL, host: string, readFile: ReadFile): Result<CentralTls, ConnectFailure> {
  const mode = url.searchParams.get('sslmode');
  const wantsNone = mode === 'disable' || mode === 'allow' || mode === 'prefer';
  if (wantsNone && !isLoopback(host)) return refused('tls-off');
  if (isLoopback(host) && (mode === null || wantsNone)) return ok({ mode: 'off' });
  const file = url.searchParams.get('sslrootcert');
  if (file === null || file === 'system') return ok({ mode: 'verified', authority: null });
  try {
    return ok({ mode: 'verified', authority: readFile(file) });
  } catch {
    return refused('bad-authority');
  }
}

/** Percent signs in the address stand for letters; null where they stand for none. */
function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function refused(
  reason: Extract<ConnectFailure, { type: 'CentralAddressRefused' }>['reason'],
): Result<never, ConnectFailure> {
  return err({ type: 'CentralAddressRefused', reason });
}
