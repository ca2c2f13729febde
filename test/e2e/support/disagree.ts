/** A shop and an app that changed the same fields while they could not talk. */
import { expect, type Page } from '@playwright/test';
import { runCommand } from './command-line.ts';
import { editCell, expectUpToDate, findProduct, openScreen, statusBar, syncNow } from './screens.ts';
import type { RunningShop } from './shop.ts';

const PUBLISHED = { type: 'simple', status: 'publish', regular_price: '89.00', weight: '1' };
export const NAMES = ['Decided lamp', 'Decided bowl', 'Decided vase'] as const;
const LONG = `<p>${Array.from({ length: 60 }, (_, at) => `word${String(at)}`).join(' ')}</p>`;

/** Prices of three products differ on both sides; the first one's name and description too. Nothing is sent. */
export async function disagree(page: Page, shop: RunningShop, profileDir: string): Promise<readonly number[]> {
  await expectUpToDate(page);
  const ids: number[] = [];
  for (const name of NAMES) {
    ids.push(await shop.add('products', { ...PUBLISHED, name, description: LONG.replace('word30', 'old') }));
  }
  await syncNow(page);
  await expectUpToDate(page);
  await openScreen(page, 'Products');
  await findProduct(page, 'decided', NAMES[0]);
  await shop.down();
  for (const name of NAMES) await editCell(page, name, 'regular_price', '94.50');
  const [lamp] = ids;
  await runCommand(
    profileDir,
    'set',
    'products',
    `woo:${String(lamp)}`,
    `description=${LONG.replace('word30', 'mine')}`,
  );
  await runCommand(profileDir, 'set', 'products', `woo:${String(lamp)}`, 'weight=2');
  for (const id of ids) await shop.change('products', id, { regular_price: '99.00' });
  await shop.change('products', lamp ?? 0, { description: LONG.replace('word30', 'theirs'), slug: 'from-the-shop' });
  await shop.up();
  await syncNow(page);
  await expect(statusBar(page).getByText('3 decisions', { exact: true })).toBeVisible();
  return ids;
}
