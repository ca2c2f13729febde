import { expect } from '@playwright/test';
import { test } from './support/fixtures.ts';
import {
  editCell,
  expectUpToDate,
  expectWaiting,
  findProduct,
  openScreen,
  openSyncTab,
  statusBar,
  syncNow,
} from './support/screens.ts';

const BOWL = 'Olive wood bowl';
const LAMP = 'Brass reading lamp';
const PUBLISHED = { type: 'simple', status: 'publish', regular_price: '89.00' };

test('[PREVIEW2] [PREVIEW4] the next run is previewed with what it would fetch, send and be refused, and then does just that', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  await shop.add('products', { ...PUBLISHED, name: BOWL, sku: 'E2E-BOWL' });
  await shop.add('products', { ...PUBLISHED, name: LAMP, sku: 'E2E-LAMP' });
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openSyncTab(page, 'Overview');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await openScreen(page, 'Products');
  await findProduct(page, 'E2E-', BOWL);
  await editCell(page, BOWL, 'sku', 'E2E-TAKEN');
  await editCell(page, LAMP, 'regular_price', '94.50');
  await expectWaiting(page, '2 changes waiting');
  await shop.add('products', { ...PUBLISHED, name: 'Another bowl', sku: 'E2E-TAKEN' });
  const writes = (await shop.apiWrites()).length;

  await openSyncTab(page, 'Overview');
  await page.getByRole('button', { name: 'Preview the next run' }).click();
  const dialog = page.getByRole('dialog');
  const products = dialog.getByRole('row').filter({ hasText: 'Products' });
  await expect(products.getByRole('cell').nth(1)).toHaveText('1');
  await expect(products.getByRole('cell').nth(4)).toHaveText('1');
  const refused = dialog.getByRole('listitem').filter({ hasText: BOWL });
  await expect(refused).toContainText('“Another bowl” has this SKU. Enter another');
  await expect(refused).toContainText('Refused');
  await expect(dialog.getByText(/^About \d+ requests/)).toBeVisible();
  await expect(dialog.getByText(/^Looked at /)).toBeVisible();
  await dialog.getByRole('button', { name: 'Look again' }).click();
  await expect(dialog.getByText('Looked at just now')).toBeVisible();
  expect(await shop.apiWrites()).toHaveLength(writes);

  await refused.getByRole('button', { name: BOWL }).click();
  await expect(page.getByRole('complementary', { name: BOWL })).toBeVisible();
  await openSyncTab(page, 'Overview');
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await syncNow(page);
  await expect(statusBar(page).getByText('1 refused', { exact: true })).toBeVisible();
  expect(await shop.apiWrites()).toHaveLength(writes + 1);
});

test('[PREVIEW9] a shop that does not answer is said, and looked at again when it is back', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openSyncTab(page, 'Overview');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await shop.down();
  await page.getByRole('button', { name: 'Preview the next run' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('alert')).toContainText('The store could not be looked at', { timeout: 60_000 });
  await shop.up();
  await dialog.getByRole('button', { name: /^(?:Look|Try) again$/ }).click();
  await expect(dialog.getByText('Nothing new to fetch or to send')).toBeVisible();
});
