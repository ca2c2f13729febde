import { useEngineQuery } from '../../app/engine-client.tsx';
import type { Store } from '../../../shared/contract/stores.ts';
import { useStoreId } from '../../state/view.ts';

const NO_STORES: readonly Store[] = [];

export function useShops(): readonly Store[] {
  return useEngineQuery('stores.list', {}).data ?? NO_STORES;
}

/** The store of a record, for its currency and time zone; without a record, the store that the lists show. */
export function useShop(storeId?: string | null): Store | null {
  const shops = useShops();
  const chosen = useStoreId();
  const wanted = storeId ?? chosen;
  if (wanted !== null) return shops.find((shop) => shop.id === wanted) ?? null;
  return shops.length === 1 ? (shops[0] ?? null) : null;
}
