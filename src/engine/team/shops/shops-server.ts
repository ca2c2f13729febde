import type { EntityName } from '../../../shared/domain/entities.ts';
import type { Result } from '../../../shared/result.ts';
import type { OperationKind, OperationState } from '../../sync/operation.ts';
import type { SqlValue } from '../../sync/projections/projection.ts';
import type { TeamFailure } from '../team-server.ts';

/** What central says to a token that is no longer the newest. [LEASE3] */
export const STALE_LEASE = 'BR001';

export type LeaseHolder = { readonly deviceId: string | null; readonly personName: string; readonly untilMs: number };
export type LeaseAnswer =
  | { readonly outcome: 'granted'; readonly token: number }
  | { readonly outcome: 'held'; readonly holder: LeaseHolder }
  | { readonly outcome: 'slow_down' };

/** One record as the holder saw it. Times: epoch ms. */
export type SharedDocument = {
  readonly id: string;
  readonly entity: EntityName;
  readonly wooId: number;
  readonly parentId: string | null;
  /** Number of the record it hangs on: by it central finds the parent, whatever its id here. */
  readonly parentWooId: number | null;
  readonly hash: string;
  readonly document: string;
  readonly modifiedMs: number | null;
  readonly observedMs: number;
};

/** An operation as central has it. */
export type SharedOperation = {
  readonly id: string;
  readonly entity: EntityName;
  readonly recordId: string;
  readonly parentId: string | null;
  readonly kind: OperationKind;
  /** JSON */
  readonly payload: string;
  readonly payloadVersion: number;
  readonly reason: string;
  readonly state: OperationState;
  readonly outcome: 'sent' | 'superseded' | 'settled' | null;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly authorId: string | null;
  readonly authorName: string;
  readonly deviceId: string | null;
  readonly madeMs: number;
  readonly claimedServerMs: number | null;
  /** The order in which central took them. [SHARE2] */
  readonly position: number;
  readonly version: number;
};

/** A decision or refusal: the row of the mirror, as it stands in SQLite. */
export type SharedRow = {
  readonly id: string;
  readonly version: number;
  readonly row: Readonly<Record<string, SqlValue>>;
};

/** What a desktop wants central to take of one record, whole or not at all. */
export type ChangeUnit = {
  readonly recordId: string;
  readonly entity: EntityName;
  readonly parentId: string | null;
  /** Open operations of the record that this desktop has from central. */
  readonly seen: readonly string[];
  /** `base`: the version that the change was made against, 0 for what central never had. */
  readonly operations: readonly (Omit<SharedOperation, 'version' | 'position' | 'authorName' | 'deviceId'> & {
    readonly base: number;
    readonly sequence: number;
  })[];
  readonly decisions: readonly (Omit<SharedRow, 'version'> & { readonly base: number })[];
  readonly refusals: readonly (Omit<SharedRow, 'version'> & { readonly base: number })[];
};
export type UnitAnswer =
  /** `versions`: of its rows, by id. */
  | { readonly outcome: 'taken'; readonly versions: Readonly<Record<string, number>> }
  /** Rows moved on, or operations stand in front that this desktop has not seen. */
  | { readonly outcome: 'stale' }
  /** `detail`: the permission that is missing. */
  | { readonly outcome: 'forbidden'; readonly detail: string }
  | { readonly outcome: 'refused'; readonly detail: string };

/** How the shop was at its holder's last reading. */
export type ShopFacts = {
  readonly totals: Readonly<Partial<Record<EntityName, number>>>;
  /** The first reading came to its end. */
  readonly isComplete: boolean;
  readonly hasVariationsRoute: 0 | 1 | null;
  readonly serverTimeMs: number | null;
  readonly readMs: number;
};

/** In one transaction: the end of an operation and the document that shows its effect arrive together. [SHARE6] */
export type Push = {
  readonly documents: readonly SharedDocument[];
  readonly removals: readonly string[];
  readonly units: readonly ChangeUnit[];
  readonly facts: ShopFacts | null;
};
export type PushAnswer = {
  readonly units: readonly UnitAnswer[];
  /** Records that the team knows under another id. [SHARE7] */
  readonly mapped: readonly { readonly entity: EntityName; readonly from: string; readonly to: string }[];
  /** Not stored: what they hang on is not at central yet. */
  readonly withoutParent: readonly string[];
};

export type RecordChanges = {
  /** Parents before what hangs on them. */
  readonly documents: readonly SharedDocument[];
  /** In their order. */
  readonly operations: readonly SharedOperation[];
  readonly decisions: readonly SharedRow[];
  readonly refusals: readonly SharedRow[];
};
/** An order as those see it who may not see its buyer. [MASK1] */
export type MaskedOrder = {
  readonly id: string;
  readonly wooId: number | null;
  readonly isRemoved: boolean;
  readonly columns: Readonly<Record<string, SqlValue>>;
};
export type ChangePage = RecordChanges & {
  /** What central has no more: not what is there again, because it was made anew under its id. [SHARE5] */
  readonly removals: readonly string[];
  readonly maskedOrders: readonly MaskedOrder[];
  readonly facts: (ShopFacts & { readonly by: string }) | null;
  readonly holder: (LeaseHolder & { readonly token: number }) | null;
  /** Where the next page begins; the floor moves in the transaction that stores this one. [TEAM8] */
  readonly nextFloor: string;
  readonly hasMore: boolean;
};
export type ReadFrom = {
  readonly floor: string;
  /** Documents that this desktop pushed with its present token are left out: it has them. */
  readonly exceptToken: number | null;
  readonly records: number;
  readonly masked: boolean;
};

/** Central, as far as shared shops need it: PostgreSQL, or its model in the simulation. */
export interface ShopsServer {
  readonly deviceId: string;
  readonly personId: string;
  readonly take: (storeId: string) => Promise<Result<LeaseAnswer, TeamFailure>>;
  /** False: the lease ran out or is another's. */
  readonly renew: (storeId: string, token: number) => Promise<Result<boolean, TeamFailure>>;
  readonly release: (storeId: string, token: number) => Promise<Result<boolean, TeamFailure>>;
  /** Makes unknown what earlier holders claimed; answers the ids of the operations. [SHARE4] */
  readonly takeOverClaims: (storeId: string, token: number) => Promise<Result<readonly string[], TeamFailure>>;
  /** Answers those that may be sent, with their new versions. [SHARE3] */
  readonly claim: (
    storeId: string,
    token: number,
    operations: readonly { readonly id: string; readonly version: number }[],
    serverMs: number | null,
  ) => Promise<Result<readonly { readonly id: string; readonly version: number }[], TeamFailure>>;
  /** `token`: null for who is not the holder. */
  readonly push: (storeId: string, token: number | null, push: Push) => Promise<Result<PushAnswer, TeamFailure>>;
  readonly read: (storeId: string, from: ReadFrom) => Promise<Result<ChangePage, TeamFailure>>;
  /** Everything open about these records, with their documents, as it is now. */
  readonly readRecords: (storeId: string, ids: readonly string[]) => Promise<Result<RecordChanges, TeamFailure>>;
}
