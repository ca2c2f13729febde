import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import { createDemoShop } from '../../../src/demo-shop/demo-shop.ts';
import type { DemoShop } from '../../../src/demo-shop/demo-shop.ts';
import { createSeededRandom } from '../../../src/engine/platform/seeded-random.ts';
import type { ShopsServer } from '../../../src/engine/team/shops/shops-server.ts';
import { createPostgresShops } from '../../../src/engine/team/shops/postgres-shops.ts';
import { listShared, shareStore, takeShared } from '../../../src/engine/team/shops/join-store.ts';
import { createImpatientClock } from '../../support/impatient-clock.ts';
import type { ImpatientClock } from '../../support/impatient-clock.ts';
import { addOwnStore, createTeamDesktop, SHOP_URL } from '../../support/sharing-desktop.ts';
import type { TeamDesktop } from '../../support/sharing-desktop.ts';
import { enrolDevice } from './devices.ts';
import type { TestDevice } from './devices.ts';
import type { Person, World } from './world.ts';

export type Member = TeamDesktop & {
  readonly device: TestDevice;
  /** What happens between a claim at central and the request that it allows. */
  readonly hooks: { afterClaim: (() => Promise<void>) | null };
};
export type TeamFixture = {
  readonly shop: DemoShop;
  readonly clock: ImpatientClock;
  readonly a: Member;
  readonly b: Member;
  readonly add: (
    person: Person,
    name: string,
    options?: { readonly key?: boolean; readonly file?: string },
  ) => Promise<Member>;
  /** The lease of whoever holds it runs out, as after 30 seconds of silence. */
  readonly letLeaseRunOut: () => Promise<void>;
};

/**
 * A shop in this process, central in a real PostgreSQL, and two computers: the owner's, which has read and uploaded the
 * shop, and the manager's, which has taken it in.
 */
export async function createTeamFixture(
  world: World,
  options: { readonly products?: number; readonly seed?: number } = {},
): Promise<TeamFixture> {
  const clock = createImpatientClock();
  const seed = options.seed ?? 7;
  const shop = createDemoShop({
    ...{ seed, products: options.products ?? 25, clock, random: createSeededRandom(`shop ${seed}`) },
    ...{ consumerKey: 'ck_test', consumerSecret: 'cs_test', baseUrl: SHOP_URL },
  });
  await world.query('DELETE FROM stores WHERE url = $1', [SHOP_URL]);
  const add: TeamFixture['add'] = async (person, name, more = {}) => {
    const device = await enrolDevice(world, person, name);
    const hooks: Member['hooks'] = { afterClaim: null };
    const plain = createPostgresShops(device.session);
    const server: ShopsServer = {
      ...plain,
      claim: async (...given) => {
        const claimed = await plain.claim(...given);
        const work = hooks.afterClaim;
        hooks.afterClaim = null;
        await work?.();
        return claimed;
      },
    };
    const desktop = await createTeamDesktop({
      name,
      shop,
      clock,
      server: () => (device.line.up ? server : null),
      ...more,
    });
    afterAll(() => desktop.close());
    return Object.assign(desktop, { device, hooks });
  };
  const a = await add('ownerA', `a ${randomUUID()}`);
  const own = addOwnStore(a);
  await a.settle();
  const shared = await shareStore({ ...a.join, session: a.device.session }, own);
  if (!shared.ok) throw new Error(JSON.stringify(shared.error));
  for (const person of ['managerA', 'viewerA'] as const) {
    await world.query(`INSERT INTO store_users (store_id, user_id, role, organization_id) VALUES ($1, $2, $3, $4)`, [
      own,
      world.id[person],
      person === 'managerA' ? 'manager' : 'viewer',
      world.orgA,
    ]);
  }
  await a.settle();
  const b = await add('managerA', `b ${randomUUID()}`);
  await takeIn(b, own);
  await b.settle();
  const letLeaseRunOut = async (): Promise<void> => {
    clock.advance(30_000);
    await world.query(`UPDATE store_leases SET expires_at = clock_timestamp() - interval '1 second'`);
  };
  return { shop, clock, a, b, add, letLeaseRunOut };
}

/** Takes a store of the team into a computer that does not have it. */
export async function takeIn(desktop: Member, storeId: string): Promise<void> {
  const known = await listShared(desktop.device.session);
  const shared = known.ok ? known.value.find(({ id }) => id === storeId) : undefined;
  if (shared === undefined) throw new Error(`not shared with ${desktop.name}: ${JSON.stringify(known)}`);
  takeShared(desktop.join, shared);
}
