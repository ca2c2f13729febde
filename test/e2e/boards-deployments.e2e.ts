import { expect } from '@playwright/test';
import { findObstacles } from './support/axe.ts';
import { furnishBoards, furnishWork, withEngine } from './support/boards.ts';
import { test } from './support/fixtures.ts';
import { openAddress } from './support/lived-in.ts';
import { collectRefusals } from './support/refusals.ts';

test.use({ expectsQuietConsole: true });
test.setTimeout(240_000);

test('[DEPLOY2] [ALERT1] [ALERT3] [ALERT4] a deployment is recorded, fails, raises an alert that is told, read and put off, and is rolled back', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  await furnishBoards(profileDir, shop);
  await furnishWork(profileDir);
  const { page, output } = await launch();
  await openAddress(page, '#/deployments');
  await expect(page.getByRole('row', { name: /^1\.4\.2/ })).toBeVisible();
  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'Record a deployment' });
  await form.getByRole('textbox', { name: 'Version' }).fill('2.0.0');
  await form.getByRole('textbox', { name: 'Tasks' }).fill('BR-12');
  await form.getByRole('button', { name: /Status/ }).click();
  await page.getByRole('option', { name: 'Failed' }).click();
  await form.getByRole('button', { name: 'Record a deployment' }).click();
  const panel = page.getByRole('complementary', { name: /2\.0\.0/ });
  await expect(panel).toContainText('Deploy SKU Manager 1.4.3');
  await expect
    .poll(() => output.some((line) => line.startsWith('backroom:alerts') && line.includes('2.0.0')))
    .toBe(true);

  await page.getByRole('button', { name: /unread alerts/ }).click();
  const alert = page.getByRole('row', { name: /Deployment failed, 2\.0\.0/ });
  await expect(alert).toBeVisible();
  expect(await findObstacles(page)).toEqual([]);
  await alert.focus();
  await page.keyboard.press('r');
  await expect(alert).toBeHidden();
  const over = page.getByRole('row', { name: /More hours than estimated, BR-11/ });
  await over.focus();
  await page.keyboard.press('s');
  await expect(over).toBeHidden();
  await page
    .getByRole('alertdialog', { name: /Put off/ })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(over).toBeVisible();

  await openAddress(page, '#/deployments');
  await page.getByRole('row', { name: /^1\.4\.2/ }).click();
  await page.getByRole('button', { name: 'Roll back' }).click();
  const question = page.getByRole('alertdialog', { name: /1\.4\.2 was rolled back/ });
  await question.getByRole('textbox', { name: 'Reason' }).fill('It broke the cart');
  await question.getByRole('button', { name: 'Roll back' }).click();
  await expect(page.getByRole('complementary', { name: /1\.4\.2/ })).toContainText('It broke the cart');
  expect(await findObstacles(page)).toEqual([]);
});

test('[DEPLOY3] [DEPLOY4] refusals that began after a deployment are put down to it, in words and on the chart', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  await withEngine(profileDir, (engine) =>
    engine.call('deployments.create', {
      ...{ version: '1.4.2', environment: 'production', status: 'success' },
      at: new Date(Date.now() - 6 * 60_000).toISOString(),
    }),
  );
  await collectRefusals(profileDir, shop, 2);
  const { page, screenshot } = await launch();
  await openAddress(page, '#/deployments');
  await expect(page.getByRole('button', { name: /^Refusals began [67] minutes after 1\.4\.2$/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^1\.4\.2, Production, Refusals began/ })).toBeVisible();
  await screenshot('deployments-effect');
  await page.keyboard.press('t');
  await expect(page.getByRole('table', { name: 'Figures of the chart' }).getByRole('row')).not.toHaveCount(1);
});
