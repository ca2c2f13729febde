import { describe, expect, test } from 'vitest';
import type { EngineToMain, MainToEngine } from '../../src/shared/contract/engine-process.ts';
import type { EngineState } from '../../src/shared/contract/shell.ts';
import { createEngineSupervisor } from '../../src/main/engine-supervisor.ts';

type Timer = { readonly dueMs: number; readonly run: () => void };

/** Processes, ports and time under the test's control. */
function createWorld() {
  let nowMs = 0;
  let timers: readonly Timer[] = [];
  const children: ReturnType<typeof createChild>[] = [];
  const states: EngineState[] = [];
  const messages: EngineToMain[] = [];
  let channels = 0;

  function createChild() {
    const posted: { readonly message: MainToEngine; readonly port: string | undefined }[] = [];
    const listeners = {
      message: (_message: unknown): void => undefined,
      line: (_line: string): void => undefined,
      exit: (_code: number): void => undefined,
    };
    const child = { posted, listeners, kills: 0 };
    return child;
  }

  const supervisor = createEngineSupervisor<string>({
    fork: () => {
      const child = createChild();
      children.push(child);
      return {
        post: (message, port) => void child.posted.push({ message, port }),
        onMessage: (listener) => void (child.listeners.message = listener),
        onLogLine: (listener) => void (child.listeners.line = listener),
        onExit: (listener) => void (child.listeners.exit = listener),
        kill: () => {
          child.kills += 1;
          child.listeners.exit(137);
        },
      };
    },
    openChannel: () => {
      channels += 1;
      return { enginePort: `engine ${channels}`, windowPort: `window ${channels}` };
    },
    startMessage: (attempt) => ({
      type: 'start',
      profileDir: 'profile',
      migrationsDir: 'migrations',
      appVersion: '1',
      locale: 'en',
      demoStore: null,
      demoTeam: null,
      automation: false,
      attempt,
    }),
    monotonic: () => nowMs,
    after: (delayMs, run) => {
      const timer = { dueMs: nowMs + delayMs, run };
      timers = [...timers, timer];
      return () => (timers = timers.filter((other) => other !== timer));
    },
    onState: (state) => states.push(state),
    onMessage: (message) => messages.push(message),
  });

  function advance(ms: number): void {
    nowMs += ms;
    const due = timers.filter(({ dueMs }) => dueMs <= nowMs);
    timers = timers.filter(({ dueMs }) => dueMs > nowMs);
    for (const { run } of due) run();
  }
  const last = () => children.at(-1)!;
  return { supervisor, children, states, messages, advance, last, pendingTimers: () => timers.length };
}

const FAILURE = { reason: 'database-newer-than-app', path: 'mirror.sqlite', detail: 'schema 90' } as const;

describe('the engine supervisor', () => {
  test('sends start first, then says running once the engine is ready', () => {
    const { supervisor, states, last } = createWorld();
    supervisor.start();
    expect(last().posted[0]?.message).toMatchObject({ type: 'start', attempt: 1 });
    last().listeners.message({ type: 'ready' });
    expect(states).toEqual([{ state: 'starting' }, { state: 'running' }]);
  });

  test('gives each window a port, and a new one after a restart', () => {
    const { supervisor, children, advance, last } = createWorld();
    const delivered: string[] = [];
    supervisor.start();
    supervisor.connect(1, (port) => delivered.push(`1: ${port}`));
    supervisor.connect(2, (port) => delivered.push(`2: ${port}`));
    supervisor.disconnect(2);
    last().listeners.exit(137);
    advance(250);
    expect(children).toHaveLength(2);
    expect(delivered).toEqual(['1: window 1', '2: window 2', '1: window 3']);
    expect(last().posted).toEqual([
      { message: expect.objectContaining({ type: 'start', attempt: 2 }), port: undefined },
      { message: { type: 'port', windowId: 1 }, port: 'engine 3' },
    ]);
  });

  test('keeps a window that asks while the engine is down, and connects it to the next one', () => {
    const { supervisor, advance, last } = createWorld();
    const delivered: string[] = [];
    supervisor.start();
    last().listeners.exit(1);
    supervisor.connect(1, (port) => delivered.push(port));
    expect(delivered).toEqual([]);
    advance(250);
    expect(delivered).toEqual(['window 1']);
  });

  test('waits longer before the second restart and gives up at the third crash in a minute, with the log', () => {
    const { supervisor, children, states, advance, last } = createWorld();
    supervisor.start();
    last().listeners.exit(1);
    expect(states.at(-1)).toEqual({ state: 'restarting', retryInMs: 250, crashes: 1 });
    advance(250);
    last().listeners.exit(1);
    expect(states.at(-1)).toEqual({ state: 'restarting', retryInMs: 1000, crashes: 2 });
    advance(999);
    expect(children).toHaveLength(2);
    advance(1);
    last().listeners.line('out of memory');
    last().listeners.exit(134);
    expect(states.at(-1)).toEqual({
      state: 'stopped',
      crashes: 3,
      log: 'out of memory\nThe engine ended with code 134.',
    });
    advance(600_000);
    expect(children).toHaveLength(3);
  });

  test('forgets crashes that are older than a minute', () => {
    const { supervisor, states, advance, last } = createWorld();
    supervisor.start();
    for (let crash = 0; crash < 5; crash += 1) {
      last().listeners.exit(1);
      expect(states.at(-1)).toEqual({ state: 'restarting', retryInMs: 250, crashes: 1 });
      advance(60_000);
    }
  });

  test('starts again when a person asks after it gave up', () => {
    const { supervisor, children, states, advance, last } = createWorld();
    supervisor.start();
    for (const waitMs of [250, 1000, 0]) {
      last().listeners.exit(1);
      advance(waitMs);
    }
    expect(states.at(-1)?.state).toBe('stopped');
    supervisor.restart();
    expect(children).toHaveLength(4);
    last().listeners.exit(1);
    expect(states.at(-1)).toMatchObject({ state: 'restarting', crashes: 1 });
  });

  test('does not start a second engine while one runs', () => {
    const { supervisor, children } = createWorld();
    supervisor.start();
    supervisor.restart();
    expect(children).toHaveLength(1);
  });

  test('does not restart an engine that said why it cannot start', () => {
    const { supervisor, children, states, messages, advance, last } = createWorld();
    supervisor.start();
    last().listeners.message({ type: 'start-failed', failure: FAILURE });
    expect(last().kills).toBe(1);
    advance(600_000);
    expect(children).toHaveLength(1);
    expect(states.at(-1)).toEqual({ state: 'failed', failure: FAILURE });
    expect(messages).toEqual([{ type: 'start-failed', failure: FAILURE }]);
    supervisor.restart();
    expect(children).toHaveLength(2);
  });

  test('ignores malformed messages and those of an engine that is gone', () => {
    const { supervisor, children, states, messages, advance, last } = createWorld();
    supervisor.start();
    for (const message of [null, 'ready', { type: 'unknown' }, { type: 'notify' }]) last().listeners.message(message);
    last().listeners.exit(1);
    advance(250);
    children[0]?.listeners.message({ type: 'ready' });
    children[0]?.listeners.exit(1);
    expect(messages).toEqual([]);
    expect(states.at(-1)).toEqual({ state: 'starting' });
    expect(children).toHaveLength(2);
  });

  test('stops the engine with its consent', async () => {
    const { supervisor, children, advance, last, pendingTimers } = createWorld();
    supervisor.start();
    const stopped = supervisor.stop(5000);
    expect(last().posted.at(-1)?.message).toEqual({ type: 'shutdown', graceMs: 5000 });
    last().listeners.exit(0);
    await stopped;
    expect(pendingTimers()).toBe(0);
    advance(60_000);
    expect(children).toHaveLength(1);
    expect(last().kills).toBe(0);
  });

  test('kills an engine that does not end in time', async () => {
    const { supervisor, advance, last } = createWorld();
    supervisor.start();
    const stopped = supervisor.stop(5000);
    advance(5000);
    await stopped;
    expect(last().kills).toBe(1);
  });

  test('a stop while it waits to restart calls the restart off', async () => {
    const { supervisor, children, advance, last } = createWorld();
    supervisor.start();
    last().listeners.exit(1);
    await supervisor.stop(5000);
    advance(60_000);
    expect(children).toHaveLength(1);
  });
});
