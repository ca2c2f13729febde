import { describe, expect, test } from 'vitest';
import type { TeamDesktop } from '../support/sharing-desktop.ts';
import { createTeamFixture } from './support/team-fixture.ts';
import type { Member, TeamFixture } from './support/team-fixture.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();

const open = (desktop: TeamDesktop) => desktop.all(`SELECT id, kind, state FROM outbox WHERE state <> 'ended'`);
const bases = (desktop: TeamDesktop) => desktop.all(`SELECT record_id, hash FROM base_documents ORDER BY record_id`);
const withSku = ({ shop }: TeamFixture, sku: string) =>
  shop.inspect.ids('products').filter((id) => (shop.inspect.raw('products', id) as { sku: string }).sku === sku);

function born(desktop: TeamDesktop, sku: string): string {
  const values = { name: `Born ${sku}`, regular_price: '5', sku };
  const made = desktop.commands.create({ entity: 'products', storeId: desktop.storeId(), values, locale: 'en' });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.id;
}

/** The process dies at this request: nothing leaves any more, neither to the shop nor to central. */
class Died extends Error {}
function dieAt(desktop: Member, method: string, moment: 'before' | 'after'): void {
  desktop.line.before = (asked) => {
    if (asked !== method) return;
    desktop.device.line.up = false;
    desktop.line.before = () => {
      throw new Died();
    };
    if (moment === 'before') throw new Died();
  };
}

/** Runs of all, a while apart, until nothing is open anywhere. */
async function settleAll(fixture: TeamFixture, ...members: readonly TeamDesktop[]): Promise<void> {
  for (let round = 0; round < 8; round += 1) {
    for (const member of members) await member.settle();
    fixture.clock.advance(200_000);
    await fixture.letLeaseRunOut();
    if (members.every((member) => open(member).length === 0)) return;
  }
  throw new Error(`still open: ${JSON.stringify(members.map(open))}`);
}

/** A sends, hears no answer, finds out how it ended, and loses central and the lease before it could tell; then it may hold again. */
async function learnWithoutTelling(
  fixture: TeamFixture,
  method: string,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const { a, b, shop } = fixture;
  shop.faults.add({ kind: 'drop-after', match: { method }, times: 1 });
  await a.run();
  await meanwhile();
  a.line.before = () => {
    a.device.line.up = false;
  };
  await a.run();
  a.line.before = null;
  expect(open(a)).toEqual([]);
  await fixture.letLeaseRunOut();
  // another has the lease, and no way to the shop
  b.line.up = false;
  await b.run();
  a.device.line.up = true;
  await a.run();
  expect(a.sync.status()[0]?.team).toMatchObject({ role: 'follower' });
  await fixture.letLeaseRunOut();
}

describe('[SHARE4] a holder that disappears', () => {
  test.each(['before', 'after'] as const)(
    '[SHARE4, LEASE6] with a create in flight, %s it reached the shop: the next holder looks, and nothing is doubled',
    async (moment) => {
      const fixture = await createTeamFixture(world());
      const { a, b } = fixture;
      const id = born(a, 'FLIGHT');
      dieAt(a, 'POST', moment);
      if (moment === 'after') fixture.shop.faults.add({ kind: 'drop-after', match: { method: 'POST' }, times: 1 });
      await a.run().catch(() => undefined);
      a.line.before = null;
      expect(withSku(fixture, 'FLIGHT')).toHaveLength(moment === 'after' ? 1 : 0);
      await b.settle();
      expect(b.line.seen).toEqual([]);
      await fixture.letLeaseRunOut();
      fixture.clock.advance(400_000);
      await b.settle();
      expect(b.sync.status()[0]?.team).toMatchObject({ role: 'holder' });
      for (let round = 0; round < 3; round += 1) {
        fixture.clock.advance(400_000);
        await fixture.letLeaseRunOut();
        await b.settle();
      }
      expect(withSku(fixture, 'FLIGHT')).toHaveLength(1);
      expect(open(b)).toEqual([]);
      expect(b.row('products', withSku(fixture, 'FLIGHT')[0] ?? 0)['id']).toBe(id);
      a.device.line.up = true;
      const again = a.restart();
      await again.settle();
      expect(open(again)).toEqual([]);
      expect(bases(again)).toEqual(bases(b));
    },
  );

  test('[LEASE3] what a former holder says afterwards counts no more, and it takes over what the new one found', async () => {
    const fixture = await createTeamFixture(world());
    const { a, b, shop } = fixture;
    const wooId = shop.inspect.ids('products')[2] ?? 0;
    const id = String(a.row('products', wooId)['id']);
    a.edit('products', id, { name: 'Sent by the former holder' });
    // the lease is taken over while the write is on its way, and the former holder does not notice
    a.line.before = (method) => {
      if (method === 'PUT') a.device.line.up = false;
    };
    await a.run();
    a.line.before = null;
    expect(shop.inspect.raw('products', wooId)).toMatchObject({ name: 'Sent by the former holder' });
    await fixture.letLeaseRunOut();
    await b.settle();
    a.device.line.up = true;
    const report = await a.run();
    expect(report.ok).toBe(true);
    expect(a.sync.status()[0]?.team).toMatchObject({ role: 'follower', holder: { name: 'manager' } });
    await settleAll(fixture, b, a);
    expect(shop.inspect.raw('products', wooId)).toMatchObject({ name: 'Sent by the former holder' });
    expect(bases(a)).toEqual(bases(b));
    expect(a.all(`SELECT count(*) AS n FROM sync_conflict WHERE status = 'open'`)).toEqual([{ n: 0 }]);
  });

  test('[LEASE3, SHARE4] an end that a former holder can no longer tell is given up: as holder again it looks once more', async () => {
    const fixture = await createTeamFixture(world());
    const { a, shop } = fixture;
    const wooId = shop.inspect.ids('products')[4] ?? 0;
    const id = String(a.row('products', wooId)['id']);
    const atCentral = () =>
      world().query(`SELECT state FROM store_operations WHERE record_id = $1 ORDER BY position`, [id]);
    a.edit('products', id, { name: 'Nobody heard the answer' });
    await learnWithoutTelling(fixture, 'PUT', async () => expect(await atCentral()).toEqual([{ state: 'unknown' }]));
    a.edit('products', id, { name: 'Behind it' });
    await a.settle();
    expect(await atCentral()).toEqual([{ state: 'ended' }, { state: 'ended' }]);
    expect(shop.inspect.raw('products', wooId)).toMatchObject({ name: 'Behind it' });
    expect(open(a)).toEqual([]);
  });

  test('[LEASE3, UNKNOWN4] a note that a former holder found and could not tell is known again by itself, and nobody is asked', async () => {
    const fixture = await createTeamFixture(world());
    const { a, shop } = fixture;
    const order = shop.inspect.ids('orders')[0] ?? 0;
    const noted = a.commands.addNote({
      orderId: String(a.row('orders', order)['id']),
      text: 'Found once already',
      customer: false,
    });
    expect(noted.ok).toBe(true);
    await learnWithoutTelling(fixture, 'POST', async () => undefined);
    await a.settle();
    const states = await world().query(`SELECT state, outcome FROM store_operations WHERE kind = 'note'`);
    expect(states).toEqual([{ state: 'ended', outcome: 'sent' }]);
    expect(a.all(`SELECT conflict_type FROM sync_conflict WHERE status = 'open'`)).toEqual([]);
    expect(shop.state.notes.get(order)?.filter(({ note }) => note === 'Found once already')).toHaveLength(1);
  });

  test('[LEASE2] a run whose lease is over ends before its next request, and the next one plans anew', async () => {
    const fixture = await createTeamFixture(world());
    const { a, shop } = fixture;
    const wooId = shop.inspect.ids('products')[3] ?? 0;
    a.edit('products', String(a.row('products', wooId)['id']), { name: 'Too late' });
    a.line.before = () => {
      fixture.clock.advance(21_000);
      a.device.line.up = false;
      a.line.before = null;
    };
    const asked = a.line.seen.length;
    const report = await a.run();
    expect(report.problem).toMatchObject({ type: 'LeaseLost' });
    expect(a.line.seen.length - asked).toBeLessThanOrEqual(2);
    expect(shop.inspect.raw('products', wooId)).not.toMatchObject({ name: 'Too late' });
    a.device.line.up = true;
    await fixture.letLeaseRunOut();
    await a.settle();
    expect(shop.inspect.raw('products', wooId)).toMatchObject({ name: 'Too late' });
  });

  test('[LEASE4] two that both think they hold the shop lose nothing and double nothing', async () => {
    const fixture = await createTeamFixture(world());
    const { a, b } = fixture;
    for (let round = 0; round < 4; round += 1) {
      born(a, `A${round}`);
      born(b, `B${round}`);
      const [first, second] = round % 2 === 0 ? [a, b] : [b, a];
      await second.settle();
      await fixture.letLeaseRunOut();
      // the second takes the lease over after the first has claimed, works, and ends; the first then sends what it claimed
      first.hooks.afterClaim = async () => {
        await world().query(`UPDATE store_leases SET expires_at = clock_timestamp() - interval '1 second'`);
        await second.run();
      };
      await first.run();
      fixture.clock.advance(400_000);
    }
    await settleAll(fixture, a, b);
    await settleAll(fixture, a, b);
    // both talked to the shop in earnest
    for (const member of [a, b])
      expect(member.line.seen.filter((asked) => asked.startsWith('POST')).length).toBeGreaterThan(1);
    for (let round = 0; round < 4; round += 1) {
      expect([withSku(fixture, `A${round}`).length, withSku(fixture, `B${round}`).length]).toEqual([1, 1]);
    }
    expect(bases(a)).toEqual(bases(b));
  });

  test('[LEASE6] closing gives the lease up, and the other takes over at once', async () => {
    const { a, b } = await createTeamFixture(world());
    await a.team.releaseAll();
    await b.settle();
    expect(b.sync.status()[0]?.team).toMatchObject({ role: 'holder' });
    await a.settle();
    expect(a.sync.status()[0]?.team).toMatchObject({ role: 'follower' });
  });

  test('[LEASE1] without a key of its own a desktop never holds the shop', async () => {
    const { a, b } = await createTeamFixture(world());
    b.key = false;
    await a.team.releaseAll();
    await b.settle();
    expect(b.line.seen).toEqual([]);
    expect(b.sync.status()[0]?.team).toMatchObject({ role: 'follower', holder: null });
  });
});

describe('[LEASE5] central cannot be reached', () => {
  test('[LEASE5] nothing is asked of the shop; working alone sends only what central never can have heard of', async () => {
    const fixture = await createTeamFixture(world());
    const { a, b, shop } = fixture;
    const [one, two] = shop.inspect.ids('products');
    b.edit('products', String(b.row('products', one ?? 0)['id']), { name: 'At central' });
    await b.settle();
    await fixture.letLeaseRunOut();
    b.device.line.up = false;
    b.edit('products', String(b.row('products', two ?? 0)['id']), { name: 'Never at central' });
    const before = b.line.seen.length;
    expect((await b.run()).problem).toMatchObject({ type: 'CentralUnavailable' });
    expect(b.line.seen.length).toBe(before);
    b.team.workAlone(b.storeId(), true);
    await b.settle();
    expect(shop.inspect.raw('products', two ?? 0)).toMatchObject({ name: 'Never at central' });
    expect(shop.inspect.raw('products', one ?? 0)).not.toMatchObject({ name: 'At central' });
    expect(b.sync.status()[0]?.team).toMatchObject({ role: 'alone' });
    b.team.workAlone(b.storeId(), false);
    b.device.line.up = true;
    await settleAll(fixture, a, b);
    expect(shop.inspect.raw('products', one ?? 0)).toMatchObject({ name: 'At central' });
    expect(bases(a)).toEqual(bases(b));
  });
});
