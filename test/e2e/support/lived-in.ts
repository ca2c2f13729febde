/** A shop and an app in which everything that a person can meet has happened once. */
import { expect, type Page } from '@playwright/test';
import {
  editCell,
  expectUpToDate,
  expectWaiting,
  findProduct,
  openScreen,
  openSyncTab,
  statusBar,
  syncNow,
} from './screens.ts';
import type { RunningShop } from './shop.ts';

const PUBLISHED = { type: 'simple', status: 'publish', manage_stock: true, stock_quantity: 12, regular_price: '89.00' };
export const LAMP = 'Brass reading lamp';
export const BOWL = 'Olive wood bowl';
export const VASE = 'Blue glass vase';

export type LivedIn = { readonly lampId: number; readonly orderId: number };

/** Products and an order whose names the pictures and tests know. */
export async function furnish(shop: RunningShop): Promise<LivedIn> {
  const lampId = await shop.add('products', { ...PUBLISHED, name: LAMP, sku: 'E2E-LAMP' });
  await shop.add('products', { ...PUBLISHED, name: BOWL, sku: 'E2E-BOWL', stock_quantity: 3 });
  await shop.add('products', { ...PUBLISHED, name: VASE, sku: 'E2E-VASE', sale_price: '79.00' });
  const address = { first_name: 'נועה', last_name: 'לוי', address_1: 'הרצל 12', city: 'חיפה', country: 'IL' };
  const placed = await shop.edit({
    do: 'place-order',
    fields: {
      billing: { ...address, email: 'noa.levi@example.com', phone: '052-555-0100' },
      shipping: address,
      line_items: [{ product_id: lampId, quantity: 2 }],
      set_paid: true,
    },
  });
  return { lampId, orderId: Number((placed as { readonly id: unknown }).id) };
}

/** A decision about the lamp, a refused SKU of the bowl, and, watch-only, a waiting price of the vase. */
export async function live(page: Page, shop: RunningShop, { lampId }: LivedIn): Promise<void> {
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'E2E-', LAMP);
  await shop.down();
  await editCell(page, LAMP, 'regular_price', '94.50');
  await editCell(page, BOWL, 'sku', 'E2E-TAKEN');
  await expectWaiting(page, '2 changes waiting');
  await shop.change('products', lampId, { regular_price: '99.00' });
  await shop.add('products', { ...PUBLISHED, name: 'Another bowl', sku: 'E2E-TAKEN' });
  await shop.up();
  await syncNow(page);
  await expect(statusBar(page).getByText('1 decision', { exact: true })).toBeVisible();
  await expect(statusBar(page).getByText('1 refused', { exact: true })).toBeVisible();
  await openSyncTab(page, 'Overview');
  await page.getByRole('main').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Return to watch-only' }).click();
  await expect(page.getByText('This store is watch-only: everything is read, nothing is sent.')).toBeVisible();
  await openScreen(page, 'Products');
  await findProduct(page, 'E2E-', VASE);
  await editCell(page, VASE, 'regular_price', '92.00');
  await expectWaiting(page, '1 change waiting');
  await expect(page.getByText('Sync started')).toBeHidden();
}

/** Opens an address of the window, in any language. */
export async function openAddress(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, address);
}

export type Language = 'English' | 'עברית';

/** Chooses the language in the settings, which switches the whole window at once. */
export async function chooseLanguage(page: Page, language: Language): Promise<void> {
  await openAddress(page, '#/settings?section=appearance');
  await page.getByRole('radio', { name: language }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', language === 'English' ? 'en' : 'he');
}
