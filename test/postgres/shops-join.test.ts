import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { leaveStore, shareStore } from '../../src/engine/team/shops/join-store.ts';
import { makeDeviceKeys, openStoreKey, sealStoreKey } from '../../src/engine/team/shops/sealed-keys.ts';
import { addOwnStore } from '../support/sharing-desktop.ts';
import type { TeamDesktop } from '../support/sharing-desktop.ts';
import { createTeamFixture, takeIn } from './support/team-fixture.ts';
import type { TeamFixture } from './support/team-fixture.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();

/** Somebody works in the shop's own pages. */
function edit(shop: TeamFixture['shop'], change: Parameters<TeamFixture['shop']['admin']['edit']>[0]): unknown {
  const done = shop.admin.edit(change);
  if (!done.ok) throw new Error(JSON.stringify(done));
  return done;
}

const open = (desktop: TeamDesktop) => desktop.all(`SELECT id, kind, state FROM outbox WHERE state <> 'ended'`);
const bases = (desktop: TeamDesktop) => desktop.all(`SELECT record_id, hash FROM base_documents ORDER BY record_id`);
const tokens = async (): Promise<unknown> =>
  world().query(
    `SELECT token, count(*)::int AS n, max(row_version) AS version FROM store_documents GROUP BY 1 ORDER BY 1`,
  );

describe('[JOIN1] connecting with a shop that is here already', () => {
  test('[JOIN1] joined twice, by two computers that each have the same shop, it is uploaded once', async () => {
    const { a, add } = await createTeamFixture(world());
    const again = await shareStore({ ...a.join, session: a.device.session }, a.storeId());
    expect(again).toMatchObject({ ok: true, value: { how: 'known' } });
    const before = await tokens();
    const c = await add('ownerA', 'c');
    const own = addOwnStore(c);
    await c.settle();
    const joined = await shareStore({ ...c.join, session: c.device.session }, own);
    expect(joined).toMatchObject({ ok: true, value: { how: 'replaced', storeId: a.storeId() } });
    await c.settle();
    expect(await tokens()).toEqual(before);
    expect(bases(c)).toEqual(bases(a));
    expect(c.all(`SELECT id FROM stores`)).toEqual([{ id: a.storeId() }]);
    expect(c.sync.status()[0]).toMatchObject({ state: 'idle', team: { role: 'follower' } });
  });

  test('[JOIN1, SHARE7] unsent changes of the desktop come back as its operations, on the team’s ids', async () => {
    const { a, add, shop, clock, letLeaseRunOut } = await createTeamFixture(world());
    const c = await add('ownerA', 'c');
    const own = addOwnStore(c);
    await c.settle();
    const [one] = shop.inspect.ids('products');
    const oldId = String(c.row('products', one ?? 0)['id']);
    c.edit('products', oldId, { name: 'Edited before joining' });
    const made = c.commands.create({
      entity: 'products',
      storeId: own,
      values: { name: 'Born before joining', regular_price: '4', sku: 'ALONE' },
      locale: 'en',
    });
    expect(made.ok).toBe(true);
    const unsent = open(c).map(({ id }) => id);
    // cut in the middle: what was set aside stays set aside
    await shareStore(
      { ...c.join, emptyStore: () => Promise.reject(new Error('the process died')), session: c.device.session },
      own,
    ).catch(() => undefined);
    const joined = await shareStore({ ...c.join, session: c.device.session }, a.storeId());
    expect(joined).toMatchObject({ ok: true, value: { how: 'known' } });
    expect(
      c.all(`SELECT operation_id FROM adopted_changes ORDER BY position`).map(({ operation_id }) => operation_id),
    ).toEqual(unsent);
    await c.settle();
    await c.settle();
    expect(c.row('products', one ?? 0)).toMatchObject({
      name: 'Edited before joining',
      id: a.row('products', one ?? 0)['id'],
    });
    expect(c.row('products', one ?? 0)['id']).not.toBe(oldId);
    for (let round = 0; round < 4; round += 1) {
      clock.advance(400_000);
      await letLeaseRunOut();
      await a.settle();
      await c.settle();
    }
    expect(shop.inspect.raw('products', one ?? 0)).toMatchObject({ name: 'Edited before joining' });
    const born = shop.inspect
      .ids('products')
      .filter((id) => (shop.inspect.raw('products', id) as { sku: string }).sku === 'ALONE');
    expect(born).toHaveLength(1);
    expect([open(a), open(c)]).toEqual([[], []]);
    const authors = await world().query(`SELECT DISTINCT device_id FROM store_operations WHERE id = ANY ($1::uuid[])`, [
      unsent,
    ]);
    expect(authors).toEqual([{ device_id: c.device.id }]);
  });

  test('[SHARE7] what a desktop knew under another id takes over the team’s, with its unsent changes and what hangs on it', async () => {
    const { a, b, shop, letLeaseRunOut } = await createTeamFixture(world());
    const added = edit(shop, {
      do: 'create',
      entity: 'products',
      fields: { name: 'New in the shop', type: 'simple', regular_price: '3', status: 'publish', sku: 'NEW-1' },
    });
    const wooId = shop.inspect.ids('products').at(-1) ?? 0;
    expect(added).toBeDefined();
    await a.settle();
    const teamId = a.row('products', wooId)['id'];
    // b saw it by itself as well, before it heard of it
    b.db.prepare(`UPDATE team_applying SET is_on = 1`).run();
    const local = b.newId();
    b.db
      .prepare(
        `INSERT INTO products (id, store_id, woo_id, source, created_at, updated_at, name, status) VALUES (?, ?, ?, 'woo', 1, 1, 'New in the shop', 'publish')`,
      )
      .run(local, b.storeId(), wooId);
    b.db
      .prepare(
        `INSERT INTO base_documents (record_id, store_id, entity, hash, observed_at, document) VALUES (?, ?, 'products', 'other', 1, ?)`,
      )
      .run(
        local,
        b.storeId(),
        JSON.stringify({ id: wooId, name: 'New in the shop', status: 'publish', type: 'simple' }),
      );
    b.db.prepare(`UPDATE team_applying SET is_on = 0`).run();
    b.edit('products', local, { name: 'Edited under another id' });
    await b.settle();
    expect(b.row('products', wooId)).toMatchObject({ id: teamId, name: 'Edited under another id' });
    expect(b.all(`SELECT record_id FROM outbox WHERE state <> 'ended'`)).toEqual([{ record_id: teamId }]);
    await letLeaseRunOut();
    await b.settle();
    await a.settle();
    await a.settle();
    await b.settle();
    expect(shop.inspect.raw('products', wooId)).toMatchObject({ name: 'Edited under another id' });
    expect(bases(b)).toEqual(bases(a));
  });

  test('[TEAM2] central cut off in the middle of an upload: it goes on where it was, and nothing is there twice', async () => {
    const { add } = await createTeamFixture(world(), { products: 220 });
    await world().query('DELETE FROM stores WHERE url = $1', ['http://shop.test']);
    const c = await add('ownerA', 'c');
    const own = addOwnStore(c);
    await c.settle();
    await shareStore({ ...c.join, session: c.device.session }, own);
    const marked = Number(c.all(`SELECT count(*) AS n FROM team_marks`)[0]?.['n']);
    // the first part arrives, the second is cut off in its middle
    c.device.line.before = (sql) => {
      if (sql.includes('push_documents') && Number(c.all(`SELECT count(*) AS n FROM team_marks`)[0]?.['n']) < marked)
        c.device.line.up = false;
    };
    const cut = await c.run();
    expect(cut.problem).toMatchObject({ type: 'CentralUnavailable' });
    const left = Number(c.all(`SELECT count(*) AS n FROM team_marks`)[0]?.['n']);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(marked);
    c.device.line.before = null;
    c.device.line.up = true;
    await world().query(`UPDATE store_leases SET expires_at = '-infinity'`);
    await c.settle();
    expect(c.all(`SELECT count(*) AS n FROM team_marks`)).toEqual([{ n: 0 }]);
    const there = await world().query(`SELECT id AS record_id, hash FROM store_documents ORDER BY id`);
    expect(there).toEqual(bases(c));
  });

  test('[JOIN2] leaving with a key keeps the shop whole; without one its rows are wiped and unsent changes kept', async () => {
    const { a, b, shop } = await createTeamFixture(world());
    const [one] = shop.inspect.ids('products');
    const storeId = b.storeId();
    const whole = bases(a);
    await leaveStore(a.join, storeId, true);
    expect(bases(a)).toEqual(whole);
    expect(a.all(`SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'team_%'`)).toEqual([]);
    const alone = await a.sync.runNow(storeId, { kind: 'incremental', startedBy: 'person' });
    expect(alone.ok).toBe(true);
    b.edit('products', String(b.row('products', one ?? 0)['id']), { name: 'Unsent at leaving' });
    await leaveStore(b.join, storeId, false);
    expect(
      b.all(
        `SELECT (SELECT count(*) FROM stores) + (SELECT count(*) FROM products) + (SELECT count(*) FROM base_documents) AS n`,
      ),
    ).toEqual([{ n: 0 }]);
    expect(b.all(`SELECT change ->> '$.payload' AS payload FROM adopted_changes`)).toMatchObject([
      { payload: expect.stringContaining('Unsent at leaving') as string },
    ]);
  });
});

describe('[MASK1] a viewer’s desktop', () => {
  test('[MASK1] no name, address, mail, phone or note of a buyer lies anywhere in its folder, after everything it does', async () => {
    const { a, add, shop } = await createTeamFixture(world());
    const canaries = [
      'Zebulon',
      'canary-mail@buyers.test',
      '0509999123',
      'Canary Street 77',
      'The canary called again',
      'CANARYCOUPON',
    ];
    const [order] = shop.inspect.ids('orders');
    const person = {
      first_name: 'Zebulon',
      last_name: 'Canary',
      email: 'canary-mail@buyers.test',
      phone: '0509999123',
      address_1: 'Canary Street 77',
    };
    edit(shop, { do: 'update', entity: 'orders', id: order ?? 0, fields: { billing: person, shipping: person } });
    edit(shop, {
      do: 'create',
      entity: 'customers',
      fields: { email: 'canary-mail@buyers.test', first_name: 'Zebulon', billing: person },
    });
    edit(shop, {
      do: 'create',
      entity: 'coupons',
      fields: { code: 'CANARYCOUPON', amount: '5', email_restrictions: ['canary-mail@buyers.test'] },
    });
    await a.settle();
    a.commands.addNote({
      orderId: String(a.row('orders', order ?? 0)['id']),
      text: 'The canary called again',
      customer: false,
    });
    await a.settle();
    const there = await world().query(`SELECT document FROM store_documents WHERE document LIKE '%Zebulon%'`);
    expect(there.length).toBeGreaterThan(1);

    const folder = mkdtempSync(join(tmpdir(), 'backroom-viewer-'));
    try {
      const viewer = await add('viewerA', 'viewer', { key: false, file: join(folder, 'mirror.sqlite') });
      await takeIn(viewer, a.storeId());
      await viewer.settle();
      edit(shop, { do: 'update', entity: 'orders', id: order ?? 0, fields: { status: 'completed' } });
      await a.settle();
      await viewer.settle();
      expect(viewer.row('orders', order ?? 0)).toMatchObject({ status: 'completed', customer_name: 'XXXX' });
      expect(viewer.all(`SELECT count(*) AS n FROM orders`)).toEqual(
        a.all(`SELECT count(*) AS n FROM orders WHERE woo_id IS NOT NULL`),
      );
      expect(viewer.all(`SELECT count(*) AS n FROM products`)).toEqual(a.all(`SELECT count(*) AS n FROM products`));
      for (const table of ['customers', 'coupons', 'order_notes', 'order_refunds'])
        expect(viewer.all(`SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: 0 }]);
      expect(
        viewer.all(
          `SELECT DISTINCT entity FROM base_documents WHERE entity IN ('orders', 'customers', 'coupons', 'order_notes')`,
        ),
      ).toEqual([]);
      const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
      expect(bytes.length).toBeGreaterThan(0);
      for (const canary of canaries)
        expect(
          bytes.some((content) => content.includes(canary)),
          canary,
        ).toBe(false);
      // the scan itself sees what is there
      expect(bytes.some((content) => content.includes('XXXX'))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('[LEASE1] keys sealed for a device', () => {
  test('[LEASE1] only that device opens it, for that store, unchanged', () => {
    const [device, other] = [makeDeviceKeys(), makeDeviceKeys()];
    const target = { storeId: 'store', deviceId: 'device' };
    const key = { consumerKey: 'ck_1', consumerSecret: 'cs_1' };
    const sealed = sealStoreKey(key, device.publicKey, target);
    expect(openStoreKey(sealed, device, target)).toEqual(key);
    expect(openStoreKey(sealed, other, target)).toBeNull();
    expect(openStoreKey(sealed, device, { ...target, storeId: 'another' })).toBeNull();
    const bytes = Buffer.from(sealed, 'base64');
    for (const at of [0, 5, 40, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openStoreKey(changed.toString('base64'), device, target)).toBeNull();
    }
    expect(sealed).not.toContain('ck_1');
    expect(sealStoreKey(key, device.publicKey, target)).not.toBe(sealed);
  });
});
