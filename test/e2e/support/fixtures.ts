import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { launchApp, type LaunchOptions, type RunningApp } from './launch-app.ts';
import { startShop, type RunningShop, type ShopOptions } from './shop.ts';

type Fixtures = {
  /** Fails a test whose windows reported an error on the console; off where errors are what is tested. */
  readonly expectsQuietConsole: boolean;
  /** A data folder of its own, removed afterwards. */
  readonly profileDir: string;
  /** Starts apps that are closed after the test; a failed test leaves a picture of each. */
  readonly launch: (options?: Partial<LaunchOptions>) => Promise<RunningApp>;
  /** Starts demo shops that are stopped after the test. */
  readonly openShop: (options?: ShopOptions) => Promise<RunningShop>;
};

export const test = base.extend<Fixtures>({
  expectsQuietConsole: [false, { option: true }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the wanted fixtures from this pattern.
  profileDir: async ({}, provide) => {
    const dir = mkdtempSync(join(tmpdir(), 'backroom-e2e-'));
    await provide(dir);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  },
  // oxlint-disable-next-line no-empty-pattern
  openShop: async ({}, provide) => {
    const shops: RunningShop[] = [];
    await provide(async (options) => {
      const shop = await startShop(options);
      shops.push(shop);
      return shop;
    });
    for (const shop of shops) await shop.stop();
  },
  launch: async ({ profileDir, expectsQuietConsole }, provide, testInfo) => {
    const apps: RunningApp[] = [];
    await provide(async (options = {}) => {
      const app = await launchApp({ profileDir, ...options });
      apps.push(app);
      return app;
    });
    for (const app of apps) {
      if (testInfo.status !== testInfo.expectedStatus) await attachTraces(app, testInfo);
      await app.close().catch(() => undefined);
    }
    if (expectsQuietConsole) expect(apps.flatMap(({ pageErrors }) => pageErrors)).toEqual([]);
  },
});

async function attachTraces(app: RunningApp, testInfo: ReturnType<typeof base.info>): Promise<void> {
  await testInfo.attach('output', { body: app.output.join('\n'), contentType: 'text/plain' });
  const picture = await app.page.screenshot().catch(() => null);
  if (picture) await testInfo.attach('window', { body: picture, contentType: 'image/png' });
}
