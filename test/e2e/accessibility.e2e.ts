import { expect, type Locator, type Page } from '@playwright/test';
import { findObstacles } from './support/axe.ts';
import { test } from './support/fixtures.ts';
import { furnish, LAMP, live, openAddress, VASE } from './support/lived-in.ts';
import {
  expectUpToDate,
  expectWaiting,
  fillConnection,
  openScreen,
  productCell,
  statusBar,
} from './support/screens.ts';

test.use({ expectsQuietConsole: true });

const SCREENS: readonly string[] = [
  '#/home',
  '#/products?search=E2E-',
  '#/products?search=carrafe',
  '#/orders',
  '#/sync',
  '#/sync?tab=pending',
  '#/triage',
  '#/sync?tab=conflicts',
  '#/sync?tab=runs',
  '#/settings?section=appearance',
  '#/settings?section=stores',
  '#/settings?section=about',
];

type Theme = 'light' | 'dark';

/** In the dark only what differs from the light is looked at: the colours. */
async function expectNoObstacles(page: Page, theme: Theme, where: string): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  const found = await findObstacles(page, theme === 'dark' ? ['color-contrast', 'link-in-text-block'] : undefined);
  expect.soft(found, `${where}, ${theme}`).toEqual([]);
}

async function wear(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
}

for (const theme of ['light', 'dark'] as const) {
  test(`no screen has a serious obstacle for people with a screen reader or little sight, ${theme}`, async ({
    launch,
    openShop,
  }) => {
    const shop = await openShop();
    const facts = await furnish(shop);
    const { page } = await launch({ demoStore: shop });
    await live(page, shop, facts);
    await wear(page, theme);
    for (const address of SCREENS) {
      await openAddress(page, address);
      await expectNoObstacles(page, theme, address);
    }
    await openAddress(page, '#/products?search=E2E-');
    await page.getByRole('grid').getByText(VASE).click();
    await expect(page.getByRole('complementary', { name: VASE })).toBeVisible();
    await expectNoObstacles(page, theme, 'product panel');
    await page.getByRole('button', { name: 'New product' }).click();
    await expect(page.getByRole('dialog', { name: 'New product' })).toBeVisible();
    await expectNoObstacles(page, theme, 'new product');
    await page.keyboard.press('Escape');
    await openAddress(page, '#/home');
    await page.getByRole('button', { name: 'See what would be sent' }).click();
    await expect(page.getByRole('alertdialog').getByRole('listitem')).toHaveCount(1);
    await expectNoObstacles(page, theme, 'what would be sent');
  });
}

test('the first run has no serious obstacle either, light and dark', async ({ launch, openShop }) => {
  const shop = await openShop();
  const { page } = await launch();
  const look = async (where: string) => {
    for (const theme of ['light', 'dark'] as const) {
      await wear(page, theme);
      await expectNoObstacles(page, theme, where);
    }
  };
  await expect(page.getByRole('heading', { name: 'The back room of your shop' })).toBeVisible();
  await look('welcome');
  await page.getByRole('button', { name: 'Connect a store' }).click();
  await fillConnection(page, { ...shop, key: `ck_${'1'.repeat(40)}` });
  await expect(page.getByText('1 check failed')).toBeVisible();
  await look('a check that failed');
  await fillConnection(page, shop);
  await page.getByRole('button', { name: 'Connect store' }).click();
  await expect(page.getByRole('heading', { name: 'Everything is here' })).toBeVisible();
  await look('first sync');
});

/** The cell that the keyboard stands on, as a screen reader hears it. */
async function activeCell(page: Page): Promise<Locator> {
  const grid = page.getByRole('grid', { name: 'Products' });
  await expect(grid).toBeFocused();
  const id = await grid.getAttribute('aria-activedescendant');
  return page.locator(`[id="${id ?? ''}"]`);
}

test('products are found, edited and opened by the keyboard alone', async ({ launch, openShop }) => {
  const shop = await openShop();
  await furnish(shop);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await shop.down();
  const { keyboard } = page;

  await keyboard.press('Control+k');
  await keyboard.type('products');
  // the way to the screen, and the team's products beside it; the first is chosen
  await expect(page.getByRole('dialog').getByText('2 results')).toBeVisible();
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Products' })).toBeVisible();
  await keyboard.press('Control+f');
  await expect(page.getByRole('searchbox', { name: 'Search name or SKU' })).toBeFocused();
  await keyboard.type('e2e-');
  await expect(page.getByText('3 products found')).toBeVisible();
  const grid = page.getByRole('grid', { name: 'Products' });
  for (
    let presses = 0;
    presses < 10 && !(await grid.evaluate((element) => element === document.activeElement));
    presses += 1
  ) {
    await keyboard.press('Tab');
  }

  await keyboard.press('Control+Home');
  await expect(await activeCell(page)).toHaveText(VASE);
  await keyboard.press('ArrowDown');
  await expect(await activeCell(page)).toHaveText(LAMP);
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowRight');
  await expect(await activeCell(page)).toHaveText('89.00');
  await keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: `Price, ${LAMP}` })).toBeFocused();
  await keyboard.type('94.50');
  await keyboard.press('Escape');
  await expect(await activeCell(page)).toHaveText('89.00');
  await expectWaiting(page, '0 changes waiting');
  await keyboard.press('F2');
  await keyboard.type('94.50');
  await keyboard.press('Enter');
  await expect(productCell(page, LAMP, 'regular_price')).toHaveText('94.50');
  await expectWaiting(page, '1 change waiting');
  await expect(await activeCell(page)).toHaveAttribute('data-column', 'regular_price');
  await expect(await activeCell(page)).toHaveText('89.00');
  await keyboard.press('ArrowUp');
  await expect(await activeCell(page)).toHaveText('94.50');
  await keyboard.press('End');
  await keyboard.press('Enter');
  await page.getByRole('option', { name: 'Published' }).focus();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(productCell(page, LAMP, 'status')).toHaveText('Draft');
  await expect(productCell(page, LAMP, 'status')).toHaveAttribute('data-mark', 'pending');
  // One record is one change, whatever of it was edited.
  await expectWaiting(page, '1 change waiting');
  await keyboard.press('ArrowUp');
  await keyboard.press('Home');
  await keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: LAMP });
  await expect(panel.getByRole('heading', { name: LAMP })).toBeVisible();
  await expect(await activeCell(page)).toHaveText(LAMP);
  await keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(await activeCell(page)).toHaveText(LAMP);
});

test('every part of the window is reached by Tab, and where the keyboard stands can be seen', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openScreen(page, 'Home');
  const reached = new Set<string>();
  const unseen: string[] = [];
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(describeFocus);
    if (stop === null) continue;
    if (stop.name === 'Home' && reached.has('Home')) break;
    reached.add(stop.name);
    if (!stop.isSeen) unseen.push(stop.name);
  }
  expect(unseen).toEqual([]);
  const wanted = ['Home', 'Orders', 'Products', 'Sync', 'Settings', 'Connect a store', 'Sync now', 'Pause'];
  expect([...reached]).toEqual(expect.arrayContaining(wanted));
  await expect(statusBar(page)).toBeVisible();
});

/** What has the focus, and whether it looks any different from what has not. */
function describeFocus(): { readonly name: string; readonly isSeen: boolean } | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  const { boxShadow, outlineStyle } = getComputedStyle(element);
  const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
  return { name, isSeen: boxShadow !== 'none' || outlineStyle !== 'none' };
}
