import type { SyncStatus } from '../../shared/contract/sync.ts';
import type { Result } from '../../shared/result.ts';
import type { WritableDb } from '../database/database.ts';
import type { Clock, Logger, Random } from '../platform/deps.ts';
import type { Turns } from '../platform/turns.ts';
import type { RunProblem, SyncReport } from './sync-report.ts';
import type { StoreGateway } from './store-gateway.ts';
import type { StoreRow } from './store-rows.ts';
import type { StoreTeam } from './store-team.ts';

export type SyncCounters = SyncStatus['counters'];

/** One process at a time syncs a store. */
export interface StoreLocks {
  /** Waits up to `waitMs`; answers how to release, or who holds it. */
  readonly acquire: (storeId: string, waitMs: number) => Promise<Result<() => void, { readonly holder: string }>>;
}

export type SyncDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly turns: Turns;
  readonly locks: StoreLocks;
  /** The gateway of a store with its keys, or why there is none. */
  readonly openGateway: (store: StoreRow) => Promise<Result<StoreGateway, RunProblem>>;
  readonly countersOf: (storeId: string) => SyncCounters;
  readonly onChange: (change: { readonly tables: readonly string[]; readonly ids: readonly string[] | null }) => void;
  readonly onStatus: (status: SyncStatus) => void;
  /** Null: this desktop works for one person. */
  readonly team?: StoreTeam | null;
  /** An exception that no rule foresees. */
  readonly onDefect?: (error: unknown) => void;
  readonly onRunEnd?: (report: SyncReport) => void;
};
