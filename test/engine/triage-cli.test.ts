import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCli, rowsOf, serveShop } from '../support/cli-fixture.ts';
import type { Cli, ServedShop } from '../support/cli-fixture.ts';
import { temporaryProfile } from '../support/profile-fixture.ts';

let served: ServedShop;
let profile: ReturnType<typeof temporaryProfile>;
let cli: Cli;
beforeAll(async () => {
  served = await serveShop();
});
afterAll(() => served.server.close());
beforeEach(() => {
  profile = temporaryProfile();
  cli = createCli(profile.folder);
});
afterEach(() => profile.remove());

test('[ERROR8] errors list says once per cause what happened, what it means for the data and what to do', async () => {
  const { server, key, secret } = served;
  await cli('--json', 'store', 'add', '--name', 'Main', '--url', server.url, '--key', key, '--secret', secret);
  await cli('--json', 'sync');
  const products = rowsOf(await cli('--json', 'list', 'products', '--filter', 'type=simple'));
  const [first, second, third, fourth] = products.map((row) => Number(row['woo_id']));
  for (const [taken, sku] of [
    [third, 'CLI-1'],
    [fourth, 'CLI-2'],
  ] as const) {
    served.shop.admin.edit({ do: 'update', entity: 'products', id: taken ?? 0, fields: { sku } });
  }
  await cli('--json', 'set', 'products', `woo:${first}`, 'sku=CLI-1');
  await cli('--json', 'set', 'products', `woo:${second}`, 'sku=CLI-2');
  expect((await cli('--json', 'sync')).exitCode).toBe(3);
  const sentence =
    'Another product, often one in the trash, has this SKU. The change is kept on this computer; the store is as it was. Set another value with: backroom set, or free it in the shop and retry.';
  const told = await cli('errors', 'list');
  expect(told.stdout).toContain(`2 changes refused\n2 × product_invalid_sku: ${sentence}\n`);
  expect(rowsOf(await cli('--json', 'errors', 'list'))).toMatchObject([
    { explanation: sentence },
    { explanation: sentence },
  ]);
});

test('[ERROR2] [ERROR5] refusals are grouped by cause, snoozed, assigned and resolved with a note', async () => {
  const { server, key, secret } = served;
  await cli('--json', 'store', 'add', '--name', 'Main', '--url', server.url, '--key', key, '--secret', secret);
  await cli('--json', 'sync');
  for (const name of ['Twin one', 'Twin two', 'Twin three']) {
    served.shop.admin.edit({ do: 'create', entity: 'tags', fields: { name } });
    await cli('--json', 'create', 'tags', `name=${name}`);
  }
  expect((await cli('--json', 'sync')).exitCode).toBe(3);
  const groups = async (): Promise<readonly unknown[]> => rowsOf(await cli('--json', 'errors', 'groups'));
  expect(await groups()).toMatchObject([{ entity: 'tags', code: 'term_exists', count: 3 }]);
  const [first, second, third] = rowsOf(await cli('--json', 'errors', 'list')).map(({ id }) => String(id));
  expect((await cli('--json', 'errors', 'snooze', first ?? '', '2999-01-01')).exitCode).toBe(0);
  expect(await groups()).toMatchObject([{ count: 2 }]);
  expect((await cli('--json', 'errors', 'snooze', first ?? '', 'off')).exitCode).toBe(0);
  expect((await cli('--json', 'errors', 'snooze', first ?? '', 'someday')).exitCode).toBe(2);
  for (const id of [first, second, third]) await cli('--json', 'errors', 'assign', id ?? '', 'Dana');
  expect(await groups()).toMatchObject([{ count: 3, assignee: 'Dana' }]);
  expect((await cli('--json', 'errors', 'resolve', third ?? '', '--note', 'made in the shop')).exitCode).toBe(0);
  expect(await groups()).toMatchObject([{ count: 2 }]);
});
