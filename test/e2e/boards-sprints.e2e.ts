import { expect } from '@playwright/test';
import { findObstacles } from './support/axe.ts';
import { furnishBoards } from './support/boards.ts';
import { test } from './support/fixtures.ts';
import { openAddress } from './support/lived-in.ts';

test.use({ expectsQuietConsole: true });
test.setTimeout(180_000);

test('[SPRINT1] [SPRINT2] [SPRINT3] [SPRINT4] [SPRINT6] a sprint is planned with capacities, and its end moves the open tasks by choice', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  await furnishBoards(profileDir, shop);
  const { page } = await launch();
  await openAddress(page, '#/sprints');
  const capacity = page.getByRole('table', { name: 'Capacity' });
  const mine = capacity.getByRole('textbox', { name: 'Hours that Maya Tal has' });
  await mine.fill('10');
  await mine.press('Enter');
  await expect(capacity.getByRole('row', { name: /Maya Tal/ })).toContainText('11 h over');
  expect(await findObstacles(page)).toEqual([]);

  // a second one cannot begin while the first runs
  await page.getByRole('row', { name: 'Sprint 13, Planned' }).click();
  await page.getByRole('button', { name: 'Start sprint' }).click();
  await expect(page.getByText(/Sprint 12 is active. Complete it first/)).toBeVisible();

  await openAddress(page, '#/board');
  await page.getByRole('button', { name: 'Complete sprint' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Complete Sprint 12?' });
  await expect(dialog).toContainText('4 of 17 tasks are done');
  await dialog.getByRole('radio', { name: 'To Sprint 13' }).check();
  await dialog.getByRole('button', { name: 'Complete sprint' }).click();
  await expect(page.getByText('Sprint 12 is complete, 13 tasks moved')).toBeVisible();
  await openAddress(page, '#/sprints');
  await expect(page.getByRole('row', { name: 'Sprint 12, Completed' })).toContainText('4 of 4');
  await expect(page.getByRole('row', { name: 'Sprint 13, Planned' })).toContainText('0 of 13');
  await expect(page.getByRole('listitem', { name: /Sprint 12: 13 h done of 62 h committed/ })).toBeVisible();

  // the end has to come after the start
  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'New sprint' });
  await form.getByRole('textbox', { name: 'Name' }).fill('Sprint 14');
  await form.getByRole('button', { name: 'Add sprint' }).click();
  await expect(page.getByRole('row', { name: 'Sprint 14, Planned' })).toBeVisible();
});
