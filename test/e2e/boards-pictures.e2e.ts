import { expect, type Page } from '@playwright/test';
import { furnishBoards, furnishWork } from './support/boards.ts';
import { test } from './support/fixtures.ts';
import { chooseLanguage, openAddress } from './support/lived-in.ts';

test.use({ expectsQuietConsole: true });
test.setTimeout(300_000);

async function wear(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
}

const SCREENS: readonly (readonly [name: string, address: string])[] = [
  ['board', '#/board'],
  ['board-lanes', '#/board?group=assignee'],
  ['board-list', '#/board?layout=list'],
  ['board-timeline', '#/board?layout=timeline'],
  ['sprints', '#/sprints'],
  ['time-week-sheet', '#/time'],
  ['time-day-sheet', '#/time?sheet=day'],
  ['time-report', '#/time?sheet=report'],
  ['bugs', '#/bugs'],
  ['bugs-intake', '#/bugs?tab=intake'],
  ['alerts', '#/alerts'],
];

test('pictures of the boards in light, dark and Hebrew', async ({ launch, openShop, profileDir }) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  const board = await furnishBoards(profileDir, shop);
  const failed = await furnishWork(profileDir);
  const { page, screenshot, setSize } = await launch();
  await setSize(1280, 800);
  const open = board.tasks.get('Free SKUs that trashed products still hold')?.id ?? '';
  const screens = [
    ...SCREENS,
    ['board-panel', `#/board?open=${open}`] as const,
    ['deployments', `#/deployments?open=${failed}`] as const,
  ];
  for (const look of ['light', 'dark', 'hebrew'] as const) {
    await wear(page, look === 'dark' ? 'dark' : 'light');
    if (look === 'hebrew') await chooseLanguage(page, 'עברית');
    for (const [name, address] of screens) {
      await openAddress(page, address);
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await page.waitForTimeout(400);
      await screenshot(`${name}-${look}`);
    }
  }
});
