import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openEngine } from '../../src/cli/open-engine.ts';
import type { CliEngine } from '../../src/cli/open-engine.ts';
import { openProfile } from '../../src/engine/database/profile.ts';
import { createCli, rowsOf, serveShop } from '../support/cli-fixture.ts';
import type { ServedShop } from '../support/cli-fixture.ts';
import { profileDeps, temporaryProfile } from '../support/profile-fixture.ts';

let profile: ReturnType<typeof temporaryProfile>;

beforeEach(() => {
  profile = temporaryProfile();
});
afterEach(() => {
  chmodSync(profile.folder, 0o700);
  profile.remove();
});

describe('a folder that cannot be used', () => {
  test('a profile whose folder is a file, or lies below one, is refused with its path', async () => {
    const plain = join(profile.folder, 'plain');
    writeFileSync(plain, '');
    for (const folder of [plain, join(plain, 'below')]) {
      expect(await openProfile(profileDeps(folder))).toEqual({
        ok: false,
        error: { type: 'ReadOnlyProfile', path: folder },
      });
    }
  });

  test('a folder without write permission is refused, and nothing is left in it', () => {
    const folder = join(profile.folder, 'locked');
    mkdirSync(folder);
    chmodSync(folder, 0o555);
    chmodSync(profile.folder, 0o755);
    const answer = runAsOrdinaryUser(folder);
    expect(answer).toEqual({ ok: false, error: { type: 'ReadOnlyProfile', path: folder } });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a profile that became read-only after it was made is refused, and its files stay as they are', async () => {
    const folder = join(profile.folder, 'made');
    const opened = await openProfile(profileDeps(folder));
    if (opened.ok) opened.value.close();
    chmodSync(profile.folder, 0o755);
    chmodSync(folder, 0o555);
    const before = readdirSync(folder);
    expect(runAsOrdinaryUser(folder)).toMatchObject({ ok: false, error: { type: 'ReadOnlyProfile' } });
    expect(readdirSync(folder)).toEqual(before);
  });
});

/** Opens the profile in another process; permissions do not bind root, so there it runs as nobody. */
function runAsOrdinaryUser(folder: string): unknown {
  const source = (path: string): string => JSON.stringify(join(import.meta.dirname, '../../src/engine', path));
  const code = `
    const { openProfile } = await import(${source('database/profile.ts')});
    const { createSystemClock } = await import(${source('platform/system-clock.ts')});
    const opened = await openProfile({
      folder: ${JSON.stringify(folder)},
      migrationsFolder: ${JSON.stringify(join(import.meta.dirname, '../../migrations/mirror'))},
      role: 'test', clock: createSystemClock(), logger: { log: () => undefined }, rebuildRecords: null,
    });
    process.stdout.write(JSON.stringify(opened.ok ? { ok: true } : opened));`;
  const isRoot = process.getuid?.() === 0;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
  });
  expect(child.stderr).toBe('');
  return JSON.parse(child.stdout);
}

describe('a full disk', () => {
  let served: ServedShop;
  beforeAll(async () => {
    served = await serveShop({ products: 30, orders: 5 });
  });
  afterAll(() => served.server.close());

  async function syncedEngine(): Promise<{ readonly engine: CliEngine; readonly productId: string }> {
    const cli = createCli(profile.folder);
    const { server, key, secret } = served;
    await cli('store', 'add', '--name', 'Main', '--url', server.url, '--key', key, '--secret', secret);
    await cli('sync');
    const productId = String(rowsOf(await cli('--json', 'list', 'products', '--filter', 'type=simple'))[0]?.['id']);
    const opened = await openEngine(profile.folder, {});
    if (!opened.ok) throw new Error(opened.error.type);
    return { engine: opened.value, productId };
  }
  const fill = (engine: CliEngine): unknown =>
    engine.db.pragma(`max_page_count = ${engine.db.pragma('page_count', { simple: true }) as number}`);

  test('refuses an edit with DiskFull and changes neither record nor queue; with room again the same edit is taken', async () => {
    const { engine, productId } = await syncedEngine();
    fill(engine);
    const edit = () =>
      engine.call('records.edit', {
        entity: 'products',
        id: productId,
        changes: { description: 'x'.repeat(90_000) },
        locale: 'en',
      });
    const before = await engine.call('records.get', { entity: 'products', id: productId });
    expect(await edit()).toEqual({ ok: false, error: { type: 'DiskFull' } });
    expect(await engine.call('records.get', { entity: 'products', id: productId })).toEqual(before);
    expect(await engine.call('pending.list', {})).toMatchObject({ ok: true, value: { total: 0 } });
    engine.db.pragma('max_page_count = 1000000');
    expect((await edit()).ok).toBe(true);
    expect(await engine.call('pending.list', {})).toMatchObject({ ok: true, value: { total: 1 } });
    expect(engine.db.pragma('integrity_check', { simple: true })).toBe('ok');
    await engine.close();
  });

  test('stops a sync as DiskFull; afterwards the mirror is whole and the next run ends complete', async () => {
    const { engine } = await syncedEngine();
    const storeId = engine.db.prepare<[], { id: string }>('SELECT id FROM stores').get()?.id ?? '';
    for (let id = 0; id < 40; id += 1) {
      const fields = { name: `Heavy ${id}`, description: 'y'.repeat(30_000), status: 'publish' };
      served.shop.admin.edit({ do: 'create', entity: 'products', fields });
    }
    fill(engine);
    const full = await engine.sync.runNow(storeId, { kind: 'incremental', startedBy: 'command-line' });
    expect(full).toMatchObject({ ok: false, problem: { type: 'DiskFull' } });
    engine.db.pragma('max_page_count = 1000000');
    expect(engine.db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect((await engine.sync.runNow(storeId, { kind: 'incremental', startedBy: 'command-line' })).ok).toBe(true);
    const listed = await engine.call('records.list', { entity: 'products', limit: 1 });
    expect(listed).toMatchObject({ ok: true, value: { total: served.shop.inspect.count('products', { live: true }) } });
    await engine.close();
  });
});
