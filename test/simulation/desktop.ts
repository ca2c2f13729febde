import type { WritableDb } from '../../src/engine/database/database.ts';
import type { Clock, Logger } from '../../src/engine/platform/deps.ts';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import type { RecordCommands } from '../../src/engine/records/record-commands.ts';
import { createRecordCommands } from '../../src/engine/records/record-commands.ts';
import { createSyncEngine } from '../../src/engine/sync/sync-engine.ts';
import type { StoreTeam } from '../../src/engine/sync/store-team.ts';
import type { SyncReport } from '../../src/engine/sync/sync-report.ts';
import { createStoreGateway } from '../../src/engine/woocommerce/store-gateway.ts';
import { err, ok } from '../../src/shared/result.ts';
import type { Chance } from './chance.ts';
import type { Line } from './line.ts';
import type { Death, Disk, End, MortalDatabase } from './mortal-database.ts';
import { openMortal, ProcessDied } from './mortal-database.ts';
import type { VirtualTime } from './virtual-time.ts';
import { clockOf } from './virtual-time.ts';

export const STORE = 'store-1';
export const SHOP_URL = 'https://shop.test';
export const KEY = { consumerKey: 'ck_test', consumerSecret: 'cs_test' } as const;

export type DesktopDeps = {
  readonly number: number;
  readonly image: Buffer;
  readonly storeId?: string;
  readonly time: VirtualTime;
  readonly line: Line;
  readonly chance: Chance;
  readonly skewMs: number;
  readonly scheduled: boolean;
  /** Something happened in the engine that must never happen. */
  readonly onDefect: (what: string) => void;
  /** A process has opened the database. */
  readonly onBoot: (db: WritableDb) => void;
  readonly onReport: (report: SyncReport, db: WritableDb) => void;
  /** What each process of it has besides, where it is one of a team. */
  readonly attach?: (process: ProcessParts) => StoreTeam;
};

/** What a process is made of. */
export type ProcessParts = {
  readonly number: number;
  readonly owner: number;
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly logger: Logger;
  readonly scheduled: boolean;
  readonly isDead: () => boolean;
  /** Counts as work under way; what it throws is a defect. */
  readonly track: (promise: Promise<unknown>) => void;
};

/** One computer with one mirror; its process may die and start again. */
export type Desktop = {
  readonly number: number;
  readonly db: () => WritableDb;
  readonly commands: () => RecordCommands;
  /** Starts a run and does not wait for it. */
  readonly run: (kind: 'incremental' | 'census' | 'full') => void;
  readonly openOrder: (id: string) => void;
  readonly cancel: () => void;
  readonly setOnline: (online: boolean) => void;
  /** Runs that hold the store's lock or wait for it. */
  readonly busy: () => boolean;
  readonly doom: (death: Death | null) => void;
  readonly image: () => Buffer;
  /** Ends the process at once. */
  readonly kill: () => void;
  /** Starts it again when it is dead; answers whether it was. */
  readonly revive: () => boolean;
  readonly isDead: () => boolean;
  /** It waits for the line or the clock: a power cut that waited for this strikes. */
  readonly waits: () => void;
  /** How its process ended, when it ended as arranged. */
  readonly endedBy: () => End | null;
  /** No schedule from now on: only what is asked for runs. */
  readonly stopSchedule: () => void;
  readonly close: () => void;
};

type Process = {
  readonly owner: number;
  readonly disk: MortalDatabase;
  readonly commands: RecordCommands;
  readonly sync: ReturnType<typeof createSyncEngine>;
  readonly work: { running: number; dead: boolean };
  readonly track: (promise: Promise<unknown>) => void;
};

/** The counters of the status are no part of what is proven here, and cost much of a quiet run. */
const NO_COUNTERS = { waiting: 0, decisions: 0, refused: 0, notUpToDate: 0, entities: [] };

let owners = 0;

export function createDesktop(deps: DesktopDeps): Desktop {
  const { storeId = STORE } = deps;
  let scheduled = deps.scheduled;
  let current = boot(deps, deps.image, scheduled);
  const isDead = (): boolean => current.work.dead || current.disk.remains() !== null;
  const bury = (): void => {
    current.work.dead = true;
    deps.time.forget(current.owner);
    deps.line.forget(current.owner);
  };
  const track = (promise: Promise<unknown>): void => current.track(promise);
  return {
    number: deps.number,
    db: () => current.disk.db,
    commands: () => current.commands,
    run: (kind) => {
      const { sync, disk } = current;
      track(sync.runNow(storeId, { kind, startedBy: 'person' }).then((report) => deps.onReport(report, disk.db)));
    },
    openOrder: (id) => track(current.sync.refreshOrder(id)),
    cancel: () => current.sync.cancel(storeId),
    setOnline: (online) => current.sync.onPower(online ? 'online' : 'offline'),
    busy: () => !isDead() && current.work.running > 0,
    doom: (death) => current.disk.doom(death),
    image: () => current.disk.image(),
    kill: () => {
      current.disk.end();
      bury();
    },
    revive: () => {
      if (!isDead()) return false;
      bury();
      current = boot(deps, current.disk.end(), scheduled);
      return true;
    },
    isDead,
    waits: () => current.disk.waits(),
    endedBy: () => current.disk.endedBy(),
    stopSchedule: () => {
      scheduled = false;
      // stop() would cancel what runs; a restart of the process keeps it simple and is one more crash to survive
      current.disk.end();
      bury();
      current = boot(deps, current.disk.end(), false);
    },
    close: () => {
      bury();
      current.disk.close();
    },
  };
}

function boot(deps: DesktopDeps, from: Disk, scheduled: boolean): Process {
  owners += 1;
  const owner = owners;
  const { chance, time } = deps;
  const disk = openMortal(from, chance.next);
  const { db } = disk;
  deps.onBoot(db);
  const work = { running: 0, dead: false };
  const clock = clockOf(time, owner, deps.skewMs);
  const logger: Logger = {
    log: (level, event, fields) => {
      if (level === 'error' && !work.dead && disk.remains() === null)
        deps.onDefect(`${event} ${JSON.stringify(fields)}`);
    },
  };
  const newId = createUuidV7({ clock, random: chance });
  const track = (promise: Promise<unknown>): void => {
    work.running += 1;
    const done = (): void => {
      work.running -= 1;
    };
    promise.then(done, (error: unknown) => {
      done();
      if (!work.dead && disk.remains() === null && !(error instanceof ProcessDied))
        deps.onDefect(`a run threw: ${String(error)} ${error instanceof Error ? (error.stack ?? '') : ''}`);
    });
  };
  const isDead = (): boolean => work.dead || disk.remains() !== null;
  const parts = { number: deps.number, owner, db, clock, newId, logger, scheduled, isDead, track };
  const team = deps.attach?.(parts) ?? null;
  let held = false;
  const sync = createSyncEngine({
    db,
    ...(team === null ? {} : { team }),
    clock,
    random: chance,
    logger,
    newId,
    turns: { recordsAtOnce: 3, next: () => Promise.resolve() },
    locks: {
      acquire: async () => {
        if (held) return err({ holder: 'this computer' });
        held = true;
        work.running += 1;
        return ok(() => {
          held = false;
          work.running -= 1;
        });
      },
    },
    openGateway: async () =>
      ok(
        createStoreGateway({
          url: SHOP_URL,
          ...KEY,
          authMode: 'header',
          transport: deps.line.transportOf(deps.number, owner),
          clock,
          random: chance,
          logger,
        }),
      ),
    countersOf: () => NO_COUNTERS,
    onChange: () => undefined,
    onStatus: () => undefined,
  });
  const commands = createRecordCommands({ db, clock, newId, onQueued: (storeId) => sync.noticeChange(storeId) });
  if (scheduled) sync.start();
  return { owner, disk, commands, sync, work, track };
}
