import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCli, rowsOf, serveShop } from '../support/cli-fixture.ts';
import type { Cli, CliAnswer, ServedShop } from '../support/cli-fixture.ts';
import { temporaryProfile } from '../support/profile-fixture.ts';

let served: ServedShop;
let profile: ReturnType<typeof temporaryProfile>;
let cli: Cli;

beforeAll(async () => {
  served = await serveShop();
});
afterAll(() => served.server.close());
beforeEach(() => {
  profile = temporaryProfile();
  cli = createCli(profile.folder);
});
afterEach(() => profile.remove());

const addArgs = (name: string, shop = served): readonly string[] => [
  'store',
  'add',
  '--name',
  name,
  '--url',
  shop.server.url,
  '--key',
  shop.key,
  '--secret',
  shop.secret,
];
const add = (name = 'Main', ...more: string[]): Promise<CliAnswer> => cli('--json', ...addArgs(name), ...more);
const simpleProduct = async (index = 0): Promise<Readonly<Record<string, unknown>>> => {
  const found = await cli('--json', 'list', 'products', '--filter', 'type=simple', '--filter', 'status=publish');
  return rowsOf(found)[index] ?? {};
};

describe('stores', () => {
  test('a store is added after its check, pushes, and is listed; its key stands nowhere in the open', async () => {
    const added = await add();
    expect(added.exitCode).toBe(0);
    expect(added.json()).toMatchObject({
      name: 'Main',
      url: served.server.url,
      mode: 'push',
      currency: 'ILS',
      woo_version: '10.5.0',
    });
    expect(added.stderr).toContain('protected only by file permissions');
    const listed = await cli('--json', 'store', 'list');
    expect(listed.json()).toMatchObject({ total: 1, rows: [{ name: 'Main', status: 'connected' }] });
    for (const name of readdirSync(profile.folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(profile.folder, name);
      if (statSync(path).isFile()) expect(readFileSync(path).includes(served.secret), name).toBe(false);
    }
  });

  test('with a passphrase nothing is announced, and without it later the store says what is missing', async () => {
    const guarded = createCli(profile.folder, { BACKROOM_PASSPHRASE: 'open sesame' });
    const added = await guarded('--json', ...addArgs('Main'));
    expect(added.stderr).toBe('');
    expect((await guarded('--json', 'sync')).exitCode).toBe(0);
    const locked = await cli('--json', 'sync');
    expect(locked.exitCode).toBe(1);
    expect(locked.json()).toMatchObject({
      stores: [{ ok: false, problem: { type: 'SecretsLocked', reason: 'no-passphrase' } }],
    });
    const lent = createCli(profile.folder, { BACKROOM_WOO_KEY: served.key, BACKROOM_WOO_SECRET: served.secret });
    expect((await lent('--json', 'sync')).exitCode).toBe(0);
  });

  test('keys may come from the environment', async () => {
    const fromEnv = createCli(profile.folder, { BACKROOM_WOO_KEY: served.key, BACKROOM_WOO_SECRET: served.secret });
    expect((await fromEnv('--json', 'store', 'add', '--name', 'Main', '--url', served.server.url)).exitCode).toBe(0);
    expect((await cli('--json', 'sync')).exitCode).toBe(0);
  });

  test('a wrong key is refused with what to do, and nothing is kept of it', async () => {
    const refused = await cli(
      '--json',
      'store',
      'add',
      '--name',
      'Main',
      '--url',
      served.server.url,
      '--key',
      served.key,
      '--secret',
      'cs_wrong_wrong',
    );
    expect(refused.exitCode).toBe(1);
    expect(refused.json()).toMatchObject({
      error: { type: 'StoreRefusedCheck', message: expect.stringContaining('secret') },
    });
    expect((await cli('--json', 'store', 'list')).json()).toMatchObject({ total: 0 });
    expect(existsSync(join(profile.folder, 'secrets.json'))).toBe(false);
  });

  test('an address where nothing answers is refused, but taken unseen with --no-check', async () => {
    const nowhere = [
      'store',
      'add',
      '--name',
      'Main',
      '--url',
      'http://127.0.0.1:9',
      '--key',
      'ck_x',
      '--secret',
      'cs_x',
    ];
    expect((await cli('--json', ...nowhere)).exitCode).toBe(1);
    expect((await cli('--json', ...nowhere, '--no-check')).exitCode).toBe(0);
    const synced = await cli('--json', 'sync');
    expect(synced.exitCode).toBe(1);
    expect(synced.json()).toMatchObject({
      stores: [{ store: 'Main', ok: false, problem: { type: 'StoreUnreachable' } }],
    });
  });

  test('a second store of the same name is refused, whatever the case of its letters', async () => {
    await add('Main');
    expect((await add('MAIN')).json()).toMatchObject({ error: { type: 'NameTaken' } });
    expect((await add('')).exitCode).toBe(2);
  });

  test('a key that may only read makes the store watch-only and says so', async () => {
    served.shop.admin.edit({ do: 'key', permissions: 'read' });
    try {
      const added = await add();
      expect(added.exitCode).toBe(0);
      expect(added.json()).toMatchObject({ mode: 'watch' });
      expect(added.stderr).toContain('watched only');
    } finally {
      served.shop.admin.edit({ do: 'key', permissions: 'read_write' });
    }
  });

  test('checking shows each probe', async () => {
    await add();
    const checked = await cli('--json', 'store', 'check', 'main');
    expect(checked.exitCode).toBe(0);
    expect(checked.json()).toMatchObject({ store: 'Main', verdict: 'ready' });
    expect((checked.json()['probes'] as unknown[]).length).toBe(14);
    expect((await cli('store', 'check', 'Nope')).exitCode).toBe(1);
  });

  test('[CHECK8] checking says what stands in the way, what to do, and writes the text for the hosting company', async () => {
    await add();
    served.shop.faults.set([{ kind: 'php-notice', match: { pathPrefix: 'coupons' } }]);
    try {
      const { exitCode, stdout } = await cli('store', 'check', 'main', '--host-letter');
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(
        /^Clean answers failed \(beside the JSON: <br \/> <b>Notice<\/b>.*: PHP messages are mixed/m,
      );
      expect(stdout).toContain('php.ini: display_errors = Off');
      expect(stdout).toMatch(/^ {2}seen: \S+Z GET http:\/\/127\.0\.0\.1:\d+\/wp-json\/wc\/v3\/coupons\?\S* HTTP 200$/m);
      expect(stdout).toContain('What is needed: PHP messages are mixed into the answers');
      for (const secret of [served.key, served.secret]) expect(stdout).not.toContain(secret.slice(3));
    } finally {
      served.shop.faults.clear();
    }
  });

  test('a store with unsent changes is removed only when that is said; its key goes with it', async () => {
    await add();
    await cli('--json', 'sync');
    const product = await simpleProduct();
    await cli('set', 'products', `woo:${String(product['woo_id'])}`, 'regular_price=77');
    const kept = await cli('--json', 'store', 'remove', 'Main');
    expect(kept.exitCode).toBe(1);
    expect(kept.json()).toMatchObject({ error: { type: 'UnsentChanges', unsent: 1 } });
    const removed = await cli('--json', 'store', 'remove', 'Main', '--discard-unsent');
    expect(removed.json()).toEqual({ removed: true, store: 'Main', unsent: 1 });
    expect((await cli('--json', 'list', 'products')).json()).toEqual({ total: 0, rows: [] });
    expect(
      Object.keys(
        (JSON.parse(readFileSync(join(profile.folder, 'secrets.json'), 'utf8')) as { secrets: object }).secrets,
      ),
    ).toEqual([]);
  });
});
