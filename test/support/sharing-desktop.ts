import { noteShared } from '../../src/engine/rescue-file/insert-change.ts';
import { placeAdopted } from '../../src/engine/rescue-file/place-adopted.ts';
import { setAsideStore } from '../../src/engine/rescue-file/set-aside-store.ts';
import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { openDatabase } from '../../src/engine/database/open-database.ts';
import type { Clock, Logger } from '../../src/engine/platform/deps.ts';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { EVENT_LOOP_TURNS } from '../../src/engine/platform/turns.ts';
import { syncCounters } from '../../src/engine/queries/sync-counters.ts';
import { createRecordCommands } from '../../src/engine/records/record-commands.ts';
import { emptyStore } from '../../src/engine/stores/empty-store.ts';
import { createSyncEngine } from '../../src/engine/sync/sync-engine.ts';
import type { SyncReport } from '../../src/engine/sync/sync-report.ts';
import type { JoinDeps } from '../../src/engine/team/shops/join-store.ts';
import type { ShopsServer } from '../../src/engine/team/shops/shops-server.ts';
import { createStoreTeam } from '../../src/engine/team/shops/store-team.ts';
import type { ShopsTeam } from '../../src/engine/team/shops/store-team.ts';
import { createStoreGateway } from '../../src/engine/woocommerce/store-gateway.ts';
import { normalizeStoreAddress } from '../../src/engine/woocommerce/store-address.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import { ok } from '../../src/shared/result.ts';
import { createShopTransport } from './shop-transport.ts';
import type { ShopLine } from './shop-transport.ts';
import { MIGRATIONS } from './sync-harness.ts';

export const SHOP_URL = 'http://shop.test';
type Row = Readonly<Record<string, unknown>>;

/** One computer of a team: a mirror, the real engine, its line to the shop and its way to central. */
export type TeamDesktop = {
  readonly name: string;
  readonly db: WritableDb;
  readonly team: ShopsTeam;
  readonly line: ShopLine;
  readonly commands: ReturnType<typeof createRecordCommands>;
  readonly sync: ReturnType<typeof createSyncEngine>;
  readonly newId: () => string;
  readonly join: Omit<JoinDeps, 'session'>;
  /** Whether this computer has a key of its own for the shop. */
  key: boolean;
  /** A run as the schedule makes it, of the one store. */
  readonly run: (kind?: 'incremental' | 'census' | 'full') => Promise<SyncReport>;
  /** A run that must succeed. */
  readonly settle: () => Promise<SyncReport>;
  /** The same profile after the process died. */
  readonly restart: () => TeamDesktop;
  readonly all: (sql: string, ...values: readonly unknown[]) => readonly Row[];
  readonly row: (entity: EntityName, wooId: number) => Row;
  readonly edit: (entity: EntityName, id: string, changes: Row) => void;
  readonly storeId: () => string;
  readonly close: () => void;
};

export type TeamDesktopOptions = {
  readonly name: string;
  readonly shop: DemoShop;
  readonly clock: Clock & { readonly advance: (ms: number) => void };
  readonly server: () => ShopsServer | null;
  readonly key?: boolean;
  /** A file instead of memory, where what lies on the disk matters. */
  readonly file?: string;
};

export async function createTeamDesktop(options: TeamDesktopOptions): Promise<TeamDesktop> {
  const opened = await openDatabase(options.file ?? ':memory:', MIGRATIONS);
  if (!opened.ok) throw new Error(opened.error.type);
  return assemble(options, opened.value);
}

/** A store that only this computer has, as before there was a team. */
export function addOwnStore(desktop: TeamDesktop, id = desktop.newId()): string {
  desktop.db
    .prepare(`INSERT INTO stores (id, name, url, mode, created_at, updated_at) VALUES (?, 'Shop', ?, 'push', 1, 1)`)
    .run(id, SHOP_URL);
  return id;
}

function assemble(options: TeamDesktopOptions, db: WritableDb): TeamDesktop {
  const { name, shop, clock, server } = options;
  const random = createSeededRandom(`desktop ${name}`);
  const newId = createUuidV7({ clock, random });
  const { transport, line } = createShopTransport(shop, clock);
  const logger: Logger = { log: () => undefined };
  const team = createStoreTeam({
    db,
    clock,
    logger,
    server,
    hasKey: async () => desktop.key,
    mayRunSync: () => true,
    renewsByItself: false,
    placeAside: placeAdopted,
    noteShared: ({ id, kind }, payload, time) => noteShared({ db, now: clock.now() }, id, kind, payload, time),
  });
  const sync = createSyncEngine({
    ...{ db, clock, random, logger, newId, team, turns: EVENT_LOOP_TURNS },
    locks: { acquire: async () => ok(() => undefined) },
    openGateway: async (store) =>
      ok(
        createStoreGateway({
          ...{ url: store.url, consumerKey: 'ck_test', consumerSecret: 'cs_test', authMode: 'header' },
          ...{ transport, clock, random, logger },
        }),
      ),
    countersOf: (storeId) => syncCounters(db, storeId),
    onChange: () => undefined,
    onStatus: () => undefined,
    onDefect: (error) => {
      throw error;
    },
  });
  const commands = createRecordCommands({ db, clock, newId, onQueued: () => undefined });
  const all: TeamDesktop['all'] = (sql, ...values) => db.prepare<unknown[], Row>(sql).all(...values);
  const storeId = (): string =>
    String(all(`SELECT store_id FROM team_stores`)[0]?.['store_id'] ?? all(`SELECT id FROM stores`)[0]?.['id']);
  const run: TeamDesktop['run'] = (kind = 'incremental') => sync.runNow(storeId(), { kind, startedBy: 'person' });
  const desktop: TeamDesktop = {
    ...{ name, db, team, line, commands, sync, newId, all, run, storeId, key: options.key ?? true },
    join: {
      ...{ db, clock, moveKey: async () => undefined, emptyStore: (id) => emptyStore(db, id) },
      normalizeAddress: (url) => {
        const address = normalizeStoreAddress(url);
        return address.ok ? address.value : url;
      },
      setAside: (id, url) => setAsideStore(db, id, url, clock.now()),
    },
    settle: async () => {
      const report = await run();
      if (!report.ok) throw new Error(`${name}: ${JSON.stringify(report.problem)}`);
      return report;
    },
    restart: () => assemble(options, db),
    row: (entity, wooId) => {
      const [found] = all(`SELECT * FROM ${TABLE_OF[entity]} WHERE woo_id = ?`, wooId);
      if (found === undefined) throw new Error(`${name} has no ${entity} ${wooId}`);
      return found;
    },
    edit: (entity, id, changes) => {
      const edited = commands.edit({ entity, id, changes, locale: 'en' });
      if (!edited.ok) throw new Error(JSON.stringify(edited.error));
    },
    close: () => db.close(),
  };
  return desktop;
}
