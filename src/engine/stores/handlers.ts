import type { DomainError } from '../../shared/contract/common.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { Store } from '../../shared/contract/stores.ts';
import type { Probe } from '../../shared/domain/connection-report.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import { createStoreCommands } from './commands.ts';
import type { StoreCredentials } from './credentials.ts';
import { createDemoStore } from './demo-store.ts';
import { storeById } from './statements.ts';
import { refused } from './store-writes.ts';
import type { StoreCommandsDeps } from './store-writes.ts';

type StoreMethod =
  | 'stores.list'
  | 'stores.check'
  | 'stores.examine'
  | 'stores.add'
  | 'stores.reconnect'
  | 'stores.rename'
  | 'stores.remove'
  | 'stores.exploreDemo'
  | 'sync.pause'
  | 'sync.setCadence'
  | 'sync.setMode';
export type StoreHandlers = Pick<Handlers<EngineContract>, StoreMethod>;

export type StoreHandlersDeps = StoreCommandsDeps & {
  /** All stores as the windows see them. */
  readonly listStores: () => readonly Store[];
  /** Starts the demo shop with its data in the folder; null where it cannot run (the command line). */
  readonly startDemoShop: null | ((folder: string) => Promise<StoreCredentials & { readonly url: string }>);
  readonly demoFolder: string;
  /** One probe of a running check, for the window that asked. */
  readonly onProbe: (checkId: string, probe: Probe) => void;
};

/** The contract's methods on stores. */
export function createStoreHandlers(deps: StoreHandlersDeps): StoreHandlers {
  const commands = createStoreCommands(deps);
  const demo = createDemoStore(deps);

  /** The store as it stands after a command; a command that found it cannot have lost it. */
  function shown(storeId: string): Result<Store, DomainError> {
    const store = deps.listStores().find((candidate) => candidate.id === storeId);
    return store === undefined ? err({ type: 'NotFound', entity: 'stores', id: storeId }) : ok(store);
  }

  return {
    'stores.list': () => ok([...deps.listStores()]),
    'stores.check': async ({ checkId, ...input }, { signal }) => {
      const report = await deps.check.run({ ...input, signal }, (probe) => deps.onProbe(checkId, probe));
      return report.ok ? report : refused('url', report.error.reason);
    },
    'stores.examine': async ({ id, checkId }, { signal }) => {
      const store = storeById(deps.db, id);
      if (store === null) return err({ type: 'NotFound', entity: 'stores', id });
      const key = await deps.credentials.read(id);
      if (!key.ok) return key;
      const report = await deps.check.run({ ...key.value, url: store.url, signal }, (probe) =>
        deps.onProbe(checkId, probe),
      );
      return report.ok ? report : refused('url', report.error.reason);
    },
    'stores.add': async (input) => {
      const added = await commands.add(input);
      return added.ok ? shown(added.value.id) : added;
    },
    'stores.reconnect': async ({ id, ...key }) => {
      const connected = await commands.reconnect(id, { ...key, skipCheck: false });
      return connected.ok ? shown(id) : connected;
    },
    'stores.rename': ({ id, name }) => {
      const renamed = commands.rename(id, name);
      return renamed.ok ? shown(id) : renamed;
    },
    'stores.remove': ({ id, discardUnsent }) => commands.remove(id, discardUnsent),
    'stores.exploreDemo': async () => {
      if (deps.startDemoShop === null) return refused('demo', 'not-here');
      const shop = await deps.startDemoShop(deps.demoFolder);
      const connected = await demo.connectDemo({ ...shop, name: 'Demo shop', isSameShop: true });
      return connected.ok ? shown(connected.value) : connected;
    },
    'sync.pause': ({ storeId, paused }) => emptyAfter(commands.setPaused(storeId, paused)),
    'sync.setCadence': ({ storeId, cadence }) => emptyAfter(commands.setCadence(storeId, cadence)),
    'sync.setMode': ({ storeId, mode }) => emptyAfter(commands.setMode(storeId, mode)),
  };
}

function emptyAfter(result: Result<null, DomainError>): Result<Record<string, never>, DomainError> {
  return result.ok ? ok({}) : result;
}
