import { expect, type Page } from '@playwright/test';
import { test } from './support/fixtures.ts';
import {
  editCell,
  expectUpToDate,
  expectWaiting,
  findProduct,
  openScreen,
  openSyncTab,
  productCell,
  productRow,
  statusBar,
  syncNow,
} from './support/screens.ts';
import type { RunningShop } from './support/shop.ts';

test.use({ expectsQuietConsole: true });

const LAMP = { name: 'Brass reading lamp', sku: 'E2E-LAMP', regular_price: '89.00', type: 'simple', status: 'publish' };

const inShop = (shop: RunningShop, id: number, field: string) => () => shop.field('products', id, field);

/** The price changes here and in the shop while they cannot talk; then they meet. */
async function changeOnBothSides(page: Page, shop: RunningShop, id: number): Promise<void> {
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'brass', LAMP.name);
  await shop.down();
  await editCell(page, LAMP.name, 'regular_price', '94.50');
  await editCell(page, LAMP.name, 'sale_price', '70');
  await shop.change('products', id, { regular_price: '99.00' });
  await shop.up();
  await syncNow(page);
  await expect(statusBar(page).getByText('1 decision', { exact: true })).toBeVisible();
}

async function decide(page: Page, side: 'Yours' | 'Store'): Promise<void> {
  const decisions = await openSyncTab(page, 'Decisions');
  await expect(decisions.getByRole('heading', { name: LAMP.name })).toBeVisible();
  const table = decisions.getByRole('table');
  const sides = await table.getByRole('columnheader').allInnerTexts();
  const place = sides.findIndex((words) => words.startsWith(side));
  const row = table.getByRole('row', { name: /^Regular price/ });
  await expect(row.getByRole('cell')).toHaveText([/^89\.00/, /^94\.50/, /^99\.00/]);
  const save = decisions.getByRole('button', { name: 'Save' });
  await expect(save).toBeDisabled();
  await row
    .getByRole('radio')
    .nth(place - 1)
    .check();
  await save.click();
}

test('[MERGE3] a price changed on both sides becomes a decision, the other field goes on, and keeping mine sends it', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const id = await shop.add('products', LAMP);
  const { page } = await launch({ demoStore: shop });
  await changeOnBothSides(page, shop, id);
  await expect.poll(inShop(shop, id, 'sale_price')).toBe('70');
  expect(await shop.field('products', id, 'regular_price')).toBe('99.00');
  await openScreen(page, 'Products');
  await findProduct(page, 'brass', LAMP.name);
  await expect(productCell(page, LAMP.name, 'regular_price')).toHaveAttribute('data-mark', 'conflict');
  await expect(productRow(page, LAMP.name).getByLabel('Waits for your decision')).toBeVisible();

  await decide(page, 'Yours');
  await expect.poll(inShop(shop, id, 'regular_price')).toBe('94.50');
  await expectUpToDate(page);
  await expect(statusBar(page).getByText('0 decisions', { exact: true })).toBeVisible();
});

test('[MERGE3] keeping the store’s price takes it over here and sends nothing', async ({ launch, openShop }) => {
  const shop = await openShop();
  const id = await shop.add('products', LAMP);
  const { page } = await launch({ demoStore: shop });
  await changeOnBothSides(page, shop, id);
  await decide(page, 'Store');
  await expect(statusBar(page).getByText('0 decisions', { exact: true })).toBeVisible();
  await expectUpToDate(page);
  expect(await shop.field('products', id, 'regular_price')).toBe('99.00');
  await openScreen(page, 'Products');
  await findProduct(page, 'brass', LAMP.name);
  await expect(productCell(page, LAMP.name, 'regular_price')).toHaveText('99.00');
  await expect(productCell(page, LAMP.name, 'regular_price')).not.toHaveAttribute('data-mark', /./);
  expect(await shop.apiWrites()).toHaveLength(1);
});

test('[DEL5] a record that was deleted in the store while it was changed here asks, and is removed only when told', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const id = await shop.add('products', LAMP);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'brass', LAMP.name);
  await shop.down();
  await editCell(page, LAMP.name, 'regular_price', '94.50');
  await shop.edit({ do: 'delete', entity: 'products', id });
  await shop.up();
  await syncNow(page);
  await expect(statusBar(page).getByText('1 decision', { exact: true })).toBeVisible();
  const decisions = await openSyncTab(page, 'Decisions');
  await expect(decisions.getByRole('heading', { name: LAMP.name })).toBeVisible();
  await expect(decisions.getByRole('definition').filter({ hasText: '94.50' })).toBeVisible();
  await openScreen(page, 'Products');
  await findProduct(page, 'brass', LAMP.name);

  await openSyncTab(page, 'Decisions');
  await decisions.getByRole('button', { name: 'Remove here' }).click();
  const question = page.getByRole('alertdialog', { name: `Remove “${LAMP.name}” from this computer?` });
  await question.getByRole('button', { name: 'Remove here' }).click();
  await expect(statusBar(page).getByText('0 decisions', { exact: true })).toBeVisible();
  await syncNow(page);
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await page.getByRole('searchbox', { name: 'Search name or SKU' }).fill('brass');
  await expect(page.getByText('No products match “brass”')).toBeVisible();
});

test('[PUSH7] a SKU that the store refuses is told with its reason, and a retry arrives once the cause is gone', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const id = await shop.add('products', LAMP);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'brass', LAMP.name);
  await shop.down();
  await editCell(page, LAMP.name, 'sku', 'E2E-TAKEN');
  const other = await shop.add('products', { ...LAMP, name: 'Another lamp', sku: 'E2E-TAKEN' });
  await shop.up();
  await syncNow(page);
  await expect(statusBar(page).getByText('1 refused', { exact: true })).toBeVisible();

  await openScreen(page, 'Triage');
  const causes = page.getByRole('treegrid', { name: 'Causes of refusals and their records' });
  await causes.getByRole('row', { name: /SKU is already used by another product/ }).click();
  const about = page.getByRole('complementary', { name: 'About the cause' });
  await expect(about).toContainText('The change is kept on this computer. The store is unchanged.');
  await expect(about).toContainText('product_invalid_sku');
  await expect(about).toContainText('Store says');
  const line = causes.getByRole('row', { name: new RegExp(`^(?!SKU).*${LAMP.name}`) });
  await expect(line).toContainText('E2E-TAKEN');
  expect(await shop.field('products', id, 'sku')).toBe(LAMP.sku);

  await shop.change('products', other, { sku: 'E2E-FREE' });
  await line.getByRole('button', { name: 'Retry' }).click();
  await expect.poll(inShop(shop, id, 'sku')).toBe('E2E-TAKEN');
  await expect(page.getByText('Nothing was refused')).toBeVisible();
  await expect(statusBar(page).getByText(/refused/)).toBeHidden();
});

test('an order’s new status arrives in the shop, and its pane says so at once', async ({ launch, openShop }) => {
  const shop = await openShop();
  const orderId = await placeOrder(shop);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  const pane = await openOrder(page, orderId);
  await pane.getByRole('button', { name: 'Processing Status' }).click();
  await page.getByRole('option', { name: 'On hold', exact: true }).click();
  await expect.poll(() => shop.field('orders', orderId, 'status')).toBe('on-hold');
  await expectUpToDate(page);
  await expect(pane.getByRole('button', { name: 'On hold Status' })).toBeVisible();
  await pane.getByRole('button', { name: 'Start processing' }).click();
  await expect.poll(() => shop.field('orders', orderId, 'status')).toBe('processing');
});

test('a private note waits while the shop is down and stands once in the shop afterwards', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const orderId = await placeOrder(shop);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  const pane = await openOrder(page, orderId);
  await shop.down();
  await pane.getByRole('textbox', { name: 'Write a note' }).fill('Packed with the blue ribbon');
  await expect(pane.getByText('Only the shop sees it.')).toBeVisible();
  await pane.getByRole('button', { name: 'Add note' }).click();
  await expect(pane.getByText('waits to be sent')).toBeVisible();
  await expectWaiting(page, '1 change waiting');
  await shop.up();
  await syncNow(page);
  const ours = async () => (await shop.notes(orderId)).filter(({ note }) => note.includes('blue ribbon'));
  await expect.poll(ours).toEqual([{ note: 'Packed with the blue ribbon', customer_note: false }]);
  await expectUpToDate(page);
  await openScreen(page, 'Orders');
  await expect(pane.getByText('Packed with the blue ribbon')).toHaveCount(1);
  await expect(pane.getByText('waits to be sent')).toBeHidden();
});

test('an order placed in the shop appears after the next check, with the stock that it took', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const id = await shop.add('products', { ...LAMP, manage_stock: true, stock_quantity: 10 });
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  const orderId = await placeOrder(shop, id);
  await syncNow(page);
  await openOrder(page, orderId);
  await openScreen(page, 'Products');
  await findProduct(page, 'brass', LAMP.name);
  await expect(productCell(page, LAMP.name, 'stock_quantity')).toHaveText('8');
});

async function placeOrder(shop: RunningShop, productId?: number): Promise<number> {
  const product_id = productId ?? (await shop.add('products', LAMP));
  const billing = { first_name: 'Noa', last_name: 'Levi', email: 'noa.levi@example.com', country: 'IL', city: 'Haifa' };
  const placed = await shop.edit({
    do: 'place-order',
    fields: { billing, line_items: [{ product_id, quantity: 2 }], set_paid: true },
  });
  return Number((placed as { readonly id: unknown }).id);
}

/** Opens the order from the list and gives its pane. */
async function openOrder(page: Page, orderId: number) {
  await openScreen(page, 'Orders');
  await page
    .getByRole('listbox', { name: 'Orders' })
    .getByRole('option')
    .filter({ hasText: String(orderId) })
    .click();
  const pane = page.getByRole('region', { name: `Order ${orderId}` });
  await expect(pane).toBeVisible();
  return pane;
}
