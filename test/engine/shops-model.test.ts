import { afterEach, describe, expect, test } from 'vitest';
import { createDemoShop } from '../../src/demo-shop/demo-shop.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { addTeamStore } from '../../src/engine/team/shops/team-stores.ts';
import { installTriggers, markEverything } from '../../src/engine/team/shops/marks.ts';
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

describe('[LEASE4] the same with the lease switched off', () => {
  test.each(SHOP_SCENARIOS)('$title', async ({ play }) => play(await createModelBench(false)));
});
