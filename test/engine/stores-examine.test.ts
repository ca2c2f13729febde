import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConnectionReport, Probe } from '../../src/shared/domain/connection-report.ts';
import { err, ok } from '../../src/shared/result.ts';
import type { OpenedProfile } from '../../src/engine/database/profile.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { createSecretsVault } from '../../src/engine/secrets/secrets-vault.ts';
import { createCredentialsBook } from '../../src/engine/stores/credentials.ts';
import { createStoreHandlers } from '../../src/engine/stores/handlers.ts';
import type { StoreHandlersDeps } from '../../src/engine/stores/handlers.ts';
import { normalizeStoreAddress } from '../../src/engine/woocommerce/store-address.ts';
import { openTestProfile, silentLogger, temporaryProfile } from '../support/profile-fixture.ts';

const KEY = { consumerKey: 'ck_key_of_the_test', consumerSecret: 'cs_secret_of_the_test' };
const PROBE: Probe = {
  name: 'clock',
  outcome: 'passed',
  advice: null,
  error: null,
  facts: { skewSeconds: 0, phpClock: null },
};
const REPORT: ConnectionReport = {
  verdict: 'refused',
  url: 'https://shop.test',
  authMode: 'header',
  pageSize: 50,
  hasVariationsFeed: true,
  suggestedUrl: null,
  probes: [PROBE],
};

let folder: ReturnType<typeof temporaryProfile>;
let profile: OpenedProfile;
let asked: unknown[];
let probes: unknown[];

beforeEach(async () => {
  folder = temporaryProfile();
  profile = await openTestProfile(folder.folder);
  asked = [];
  probes = [];
});
afterEach(() => {
  profile.close();
  folder.remove();
});

/** `accepts`: whether the check lets a store be added; examining tells what it found either way. */
function handlers(accepts: boolean) {
  const vault = createSecretsVault({
    secretsFile: profile.paths.secrets,
    deviceKeyFile: profile.paths.deviceKey,
    random: createSeededRandom(1),
    clock: createSystemClock(),
    logger: silentLogger,
    locks: profile.locks,
    keyring: null,
    passphrase: 'passphrase',
    deviceFile: 'refused',
    scryptWorkFactor: 2 ** 10,
  });
  const credentials = createCredentialsBook(vault);
  const deps: StoreHandlersDeps = {
    db: profile.db,
    credentials,
    check: {
      run: ({ url, consumerKey, consumerSecret }, onProbe) => {
        asked.push({ url, consumerKey, consumerSecret });
        onProbe?.(PROBE);
        return Promise.resolve(ok({ ...REPORT, verdict: accepts ? 'ready' : 'refused' }));
      },
    },
    normalizeAddress: normalizeStoreAddress,
    schedule: { setPaused: () => {}, noticeChange: () => {}, cancel: () => {}, forget: () => {} },
    locks: profile.locks,
    clock: createSystemClock(),
    logger: silentLogger,
    newId: () => 'store-1',
    onChanged: () => {},
    listStores: () => [],
    startDemoShop: null,
    demoFolder: folder.folder,
    onProbe: (checkId, probe) => probes.push([checkId, probe]),
  };
  return { credentials, handlers: createStoreHandlers(deps) };
}
const context = { signal: new AbortController().signal };

async function added() {
  const { handlers: store } = handlers(true);
  await store['stores.add']({ ...KEY, name: 'Main', url: 'shop.test', mode: 'push', skipCheck: true }, context);
}

test('a store is examined at its own address with the key that is kept for it, and each probe is told', async () => {
  await added();
  const { handlers: store } = handlers(false);
  const before = profile.db.prepare('SELECT * FROM stores').all();
  expect(await store['stores.examine']({ id: 'store-1', checkId: 'check-1' }, context)).toEqual(ok(REPORT));
  expect(asked).toEqual([{ url: 'https://shop.test', ...KEY }]);
  expect(probes).toEqual([['check-1', PROBE]]);
  expect(profile.db.prepare('SELECT * FROM stores').all()).toEqual(before);
});

test('without its key, or without the store, nothing is asked', async () => {
  await added();
  const { handlers: store, credentials } = handlers(true);
  expect(await store['stores.examine']({ id: 'other', checkId: 'check-1' }, context)).toEqual(
    err({ type: 'NotFound', entity: 'stores', id: 'other' }),
  );
  await credentials.forget('store-1');
  expect(await store['stores.examine']({ id: 'store-1', checkId: 'check-1' }, context)).toEqual(
    err({ type: 'StoreNotConnected', storeId: 'store-1' }),
  );
  expect(asked).toEqual([]);
});
