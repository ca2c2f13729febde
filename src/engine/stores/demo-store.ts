import type { DomainError } from '../../shared/contract/common.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { SecretsFailure } from '../secrets/secrets-errors.ts';
import type { StoreCredentials } from './credentials.ts';
import { demoStores, insertStore, storeByName, updateStore } from './statements.ts';
import type { NewStore } from './statements.ts';
import { createStoreWrites, refused } from './store-writes.ts';
import type { StoreCommandsDeps } from './store-writes.ts';

export type DemoStoreInput = StoreCredentials & {
  readonly name: string;
  readonly url: string;
  /** The shop inside the profile comes back under another port: then any demo store is the same one. */
  readonly isSameShop: boolean;
  /** Of a new store, where a team knows it already. */
  readonly id?: string;
};

export function createDemoStore(deps: StoreCommandsDeps) {
  const { db, credentials, clock } = deps;
  const { write, announce, newStore } = createStoreWrites(deps);

  /**
   * Connects a demo shop, which runs on this computer: no check, pushing on, the key file is protection enough.
   * A demo store that is there already takes over the new address and key. Returns the store's id.
   */
  async function connectDemo(input: DemoStoreInput): Promise<Result<string, DomainError>> {
    const url = deps.normalizeAddress(input.url);
    if (!url.ok) return refused('url', url.error.reason);
    const key = { consumerKey: input.consumerKey, consumerSecret: input.consumerSecret };
    const known = demoStores(db).find((store) => input.isSameShop || store.url === url.value);
    if (known === undefined) {
      const name = freeName(input.name);
      const made = newStore({ name, url: url.value, mode: 'push', report: null, isDemo: true });
      const store = input.id === undefined ? made : { ...made, id: input.id };
      const kept = await keepDemo(store, key);
      return kept.ok ? ok(store.id) : kept;
    }
    const kept = await keepDemoKey(known.id, key);
    if (!kept.ok) return kept;
    if (known.url !== url.value) {
      const moved = write(() => updateStore(db, known.id, 'url', url.value, clock.now()), known.name);
      if (!moved.ok) return moved;
      deps.schedule.forget(known.id);
    }
    announce(known.id);
    return ok(known.id);
  }

  async function keepDemo(store: NewStore, key: StoreCredentials): Promise<Result<null, DomainError>> {
    const kept = await keepDemoKey(store.id, key);
    if (!kept.ok) return kept;
    const written = write(() => insertStore(db, store), store.name);
    if (written.ok) announce(store.id);
    return written;
  }

  /** The demo shop hands its key over at every start: where nothing can be stored, this process's memory will do. */
  async function keepDemoKey(storeId: string, key: StoreCredentials): Promise<Result<null, SecretsFailure>> {
    credentials.useForSession(storeId, key);
    const kept = await credentials.keep(storeId, key, { deviceFileIsEnough: true });
    return kept.ok || kept.error.type === 'SecretsLocked' ? ok(null) : kept;
  }

  function freeName(wanted: string): string {
    let name = wanted;
    for (let number = 2; storeByName(db, name) !== null; number += 1) name = `${wanted} ${number}`;
    return name;
  }

  return { connectDemo };
}
