import type { Result } from '../../shared/result.ts';

/** Why central did not answer as asked. `CentralUnavailable`: no connection, or it broke; the outcome is unknown. */
export type TeamFailure =
  | { readonly type: 'CentralUnavailable'; readonly detail: string }
  /** The session ended or was revoked: somebody has to sign in again. */
  | { readonly type: 'SignedOut' }
  | { readonly type: 'CentralForbidden'; readonly detail: string }
  /** Central needs a newer program, or is older than this one. */
  | { readonly type: 'CentralMismatch'; readonly detail: string }
  | { readonly type: 'CentralRejected'; readonly code: string; readonly detail: string };

export type Query = <Row extends object>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

export type TransactionOptions = {
  /** One snapshot for all statements. [TEAM11] */
  readonly repeatableRead?: boolean;
};

/**
 * A signed-in person's way to central. At most two connections: one for transactions, one that listens. Every
 * transaction names its session as a bound parameter; an exception of `work` rolls back.
 */
export interface CentralSession {
  readonly deviceId: string;
  readonly personId: string;
  readonly organizationId: string;
  readonly transaction: <T>(
    work: (query: Query) => Promise<T>,
    options?: TransactionOptions,
  ) => Promise<Result<T, TeamFailure>>;
  /** Calls back at each notification of the channel, until `signal` aborts. Hints only; breaks are mended by itself. [TEAM12] */
  readonly listen: (channel: string, onHint: () => void, signal: AbortSignal) => void;
}
