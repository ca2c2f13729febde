import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectionReport } from '../../src/shared/domain/connection-report.ts';
import { err, ok } from '../../src/shared/result.ts';
import type { OpenedProfile } from '../../src/engine/database/profile.ts';
import { storeLockName } from '../../src/engine/platform/file-lock.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createSecretsVault } from '../../src/engine/secrets/secrets-vault.ts';
import type { SecretsVault } from '../../src/engine/secrets/secrets-vault.ts';
import { createStoreCommands } from '../../src/engine/stores/commands.ts';
import { createCredentialsBook } from '../../src/engine/stores/credentials.ts';
import type { CredentialsBook } from '../../src/engine/stores/credentials.ts';
import { createDemoStore } from '../../src/engine/stores/demo-store.ts';
import type { StoreCommandsDeps } from '../../src/engine/stores/store-writes.ts';
import { normalizeStoreAddress } from '../../src/engine/woocommerce/store-address.ts';
import { openTestProfile, queueEdit, silentLogger, temporaryProfile } from '../support/profile-fixture.ts';

const KEY = { consumerKey: 'ck_key_of_the_test', consumerSecret: 'cs_secret_of_the_test' };

let folder: ReturnType<typeof temporaryProfile>;
let profile: OpenedProfile;
let vault: SecretsVault;
let credentials: CredentialsBook;
let told: string[];
let nextId: number;

beforeEach(async () => {
  folder = temporaryProfile();
  profile = await openTestProfile(folder.folder);
  vault = openVault();
  credentials = createCredentialsBook(vault);
  told = [];
  nextId = 0;
});
afterEach(() => {
  profile.close();
  folder.remove();
});

function openVault(passphrase: string | null = 'passphrase'): SecretsVault {
  return createSecretsVault({
    secretsFile: profile.paths.secrets,
    deviceKeyFile: profile.paths.deviceKey,
    random: createSeededRandom(1),
    clock: createSystemClock(),
    logger: silentLogger,
    locks: profile.locks,
    keyring: null,
    passphrase,
    deviceFile: 'refused',
    scryptWorkFactor: 2 ** 10,
  });
}

const report = (changes: Partial<ConnectionReport> = {}): ConnectionReport => ({
  verdict: 'ready',
  url: 'https://shop.test',
  authMode: 'query',
  pageSize: 50,
  hasVariationsFeed: true,
  suggestedUrl: null,
  probes: [],
  ...changes,
});

function deps(found: ConnectionReport = report(), options: Partial<StoreCommandsDeps> = {}): StoreCommandsDeps {
  return {
    db: profile.db,
    credentials,
    check: { run: () => Promise.resolve(ok(found)) },
    normalizeAddress: normalizeStoreAddress,
    schedule: {
      setPaused: (id, paused) => void told.push(`paused ${id} ${paused}`),
      noticeChange: (id) => void told.push(`notice ${id}`),
      cancel: (id) => void told.push(`cancel ${id}`),
      forget: (id) => void told.push(`forget ${id}`),
    },
    locks: profile.locks,
    clock: createSystemClock(),
    logger: silentLogger,
    newId: () => `id-${(nextId += 1)}`,
    onChanged: (id) => void told.push(`changed ${id}`),
    ...options,
  };
}

const add = (name = 'Main', options = deps()) =>
  createStoreCommands(options).add({ ...KEY, name, url: 'shop.test', mode: 'push', skipCheck: false });
type StoreRow = Readonly<Record<string, unknown>>;
const rows = (): readonly StoreRow[] => profile.db.prepare<[], StoreRow>('SELECT * FROM stores ORDER BY id').all();

describe('adding a store', () => {
  test('keeps what the check found and the key beside it', async () => {
    expect(await add('  Main \n shop ')).toMatchObject({ ok: true, value: { id: 'id-1' } });
    expect(rows()).toMatchObject([
      {
        id: 'id-1',
        name: 'Main shop',
        url: 'https://shop.test',
        mode: 'push',
        auth_mode: 'query',
        page_size: 50,
        has_variations_route: 1,
      },
    ]);
    expect(await createCredentialsBook(openVault()).read('id-1')).toEqual(ok(KEY));
    expect(told).toEqual(['changed id-1', 'notice id-1']);
  });

  test('a refused check leaves neither row nor key', async () => {
    const refused = await add('Main', deps(report({ verdict: 'refused' })));
    expect(refused).toMatchObject({ ok: false, error: { type: 'StoreRefusedCheck', report: { verdict: 'refused' } } });
    expect(rows()).toEqual([]);
    expect(vault.stored()).toEqual([]);
  });

  test('when the secret cannot be protected there is no row', async () => {
    credentials = createCredentialsBook(openVault(null));
    expect(await add()).toEqual(err({ type: 'SecretsLocked', reason: 'no-passphrase' }));
    expect(rows()).toEqual([]);
  });

  test('on a full disk nothing stays half written, and once there is room it works', async () => {
    const pages = profile.db.pragma('page_count', { simple: true }) as number;
    profile.db.pragma(`max_page_count = ${pages}`);
    const longName = 'n'.repeat(20_000);
    expect(await add(longName)).toEqual(err({ type: 'DiskFull' }));
    expect(rows()).toEqual([]);
    expect(vault.stored()).toEqual([]);
    expect(told).toEqual([]);
    profile.db.pragma('max_page_count = 1000000');
    expect((await add(longName)).ok).toBe(true);
    expect(profile.db.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  test('a name taken between check and row is refused, and its key taken back', async () => {
    const slow = deps(report(), {
      check: {
        run: async () => {
          await add('Main');
          return ok(report());
        },
      },
    });
    expect(await add('main', slow)).toEqual(err({ type: 'NameTaken', name: 'main' }));
    expect(rows()).toHaveLength(1);
    expect(vault.stored().map(({ name }) => name)).toEqual(['store:id-1']);
  });

  test.each([
    ['', 'empty'],
    ['ftp://shop.test', 'not-http'],
    ['https://ck_a:cs_b@shop.test', 'has-credentials'],
  ])('without a check the address "%s" is refused as %s', async (url, reason) => {
    const added = await createStoreCommands(deps()).add({ ...KEY, name: 'Main', url, mode: 'push', skipCheck: true });
    expect(added).toMatchObject({ ok: false, error: { type: 'FieldRefused', field: 'url', reason } });
  });
});

describe('changing and removing a store', () => {
  test('renaming keeps names unique, and its own name in other letters is fine', async () => {
    await add('Main');
    await add('Second');
    const commands = createStoreCommands(deps());
    expect(commands.rename('id-2', 'MAIN')).toEqual(err({ type: 'NameTaken', name: 'MAIN' }));
    expect(commands.rename('id-1', 'MAIN')).toEqual(ok(null));
    expect(commands.rename('id-9', 'X')).toMatchObject({ ok: false, error: { type: 'NotFound' } });
    expect(rows().map(({ name }) => name)).toEqual(['MAIN', 'Second']);
  });

  test('mode, cadence and pause are stored and told to the schedule', async () => {
    await add();
    told.length = 0;
    const commands = createStoreCommands(deps());
    commands.setMode('id-1', 'watch');
    commands.setCadence('id-1', 'eco');
    commands.setPaused('id-1', true);
    expect(rows()).toMatchObject([{ mode: 'watch', cadence: 'eco', status: 'paused' }]);
    expect(told).toEqual([
      'changed id-1',
      'notice id-1',
      'changed id-1',
      'notice id-1',
      'changed id-1',
      'paused id-1 true',
    ]);
  });

  test('unsent changes keep a store from being removed, and are counted', async () => {
    await add();
    queueEdit(profile.db, 'id-1', 5, { operationId: 'op-1', productId: 'p-1' });
    const commands = createStoreCommands(deps());
    expect(await commands.remove('id-1', false)).toEqual(ok({ removed: false, unsent: 1 }));
    expect(rows()).toHaveLength(1);
    expect(await commands.remove('id-1', true)).toEqual(ok({ removed: true, unsent: 1 }));
    for (const table of ['stores', 'products', 'base_documents', 'outbox']) {
      expect(profile.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBe(0);
    }
    expect(vault.stored()).toEqual([]);
  });

  test('a store that another process syncs is not removed under its feet', async () => {
    await add();
    const held = profile.locks.acquire(storeLockName('id-1'));
    // The waiting itself is the lock's own test.
    const locks = { ...profile.locks, acquireWithin: (name: string) => Promise.resolve(profile.locks.acquire(name)) };
    const removed = await createStoreCommands(deps(report(), { locks })).remove('id-1', false);
    expect(removed).toMatchObject({
      ok: false,
      error: { type: 'SyncBusy', storeId: 'id-1', holder: `test, process ${process.pid}` },
    });
    expect(rows()).toHaveLength(1);
    if (held.ok) held.value.release();
    expect(await createStoreCommands(deps()).remove('id-1', false)).toEqual(ok({ removed: true, unsent: 0 }));
  });

  test('a new key replaces the old one once the check accepts it', async () => {
    await add();
    profile.db.exec(`UPDATE stores SET status = 'error'`);
    const fresh = { consumerKey: 'ck_fresh', consumerSecret: 'cs_fresh' };
    const refusing = createStoreCommands(deps(report({ verdict: 'refused' })));
    expect((await refusing.reconnect('id-1', { ...fresh, skipCheck: false })).ok).toBe(false);
    expect(await credentials.read('id-1')).toEqual(ok(KEY));
    expect((await createStoreCommands(deps()).reconnect('id-1', { ...fresh, skipCheck: false })).ok).toBe(true);
    expect(await credentials.read('id-1')).toEqual(ok(fresh));
    expect(rows()).toMatchObject([{ status: 'connected' }]);
  });
});

describe('the demo shop', () => {
  const demo = (url: string, isSameShop: boolean, options = deps()) =>
    createDemoStore(options).connectDemo({ ...KEY, name: 'Demo shop', url, isSameShop });

  test('is connected once; under a new port it is the same store with the new address', async () => {
    expect(await demo('http://127.0.0.1:4001', true)).toEqual(ok('id-1'));
    expect(await demo('http://127.0.0.1:4002', true)).toEqual(ok('id-1'));
    expect(rows()).toMatchObject([
      { id: 'id-1', name: 'Demo shop', url: 'http://127.0.0.1:4002', is_demo: 1, mode: 'push' },
    ]);
    expect(await demo('http://127.0.0.1:4003', false)).toEqual(ok('id-2'));
    expect(rows().map(({ name }) => name)).toEqual(['Demo shop', 'Demo shop 2']);
  });

  test('works where no secret can be protected: its key is protected by a key file', async () => {
    credentials = createCredentialsBook(openVault(null));
    expect(await demo('http://127.0.0.1:4001', true)).toEqual(ok('id-1'));
    expect(await createCredentialsBook(openVault(null)).read('id-1')).toEqual(ok(KEY));
  });

  test('works where the stored secrets are locked: its key stays in this process', async () => {
    await credentials.keep('another', KEY);
    credentials = createCredentialsBook(openVault(null));
    expect(await demo('http://127.0.0.1:4001', true)).toEqual(ok('id-1'));
    expect(await credentials.read('id-1')).toEqual(ok(KEY));
  });
});

test('keys without a store are swept, but not one that is being added at this moment', async () => {
  await add();
  await credentials.keep('orphan', KEY);
  const now = Date.now();
  expect(await credentials.removeOrphans(profile.db, now)).toBe(0);
  expect(await credentials.removeOrphans(profile.db, now + 3_600_000)).toBe(1);
  expect(vault.stored().map(({ name }) => name)).toEqual(['store:id-1']);
});
