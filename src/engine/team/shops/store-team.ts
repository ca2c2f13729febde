import { inDurableTransaction } from '../../database/database.ts';
import type { StoreShare, StoreTeam } from '../../sync/store-team.ts';
import { createShopLease } from './shop-lease.ts';
import type { ShopLease } from './shop-lease.ts';
import { createStoreShare } from './store-share.ts';
import type { ShareDeps } from './store-share.ts';
import { teamStore, updateTeamStore } from './team-stores.ts';

export type StoreTeamDeps = Omit<ShareDeps, 'storeId' | 'lease' | 'hasKey'> & {
  readonly hasKey: (storeId: string) => Promise<boolean>;
  /** False where nothing waits on this clock: then the work itself renews the leases. */
  readonly renewsByItself: boolean;
};

export type ShopsTeam = StoreTeam & {
  /** Central cannot be reached, and a person works on in spite of it, until it is taken back. [LEASE5] */
  readonly workAlone: (storeId: string, alone: boolean) => void;
  /** The computer goes to sleep, or the program ends: others need not wait until the leases run out. [LEASE6] */
  readonly releaseAll: () => Promise<void>;
  readonly release: (storeId: string) => Promise<void>;
};

/** The shared shops of one profile. */
export function createStoreTeam(deps: StoreTeamDeps): ShopsTeam {
  const shares = new Map<string, { readonly share: StoreShare; readonly lease: ShopLease }>();
  const of = (storeId: string): { readonly share: StoreShare; readonly lease: ShopLease } => {
    let found = shares.get(storeId);
    if (found === undefined) {
      const { server, clock, renewsByItself } = deps;
      const lease = createShopLease({ storeId, server, clock, renewsByItself });
      found = { lease, share: createStoreShare({ ...deps, storeId, lease, hasKey: () => deps.hasKey(storeId) }) };
      shares.set(storeId, found);
    }
    return found;
  };
  return {
    shareOf: (storeId) => (teamStore(deps.db, storeId) === null ? null : of(storeId).share),
    workAlone: (storeId, alone) => {
      inDurableTransaction(deps.db, () =>
        updateTeamStore(deps.db, storeId, { alone_since: alone ? deps.clock.now() : null }),
      );
    },
    release: async (storeId) => shares.get(storeId)?.lease.release(),
    releaseAll: async () => {
      for (const { lease } of shares.values()) await lease.release();
    },
  };
}
