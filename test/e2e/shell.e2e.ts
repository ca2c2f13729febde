import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './support/fixtures.ts';
import { appEnvironment, electronFromEnvironment, root } from './support/launch-app.ts';

/** Starts the app without Playwright and resolves to how it ended. */
async function runToEnd(profileDir: string): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const { executablePath, switches } = electronFromEnvironment();
  const child = spawn(executablePath, [...switches, root], {
    env: appEnvironment({ profileDir }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, stderr };
}

test('the window is sandboxed: no Node, no other pages, no windows, no inline scripts', async ({ launch }) => {
  const { electron, page } = await launch();
  const reach = await page.evaluate(() => ({
    origin: window.location.origin,
    node: 'require' in globalThis || 'process' in globalThis || 'Buffer' in globalThis,
    opened: window.open('https://elsewhere.example/') !== null,
    shell: Object.keys(window.shell).toSorted(),
  }));
  expect(reach).toMatchObject({ origin: 'app://backroom', node: false, opened: false });
  expect(reach.shell).toContain('requestEnginePort');
  const ranInline = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = "document.documentElement.dataset.inline = 'ran'";
    document.head.append(script);
    return document.documentElement.dataset['inline'] ?? 'refused';
  });
  expect(ranInline).toBe('refused');
  await page.evaluate(() => window.location.assign('https://elsewhere.example/')).catch(() => undefined);
  expect(page.url()).toMatch(/^app:\/\/backroom\//);
  const windowCount = await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  expect(windowCount).toBe(1);
});

test('addresses that are no page of the bundle are not served', async ({ launch }) => {
  const { page } = await launch();
  const statuses = await page.evaluate(async () => {
    const paths = ['/%2e%2e/main/index.js', '/..%2fmain%2findex.js', '/nothing.js'];
    return await Promise.all(paths.map(async (path) => (await fetch(path)).status));
  });
  expect(statuses).toEqual([404, 404, 404]);
});

test('the window comes back where it was, at its size', async ({ launch }) => {
  const first = await launch();
  const bounds = { x: 37, y: 61, width: 1111, height: 777 };
  await first.electron.evaluate(
    ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted),
    bounds,
  );
  await first.close();
  const second = await launch();
  const found = await second.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(found).toEqual(bounds);
});

test('the window cannot be made smaller than its minimum', async ({ launch }) => {
  const { electron } = await launch();
  const minimum = await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getMinimumSize());
  expect(minimum).toEqual([960, 640]);
});

test('language and theme are kept and reach the menu', async ({ launch, profileDir }) => {
  const { electron, page } = await launch();
  await page.evaluate(() => window.shell.setAppearance({ locale: 'he', theme: 'dark' }));
  await expect
    .poll(() => electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label)))
    .toContain('קובץ');
  expect(await electron.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true);
  expect(JSON.parse(readFileSync(join(profileDir, 'shell.json'), 'utf8'))).toMatchObject({
    appearance: { locale: 'he', theme: 'dark' },
  });
});

test('an engine that is killed comes back by itself, and the window hears of both', async ({ launch }) => {
  const { page, enginePid } = await launch();
  await expect.poll(enginePid).not.toBeNull();
  const states = await page.evaluateHandle(() => {
    const heard: string[] = [];
    window.shell.onEngineState(({ state }) => heard.push(state));
    return heard;
  });
  await expect.poll(() => states.evaluate((heard) => heard.at(-1))).toBe('running');
  const killed = await enginePid();
  process.kill(killed ?? 0, 'SIGKILL');
  await expect.poll(() => states.evaluate((heard) => heard.slice(-3))).toEqual(['restarting', 'starting', 'running']);
  expect(await enginePid()).not.toBe(killed);
});

test('a page that crashes comes back', async ({ launch }) => {
  const { electron } = await launch();
  const crash = electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return new Promise<string>((resolve) => {
      contents?.once('did-finish-load', () => resolve(contents.getTitle()));
      contents?.forcefullyCrashRenderer();
    });
  });
  expect(await crash).toBe('Backroom');
});

test('a second start on the same data folder says so and leaves the first one alone', async ({
  launch,
  profileDir,
}) => {
  const { page } = await launch();
  const second = await runToEnd(profileDir);
  expect(second.code).toBe(0);
  expect(second.stderr).toContain('Backroom is already open on this data folder');
  expect(await page.title()).toBe('Backroom');
});

test('two data folders are two apps', async ({ launch, profileDir }) => {
  const first = await launch();
  const second = await launch({ profileDir: join(profileDir, 'other') });
  expect(await first.page.title()).toBe('Backroom');
  expect(await second.page.title()).toBe('Backroom');
});

test('a data folder that cannot be written is refused with a sentence and a way out', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'backroom-e2e-'));
  writeFileSync(join(dir, 'file'), '');
  const { code, stderr } = await runToEnd(join(dir, 'file', 'profile'));
  expect(code).toBe(1);
  expect(stderr).toContain('Backroom cannot write to its data folder');
  expect(stderr).toContain('BACKROOM_PROFILE');
  rmSync(dir, { recursive: true });
});
