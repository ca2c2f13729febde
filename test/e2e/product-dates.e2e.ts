import { expect } from '@playwright/test';
import { test } from './support/fixtures.ts';
import { chooseLanguage } from './support/lived-in.ts';
import { expectUpToDate, findProduct, openScreen, productRow } from './support/screens.ts';

test.use({ expectsQuietConsole: true });

test('the days of a sale are typed day first and picked from a month, in the language of the app', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const id = await shop.add('products', {
    ...{ name: 'Dated mug', type: 'simple', status: 'publish', regular_price: '10.00', sale_price: '8.00' },
    date_on_sale_from: '2026-12-01T00:00:00',
    date_on_sale_to: '2026-12-24T23:59:59',
  });
  const lastDay = async (): Promise<string> =>
    new Date(1000 * Number(await shop.field('products', id, 'sale_to'))).toISOString().slice(0, 10);
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'dated', 'Dated mug');
  await productRow(page, 'Dated mug').getByText('Dated mug').click();
  const until = page.getByRole('group', { name: /ends|until/i }).first();
  await expect(until).toContainText('24/12/2026');
  await until.getByRole('spinbutton').first().click();
  await page.keyboard.type('20');
  await page.keyboard.press('Control+s');
  await expect.poll(lastDay).toBe('2026-12-20');
  await until.getByRole('button').click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /18 December 2026/ })
    .click();
  await expect(until).toContainText('18/12/2026');
  await page.keyboard.press('Control+s');
  await expect.poll(lastDay).toBe('2026-12-18');
  await chooseLanguage(page, 'עברית');
  await page.evaluate(() => window.history.back());
  await expect(page.getByRole('complementary').or(page.getByRole('region')).getByText('2026').first()).toBeVisible();
});

test('results of the palette that come while typing leave the first one marked', async ({ launch, openShop }) => {
  const shop = await openShop();
  await shop.add('products', { name: 'Marked mug', type: 'simple', status: 'publish', regular_price: '10.00' });
  const { page } = await launch({ demoStore: shop });
  await expectUpToDate(page);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search or run a command' });
  const field = palette.getByRole('searchbox');
  await field.pressSequentially('marked', { delay: 30 });
  const row = palette.getByRole('menuitem', { name: /Marked mug/ });
  await expect(row).toBeVisible();
  await expect(field).toHaveAttribute('aria-activedescendant', (await row.getAttribute('id')) ?? 'none');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Marked mug' })).toBeVisible();
});
