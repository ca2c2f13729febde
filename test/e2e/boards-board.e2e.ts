import { expect, type Locator, type Page } from '@playwright/test';
import { findObstacles } from './support/axe.ts';
import { furnishBoards } from './support/boards.ts';
import { test } from './support/fixtures.ts';
import { openAddress } from './support/lived-in.ts';

test.use({ expectsQuietConsole: true });
test.setTimeout(180_000);

function column(page: Page, name: string): Locator {
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

test('[BOARD4] [BOARD7] tasks are added at the foot of a column, grouped, filtered, kept as a view, and chosen many at a time', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  await furnishBoards(profileDir, shop);
  const { page } = await launch();
  await openAddress(page, '#/board');
  await page.getByRole('button', { name: 'Add task to Testing' }).last().click();
  const title = page.getByRole('textbox', { name: 'Add task to Testing' });
  await title.fill('Measure the till');
  await title.press('Enter');
  await expect(column(page, 'Testing').getByRole('option').last()).toHaveAccessibleName(/Measure the till/);
  await expect(title).toHaveValue('');
  await expect(title).toBeFocused();
  await title.press('Escape');

  // chosen with the keys, changed with the bar, and taken back as one
  await card(page, 'Show price history').focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('2 tasks chosen')).toBeVisible();
  await page.getByRole('toolbar', { name: 'Chosen tasks' }).getByRole('button', { name: 'Move', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Done' }).click();
  await expect(column(page, 'Done').getByRole('option', { name: /Show price history/ })).toBeVisible();
  await page
    .getByRole('alertdialog', { name: /2 tasks moved/ })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(column(page, 'To do').getByRole('option', { name: /Show price history/ })).toBeVisible();
  await page.getByRole('button', { name: /Choose none/ }).click();

  // lanes: a drop on another lane changes what the lane stands for
  await page.getByRole('button', { name: /^Group/ }).click();
  await page.getByRole('menuitem', { name: 'by assignee' }).click();
  await expect(page.getByRole('button', { name: /^Dan Levi \d/ })).toBeVisible();
  expect(await findObstacles(page)).toEqual([]);

  // a filter and a grouping are a view with a name
  await page.getByRole('button', { name: /^Type/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Bug' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('option')).toHaveCount(3);
  await page.getByRole('button', { name: /Saved view/ }).click();
  await page.getByRole('menuitem', { name: 'Save view' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Bugs by person');
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByRole('button', { name: /Saved view Bugs by person/ })).toBeVisible();
  await openAddress(page, '#/board?search=nothing-like-this');
  await expect(page.getByText('No task matches these filters')).toBeVisible();
  await page.getByRole('button', { name: /Saved view/ }).click();
  await page.getByRole('menuitem', { name: 'Bugs by person' }).click();
  await expect(page.getByRole('option')).toHaveCount(3);

  for (const layout of ['list', 'timeline']) {
    await openAddress(page, `#/board?layout=${layout}`);
    await expect(page.getByText('Alt text for all vases').first()).toBeVisible();
    expect(await findObstacles(page)).toEqual([]);
  }
});
