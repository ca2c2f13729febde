import { expect, test } from 'vitest';
import { createHarness } from '../support/sync-harness.ts';

test('[MERGE3] a second change of a field, made while the first had no answer, asks as the first would', async () => {
  const h = await createHarness();
  try {
    await h.run();
    h.clock.advance(60_000);
    const wooId =
      h.shop.inspect.ids('products', { live: true }).find((one) => h.row('products', one)['type'] === 'simple') ?? 0;
    const id = h.localId('products', wooId);
    const before = h.row('products', wooId)['name'];
    h.commands.edit({ entity: 'products', id, changes: { name: 'Mine one' }, locale: 'en' });
    h.shop.faults.add({ kind: 'drop-before', match: { method: 'PUT' }, times: 1 });
    await h.run();
    h.commands.edit({ entity: 'products', id, changes: { name: 'Mine two' }, locale: 'en' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id: wooId, fields: { name: 'Theirs' } });
    h.clock.advance(60_000);
    await h.run();
    await h.run();
    expect((h.shop.inspect.raw('products', wooId) as { name: string }).name).toBe('Theirs');
    const open = h.db.prepare(`SELECT base_data, local_data FROM sync_conflict WHERE status = 'open'`).all();
    expect(open).toHaveLength(1);
    expect(JSON.parse((open[0] as { local_data: string }).local_data)).toMatchObject({ name: 'Mine two' });
    expect(JSON.parse((open[0] as { base_data: string }).base_data)).toMatchObject({ name: before });
  } finally {
    h.close();
  }
});
