import { join } from 'node:path';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { DemoShop, DemoShopOptions } from '../../src/demo-shop/demo-shop.ts';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { openDatabase } from '../../src/engine/database/open-database.ts';
import type { Logger } from '../../src/engine/platform/deps.ts';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createRecordCommands } from '../../src/engine/records/record-commands.ts';
import { syncCounters } from '../../src/engine/queries/sync-counters.ts';
import type { Turns } from '../../src/engine/platform/turns.ts';
import { EVENT_LOOP_TURNS } from '../../src/engine/platform/turns.ts';
import { createSyncEngine } from '../../src/engine/sync/sync-engine.ts';
import type { SyncReport } from '../../src/engine/sync/sync-report.ts';
import { createStoreGateway } from '../../src/engine/woocommerce/store-gateway.ts';
import type { SyncStatus } from '../../src/shared/contract/sync.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import { ok } from '../../src/shared/result.ts';
import type { ImpatientClock } from './impatient-clock.ts';
import { createImpatientClock } from './impatient-clock.ts';
import { createShopTransport } from './shop-transport.ts';
import type { ShopLine } from './shop-transport.ts';

export const MIGRATIONS = join(import.meta.dirname, '../../migrations/mirror');
export const STORE = 'store-1';

export type Harness = {
  readonly shop: DemoShop;
  readonly line: ShopLine;
  readonly clock: ImpatientClock;
  readonly db: WritableDb;
  readonly commands: ReturnType<typeof createRecordCommands>;
  readonly logged: string[];
  readonly statuses: SyncStatus[];
  /** One run as asked for by hand. */
  readonly run: (kind?: 'incremental' | 'census' | 'full') => Promise<SyncReport>;
  /** One run as the schedule makes it, back-off and patience included. */
  readonly scheduledRun: () => Promise<SyncReport>;
  readonly sync: ReturnType<typeof createSyncEngine>;
  /** The same profile after the process died: same file, nothing remembered. */
  readonly restart: () => Harness;
  readonly localId: (entity: EntityName, wooId: number) => string;
  readonly row: (entity: EntityName, wooId: number) => Record<string, unknown>;
  readonly close: () => void;
};

export type HarnessOptions = Partial<DemoShopOptions> & {
  readonly mode?: 'watch' | 'push';
  readonly pageSize?: number;
  readonly turns?: Turns;
};

/** The real sync engine over a real database and the demo shop, all in this process, on a clock that never waits. */
export async function createHarness(options: HarnessOptions = {}): Promise<Harness> {
  const clock = createImpatientClock();
  const random = createSeededRandom(options.seed ?? 7);
  const shop = createDemoShop({
    seed: 7,
    products: 60,
    ...options,
    clock,
    random: createSeededRandom(`shop-${options.seed ?? 7}`),
    consumerKey: 'ck_test',
    consumerSecret: 'cs_test',
    baseUrl: 'http://shop.test',
  });
  const opened = await openDatabase(':memory:', MIGRATIONS);
  if (!opened.ok) throw new Error(opened.error.type);
  const db = opened.value;
  db.prepare(
    `INSERT INTO stores (id, name, url, mode, page_size, created_at, updated_at) VALUES (?, 'Shop', 'http://shop.test', ?, ?, ?, ?)`,
  ).run(STORE, options.mode ?? 'push', options.pageSize ?? 100, clock.now(), clock.now());
  return connect(shop, clock, random, db, STORE, options.turns);
}

/** A second computer on the same shop and in the same time, with a database, ids and a store row of its own. */
export async function createSecondHarness(
  first: Harness,
  options: { readonly storeId: string; readonly mode?: 'watch' | 'push'; readonly url?: string },
): Promise<Harness> {
  const opened = await openDatabase(':memory:', MIGRATIONS);
  if (!opened.ok) throw new Error(opened.error.type);
  const { clock } = first;
  const { storeId, mode = 'push', url = 'http://shop.test' } = options;
  opened.value
    .prepare(`INSERT INTO stores (id, name, url, mode, created_at, updated_at) VALUES (?, 'Same shop', ?, ?, ?, ?)`)
    .run(storeId, url, mode, clock.now(), clock.now());
  return connect(first.shop, clock, createSeededRandom(`second ${storeId}`), opened.value, storeId);
}

function connect(
  shop: DemoShop,
  clock: ImpatientClock,
  random: ReturnType<typeof createSeededRandom>,
  db: WritableDb,
  storeId = STORE,
  turns = EVENT_LOOP_TURNS,
): Harness {
  const { transport, line } = createShopTransport(shop, clock);
  const logged: string[] = [];
  const logger: Logger = {
    log: (level, event, fields) => void logged.push(JSON.stringify({ level, event, ...fields })),
  };
  const newId = createUuidV7({ clock, random });
  const statuses: SyncStatus[] = [];
  const sync = createSyncEngine({
    db,
    clock,
    random,
    logger,
    newId,
    turns,
    locks: { acquire: async () => ok(() => undefined) },
    openGateway: async (store) =>
      ok(
        createStoreGateway({
          url: store.url,
          consumerKey: 'ck_test',
          consumerSecret: 'cs_test',
          authMode: 'header',
          transport,
          clock,
          random,
          logger,
        }),
      ),
    countersOf: (storeId) => syncCounters(db, storeId),
    onChange: () => undefined,
    onDefect: () => undefined,
    onStatus: (status) => void statuses.push(status),
  });
  const commands = createRecordCommands({ db, clock, newId, onQueued: () => undefined });
  const find = (entity: EntityName, wooId: number): Record<string, unknown> => {
    const row = db.prepare(`SELECT * FROM ${TABLE_OF[entity]} WHERE woo_id = ?`).get(wooId);
    if (row === undefined) throw new Error(`no ${entity} ${wooId}`);
    return row as Record<string, unknown>;
  };
  return {
    shop,
    line,
    clock,
    db,
    commands,
    logged,
    statuses,
    sync,
    run: (kind = 'incremental') => sync.runNow(storeId, { kind, startedBy: 'person' }),
    scheduledRun: () => sync.runNow(storeId, { kind: 'incremental', startedBy: 'schedule' }),
    restart: () => connect(shop, clock, random, db, storeId),
    localId: (entity, wooId) => String(find(entity, wooId)['id']),
    row: find,
    close: () => db.close(),
  };
}
