import { join } from 'node:path';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { insertStore } from '../support/build-mirror.ts';
import { openTestMirror } from '../support/test-mirror.ts';
import { parseAndUpsert, rowsOfPages } from './bare-upserts.ts';
import type { PageRows } from './bare-upserts.ts';
import { STORE_ID, createBenchEngine, removeMirror } from './bench-engine.ts';
import type { Bench } from './frame.ts';
import { atLeast, interleave, median, timed } from './frame.ts';
import { createLocalShop } from './local-shop.ts';
import type { Page } from './recorded-line.ts';
import { recordPages, replayPages } from './recorded-line.ts';
import { withFolder } from './scratch-folder.ts';

const PRODUCTS = 20_000;
const ORDERS = 5_000;

/** Takes away what the lists and the search need: the tables with their unique keys alone. */
function dropListIndexes(db: WritableDb): void {
  const found = db
    .prepare(
      `SELECT type, name FROM sqlite_schema WHERE type = 'trigger' OR (type = 'index' AND (name LIKE '%\\_list\\_%' ESCAPE '\\' OR name LIKE '%\\_by\\_sku' ESCAPE '\\' OR name LIKE '%\\_by\\_email' ESCAPE '\\'))`,
    )
    .all() as { type: string; name: string }[];
  for (const { type, name } of found) db.exec(`DROP ${type} ${name}`);
}

export const firstSyncLocalBench: Bench = {
  name: 'first-sync-local',
  about: `first sync of ${PRODUCTS} products and ${ORDERS} orders from a shop without latency, against parse + bare prepared upserts of the same rows`,
  run: ({ rounds, scale, say }) =>
    withFolder(async (folder) => {
      const shop = createLocalShop(Math.round(PRODUCTS * scale), Math.round(ORDERS * scale));
      const path = join(folder, 'mirror.db');
      const pages: Page[] = [];
      say('one run to record the pages');
      const recorder = await createBenchEngine(path, shop, recordPages(shop.transport, pages));
      const report = await recorder.run();
      const pageRows = rowsOfPages(recorder.db, pages);
      recorder.close();
      const items = Object.values(report.entities).reduce((sum, counts) => sum + counts.created, 0);
      const rows = pageRows.reduce(
        (sum, page) => sum + page.tables.reduce((inner, table) => inner + table.rows.length, 0),
        0,
      );
      say(`${pages.length} pages, ${items} records, ${rows} rows`);

      const replay = replayPages(pages);
      const engine = async (): Promise<number> => {
        removeMirror(path);
        const fresh = await createBenchEngine(path, shop, replay);
        try {
          return await timed(() => fresh.run());
        } finally {
          fresh.close();
        }
      };
      const bare = async (prepare: (db: WritableDb) => void): Promise<number> => {
        removeMirror(path);
        const db = await openTestMirror(path);
        insertStore(db, 'bench', { id: STORE_ID });
        prepare(db);
        try {
          return await timed(() => parseAndUpsert(db, pageRows));
        } finally {
          db.close();
        }
      };
      const samples = await interleave(rounds, {
        engine,
        upserts: () => bare(() => undefined),
        tablesOnly: () => bare(dropListIndexes),
        parse: () => timed(() => parseAll(pageRows)),
      });
      const perSecond = (times: readonly number[]): number => (items / median(times)) * 1000;
      const [engineRate, upsertRate] = [perSecond(samples.engine), perSecond(samples.upserts)];
      const ratio = engineRate / upsertRate;
      return [
        {
          label: 'first sync without latency',
          value: engineRate,
          unit: 'items/s',
          limit: { label: 'parse + bare upserts', value: upsertRate },
          goal: atLeast(ratio, 0.5, 'ratio ≥ 0.5'),
        },
        {
          label: 'the same, beside tables without list indexes and search',
          value: engineRate,
          unit: 'items/s',
          limit: { label: 'parse + bare upserts, unique keys only', value: perSecond(samples.tablesOnly) },
          goal: null,
        },
        { label: 'parse alone', value: perSecond(samples.parse), unit: 'items/s', limit: null, goal: null },
      ];
    }),
};

function parseAll(pages: readonly PageRows[]): void {
  for (const page of pages) JSON.parse(page.body.toString('utf8'));
}
