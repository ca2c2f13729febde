import type { SyncStatus } from '../../shared/contract/sync.ts';
import type { RunContext, RunTeam } from './run-context.ts';
import type { RunProblem } from './sync-report.ts';

/** What a team means to the sync: which stores it shares, and who of it may talk to a shop. Implemented by `team`. */
export interface StoreTeam {
  /** Null: nobody shares this store, and everything is as without a team. */
  readonly shareOf: (storeId: string) => StoreShare | null;
}

export interface StoreShare {
  /** At the beginning of a run: as what this desktop runs. [LEASE1, LEASE5] */
  readonly begin: () => Promise<ShareRole>;
  /** Whether this desktop may ask the shop now, outside a run. */
  readonly mayAsk: () => boolean;
  readonly status: () => NonNullable<SyncStatus['team']>;
}

export type ShareRole =
  | { readonly kind: 'holder'; readonly team: RunTeam }
  /** Takes over what the holder saw, and tells what people here want. [SHARE5] */
  | { readonly kind: 'follower'; readonly follow: (run: RunContext) => Promise<void> }
  | { readonly kind: 'stopped'; readonly problem: RunProblem };
