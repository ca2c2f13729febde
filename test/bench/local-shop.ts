import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { HttpTransport } from '../../src/engine/platform/deps.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createShopTransport } from '../support/shop-transport.ts';
import type { ShopAccess } from './bench-engine.ts';

export type LocalShop = ShopAccess & { readonly transport: HttpTransport };

/** The demo shop in this process, without a network and without latency; bodies arrive as bytes, as from a socket. */
export function createLocalShop(products: number, orders: number): LocalShop {
  const access = { url: 'http://shop.test', key: 'ck_bench', secret: 'cs_bench' };
  const shop = createDemoShop({
    seed: 7,
    products,
    orders,
    clock: { now: () => Date.now() },
    random: createSeededRandom('bench'),
    consumerKey: access.key,
    consumerSecret: access.secret,
    baseUrl: access.url,
  });
  const line = createShopTransport(shop, { advance: () => undefined });
  return {
    ...access,
    transport: async (request) => {
      const response = await line.transport(request);
      return { ...response, body: typeof response.body === 'string' ? Buffer.from(response.body) : response.body };
    },
  };
}
