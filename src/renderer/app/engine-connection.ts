import { engineContract, type EngineContract } from '../../shared/contract/engine-contract.ts';
import { ENGINE_PORT_MESSAGE, type EngineState, type ShellApi } from '../../shared/contract/shell.ts';
import { createWireClient, type WireClient } from '../../shared/wire.ts';
import { browserPort } from '../../shared/wire-ports.ts';

export type EngineClient = WireClient<EngineContract>;

/** What the window knows of the engine right now. */
export type ConnectionSnapshot = {
  /** Null until the first port came. */
  readonly client: EngineClient | null;
  readonly engine: EngineState;
  /** It ran before in this window: if it does not run now, it stopped and is coming back. */
  readonly hasRun: boolean;
};

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
  let current: ConnectionSnapshot = { client: null, engine: { state: 'starting' }, hasRun: false };

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
  const stopStates = shell.onEngineState((engine) =>
    become({ ...current, engine, hasRun: current.hasRun || engine.state === 'running' }),
  );
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

/** Resolves once there is another client than `former`; rejects when the signal aborts. */
export function nextClient(
  connection: EngineConnection,
  former: EngineClient | null,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      if (!signal.aborted && connection.snapshot().client === former) return;
      stop();
      signal.removeEventListener('abort', settle);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const stop = connection.subscribe(settle);
    signal.addEventListener('abort', settle);
    settle();
  });
}
