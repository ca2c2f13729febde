import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Clock, Logger, Random } from '../platform/deps.ts';
import type { Query, TeamFailure, TransactionOptions } from '../team/team-server.ts';
import type { CentralAddress } from './central-address.ts';
import { connectCentral } from './central-connection.ts';
import type { CentralConnection } from './central-connection.ts';
import type { ConnectFailure } from './central-errors.ts';
import { isNewEnough } from './client-version.ts';
import { createReconnectPace } from './reconnect-pace.ts';
import { isConnectionLost, teamFailureOf, teamFailureOfConnect } from './team-failures.ts';

export type CentralLineDeps = {
  /** With the login's own password. */
  readonly address: CentralAddress;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Of this program: central may ask for a later one. */
  readonly ownVersion: string;
  /** The newest migration that this program knows; null where the login may not look (the one that enrols). */
  readonly schemaVersion: number | null;
  readonly limits?: LineLimits;
};
/** Milliseconds. `graceMs`: how much longer than the server this side waits, so that the outcome is known. */
export type LineLimits = {
  readonly statementMs: number;
  readonly lockMs: number;
  readonly idleMs: number;
  readonly graceMs?: number;
};

export type LineOptions = TransactionOptions & {
  /** Whose session the transaction belongs to; without one it is the login's alone. */
  readonly token?: string;
};

/** One connection of one login, opened when it is needed and mended when it broke. Transactions follow one another. */
export type CentralLine = {
  /**
   * Commits what `work` did, or leaves nothing; an exception that is no failure of central's passes on. `work` must not
   * ask the same line for another transaction: it would wait for itself. `CentralUnavailable`: the outcome is unknown.
   */
  readonly run: <T>(work: (query: Query) => Promise<T>, options?: LineOptions) => Promise<Result<T, TeamFailure>>;
  /** The next transaction tries to connect, however short the last failure is ago. */
  readonly retryNow: () => void;
  /** Why the last try to connect failed; null when it did not. */
  readonly connectFailure: () => ConnectFailure | null;
  /** As `server_version_num`; null before the first connection. */
  readonly serverVersion: () => number | null;
  /** Ends the running transaction, too. */
  readonly close: () => void;
};

const LIMITS: LineLimits = { statementMs: 60_000, lockMs: 5_000, idleMs: 60_000 };
const GRACE_MS = 10_000;
const CLOSED: TeamFailure = { type: 'CentralUnavailable', detail: 'closed' };

export function createCentralLine(deps: CentralLineDeps): CentralLine {
  const limits = deps.limits ?? LIMITS;
  const secrets = deps.address.password === null ? [] : [deps.address.password];
  let pace = createReconnectPace(deps);
  let connection: CentralConnection | null = null;
  let connectFailure: ConnectFailure | null = null;
  let lastFailure: TeamFailure | null = null;
  let serverVersion: number | null = null;
  let isClosed = false;
  let tail: Promise<unknown> = Promise.resolve();

  function drop(): void {
    connection?.drop();
    connection = null;
  }

  async function open(): Promise<Result<CentralConnection, TeamFailure>> {
    if (isClosed) return err(CLOSED);
    if (connection !== null) return ok(connection);
    if (pace.waitMs() > 0 && lastFailure !== null) return err(lastFailure);
    const opened = await connectAndAgree(deps, limits);
    connectFailure = opened.ok ? null : opened.error.connect;
    if (!opened.ok) {
      lastFailure = opened.error.team;
      const retryInMs = pace.failed();
      deps.logger.log('warn', 'central.unavailable', { failure: lastFailure, retryInMs });
      return err(lastFailure);
    }
    if (isClosed) {
      opened.value.drop();
      return err(CLOSED);
    }
    pace.succeeded();
    lastFailure = null;
    const fresh = opened.value;
    connection = fresh;
    serverVersion = fresh.serverVersion;
    fresh.client.on('end', () => {
      if (connection === fresh) connection = null;
    });
    fresh.client.on('error', () => {
      if (connection === fresh) drop();
    });
    deps.logger.log('info', 'central.connected', { address: deps.address.shown, serverVersion });
    return opened;
  }

  /** A connection that broke unnoticed is told by the first statement, before anything was done: then another is made. */
  async function begin(options: LineOptions): Promise<Result<CentralConnection, TeamFailure>> {
    for (;;) {
      const wasOpen = connection !== null;
      const opened = await open();
      if (!opened.ok) return opened;
      const { client } = opened.value;
      try {
        await client.query(options.repeatableRead === true ? 'BEGIN ISOLATION LEVEL REPEATABLE READ' : 'BEGIN');
        if (options.token === undefined) return opened;
        const { rows } = await client.query<{ person: string | null }>(
          `SELECT auth.uid() AS person FROM (SELECT set_config('app.session_token', $1, true) OFFSET 0) AS named`,
          [options.token],
        );
        if (typeof rows[0]?.person === 'string') return opened;
        await rollBack(opened.value);
        return err({ type: 'SignedOut' });
      } catch (error) {
        await rollBack(opened.value, error);
        if (wasOpen && isConnectionLost(error) && !isClosed) continue;
        return err(failureOf(error, options));
      }
    }
  }

  async function rollBack(used: CentralConnection, error?: unknown): Promise<void> {
    if (error !== undefined && isConnectionLost(error)) return drop();
    await used.client.query('ROLLBACK').catch(drop);
  }

  function secretsOf({ token }: LineOptions): readonly string[] {
    return token === undefined ? secrets : [...secrets, token];
  }

  async function perform<T>(work: (query: Query) => Promise<T>, options: LineOptions): Promise<Result<T, TeamFailure>> {
    const begun = await begin(options);
    if (!begun.ok) return begun;
    const statements = createStatements(begun.value);
    let value: T;
    try {
      value = await work(statements.query);
    } catch (error) {
      const isOurs = !statements.failed(error);
      await rollBack(begun.value, isOurs ? undefined : error);
      if (isOurs) throw error;
      return err(failureOf(error, options));
    } finally {
      statements.end();
    }
    try {
      const { command } = await begun.value.client.query('COMMIT');
      // The server answers the COMMIT of a failed transaction with ROLLBACK, and with no error.
      if (command === 'COMMIT') return ok(value);
      return err(failureOf(statements.firstError() ?? new Error('rolled back'), options));
    } catch (error) {
      await rollBack(begun.value, error);
      return err(failureOf(error, options));
    }
  }

  function failureOf(error: unknown, options: LineOptions): TeamFailure {
    return isClosed ? CLOSED : teamFailureOf(error, secretsOf(options));
  }

  return {
    run: (work, options = {}) => {
      const turn = tail.then(() => perform(work, options));
      tail = turn.catch(() => undefined);
      return turn;
    },
    retryNow: () => {
      pace = createReconnectPace(deps);
    },
    connectFailure: () => connectFailure,
    serverVersion: () => serverVersion,
    close: () => {
      isClosed = true;
      drop();
    },
  };
}

type ConnectProblem = { readonly team: TeamFailure; readonly connect: ConnectFailure | null };

/** Connects, bounds what may take long, and asks whether this program and that schema go together. */
async function connectAndAgree(
  deps: CentralLineDeps,
  limits: LineLimits,
): Promise<Result<CentralConnection, ConnectProblem>> {
  const secrets = deps.address.password === null ? [] : [deps.address.password];
  try {
    const connected = await connectCentral(deps.address, {
      answerLimitMs: limits.statementMs + (limits.graceMs ?? GRACE_MS),
    });
    if (!connected.ok) return err({ team: teamFailureOfConnect(connected.error), connect: connected.error });
    const problem = await agree(connected.value, deps, limits).catch((error: unknown) => teamFailureOf(error, secrets));
    if (problem === null) return connected;
    connected.value.drop();
    return err({ team: problem, connect: null });
  } catch (error) {
    return err({ team: teamFailureOf(error, secrets), connect: null });
  }
}

async function agree(
  { client }: CentralConnection,
  { ownVersion, schemaVersion }: CentralLineDeps,
  limits: LineLimits,
): Promise<TeamFailure | null> {
  await client.query(
    `SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
            set_config('idle_in_transaction_session_timeout', $3, false)`,
    [String(limits.statementMs), String(limits.lockMs), String(limits.idleMs)],
  );
  if (schemaVersion === null) return null;
  const { rows } = await client.query<{ minimum: string; version: string | null }>(
    `SELECT minimum_client_version AS minimum, (SELECT max(version) FROM public.schema_migrations) AS version
     FROM public.client_requirements`,
  );
  const [found] = rows;
  if (found === undefined) return { type: 'CentralMismatch', detail: 'empty' };
  if (!isNewEnough(ownVersion, found.minimum))
    return {
      type: 'CentralMismatch',
      detail: `central asks for version ${found.minimum} or later, this is ${ownVersion}`,
    };
  const version = Number(found.version ?? 0);
  if (version >= schemaVersion) return null;
  return { type: 'CentralMismatch', detail: `central has schema ${version}, this program needs ${schemaVersion}` };
}

/** The statements of one transaction. Afterwards they are refused: they would run outside of it. */
function createStatements({ client }: CentralConnection) {
  const errors: unknown[] = [];
  let isOver = false;
  const query: Query = async <Row extends object>(sql: string, values: readonly unknown[] = []) => {
    if (isOver) throw new Error('The transaction is over.');
    try {
      const { rows } = await client.query<Row>(sql, [...values]);
      return rows;
    } catch (error) {
      errors.push(error);
      throw error;
    }
  };
  return {
    query,
    failed: (error: unknown): boolean => errors.includes(error),
    firstError: (): unknown => errors[0],
    end: (): void => {
      isOver = true;
    },
  };
}
