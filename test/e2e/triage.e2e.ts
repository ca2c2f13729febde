import { expect, type Page } from '@playwright/test';
import { test } from './support/fixtures.ts';
import { collectRefusals } from './support/refusals.ts';
import { statusBar } from './support/screens.ts';

const EACH = 80;
/** Five causes, each moved to, acted on and answered: a person needs well under a minute for so many. */
const MOST_KEYS = 60;

test.setTimeout(240_000);

/** Types as a manager would, and counts. */
function keysOf(page: Page) {
  let pressed = 0;
  return {
    pressed: () => pressed,
    press: async (key: string): Promise<void> => {
      pressed += 1;
      await page.keyboard.press(key);
    },
    type: async (text: string): Promise<void> => {
      pressed += text.length;
      await page.keyboard.type(text);
    },
  };
}

test('[ERROR2] [ERROR6] a manager answers 400 refusals of five causes with the keyboard alone', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 20, orders: 5, customers: 5 });
  const clearTheWay = await collectRefusals(profileDir, shop, EACH);
  const { page, screenshot } = await launch();
  await expect(statusBar(page).getByText('400 refused', { exact: true })).toBeVisible({ timeout: 30_000 });
  const keys = keysOf(page);
  await keys.press('Control+k');
  await keys.type('Triage');
  await keys.press('Enter');
  const list = page.getByRole('treegrid', { name: 'Causes of refusals and their records' });
  await expect(list.getByRole('row', { name: /80/ })).toHaveCount(5);
  await screenshot('triage-400-refusals');
  const open = page.getByRole('tab', { name: /^Open/ });

  // one cause is let go with a note, one waits until it changes, one gets an owner
  await keys.press('e');
  await expect(page.getByRole('dialog', { name: 'Resolve 80 refusals?' })).toBeVisible();
  await keys.press('Enter');
  await expect(open).toHaveText('Open4');
  await keys.press('s');
  await keys.press('2');
  await expect(open).toHaveText('Open3');
  await expect(page.getByRole('tab', { name: /^Waiting to retry/ })).toHaveText('Waiting to retry1');
  await keys.press('a');
  await keys.type('Dana');
  await keys.press('Enter');
  await expect(list.getByRole('row', { name: /Dana/ })).toHaveCount(1);

  // the way is clear in the shop now: the other 240 go again
  await clearTheWay();
  await keys.press('Shift+R');
  await expect(page.getByText('Nothing was refused')).toBeVisible({ timeout: 60_000 });
  expect(keys.pressed()).toBeLessThanOrEqual(MOST_KEYS);
});
