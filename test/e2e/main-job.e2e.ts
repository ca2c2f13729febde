import { expect } from '@playwright/test';
import { test } from './support/fixtures.ts';
import {
  BY_ITSELF_MS,
  connectStore,
  editCell,
  expectUpToDate,
  expectWaiting,
  fillConnection,
  findProduct,
  FIRST_SYNC_MS,
  openScreen,
  productCell,
  productRow,
  statusBar,
  syncNow,
} from './support/screens.ts';
import type { RunningShop } from './support/shop.ts';

test.use({ expectsQuietConsole: true });

const ORGANISER = { name: 'Walnut desk organiser', sku: 'E2E-WALNUT', regular_price: '89.00', type: 'simple' };

async function addOrganiser(shop: RunningShop): Promise<number> {
  return await shop.add('products', { ...ORGANISER, status: 'publish', manage_stock: true, stock_quantity: 12 });
}

const priceInShop = (shop: RunningShop, id: number) => () => shop.field('products', id, 'regular_price');

test('the first screen offers the demo shop; its first sync ends counted on both sides', async ({ launch }) => {
  const { page } = await launch();
  await expect(page.getByRole('heading', { name: 'The back room of your shop' })).toBeVisible();
  await page.getByRole('button', { name: 'Explore the demo shop' }).click();
  await expect(page.getByRole('heading', { name: 'Everything is here' })).toBeVisible({ timeout: FIRST_SYNC_MS });
  await page.getByRole('button', { name: 'Open Home' }).click();
  const card = page.getByRole('region', { name: 'Demo shop' });
  await expect(card.getByText('Up to date', { exact: true })).toBeVisible();
  await expect(card.getByRole('definition').first()).toHaveText('2,400');
  await expect(card.getByRole('img', { name: 'Counted on both sides, equal' })).toHaveCount(5);
  await expectUpToDate(page);
});

test('[STATUS2] a shop with records in its trash, and one that grows meanwhile, are counted equal on both sides', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  await shop.edit({ do: 'trash', entity: 'products', id: await addOrganiser(shop) });
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await shop.add('products', { ...ORGANISER, sku: 'E2E-SECOND', status: 'publish' });
  await syncNow(page);
  const products = page.getByRole('row').filter({ hasText: 'Products' });
  await expect(products.getByRole('cell')).toHaveText(['62', '62', '', 'Complete']);
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await expect(page.getByRole('status').filter({ hasText: '61 products' })).toBeVisible();
});

test('a store is connected by address, key and secret after a check that shows each step', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const { page } = await launch();
  await page.getByRole('button', { name: 'Connect a store' }).click();
  const connect = page.getByRole('button', { name: 'Connect store' });
  await expect(connect).toBeDisabled();
  await expect(page.getByText('Check the store first')).toBeVisible();
  await fillConnection(page, shop);
  const check = page.getByRole('region', { name: 'Connection check' });
  for (const passed of ['Address answers', 'Permalinks are on', 'Key is accepted', 'May read', 'May write']) {
    await expect(check.getByText(passed, { exact: true })).toBeVisible();
  }
  await expect(check.getByText('14 of 14 passed')).toBeVisible();
  await expect(check.getByText('Connection is not encrypted')).toBeVisible();
  await expect(page.getByText('It starts watch-only')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name in Backroom' })).toHaveValue('Tamar Ceramics');
  await connect.click();
  await expect(page.getByRole('heading', { name: 'Everything is here' })).toBeVisible({ timeout: FIRST_SYNC_MS });
  await expect(page.getByText('Tamar Ceramics is watch-only.')).toBeVisible();
  expect(await shop.apiWrites()).toEqual([]);
});

test('[PUSH8] a price edited while the shop is down waits, marked, and stands in the shop after Sync now', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const id = await addOrganiser(shop);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'waln', ORGANISER.name);
  await expect(page.getByText('1 product found')).toBeVisible();

  await shop.down();
  await editCell(page, ORGANISER.name, 'regular_price', '94.50');
  await expectWaiting(page, '1 change waiting');
  await expect(productCell(page, ORGANISER.name, 'regular_price')).toHaveAttribute('data-mark', 'pending');
  await expect(productRow(page, ORGANISER.name).getByLabel('Has changes that are not sent yet')).toBeVisible();
  await expect(statusBar(page).getByText('Store unreachable', { exact: true })).toBeVisible();
  await expectWaiting(page, '1 change waiting');
  expect(await priceInShop(shop, id)()).toBe('89.00');

  await shop.up();
  await syncNow(page);
  await expect.poll(priceInShop(shop, id)).toBe('94.50');
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, ORGANISER.sku, ORGANISER.name);
  const cell = productCell(page, ORGANISER.name, 'regular_price');
  await expect(cell).toHaveText('94.50');
  await expect(cell).not.toHaveAttribute('data-mark', /./);
});

test('[RUN6] a change that waited for the shop leaves by itself when the shop is back', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const id = await addOrganiser(shop);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'walnut', ORGANISER.name);
  await shop.down();
  await editCell(page, ORGANISER.name, 'regular_price', '12,50');
  await expectWaiting(page, '1 change waiting');
  await expect(statusBar(page).getByText('Store unreachable', { exact: true })).toBeVisible();
  await shop.up();
  await expect.poll(priceInShop(shop, id), { timeout: BY_ITSELF_MS }).toBe('12.50');
  await expectUpToDate(page);
});

test('[RUN8] what cannot be a price is refused in its cell; what can leaves without being asked', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const id = await addOrganiser(shop);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'walnut', ORGANISER.name);
  const refusal = (column: 'regular_price' | 'sale_price') =>
    productCell(page, ORGANISER.name, column).getByRole('alert');
  await editCell(page, ORGANISER.name, 'regular_price', 'cheap');
  await expect(refusal('regular_price')).toHaveText('Enter a price, like 12.50');
  await page.keyboard.press('Escape');
  await editCell(page, ORGANISER.name, 'sale_price', '89');
  await expect(refusal('sale_price')).toHaveText('Enter a sale price below 89.00');
  await page.keyboard.press('Escape');
  await expect(productCell(page, ORGANISER.name, 'regular_price')).toHaveText('89.00');
  await expectWaiting(page, '0 changes waiting');

  await editCell(page, ORGANISER.name, 'stock_quantity', '+3');
  await editCell(page, ORGANISER.name, 'sale_price', '79');
  await expect.poll(() => shop.field('products', id, 'stock_quantity')).toBe(15);
  await expect.poll(() => shop.field('products', id, 'sale_price')).toBe('79');
  await expectUpToDate(page);
});

test('an unsent change survives the end of the app and leaves after the next start', async ({ launch, openShop }) => {
  const shop = await openShop();
  const id = await addOrganiser(shop);
  const first = await launch({ demoStore: shop });
  await expectUpToDate(first.page);
  await openScreen(first.page, 'Products');
  await findProduct(first.page, 'walnut', ORGANISER.name);
  await shop.down();
  await editCell(first.page, ORGANISER.name, 'regular_price', '101');
  await expectWaiting(first.page, '1 change waiting');
  await first.close();

  const second = await launch({ demoStore: shop });
  await expectWaiting(second.page, '1 change waiting');
  await shop.up();
  await expect.poll(priceInShop(shop, id), { timeout: BY_ITSELF_MS }).toBe('101');
  await expectUpToDate(second.page);
});

test('[PUSH10] a connected store is sent nothing until its owner saw what would be sent and switched sending on', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const id = await addOrganiser(shop);
  const { page } = await launch();
  await connectStore(page, shop, 'My shop');
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'walnut', ORGANISER.name);
  await editCell(page, ORGANISER.name, 'regular_price', '94.50');
  await expectWaiting(page, '1 change waiting');
  await syncNow(page);
  await expect(page.getByText('Check by you: no changes.')).toBeVisible();
  await expectWaiting(page, '1 change waiting');
  expect(await shop.apiWrites()).toEqual([]);

  await openScreen(page, 'Home');
  await page.getByRole('button', { name: 'See what would be sent' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Send 1 change to My shop?' });
  const change = dialog.getByRole('listitem').filter({ hasText: ORGANISER.name });
  await expect(change).toContainText('Regular price');
  await expect(change).toContainText('89.00');
  await expect(change).toContainText('94.50');
  expect(await shop.apiWrites()).toEqual([]);
  await dialog.getByRole('button', { name: 'Start sending 1 change' }).click();
  await expect.poll(priceInShop(shop, id)).toBe('94.50');
  await expectUpToDate(page);
  expect(await shop.apiWrites()).toMatchObject([{ op: 'update', entity: 'products', id }]);
});
