import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, type ConsoleMessage, type ElectronApplication, type Page } from '@playwright/test';
import { z } from 'zod';
import type { Appearance } from '../../../src/shared/contract/shell.ts';

export const root = resolve(import.meta.dirname, '../../..');
const screenshotDir = join(root, 'test-results', 'screenshots');

export type LaunchOptions = {
  readonly profileDir: string;
  /** Written to the profile before the start, as if the owner had chosen it. */
  readonly appearance?: Appearance;
  /** Added to the app's own stores at start, as `npm run demo` does. */
  readonly demoStore?: { readonly name: string; readonly url: string; readonly key: string; readonly secret: string };
  readonly env?: Readonly<Record<string, string>>;
};

export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** Everything the app printed so far, stdout and stderr, line by line. */
  readonly output: readonly string[];
  /** Console errors and uncaught errors of the window: a sound app has none. */
  readonly pageErrors: readonly string[];
  /** Resolves to the `backroom:ready` report of the first sync that ends after the start. */
  readonly firstSync: () => Promise<unknown>;
  /** The engine's process number; null while it is down. */
  readonly enginePid: () => Promise<number | null>;
  /** Writes test-results/screenshots/<name>.png and returns its path. */
  readonly screenshot: (name: string) => Promise<string>;
  readonly setSize: (width: number, height: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where `npm test` put Electron, and what it needs on this machine. */
export function electronFromEnvironment() {
  const executablePath = process.env['BACKROOM_ELECTRON_PATH'];
  if (!executablePath) throw new Error('Run these tests with "npm test -- e2e": it prepares Electron and a display.');
  const switches = z.array(z.string()).parse(JSON.parse(process.env['BACKROOM_ELECTRON_SWITCHES'] ?? '[]'));
  return { executablePath, switches };
}

export function appEnvironment(options: LaunchOptions): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...Object.fromEntries(inherited.filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE')),
    BACKROOM_PROFILE: options.profileDir,
    BACKROOM_AUTOMATION: '1',
    BACKROOM_PASSPHRASE: 'test passphrase',
    ...(options.demoStore ? { BACKROOM_DEMO_STORE: JSON.stringify(options.demoStore) } : {}),
    ...options.env,
  };
}

/** Starts the built app and waits for its window. */
export async function launchApp(options: LaunchOptions): Promise<RunningApp> {
  const { executablePath, switches } = electronFromEnvironment();
  mkdirSync(options.profileDir, { recursive: true });
  if (options.appearance) {
    writeFileSync(join(options.profileDir, 'shell.json'), JSON.stringify({ appearance: options.appearance }));
  }
  const electron = await _electron.launch({
    executablePath,
    args: [...switches, root],
    cwd: root,
    env: appEnvironment(options),
  });
  const output = collectOutput(electron);
  const page = await electron.firstWindow();
  const pageErrors = collectErrors(page);
  return {
    electron,
    page,
    output,
    pageErrors,
    firstSync: () => waitForLine(output, 'backroom:ready '),
    enginePid: () => findEngine(electron),
    screenshot: async (name) => {
      const path = join(screenshotDir, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
    setSize: (width, height) =>
      electron.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size), [
        width,
        height,
      ] as [number, number]),
    close: () => electron.close(),
  };
}

function collectOutput(electron: ElectronApplication): string[] {
  const output: string[] = [];
  const { stdout, stderr } = electron.process();
  for (const stream of [stdout, stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => output.push(line));
  }
  return output;
}

function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isPictureOfShop(message)) errors.push(`console: ${message.text()}`);
  });
  return errors;
}

/** Chromium itself reports a picture that a shop which is down cannot show; no page can keep it from that. */
function isPictureOfShop(message: ConsoleMessage): boolean {
  return message.text().startsWith('Failed to load resource') && message.location().url.includes('/wp-content/');
}

async function waitForLine(output: readonly string[], prefix: string): Promise<unknown> {
  for (;;) {
    const line = output.find((candidate) => candidate.startsWith(prefix));
    if (line) return JSON.parse(line.slice(prefix.length));
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

function findEngine(electron: ElectronApplication): Promise<number | null> {
  return electron.evaluate(
    ({ app }) => app.getAppMetrics().find(({ name }) => name === 'Backroom engine')?.pid ?? null,
  );
}
