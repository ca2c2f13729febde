import { expect, type Page } from '@playwright/test';
import { test } from './support/fixtures.ts';
import {
  expectUpToDate,
  findProduct,
  openScreen,
  productCell,
  productRow,
  statusBar,
  syncNow,
} from './support/screens.ts';
import type { RunningShop } from './support/shop.ts';

test.use({ expectsQuietConsole: true });

const PLAIN = { type: 'simple', status: 'publish', manage_stock: true, stock_quantity: 5 };

async function furnish(shop: RunningShop): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const [at, price] of ['10.00', '20.00', '33.33'].entries()) {
    ids.push(await shop.add('products', { ...PLAIN, name: `Bulk mug ${String(at + 1)}`, regular_price: price }));
  }
  ids.push(await shop.add('products', { ...PLAIN, name: 'Bulk set', type: 'variable' }));
  return ids;
}

const prices = async (shop: RunningShop, ids: readonly number[]): Promise<readonly unknown[]> =>
  Promise.all(ids.slice(0, 3).map((id) => shop.field('products', id, 'regular_price')));

/** Chooses what becomes of the regular price, in the open drawer. */
async function raisePrices(page: Page, percent: string): Promise<void> {
  const drawer = page.getByRole('dialog', { name: /^Change .* products$/ });
  await drawer.getByRole('button', { name: /Regular price, what becomes of it/ }).click();
  await page.getByRole('option', { name: 'Raise by percent' }).click();
  await drawer.getByRole('textbox', { name: 'Regular price, amount' }).fill(percent);
}

test('[BULK1, BULK2] ticked products are raised by a percent, shown before, and taken back from the toast', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const ids = await furnish(shop);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'bulk', 'Bulk set');
  await productRow(page, 'Bulk mug 1').getByRole('checkbox').click();
  const bar = page.getByRole('toolbar', { name: 'Change the selected products' });
  await expect(bar.getByText('1 selected')).toBeVisible();
  await productRow(page, 'Bulk mug 3')
    .getByRole('checkbox')
    .click({ modifiers: ['Shift'] });
  await expect(bar.getByText('3 selected')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await page.keyboard.press('Control+a');
  await expect(bar.getByText('4 selected')).toBeVisible();

  await bar.getByRole('button', { name: 'Price' }).click();
  await raisePrices(page, '10');
  const drawer = page.getByRole('dialog', { name: 'Change 4 products' });
  const forecast = drawer.getByRole('region', { name: 'What would change' });
  await expect(forecast.getByRole('listitem').filter({ hasText: 'Bulk mug 3' })).toContainText('33.33');
  await expect(forecast.getByRole('listitem').filter({ hasText: 'Bulk mug 3' })).toContainText('36.66');
  await expect(forecast).toContainText('One product stays as it is');
  await expect(forecast).toContainText('Bulk set');
  await expect(drawer).toContainText('3 change, 0 the same already, 1 left out');
  expect(await prices(shop, ids)).toEqual(['10.00', '20.00', '33.33']);
  await drawer.getByRole('button', { name: 'Change 3 products' }).click();
  await expect(drawer).toContainText('3 products changed');
  await drawer.getByRole('contentinfo').or(drawer).getByRole('button', { name: 'Close' }).last().click();
  await expect.poll(() => prices(shop, ids)).toEqual(['11.00', '22.00', '36.66']);

  await page.getByRole('alertdialog').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => prices(shop, ids)).toEqual(['10.00', '20.00', '33.33']);
  await expectUpToDate(page);
});

test('[HISTORY3] a bulk edit is taken back as a whole from the history of one product', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const ids = await furnish(shop);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'bulk mug', 'Bulk mug 1');
  await page.getByRole('grid', { name: 'Products' }).focus();
  await page.keyboard.press('Control+a');
  await page
    .getByRole('toolbar', { name: 'Change the selected products' })
    .getByRole('button', { name: 'Price' })
    .click();
  await raisePrices(page, '50');
  await page.getByRole('button', { name: 'Change 3 products' }).click();
  await expect.poll(() => prices(shop, ids)).toEqual(['15.00', '30.00', '50.00']);
  await page.getByRole('grid').getByRole('row').filter({ hasText: 'Bulk mug 2' }).getByText('Bulk mug 2').click();
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('button', { name: 'Take back the bulk edit' }).click();
  const question = page.getByRole('alertdialog', { name: 'Take back the change of 3 products?' });
  await question.getByRole('button', { name: 'Take back the bulk edit' }).click();
  await expect.poll(() => prices(shop, ids)).toEqual(['10.00', '20.00', '33.33']);
});

test('[BULK3] a large bulk edit can be stopped; what was done is one edit that goes back', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop({ products: 1500 });
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await shop.down();
  await openScreen(page, 'Products');
  const grid = page.getByRole('grid', { name: 'Products' });
  await grid.focus();
  await page.keyboard.press('Control+a');
  const bar = page.getByRole('toolbar', { name: 'Change the selected products' });
  await expect(bar.getByText(/^[\d,]+ selected$/)).toBeVisible();
  await bar.getByRole('button', { name: 'Status' }).click();
  const drawer = page.getByRole('dialog', { name: /^Change .* products$/ });
  await drawer
    .getByRole('button', { name: /Status/ })
    .first()
    .click();
  await page.getByRole('option', { name: 'Private' }).click();
  await drawer.getByRole('button', { name: /^Change [\d,]+ products$/ }).click();
  await drawer.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText(/^Stopped: [\d,]+ of [\d,]+ products changed$/)).toBeVisible();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(/products are taken back/)).toBeVisible();
  await expect(statusBar(page).getByText('0 changes waiting', { exact: true })).toBeVisible();
  await shop.up();
  await syncNow(page);
  await expectUpToDate(page);
  expect(await shop.apiWrites()).toEqual([]);
  await openScreen(page, 'Products');
  await expect(productCell(page, '', 'status').first()).toHaveText('Published');
});
