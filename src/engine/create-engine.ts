import { join } from 'node:path';
import type { z } from 'zod';
import { engineContract } from '../shared/contract/engine-contract.ts';
import type { EngineContract } from '../shared/contract/engine-contract.ts';
import type { EntityName } from '../shared/domain/entities.ts';
import { TABLE_OF } from '../shared/domain/entities.ts';
import type { Result } from '../shared/result.ts';
import { err, ok } from '../shared/result.ts';
import type { Handlers } from '../shared/wire.ts';
import { inDurableTransaction } from './database/database.ts';
import type { ReadableDb } from './database/database.ts';
import type { OpenFailure } from './database/open-database.ts';
import { markSuspect, openProfile } from './database/profile.ts';
import type { OpenedProfile } from './database/profile.ts';
import type { RescueReport } from './database/rescue.ts';
import { isDamage } from './database/storage-errors.ts';
import { removeCopies } from './database/wipe.ts';
import { createEngineBoards } from './engine-boards.ts';
import type { EngineBoards } from './engine-boards.ts';
import { createEngineReplication } from './engine-replication.ts';
import { createEngineShops } from './engine-shops.ts';
import { createEngineTeamAdmin } from './engine-team-admin.ts';
import { createEngineTeam, writeAfterWipe } from './engine-team.ts';
import type { EngineTeam } from './engine-team.ts';
import { createChangeGatherer, createEngineEvents } from './engine-events.ts';
import type { EngineEvents } from './engine-events.ts';
import { createHistoryHandlers } from './handlers/history-handlers.ts';
import { createJournalHandlers } from './handlers/journal-handlers.ts';
import { createReadHandlers } from './handlers/read-handlers.ts';
import { createRescueFileHandlers, createUnsentFiles } from './handlers/rescue-file-handlers.ts';
import { createSyncHandlers } from './handlers/sync-handlers.ts';
import { guardHandlers } from './handlers/team-guard.ts';
import { createTeamHandlers } from './handlers/team-handlers.ts';
import { createTriageHandlers } from './handlers/triage-handlers.ts';
import { createWriteHandlers } from './handlers/write-handlers.ts';
import type { Clock, HttpTransport, Logger, Random } from './platform/deps.ts';
import { describeHolder, storeLockName } from './platform/file-lock.ts';
import { createUuidV7 } from './platform/ids.ts';
import { EVENT_LOOP_TURNS } from './platform/turns.ts';
import { listStores } from './queries/list-stores.ts';
import { drainSearchQueues } from './queries/search-candidates.ts';
import { syncCounters } from './queries/sync-counters.ts';
import { createRecordCommands } from './records/record-commands.ts';
import type { SecretsVault } from './secrets/secrets-vault.ts';
import { createSettingsHandlers } from './settings/handlers.ts';
import { createCredentialsBook } from './stores/credentials.ts';
import type { CredentialsBook } from './stores/credentials.ts';
import { createDemoStore } from './stores/demo-store.ts';
import type { DemoStoreInput } from './stores/demo-store.ts';
import { createStoreHandlers } from './stores/handlers.ts';
import type { StoreCommandsDeps } from './stores/store-writes.ts';
import { rebuildRow } from './sync/rebuild-row.ts';
import { createSyncEngine } from './sync/sync-engine.ts';
import type { RunProblem, SyncEngine, SyncReport } from './sync/sync-report.ts';
import type { StoreRow } from './sync/store-rows.ts';
import { createConnectionCheck } from './woocommerce/connection-check.ts';
import type { ConnectionCheckDeps } from './woocommerce/probe-context.ts';
import { normalizeStoreAddress } from './woocommerce/store-address.ts';
import { createStoreGateway } from './woocommerce/store-gateway.ts';

export type EngineDeps = {
  /** Folder of the profile: database, secrets, locks, backups. */
  readonly profile: string;
  readonly migrationsFolder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly transport: HttpTransport;
  readonly readCertificate: ConnectionCheckDeps['readCertificate'];
  /** The vault needs the profile's locks, so it is made once the profile is open. */
  readonly createVault: (profile: OpenedProfile) => SecretsVault;
  readonly startDemoShop:
    | null
    | ((
        folder: string,
      ) => Promise<{ readonly url: string; readonly consumerKey: string; readonly consumerSecret: string }>);
  readonly version: string;
  readonly startedAs: 'app' | 'command-line';
  /** Name of the zone in which days begin; this computer's unless said otherwise. */
  readonly timeZone?: () => string;
  readonly onRunEnd?: (report: SyncReport) => void;
  /** The database file turned out damaged: the next opening rescues what it can, so this process should end. */
  readonly onDamage?: () => void;
  /** Another person's mirror is to be made: the next opening makes it, so this process should end. */
  readonly onHandOver?: () => void;
};

type Methods = EngineContract['methods'];
export type MethodName = keyof Methods;
export type InputOf<M extends MethodName> = z.input<Methods[M]['input']>;
export type OutputOf<M extends MethodName> = z.output<Methods[M]['output']>;

export type Engine = {
  readonly handlers: Handlers<EngineContract>;
  /** One method of the contract in this process; validates like the wire does. */
  readonly call: <M extends MethodName>(
    method: M,
    input: InputOf<M>,
  ) => Promise<Result<OutputOf<M>, { readonly type: string }>>;
  readonly events: EngineEvents;
  readonly sync: SyncEngine;
  readonly boards: EngineBoards;
  readonly db: ReadableDb;
  readonly profile: OpenedProfile;
  readonly vault: SecretsVault;
  readonly credentials: CredentialsBook;
  readonly team: EngineTeam['team'];
  readonly enterDemo: EngineTeam['enterDemo'];
  /** Connects a demo shop that runs already, or gives the one that is there its new address. Answers the store's id. */
  readonly connectDemo: (
    input: Omit<DemoStoreInput, 'isSameShop'>,
  ) => Promise<Result<string, { readonly type: string }>>;
  /** What a damaged database cost, when this start had to set one aside. */
  readonly rescue: RescueReport | null;
  /** To be told of every exception that reaches the edge: damage of the file is acted on. */
  readonly noteDefect: (error: unknown) => void;
  /** Begins the schedule and watches for other processes' writes. */
  readonly start: () => void;
  readonly close: () => Promise<void>;
};

/** How often writes of another process (the command line) are looked for. */
const LOOK_FOR_OTHERS_MS = 1_000;
const CHANGES_EVERY_MS = 60;

/**
 * The engine of one profile: plain Node, the same in the app, behind the command line and in tests.
 * Errors: the profile's folder or database cannot be used; nothing was changed then.
 */
export async function createEngine(deps: EngineDeps): Promise<Result<Engine, OpenFailure>> {
  const { clock, random, logger } = deps;
  const newId = createUuidV7({ clock, random });
  const opened = await openProfile({
    folder: deps.profile,
    migrationsFolder: deps.migrationsFolder,
    role: deps.startedAs,
    clock,
    logger,
    rebuildRecords: (db, records) =>
      inDurableTransaction(db, () => {
        for (const { entity, recordId } of records) rebuildRow({ db, newId, now: clock.now() }, entity, recordId);
        return null;
      }),
    afterWipe: writeAfterWipe,
  });
  if (!opened.ok) return opened;
  const profile = opened.value;
  const { db } = profile;
  const vault = deps.createVault(profile);
  const credentials = createCredentialsBook(vault);
  const events = createEngineEvents();
  const closing = new AbortController();
  const onChange = createChangeGatherer({
    everyMs: CHANGES_EVERY_MS,
    schedule: (work, afterMs) => void clock.sleep(afterMs, closing.signal).then(work, () => undefined),
    emit: (change) => events.emit('changed', change),
  });

  const shops = createEngineShops({
    ...{ db, clock, logger, credentials, normalizeAddress: normalizeStoreAddress, onDefect: logDefect },
    ...{ team: () => team, sync: () => sync },
    onChanged: (storeId) => onChange({ tables: ['stores'], ids: [storeId] }),
  });
  const sync: ReturnType<typeof createSyncEngine> = createSyncEngine({
    db,
    clock,
    random,
    logger,
    newId,
    turns: EVENT_LOOP_TURNS,
    team: shops.team,
    locks: {
      acquire: async (storeId, waitMs) => {
        const lock = await profile.locks.acquireWithin(storeLockName(storeId), 'exclusive', waitMs);
        if (lock.ok) return ok(lock.value.release);
        return err({ holder: lock.error.type === 'LockHeld' ? describeHolder(lock.error.holder) : lock.error.path });
      },
    },
    openGateway: (store) => openGateway(deps, credentials, store),
    countersOf: (storeId) => {
      const { waiting, notUpToDate, decisions, refused } = syncCounters(db, storeId);
      return { waiting, notUpToDate, decisions, refused };
    },
    onChange,
    onStatus: (status) => events.emit('syncStatus', status),
    onDefect: noteDefect,
    onRunEnd: (report) => {
      profile.unsentCopy.renew();
      drainSearchQueues(db);
      deps.onRunEnd?.(report);
    },
  });

  const onQueued = (storeId: string, entity: EntityName, ids: readonly string[]): void => {
    profile.unsentCopy.note(ids);
    onChange({ tables: [TABLE_OF[entity], 'outbox', 'sync_conflict', 'sync_errors'], ids });
    sync.noticeChange(storeId);
  };
  const commands = createRecordCommands({ db, clock, newId, onQueued });

  const replication = createEngineReplication({
    ...{ db, clock, random, logger, newId, events, onChange },
    locks: profile.locks,
    onReceived: () => boards.noteOthers(),
    removeCopies: () => removeCopies(profile.paths),
  });
  const boards = createEngineBoards({
    ...{ db, clock, newId, events, commands },
    onChange: (change) => {
      onChange(change);
      replication.changed(change.tables);
    },
    timeZone: deps.timeZone ?? null,
    may: (permission) => team.may(permission),
    onDefect: logDefect,
  });

  const storeDeps: StoreCommandsDeps = {
    db,
    credentials,
    check: createConnectionCheck(deps),
    normalizeAddress: normalizeStoreAddress,
    schedule: sync,
    locks: profile.locks,
    clock,
    logger,
    newId,
    onChanged: (storeId) => onChange({ tables: ['stores'], ids: [storeId] }),
  };
  let isStarted = false;
  const files = createUnsentFiles({ db, clock, random, newId, version: deps.version, onQueued });
  const { team, demo, enterDemo, place } = createEngineTeam({
    ...deps,
    profile,
    vault,
    files,
    onStatus: (status) => {
      events.emit('teamStatus', status);
      followTeam();
    },
    onOpen: () => {
      if (isStarted) sync.start();
      followTeam();
      onChange({ tables: ['*'], ids: null });
    },
    onClosed: sync.stop,
    restart: () => deps.onHandOver?.(),
  });
  const storeHandlers = createStoreHandlers({
    ...storeDeps,
    listStores: () => listStores(db),
    startDemoShop: deps.startDemoShop,
    demoFolder: join(deps.profile, 'demo-shop'),
    onProbe: (checkId, probe) => events.emit('checkProgress', { checkId, probe }),
  });
  const unguarded: Handlers<EngineContract> = {
    ...createReadHandlers({ db, refreshOrder: (orderId) => void sync.refreshOrder(orderId).catch(logDefect) }),
    ...createWriteHandlers({ db, commands }),
    ...createHistoryHandlers({ db, commands }),
    ...createSyncHandlers({ db, sync, onChange }),
    ...createTriageHandlers({ db, commands, clock, onChange }),
    ...createJournalHandlers({ db }),
    ...createRescueFileHandlers({ db, files }),
    ...createTeamHandlers({ team, demo }),
    ...createEngineTeamAdmin({ ...deps, team, place, credentials }),
    ...shops.handlers,
    ...boards.handlers,
    ...replication.handlers,
    ...storeHandlers,
    'stores.exploreDemo': async (input, context) => {
      const explored = await storeHandlers['stores.exploreDemo'](input, context);
      if (explored.ok) boards.seedDemo(explored.value.id);
      return explored;
    },
    ...createSettingsHandlers({
      db,
      vault,
      rescue: profile.rescue,
      version: deps.version,
      profile: deps.profile,
      databaseFile: profile.paths.database,
      onUnlocked: () => {
        for (const store of listStores(db)) sync.forget(store.id);
        void team.resume().then(team.retry).catch(logDefect);
      },
    }),
  };
  const handlers = guardHandlers(unguarded, team, db);

  /** Rows travel while somebody is signed in, and only in an engine that was started. */
  function followTeam(): void {
    if (isStarted) void replication.follow(team.session(), team.status().state === 'solo');
    shops.followTeam();
  }

  function noteDefect(error: unknown): void {
    if (!isDamage(error)) return;
    markSuspect(profile.paths, String(error));
    deps.onDamage?.();
  }

  function logDefect(error: unknown): void {
    noteDefect(error);
    logger.log('error', 'engine.defect', { error: String(error) });
  }

  /** `data_version` moves when another connection wrote: everything on screen may be old then. */
  async function watchOthers(): Promise<void> {
    let seen = db.pragma('data_version', { simple: true });
    for (;;) {
      await clock.sleep(LOOK_FOR_OTHERS_MS, closing.signal);
      const version = db.pragma('data_version', { simple: true });
      if (version === seen) continue;
      seen = version;
      events.emit('changed', { tables: ['*'], ids: null });
      replication.changed(['*']);
      for (const store of listStores(db)) sync.noticeChange(store.id);
    }
  }

  return ok({
    handlers,
    call: (method, input) => callHandler(handlers, method, input),
    events,
    sync,
    boards,
    db,
    profile,
    vault,
    credentials,
    team,
    enterDemo,
    rescue: profile.rescue,
    noteDefect,
    connectDemo: (input) => createDemoStore(storeDeps).connectDemo({ ...input, isSameShop: false }),
    start: () => {
      isStarted = true;
      if (team.isOpen()) sync.start();
      followTeam();
      void team.start().catch(logDefect);
      shops.start(closing.signal);
      for (const watch of [watchOthers(), boards.live(closing.signal)]) {
        watch.catch((error: unknown) => {
          if (!closing.signal.aborted) logDefect(error);
        });
      }
    },
    close: async () => {
      closing.abort();
      await replication.stop();
      await sync.stop();
      await shops.stop();
      team.stop();
      profile.close();
    },
  });
}

async function callHandler<M extends MethodName>(
  handlers: Handlers<EngineContract>,
  method: M,
  input: InputOf<M>,
): Promise<Result<OutputOf<M>, { readonly type: string }>> {
  const parsed = engineContract.methods[method].input.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const failure = { type: 'InvalidInput', field: issue?.path.join('.') ?? '', message: issue?.message ?? '' };
    return err(failure);
  }
  const handler = handlers[method] as (value: unknown, context: { signal: AbortSignal }) => unknown;
  return (await handler(parsed.data, { signal: new AbortController().signal })) as Result<
    OutputOf<M>,
    { readonly type: string }
  >;
}

async function openGateway(
  deps: EngineDeps,
  credentials: CredentialsBook,
  store: StoreRow,
): Promise<Result<ReturnType<typeof createStoreGateway>, RunProblem>> {
  const key = await credentials.read(store.id);
  if (!key.ok) {
    if (key.error.type === 'SecretsLocked' || key.error.type === 'StoreNotConnected') return err(key.error);
    return err({ type: 'SecretsLocked', reason: key.error.type });
  }
  return ok(
    createStoreGateway({
      url: store.url,
      ...key.value,
      authMode: store.auth_mode,
      transport: deps.transport,
      clock: deps.clock,
      random: deps.random,
      logger: deps.logger,
    }),
  );
}
