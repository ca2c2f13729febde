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

/** How far central's feed is readable, and what the caller is to it. Transaction ids are decimal texts of up to 20 digits. */
export type CentralState = {
  readonly deviceId: string;
  readonly personId: string;
  readonly organizationId: string;
  /** Every transaction below this one has ended. */
  readonly settled: string;
  /** Above `settled`: something may be committed that cannot be read yet. */
  readonly newest: string;
  /** The oldest floor that is still served. [TEAM10] */
  readonly horizon: string;
  /** Transaction ids of two histories cannot be compared. */
  readonly history: string;
  /** Changes when what the caller may see changes. [TEAM13] */
  readonly access: string;
  readonly lastSequence: number;
  readonly channel: string;
};

export type LineKind = 'insert' | 'update' | 'delete';
/** One change of one row, as it is sent. `fields` in central's names and JSON forms. [TEAM2] */
export type TeamLine = {
  readonly sequence: number;
  readonly id: string;
  readonly table: string;
  readonly key: string;
  readonly kind: LineKind;
  /** The version that it was made against; null for an insert. */
  readonly version: number | null;
  readonly fields: Readonly<Record<string, unknown>>;
};

export type CentralContent = Readonly<Record<string, unknown>>;
type Current = { readonly version: number; readonly content: CentralContent } | null;
/** `current`: the row as it stands at central; null when it is not there, or not for this person. */
export type LineAnswer = { readonly sequence: number } & (
  | { readonly outcome: 'applied'; readonly version: number | null; readonly current: Current }
  | { readonly outcome: 'stale'; readonly current: Current }
  | {
      readonly outcome: 'refused' | 'unknown_table';
      /** SQLSTATE */
      readonly code: string;
      readonly field: string | null;
      readonly detail: string;
    }
  /** Another line of this device has that number. */
  | { readonly outcome: 'sequence_taken' }
);

/** Up to where the feed is read: transactions below `xid`, and of that one all versions up to `version`. */
export type FeedPlace = { readonly xid: string; readonly version: number };
/** A row as it is now; `content` is null when it was deleted. */
export type FeedRow = FeedPlace & {
  readonly table: string;
  readonly key: string;
  readonly content: CentralContent | null;
};
export type WholeRow = {
  readonly table: string;
  readonly key: string;
  readonly version: number;
  readonly content: CentralContent;
};

export type OpenRecord = {
  readonly resource: string;
  readonly recordId: string;
  readonly storeId: string | null;
  readonly isEditing: boolean;
};
export type ColleaguePresence = OpenRecord & { readonly personId: string; readonly since: number };

/** What replication asks of central, whatever stands behind it. Tables by central's names. */
export interface TeamServer {
  readonly state: (tables: readonly string[]) => Promise<Result<CentralState, TeamFailure>>;
  /** At most 500 lines. Answers in their order. `CentralUnavailable`: send the same lines again. [TEAM3] */
  readonly push: (lines: readonly TeamLine[]) => Promise<Result<readonly LineAnswer[], TeamFailure>>;
  /** Rows changed behind `from` in transactions below `upto`, in that order; none: all of them are read. [TEAM8] */
  readonly changes: (
    from: FeedPlace,
    upto: string,
    tables: readonly string[],
  ) => Promise<Result<readonly FeedRow[], TeamFailure>>;
  /** Every row, in one snapshot; answers up to where its feed goes on. What `onPage` throws ends it. [TEAM11] */
  readonly everything: (
    tables: readonly string[],
    onPage: (rows: readonly WholeRow[]) => Promise<void>,
  ) => Promise<Result<string, TeamFailure>>;
  readonly listen: (channel: string, onHint: () => void, signal: AbortSignal) => void;
  /** All that this device has open now. [PRESENCE1] */
  readonly tellPresence: (open: readonly OpenRecord[]) => Promise<Result<void, TeamFailure>>;
  readonly presence: () => Promise<Result<readonly ColleaguePresence[], TeamFailure>>;
}
