import { afterEach, describe, expect, test } from 'vitest';
import type { TwoDesktops } from '../support/two-desktops.ts';
import {
  adopt,
  carry,
  create,
  createTwoDesktops,
  decideAll,
  decisionsOf,
  edit,
  inShop,
  openOf,
  PASSPHRASE,
  syncUntilQuiet,
} from '../support/two-desktops.ts';

let desktops: TwoDesktops;
type Options = Parameters<typeof createTwoDesktops>[0];
/** The first computer is up to date, the second one too unless `fresh`. */
async function start(options: Options & { readonly fresh?: boolean } = {}): Promise<TwoDesktops> {
  desktops = await createTwoDesktops(options);
  await desktops.a.run();
  if (options.fresh !== true) await desktops.b.run();
  desktops.a.clock.advance(600_000);
  return desktops;
}
afterEach(() => desktops.close());

type Row = Readonly<Record<string, unknown>>;
const raw = ({ a }: TwoDesktops, id: number): Row => a.shop.inspect.raw('products', id) as Row;
const simple = ({ a }: TwoDesktops, nth = 0): number =>
  a.shop.inspect
    .ids('products', { live: true })
    .filter((id) => a.row('products', id)['type'] === 'simple' && a.row('products', id)['manage_stock'] === 1)[nth] ??
  0;
const waiting = ({ b }: TwoDesktops): readonly Row[] =>
  b.db.prepare<[], Row>(`SELECT operation_id, reason FROM adopted_changes ORDER BY position`).all();

/** Another name on each computer, the same product. */
async function renameOnBoth(d: TwoDesktops): Promise<number> {
  const id = simple(d);
  edit(d.a, 'products', d.a.localId('products', id), { name: 'From the other', weight: '3' });
  edit(d.b, 'products', d.b.localId('products', id), { name: 'From here' });
  expect(await carry(d.a, d.b, d.file)).toMatchObject({ adopted: 0, decisions: 1 });
  return id;
}

describe('the same field was edited on both computers', () => {
  test('[EXPORT6] both values are kept in a decision at once; the edit from here goes on, the other fields too', async () => {
    const d = await start();
    const id = await renameOnBoth(d);
    const [decision] = decisionsOf(d.b);
    expect(decision).toMatchObject({ conflict_type: 'both_changed', external_id: id });
    expect(JSON.parse(String(decision?.['local_data']))).toEqual({ name: 'From the other' });
    expect(JSON.parse(String(decision?.['remote_data']))).toEqual({ name: 'From here' });
    await d.b.run();
    await d.b.run();
    expect(raw(d, id)).toMatchObject({ name: 'From here', weight: '3' });
    expect(decisionsOf(d.b)).toHaveLength(1);
  });

  for (const when of ['before', 'after'] as const) {
    test(`[EXPORT6] the adopted value is sent when the person chooses it, ${when} the other one was sent`, async () => {
      const d = await start();
      const id = await renameOnBoth(d);
      if (when === 'after') await d.b.run();
      decideAll(d.b, 'mine');
      await syncUntilQuiet(d.b);
      expect(raw(d, id)).toMatchObject({ name: 'From the other', weight: '3' });
      await syncUntilQuiet(d.a);
      expect(raw(d, id)).toMatchObject({ name: 'From the other', weight: '3' });
    });
  }

  test('[EXPORT6] the adopted value is let go when the person chooses so', async () => {
    const d = await start();
    const id = await renameOnBoth(d);
    await d.b.run();
    decideAll(d.b, 'theirs');
    await syncUntilQuiet(d.b);
    expect(raw(d, id)).toMatchObject({ name: 'From here', weight: '3' });
  });

  test('[EXPORT6] a change back to what the other computer saw is not overwritten either', async () => {
    const d = await start();
    const id = simple(d);
    const name = String(d.a.row('products', id)['name']);
    edit(d.a, 'products', d.a.localId('products', id), { name: 'From the other' });
    d.a.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'From the shop' } });
    await d.b.run();
    edit(d.b, 'products', d.b.localId('products', id), { name });
    expect(await carry(d.a, d.b, d.file)).toMatchObject({ adopted: 0, decisions: 1 });
    await d.b.run();
    expect(raw(d, id)).toMatchObject({ name });
    expect(decisionsOf(d.b)).toHaveLength(1);
  });

  test('[EXPORT6] the same value is no contradiction, and sets take what both added', async () => {
    const d = await start();
    const id = simple(d);
    const [first, second, third] = d.a.db
      .prepare(
        `SELECT woo_id FROM store_tags WHERE woo_id NOT IN (SELECT value ->> 'id' FROM base_documents, json_each(document, '$.tags') WHERE record_id = ?) ORDER BY woo_id LIMIT 3`,
      )
      .pluck()
      .all(d.a.localId('products', id)) as number[];
    const tagsOf = (): readonly number[] =>
      (
        d.a.db
          .prepare(`SELECT document ->> '$.tags' FROM base_documents WHERE record_id = ?`)
          .pluck()
          .get(d.a.localId('products', id)) as string
      )
        .match(/"id":\d+/g)
        ?.map((text) => Number(text.slice(5))) ?? [];
    const before = tagsOf();
    const tags = (...added: (number | undefined)[]): readonly object[] =>
      [...before, ...added].map((tag) => ({ id: tag }));
    edit(d.a, 'products', d.a.localId('products', id), { tags: tags(first, second), name: 'Same' });
    edit(d.b, 'products', d.b.localId('products', id), { tags: tags(third), name: 'Same' });
    expect(await carry(d.a, d.b, d.file)).toMatchObject({ adopted: 1, decisions: 0 });
    await syncUntilQuiet(d.b);
    await d.a.run();
    expect([...tagsOf()].toSorted()).toEqual([...before, first, second, third].toSorted());
    expect(raw(d, id)).toMatchObject({ name: 'Same' });
  });

  test('[EXPORT6] a count here and a count there: a person chooses', async () => {
    const d = await start();
    const id = simple(d);
    for (const [desktop, to] of [
      [d.a, 50],
      [d.b, 60],
    ] as const) {
      const intent = { kind: 'count' as const, to };
      desktop.commands.changeStock({ entity: 'products', id: desktop.localId('products', id), intent, reason: '' });
    }
    expect(await carry(d.a, d.b, d.file)).toMatchObject({ adopted: 0, decisions: 1 });
    await d.b.run();
    expect(raw(d, id)['stock_quantity']).toBe(60);
    decideAll(d.b, 'mine');
    await syncUntilQuiet(d.b);
    expect(raw(d, id)['stock_quantity']).toBe(50);
  });

  test('[EXPORT6] a deletion for good asks before it takes an unsent edit with it', async () => {
    const d = await start();
    const id = simple(d);
    d.a.commands.trash({ entity: 'products', id: d.a.localId('products', id), permanent: true });
    edit(d.b, 'products', d.b.localId('products', id), { name: 'Still wanted' });
    expect(await carry(d.a, d.b, d.file)).toMatchObject({ adopted: 0, decisions: 1 });
    await d.b.run();
    expect(raw(d, id)).toBeDefined();
    decideAll(d.b, 'theirs');
    await syncUntilQuiet(d.b);
    expect(raw(d, id)).toMatchObject({ name: 'Still wanted' });
  });

  test('[EXPORT7] beside an open decision about the record a change waits, and is placed once that is settled', async () => {
    const d = await start();
    const id = simple(d);
    edit(d.b, 'products', d.b.localId('products', id), { name: 'From here' });
    d.a.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'From the shop' } });
    await d.b.run();
    expect(decisionsOf(d.b)).toHaveLength(1);
    edit(d.a, 'products', d.a.localId('products', id), { name: 'From the other' });
    expect(await carry(d.a, d.b, d.file)).toMatchObject({ waiting: [{ reason: 'decision-open', changes: 1 }] });
    expect(decisionsOf(d.b)).toMatchObject([{ local_data: '{"name":"From here"}' }]);
    decideAll(d.b, 'mine');
    await d.b.run();
    expect(waiting(d)).toEqual([]);
    expect(raw(d, id)).toMatchObject({ name: 'From here' });
    expect(decisionsOf(d.b)).toMatchObject([{ local_data: '{"name":"From the other"}' }]);
  });
});

describe('without a place yet', () => {
  test('[EXPORT7] adopted before the first sync: kept, placed when the store was read, and sent once', async () => {
    const d = await start({ fresh: true });
    const [price, stock] = [simple(d, 0), simple(d, 1)];
    const before = Number(raw(d, stock)['stock_quantity']);
    edit(d.a, 'products', d.a.localId('products', price), { regular_price: '77.00', sale_price: '' });
    const intent = { kind: 'adjust' as const, by: 2 };
    d.a.commands.changeStock({ entity: 'products', id: d.a.localId('products', stock), intent, reason: '' });
    const order = d.a.shop.inspect.ids('orders', { live: true })[0] ?? 0;
    d.a.commands.addNote({ orderId: d.a.localId('orders', order), text: 'Before the first sync', customer: false });
    create(d.a, 'products', { name: 'New before the first sync', regular_price: '5' });
    expect(await carry(d.a, d.b, d.file)).toMatchObject({
      adopted: 1,
      waiting: [
        { reason: 'record-unknown', changes: 2 },
        { reason: 'parent-unknown', changes: 1 },
      ],
    });
    expect(await adopt(d.b, d.file)).toMatchObject({ adopted: 0, known: 1 });
    await d.b.run();
    expect(waiting(d)).toEqual([]);
    expect(raw(d, price)).toMatchObject({ regular_price: '77.00' });
    await syncUntilQuiet(d.b);
    await syncUntilQuiet(d.a, 'theirs');
    expect(raw(d, stock)['stock_quantity']).toBe(before + 2);
    expect(inShop(d.a, 'products', 'name', 'New before the first sync')).toBe(1);
    const notes = d.a.shop.inspect.raw('notes', order) as readonly { note: string }[];
    expect(notes.filter(({ note }) => note === 'Before the first sync')).toHaveLength(1);
  });

  test('[EXPORT7] later changes of a record wait behind the first one that waits', async () => {
    const d = await start({ fresh: true });
    const order = d.a.localId('orders', d.a.shop.inspect.ids('orders', { live: true })[0] ?? 0);
    edit(d.a, 'orders', order, { status: 'on-hold' });
    edit(d.a, 'orders', order, { status: 'cancelled' });
    expect(await carry(d.a, d.b, d.file)).toMatchObject({
      waiting: [
        { reason: 'record-unknown', changes: 1 },
        { reason: 'earlier-waits', changes: 1 },
      ],
    });
    await d.b.run();
    expect(openOf(d.b).map(({ id }) => id)).toEqual(openOf(d.a).map(({ id }) => id));
  });

  test('[EXPORT7] a store that is not connected is named, and its changes are placed once it is', async () => {
    const d = await start({ second: { url: 'http://elsewhere.test' } });
    const id = simple(d);
    edit(d.a, 'products', d.a.localId('products', id), { name: 'Waits for its store' });
    expect(await carry(d.a, d.b, d.file)).toMatchObject({
      name: 'Shop',
      url: 'http://shop.test',
      connected: false,
      waiting: [{ reason: 'store-not-connected', changes: 1 }],
    });
    await d.b.run();
    expect(waiting(d)).toMatchObject([{ reason: 'store-not-connected' }]);
    d.b.db.prepare(`UPDATE stores SET url = 'http://shop.test'`).run();
    await d.b.run();
    expect(waiting(d)).toEqual([]);
    await syncUntilQuiet(d.b);
    expect(raw(d, id)).toMatchObject({ name: 'Waits for its store' });
  });

  test('[EXPORT3] addresses are compared as they are kept, and the file can simply be adopted again', async () => {
    const d = await start({ second: { url: 'http://elsewhere.test' } });
    edit(d.a, 'products', d.a.localId('products', simple(d)), { name: 'Adopted again' });
    await carry(d.a, d.b, d.file);
    d.b.db.prepare(`UPDATE stores SET url = 'HTTP://Shop.test/wp-admin/'`).run();
    expect(await adopt(d.b, d.file)).toMatchObject({
      connected: true,
      waiting: [{ reason: 'record-unknown' }],
    });
  });

  test('[EXPORT7] a record that only this mirror lacks is asked for; one that the shop calls gone becomes a decision', async () => {
    const d = await start();
    const [lacking, gone] = [simple(d, 0), simple(d, 1)];
    for (const id of [lacking, gone]) edit(d.a, 'products', d.a.localId('products', id), { name: `Renamed ${id}` });
    for (const id of [lacking, gone]) {
      d.b.db.prepare(`DELETE FROM base_documents WHERE record_id = ?`).run(d.b.localId('products', id));
      d.b.db.prepare(`DELETE FROM products WHERE woo_id = ?`).run(id);
    }
    d.a.shop.admin.edit({ do: 'delete', entity: 'products', id: gone });
    await carry(d.a, d.b, d.file);
    for (let round = 0; round < 3; round += 1) await d.b.run();
    expect(raw(d, lacking)).toMatchObject({ name: `Renamed ${lacking}` });
    expect(waiting(d)).toEqual([]);
    expect(decisionsOf(d.b)).toMatchObject([{ conflict_type: 'deleted_remotely', external_id: gone }]);
    decideAll(d.b, 'theirs');
    expect(openOf(d.b)).toEqual([]);
    expect(d.b.db.prepare(`SELECT count(*) AS n FROM products WHERE woo_id = ?`).get(gone)).toEqual({ n: 0 });
  });

  test('[EXPORT3] records are recognised by their number in the shop: local ids differ on every computer', async () => {
    const d = await start();
    const id = simple(d);
    expect(d.a.localId('products', id)).not.toBe(d.b.localId('products', id));
    edit(d.a, 'products', d.a.localId('products', id), { name: 'By its number' });
    await carry(d.a, d.b, d.file);
    expect(openOf(d.b)).toMatchObject([{ record_id: d.b.localId('products', id), state: 'queued' }]);
    expect(d.b.row('products', id)).toMatchObject({ name: 'By its number', sync_status: 'pending' });
    const history = d.b.db.prepare(`SELECT field, author FROM field_changes`).all();
    expect(history).toEqual([{ field: 'name', author: 'you' }]);
  });

  test('[EXPORT3] what was held or refused on the other computer is tried anew here', async () => {
    const d = await start();
    const [held, refused] = [simple(d, 0), simple(d, 1)];
    edit(d.a, 'products', d.a.localId('products', held), { name: 'Ours' });
    d.a.shop.admin.edit({ do: 'update', entity: 'products', id: held, fields: { name: 'Theirs' } });
    edit(d.a, 'products', d.a.localId('products', refused), { weight: '9' });
    const [, second] = openOf(d.a);
    await d.a.run();
    d.a.db
      .prepare(`UPDATE outbox SET state = 'refused', outcome = NULL, ended_at = NULL WHERE id = ?`)
      .run(second?.['id']);
    await d.b.run();
    expect(await carry(d.a, d.b, d.file)).toMatchObject({ adopted: 2 });
    expect(openOf(d.b).map(({ state }) => state)).toEqual(['queued', 'queued']);
    await d.b.run();
    expect(openOf(d.b)).toMatchObject([{ state: 'held' }]);
    expect(decisionsOf(d.b)).toMatchObject([{ conflict_type: 'both_changed' }]);
  });

  test('[EXPORT3] a way out of the trash that the sync offered there is no edit here', async () => {
    const d = await start();
    const id = simple(d);
    edit(d.a, 'products', d.a.localId('products', id), { name: 'Wanted' });
    d.a.shop.admin.edit({ do: 'trash', entity: 'products', id });
    await d.a.run();
    await d.b.run();
    expect(decisionsOf(d.a)).toMatchObject([{ conflict_type: 'deleted_remotely' }]);
    await carry(d.a, d.b, d.file);
    await d.b.run();
    expect(raw(d, id)).toMatchObject({ status: 'trash' });
    expect(decisionsOf(d.b)).toMatchObject([{ conflict_type: 'deleted_remotely' }]);
  });
});

describe('what an export takes', () => {
  test('[EXPORT1] one store alone, or all of them; nothing of a store where nothing is unsent', async () => {
    const d = await start();
    edit(d.a, 'products', d.a.localId('products', simple(d)), { name: 'Mine' });
    d.a.db
      .prepare(
        `INSERT INTO stores (id, name, url, created_at, updated_at) VALUES ('second', 'Second', 'http://two.test', 1, 1)`,
      )
      .run();
    create(d.a, 'tags', { name: 'Two' }, 'second');
    const exported = async (storeId: string | null) => {
      const result = await d.a.files.exportUnsent({ path: d.file, passphrase: PASSPHRASE, storeId });
      return result.ok ? result.value : result.error;
    };
    expect(await exported(null)).toMatchObject({ changes: 2, stores: ['Second', 'Shop'] });
    expect(await exported('second')).toMatchObject({ changes: 1, stores: ['Second'] });
    expect(await adopt(d.b, d.file)).toMatchObject({ name: 'Second', connected: false });
  });
});
