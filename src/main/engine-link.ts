import { join } from 'node:path';
import { app, MessageChannelMain, type MessagePortMain } from 'electron';
import { demoStoreSchema, type DemoStore, type EngineToMain, type Locale } from '../shared/contract/engine-process.ts';
import type { EngineState } from '../shared/contract/shell.ts';
import { announce } from './automation.ts';
import { forkEngine } from './engine-child.ts';
import { createEngineSupervisor, type EngineSupervisor } from './engine-supervisor.ts';

type EngineLinkDeps = {
  readonly profileDir: string;
  readonly locale: () => Locale;
  readonly isAutomatic: boolean;
  readonly onState: (state: EngineState) => void;
  readonly onMessage: (message: EngineToMain) => void;
};

/** The supervisor over Electron's real processes, ports and timers. */
export function createEngineLink(deps: EngineLinkDeps): EngineSupervisor<MessagePortMain> {
  const { profileDir, locale, isAutomatic, onState, onMessage } = deps;
  const demoStore = readDemoStore(process.env);
  return createEngineSupervisor({
    fork: () => forkEngine((pid) => isAutomatic && announce('engine', { pid })),
    openChannel: () => {
      const { port1, port2 } = new MessageChannelMain();
      return { enginePort: port1, windowPort: port2 };
    },
    startMessage: (attempt) => ({
      type: 'start',
      profileDir,
      migrationsDir: join(app.getAppPath(), 'migrations', 'mirror'),
      appVersion: app.getVersion(),
      locale: locale(),
      demoStore,
      automation: isAutomatic,
      attempt,
    }),
    monotonic: () => performance.now(),
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    onState,
    onMessage,
  });
}

/** `BACKROOM_DEMO_STORE` is set by the demo and the tests; anything malformed is ignored and said. */
function readDemoStore(env: NodeJS.ProcessEnv): DemoStore | null {
  const text = env['BACKROOM_DEMO_STORE'];
  if (!text) return null;
  try {
    return demoStoreSchema.parse(JSON.parse(text));
  } catch {
    process.stderr.write('BACKROOM_DEMO_STORE is no JSON with name, url, key and secret; it is ignored.\n');
    return null;
  }
}
