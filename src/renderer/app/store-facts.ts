import type { Store } from '../../shared/contract/stores.ts';
import type { SyncStatus } from '../../shared/contract/sync.ts';
import { useStoreId } from '../state/view.ts';
import { useEngineQuery } from './engine-client.tsx';
import { readRemoteError } from './engine-errors.ts';

export type StoreWithStatus = { readonly store: Store; readonly status: SyncStatus | null };

/** Every store with its sync status. Null until both were read once. */
export function useStores(): readonly StoreWithStatus[] | null {
  const stores = useEngineQuery('stores.list', {}).data;
  const statuses = useEngineQuery('sync.status', {}).data;
  if (!stores) return null;
  return stores.map((store) => ({ store, status: statuses?.find(({ storeId }) => storeId === store.id) ?? null }));
}

/** The stores that the window shows now: the chosen one, or all. */
export function useShownStores(): readonly StoreWithStatus[] {
  const storeId = useStoreId();
  const all = useStores() ?? [];
  const chosen = all.filter(({ store }) => store.id === storeId);
  return chosen.length > 0 ? chosen : all;
}

/** Its answer says that the key no longer opens the store: only a person can end that. */
export function refusesKey({ store, status }: StoreWithStatus): boolean {
  const problem = readRemoteError(status?.problem);
  return store.status === 'error' || problem?.type === 'StoreUnauthorized';
}

/** `tamarceramics.co.il` of `https://tamarceramics.co.il/shop`. */
export function hostOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.host}${parsed.pathname === '/' ? '' : parsed.pathname}` : url;
}
