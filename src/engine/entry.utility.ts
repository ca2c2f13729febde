/** The engine inside Electron's utility process: main starts it, each window talks to it over a port of its own. */
import { engineContract } from '../shared/contract/engine-contract.ts';
import type { EngineToMain, MainToEngine, SecretsRequest, SecretsResult } from '../shared/contract/engine-process.ts';
import { HAND_OVER_EXIT, mainToEngineSchema } from '../shared/contract/engine-process.ts';
import { serveWire } from '../shared/wire.ts';
import { electronPort } from '../shared/wire-ports.ts';
import { createAppEngine } from './app-engine.ts';
import type { AppEngine } from './app-engine.ts';

type ParentPort = {
  on: (event: 'message', listener: (event: { data: unknown; ports: unknown[] }) => void) => void;
  postMessage: (message: EngineToMain) => void;
};
const parent = (process as unknown as { parentPort: ParentPort }).parentPort;
type ElectronMessagePort = Parameters<typeof electronPort>[0];

const replies = new Map<number, (result: SecretsResult) => void>();
let nextRequestId = 1;
function askSecrets(request: SecretsRequest): Promise<SecretsResult> {
  return new Promise((resolve) => {
    const requestId = nextRequestId++;
    replies.set(requestId, resolve);
    parent.postMessage({ type: 'secrets-request', requestId, request });
  });
}

let app: AppEngine | null = null;
const earlyPorts: ElectronMessagePort[] = [];

function serve(engine: AppEngine, port: ElectronMessagePort): void {
  const wire = electronPort(port);
  const server = serveWire(engineContract, engine.handlers, wire, { onDefect: engine.onDefect });
  const stop = engine.events.listen((name, payload) => server.emit(name, payload));
  wire.onClose(stop);
}

async function start(message: Extract<MainToEngine, { type: 'start' }>): Promise<void> {
  const created = await createAppEngine({
    profile: message.profileDir,
    migrationsFolder: message.migrationsDir,
    version: message.appVersion,
    demoStore: message.demoStore,
    askSecrets,
    tellMain: (told) => parent.postMessage(told),
    automation: message.automation,
    demoTeam: message.demoTeam,
    end: () => process.exit(70),
    // the answer to who asked for it goes out first
    handOver: () => void setTimeout(() => void shutdown(HAND_OVER_EXIT), HAND_OVER_DELAY_MS),
  });
  if (!created.ok) {
    parent.postMessage({ type: 'start-failed', failure: created.error });
    return;
  }
  app = created.value;
  for (const port of earlyPorts.splice(0)) serve(app, port);
  parent.postMessage({ type: 'ready' });
  await app.start();
}

const HAND_OVER_DELAY_MS = 100;

async function shutdown(code = 0): Promise<void> {
  await app?.close();
  process.exit(code);
}

function failToStart(error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  parent.postMessage({ type: 'start-failed', failure: { reason: 'unexpected', path: null, detail } });
}

parent.on('message', (event) => {
  const parsed = mainToEngineSchema.safeParse(event.data);
  if (!parsed.success) return;
  const message = parsed.data;
  switch (message.type) {
    case 'start':
      start(message).catch(failToStart);
      return;
    case 'port': {
      const port = event.ports[0] as ElectronMessagePort | undefined;
      if (port === undefined) return;
      if (app === null) earlyPorts.push(port);
      else serve(app, port);
      return;
    }
    case 'power':
      app?.onPower(message.event);
      return;
    case 'idle':
      app?.onIdle(message.idleMs);
      return;
    case 'stop-timer':
      app?.stopTimer();
      return;
    case 'secrets-reply': {
      const settle = replies.get(message.requestId);
      replies.delete(message.requestId);
      settle?.(message.result);
      return;
    }
    case 'shutdown':
      shutdown().catch(() => process.exit(1));
  }
});
