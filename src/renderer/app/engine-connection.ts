import { engineContract, type EngineContract } from '../../shared/contract/engine-contract.ts';
import { ENGINE_PORT_MESSAGE, type EngineState, type ShellApi } from '../../shared/contract/shell.ts';
import { createWireClient, type WireClient } from '../../shared/wire.ts';
import { browserPort } from '../../shared/wire-ports.ts';

export type EngineClient = WireClient<EngineContract>;

/** What the window knows of the engine right now. `client` is null until the first port came. */
export type ConnectionSnapshot = { readonly client: EngineClient | null; readonly engine: EngineState };

export interface EngineConnection {
  readonly snapshot: () => ConnectionSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  readonly close: () => void;
}

type ConnectionDeps = {
  readonly shell: Pick<ShellApi, 'requestEnginePort' | 'onEngineState'>;
  readonly page: Pick<Window, 'addEventListener' | 'removeEventListener'>;
};

/**
 * Holds the port to the engine. A restarted engine brings a new port by itself: the old client closes, its open
 * calls settle as `EngineStopped`, and every subscriber hears of the new one.
 */
export function createEngineConnection({ shell, page }: ConnectionDeps): EngineConnection {
  const listeners = new Set<() => void>();
  let current: ConnectionSnapshot = { client: null, engine: { state: 'starting' } };

  function become(next: ConnectionSnapshot): void {
    current = next;
    for (const listener of [...listeners]) listener();
  }

  function receive(event: Event): void {
    const { data, ports, source } = event as MessageEvent<unknown>;
    const port = ports[0];
    if (source !== page || data !== ENGINE_PORT_MESSAGE || !port) return;
    current.client?.close();
    become({ ...current, client: createWireClient(engineContract, browserPort(port)) });
  }

  page.addEventListener('message', receive);
  const stopStates = shell.onEngineState((engine) => become({ ...current, engine }));
  shell.requestEnginePort();
  return {
    snapshot: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      page.removeEventListener('message', receive);
      stopStates();
      current.client?.close();
    },
  };
}
