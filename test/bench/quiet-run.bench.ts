import { join } from 'node:path';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import { createBenchEngine } from './bench-engine.ts';
import type { Bench } from './frame.ts';
import { atMost, median } from './frame.ts';
import { createLocalShop } from './local-shop.ts';
import { withFolder } from './scratch-folder.ts';

const PRODUCTS = 100_000;
const ORDERS = 5_000;
const DATA_TABLES = [
  ...Object.values(TABLE_OF),
  'product_images',
  'product_attributes',
  'order_items',
  'base_documents',
  'outbox',
];

/** Counts every row of the shop's data that is written on this connection from now on. */
function countWrites(db: WritableDb): () => number {
  db.exec(`CREATE TEMP TABLE writes (n INTEGER)`);
  for (const table of DATA_TABLES) {
    for (const event of ['INSERT', 'UPDATE', 'DELETE']) {
      db.exec(
        `CREATE TEMP TRIGGER count_${event}_${table} AFTER ${event} ON main.${table} BEGIN INSERT INTO writes VALUES (1); END`,
      );
    }
  }
  return () => db.prepare(`SELECT count(*) FROM temp.writes`).pluck().get() as number;
}

export const quietRunBench: Bench = {
  name: 'quiet-run',
  about: `a run without changes at ${PRODUCTS} products`,
  run: ({ rounds, scale, say }) =>
    withFolder(async (folder) => {
      const products = Math.round(PRODUCTS * scale);
      const shop = createLocalShop(products, Math.round(ORDERS * scale));
      const engine = await createBenchEngine(join(folder, 'mirror.db'), shop, shop.transport);
      try {
        say(`first sync of ${products} products`);
        await engine.run();
        say('one run to settle');
        await engine.run();
        const writes = countWrites(engine.db);
        const requests: number[] = [];
        const times: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const report = await engine.run();
          requests.push(report.requests);
          times.push(report.durationMs);
        }
        const most = Math.max(...requests);
        return [
          {
            label: `run without changes at ${products} products`,
            value: most,
            unit: 'requests',
            limit: null,
            goal: atMost(most, 12, '≤ 12 requests'),
          },
          {
            label: `rows written by ${rounds} such runs`,
            value: writes(),
            unit: 'writes',
            limit: null,
            goal: atMost(writes(), 0, 'no data writes'),
          },
          {
            label: 'its time, the shop in the same process',
            value: median(times),
            unit: 'ms',
            limit: null,
            goal: null,
          },
        ];
      } finally {
        engine.close();
      }
    }),
};
