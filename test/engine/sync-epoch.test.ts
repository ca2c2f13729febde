import { afterEach, describe, expect, test } from 'vitest';
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

const questions = (h: Harness): Record<string, unknown>[] =>
  h.db.prepare(`SELECT * FROM sync_conflict WHERE status = 'open' AND conflict_type = 'store_replaced'`).all() as never;
const writes = (h: Harness): string[] => h.line.seen.filter((line) => !line.startsWith('GET'));

describe('a site that was restored or swapped', () => {
  test('[EPOCH1] [EPOCH2] a number given out again stops the sending, counts everything and asks once', async () => {
    const h = await start();
    h.shop.admin.edit({ do: 'backup', name: 'night' });
    h.shop.admin.edit({ do: 'create', entity: 'products', fields: { name: 'Before the restore', regular_price: '1' } });
    await h.run();
    const id = Math.max(...h.shop.inspect.ids('products'));
    const kept = h.shop.inspect.ids('products', { live: true })[2] ?? 0;
    h.clock.advance(3_600_000);
    h.shop.admin.edit({ do: 'restore', name: 'night' });
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'create', entity: 'products', fields: { name: 'After the restore', regular_price: '2' } });
    expect(Math.max(...h.shop.inspect.ids('products'))).toBe(id);
    h.commands.edit({ entity: 'products', id: h.localId('products', kept), changes: { name: 'Waits' }, locale: 'en' });
    h.commands.edit({
      entity: 'products',
      id: h.localId('products', id),
      changes: { name: 'Meant for the old one' },
      locale: 'en',
    });
    const old = h.localId('products', id);
    h.line.seen.length = 0;
    await h.run();
    const sent = writes(h);
    expect(questions(h)).toHaveLength(1);
    expect(h.db.prepare(`SELECT epoch FROM stores`).get()).toEqual({ epoch: 2 });
    expect(h.row('products', id)).toMatchObject({ name: 'After the restore' });
    expect(h.db.prepare(`SELECT woo_id, name FROM products WHERE id = ?`).get(old)).toEqual({
      woo_id: null,
      name: 'Meant for the old one',
    });
    expect(h.line.seen.some((line) => line.includes('_fields=id'))).toBe(true);
    await h.run();
    expect(questions(h)).toHaveLength(1);
    expect(writes(h)).toEqual(sent);
    h.commands.resolveConflict({
      id: String(questions(h)[0]?.['id']),
      fields: { '*': { choice: 'theirs' } },
      locale: 'en',
    });
    await h.run();
    expect(h.shop.inspect.raw('products', kept)).toMatchObject({ name: 'Waits' });
    expect(h.shop.inspect.raw('products', id)).toMatchObject({ name: 'After the restore' });
  });

  test('[EPOCH3] changes that were meant for the old record are decided by a person and never sent to the new one', async () => {
    const h = await start();
    const id =
      h.shop.inspect.ids('products', { live: true }).find((one) => h.row('products', one)['type'] === 'simple') ?? 0;
    const old = h.localId('products', id);
    h.commands.edit({ entity: 'products', id: old, changes: { weight: '7' }, locale: 'en' });
    h.shop.admin.edit({
      do: 'sql',
      entity: 'products',
      id,
      fields: { name: 'Somebody else', slug: 'somebody-else', created: 1_000_000_000 },
    });
    await h.run();
    expect(h.shop.inspect.raw('products', id)).not.toMatchObject({ weight: '7' });
    const decisions = h.db
      .prepare(`SELECT conflict_type FROM sync_conflict WHERE local_id = ? AND status = 'open'`)
      .all(old);
    expect(decisions).toEqual([{ conflict_type: 'deleted_remotely' }]);
  });

  test('[EPOCH1] a clock that fell asks; one that is a little slow does not', async () => {
    const h = await start();
    h.shop.faults.set([{ kind: 'clock-skew', params: { skewMs: -3 * 60_000 } }]);
    await h.run();
    expect(questions(h)).toEqual([]);
    h.clock.advance(60_000);
    h.shop.faults.set([{ kind: 'clock-skew', params: { skewMs: -12 * 60_000 } }]);
    await h.run();
    expect(questions(h)).toHaveLength(1);
    h.commands.resolveConflict({
      id: String(questions(h)[0]?.['id']),
      fields: { '*': { choice: 'mine' } },
      locale: 'en',
    });
    h.clock.advance(60_000);
    await h.run();
    expect(questions(h)).toEqual([]);
  });

  test('an edited publishing date alone is no other site', async () => {
    const h = await start();
    const id = h.shop.inspect.ids('products', { live: true })[1] ?? 0;
    h.shop.admin.edit({
      do: 'sql',
      entity: 'products',
      id,
      fields: { created: 1_500_000_000, modified: Math.floor(h.clock.now() / 1000) },
    });
    await h.run();
    expect(questions(h)).toEqual([]);
  });
});
