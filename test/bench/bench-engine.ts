import { rmSync } from 'node:fs';
import type { WritableDb } from '../../src/engine/database/database.ts';
import type { Clock, HttpTransport, Logger } from '../../src/engine/platform/deps.ts';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import { EVENT_LOOP_TURNS } from '../../src/engine/platform/turns.ts';
import { syncCounters } from '../../src/engine/queries/sync-counters.ts';
import { createSyncEngine } from '../../src/engine/sync/sync-engine.ts';
import type { SyncReport } from '../../src/engine/sync/sync-report.ts';
import { createStoreGateway } from '../../src/engine/woocommerce/store-gateway.ts';
import { ok } from '../../src/shared/result.ts';
import { openTestMirror } from '../support/test-mirror.ts';

export type ShopAccess = { readonly url: string; readonly key: string; readonly secret: string };
export type BenchEngine = {
  readonly db: WritableDb;
  readonly storeId: string;
  /** One run to its end; throws when it did not succeed. */
  readonly run: () => Promise<SyncReport>;
  /** One run that may be broken off. */
  readonly begin: () => { readonly ended: Promise<SyncReport>; readonly stop: () => Promise<void> };
  readonly close: () => void;
};

const SILENT: Logger = { log: () => undefined };
export const STORE_ID = '019b0000-0000-7000-8000-00000000b001';

/** The real sync engine over a mirror in a file of its own, connected to one shop. */
export async function createBenchEngine(
  path: string,
  shop: ShopAccess,
  transport: HttpTransport,
  clock: Clock = createSystemClock(),
): Promise<BenchEngine> {
  const random = createSystemRandom();
  const db = await openTestMirror(path);
  db.prepare(
    `INSERT INTO stores (id, name, url, mode, created_at, updated_at) VALUES (?, 'Bench', ?, 'watch', ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  ).run(STORE_ID, shop.url, clock.now(), clock.now());
  const sync = createSyncEngine({
    db,
    clock,
    random,
    logger: SILENT,
    newId: createUuidV7({ clock, random }),
    turns: EVENT_LOOP_TURNS,
    locks: { acquire: () => Promise.resolve(ok(() => undefined)) },
    openGateway: (store) =>
      Promise.resolve(
        ok(
          createStoreGateway({
            url: store.url,
            consumerKey: shop.key,
            consumerSecret: shop.secret,
            authMode: 'header',
            transport,
            clock,
            random,
            logger: SILENT,
          }),
        ),
      ),
    countersOf: (storeId) => syncCounters(db, storeId),
    onChange: () => undefined,
    onStatus: () => undefined,
    onDefect: (error) => {
      throw error;
    },
  });
  const runNow = (): Promise<SyncReport> => sync.runNow(STORE_ID, { kind: 'incremental', startedBy: 'person' });
  return {
    db,
    storeId: STORE_ID,
    run: async () => {
      const report = await runNow();
      if (!report.ok) throw new Error(`the run did not succeed: ${JSON.stringify(report.problem)}`);
      return report;
    },
    begin: () => ({ ended: runNow(), stop: sync.stop }),
    close: () => db.close(),
  };
}

/** Removes a mirror's file with its journal. */
export function removeMirror(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
}
