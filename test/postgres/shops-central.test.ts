import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { readPage } from '../../src/engine/team/shops/postgres-feed.ts';
import { enrolDevice } from './support/devices.ts';
import type { TestDevice } from './support/devices.ts';
import { provideWorld } from './support/world.ts';

const world = provideWorld();
let owner: TestDevice;
let manager: TestDevice;
let second: TestDevice;
let viewer: TestDevice;
let stranger: TestDevice;

beforeAll(async () => {
  owner = await enrolDevice(world(), 'ownerA', 'Desk');
  manager = await enrolDevice(world(), 'managerA', 'Laptop');
  second = await enrolDevice(world(), 'managerA', 'Tablet');
  viewer = await enrolDevice(world(), 'viewerA');
  stranger = await enrolDevice(world(), 'ownerB');
});

const TAKE = 'SELECT * FROM take_store_lease($1)';
const take = (device: TestDevice): Promise<Record<string, unknown>> =>
  device.ask((ask) => ask.row(TAKE, [world().storeA]), true);
const letRunOut = (): Promise<unknown> =>
  world().query(`UPDATE store_leases SET expires_at = now() - interval '1 second' WHERE store_id = $1`, [
    world().storeA,
  ]);
async function holder(device: TestDevice): Promise<number> {
  await letRunOut();
  return Number((await take(device))['token']);
}

type Doc = { id?: string; woo: number; parent?: number; hash?: string; document?: string; row?: object };
const PUSH = `SELECT * FROM push_documents($1, $2, $3, $4::uuid[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[],
  $9::bigint[], $10::text[], $11::json, $12::json)`;
function pushOf(token: number | string, entity: string, docs: readonly Doc[], items: readonly object[] | null = null) {
  const rows = docs.map(({ woo, row }) => ({ row_woo_id: woo, ...row }));
  return [
    ...[world().storeA, token, entity, docs.map(({ id }) => id ?? randomUUID()), docs.map(({ woo }) => woo)],
    ...[docs.map(({ parent }) => parent ?? null), docs.map(({ hash, woo }) => hash ?? `hash ${woo}`)],
    ...[docs.map(() => 1_700_000_000_000), docs.map(() => 1_700_000_000_001)],
    docs.map(({ document, woo }) => document ?? `{"id":${woo}}`),
    JSON.stringify(rows),
    items === null ? null : JSON.stringify(items),
  ];
}
const push = (device: TestDevice, token: number, entity: string, docs: readonly Doc[], items?: readonly object[]) =>
  device.ask((ask) => ask.query(PUSH, pushOf(token, entity, docs, items)), true);
const product = (name: string): object => ({
  name,
  slug: name,
  type: 'simple',
  status: 'publish',
  price_text: '10.50',
  regular_price_text: '10.50',
  manage_stock: true,
  stock_quantity: 3,
  stock_status: 'instock',
  categories: [],
  woo_modified_at: '2026-11-01T10:00:00Z', // prettier-ignore
});

describe('[LEASE1] one desktop holds a shop', () => {
  test('[LEASE1] the second one is told who holds it, and no live lease is taken away', async () => {
    const token = await holder(owner);
    expect(await take(manager)).toMatchObject({ outcome: 'held', token: null, held_by_device: owner.id });
    expect(await world().value('SELECT token::int FROM store_leases WHERE store_id = $1', [world().storeA])).toBe(
      token,
    );
  });

  test('[LEASE1] the token rises with each taking, also by the same device', async () => {
    const first = await holder(owner);
    const again = Number((await take(owner))['token']);
    await letRunOut();
    const next = Number((await take(manager))['token']);
    expect([again > first, next > again]).toEqual([true, true]);
  });

  test('[LEASE2] what ran out is renewed no more, even where nobody took it', async () => {
    const token = await holder(owner);
    const renew = () =>
      owner.ask((ask) => ask.value('SELECT renew_store_lease($1, $2)', [world().storeA, token]), true);
    expect(await renew()).toBe(true);
    await letRunOut();
    expect(await renew()).toBe(false);
  });

  test('[LEASE6] given up, it is free at once; with a wrong token or from elsewhere nothing is given up', async () => {
    const token = await holder(owner);
    const give = (device: TestDevice, fence: number) =>
      device.ask((ask) => ask.value('SELECT release_store_lease($1, $2)', [world().storeA, fence]), true);
    expect(await give(owner, token - 1)).toBe(false);
    expect(await give(manager, token)).toBe(false);
    expect(await take(manager)).toMatchObject({ outcome: 'held' });
    expect(await give(owner, token)).toBe(true);
    expect(await take(manager)).toMatchObject({ outcome: 'granted' });
  });

  test('[LEASE1] viewers, strangers and logins that are no device never hold it, and it is taken only so often', async () => {
    for (const device of [viewer, stranger]) {
      expect(await device.ask((ask) => ask.refusal(TAKE, [world().storeA]))).toMatch(/^42501/);
    }
    expect(await world().as('managerA', (ask) => ask.refusal(TAKE, [world().storeA]))).toMatch(/^42501/);
    const outcomes: unknown[] = [];
    await letRunOut();
    for (let at = 0; at < 30; at += 1) outcomes.push((await take(second))['outcome']);
    expect(outcomes).toContain('slow_down');
  });
});

describe('[LEASE3] what is written carries the newest token', () => {
  test('[LEASE3] a stale, a guessed and a colleague’s token write nothing', async () => {
    const stale = await holder(owner);
    const token = await holder(manager);
    const docs = [{ woo: 900, row: product('stale') }];
    for (const [device, fence] of [
      [owner, stale],
      [owner, token],
      [manager, token + 1],
      [manager, stale],
    ] as const) {
      expect(await device.ask((ask) => ask.refusal(PUSH, pushOf(fence, 'products', docs)))).toMatch(/^BR001/);
    }
    for (const [sql, values] of [
      ['SELECT push_removals($1, $2, $3)', [world().storeA, stale, [randomUUID()]]],
      ['SELECT push_store_facts($1, $2, $3)', [world().storeA, stale, {}]],
      ['SELECT * FROM push_store_changes($1, $2, $3)', [world().storeA, stale, '[]']],
      ['SELECT * FROM claim_operations($1, $2, $3, $4, NULL)', [world().storeA, stale, [], []]],
      ['SELECT * FROM take_over_claims($1, $2)', [world().storeA, stale]],
    ] as const) {
      expect(await owner.ask((ask) => ask.refusal(sql, values))).toMatch(/^BR001/);
    }
    expect(await world().value(`SELECT count(*)::int FROM store_documents WHERE woo_id = 900`)).toBe(0);
  });

  test('[LEASE3] a viewer, a stranger and a plain statement write neither documents nor operations', async () => {
    const token = await holder(manager);
    const docs = [{ woo: 901, row: product('hostile') }];
    for (const device of [viewer, stranger]) {
      expect(await device.ask((ask) => ask.refusal(PUSH, pushOf(token, 'products', docs)))).toMatch(/^42501/);
    }
    for (const table of ['store_documents', 'store_operations', 'store_leases', 'store_facts', 'store_key_shares']) {
      expect(
        await manager.ask((ask) => ask.refusal(`INSERT INTO ${table} (store_id) VALUES ($1)`, [world().storeA])),
      ).toMatch(/^42501/);
      expect(await manager.ask((ask) => ask.refusal(`UPDATE ${table} SET store_id = $1`, [world().storeA]))).toMatch(
        /^42501/,
      );
      expect(await manager.ask((ask) => ask.refusal(`DELETE FROM ${table}`))).toMatch(/^42501/);
    }
  });
});

describe('[SHARE7] documents and columns', () => {
  test('[SHARE7] documents, columns of the shop’s tables and lines of orders arrive in bulk; what is known costs no write', async () => {
    const token = await holder(manager);
    const ids = { p: randomUUID(), v: randomUUID(), o: randomUUID() };
    await push(manager, token, 'products', [{ id: ids.p, woo: 10, row: product('mug') }]);
    await push(manager, token, 'variations', [
      {
        id: ids.v,
        woo: 11,
        parent: 10,
        row: {
          status: 'publish',
          price_text: '3',
          manage_stock: false,
          stock_status: 'instock',
          attributes: [{ name: 'Size', option: 'L' }],
        },
      },
    ]);
    const order = {
      number: '12',
      status: 'processing',
      total_text: '21.00',
      currency: 'ILS',
      customer_name: 'Ann',
      billing: {},
      shipping: {},
    };
    const line = {
      order_woo_id: 12,
      woo_id: 1,
      product_woo_id: 10,
      variation_woo_id: 11,
      name: 'Mug',
      quantity: 2,
      unit_price_text: '10.50',
      total_text: '21.00',
    };
    await push(manager, token, 'orders', [{ id: ids.o, woo: 12, row: order }], [line, { ...line, woo_id: 2 }]);
    await push(manager, token, 'orders', [{ id: ids.o, woo: 12, hash: 'again', row: order }], [line]);
    const row = await world().row(
      `SELECT p.name, p.price::text, p.sync_status, v.product_id, i.product_id AS sold, i.variation_id AS sold_variation, o.total::text AS total
       FROM products p JOIN product_variations v ON v.product_id = p.id JOIN order_items i ON i.product_id = p.id JOIN orders o ON o.id = i.order_id
       WHERE p.id = $1`, [ids.p]); // prettier-ignore
    expect(row).toEqual({
      name: 'mug',
      price: '10.50',
      sync_status: 'synced',
      product_id: ids.p,
      sold: ids.p,
      sold_variation: ids.v,
      total: '21.00',
    });
    const version = await world().value('SELECT row_version FROM store_documents WHERE id = $1', [ids.p]);
    await push(manager, token, 'products', [{ id: ids.p, woo: 10, row: product('ignored') }]);
    expect(await world().value('SELECT row_version FROM store_documents WHERE id = $1', [ids.p])).toBe(version);
    const audited = await world().value(
      `SELECT count(*)::int FROM audit_logs WHERE table_name = 'products' AND record_id = $1`,
      [ids.p],
    );
    expect(audited).toBe(0);
  });

  test('[SHARE7] a number that the team knows under another id is answered with that id, once', async () => {
    const token = await holder(manager);
    const [known, other] = [randomUUID(), randomUUID()];
    await push(manager, token, 'products', [{ id: known, woo: 20, row: product('one') }]);
    const answers = await push(manager, token, 'products', [
      { id: other, woo: 20, hash: 'newer', row: product('two') },
    ]);
    expect(answers).toEqual([{ outcome: 'mapped', given_id: other, known_id: known }]);
    expect(
      await world().value(`SELECT count(*)::int FROM products WHERE woo_id = 20 AND name = 'two' AND id = $1`, [known]),
    ).toBe(1);
  });

  test('[HOSTILE1] odd records keep their documents; a row that a table cannot take is named and stops no other', async () => {
    const token = await holder(manager);
    const nul = JSON.stringify({ id: 31, name: 'a\0b' });
    const term = (slug: string): object => ({ name: slug, slug, count: 1 });
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    const answers = await push(manager, token, 'tags', [
      { id: ids[0] ?? '', woo: 31, row: term('same'), document: nul },
      { id: ids[1] ?? '', woo: 32, row: term('same') },
      { id: ids[2] ?? '', woo: 33, row: term('other') },
    ]); // prettier-ignore
    expect(answers).toEqual([{ outcome: 'no_columns', given_id: ids[1], known_id: null }]);
    expect(await world().value('SELECT document FROM store_documents WHERE id = $1', [ids[0]])).toBe(nul);
    expect(await world().value('SELECT count(*)::int FROM store_tags WHERE woo_id IN (31, 33)')).toBe(2);
    const orphan = await push(manager, token, 'variations', [{ woo: 35, parent: 999, row: { status: 'publish' } }]);
    expect(orphan).toMatchObject([{ outcome: 'no_parent' }]);
  });

  test('[SHARE7] what is gone leaves a tombstone, frees its number and takes along what hung on it', async () => {
    const token = await holder(manager);
    const [p, v] = [randomUUID(), randomUUID()];
    await push(manager, token, 'products', [{ id: p, woo: 40, row: product('gone') }]);
    await push(manager, token, 'variations', [
      { id: v, woo: 41, parent: 40, row: { status: 'publish', manage_stock: false } },
    ]);
    await manager.ask((ask) => ask.query('SELECT push_removals($1, $2, $3)', [world().storeA, token, [p]]), true);
    const stones = await world().query(
      `SELECT pk FROM mirror_tombstones WHERE table_name = 'store_documents' AND pk IN ($1, $2)`,
      [p, v],
    );
    expect(stones).toHaveLength(2);
    expect(await world().row('SELECT woo_id, deleted_at IS NOT NULL AS gone FROM products WHERE id = $1', [p])).toEqual(
      { woo_id: null, gone: true },
    );
    expect(await push(manager, token, 'products', [{ woo: 40, row: product('back') }])).toEqual([]);
  });

  test('[SHARE7] what was made anew under its id is not told as gone', async () => {
    const token = await holder(manager);
    const [anew, gone] = [randomUUID(), randomUUID()];
    const floor = String(await world().value('SELECT pg_current_xact_id()::text'));
    await push(manager, token, 'products', [
      { id: anew, woo: 42, row: product('first') },
      { id: gone, woo: 43, row: product('other') },
    ]);
    const both = [world().storeA, token, [anew, gone]];
    await manager.ask((ask) => ask.query('SELECT push_removals($1, $2, $3)', both), true);
    await push(manager, token, 'products', [{ id: anew, woo: 44, row: product('second') }]);
    const from = { floor, exceptToken: token, records: 500, masked: false };
    const page = await manager.session.transaction((query) => readPage(query, world().storeA, from));
    expect(page).toMatchObject({ ok: true, value: { removals: [gone] } });
  });

  test('[MASK1] buyers’ documents and operations are for managers; a viewer gets masked orders, a stranger nothing', async () => {
    const token = await holder(manager);
    await push(manager, token, 'customers', [
      {
        woo: 50,
        document: '{"id":50,"email":"canary@x.test"}',
        row: { email: 'canary@x.test', billing: {}, shipping: {} },
      },
    ]);
    await push(manager, token, 'products', [{ woo: 51, row: product('seen') }]);
    const counts = (device: TestDevice) =>
      device.ask((ask) =>
        ask.row(`SELECT count(*) FILTER (WHERE entity = 'customers')::int AS customers, count(*) FILTER (WHERE woo_id = 51)::int AS products,
          (SELECT count(*) FROM orders_masked WHERE customer_name NOT IN ('', 'XXXX'))::int AS unmasked,
          (SELECT count(*) FROM store_leases)::int AS leases FROM store_documents`),
      );
    expect(await counts(manager)).toEqual({ customers: 1, products: 1, unmasked: 0, leases: 1 });
    expect(await counts(viewer)).toEqual({ customers: 0, products: 1, unmasked: 0, leases: 1 });
    expect(await counts(stranger)).toEqual({ customers: 0, products: 0, unmasked: 0, leases: 0 });
  });
});

describe('[SHARE1] operations of the team', () => {
  const put = (device: TestDevice, fence: number | null, units: readonly object[]) =>
    device.ask(
      (ask) =>
        ask.query('SELECT * FROM push_store_changes($1, $2, $3)', [world().storeA, fence, JSON.stringify(units)]),
      true,
    );
  const operation = (id: string, more: object = {}): object => ({
    id,
    base: 0,
    kind: 'update',
    payload: '{"fields":{}}',
    payload_version: 1,
    reason: '',
    state: 'queued',
    outcome: null,
    attempts: 0,
    sequence: 1,
    made_ms: 1,
    ...more, // prettier-ignore
  });
  const unit = (record: string, operations: readonly object[], more: object = {}): object => ({
    record,
    entity: 'products',
    parent: null,
    seen: [],
    operations,
    decisions: [],
    refusals: [],
    ...more,
  });
  const versionOf = (answers: readonly Record<string, unknown>[], id: string): number =>
    Number((answers[0]?.['versions'] as Record<string, number> | undefined)?.[id]);

  test('[SHARE1] an operation is taken once however often it is sent, with its author', async () => {
    const [record, id] = [randomUUID(), randomUUID()];
    const first = await put(manager, null, [unit(record, [operation(id)])]);
    const again = await put(manager, null, [unit(record, [operation(id)])]);
    expect(first).toMatchObject([{ outcome: 'taken' }]);
    expect(again).toEqual(first);
    const forged = randomUUID();
    await put(manager, null, [unit(record, [operation(forged, { author: world().id.ownerA })], { seen: [id] })]);
    const authors = await world().query('SELECT DISTINCT author_id FROM store_operations WHERE record_id = $1', [
      record,
    ]);
    expect(authors).toEqual([{ author_id: world().id.managerA }]);
  });

  test('[SHARE2] one behind operations that its author has not seen is stale, and goes behind them once they were read', async () => {
    const [record, first, later] = [randomUUID(), randomUUID(), randomUUID()];
    await put(manager, null, [unit(record, [operation(first)])]);
    expect(await put(owner, null, [unit(record, [operation(later)])])).toMatchObject([
      { outcome: 'stale', versions: null },
    ]);
    expect(await put(owner, null, [unit(record, [operation(later)], { seen: [first] })])).toMatchObject([
      { outcome: 'taken' },
    ]);
    const order = await world().query('SELECT id FROM store_operations WHERE record_id = $1 ORDER BY position', [
      record,
    ]);
    expect(order).toEqual([{ id: first }, { id: later }]);
  });

  test('[SHARE3] one claim counts, and what is claimed is not changed behind the holder’s back', async () => {
    const [record, id] = [randomUUID(), randomUUID()];
    const version = versionOf(await put(owner, null, [unit(record, [operation(id)])]), id);
    const token = await holder(manager);
    const claim = (fence: number, known: number) =>
      manager.ask(
        (ask) => ask.query('SELECT * FROM claim_operations($1, $2, $3, $4, 5)', [world().storeA, fence, [id], [known]]),
        true,
      );
    expect(await claim(token, version - 1)).toEqual([]);
    const claimed = await claim(token, version);
    expect(claimed).toHaveLength(1);
    const discard = operation(id, { base: Number(claimed[0]?.['row_version']), state: 'ended', outcome: 'settled' });
    expect(await put(owner, null, [unit(record, [discard])])).toMatchObject([{ outcome: 'stale' }]);
    const sent = operation(id, { base: Number(claimed[0]?.['row_version']), state: 'ended', outcome: 'sent' });
    expect(await put(manager, token, [unit(record, [sent])])).toMatchObject([{ outcome: 'taken' }]);
  });

  test('[SHARE4] claims of an earlier holder become unknown, and its late word counts no more', async () => {
    const [record, id] = [randomUUID(), randomUUID()];
    const version = versionOf(await put(owner, null, [unit(record, [operation(id)])]), id);
    const stale = await holder(manager);
    await manager.ask(
      (ask) => ask.query('SELECT * FROM claim_operations($1, $2, $3, $4, 5)', [world().storeA, stale, [id], [version]]),
      true,
    );
    const token = await holder(owner);
    expect(
      await owner.ask(
        (ask) => ask.query('SELECT take_over_claims AS id FROM take_over_claims($1, $2)', [world().storeA, token]),
        true,
      ),
    ).toEqual([{ id }]);
    const late = operation(id, { base: version + 1, state: 'ended', outcome: 'sent' });
    const units = JSON.stringify([unit(record, [late])]);
    expect(
      await manager.ask((ask) =>
        ask.refusal('SELECT * FROM push_store_changes($1, $2, $3)', [world().storeA, stale, units]),
      ),
    ).toMatch(/^BR001/);
    expect(await world().value('SELECT state FROM store_operations WHERE id = $1', [id])).toBe('unknown');
  });

  test('[ACCESS4] who lacks the permission is told which; nobody but the holder says what the shop answered', async () => {
    const sent = operation(randomUUID(), { state: 'ended', outcome: 'sent' });
    const remove = operation(randomUUID(), { kind: 'delete' });
    const [record, other] = [randomUUID(), randomUUID()];
    expect(await put(manager, null, [unit(record, [sent]), unit(other, [remove])])).toMatchObject([
      { outcome: 'forbidden' },
      { outcome: 'forbidden', detail: 'products:delete' },
    ]);
    for (const device of [viewer, stranger]) {
      expect(
        await device.ask((ask) =>
          ask.refusal('SELECT * FROM push_store_changes($1, NULL, $2)', [world().storeA, '[]']),
        ),
      ).toMatch(/^42501/);
    }
  });

  test('[SHARE5] a decision and its operations are answered together or not at all, and once', async () => {
    const [record, id, decision] = [randomUUID(), randomUUID(), randomUUID()];
    const asked = {
      id: decision,
      base: 0,
      local_id: record,
      external_id: '1',
      operation_id: id,
      kind: 'both_changed',
      status: 'open',
      fields: ['name'],
      mirrored: '{"a":1}',
    };
    const token = await holder(owner);
    const taken = await put(owner, token, [unit(record, [operation(id, { state: 'held' })], { decisions: [asked] })]);
    expect(taken).toMatchObject([{ outcome: 'taken' }]);
    const base = versionOf(taken, decision);
    const answer = (mirrored: string) => [
      unit(record, [operation(id, { base: versionOf(taken, id), state: 'queued', payload: mirrored })], {
        decisions: [{ ...asked, base, status: 'resolved', resolution: 'keep_local', mirrored }],
      }),
    ]; // prettier-ignore
    expect(await put(manager, null, answer('{"a":2}'))).toMatchObject([{ outcome: 'taken' }]);
    expect(await put(second, null, answer('{"a":3}'))).toMatchObject([{ outcome: 'stale' }]);
    expect(await world().value('SELECT payload FROM store_operations WHERE id = $1', [id])).toBe('{"a":2}');
  });
});

describe('[LEASE1] a shop’s key for one device', () => {
  test('[LEASE1] an owner seals it for a manager’s device, which alone is given it, and a line says so', async () => {
    const { storeA } = world();
    await manager.ask((ask) => ask.query('SELECT publish_device_key($1)', [Buffer.alloc(32, 7)]), true);
    const share = (device: TestDevice, target: string) =>
      device.ask((ask) => ask.query('SELECT share_store_key($1, $2, $3)', [storeA, target, 's'.repeat(80)]), true);
    await expect(share(manager, manager.id)).rejects.toThrow('only the owners');
    await expect(share(owner, viewer.id)).rejects.toThrow('may not hold');
    await expect(share(stranger, manager.id)).rejects.toThrow('only the owners');
    await share(owner, manager.id);
    const seen = (device: TestDevice) => device.ask((ask) => ask.value('SELECT count(*)::int FROM my_store_keys()'));
    expect([await seen(manager), await seen(second), await seen(owner), await seen(viewer)]).toEqual([1, 0, 0, 0]);
    const lines = await world().value(`SELECT count(*)::int FROM credential_access_logs WHERE purpose = $1`, [
      `share with device ${manager.id}`,
    ]);
    expect(lines).toBe(1);
    await manager.ask((ask) => ask.query('SELECT publish_device_key($1)', [Buffer.alloc(32, 8)]), true);
    expect(await seen(manager)).toBe(0);
  });

  test('[JOIN1] a shop is entered once per address, by who may', async () => {
    const enter = (device: TestDevice, id: string) =>
      device.ask(
        (ask) => ask.row(`SELECT * FROM share_store($1, 'New', 'https://new.test', 'ILS', NULL, NULL)`, [id]),
        true,
      );
    const [first, again] = [randomUUID(), randomUUID()];
    expect(await enter(owner, first)).toEqual({ store_id: first, is_new: true });
    expect(await enter(owner, again)).toEqual({ store_id: first, is_new: false });
    await expect(enter(viewer, randomUUID())).rejects.toThrow('stores:create');
  });
});
