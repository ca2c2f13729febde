import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCli, rowsOf, serveShop } from '../support/cli-fixture.ts';
import type { ServedShop } from '../support/cli-fixture.ts';
import { temporaryProfile } from '../support/profile-fixture.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

let served: ServedShop;
let profile: ReturnType<typeof temporaryProfile>;
const children: ChildProcess[] = [];

beforeAll(async () => {
  served = await serveShop({ products: 400, orders: 50 });
});
afterAll(() => served.server.close());
beforeEach(() => {
  profile = temporaryProfile();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  served.shop.faults.clear();
  profile.remove();
});

const cli = (...args: readonly string[]) => createCli(profile.folder)('--json', ...args);
const add = () =>
  cli('store', 'add', '--name', 'Main', '--url', served.server.url, '--key', served.key, '--secret', served.secret);

type Ended = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };
function start(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, '--profile', profile.folder, '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr })),
  );
  return { child, ended };
}

/** Makes the shop slow, starts a run and waits until it has asked for something: then it holds its lock. */
async function startSlowSync(): Promise<ReturnType<typeof start>> {
  served.shop.faults.set([{ kind: 'latency', params: { baseMs: 400 } }]);
  const before = served.shop.faults.fired().length;
  const running = start('sync');
  while (served.shop.faults.fired().length === before) await new Promise((resolve) => setTimeout(resolve, 10));
  return running;
}

test('a process prints its document on stdout, talks on stderr, and ends by itself', async () => {
  await add();
  const { exitCode, stdout, stderr } = await start('sync').ended;
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ stores: [{ ok: true }] });
  expect(stderr).toContain('Syncing Main');
  const listed = await start('list', 'products').ended;
  expect((JSON.parse(listed.stdout) as { rows: unknown[] }).rows).toHaveLength(
    served.shop.inspect.count('products', { live: true }),
  );
  const wrong = await start('list').ended;
  expect(wrong.exitCode).toBe(2);
  expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { type: 'Usage' } });
});

test('while one process syncs another reads and queues, but does not sync; when the first is killed the next run ends complete', async () => {
  await add();
  const first = await startSlowSync();
  expect((await cli('list', 'products')).exitCode).toBe(0);
  expect((await cli('create', 'tags', 'name=Queued meanwhile')).exitCode).toBe(0);
  expect((await cli('doctor')).json()).toMatchObject({
    stores: [{ syncedBy: { pid: first.child.pid, role: 'command-line' } }],
  });
  first.child.kill('SIGKILL');
  await first.ended;
  served.shop.faults.clear();
  const synced = await cli('sync');
  expect(synced.exitCode).toBe(0);
  const products = await cli('list', 'products');
  const ids = rowsOf(products).map((row) => Number(row['woo_id']));
  expect(ids.sort((a, b) => a - b)).toEqual(served.shop.inspect.ids('products', { live: true }));
  expect((await cli('pending', 'list')).json()['total']).toBe(0);
});

test('interrupted by the keyboard a run stops in order, says so and keeps what it has', async () => {
  await add();
  const running = await startSlowSync();
  running.child.kill('SIGINT');
  const { exitCode, stdout } = await running.ended;
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ stores: [{ ok: false, problem: { type: 'Cancelled' } }] });
  served.shop.faults.clear();
  expect((await cli('sync')).exitCode).toBe(0);
});

test('a reader that closes the pipe early is no failure', async () => {
  await add();
  await cli('sync');
  const shell = spawnSync(
    'sh',
    ['-c', '"$0" "$1" --profile "$2" --json list products | head -c 100', process.execPath, MAIN, profile.folder],
    {
      encoding: 'utf8',
    },
  );
  expect(shell.stdout).toHaveLength(100);
  expect(shell.stderr).toBe('');
});
