import { Socket } from 'node:net';
import pg from 'pg';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { CentralAddress } from './central-address.ts';
import { tlsOptions } from './central-address.ts';
import { connectFailureOf } from './central-errors.ts';
import type { ConnectFailure } from './central-errors.ts';

const CONNECT_LIMIT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
/** The first version with `UNIQUE NULLS NOT DISTINCT`, invoker views and `SET NULL` of single columns. */
const OLDEST_SERVER = 150_000;

/** One open connection. */
export type CentralConnection = {
  readonly address: CentralAddress;
  /** As `server_version_num`: 180004 is 18.4. */
  readonly serverVersion: number;
  readonly client: pg.Client;
  readonly close: () => Promise<void>;
  /** Hangs up without a word, where nobody may be listening any more. */
  readonly drop: () => void;
};
export type ConnectOptions = {
  readonly applicationName?: string;
  /** How long connecting may take. */
  readonly limitMs?: number;
  /** How long this side waits for the answer to one statement; without it, as long as the network holds. */
  readonly answerLimitMs?: number;
};

/** What can be asked: a connection, or a transaction of somebody's session. */
export type Askable = {
  readonly client: {
    readonly query: <Row extends object>(statement: string, values: unknown[]) => Promise<{ readonly rows: Row[] }>;
  };
};

/** Rows of one statement; values go in as bound parameters. Throws the server's error. */
export async function rowsOf<Row extends object>(
  { client }: Askable,
  statement: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>(statement, [...values]);
  return rows;
}

/**
 * Connects to the address. Errors: not reachable, certificate not accepted, wrong password, no such database, no free
 * connection, server older than 15.
 */
export async function connectCentral(
  address: CentralAddress,
  options: ConnectOptions = {},
): Promise<Result<CentralConnection, ConnectFailure>> {
  const socket = new Socket();
  const client = new pg.Client({
    stream: () => socket,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    ...(options.answerLimitMs === undefined ? {} : { query_timeout: options.answerLimitMs }),
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    ...(address.password === null ? {} : { password: address.password }),
    ssl: tlsOptions(address),
    application_name: options.applicationName ?? 'backroom',
    connectionTimeoutMillis: options.limitMs ?? CONNECT_LIMIT_MS,
  });
  // An idle connection that breaks says so here; the next statement fails with the reason.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: string; name: string }>(
      `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS name`,
    );
    const serverVersion = Number(rows[0]?.number ?? 0);
    if (serverVersion < OLDEST_SERVER) {
      await client.end();
      return err({ type: 'CentralTooOld', found: rows[0]?.name ?? '' });
    }
    return ok({ address, serverVersion, client, close: () => client.end(), drop: () => void socket.destroy() });
  } catch (error) {
    await client.end().catch(() => undefined);
    const failure = connectFailureOf(error, {
      address: address.shown,
      user: address.user,
      database: address.database,
    });
    if (failure === null) throw error;
    return err(failure);
  }
}
