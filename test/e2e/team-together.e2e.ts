import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { DemoTeam } from '../../src/shared/contract/engine-process.ts';
import { findObstacles } from './support/axe.ts';
import { test as base } from './support/central.ts';
import { root } from './support/launch-app.ts';
import { openAddress } from './support/lived-in.ts';
import type { RunningShop } from './support/shop.ts';
import { editCell, findProduct, openScreen, openSyncTab, productCell } from './support/screens.ts';

const folder = join(root, 'test-results', 'pictures');
mkdirSync(folder, { recursive: true });
/** Two desktops, two engines and a database on a busy machine. */
const SEEN_MS = 60_000;

const test = base.extend<{ readonly secondDir: string }>({
  // oxlint-disable-next-line no-empty-pattern
  secondDir: async ({}, provide) => {
    const dir = mkdtempSync(join(tmpdir(), 'backroom-e2e-second-'));
    await provide(dir);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  },
});
test.setTimeout(300_000);

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `together-${name}.png`), animations: 'disabled' });
}

async function look(page: Page, name: string): Promise<void> {
  await picture(page, name);
  expect(await findObstacles(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, `${name}-dark`);
  expect(await findObstacles(page, ['color-contrast'])).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** What the app is given, with that person first: the one who is signed in. */
function teamOf(team: DemoTeam, email: string): Readonly<Record<string, string>> {
  const people = [...team.people].toSorted((a, b) => Number(b.email === email) - Number(a.email === email));
  return { BACKROOM_DEMO_TEAM: JSON.stringify({ ...team, people }) };
}

const account = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^Your account: ${name}`) });
const cardOf = (page: Page, title: string) => page.getByRole('option', { name: new RegExp(title) });
const columnOf = (page: Page, name: string) => page.getByRole('listbox', { name: new RegExp(`^${name}, `) });
const panel = (page: Page) => page.getByRole('complementary', { name: /^TASK-|^\S+-\d+ / });

async function addTask(page: Page, title: string): Promise<void> {
  await openAddress(page, '#/board');
  await page.getByRole('button', { name: 'Add task to To do' }).first().click();
  const field = page.getByRole('textbox', { name: 'Add task to To do' });
  await field.fill(title);
  await field.press('Enter');
  await field.press('Escape');
  await expect(cardOf(page, title)).toBeVisible();
}

async function rename(page: Page, title: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Title' });
  await field.fill(title);
  await field.press('Enter');
}

/** The first one whose price is its own. */
async function simpleProduct(shop: RunningShop): Promise<{ readonly id: number; readonly product: string }> {
  for (const id of await shop.ids('products')) {
    if ((await shop.field('products', id, 'type')) !== 'simple') continue;
    return { id, product: String(await shop.field('products', id, 'name')) };
  }
  throw new Error('The shop has no simple product');
}

async function openStores(page: Page): Promise<void> {
  await openScreen(page, 'Settings');
  await openAddress(page, '#/settings?section=stores');
  await expect(page.getByText('Shared with the team')).toBeVisible({ timeout: SEEN_MS });
}

/** Without a key the store goes with everything in it, and comes back when it is taken. */
async function leaveAndTake(page: Page, name: string): Promise<void> {
  await openStores(page);
  await page.getByRole('button', { name: 'Stop sharing here' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop sharing here' }).click();
  const take = page.getByRole('button', { name: `Take: ${name}` });
  await expect(take).toBeVisible({ timeout: SEEN_MS });
  await look(page, 'take-store');
  await take.click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible({ timeout: SEEN_MS });
}

test('[TEAM5] [SHARE5] [PRESENCE1] two desktops, one shop and one board', async ({
  launch,
  openShop,
  central,
  secondDir,
}) => {
  const shop = await openShop({ products: 12, orders: 3, customers: 3 });
  const { name, url, key, secret } = shop;
  const demoStore = { name, url, key, secret, id: central.storeId };
  await central.ask('UPDATE public.stores SET url = $2 WHERE id = $1', [central.storeId, url]);
  const owner = await launch({ demoStore, env: teamOf(central.team, 'owner@demo.example') });
  await expect(account(owner.page, 'Olivia Owner')).toBeVisible({ timeout: SEEN_MS });
  await owner.firstSync();
  await openStores(owner.page);
  await look(owner.page, 'store-shared');

  const manager = await launch({ profileDir: secondDir, env: teamOf(central.team, 'manager@demo.example') });
  await expect(account(manager.page, 'Max Manager')).toBeVisible({ timeout: SEEN_MS });
  await expect(manager.page.getByRole('navigation', { name: 'Main' })).toBeVisible({ timeout: SEEN_MS });

  await test.step('an edit without a key reaches the shop through the holder', async () => {
    const { id, product } = await simpleProduct(shop);
    const { page } = manager;
    await openScreen(page, 'Products');
    await expect(productCell(page, product, 'name')).toBeVisible({ timeout: SEEN_MS });
    await findProduct(page, product, product);
    await editCell(page, product, 'regular_price', '977');
    await expect.poll(() => shop.field('products', id, 'regular_price'), { timeout: SEEN_MS }).toMatch(/^977/);
    await openScreen(page, 'Sync');
    await expect(page.getByText('Olivia Owner talks to the shop for the team')).toBeVisible({ timeout: SEEN_MS });
    await expect(page.getByText('As of Olivia Owner’s last reading').first()).toBeVisible();
    await look(page, 'follower');

    await openScreen(owner.page, 'Products');
    await findProduct(owner.page, product, product);
    await productCell(owner.page, product, 'name').click();
    await owner.page.getByRole('tab', { name: 'History' }).click();
    await expect(owner.page.getByRole('heading', { name: 'Max Manager' })).toBeVisible();
    await picture(owner.page, 'history');
  });

  const [title, byOwner, byManager] = ['Count the teapots', 'Count all teapots', 'Count the teapots and cups'];
  await test.step('a card that one makes and the other moves, and who has it open', async () => {
    await addTask(owner.page, title);
    await openAddress(manager.page, '#/board');
    await expect(cardOf(manager.page, title)).toBeVisible({ timeout: SEEN_MS });
    await cardOf(manager.page, title).focus();
    await manager.page.keyboard.press('Control+ArrowRight');
    await expect(columnOf(owner.page, 'In progress').getByRole('option', { name: new RegExp(title) })).toBeVisible({
      timeout: SEEN_MS,
    });
    await cardOf(owner.page, title).click();
    await expect(manager.page.getByLabel('Olivia Owner has this open')).toBeVisible({ timeout: SEEN_MS });
    await picture(manager.page, 'presence-card');
    await cardOf(manager.page, title).click();
    await expect(panel(manager.page).getByLabel('Olivia Owner has this open')).toBeVisible();
    await owner.page.getByRole('textbox', { name: 'Title' }).focus();
    await expect(panel(manager.page).getByLabel('Olivia Owner is editing this')).toBeVisible({ timeout: SEEN_MS });
    await picture(manager.page, 'presence-panel');
  });

  await test.step('two titles meet, and one of the two decides', async () => {
    const login = central.team.people.find(({ email }) => email === 'manager@demo.example')?.login ?? '';
    await central.cutOff(login);
    await rename(manager.page, byManager);
    await rename(owner.page, byOwner);
    const atCentral = () => central.ask('SELECT title FROM tasks WHERE title = ANY ($1)', [[byOwner, byManager]]);
    await expect.poll(atCentral, { timeout: SEEN_MS }).toEqual([{ title: byOwner }]);
    await central.letIn(login);
    const decisions = await openSyncTab(manager.page, 'Decisions');
    await expect(decisions.getByRole('heading', { name: byOwner })).toBeVisible({ timeout: SEEN_MS });
    await expect(manager.page.getByRole('contentinfo', { name: 'Sync state' }).getByText('1 decision')).toBeVisible();
    await look(manager.page, 'decision');
    await manager.page.keyboard.press('1');
    await expect(decisions.getByText('1 of 1 chosen')).toBeVisible();
    await manager.page.keyboard.press('Control+Enter');
    await expect(decisions.getByText('No decisions wait').first()).toBeVisible();
    await expect.poll(atCentral, { timeout: SEEN_MS }).toEqual([{ title: byManager }]);
    await expect(cardOf(owner.page, byManager)).toBeVisible({ timeout: SEEN_MS });
  });

  await test.step('what the database does not accept waits with its reason', async () => {
    await central.ask('ALTER TABLE tasks ADD CONSTRAINT no_shouting CHECK (title <> upper(title)) NOT VALID');
    await rename(owner.page, 'COUNT');
    const decisions = await openSyncTab(owner.page, 'Decisions');
    await expect(
      decisions.getByText('A rule of the team’s database does not allow this value.', { exact: false }),
    ).toBeVisible({ timeout: SEEN_MS });
    await look(owner.page, 'refused');
    await openScreen(owner.page, 'Triage');
    await expect(owner.page.getByText('1 change of the boards was not accepted')).toBeVisible();
    await picture(owner.page, 'refused-triage');
    await openSyncTab(owner.page, 'Decisions');
    await central.ask('ALTER TABLE tasks DROP CONSTRAINT no_shouting');
    await decisions.getByRole('button', { name: 'Send again' }).click();
    await expect
      .poll(() => central.ask('SELECT 1 AS there FROM tasks WHERE title = $1', ['COUNT']), { timeout: SEEN_MS })
      .toEqual([{ there: 1 }]);
  });

  await test.step('a store that is left goes, and comes back when it is taken', () => leaveAndTake(manager.page, name));
});
