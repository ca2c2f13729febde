import { join } from 'node:path';
import { createNodeHttpTransport } from '../../src/engine/platform/node-http-transport.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createSystemRandom } from '../../src/engine/platform/system-random.ts';
import { defaultGatewayLimits } from '../../src/engine/woocommerce/gateway-limits.ts';
import { createSignedClient } from '../../src/engine/woocommerce/signed-client.ts';
import type { ShopAccess } from './bench-engine.ts';
import { createBenchEngine, removeMirror } from './bench-engine.ts';
import type { Bench } from './frame.ts';
import { atMost, interleave, median, timed } from './frame.ts';
import type { Page } from './recorded-line.ts';
import { recordPages } from './recorded-line.ts';
import { withFolder } from './scratch-folder.ts';
import { startShopProcess } from './shop-process.ts';

const PRODUCTS = 20_000;
const ORDERS = 5_000;
/** A quick shared host; the slower the shop, the less our own work shows. */
const LATENCY_MS = 250;

/** Fetches the same pages with the same number of requests at once, and throws them away unread. */
async function fetchAndForget(shop: ShopAccess, pages: readonly Page[]): Promise<void> {
  const transport = createNodeHttpTransport();
  const deps = { transport: transport.send, clock: createSystemClock(), random: createSystemRandom() };
  const client = createSignedClient(deps, {
    url: shop.url,
    consumerKey: shop.key,
    consumerSecret: shop.secret,
    authMode: 'header',
  });
  const waiting = [...pages];
  const worker = async (): Promise<void> => {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      const outcome = await client({
        method: 'GET', path: page.path, query: page.query, body: null, headers: {}, signal: null, timeoutMs: 60_000,
      }); // prettier-ignore
      if (!('response' in outcome) || outcome.response.status !== 200) throw new Error(`no answer for ${page.path}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: defaultGatewayLimits.maxReads }, worker));
  } finally {
    transport.close();
  }
}

export const firstSyncBench: Bench = {
  name: 'first-sync',
  about: `first sync of ${PRODUCTS} products and ${ORDERS} orders, against a client that fetches the same pages and throws them away`,
  run: ({ rounds, scale, say }) =>
    withFolder(async (folder) => {
      const [products, orders] = [Math.round(PRODUCTS * scale), Math.round(ORDERS * scale)];
      const shop = await startShopProcess([
        '--products', String(products), '--orders', String(orders), '--latency-ms', String(LATENCY_MS),
      ]); // prettier-ignore
      try {
        const path = join(folder, 'mirror.db');
        const pages: Page[] = [];
        let items = 0;
        const sync = async (record: boolean): Promise<void> => {
          removeMirror(path);
          const line = createNodeHttpTransport();
          const engine = await createBenchEngine(path, shop, record ? recordPages(line.send, pages) : line.send);
          try {
            const report = await engine.run();
            items = Object.values(report.entities).reduce((sum, counts) => sum + counts.created, 0);
          } finally {
            engine.close();
            line.close();
          }
        };
        say('one run to learn the pages and to warm the shop');
        await sync(true);
        say(`${pages.length} pages, ${items} records`);
        const samples = await interleave(rounds, {
          engine: () => timed(() => sync(false)),
          client: () => timed(() => fetchAndForget(shop, pages)),
        });
        const [engine, client] = [median(samples.engine), median(samples.client)];
        const ratio = engine / client;
        return [
          {
            label: `first sync, ${products} products, ${orders} orders, ${LATENCY_MS} ms a page`,
            value: engine,
            unit: 'ms',
            limit: { label: 'fetch and throw away', value: client },
            goal: atMost(ratio, 1.15, 'ratio ≤ 1.15'),
          },
          { label: 'records taken in', value: (items / engine) * 1000, unit: 'items/s', limit: null, goal: null },
        ];
      } finally {
        await shop.stop();
      }
    }),
};
