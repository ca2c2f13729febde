import { expect, type Page } from '@playwright/test';
import { test } from './support/fixtures.ts';
import { chooseLanguage, furnish, live, openAddress, VASE } from './support/lived-in.ts';
import { FIRST_SYNC_MS } from './support/screens.ts';
import { word, wordsOf } from './support/words.ts';

test.use({ expectsQuietConsole: true });

/** Names that are the same in every language, and the other language's own name in the choice of languages. */
const NOT_TRANSLATED = [
  ...['Demo shop', 'Tamar Ceramics', '(Consumer key)', '(Consumer secret)'],
  ...['Backroom', 'WooCommerce', 'WordPress', 'Woo', 'SKU', 'GTIN', 'REST API', 'REST', 'API', 'PHP', 'Permalinks'],
  ...[
    'http',
    'https',
    'English',
    'Read/Write',
    'Read',
    'Add key',
    'Advanced',
    'Settings',
    'Permissions',
    'Ctrl',
    'Esc',
  ],
];

/** English messages word for word, but for those that Hebrew has the same. */
function englishMessages(): readonly string[] {
  const hebrew = wordsOf('he');
  return [...wordsOf('en')]
    .flatMap(([key, forms]) => forms.filter((form) => !(hebrew.get(key) ?? []).includes(form)))
    .filter((form) => /[a-z]{2}/i.test(form) && !form.includes('{'));
}

type Seen = { readonly latin: readonly string[]; readonly all: readonly string[] };

/** Visible words: those with Latin letters outside of what is marked as data or code, and all of them. */
function readWindow(notTranslated: readonly string[]): Seen {
  const isData = (element: Element): boolean => element.closest('bdi, [dir="ltr"], pre, [dir="auto"]') !== null;
  const withoutNames = (text: string): string => notTranslated.reduce((left, name) => left.replaceAll(name, ''), text);
  const latin: string[] = [];
  const all: string[] = [];
  const look = (text: string, element: Element): void => {
    const words = text.trim();
    if (words === '') return;
    all.push(words);
    if (!isData(element) && /[A-Za-z]{2}/.test(withoutNames(words))) latin.push(words);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element?.checkVisibility({ visibilityProperty: true })) look(node.textContent ?? '', element);
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [data-tip], [title]')) {
    for (const name of ['aria-label', 'placeholder', 'data-tip', 'title']) {
      const text = element.getAttribute(name);
      if (text !== null && element.querySelector('bdi') === null) look(text, element);
    }
  }
  return { latin, all };
}

async function expectHebrew(page: Page, where: string): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  const seen = await page.evaluate(readWindow, NOT_TRANSLATED);
  expect.soft(seen.latin, `${where} has English words`).toEqual([]);
  const english = new Set(englishMessages());
  expect
    .soft(
      seen.all.filter((text) => english.has(text)),
      `${where} has English messages`,
    )
    .toEqual([]);
}

/** Left and right edge of an element in the window. */
async function edges(page: Page, selector: string): Promise<{ readonly left: number; readonly right: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not on the screen`);
  return { left: box.x, right: box.x + box.width };
}

/**
 * Right edges of the words in each column of numbers, head included: one edge per column when decimals stand under
 * each other at the physical right.
 */
function numberEdges(): Readonly<Record<string, readonly number[]>> {
  const rightOf = (element: Element): number => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return Math.round(range.getBoundingClientRect().right);
  };
  const found: Record<string, number[]> = {};
  const note = (column: string, element: Element): void => {
    // A head also holds the handle that resizes its column.
    const words = element.querySelector('span') ?? element;
    if (/\S/.test(words.textContent ?? '')) (found[column] ??= []).push(rightOf(words));
  };
  for (const cell of document.querySelectorAll(
    '[role="gridcell"][data-align="number"], [role="columnheader"][data-align="number"]',
  )) {
    note(`grid ${cell.getAttribute('aria-colindex') ?? ''}`, cell);
  }
  for (const [number, table] of [...document.querySelectorAll('table')].entries()) {
    for (const row of table.rows) {
      for (const cell of row.cells) {
        const isFigure = /^[\d.,−₪ ]+$/.test(cell.textContent ?? '');
        if (isFigure) note(`table ${number} ${cell.cellIndex}`, cell);
      }
    }
  }
  return found;
}

async function expectNumbersAtTheRight(page: Page, columnsAtLeast: number): Promise<void> {
  const found = Object.entries(await page.evaluate(numberEdges));
  expect(found.length).toBeGreaterThanOrEqual(columnsAtLeast);
  for (const [column, rights] of found) {
    const spread = Math.max(...rights) - Math.min(...rights);
    expect.soft(spread, `the numbers of ${column} end at ${rights.join(', ')}`).toBeLessThanOrEqual(1);
  }
}

test('the first run speaks Hebrew from the first screen on, live, and again after the next start', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const first = await launch();
  await first.page.getByRole('radio', { name: 'עברית' }).click();
  await expect(first.page.getByRole('heading', { name: 'המחסן האחורי של החנות' })).toBeVisible();
  await expectHebrew(first.page, 'the welcome');
  const steps = await edges(first.page, 'aside');
  const sheet = await edges(first.page, 'main');
  expect(steps.left).toBeGreaterThanOrEqual(sheet.right - 1);
  await first.close();

  const { page } = await launch();
  await expect(page.getByRole('heading', { name: 'המחסן האחורי של החנות' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'he');
  await page.getByRole('button', { name: word('he', 'first_go_connect') }).click();
  await expectHebrew(page, 'the form');
  await page.getByRole('textbox', { name: word('he', 'first_url') }).fill(shop.url);
  await page.getByRole('textbox', { name: word('he', 'first_key') }).fill(`ck_${'1'.repeat(40)}`);
  await page.getByRole('textbox', { name: word('he', 'first_secret') }).fill(shop.secret);
  await page.getByRole('textbox', { name: word('he', 'first_name') }).focus();
  await expect(page.getByText(word('he', 'probe_key_failed'), { exact: true })).toBeVisible();
  await expectHebrew(page, 'the check that failed');
  await page.getByRole('textbox', { name: word('he', 'first_key') }).fill(shop.key);
  await page.getByRole('textbox', { name: word('he', 'first_name') }).focus();
  const connect = page.getByRole('button', { name: word('he', 'first_connect_store') });
  await expect(connect).toBeEnabled();
  await expectHebrew(page, 'the check that passed');
  await connect.click();
  const done = page.getByRole('heading', { name: word('he', 'first_sync_done') });
  await expect(done).toBeVisible({ timeout: FIRST_SYNC_MS });
  await expectHebrew(page, 'the first sync');
});

test('home, products, orders, sync and settings are Hebrew and mirrored, numbers and codes are not', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const facts = await furnish(shop);
  const { page } = await launch({ demoStore: shop });
  await live(page, shop, facts);
  await chooseLanguage(page, 'עברית');
  for (const section of ['appearance', 'stores', 'about']) {
    await openAddress(page, `#/settings?section=${section}`);
    await expectHebrew(page, `settings, ${section}`);
  }

  await openAddress(page, '#/home');
  await expect(page.getByRole('heading', { level: 1, name: 'בית' })).toBeVisible();
  await expectHebrew(page, 'home');
  const sidebar = await edges(page, 'nav');
  const sheet = await edges(page, 'main');
  expect(sidebar.left).toBeGreaterThanOrEqual(sheet.right - 1);

  await openAddress(page, '#/products');
  await expect(page.getByRole('heading', { level: 1, name: 'מוצרים' })).toBeVisible();
  await expect(page.getByRole('grid').getByRole('row').nth(10)).toBeVisible();
  await expectHebrew(page, 'products');
  await expectNumbersAtTheRight(page, 3);
  const skus = page.getByRole('gridcell').filter({ hasText: 'E2E-VASE' });
  await expect(skus.locator('bdi[dir="ltr"]')).toHaveText('E2E-VASE');
  const name = await page.getByRole('gridcell').filter({ hasText: VASE }).boundingBox();
  const price = await page.getByRole('grid').locator('[data-column="regular_price"]').first().boundingBox();
  expect(name?.x ?? 0).toBeGreaterThan(price?.x ?? Number.POSITIVE_INFINITY);
  await page.getByRole('grid').getByText(VASE).click();
  await expect(page.getByRole('complementary', { name: VASE })).toBeVisible();
  await expectHebrew(page, 'the product panel');

  await openAddress(page, '#/orders');
  await page
    .getByRole('listbox')
    .getByRole('option')
    .filter({ hasText: String(facts.orderId) })
    .click();
  await expect(page.getByRole('region').getByText('E2E-LAMP')).toBeVisible();
  await expectHebrew(page, 'orders');
  await expectNumbersAtTheRight(page, 3);

  for (const tab of ['', 'pending', 'conflicts', 'runs']) {
    await openAddress(page, `#/sync?tab=${tab}`);
    await expect(page.getByRole('tabpanel')).toBeVisible();
    await expectHebrew(page, `sync, ${tab || 'overview'}`);
    if (tab === '') await expectNumbersAtTheRight(page, 2);
  }
  await openAddress(page, '#/triage');
  await expect(page.getByRole('tabpanel')).toBeVisible();
  await expectHebrew(page, 'triage');
});
