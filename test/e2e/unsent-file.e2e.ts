import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from './support/fixtures.ts';
import { editCell, expectUpToDate, expectWaiting, findProduct, openScreen } from './support/screens.ts';

test.use({ expectsQuietConsole: true });

async function openSection(page: Page): Promise<void> {
  await openScreen(page, 'Settings');
  await page.getByRole('tab', { name: 'Unsent changes' }).click();
}

async function fill(page: Page, button: string, path: string, passphrase: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Path of the file' }).fill(path);
  await dialog.getByLabel('Passphrase').fill(passphrase);
  await dialog.getByRole('button', { name: button }).click();
}

test('[EXPORT2, EXPORT7] unsent changes travel in a file, its errors are in words, and what waits for a place is listed', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop();
  await shop.add('products', { name: 'Travelled mug', type: 'simple', status: 'publish', regular_price: '10.00' });
  const first = await launch({ demoStore: shop });
  await expectUpToDate(first.page);
  await openScreen(first.page, 'Products');
  await findProduct(first.page, 'travelled', 'Travelled mug');
  await shop.down();
  await editCell(first.page, 'Travelled mug', 'regular_price', '12');
  await expectWaiting(first.page, '1 change waiting');
  await openSection(first.page);
  const file = join(profileDir, 'unsent.backroom');
  await first.page.getByRole('button', { name: 'Save file' }).click();
  await fill(first.page, 'Save file', join(profileDir, 'no-such-folder', 'unsent.backroom'), 'a long passphrase');
  await expect(first.page.getByRole('alert').filter({ hasText: 'cannot be written there' })).toBeVisible();
  await fill(first.page, 'Save file', file, 'a long passphrase');
  await expect(first.page.getByText('One change saved')).toBeVisible();

  const { page } = await launch({ profileDir: join(profileDir, 'second'), demoStore: await openShop() });
  await expectUpToDate(page);
  await openSection(page);
  await expect(page.getByText('No change waits for a place')).toBeVisible();
  await page.getByRole('button', { name: 'Take over changes' }).click();
  await fill(page, 'Take over changes', join(profileDir, 'mirror.db'), 'a long passphrase');
  await expect(page.getByRole('alert').filter({ hasText: 'This is no file of unsent changes' })).toBeVisible();
  await fill(page, 'Take over changes', file, 'another passphrase');
  await expect(page.getByRole('alert').filter({ hasText: 'The passphrase does not open this file' })).toBeVisible();
  await fill(page, 'Take over changes', file, 'a long passphrase');
  await expect(page.getByRole('dialog')).toContainText('no store here has the address');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  const waiting = page.getByRole('region', { name: 'Taken over, waiting for a place' });
  await expect(waiting.getByRole('listitem')).toContainText(['Travelled mug']);
  await expect(waiting).toContainText('No store here has this address. Connect the store.');
});
