import type { ListedEntity } from '../../shared/domain/entities.ts';
import type { RemoteError } from '../../shared/domain/remote-error.ts';
import type { PreviewFindings, PreviewOptions } from './preview/preview-report.ts';

/** What one run did (or, for a preview, would do) with one entity. */
export type EntityCounts = {
  readonly fetched: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly pushed: number;
  readonly failed: number;
  readonly conflicts: number;
};

export type RunKind = 'first' | 'incremental' | 'census' | 'full';
export type StartedBy = 'person' | 'schedule' | 'startup' | 'command-line';

/** Why a run could not do its work; the store's records are as they were. */
export type RunProblem =
  | RemoteError
  | { readonly type: 'SyncBusy'; readonly storeId: string; readonly holder: string }
  | { readonly type: 'SecretsLocked'; readonly reason: string }
  | { readonly type: 'StoreNotConnected'; readonly storeId: string }
  | { readonly type: 'DiskFull' }
  | { readonly type: 'ReadOnlyProfile'; readonly path: string }
  /** A shop that a team shares is not worked with while central cannot be asked. [LEASE5] */
  | { readonly type: 'CentralUnavailable'; readonly detail: string }
  | { readonly type: 'CentralRefused'; readonly detail: string }
  /** Another desktop talks to the shop now. [LEASE2] */
  | { readonly type: 'LeaseLost'; readonly storeId: string }
  | { readonly type: 'Cancelled' };

export type SyncReport = {
  readonly store: string;
  readonly storeId: string;
  readonly runId: string;
  readonly kind: RunKind;
  /** The store was reached and understood throughout. Refused records and waiting decisions do not make a run fail. */
  readonly ok: boolean;
  readonly entities: Readonly<Record<ListedEntity, EntityCounts>>;
  readonly requests: number;
  readonly durationMs: number;
  /** Records that the store refused and that wait for a person. */
  readonly refused: number;
  readonly problem: RunProblem | null;
};

/** The document of a run with what would happen. `requests` and `durationMs` are the preview's own. [PREVIEW2] */
export type PreviewReport = SyncReport & PreviewFindings;

export type RunOptions = {
  readonly kind: 'incremental' | 'census' | 'full';
  readonly startedBy: StartedBy;
  readonly signal?: AbortSignal;
};

/** The sync of all stores of one profile, as the composition root and the command line see it. */
export interface SyncEngine {
  /** Runs now, whatever back-off says; waits for a run of the same store that this process already does. Never throws for the store's sake. */
  readonly runNow: (storeId: string, options: RunOptions) => Promise<SyncReport>;
  /** The same document with what would happen; nothing changes here or there. Never throws for the store's sake. */
  readonly preview: (storeId: string, options?: PreviewOptions) => Promise<PreviewReport>;
  /** Fetches the notes and refunds of one order in the background (called when an order is opened). */
  readonly refreshOrder: (orderId: string) => Promise<void>;
  /** Starts the schedule of all connected stores. */
  readonly start: () => void;
  /** Cancels what runs and waits for it. */
  readonly stop: () => Promise<void>;
  readonly cancel: (storeId: string) => void;
  readonly setPaused: (storeId: string, paused: boolean) => void;
  /** Power and network events of the computer. */
  readonly onPower: (event: 'suspend' | 'resume' | 'online' | 'offline') => void;
  /** Tells the schedule that something was queued for this store. */
  readonly noticeChange: (storeId: string) => void;
  /** Forgets what the process knows of a store (it was removed, or its settings or keys changed). */
  readonly forget: (storeId: string) => void;
}
