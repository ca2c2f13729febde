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
  stateOf,
  syncUntilQuiet,
} from '../support/two-desktops.ts';

let desktops: TwoDesktops;
type Options = Parameters<typeof createTwoDesktops>[0];
/** Both computers are up to date. */
async function start(options: Options = {}): Promise<TwoDesktops> {
  desktops = await createTwoDesktops(options);
  await desktops.a.run();
  await desktops.b.run();
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

/** One change of every kind, as a person leaves them on a computer without a connection. */
function changeEverything(d: TwoDesktops) {
  const { a } = d;
  const [price, stock, counted, trashed] = [simple(d, 0), simple(d, 1), simple(d, 2), simple(d, 3)];
  const before = { stock: Number(raw(d, stock)['stock_quantity']) };
  edit(a, 'products', a.localId('products', price), { regular_price: '77.00', sale_price: '' });
  const category = create(a, 'categories', { name: 'Carried over' });
  const child = create(a, 'categories', { name: 'Carried below', parent_woo_id: category });
  const product = create(a, 'products', { name: 'Without a code', regular_price: '5', categories: [{ id: child }] });
  const coded = create(a, 'products', { name: 'With a code', sku: 'CARRIED-1', regular_price: '6' });
  const family = create(a, 'products', { name: 'Family', type: 'variable' });
  const variation = create(a, 'variations', { product_id: family, regular_price: '9', sku: 'CARRIED-2' });
  const coupon = create(a, 'coupons', { code: 'carried', amount: '5' });
  const adjust = { kind: 'adjust' as const, by: 3 };
  const stockId = a.localId('products', stock);
  a.commands.changeStock({ entity: 'products', id: stockId, intent: adjust, reason: 'received' });
  const count = { kind: 'count' as const, to: 41 };
  a.commands.changeStock({ entity: 'products', id: a.localId('products', counted), intent: count, reason: 'counted' });
  a.commands.trash({ entity: 'products', id: a.localId('products', trashed), permanent: false });
  const order = a.shop.inspect.ids('orders', { live: true })[0] ?? 0;
  if (a.row('orders', order)['status'] === 'on-hold') throw new Error('not a change');
  edit(a, 'orders', a.localId('orders', order), { status: 'on-hold' });
  a.commands.addNote({ orderId: a.localId('orders', order), text: 'Left at the door', customer: true });
  return { price, stock, counted, trashed, order, product, coded, variation, coupon, before };
}

function expectOnce(d: TwoDesktops, changed: ReturnType<typeof changeEverything>): void {
  const { a } = d;
  expect(raw(d, changed.price)).toMatchObject({ regular_price: '77.00' });
  for (const name of ['Without a code', 'With a code', 'Family'])
    expect(inShop(a, 'products', 'name', name), name).toBe(1);
  expect(inShop(a, 'variations', 'sku', 'CARRIED-2')).toBe(1);
  expect(inShop(a, 'coupons', 'code', 'carried')).toBe(1);
  for (const name of ['Carried over', 'Carried below']) expect(inShop(a, 'terms', 'name', name), name).toBe(1);
  expect(raw(d, changed.stock)['stock_quantity']).toBe(changed.before.stock + 3);
  expect(raw(d, changed.counted)['stock_quantity']).toBe(41);
  expect(raw(d, changed.trashed)['status']).toBe('trash');
  expect(a.shop.inspect.raw('orders', changed.order)).toMatchObject({ status: 'on-hold' });
  const notes = a.shop.inspect.raw('notes', changed.order) as readonly { note: string }[];
  expect(notes.filter(({ note }) => note === 'Left at the door')).toHaveLength(1);
}

describe('one change of every kind', () => {
  test('[EXPORT4] exported on one computer, adopted and sent on another: everything arrives once, also when the first one sends later', async () => {
    const d = await start();
    const changed = changeEverything(d);
    const queued = openOf(d.a).length;
    const adopted = await carry(d.a, d.b, d.file);
    expect(adopted).toMatchObject({ connected: true, changes: queued, adopted: queued, decisions: 0, waiting: [] });
    expect(openOf(d.b).map(({ id }) => id)).toEqual(openOf(d.a).map(({ id }) => id));
    const unknown = openOf(d.b).filter(({ state }) => state === 'unknown');
    expect(unknown.map(({ kind }) => kind).sort()).toEqual([
      ...Array.from({ length: 7 }, () => 'create'),
      'note',
      'status',
      'stock',
    ]);
    await syncUntilQuiet(d.b);
    expectOnce(d, changed);
    await syncUntilQuiet(d.a);
    expectOnce(d, changed);
    await syncUntilQuiet(d.b);
    expectOnce(d, changed);
    expect(openOf(d.a)).toEqual([]);
    const row = d.b.db.prepare(`SELECT woo_id, categories FROM products WHERE id = ?`).get(changed.product) as Row;
    expect(row['woo_id']).toBeGreaterThan(0);
    expect(JSON.parse(String(row['categories']))).toMatchObject([{ name: 'Carried below' }]);
  });

  test('[EXPORT5] the computer that it came from sends first: the other one finds everything and makes nothing again', async () => {
    const d = await start();
    const changed = changeEverything(d);
    await carry(d.a, d.b, d.file);
    await syncUntilQuiet(d.a);
    expectOnce(d, changed);
    const writes = d.a.shop.inspect.writes().length;
    await syncUntilQuiet(d.b, 'theirs');
    expectOnce(d, changed);
    // a count says what is there, and says it again
    expect(d.a.shop.inspect.writes().slice(writes)).toMatchObject([{ op: 'update', body: { stock_quantity: 41 } }]);
    expect(d.b.db.prepare(`SELECT count(*) AS n FROM products`).get()).toEqual(
      d.a.db.prepare(`SELECT count(*) AS n FROM products`).get(),
    );
  });

  test('[EXPORT5] both run by turns: everything arrives once', async () => {
    const d = await start();
    const changed = changeEverything(d);
    await carry(d.a, d.b, d.file);
    for (let turn = 0; turn < 10; turn += 1) {
      for (const desktop of [d.b, d.a]) {
        await desktop.run();
        d.a.clock.advance(90_000);
        // whether a note or a status is to be sent again is said on one of them
        decideAll(desktop, desktop === d.b ? 'mine' : 'theirs');
      }
    }
    expect([openOf(d.a), openOf(d.b)]).toEqual([[], []]);
    expectOnce(d, changed);
  });

  test('[EXPORT8] the same file again, also after its changes were sent, changes nothing', async () => {
    const d = await start();
    changeEverything(d);
    const first = await carry(d.a, d.b, d.file);
    const before = stateOf(d.b);
    expect(await adopt(d.b, d.file)).toMatchObject({ adopted: 0, decisions: 0, known: first.changes, waiting: [] });
    expect(stateOf(d.b)).toEqual(before);
    expect(await adopt(d.a, d.file)).toMatchObject({ adopted: 0, known: first.changes });
    await syncUntilQuiet(d.b);
    const after = stateOf(d.b);
    expect(await adopt(d.b, d.file)).toMatchObject({ adopted: 0, known: first.changes });
    expect(stateOf(d.b)).toEqual(after);
  });
});

describe('what both computers send', () => {
  test('[EXPORT5] a create that waits on a watching computer is not made twice when the other one has sent it meanwhile', async () => {
    const d = await start({ second: { mode: 'watch' } });
    create(d.a, 'products', { name: 'Slow one', regular_price: '5' });
    await carry(d.a, d.b, d.file);
    for (let round = 0; round < 4; round += 1) {
      await d.b.run();
      d.b.clock.advance(200_000);
    }
    await syncUntilQuiet(d.a);
    d.b.db.prepare(`UPDATE stores SET mode = 'push'`).run();
    await syncUntilQuiet(d.b);
    expect(inShop(d.a, 'products', 'name', 'Slow one')).toBe(1);
    expect(d.b.db.prepare(`SELECT count(*) AS n FROM products WHERE name = 'Slow one'`).get()).toEqual({ n: 1 });
  });

  test('[EXPORT5] an adjustment that waits on a watching computer is not added twice', async () => {
    const d = await start({ second: { mode: 'watch' } });
    const id = simple(d);
    const before = Number(raw(d, id)['stock_quantity']);
    const intent = { kind: 'adjust' as const, by: 4 };
    d.a.commands.changeStock({ entity: 'products', id: d.a.localId('products', id), intent, reason: 'received' });
    await carry(d.a, d.b, d.file);
    for (let round = 0; round < 4; round += 1) {
      await d.b.run();
      d.b.clock.advance(200_000);
    }
    await syncUntilQuiet(d.a);
    d.b.db.prepare(`UPDATE stores SET mode = 'push'`).run();
    await syncUntilQuiet(d.b);
    expect(raw(d, id)['stock_quantity']).toBe(before + 4);
  });

  test('[EXPORT5] two adjustments of one product: each arrives once, and no question is left about the first', async () => {
    const d = await start();
    const id = simple(d);
    const before = Number(raw(d, id)['stock_quantity']);
    for (const by of [4, -1]) {
      const intent = { kind: 'adjust' as const, by };
      d.a.commands.changeStock({ entity: 'products', id: d.a.localId('products', id), intent, reason: '' });
    }
    await carry(d.a, d.b, d.file);
    await syncUntilQuiet(d.b);
    expect(raw(d, id)['stock_quantity']).toBe(before + 3);
    await d.a.run();
    expect([openOf(d.a), decisionsOf(d.a)]).toEqual([[], []]);
    expect(raw(d, id)['stock_quantity']).toBe(before + 3);
  });

  test('[EXPORT5] what is edited in a new record after the export is sent from where it was edited', async () => {
    const d = await start();
    const id = create(d.a, 'products', { name: 'Still growing', regular_price: '5' });
    await carry(d.a, d.b, d.file);
    edit(d.a, 'products', id, { regular_price: '8', sku: 'GROWN' });
    await syncUntilQuiet(d.b);
    await syncUntilQuiet(d.a);
    expect(inShop(d.a, 'products', 'name', 'Still growing')).toBe(1);
    const wooId = Number((d.a.db.prepare(`SELECT woo_id FROM products WHERE id = ?`).get(id) as Row)['woo_id']);
    expect(raw(d, wooId)).toMatchObject({ regular_price: '8', sku: 'GROWN' });
  });

  test('[EXPORT4] an edit of the shop since the export is merged by field', async () => {
    const d = await start();
    const [same, other] = [simple(d, 0), simple(d, 1)];
    for (const id of [same, other]) edit(d.a, 'products', d.a.localId('products', id), { name: 'Ours' });
    await carry(d.a, d.b, d.file);
    d.a.shop.admin.edit({ do: 'update', entity: 'products', id: same, fields: { name: 'Theirs' } });
    d.a.shop.admin.edit({ do: 'update', entity: 'products', id: other, fields: { weight: '4' } });
    await d.b.run();
    expect(raw(d, other)).toMatchObject({ name: 'Ours', weight: '4' });
    expect(raw(d, same)).toMatchObject({ name: 'Theirs' });
    expect(decisionsOf(d.b)).toMatchObject([{ conflict_type: 'both_changed', external_id: same }]);
  });

  test('[EXPORT5] an export changes no operation, and without another computer everything still arrives once', async () => {
    const d = await start();
    const changed = changeEverything(d);
    const before = d.a.db.prepare(`SELECT * FROM outbox`).all();
    await d.a.files.exportUnsent({ path: d.file, passphrase: 'x', storeId: null });
    expect(d.a.db.prepare(`SELECT * FROM outbox`).all()).toEqual(before);
    await syncUntilQuiet(d.a);
    expectOnce(d, changed);
    expect(d.a.db.prepare(`SELECT * FROM shared_operations`).all()).toEqual([]);
  });
});
