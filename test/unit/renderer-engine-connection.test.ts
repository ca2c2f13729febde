import { describe, expect, test } from 'vitest';
import { createEngineConnection, nextClient } from '../../src/renderer/app/engine-connection.ts';
import { createQueries, followEngine } from '../../src/renderer/app/query-refresh.ts';
import { engineContract } from '../../src/shared/contract/engine-contract.ts';
import { ENGINE_PORT_MESSAGE, type EngineState } from '../../src/shared/contract/shell.ts';
import type { Settings } from '../../src/shared/contract/settings.ts';
import { ok } from '../../src/shared/result.ts';
import { serveWire, type Handlers } from '../../src/shared/wire.ts';
import { browserPort } from '../../src/shared/wire-ports.ts';

const SETTINGS: Settings = { theme: 'dark', contrast: 'normal', language: 'en', density: 'compact' };

/** A window with the preload's half of the bridge, and an engine that can be started again on a new port. */
function createBench() {
  const page = new EventTarget();
  let tellState: (state: EngineState) => void = () => undefined;
  let portsAsked = 0;
  const servers: { readonly close: () => void; readonly emit: ReturnType<typeof serveWire>['emit'] }[] = [];

  function giveMessage(data: unknown, source: unknown, ports: readonly MessagePort[]): void {
    page.dispatchEvent(Object.assign(new Event('message'), { data, source, ports }));
  }
  function startEngine(handlers: Partial<Handlers<typeof engineContract>>): void {
    const { port1, port2 } = new MessageChannel();
    const server = serveWire(engineContract, handlers as Handlers<typeof engineContract>, browserPort(port1));
    servers.push(server);
    giveMessage(ENGINE_PORT_MESSAGE, page, [port2]);
  }
  const connection = createEngineConnection({
    page,
    shell: {
      requestEnginePort: () => (portsAsked += 1),
      onEngineState: (listener) => {
        tellState = listener;
        listener({ state: 'starting' });
        return () => (tellState = () => undefined);
      },
    },
  });
  return {
    connection,
    startEngine,
    giveMessage,
    page,
    tell: (state: EngineState) => tellState(state),
    portsAsked: () => portsAsked,
    lastServer: () => servers.at(-1)!,
    close: () => {
      connection.close();
      for (const server of servers) server.close();
    },
  };
}

describe('the connection to the engine', () => {
  test('asks for one port and has no client until it comes', () => {
    const bench = createBench();
    expect(bench.portsAsked()).toBe(1);
    expect(bench.connection.snapshot().client).toBeNull();
    bench.close();
  });

  test('takes a port only from its own page, with the agreed word', () => {
    const bench = createBench();
    const { port1, port2 } = new MessageChannel();
    bench.giveMessage(ENGINE_PORT_MESSAGE, 'another window', [port1]);
    bench.giveMessage('something else', bench.page, [port2]);
    bench.giveMessage(ENGINE_PORT_MESSAGE, bench.page, []);
    expect(bench.connection.snapshot().client).toBeNull();
    port1.close();
    port2.close();
    bench.close();
  });

  test('settles open calls as stopped when the engine comes back on another port, and goes on there', async () => {
    const bench = createBench();
    bench.startEngine({ 'settings.get': () => new Promise(() => undefined) });
    const before = bench.connection.snapshot().client;
    const hanging = before?.call('settings.get', {});
    bench.startEngine({ 'settings.get': () => ok(SETTINGS) });
    expect(await hanging).toEqual({ ok: false, error: { type: 'EngineStopped' } });
    expect(await bench.connection.snapshot().client?.call('settings.get', {})).toEqual(ok(SETTINGS));
    bench.close();
  });

  test('lets a read wait for the next engine, until nobody wants its answer any more', async () => {
    const bench = createBench();
    bench.startEngine({});
    const former = bench.connection.snapshot().client;
    const waiting = nextClient(bench.connection, former, new AbortController().signal);
    const given = new AbortController();
    const abandoned = nextClient(bench.connection, former, given.signal);
    given.abort(new Error('left the screen'));
    await expect(abandoned).rejects.toThrow('left the screen');
    bench.startEngine({});
    await expect(waiting).resolves.toBeUndefined();
    bench.close();
  });

  test('knows a first start from one that follows a stop', () => {
    const bench = createBench();
    expect(bench.connection.snapshot().hasRun).toBe(false);
    bench.tell({ state: 'running' });
    bench.tell({ state: 'starting' });
    expect(bench.connection.snapshot()).toMatchObject({ engine: { state: 'starting' }, hasRun: true });
    bench.close();
  });

  test('tells its listeners of every state of the engine', () => {
    const bench = createBench();
    const seen: string[] = [];
    const stop = bench.connection.subscribe(() => seen.push(bench.connection.snapshot().engine.state));
    bench.tell({ state: 'running' });
    bench.tell({ state: 'stopped', crashes: 3, log: 'out of memory' });
    stop();
    bench.tell({ state: 'running' });
    expect(seen).toEqual(['running', 'stopped']);
    bench.close();
  });
});

describe('the queries of a window', () => {
  test('are read again from the new engine, because nobody heard what changed in between', async () => {
    const bench = createBench();
    const queries = createQueries();
    const stop = followEngine(bench.connection, queries);
    bench.startEngine({});
    queries.setQueryData(['settings.get', {}], SETTINGS);
    expect(queries.getQueryState(['settings.get', {}])?.isInvalidated).toBe(false);
    bench.startEngine({});
    expect(queries.getQueryState(['settings.get', {}])?.isInvalidated).toBe(true);
    stop();
    queries.clear();
    bench.close();
  });
});
