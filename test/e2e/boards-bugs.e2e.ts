import { expect } from '@playwright/test';
import { findObstacles } from './support/axe.ts';
import { furnishBoards, furnishWork } from './support/boards.ts';
import { test } from './support/fixtures.ts';
import { openAddress } from './support/lived-in.ts';
import { collectRefusals } from './support/refusals.ts';

test.use({ expectsQuietConsole: true });
test.setTimeout(240_000);

test('[BUG2] [BUG3] the intake is worked off with the keys: accepted with a task, put off, declined, a duplicate', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  await furnishBoards(profileDir, shop);
  await furnishWork(profileDir);
  const { page } = await launch();
  await openAddress(page, '#/bugs?tab=intake');
  const row = (title: string) => page.getByRole('row', { name: new RegExp(title) });
  await row('Wrong total when a coupon').focus();
  await page.keyboard.press('t');
  await expect(page.getByText(/Accepted, BR-18 resolves it/)).toBeVisible();
  await expect(row('Wrong total when a coupon')).toBeHidden();
  await row('Cart forgets').focus();
  await page.keyboard.press('u');
  const dialog = page.getByRole('dialog', { name: /duplicate of/ });
  await dialog.getByRole('button', { name: /Search finds nothing/ }).click();
  await expect(page.getByText('No bugs here')).toBeVisible();

  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'Report a bug' });
  await form.getByRole('textbox', { name: 'Title' }).fill('Prices flicker');
  await form.getByRole('button', { name: 'Report a bug' }).click();
  await expect(page.getByRole('complementary', { name: /Prices flicker/ })).toBeVisible();
  expect(await findObstacles(page)).toEqual([]);
  await row('Prices flicker').focus();
  await page.keyboard.press('s');
  await page.getByRole('option', { name: 'Tomorrow at 9:00' }).click();
  await expect(page.getByRole('radio', { name: /Later/ })).toContainText('1');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await row('Prices flicker').focus();
  await page.keyboard.press('d');
  await page
    .getByRole('dialog', { name: /Decline BUG/ })
    .getByRole('button', { name: 'Decline' })
    .click();
  await openAddress(page, '#/bugs?tab=ended');
  await expect(row('Prices flicker')).toBeVisible();
  await expect(row('Cart forgets')).toBeVisible();
});

test('[BUG4] [BUG5] [BUG6] one key makes a cause of refusals a bug or a task, linked both ways and resolved together', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  const clearTheWay = await collectRefusals(profileDir, shop, 2);
  const { page, screenshot } = await launch();
  await openAddress(page, '#/triage');
  const list = page.getByRole('treegrid', { name: 'Causes of refusals and their records' });
  await expect(list.getByRole('row', { level: 1 })).toHaveCount(5);
  await page.keyboard.press('b');
  await expect(page.getByText('BUG-1 made of this cause')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('t');
  await expect(page.getByText('BR-1 made of this cause')).toBeVisible();
  await expect(list.getByText('BUG-1')).toBeVisible();
  await expect(list.getByText('BR-1')).toBeVisible();
  await screenshot('triage-linked');

  // asked again it is the same one
  await page.keyboard.press('t');
  await expect(page.getByText('This cause is BR-1 already')).toBeVisible();
  const toast = page.getByRole('alertdialog', { name: 'This cause is BR-1 already' });
  await toast.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('complementary').getByText('2 open refusals')).toBeVisible();
  await expect(page.getByRole('option', { name: /2 refused/ })).toBeVisible();

  // resolved in the shop and here: the refusals go again, and with the last one the bug is done too
  await clearTheWay();
  await openAddress(page, '#/bugs');
  await page.getByRole('row', { name: /BUG-1/ }).click();
  await expect(page.getByRole('complementary').getByText('2 open refusals')).toBeVisible();
  await openAddress(page, '#/triage');
  await page.keyboard.press('Shift+R');
  await expect(page.getByText('Nothing was refused')).toBeVisible({ timeout: 60_000 });
  await openAddress(page, '#/bugs?tab=ended');
  await expect(page.getByRole('row', { name: /BUG-1.*Resolved/ })).toBeVisible();
});
