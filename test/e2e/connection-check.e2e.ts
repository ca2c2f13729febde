import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './support/fixtures.ts';
import { fillConnection, FIRST_SYNC_MS, type Credentials } from './support/screens.ts';

test.use({ expectsQuietConsole: true });

const KEYS = { key: `ck_${'1'.repeat(40)}`, secret: `cs_${'2'.repeat(40)}` };

/** Opens the form, types, and gives the panel in which the check tells what it found. */
async function check(page: Page, credentials: Credentials): Promise<Locator> {
  await page.getByRole('button', { name: 'Connect a store' }).click();
  await fillConnection(page, credentials);
  return page.getByRole('region', { name: 'Connection check' });
}

/** The one step that failed says what and what to do; the store cannot be connected, and why stands beside the button. */
async function expectFailed(page: Page, panel: Locator, step: string, advice: string): Promise<void> {
  const failed = panel.getByRole('listitem').filter({ hasText: step });
  await expect(failed).toContainText(advice);
  await expect(failed.getByRole('button', { name: 'Check again' })).toBeVisible();
  await expect(page.getByText('1 check failed')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Connect store' })).toBeDisabled();
}

/** A site on a free port of this computer for as long as the work lasts. */
async function withSite(answer: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const site: Server = createServer(answer).listen(0, '127.0.0.1');
  await once(site, 'listening');
  try {
    await work(`http://127.0.0.1:${(site.address() as AddressInfo).port}`);
  } finally {
    site.closeAllConnections();
    site.close();
  }
}

test('a wrong key and a wrong secret are told apart, each with what to do, and the right pair passes at once', async ({
  launch,
  openShop,
}) => {
  const shop = await openShop();
  const { page } = await launch();
  const panel = await check(page, { ...shop, key: KEYS.key });
  const advice = 'The store does not know this key. Copy it again, or make a new one.';
  await expectFailed(page, panel, 'Key is refused', advice);
  await expect(page.getByRole('textbox', { name: 'Consumer key' })).toHaveAccessibleDescription(advice);
  await fillConnection(page, { ...shop, secret: KEYS.secret });
  await expectFailed(page, panel, 'Key is refused', 'The secret does not belong to this key.');
  await fillConnection(page, shop);
  await expect(panel.getByText('14 of 14 passed')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Connect store' })).toBeEnabled();
});

test('an address that is none, and one at which nothing answers, are named', async ({ launch, openShop }) => {
  const shop = await openShop();
  await shop.down();
  const { page } = await launch();
  const panel = await check(page, { ...shop, url: 'ftp://127.0.0.1' });
  await expect(page.getByRole('textbox', { name: 'Store address' })).toHaveAccessibleDescription(
    'Type an address that begins with https:// or http://',
  );
  await fillConnection(page, shop);
  await expectFailed(page, panel, 'Address does not answer', 'The server is there, but no web shop runs on it.');
  await shop.up();
  await panel.getByRole('button', { name: 'Check again' }).click();
  await expect(panel.getByText('14 of 14 passed')).toBeVisible();
});

test('a site without WordPress is told apart from a shop', async ({ launch }) => {
  const { page } = await launch();
  const answer: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Bakery</title><p>Bread</p>');
  };
  await withSite(answer, async (url) => {
    const panel = await check(page, { url, ...KEYS });
    await expectFailed(page, panel, 'The store’s API is not reached', 'No WordPress was found at this address.');
  });
});

test('a WordPress without WooCommerce is told so', async ({ launch }) => {
  const { page } = await launch();
  const answer: RequestListener = (request, response) => {
    const isIndex = /^\/wp-json\/?(\?|$)/.test(request.url ?? '');
    const body = isIndex
      ? {
          name: 'Bakery',
          description: '',
          url: 'http://bakery.example',
          namespaces: ['oembed/1.0', 'wp/v2'],
          routes: {},
        }
      : { code: 'rest_no_route', message: 'No route was found.', data: { status: 404 } };
    response.writeHead(isIndex ? 200 : 404, { 'content-type': 'application/json; charset=UTF-8' });
    response.end(JSON.stringify(body));
  };
  await withSite(answer, async (url) => {
    const panel = await check(page, { url, ...KEYS });
    await expectFailed(
      page,
      panel,
      'WooCommerce does not answer',
      'WordPress is there, but WooCommerce is not. Install or switch on WooCommerce, then check again.',
    );
  });
});

test('a key that may only read connects read-only, and says so', async ({ launch, openShop }) => {
  const shop = await openShop();
  await shop.edit({ do: 'key', permissions: 'read' });
  const { page } = await launch();
  const panel = await check(page, shop);
  await expect(panel.getByRole('listitem').filter({ hasText: 'May not write' })).toContainText(
    'Edits would stay on this computer.',
  );
  await expect(page.getByRole('button', { name: 'Connect store' })).toBeDisabled();
  await page.getByRole('button', { name: 'Connect read-only' }).click();
  await expect(page.getByRole('heading', { name: 'Everything is here' })).toBeVisible({ timeout: FIRST_SYNC_MS });
});
