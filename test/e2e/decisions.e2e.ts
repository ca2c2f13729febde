import { expect } from '@playwright/test';
import { disagree, NAMES } from './support/disagree.ts';
import { test } from './support/fixtures.ts';
import {
  expectUpToDate,
  findProduct,
  openScreen,
  openSyncTab,
  productCell,
  statusBar,
  syncNow,
} from './support/screens.ts';
import type { RunningShop } from './support/shop.ts';

test.use({ expectsQuietConsole: true });

const prices = async (shop: RunningShop, ids: readonly number[]): Promise<readonly unknown[]> =>
  Promise.all(ids.map((id) => shop.field('products', id, 'regular_price')));

test('[MERGE8] a decision is made with the keyboard alone, field by field, with what merged by itself below', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop();
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  const [lamp = 0] = await disagree(page, shop, profileDir);
  const decisions = await openSyncTab(page, 'Decisions');
  const heading = (name: string) => decisions.getByRole('heading', { level: 2, name });
  const lines = await decisions
    .getByRole('navigation')
    .getByRole('button', { name: /^Decided/ })
    .allInnerTexts();
  const place = lines.findIndex((line) => line.startsWith(NAMES[0]));
  for (const line of lines.slice(0, place)) {
    await expect(heading(line.split('\n')[0] ?? '')).toBeVisible();
    await page.keyboard.press('j');
  }
  await expect(heading(NAMES[0])).toBeVisible();
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  await expect(heading(NAMES[0])).toBeVisible();

  const merged = decisions.getByRole('region', { name: /Merged by itself/ });
  await expect(merged.getByRole('row', { name: /Weight.*2.*You changed it/ })).toBeVisible();
  await expect(merged.getByRole('row', { name: /from-the-shop.*Store changed it/ })).toBeVisible();
  const table = decisions.getByRole('table').first();
  const text = table.getByRole('row', { name: /^Description/ });
  await expect(text.getByRole('insertion').first()).toHaveText('mine');
  await expect(text.getByRole('deletion').first()).toHaveText('old');
  await expect(text.getByText(/words the same/).first()).toBeVisible();

  const price = table.getByRole('row', { name: /^Regular price/ });
  const fields = await table.getByRole('rowheader').allInnerTexts();
  const isPriceFirst = fields[0]?.startsWith('Regular price') === true;
  if (!isPriceFirst) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('e');
  const editor = decisions.getByRole('textbox', { name: 'Other value for Regular price' });
  await expect(editor).toBeFocused();
  await expect(editor).toHaveValue('94.50');
  await editor.fill('95');
  await page.keyboard.press('Escape');
  await expect(editor).toBeHidden();
  await page.keyboard.press('e');
  await editor.fill('96');
  await page.keyboard.press('Enter');
  if (!isPriceFirst) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('2');
  await expect(decisions.getByText('2 of 2 chosen')).toBeVisible();
  await expect(price).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(statusBar(page).getByText('2 decisions', { exact: true })).toBeVisible();
  await expect.poll(() => shop.field('products', lamp, 'regular_price')).toBe('96');
  expect(await shop.field('products', lamp, 'description')).toContain('theirs');
});

test('[MERGE9] all prices are settled as mine at once, counted before, and taken back after', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop();
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  const ids = await disagree(page, shop, profileDir);
  await shop.down();
  const decisions = await openSyncTab(page, 'Decisions');
  await decisions.getByRole('button', { name: 'Settle in bulk' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Settle many decisions alike' });
  await dialog.getByRole('button', { name: /Which decisions/ }).click();
  await page.getByRole('option', { name: 'Regular price (3)' }).click();
  await dialog.getByRole('radio', { name: 'All yours' }).click();
  await expect(dialog.getByRole('status')).toContainText('3 fields');
  await dialog.getByRole('button', { name: 'Settle 3 decisions' }).click();
  await expect(statusBar(page).getByText('1 decision', { exact: true })).toBeVisible();
  await expect(dialog).toBeHidden();

  await page.keyboard.press('Control+z');
  await expect(page.getByText('3 fields are asked again')).toBeVisible();
  await expect(statusBar(page).getByText('3 decisions', { exact: true })).toBeVisible();
  await shop.up();
  await syncNow(page);
  await expect(statusBar(page).getByText('3 decisions', { exact: true })).toBeVisible();
  expect(await prices(shop, ids)).toEqual(['99.00', '99.00', '99.00']);
});

test('[MERGE9] an answer that was sent is taken back with the store’s earlier value', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop();
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  const ids = await disagree(page, shop, profileDir);
  const decisions = await openSyncTab(page, 'Decisions');
  await decisions.getByRole('button', { name: 'Settle in bulk' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Settle many decisions alike' });
  await dialog.getByRole('button', { name: /Which decisions/ }).click();
  await page.getByRole('option', { name: 'Regular price (3)' }).click();
  await dialog.getByRole('button', { name: 'Settle 3 decisions' }).click();
  await expect.poll(() => prices(shop, ids)).toEqual(['94.50', '94.50', '94.50']);
  await decisions.getByRole('button', { name: 'Undo last' }).click();
  await expect.poll(() => prices(shop, ids)).toEqual(['99.00', '99.00', '99.00']);
  await openScreen(page, 'Products');
  await findProduct(page, 'decided', NAMES[1]);
  await expect(productCell(page, NAMES[1], 'regular_price')).toHaveText('99.00');
});
