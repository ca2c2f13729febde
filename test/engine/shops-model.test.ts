import { afterEach, describe, expect, test } from 'vitest';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { addTeamStore } from '../../src/engine/team/shops/team-stores.ts';
import { installTriggers, markEverything } from '../../src/engine/team/shops/marks.ts';
import { PART, pushPart } from '../../src/engine/team/shops/push-part.ts';
import { readFeed } from '../../src/engine/team/shops/read-feed.ts';
import type { ShopsServer } from '../../src/engine/team/shops/shops-server.ts';
import { takeShared } from '../../src/engine/team/shops/join-store.ts';
import { createShopsModel } from '../simulation/shops-model.ts';
import { createImpatientClock } from '../support/impatient-clock.ts';
import { SHOP_SCENARIOS } from '../support/shop-scenarios.ts';
import type { SharingBench, SharingDesktop } from '../support/shop-scenarios.ts';
import { addOwnStore, createTeamDesktop, SHOP_URL } from '../support/sharing-desktop.ts';

const opened: SharingDesktop[] = [];
afterEach(() => {
  for (const desktop of opened.splice(0)) desktop.close();
});

/** Two real engines on one shop, with the model in central's place. */
async function createModelBench(leases: boolean): Promise<SharingBench> {
  const clock = createImpatientClock();
  const shop = createDemoShop({
    ...{ seed: 7, products: 20, clock, random: createSeededRandom('shop 7') },
    ...{ consumerKey: 'ck_test', consumerSecret: 'cs_test', baseUrl: SHOP_URL },
  });
  const model = createShopsModel({ now: clock.monotonic, leases });
  const add = async (name: string): Promise<SharingDesktop> => {
    const central = { up: true };
    const hooks: SharingDesktop['hooks'] = { afterClaim: null };
    const plain = model.connect({ deviceId: `device ${name}`, personId: name }, central);
    const desktop = await createTeamDesktop({
      ...{ name, shop, clock },
      server: () => ({
        ...plain,
        claim: async (...given) => {
          const claimed = await plain.claim(...given);
          const work = hooks.afterClaim;
          hooks.afterClaim = null;
          await work?.();
          return claimed;
        },
      }),
    });
    const sharing = Object.assign(desktop, { central, hooks });
    opened.push(sharing);
    return sharing;
  };
  const a = await add('a');
  const storeId = addOwnStore(a);
  await a.settle();
  addTeamStore(a.db, storeId, 'owner', 1);
  installTriggers(a.db);
  markEverything(a.db, storeId);
  await a.settle();
  const b = await add('b');
  takeShared(b.join, { id: storeId, name: 'Shop', url: SHOP_URL, currency: 'ILS', rank: 'manager' });
  await b.settle();
  return { shop, clock, a, b, letLeaseRunOut: async () => model.letLeasesRunOut() };
}

describe('[SHARE1] shared shops over the model of central', () => {
  test.each(SHOP_SCENARIOS)('$title', async ({ play }) => {
    const bench = await createModelBench(true);
    expect(bench.b.line.seen).toEqual([]);
    await play(bench);
  });
});

describe('[TEAM7] a large shop', () => {
  test('[TEAM7, TEAM8] 40,000 variations travel in parts: neither side ever holds more than one', async () => {
    const clock = createImpatientClock();
    const shop = createDemoShop({
      ...{ seed: 7, products: 1, clock, random: createSeededRandom('shop 7') },
      ...{ consumerKey: 'ck_test', consumerSecret: 'cs_test', baseUrl: SHOP_URL },
    });
    const model = createShopsModel({ now: clock.monotonic });
    const sizes: number[] = [];
    const serverOf = (name: string): ShopsServer => {
      const plain = model.connect({ deviceId: name, personId: name }, { up: true });
      return {
        ...plain,
        push: (storeId, token, push) => {
          sizes.push(push.documents.length);
          return plain.push(storeId, token, push);
        },
        read: async (storeId, from) => {
          const page = await plain.read(storeId, from);
          if (page.ok) sizes.push(page.value.documents.length);
          return page;
        },
      };
    };
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) => createTeamDesktop({ name, shop, clock, server: () => null })),
    );
    if (a === undefined || b === undefined) throw new Error('no desktops');
    const storeId = addOwnStore(a);
    const stamp = `'${storeId}', n, 'woo', 1, 1`;
    a.db
      .exec(`INSERT INTO products (id, store_id, woo_id, source, created_at, updated_at, name, status) VALUES ('p', '${storeId}', 1, 'woo', 1, 1, 'Cup', 'publish');
      INSERT INTO base_documents (record_id, store_id, entity, hash, observed_at, document) VALUES ('p', '${storeId}', 'products', 'h', 1, '{"id":1,"name":"Cup","status":"publish"}');
      WITH RECURSIVE c(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM c WHERE n < 40001)
        INSERT INTO product_variations (id, store_id, woo_id, source, created_at, updated_at, product_id, status) SELECT 'v' || n, ${stamp}, 'p', 'publish' FROM c;
      INSERT INTO base_documents (record_id, store_id, entity, hash, observed_at, document)
        SELECT id, store_id, 'variations', 'h' || woo_id, 1, json_object('id', woo_id, 'status', 'publish') FROM product_variations`);
    addTeamStore(a.db, storeId, 'owner', 1);
    installTriggers(a.db);
    markEverything(a.db, storeId);
    const server = serverOf('a');
    const lease = await server.take(storeId);
    if (!lease.ok || lease.value.outcome !== 'granted') throw new Error('no lease');
    const contextOf = ({ db, newId }: typeof a) => ({ db, storeId, newId, now: 1, runId: null });
    for (;;) {
      const part = await pushPart(contextOf(a), server, lease.value.token, null);
      if (!part.ok || !part.value.progress) break;
    }
    takeShared(b.join, { id: storeId, name: 'Shop', url: SHOP_URL, currency: 'ILS', rank: 'manager' });
    const reader = { server: serverOf('b'), exceptToken: null, onPage: () => undefined, next: () => Promise.resolve() };
    const read = await readFeed(contextOf(b), { ...reader, signal: new AbortController().signal });
    expect(read.ok).toBe(true);
    expect(b.all(`SELECT count(*) AS n FROM product_variations`)).toEqual([{ n: 40_000 }]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(PART);
    expect(sizes.length).toBeGreaterThan(150);
    a.close();
    b.close();
  }, 120_000);
});

describe('[LEASE4] the same with the lease switched off', () => {
  test.each(SHOP_SCENARIOS)('$title', async ({ play }) => play(await createModelBench(false)));
});
