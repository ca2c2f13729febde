import { createHash } from 'node:crypto';
import { openSync, readdirSync, readFileSync, statSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './support/fixtures.ts';
import { idsInMirror, idsInShop, mirrorPath, schemaVersion, setSchemaVersion } from './support/mirror.ts';
import {
  BY_ITSELF_MS,
  editCell,
  expectUpToDate,
  expectWaiting,
  findProduct,
  openScreen,
  openSyncTab,
  productCell,
  statusBar,
} from './support/screens.ts';
import type { RunningShop } from './support/shop.ts';

/** The first product whose price can be edited: it arrives with the first page of a first sync. */
async function firstSimpleProduct(shop: RunningShop): Promise<{ id: number; name: string; sku: string }> {
  for (const id of await shop.ids('products', { live: true })) {
    const [type, sku, name, price] = await Promise.all(
      ['type', 'sku', 'name', 'regular_price'].map((field) => shop.field('products', id, field)),
    );
    if (type === 'simple' && sku && price) return { id, name: String(name), sku: String(sku) };
  }
  throw new Error('The shop has no simple product with a price');
}

/** Covers every fourth page and the file's head with noise, as a failing disk does. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  const noise = Buffer.alloc(4096, 0xa5);
  for (let at = 0; at < statSync(path).size; at += 4 * noise.length) writeSync(file, noise, 0, noise.length, at);
  closeSync(file);
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

test('[RUN3] [PULL4] an engine killed with -9 in the middle of a first sync says so, goes on, and ends complete and exact', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 1500, orders: 500 });
  await shop.addFault({ kind: 'latency', params: { baseMs: 60, perItemMs: 8 } });
  const edited = await firstSimpleProduct(shop);
  const { page, enginePid, screenshot, close } = await launch({ demoStore: shop });
  await openScreen(page, 'Products');
  await findProduct(page, edited.sku, edited.name);
  await editCell(page, edited.name, 'regular_price', '123.45');
  await expectWaiting(page, '1 change waiting');
  await expect(statusBar(page).getByText(/^Syncing [\d,]+ of [\d,]+$/)).toBeVisible();

  const band = page
    .getByRole('alert')
    .filter({ hasText: 'The engine stopped and is starting again. Nothing is lost.' });
  const wasSaid = expect(band).toBeVisible();
  const pid = await enginePid();
  process.kill(pid ?? 0, 'SIGKILL');
  await wasSaid;
  await screenshot('engine-restarting');
  await expect(band).toBeHidden();
  await expectWaiting(page, '1 change waiting');
  await expect(productCell(page, edited.name, 'regular_price')).toHaveText('123.45');
  const overview = await openSyncTab(page, 'Overview');
  await expect(
    overview.getByText('Backroom was interrupted. The sync went on from the saved place; nothing is lost.'),
  ).toBeVisible();
  await expect(overview.getByRole('listitem').filter({ hasText: 'Incomplete, heals itself' })).toBeVisible();
  expect(await enginePid()).not.toBe(pid);

  await shop.clearFaults();
  await expect.poll(() => shop.field('products', edited.id, 'regular_price'), { timeout: 45_000 }).toBe('123.45');
  await expectUpToDate(page);
  await close();
  expect(idsInMirror(profileDir)).toEqual(await idsInShop(shop));
  expect(await shop.apiWrites()).toMatchObject([{ op: 'update', entity: 'products', id: edited.id }]);
});

test('an app killed with -9 as a whole starts again where it was and ends exact', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 600, orders: 200 });
  await shop.addFault({ kind: 'latency', params: { baseMs: 60, perItemMs: 8 } });
  const first = await launch({ demoStore: shop });
  await expect(statusBar(first.page).getByText(/^Syncing [\d,]+ of [\d,]+$/)).toBeVisible();
  const engine = await first.enginePid();
  const ended = first.electron.waitForEvent('close');
  first.electron.process().kill('SIGKILL');
  await ended;
  await expect.poll(() => isAlive(engine)).toBe(false);
  await shop.clearFaults();

  const second = await launch({ demoStore: shop });
  await expectUpToDate(second.page);
  await second.close();
  expect(idsInMirror(profileDir)).toEqual(await idsInShop(shop));
});

function isAlive(pid: number | null): boolean {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
}

test('a damaged database file is set aside; the app says what was rescued and the unsent change still arrives', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop();
  const edited = await firstSimpleProduct(shop);
  const first = await launch({ demoStore: shop });
  await expectUpToDate(first.page);
  await openScreen(first.page, 'Products');
  await findProduct(first.page, edited.sku, edited.name);
  await shop.down();
  await editCell(first.page, edited.name, 'regular_price', '123.45');
  await expectWaiting(first.page, '1 change waiting');
  await first.close();
  damage(mirrorPath(profileDir));

  const second = await launch({ demoStore: shop });
  const told = second.page.getByRole('dialog', { name: 'The data file was damaged' });
  await expect(told).toContainText('1 change that was never sent was saved and waits as before.');
  await expect(told.getByRole('list', { name: 'Saved changes' }).getByRole('listitem')).toContainText(edited.name);
  await expect(told).toContainText(join(profileDir, 'set-aside'));
  expect(readdirSync(join(profileDir, 'set-aside'))).toContainEqual(expect.stringMatching(/^mirror-damaged-.*\.db$/));
  await second.screenshot('rescued');
  await told.getByRole('button', { name: 'Mark as read' }).click();
  await expect(told).toBeHidden();
  await expectWaiting(second.page, '1 change waiting');
  await shop.up();
  await expect.poll(() => shop.field('products', edited.id, 'regular_price'), { timeout: BY_ITSELF_MS }).toBe('123.45');
  await expectUpToDate(second.page);
  await second.close();
  expect(idsInMirror(profileDir)).toEqual(await idsInShop(shop));
});

test('a database of a newer version is not touched; the whole sheet says so and starts again when asked', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop();
  const first = await launch({ demoStore: shop });
  await expectUpToDate(first.page);
  await first.close();
  const known = schemaVersion(profileDir);
  setSchemaVersion(profileDir, known + 1);
  const before = hashOf(mirrorPath(profileDir));

  const { page, screenshot } = await launch({ demoStore: shop });
  const sheet = page.getByRole('main').getByRole('alert');
  await expect(sheet.getByRole('heading', { name: 'The data comes from a newer Backroom' })).toBeVisible();
  await expect(sheet).toContainText('Install the newest version of Backroom. The data was not touched.');
  await expect(sheet).toContainText(profileDir);
  expect(hashOf(mirrorPath(profileDir))).toBe(before);
  await screenshot('newer-database');
  setSchemaVersion(profileDir, known);
  await sheet.getByRole('button', { name: 'Start again' }).click();
  await expectUpToDate(page);
});
