import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from './support/fixtures.ts';
import { root } from './support/launch-app.ts';
import { disagree } from './support/disagree.ts';
import { BOWL, chooseLanguage, furnish, live, openAddress, VASE } from './support/lived-in.ts';
import { editCell, fillConnection, FIRST_SYNC_MS, openScreen, productRow, statusBar } from './support/screens.ts';

test.use({ expectsQuietConsole: true });

const folder = join(root, 'test-results', 'pictures');
mkdirSync(folder, { recursive: true });

type Look = 'light' | 'dark' | 'hebrew';

/** Every screen by its address; in these states each has something to show. */
const SCREENS: Readonly<Record<string, string>> = {
  home: '#/home',
  products: '#/products',
  'products-found': '#/products?search=E2E-',
  'products-none': '#/products?search=carrafe',
  orders: '#/orders',
  sync: '#/sync',
  'sync-waiting': '#/sync?tab=pending',
  triage: '#/triage',
  'sync-decisions': '#/sync?tab=conflicts',
  'sync-runs': '#/sync?tab=runs',
  'settings-appearance': '#/settings?section=appearance',
  'settings-stores': '#/settings?section=stores',
  'settings-unsent': '#/settings?section=unsent',
  'settings-about': '#/settings?section=about',
  connect: '#/first-run?step=connect',
};

async function wear(page: Page, look: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', look === 'dark' ? 'dark' : 'light');
}

/** The window after its lists and pictures have come, and only if everything on it fits. */
async function picture(page: Page, name: string): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await expect.poll(() => page.evaluate(whatIsMissing)).toEqual([]);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  expect(await page.evaluate(tooWide), `${name} has parts that are wider than their place`).toEqual([]);
}

/** Fonts and pictures that have not come; those out of sight load when they come into it. */
function whatIsMissing(): readonly string[] {
  const isInSight = (image: Element): boolean => {
    const { top, bottom, width } = image.getBoundingClientRect();
    return width > 0 && bottom > 0 && top < window.innerHeight;
  };
  const images = [...document.images].filter((image) => isInSight(image) && !image.complete).map(({ src }) => src);
  return document.fonts.status === 'loaded' ? images : ['fonts', ...images];
}

/** The window itself never scrolls sideways, and no button's words are cut. */
function tooWide(): readonly string[] {
  const root = document.documentElement;
  const cut = [...document.querySelectorAll('button, [role="tab"], [role="radio"]')].filter(
    (element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0,
  );
  const found = cut.map((element) => element.textContent ?? element.tagName);
  return root.scrollWidth > root.clientWidth ? ['the window', ...found] : found;
}

test('every screen fits its window in light, dark and Hebrew, and has its picture taken', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop({ products: 240 });
  const facts = await furnish(shop);
  const { page, setSize } = await launch({ demoStore: shop });
  await setSize(1280, 800);
  await live(page, shop, facts);

  for (const look of ['light', 'dark', 'hebrew'] as const) {
    if (look === 'hebrew') await chooseLanguage(page, 'עברית');
    await wear(page, look);
    for (const [name, address] of Object.entries(SCREENS)) {
      await openAddress(page, address);
      await picture(page, `${name}-${look}`);
    }
    await openAddress(page, '#/products?search=E2E-');
    await page.getByRole('grid').getByRole('row').filter({ hasText: VASE }).getByText(VASE).click();
    await picture(page, `product-panel-${look}`);
    await openAddress(page, '#/orders');
    await page
      .getByRole('listbox')
      .getByRole('option')
      .filter({ hasText: String(facts.orderId) })
      .click();
    await expect(page.getByRole('region').getByText('E2E-LAMP')).toBeVisible();
    await picture(page, `order-${look}`);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('searchbox').fill('lamp');
    await expect(page.getByRole('dialog').getByText('Brass reading lamp')).toBeVisible();
    await picture(page, `palette-${look}`);
    await expect(async () => {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden({ timeout: 500 });
    }).toPass();
  }
});

test('decisions and bulk edits have their pictures in every look', async ({ launch, openShop, profileDir }) => {
  const shop = await openShop({ products: 240 });
  const { page, setSize } = await launch({ demoStore: shop });
  await setSize(1280, 800);
  await disagree(page, shop, profileDir);
  for (const look of ['light', 'dark', 'hebrew'] as const) {
    if (look === 'hebrew') await chooseLanguage(page, 'עברית');
    await wear(page, look);
    await openAddress(page, '#/sync?tab=conflicts');
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Decided lamp/ })
      .first()
      .click();
    await expect(page.getByRole('insertion').first()).toBeVisible();
    await picture(page, `decision-${look}`);
    await openAddress(page, '#/products');
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+a');
    const bar = page.getByRole('toolbar');
    await expect(bar).toBeVisible();
    await picture(page, `bulk-bar-${look}`);
    await bar.getByRole('button').first().click();
    await page.getByRole('dialog').getByRole('button').nth(1).click();
    await page.getByRole('option').nth(2).click();
    await page.getByRole('dialog').getByRole('textbox').first().fill('10');
    await expect(page.getByRole('dialog').getByRole('progressbar')).toHaveCount(0);
    await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible();
    await picture(page, `bulk-drawer-${look}`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await setSize(1920, 1040);
  await picture(page, 'bulk-bar-large');
  await openAddress(page, '#/sync?tab=conflicts');
  await picture(page, 'decision-large');
  await setSize(960, 640);
  await picture(page, 'decision-small');
  await openAddress(page, '#/products');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await picture(page, 'bulk-bar-small');
});

test('the smallest window holds every screen, and what a person meets while editing has its picture', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop({ products: 240 });
  const facts = await furnish(shop);
  const { page, setSize } = await launch({ demoStore: shop });
  await live(page, shop, facts);
  await setSize(960, 640);
  for (const [name, address] of Object.entries(SCREENS)) {
    await openAddress(page, address);
    await picture(page, `${name}-small`);
  }
  await setSize(1920, 1040);
  await openAddress(page, '#/products?search=E2E-');
  await page.getByRole('grid').getByRole('row').filter({ hasText: VASE }).getByText(VASE).click();
  await picture(page, 'product-panel-large');

  await setSize(1280, 800);
  await page.getByRole('button', { name: 'Close' }).click();
  await editCell(page, BOWL, 'regular_price', 'cheap');
  await expect(productRow(page, BOWL).getByRole('alert')).toBeVisible();
  await picture(page, 'cell-refused-light');
  await page.keyboard.press('Escape');
  await openScreen(page, 'Home');
  await page.getByRole('button', { name: 'See what would be sent' }).click();
  await expect(page.getByRole('alertdialog').getByRole('listitem')).toHaveCount(1);
  await picture(page, 'sending-question-light');
  await page.keyboard.press('Escape');
  await shop.down();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(statusBar(page).getByText('Store unreachable', { exact: true })).toBeVisible();
  await picture(page, 'home-unreachable-light');
});

test('what the next run and the sending would do has its pictures in light, dark and Hebrew', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop({ products: 240 });
  const facts = await furnish(shop);
  const { page, setSize } = await launch({ demoStore: shop });
  await setSize(1280, 800);
  await live(page, shop, facts);
  await openScreen(page, 'Products');
  await editCell(page, VASE, 'sku', 'E2E-WANTED');
  await shop.add('products', { type: 'simple', status: 'publish', name: 'Another vase', sku: 'E2E-WANTED' });
  await shop.change('products', facts.lampId, { name: 'Brass reading lamp, tall' });
  for (const look of ['light', 'dark', 'hebrew'] as const) {
    if (look === 'hebrew') await chooseLanguage(page, 'עברית');
    await wear(page, look);
    await openAddress(page, '#/sync');
    await page
      .getByRole('button', { name: look === 'hebrew' ? 'תצוגה מקדימה של הריצה הבאה' : 'Preview the next run' })
      .click();
    await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(1);
    await picture(page, `sync-preview-${look}`);
    await page.keyboard.press('Escape');
    await openAddress(page, '#/home');
    await page.getByRole('button', { name: look === 'hebrew' ? 'מה יישלח?' : 'See what would be sent' }).click();
    await expect(page.getByRole('alertdialog').getByRole('list')).toHaveCount(2);
    await picture(page, `sending-foreseen-${look}`);
    await page.keyboard.press('Escape');
  }
  await setSize(960, 640);
  await openAddress(page, '#/sync');
  await picture(page, 'sync-preview-button-small');
});

test('the first run and a running first sync have their pictures', async ({ launch, openShop }) => {
  const shop = await openShop({ products: 1200 });
  const { page, setSize } = await launch();
  await setSize(1280, 800);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await picture(page, 'first-run-light');
  await wear(page, 'dark');
  await picture(page, 'first-run-dark');
  await wear(page, 'light');
  await page.getByRole('radio', { name: 'עברית' }).click();
  await picture(page, 'first-run-hebrew');
  await page.getByRole('radio', { name: 'English' }).click();

  await page.getByRole('button', { name: 'Connect a store' }).click();
  await picture(page, 'connect-empty-light');
  await fillConnection(page, { ...shop, key: `ck_${'1'.repeat(40)}` });
  await expect(page.getByText('1 check failed')).toBeVisible();
  await picture(page, 'connect-refused-light');
  await fillConnection(page, shop);
  const connect = page.getByRole('button', { name: 'Connect store' });
  await expect(connect).toBeEnabled();
  await picture(page, 'connect-passed-light');
  await shop.addFault({ kind: 'latency', params: { baseMs: 150, perItemMs: 6 } });
  await connect.click();
  await expect(page.getByRole('heading', { name: /^About .* left$/ })).toBeVisible();
  await picture(page, 'first-sync-light');
  await page.getByRole('button', { name: 'Open Home' }).click();
  await picture(page, 'first-sync-home-light');
  await openScreen(page, 'Sync');
  await picture(page, 'first-sync-sync-light');
  await wear(page, 'dark');
  await picture(page, 'first-sync-sync-dark');
});

test('the connection doctor of a shop with many troubles', async ({ launch, openShop }) => {
  const shop = await openShop();
  const { page } = await launch();
  await page.getByRole('button', { name: 'Connect a store' }).click();
  await fillConnection(page, shop);
  await expect(page.getByText('14 of 14 passed')).toBeVisible();
  await picture(page, 'connect-all-probes-light');
  await page.getByRole('button', { name: 'Connect store' }).click();
  await expect(page.getByRole('heading', { name: 'Everything is here' })).toBeVisible({ timeout: FIRST_SYNC_MS });
  await page.getByRole('button', { name: 'Open Home' }).click();
  await openScreen(page, 'Sync');
  await shop.addFault({ kind: 'stale-cache', params: { forMs: 600_000, ignoresUnderscores: true } });
  await shop.addFault({ kind: 'date-header', params: { skewMs: 870_000 } });
  await shop.addFault({ kind: 'php-notice', match: { pathPrefix: 'coupons' } });
  await shop.addFault({ kind: 'batch-ceiling', params: { limit: 40 } });
  await page.getByRole('button', { name: 'Connection doctor' }).click();
  await expect(page.getByRole('button', { name: 'Copy the text' })).toBeVisible();
  await picture(page, 'doctor-troubles-light');
  await page.getByRole('button', { name: 'Copy the text' }).scrollIntoViewIfNeeded();
  await page.getByRole('region', { name: 'For the hosting company' }).scrollIntoViewIfNeeded();
  await picture(page, 'doctor-letter-light');
  await wear(page, 'dark');
  await picture(page, 'doctor-letter-dark');
  await page.keyboard.press('Escape');
  await wear(page, 'light');
  await chooseLanguage(page, 'עברית');
  await openAddress(page, '#/sync');
  await page.getByRole('button', { name: 'בדיקת החיבור' }).click();
  await expect(page.getByRole('button', { name: 'העתקת הטקסט' })).toBeVisible();
  await picture(page, 'doctor-troubles-hebrew');
  await page.getByRole('region', { name: 'לחברת האחסון' }).scrollIntoViewIfNeeded();
  await picture(page, 'doctor-letter-hebrew');
});
