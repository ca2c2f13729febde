import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type ElectronApplication, type Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { furnishBoards } from './support/boards.ts';
import { test } from './support/fixtures.ts';
import { openAddress } from './support/lived-in.ts';
import { mirrorPath } from './support/mirror.ts';

test.use({ expectsQuietConsole: true });
test.setTimeout(180_000);

const FREE = 'Free SKUs that trashed products still hold';
const IMPORT = 'Import winter prices from the spreadsheet';

function timerOf(page: Page) {
  return page.getByRole('group', { name: 'Running timer' });
}

/** As if the timer had been started so much earlier. */
function backdateTimer(profileDir: string, ms: number): void {
  const db = new Database(mirrorPath(profileDir), { fileMustExist: true });
  try {
    db.prepare('UPDATE running_timer SET started_at = started_at - ?').run(ms);
  } finally {
    db.close();
  }
}

/** What the system says of the last key or movement. */
async function idleFor(electron: ElectronApplication, seconds: number): Promise<void> {
  await electron.evaluate(({ powerMonitor }, idle) => {
    powerMonitor.getSystemIdleTime = () => idle;
  }, seconds);
}

test('[LOG5] [LOG6] [LOG7] one timer runs, moves, shows in the window and the tray, asks about idle time and survives a crash', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  const board = await furnishBoards(profileDir, shop);
  const { page, electron, output, screenshot, enginePid } = await launch();
  await openAddress(page, '#/board');
  await page.getByRole('option', { name: new RegExp(FREE) }).focus();
  await page.keyboard.press('t');
  const { key } = board.tasks.get(FREE) ?? { key: '' };
  await expect(timerOf(page)).toContainText(key);
  await expect(page.getByRole('option', { name: new RegExp(FREE) })).toContainText(/0:00:0\d/);
  await expect.poll(() => output.some((line) => line.startsWith('backroom:tray') && line.includes(key))).toBe(true);

  // another task: the timer moves, and what it counted is logged
  await page.getByRole('option', { name: new RegExp(IMPORT) }).focus();
  await page.keyboard.press('t');
  const moved = board.tasks.get(IMPORT)?.key ?? '';
  await expect(timerOf(page)).toContainText(moved);
  await screenshot('time-running');

  // the engine dies: the timer goes on
  const before = (await enginePid()) ?? 0;
  process.kill(before, 'SIGKILL');
  await expect.poll(async () => ![null, before].includes(await enginePid()), { timeout: 30_000 }).toBe(true);
  await expect(timerOf(page)).toContainText(moved);

  // it began an hour ago; then nobody was at the computer for ten minutes, and somebody came back
  backdateTimer(profileDir, 3_600_000);
  await idleFor(electron, 600);
  const question = page.getByRole('alertdialog', { name: /Nobody was here for 1[01] min/ });
  await expect(question).toBeVisible({ timeout: 40_000 });
  await screenshot('time-idle');
  await idleFor(electron, 1);
  await question.getByRole('button', { name: 'It was a break' }).click();
  await expect(question).toBeHidden();
  await expect(timerOf(page)).toContainText(moved);

  await timerOf(page).getByRole('button', { name: 'Stop' }).click();
  await expect(timerOf(page)).toBeHidden();
  await expect.poll(() => output.findLast((line) => line.startsWith('backroom:tray'))).toContain('null');
  await openAddress(page, '#/time?sheet=day');
  const logged = page.getByRole('listitem').filter({ has: page.locator(`input[value^="${moved} "]`) });
  await expect(logged.first().getByRole('textbox', { name: 'Duration' })).toHaveValue(/0:(49|50|51)/);
});

test('[LOG4] a line in the palette is read as it is typed and written down with Enter', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  const board = await furnishBoards(profileDir, shop);
  const { key } = board.tasks.get(IMPORT) ?? { key: '' };
  const { page, screenshot } = await launch();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`1h30 yesterday ${key} fixed variations`);
  const row = page.getByRole('menuitem', { name: /Log 1 h 30 min, yesterday/ });
  await expect(row).toContainText(`${key} fixed variations`);
  await screenshot('time-palette');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`1 h 30 min logged on ${key}`)).toBeVisible();

  // what cannot be understood says which part
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('searchbox', { name: 'Search or run a command' })).toBeFocused();
  await page.keyboard.type('1h30 2h review');
  await expect(page.getByRole('menuitem', { name: /Two durations: “2h” is the second one/ })).toBeVisible();
  await page.keyboard.press('Escape');
});

test('[LOG1] [LOG3] [LOG9] [LOG10] logs are corrected where they stand, summed by day and week, and exported', async ({
  launch,
  openShop,
  profileDir,
}) => {
  const shop = await openShop({ products: 5, orders: 2, customers: 2 });
  const board = await furnishBoards(profileDir, shop);
  const { key } = board.tasks.get(FREE) ?? { key: '' };
  const { page, electron, screenshot } = await launch();
  const downloads = mkdtempSync(join(tmpdir(), 'backroom-downloads-'));
  await electron.evaluate(({ app }, folder) => app.setPath('downloads', folder), downloads);
  await openAddress(page, '#/time?sheet=day');
  const entry = page.getByRole('textbox', { name: 'Log work' });
  await entry.fill(`45m ${key} looked for the cause`);
  await expect(page.getByText(/45 min · today/)).toBeVisible();
  await entry.press('Enter');
  const row = page
    .getByRole('listitem')
    .filter({ hasText: '' })
    .filter({ has: page.locator(`input[value*="looked for the cause"]`) });
  await expect(row).toHaveCount(1);
  await screenshot('time-day');
  const duration = row.getByRole('textbox', { name: 'Duration' });
  await duration.fill('0');
  await duration.press('Enter');
  await expect(row.getByText(/smaller|least|below/i)).toBeVisible();
  await duration.fill('1:15');
  await duration.press('Enter');
  await expect(row.getByRole('textbox', { name: 'Duration' })).toHaveValue('1:15');

  await openAddress(page, '#/time');
  const week = page.getByRole('table', { name: 'Week' });
  await expect(week.getByRole('row', { name: new RegExp(FREE) })).toContainText('3:15');
  await screenshot('time-week');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect.poll(() => readdirSync(downloads).filter((name) => name.endsWith('.csv')).length).toBe(1);
  const [name = ''] = readdirSync(downloads);
  expect(readFileSync(join(downloads, name), 'utf8')).toContain('looked for the cause');
});
