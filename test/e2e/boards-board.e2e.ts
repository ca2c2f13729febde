import { expect, type Locator, type Page } from '@playwright/test';
import { furnishBoards } from './support/boards.ts';
import { test } from './support/fixtures.ts';
import { openAddress } from './support/lived-in.ts';

test.use({ expectsQuietConsole: true });
test.setTimeout(180_000);

export function column(page: Page, name: string): Locator {
  return page.getByRole('listbox', { name: new RegExp(`^${name}, `) });
}

function card(page: Page, title: string): Locator {
  return page.getByRole('option', { name: new RegExp(title) });
}

const MOVED = 'Copy a price change to the second store';

test('[BOARD] a card is carried with the pointer and with the keys, and the focus stays on it', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  await furnishBoards(profileDir, shop);
  const { page, screenshot, setSize } = await launch();
  await setSize(1280, 800);
  await openAddress(page, '#/board');
  await expect(page.getByRole('heading', { level: 1, name: 'Sprint 12' })).toBeVisible();
  await expect(column(page, 'In progress').getByRole('option')).toHaveCount(4);
  await screenshot('board-light');

  const from = await card(page, MOVED).boundingBox();
  const to = await card(page, 'Sale dates for the Hanukkah set').boundingBox();
  if (!from || !to) throw new Error('no boxes');
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + 10, { steps: 8 });
  await page.mouse.move(to.x + 64, to.y + 6, { steps: 4 });
  await screenshot('board-drag');
  await page.mouse.up();
  await expect(column(page, 'Review').getByRole('option').first()).toHaveAccessibleName(new RegExp(MOVED));
  await expect(column(page, 'In progress').getByRole('option')).toHaveCount(3);
  await expect(card(page, MOVED)).toBeFocused();

  await page.keyboard.press('Control+ArrowRight');
  await expect(column(page, 'Testing').getByRole('option', { name: new RegExp(MOVED) })).toBeFocused();
  await page.keyboard.press('Control+End');
  await expect(column(page, 'Testing').getByRole('option').last()).toBeFocused();
  await page.keyboard.press('5');
  await expect(column(page, 'Done').getByRole('option', { name: new RegExp(MOVED) })).toBeFocused();
  await screenshot('board-keys');
});
