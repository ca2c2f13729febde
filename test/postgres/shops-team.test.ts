import { describe, expect, test } from 'vitest';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import type { TeamDesktop } from '../support/sharing-desktop.ts';
import { createTeamFixture } from './support/team-fixture.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();

const open = (desktop: TeamDesktop) => desktop.all(`SELECT * FROM outbox WHERE state <> 'ended'`);
const bases = (desktop: TeamDesktop) =>
  desktop.all(`SELECT record_id, entity, hash FROM base_documents ORDER BY record_id`);
const SHOWN: readonly EntityName[] = [
  'products',
  'variations',
  'orders',
  'customers',
  'coupons',
  'categories',
  'tags',
  'terms',
];
const ids = (desktop: TeamDesktop) =>
  SHOWN.map((entity) => desktop.all(`SELECT id, woo_id FROM ${TABLE_OF[entity]} ORDER BY woo_id`));

describe('[SHARE5] a follower has what its holder saw', () => {
  test('[JOIN1, SHARE7] a joined shop is uploaded once, and another desktop has the same records under the same ids without asking the shop', async () => {
    const { a, b } = await createTeamFixture(world());
    expect(b.line.seen).toEqual([]);
    expect(bases(b)).toEqual(bases(a));
    expect(ids(b)).toEqual(ids(a));
    expect(b.all(`SELECT count(*) AS n FROM team_marks`)).toEqual([{ n: 0 }]);
    const [status] = b.sync.status();
    expect(status).toMatchObject({
      state: 'idle',
      firstSyncComplete: true,
      team: { role: 'follower', reachable: true },
    });
    expect(status?.team?.read).not.toBeNull();
    expect(a.sync.status()[0]?.team).toMatchObject({ role: 'holder', waiting: 0 });
  });

  test('[SHARE1, SHARE6] a follower’s edit reaches the shop through the holder and ends on both, with its author', async () => {
    const { a, b, shop } = await createTeamFixture(world());
    const wooId = shop.inspect.ids('products')[0] ?? 0;
    const id = String(b.row('products', wooId)['id']);
    b.edit('products', id, { name: 'Edited by the follower' });
    await b.settle();
    expect(open(b)).toMatchObject([{ state: 'queued' }]);
    const before = a.all(`SELECT max(sequence) AS n FROM field_changes`)[0]?.['n'];
    await a.settle();
    expect(shop.inspect.raw('products', wooId)).toMatchObject({ name: 'Edited by the follower' });
    expect(open(a)).toEqual([]);
    await b.settle();
    expect(open(b)).toEqual([]);
    expect(b.line.seen).toEqual([]);
    expect(b.row('products', wooId)).toMatchObject({ name: 'Edited by the follower', sync_status: 'synced' });
    expect(bases(b)).toEqual(bases(a));
    const noted = a.all(
      `SELECT author, person FROM field_changes WHERE record_id = ? AND field = 'name' AND sequence > ?`,
      id,
      before ?? 0,
    );
    expect(noted).toEqual([{ author: 'you', person: 'manager' }]);
    expect(b.all(`SELECT author, person FROM field_changes WHERE record_id = ? AND field = 'name'`, id)).toEqual([
      { author: 'you', person: null },
    ]);
    const [central] = await world().query(
      `SELECT state, outcome, author_id, claimed_token IS NOT NULL AS was_claimed FROM store_operations WHERE record_id = $1`, [id]); // prettier-ignore
    expect(central).toEqual({ state: 'ended', outcome: 'sent', author_id: world().id.managerA, was_claimed: true });
  });

  test('[SHARE1] a record born on the follower is made by the holder, under the id that it was born with', async () => {
    const { a, b, shop } = await createTeamFixture(world());
    const made = b.commands.create({
      entity: 'products',
      storeId: b.storeId(),
      values: { name: 'Born at B', regular_price: '5', sku: 'BORN-B' },
      locale: 'en',
    });
    expect(made.ok).toBe(true);
    await b.settle();
    await a.settle();
    await b.settle();
    const born = shop.inspect
      .ids('products')
      .filter((id) => (shop.inspect.raw('products', id) as { sku: string }).sku === 'BORN-B');
    expect(born).toHaveLength(1);
    expect(b.row('products', born[0] ?? 0)['id']).toBe(made.ok ? made.value.id : '');
    expect(a.row('products', born[0] ?? 0)['id']).toBe(made.ok ? made.value.id : '');
    expect([open(a), open(b)]).toEqual([[], []]);
  });

  test('[SHARE2] two edits of one field are one decision, made by the later; two fields both go', async () => {
    const { a, b, shop } = await createTeamFixture(world());
    const wooId = shop.inspect.ids('products')[1] ?? 0;
    const id = String(b.row('products', wooId)['id']);
    const before = shop.inspect.raw('products', wooId);
    a.edit('products', id, { name: 'Name of A', regular_price: '11' });
    b.edit('products', id, { name: 'Name of B', slug: 'slug-of-b' });
    await b.settle();
    await a.settle();
    await a.settle();
    await b.settle();
    expect(shop.inspect.raw('products', wooId)).toMatchObject({
      name: 'Name of B',
      slug: 'slug-of-b',
      regular_price: '11',
    });
    expect(before).not.toMatchObject({ name: 'Name of B' });
    const asked = (desktop: TeamDesktop) =>
      desktop.all(`SELECT id, local_data, remote_data FROM sync_conflict WHERE status = 'open'`);
    expect(asked(b)).toEqual(asked(a));
    expect(asked(a)).toMatchObject([{ local_data: '{"name":"Name of A"}', remote_data: '{"name":"Name of B"}' }]);
    const answered = b.commands.resolveConflict({
      id: String(asked(b)[0]?.['id']),
      fields: { '*': { choice: 'mine' } },
      locale: 'en',
    });
    expect(answered.ok).toBe(true);
    await b.settle();
    await a.settle();
    await b.settle();
    expect(shop.inspect.raw('products', wooId)).toMatchObject({ name: 'Name of A' });
    expect([asked(a), asked(b), open(a), open(b)]).toEqual([[], [], [], []]);
    expect(bases(b)).toEqual(bases(a));
  });

  test('[SHARE5] a refusal of the shop is seen by all, its assignment travels, and any desktop answers it', async () => {
    const { a, b, shop } = await createTeamFixture(world());
    const [first, second] = shop.inspect.ids('products');
    const taken = String((shop.inspect.raw('products', first ?? 0) as { sku: string }).sku);
    const id = String(b.row('products', second ?? 0)['id']);
    b.db.prepare(`UPDATE products SET sku = 'x' WHERE woo_id = ?`).run(first);
    b.edit('products', id, { sku: taken });
    await b.settle();
    await a.settle();
    await b.settle();
    expect(open(b)).toMatchObject([{ state: 'refused' }]);
    const refusals = (desktop: TeamDesktop) =>
      desktop.all(`SELECT id, error_code, assignee, resolved FROM sync_errors`);
    expect(refusals(b)).toEqual(refusals(a));
    expect(refusals(b)).toMatchObject([{ error_code: 'product_invalid_sku', resolved: 0 }]);
    b.db.prepare(`UPDATE sync_errors SET assignee = 'Dana'`).run();
    b.edit('products', id, { sku: 'FREE-SKU' });
    await b.settle();
    await a.settle();
    await b.settle();
    expect(shop.inspect.raw('products', second ?? 0)).toMatchObject({ sku: 'FREE-SKU' });
    expect([open(a), open(b)]).toEqual([[], []]);
    expect(refusals(a)).toMatchObject([{ assignee: 'Dana', resolved: 1 }]);
    expect(refusals(b)).toEqual(refusals(a));
  });
});
