import { join } from 'node:path';
import { app, MessageChannelMain, type MessagePortMain } from 'electron';
import type { z } from 'zod';
import { demoStoreSchema, demoTeamSchema, type EngineToMain, type Locale } from '../shared/contract/engine-process.ts';
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
  const demoStore = readVariable('BACKROOM_DEMO_STORE', demoStoreSchema);
  const demoTeam = readVariable('BACKROOM_DEMO_TEAM', demoTeamSchema);
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
      demoTeam,
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

/** Set by the demo and the tests; anything malformed is ignored and said. */
function readVariable<T extends z.ZodType>(name: string, schema: T): z.output<T> | null {
  const text = process.env[name];
  if (!text) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    process.stderr.write(`${name} is not what it should be; it is ignored.\n`);
    return null;
  }
}
