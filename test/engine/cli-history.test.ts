import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCli, rowsOf, serveShop } from '../support/cli-fixture.ts';
import type { Cli, ServedShop } from '../support/cli-fixture.ts';
import { temporaryProfile } from '../support/profile-fixture.ts';

let served: ServedShop;
let profile: ReturnType<typeof temporaryProfile>;
let cli: Cli;
let product: string;
beforeAll(async () => {
  served = await serveShop();
});
afterAll(() => served.server.close());
beforeEach(async () => {
  profile = temporaryProfile();
  cli = createCli(profile.folder);
  const { server, key, secret } = served;
  await cli('--json', 'store', 'add', '--name', 'Main', '--url', server.url, '--key', key, '--secret', secret);
  await cli('--json', 'sync');
  const [first] = rowsOf(await cli('--json', 'list', 'products', '--filter', 'type=simple'));
  product = `woo:${String(first?.['woo_id'])}`;
});
afterEach(() => profile.remove());

test('[HISTORY1] [HISTORY2] the history of a record is listed, and a field is brought back after it was synced', async () => {
  const before = (await cli('--json', 'get', 'products', product)).json() as { name: string };
  await cli('--json', 'set', 'products', product, 'name=Renamed here');
  expect((await cli('--json', 'sync')).exitCode).toBe(0);
  const listed = await cli('--json', 'history', 'list', 'products', product);
  const [change] = rowsOf(listed);
  expect(change).toMatchObject({ field: 'name', oldValue: before.name, newValue: 'Renamed here', author: 'you' });
  const restored = await cli('--json', 'history', 'restore', 'products', product, String(change?.['id']));
  expect(restored.json()).toMatchObject({ name: before.name, sync_status: 'pending' });
  await cli('--json', 'sync');
  expect(served.shop.inspect.raw('products', Number(product.slice(4)))).toMatchObject({ name: before.name });
});

test('[HISTORY2] a change of another record, or none at all, is refused as wrong usage and changes nothing', async () => {
  for (const change of ['999999', 'first', ''])
    expect((await cli('--json', 'history', 'restore', 'products', product, change)).exitCode).toBe(2);
  expect((await cli('--json', 'pending', 'list')).json()).toMatchObject({ total: 0 });
  expect((await cli('--json', 'history', 'list', 'products', 'woo:999999')).exitCode).toBe(1);
});

test('[JOURNAL1] runs are listed with who started them, and one run tells what it did line by line', async () => {
  await cli('--json', 'set', 'products', product, 'name=Told in the journal');
  await cli('--json', 'sync');
  const [last, first] = rowsOf(await cli('--json', 'runs', 'list'));
  expect(last).toMatchObject({ outcome: 'succeeded', startedBy: 'command-line', pushed: 1 });
  expect(first).toMatchObject({ kind: 'first' });
  const shown = await cli('--json', 'runs', 'show', String(last?.['id']));
  expect(rowsOf(shown)).toContainEqual(
    expect.objectContaining({ entity: 'products', direction: 'push', action: 'update', result: 'done' }),
  );
  const few = await cli('--json', 'runs', 'show', String(first?.['id']), '--limit', '2');
  expect(rowsOf(few)).toHaveLength(2);
  expect((await cli('--json', 'runs', 'list', '--limit', '0')).exitCode).toBe(2);
});
