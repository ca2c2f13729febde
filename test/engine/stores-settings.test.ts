import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OpenedProfile } from '../../src/engine/database/profile.ts';
import type { ProtectionStatus } from '../../src/engine/secrets/secrets-vault.ts';
import { createSettingsHandlers, DEFAULT_SETTINGS } from '../../src/engine/settings/handlers.ts';
import { err, ok } from '../../src/shared/result.ts';
import { openTestProfile, temporaryProfile } from '../support/profile-fixture.ts';

let folder: ReturnType<typeof temporaryProfile>;
let profile: OpenedProfile;
const context = { signal: new AbortController().signal };

beforeEach(async () => {
  folder = temporaryProfile();
  profile = await openTestProfile(folder.folder);
});
afterEach(() => {
  profile.close();
  folder.remove();
});

const unlocked: string[] = [];

function handlers(protection: Partial<ProtectionStatus> = {}) {
  const status: ProtectionStatus = {
    protectedBy: [],
    atHand: [],
    storedCount: 0,
    locked: null,
    setAside: null,
    ...protection,
  };
  return createSettingsHandlers({
    db: profile.db,
    vault: {
      protection: () => Promise.resolve(status),
      usePassphrase: (passphrase) =>
        Promise.resolve(passphrase === 'right' ? ok(null) : err({ type: 'SecretsLocked', reason: 'wrong-passphrase' })),
    },
    rescue: null,
    onUnlocked: () => void unlocked.push('unlocked'),
    version: '1.2.3',
    profile: folder.folder,
    databaseFile: profile.paths.database,
  });
}

test('a passphrase opens the keys and the stores go on; a wrong one is told and changes nothing', async () => {
  expect(await handlers()['secrets.usePassphrase']({ passphrase: 'wrong' }, context)).toEqual(
    err({ type: 'SecretsLocked', reason: 'wrong-passphrase' }),
  );
  expect(unlocked).toEqual([]);
  expect(await handlers({ storedCount: 2 })['secrets.usePassphrase']({ passphrase: 'right' }, context)).toEqual(
    ok({ protectedBy: [], atHand: [], storedCount: 2, locked: null }),
  );
  expect(unlocked).toEqual(['unlocked']);
});

test('settings begin with their defaults, change one at a time and outlive a restart', async () => {
  expect(await handlers()['settings.get']({}, context)).toEqual(ok(DEFAULT_SETTINGS));
  await handlers()['settings.set']({ theme: 'dark' }, context);
  await handlers()['settings.set']({ language: 'he' }, context);
  profile.close();
  profile = await openTestProfile(folder.folder);
  expect(await handlers()['settings.get']({}, context)).toEqual(
    ok({ ...DEFAULT_SETTINGS, theme: 'dark', language: 'he' }),
  );
});

test('a value that only another version knows counts as the default and is not lost', async () => {
  profile.db.exec(`INSERT INTO app_settings (name, value) VALUES ('theme', 'sepia')`);
  expect(await handlers()['settings.get']({}, context)).toEqual(ok(DEFAULT_SETTINGS));
  await handlers()['settings.set']({ density: 'roomy' }, context);
  expect(profile.db.prepare(`SELECT value FROM app_settings WHERE name = 'theme'`).pluck().get()).toBe('sepia');
});

test('on a full disk a setting is refused and the old one stays', async () => {
  await handlers()['settings.set']({ theme: 'light' }, context);
  const pages = profile.db.pragma('page_count', { simple: true }) as number;
  profile.db.pragma(`max_page_count = ${pages}`);
  // Fills what is left of the last pages, so that not one more row fits.
  const fill = profile.db.prepare(`INSERT INTO app_settings (name, value) VALUES (?, ?)`);
  const isFull = (bytes: number): boolean => {
    try {
      for (let index = 0; index < 2_000; index += 1) fill.run(`filler ${bytes} ${index}`, 'x'.repeat(bytes));
      return false;
    } catch {
      return true;
    }
  };
  for (const bytes of [2_000, 200, 20, 1, 0]) expect(isFull(bytes)).toBe(true);
  expect(await handlers()['settings.set']({ density: 'compact', contrast: 'more' }, context)).toEqual({
    ok: false,
    error: { type: 'DiskFull' },
  });
  expect(await handlers()['settings.get']({}, context)).toEqual(ok({ ...DEFAULT_SETTINGS, theme: 'light' }));
});

test('the facts name what protects the keys: file permissions count as nothing', async () => {
  const by = async (protection: Partial<ProtectionStatus>) => {
    const facts = await handlers(protection)['app.facts']({}, context);
    return facts.ok ? facts.value.secretsProtectedBy : facts.error.type;
  };
  expect(await by({ protectedBy: ['keyring', 'passphrase'] })).toBe('keyring');
  expect(await by({ protectedBy: ['passphrase'] })).toBe('passphrase');
  expect(await by({ protectedBy: ['device-file'], atHand: ['keyring'] })).toBe('none');
  expect(await by({ protectedBy: [], atHand: ['keyring'] })).toBe('keyring');
  expect(await by({})).toBe('none');
  const facts = await handlers()['app.facts']({}, context);
  expect(facts).toMatchObject({ ok: true, value: { version: '1.2.3', profile: folder.folder } });
  expect(facts.ok && facts.value.databaseBytes).toBeGreaterThan(0);
});
