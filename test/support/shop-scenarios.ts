import { expect } from 'vitest';
import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { TeamDesktop } from './sharing-desktop.ts';

/** Two desktops that share a shop, over whatever plays central. */
export type SharingBench = {
  readonly shop: DemoShop;
  readonly clock: { readonly advance: (ms: number) => void };
  /** The holder, which has uploaded the shop, and a follower, which has it. */
  readonly a: SharingDesktop;
  readonly b: SharingDesktop;
  readonly letLeaseRunOut: () => Promise<void>;
};
export type SharingDesktop = TeamDesktop & {
  readonly central: { up: boolean };
  readonly hooks: { afterClaim: (() => Promise<void>) | null };
};

const open = (desktop: TeamDesktop) => desktop.all(`SELECT id, kind, state FROM outbox WHERE state <> 'ended'`);
const asked = (desktop: TeamDesktop) => desktop.all(`SELECT id FROM sync_conflict WHERE status = 'open'`);
const bases = (desktop: TeamDesktop) => desktop.all(`SELECT record_id, hash FROM base_documents ORDER BY record_id`);

function born(desktop: TeamDesktop, sku: string): void {
  const values = { name: `Born ${sku}`, regular_price: '5', sku };
  const made = desktop.commands.create({ entity: 'products', storeId: desktop.storeId(), values, locale: 'en' });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
}

const withSku = ({ shop }: SharingBench, sku: string): number =>
  shop.inspect.ids('products').filter((id) => (shop.inspect.raw('products', id) as { sku: string }).sku === sku).length;

/** Runs of both, a while apart and the lease going round, until nothing is open; both are then the same. */
async function settle(bench: SharingBench): Promise<void> {
  const { a, b } = bench;
  for (let round = 0; round < 10; round += 1) {
    await a.settle();
    await b.settle();
    bench.clock.advance(400_000);
    await bench.letLeaseRunOut();
    for (const { id } of asked(b)) {
      const answered = b.commands.resolveConflict({
        id: String(id),
        fields: { '*': { choice: 'mine' } },
        locale: 'en',
      });
      if (!answered.ok) throw new Error(JSON.stringify(answered.error));
    }
    if ([a, b].every((desktop) => open(desktop).length + asked(desktop).length === 0)) break;
  }
  await a.settle();
  await b.settle();
  expect([open(a), open(b)]).toEqual([[], []]);
  expect(bases(b)).toEqual(bases(a));
}

/** What must hold for PostgreSQL and for its model alike. */
export const SHOP_SCENARIOS: readonly {
  readonly title: string;
  readonly play: (bench: SharingBench) => Promise<void>;
}[] = [
  {
    title: '[SHARE1, SHARE6] edits and new records of a follower reach the shop through the holder, once',
    play: async (bench) => {
      const { b, shop } = bench;
      const [one] = shop.inspect.ids('products');
      b.edit('products', String(b.row('products', one ?? 0)['id']), { name: 'By the follower' });
      born(b, 'FOLLOWED');
      await settle(bench);
      expect(shop.inspect.raw('products', one ?? 0)).toMatchObject({ name: 'By the follower' });
      expect(withSku(bench, 'FOLLOWED')).toBe(1);
    },
  },
  {
    title: '[SHARE2] edits of the same field on both are one decision, and its answer is what the shop gets',
    play: async (bench) => {
      const { a, b, shop } = bench;
      const one = shop.inspect
        .ids('products')
        .find((wooId) => (shop.inspect.raw('products', wooId) as { type: string }).type === 'simple');
      const id = String(a.row('products', one ?? 0)['id']);
      b.edit('products', id, { name: 'Name of B', slug: 'slug-of-b' });
      await b.settle();
      a.edit('products', id, { name: 'Name of A', regular_price: '12' });
      await settle(bench);
      expect(shop.inspect.raw('products', one ?? 0)).toMatchObject({
        name: 'Name of A',
        slug: 'slug-of-b',
        regular_price: '12',
      });
    },
  },
  {
    title: '[SHARE4] the holder disappears with a create that the shop took: found, not repeated',
    play: async (bench) => {
      const { a, b, shop } = bench;
      born(a, 'FLIGHT');
      a.hooks.afterClaim = async () => {
        a.central.up = false;
      };
      shop.faults.add({ kind: 'drop-after', match: { method: 'POST' }, times: 1 });
      await a.run();
      expect(withSku(bench, 'FLIGHT')).toBe(1);
      await bench.letLeaseRunOut();
      bench.clock.advance(400_000);
      await b.settle();
      a.central.up = true;
      await settle(bench);
      expect(withSku(bench, 'FLIGHT')).toBe(1);
    },
  },
  {
    title: '[LEASE4] the lease is taken over between a claim and its request, again and again: no loss, no double',
    play: async (bench) => {
      for (let round = 0; round < 4; round += 1) {
        born(bench.a, `A${round}`);
        born(bench.b, `B${round}`);
        const [first, second] = round % 2 === 0 ? [bench.a, bench.b] : [bench.b, bench.a];
        await second.settle();
        await bench.letLeaseRunOut();
        first.hooks.afterClaim = async () => {
          await bench.letLeaseRunOut();
          await second.run();
        };
        await first.run();
        bench.clock.advance(400_000);
      }
      await settle(bench);
      for (let round = 0; round < 4; round += 1)
        expect([withSku(bench, `A${round}`), withSku(bench, `B${round}`)]).toEqual([1, 1]);
    },
  },
];
