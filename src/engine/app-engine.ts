import type { EngineContract } from '../shared/contract/engine-contract.ts';
import type {
  DemoStore,
  DemoTeam,
  EngineToMain,
  PowerEvent,
  SecretsRequest,
  SecretsResult,
  StartFailure,
} from '../shared/contract/engine-process.ts';
import type { Result } from '../shared/result.ts';
import { err, ok } from '../shared/result.ts';
import type { Handlers } from '../shared/wire.ts';
import { hasDemoShop, startDemoShopIn } from './app-demo-shop.ts';
import { furnishTeamBoard } from './app-demo-board.ts';
import { createEngine } from './create-engine.ts';
import type { Engine } from './create-engine.ts';
import { backupDaily } from './database/backup.ts';
import type { OpenFailure } from './database/open-database.ts';
import { boardsForShell, tellBoards } from './app-boards.ts';
import type { EngineEvents } from './engine-events.ts';
import { createCertificateReader } from './platform/node-certificate.ts';
import { createNodeHttpTransport } from './platform/node-http-transport.ts';
import { createPinoLogger } from './platform/pino-logger.ts';
import { createSystemClock } from './platform/system-clock.ts';
import { createSystemRandom } from './platform/system-random.ts';
import { createKeyringWrapper } from './secrets/keyring-wrapper.ts';
import { createSecretsVault } from './secrets/secrets-vault.ts';
import type { SyncReport } from './sync/sync-report.ts';

export type AppEngine = {
  readonly handlers: Handlers<EngineContract>;
  readonly events: EngineEvents;
  readonly onDefect: (name: string, thrown: unknown) => void;
  readonly onPower: (event: PowerEvent) => void;
  /** Nobody touched the computer for so long; 0: somebody is back. */
  readonly onIdle: (idleMs: number) => void;
  readonly stopTimer: () => void;
  /** Connects the demo store that main named, where it is missing, and begins the schedule. */
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type AppEngineOptions = {
  readonly profile: string;
  readonly migrationsFolder: string;
  readonly version: string;
  readonly demoStore: DemoStore | null;
  readonly demoTeam: DemoTeam | null;
  readonly automation: boolean;
  readonly askSecrets: (request: SecretsRequest) => Promise<SecretsResult>;
  /** Ends the process after a damage, as a crash would. */
  readonly end: () => void;
  /** Ends the process, so that the next one makes another person's mirror. */
  readonly handOver: () => void;
  readonly tellMain: (message: EngineToMain) => void;
};

const HOUR_MS = 3_600_000;
/** The first look for a due backup: after the start has calmed down. */
const FIRST_BACKUP_MS = 5 * 60_000;

/** The engine as the app runs it: the system's clock, network and keyring, and news for the shell. */
export async function createAppEngine(options: AppEngineOptions): Promise<Result<AppEngine, StartFailure>> {
  const clock = createSystemClock();
  const random = createSystemRandom();
  const logger = createPinoLogger({ destination: 'stderr' });
  const transport = createNodeHttpTransport();
  const told = new Set<string>();
  const created = await createEngine({
    profile: options.profile,
    migrationsFolder: options.migrationsFolder,
    clock,
    random,
    logger,
    transport: transport.send,
    readCertificate: createCertificateReader(),
    createVault: (profile) =>
      createSecretsVault({
        secretsFile: profile.paths.secrets,
        deviceKeyFile: profile.paths.deviceKey,
        random,
        clock,
        logger,
        locks: profile.locks,
        keyring: createKeyringWrapper(options.askSecrets),
        passphrase: process.env['BACKROOM_PASSPHRASE'] ?? null,
        deviceFile: 'refused',
        onSecret: (value) => logger.addSecret(value),
      }),
    startDemoShop: (folder) => startDemoShopIn(folder, { clock, random }),
    version: options.version,
    startedAs: 'app',
    // the shell starts the engine again, and opening the file rescues what it can
    onHandOver: options.handOver,
    onDamage: () => setImmediate(options.end),
    onRunEnd: (report) => reportFirstRun(options, told, created.ok ? created.value : null, report),
  });
  if (!created.ok) return err(startFailureOf(created.error, options.profile));
  const engine = created.value;
  const closing = new AbortController();
  return ok({
    handlers: engine.handlers,
    events: engine.events,
    onDefect: (name, thrown) => {
      engine.noteDefect(thrown);
      logger.log('error', 'engine.defect', { name, error: thrown instanceof Error ? thrown.stack : String(thrown) });
    },
    onPower: engine.sync.onPower,
    ...boardsForShell(engine),
    start: async () => {
      await engine.credentials.removeOrphans(engine.db, clock.now());
      if (options.demoTeam !== null) await engine.enterDemo(options.demoTeam);
      await connectDemoStore(engine, options.demoStore);
      // a demo shop that lives in this profile comes back with it, under a new port
      if (options.demoStore === null && hasDemoShop(engine.profile.paths.demoShop))
        await engine.call('stores.exploreDemo', {});
      engine.start();
      tellOrigins(options, engine);
      tellBoards(engine, options.tellMain);
      engine.events.listen((name, payload) => {
        if (name === 'changed' && (payload as { tables: readonly string[] }).tables.includes('stores'))
          tellOrigins(options, engine);
      });
      void backupEveryHour(engine, clock, logger, closing.signal);
    },
    close: async () => {
      closing.abort();
      await engine.close();
      transport.close();
    },
  });
}

async function backupEveryHour(
  engine: Engine,
  clock: ReturnType<typeof createSystemClock>,
  logger: ReturnType<typeof createPinoLogger>,
  signal: AbortSignal,
): Promise<void> {
  for (let waitMs = FIRST_BACKUP_MS; !signal.aborted; waitMs = HOUR_MS) {
    await clock.sleep(waitMs, signal).catch(() => undefined);
    if (!signal.aborted) await backupDaily({ db: engine.db, paths: engine.profile.paths, clock, logger });
  }
}

/** Links to the owner's own stores open without a question. */
function tellOrigins(options: AppEngineOptions, engine: Engine): void {
  void engine.call('stores.list', {}).then((stores) => {
    if (stores.ok)
      options.tellMain({ type: 'store-origins', origins: stores.value.map((store) => new URL(store.url).origin) });
  });
}

/** The first run of each store in this process, for scripts that wait for a synced app. */
function reportFirstRun(options: AppEngineOptions, told: Set<string>, engine: Engine | null, report: SyncReport): void {
  if (!options.automation || told.has(report.storeId) || engine === null) return;
  told.add(report.storeId);
  const counts: Record<string, number> = {};
  void Promise.all(
    Object.keys(report.entities).map(async (entity) => {
      const rows = await engine.call('records.list', {
        entity: entity as 'products',
        storeId: report.storeId,
        limit: 1,
      });
      counts[entity] = rows.ok ? rows.value.total : 0;
    }),
  ).then(() =>
    options.tellMain({
      type: 'first-sync-complete',
      report: {
        storeId: report.storeId,
        storeName: report.store,
        ok: report.ok,
        counts,
        durationMs: report.durationMs,
      },
    }),
  );
}

async function connectDemoStore(engine: Engine, demo: DemoStore | null): Promise<void> {
  // Only who may sync has a key for the shop; the others see what those bring in.
  if (demo === null || !engine.team.isOpen() || !engine.team.may('sync:execute')) return;
  const { name, url, key: consumerKey, secret: consumerSecret, id } = demo;
  const connected = await engine.connectDemo({
    name,
    url,
    consumerKey,
    consumerSecret,
    ...(id === undefined ? {} : { id }),
  });
  if (!connected.ok) return;
  if (id === undefined) engine.boards.seedDemo(connected.value);
  else furnishTeamBoard(engine, connected.value);
}

function startFailureOf(failure: OpenFailure, profile: string): StartFailure {
  const detail = JSON.stringify(failure);
  switch (failure.type) {
    case 'DatabaseNewer':
      return { reason: 'database-newer-than-app', path: profile, detail };
    case 'DatabaseDamaged':
      return { reason: 'database-damaged', path: profile, detail: failure.detail };
    case 'ReadOnlyProfile':
      return { reason: 'profile-not-writable', path: failure.path, detail };
    case 'DiskFull':
      return { reason: 'disk-full', path: profile, detail };
    default:
      return { reason: 'database-locked', path: profile, detail };
  }
}
