import {
  engineToMainSchema,
  HAND_OVER_EXIT,
  type EngineToMain,
  type MainToEngine,
  type StartFailure,
} from '../shared/contract/engine-process.ts';
import type { EngineState } from '../shared/contract/shell.ts';

const BACK_OFF_MS: readonly number[] = [250, 1000, 4000];
const CRASH_WINDOW_MS = 60_000;
const CRASHES_TO_STOP = 3;
const LOG_LINES_KEPT = 60;

/** The engine's process as the supervisor sees it. `Port` is Electron's MessagePortMain. */
export interface EngineChild<Port> {
  readonly post: (message: MainToEngine, port?: Port) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onLogLine: (listener: (line: string) => void) => void;
  readonly onExit: (listener: (code: number) => void) => void;
  /** At once, without its consent. */
  readonly kill: () => void;
}

export interface EngineSupervisorDeps<Port> {
  readonly fork: () => EngineChild<Port>;
  readonly openChannel: () => { readonly enginePort: Port; readonly windowPort: Port };
  readonly startMessage: (attempt: number) => MainToEngine;
  readonly monotonic: () => number;
  /** Returns how to call it off. */
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly onState: (state: EngineState) => void;
  readonly onMessage: (message: EngineToMain) => void;
}

export interface EngineSupervisor<Port> {
  readonly start: () => void;
  readonly state: () => EngineState;
  /** Gives the window a port to the engine, now and after each restart, until it disconnects. */
  readonly connect: (windowId: number, deliver: (port: Port) => void) => void;
  readonly disconnect: (windowId: number) => void;
  readonly post: (message: MainToEngine) => void;
  /** After it stopped or failed: forgets the crashes and starts again. */
  readonly restart: () => void;
  /** Asks the engine to end and resolves when it did; ends it after `graceMs`. */
  readonly stop: (graceMs: number) => Promise<void>;
}

/** Keeps one engine process alive: restarts with back-off, gives up after three crashes in a minute. */
export function createEngineSupervisor<Port>(deps: EngineSupervisorDeps<Port>): EngineSupervisor<Port> {
  const windows = new Map<number, (port: Port) => void>();
  let child: EngineChild<Port> | null = null;
  let state: EngineState = { state: 'starting' };
  let crashTimes: readonly number[] = [];
  let attempt = 0;
  let isStopping = false;
  let cancelRestart = (): void => undefined;
  let onStopped = (): void => undefined;

  function become(next: EngineState): void {
    state = next;
    deps.onState(next);
  }

  function start(): void {
    attempt += 1;
    become({ state: 'starting' });
    const started = deps.fork();
    const log: string[] = [];
    child = started;
    started.onLogLine((line) => {
      log.push(line);
      if (log.length > LOG_LINES_KEPT) log.shift();
    });
    started.onMessage((message) => receive(started, message));
    started.onExit((code) => handleExit(started, code, log));
    started.post(deps.startMessage(attempt));
    for (const [windowId, deliver] of windows) openPort(started, windowId, deliver);
  }

  function receive(sender: EngineChild<Port>, message: unknown): void {
    const parsed = engineToMainSchema.safeParse(message);
    if (!parsed.success || sender !== child) return;
    if (parsed.data.type === 'ready') become({ state: 'running' });
    if (parsed.data.type === 'start-failed') fail(sender, parsed.data.failure);
    deps.onMessage(parsed.data);
  }

  /** It has nothing left to do; a restart gets a fresh process. */
  function fail(failed: EngineChild<Port>, failure: StartFailure): void {
    child = null;
    failed.kill();
    become({ state: 'failed', failure });
  }

  function handleExit(exited: EngineChild<Port>, code: number, log: readonly string[]): void {
    if (exited !== child) return;
    child = null;
    if (isStopping) return onStopped();
    if (code === HAND_OVER_EXIT) return start();
    const now = deps.monotonic();
    crashTimes = [...crashTimes.filter((time) => now - time < CRASH_WINDOW_MS), now];
    const crashes = crashTimes.length;
    if (crashes >= CRASHES_TO_STOP) {
      return become({ state: 'stopped', crashes, log: [...log, `The engine ended with code ${code}.`].join('\n') });
    }
    const retryInMs = BACK_OFF_MS[crashes - 1] ?? CRASH_WINDOW_MS;
    become({ state: 'restarting', retryInMs, crashes });
    cancelRestart = deps.after(retryInMs, start);
  }

  function openPort(target: EngineChild<Port>, windowId: number, deliver: (port: Port) => void): void {
    const { enginePort, windowPort } = deps.openChannel();
    target.post({ type: 'port', windowId }, enginePort);
    deliver(windowPort);
  }

  function stop(graceMs: number): Promise<void> {
    isStopping = true;
    cancelRestart();
    const running = child;
    if (!running) return Promise.resolve();
    return new Promise((resolve) => {
      const cancelKill = deps.after(graceMs, running.kill);
      onStopped = () => {
        cancelKill();
        resolve();
      };
      running.post({ type: 'shutdown', graceMs });
    });
  }

  return {
    start,
    stop,
    state: () => state,
    connect: (windowId, deliver) => {
      windows.set(windowId, deliver);
      if (child) openPort(child, windowId, deliver);
    },
    disconnect: (windowId) => void windows.delete(windowId),
    post: (message) => child?.post(message),
    restart: () => {
      if (child || isStopping) return;
      cancelRestart();
      crashTimes = [];
      start();
    },
  };
}
