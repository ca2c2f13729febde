import { afterEach, describe, expect, test } from 'vitest';
import { historyOfRecord } from '../../src/engine/sync/history-store.ts';
import type { Harness } from '../support/sync-harness.ts';
import { createHarness } from '../support/sync-harness.ts';

let harness: Harness;
async function start(): Promise<Harness> {
  harness = await createHarness();
  await harness.run();
  harness.clock.advance(60_000);
  return harness;
}
afterEach(() => harness.close());

const simple = (h: Harness): number[] =>
  h.shop.inspect.ids('products', { live: true }).filter((id) => h.row('products', id)['type'] === 'simple');
const history = (h: Harness, id: string) =>
  historyOfRecord(h.db, id, 100).map(({ field, oldValue, newValue, author }) => ({
    field,
    oldValue,
    newValue,
    author,
  }));
const edit = (h: Harness, id: string, changes: Record<string, unknown>): void => {
  const done = h.commands.edit({ entity: 'products', id, changes, locale: 'en' });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
};

describe('the history of a record', () => {
  test('[HISTORY1] a first reading writes nothing down; an edit, a change of the store and a restore do, once each', async () => {
    const h = await start();
    expect(h.db.prepare(`SELECT count(*) AS n FROM field_changes`).get()).toEqual({ n: 0 });
    const id = simple(h)[0] ?? 0;
    const local = h.localId('products', id);
    const before = String(h.row('products', id)['name']);
    edit(h, local, { name: 'Mine' });
    expect(history(h, local)).toEqual([{ field: 'name', oldValue: before, newValue: 'Mine', author: 'you' }]);
    await h.run();
    expect(history(h, local)).toHaveLength(1);
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'Theirs', weight: '2.5' } });
    await h.run();
    expect(history(h, local).slice(0, 2)).toEqual(
      expect.arrayContaining([
        { field: 'name', oldValue: 'Mine', newValue: 'Theirs', author: 'store' },
        expect.objectContaining({ field: 'weight', newValue: '2.5', author: 'store' }),
      ]),
    );
    const run = h.db.prepare(`SELECT run_id FROM field_changes WHERE author = 'store'`).all() as { run_id: string }[];
    expect(h.db.prepare(`SELECT count(*) AS n FROM sync_runs WHERE id = ?`).get(run[0]?.run_id)).toEqual({ n: 1 });
    await h.run();
    expect(history(h, local)).toHaveLength(3);
  });

  test('[HISTORY1] the stamp of our own operation is no change of the record', async () => {
    const h = await start();
    const id = simple(h).find((one) => h.row('products', one)['manage_stock'] === 1) ?? 0;
    const local = h.localId('products', id);
    const stock = Number(h.row('products', id)['stock_quantity']);
    h.commands.changeStock({ entity: 'products', id: local, intent: { kind: 'adjust', by: 2 }, reason: 'received' });
    await h.run();
    await h.run();
    expect(history(h, local)).toEqual([
      { field: 'stock_quantity', oldValue: stock, newValue: stock + 2, author: 'you' },
    ]);
  });

  test('[HISTORY2] a field is brought back after it was sent, and arrives in the shop', async () => {
    const h = await start();
    const id = simple(h)[0] ?? 0;
    const local = h.localId('products', id);
    const before = String(h.row('products', id)['regular_price']);
    edit(h, local, { regular_price: '77.70', sale_price: '' });
    await h.run();
    const entry = historyOfRecord(h.db, local, 10).find((one) => one.field === 'regular_price');
    expect(h.commands.restoreField(entry?.sequence ?? 0)).toMatchObject({ ok: true });
    await h.run();
    expect(h.shop.inspect.raw('products', id)).toMatchObject({ regular_price: before });
    expect(h.row('products', id)).toMatchObject({ regular_price: before, sync_status: 'synced' });
  });

  test('[HISTORY2] a record is brought back to an earlier moment, dates included', async () => {
    const h = await start();
    const id = simple(h)[1] ?? 0;
    const local = h.localId('products', id);
    edit(h, local, { regular_price: '50', sale_price: '40', date_on_sale_to: '2027-03-01T10:00:00Z' });
    await h.run();
    const moment = historyOfRecord(h.db, local, 1)[0]?.sequence ?? 0;
    edit(h, local, { name: 'Later', date_on_sale_to: '' });
    await h.run();
    edit(h, local, { name: 'Later still', weight: '9' });
    expect(h.commands.restoreFromHistory({ entity: 'products', id: local, sequence: moment })).toMatchObject({
      ok: true,
    });
    await h.run();
    expect(h.shop.inspect.raw('products', id)).toMatchObject({
      sale_to: Date.UTC(2027, 2, 1, 10) / 1000,
      sale_price: '40',
    });
    expect(h.row('products', id)['name']).not.toBe('Later still');
  });

  test('[HISTORY3] a bulk edit is taken back as a whole, but not over what was changed since', async () => {
    const h = await start();
    const ids = simple(h).slice(0, 4);
    const locals = ids.map((id) => h.localId('products', id));
    const before = ids.map((id) => String(h.row('products', id)['name']));
    const bulk = h.commands.editMany({
      entity: 'products',
      ids: [...locals, 'no-such-id'],
      changes: { name: 'All the same' },
      locale: 'en',
    });
    if (!bulk.ok) throw new Error('refused');
    expect(bulk.value.changed).toHaveLength(4);
    expect(bulk.value.refused).toMatchObject([{ id: 'no-such-id', error: { type: 'NotFound' } }]);
    await h.run();
    edit(h, locals[3] ?? '', { name: 'Kept' });
    const back = h.commands.restoreBatch({ batchId: bulk.value.batchId, skip: 0, limit: 100, into: null });
    expect(back.ok).toBe(true);
    await h.run();
    for (const [index, id] of ids.entries()) {
      const name = (h.shop.inspect.raw('products', id) as { name: string }).name;
      expect(name).toBe(index === 3 ? 'Kept' : before[index]);
    }
  });
});
