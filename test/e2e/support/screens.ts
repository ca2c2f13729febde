/** The app's screens as a person finds them: by the words on them, never by classes. */
import { expect, type Locator, type Page } from '@playwright/test';

/** How long the first sync of a test's shop may take on a busy machine. */
export const FIRST_SYNC_MS = 45_000;
/** The back-off after one failure is at most 5 seconds, after two 10; the rest is for a busy machine. */
export const BY_ITSELF_MS = 40_000;

export type ScreenWord = 'Home' | 'Orders' | 'Products' | 'Sync' | 'Triage' | 'Settings';

/** Opens a screen from the sidebar. */
export async function openScreen(page: Page, screen: ScreenWord): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: screen }).click();
  await expect(page.getByRole('heading', { level: 1, name: screen })).toBeVisible();
}

export type SyncTab = 'Overview' | 'Waiting changes' | 'Decisions';

/** Opens one part of the sync screen. */
export async function openSyncTab(page: Page, tab: SyncTab): Promise<Locator> {
  await openScreen(page, 'Sync');
  await page.getByRole('tab', { name: tab }).click();
  const panel = page.getByRole('tabpanel', { name: tab });
  await expect(panel).toBeVisible();
  return panel;
}

export function statusBar(page: Page): Locator {
  return page.getByRole('contentinfo', { name: 'Sync state' });
}

/** Waits until the status bar says that both sides were counted and nothing waits. */
export async function expectUpToDate(page: Page, timeout = FIRST_SYNC_MS): Promise<void> {
  await expect(statusBar(page).getByText('Up to date', { exact: true })).toBeVisible({ timeout });
  await expect(statusBar(page).getByText('0 changes waiting', { exact: true })).toBeVisible();
}

export async function expectWaiting(page: Page, words: string): Promise<void> {
  await expect(statusBar(page).getByText(words, { exact: true })).toBeVisible();
}

/** The row of the product list that shows this name. */
export function productRow(page: Page, name: string): Locator {
  return page.getByRole('grid', { name: 'Products' }).getByRole('row').filter({ hasText: name });
}

export type ProductColumn = 'name' | 'sku' | 'regular_price' | 'sale_price' | 'stock_quantity' | 'status';

export function productCell(page: Page, name: string, column: ProductColumn): Locator {
  return productRow(page, name).locator(`[data-column="${column}"]`);
}

/** Types into the search of the product list, letter by letter, until the row is there. */
export async function findProduct(page: Page, search: string, name: string): Promise<void> {
  const field = page.getByRole('searchbox', { name: 'Search name or SKU' });
  await field.fill('');
  await field.pressSequentially(search);
  // leaving the field settles what was typed: the row is then one of the list that was asked for
  await field.blur();
  await expect(page.getByRole('grid', { name: 'Products' })).toHaveAttribute('aria-busy', 'false');
  await expect(productRow(page, name)).toBeVisible();
}

/** Opens the cell's editor by double click, types and saves with Enter. */
export async function editCell(page: Page, name: string, column: ProductColumn, text: string): Promise<void> {
  const cell = productCell(page, name, column);
  await cell.dblclick();
  await cell.getByRole('textbox').fill(text);
  await page.keyboard.press('Enter');
}

/** Starts a run from the sync screen, as a person who does not want to wait. */
export async function syncNow(page: Page): Promise<void> {
  await openScreen(page, 'Sync');
  await page.getByRole('main').getByRole('button', { name: 'Sync now' }).click();
}

export type Credentials = { readonly url: string; readonly key: string; readonly secret: string };

/** Fills the form of a new store and leaves the last field, which starts the check. */
export async function fillConnection(page: Page, { url, key, secret }: Credentials): Promise<void> {
  await page.getByRole('textbox', { name: 'Store address' }).fill(url);
  await page.getByRole('textbox', { name: 'Consumer key' }).fill(key);
  const secretField = page.getByRole('textbox', { name: 'Consumer secret' });
  await secretField.fill(secret);
  await secretField.blur();
}

/** From the welcome to Home: connects the shop as its owner would, and waits for its first sync. */
export async function connectStore(page: Page, credentials: Credentials, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Connect a store' }).click();
  await fillConnection(page, credentials);
  const connect = page.getByRole('button', { name: 'Connect store' });
  await expect(connect).toBeEnabled();
  await page.getByRole('textbox', { name: 'Name in Backroom' }).fill(name);
  await connect.click();
  await expect(page.getByRole('heading', { name: 'Everything is here' })).toBeVisible({ timeout: FIRST_SYNC_MS });
  await page.getByRole('button', { name: 'Open Home' }).click();
}
