import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileLocks } from '../../src/engine/platform/file-lock.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import type { KeyWrapper } from '../../src/engine/secrets/key-wraps.ts';
import { createSecretsVault } from '../../src/engine/secrets/secrets-vault.ts';
import type { SecretsVault, SecretsVaultDeps } from '../../src/engine/secrets/secrets-vault.ts';
import { err, ok } from '../../src/shared/result.ts';

const SECRET = 'cs_0123456789abcdef0123456789abcdef01234567';

let profile: string;
let seed = 0;

beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'backroom-secrets-'));
});
afterEach(() => rmSync(profile, { recursive: true, force: true }));

function vault(options: Partial<SecretsVaultDeps> = {}): SecretsVault {
  const clock = createSystemClock();
  seed += 1;
  return createSecretsVault({
    secretsFile: join(profile, 'secrets.json'),
    deviceKeyFile: join(profile, 'device.key'),
    random: createSeededRandom(seed),
    clock,
    logger: { log: () => undefined },
    locks: createFileLocks({ folder: join(profile, 'locks'), role: 'test', clock }),
    keyring: null,
    passphrase: null,
    deviceFile: 'refused',
    scryptWorkFactor: 2 ** 10,
    ...options,
  });
}

/** A keyring that really seals (by a key of its own); `state` can take it away or exchange it. */
function keyring(state = { available: true, key: 7, resealAsked: false }): KeyWrapper & { state: typeof state } {
  return {
    state,
    available: () => Promise.resolve(state.available),
    wrap: (key) =>
      Promise.resolve(ok(`${state.key}:${Buffer.from(key.map((byte) => byte ^ state.key)).toString('hex')}`)),
    unwrap: (sealed) => {
      const [by, hex = ''] = sealed.split(':');
      if (Number(by) !== state.key) return Promise.resolve(err({ type: 'unreadable', detail: 'another key' }));
      return Promise.resolve(
        ok({ key: Buffer.from(hex, 'hex').map((byte) => byte ^ state.key), reseal: state.resealAsked }),
      );
    },
  };
}

type Stored = { wraps: { keyring?: unknown }; secrets: Record<string, { ct: string }> };
const parsed = (): Stored => JSON.parse(stored()) as Stored;
const stored = (): string => readFileSync(join(profile, 'secrets.json'), 'utf8');
const files = (): string[] => readdirSync(profile).filter((name) => name !== 'locks');

describe('protection', () => {
  test('a passphrase protects a secret, and the same passphrase opens it in another process', async () => {
    expect(await vault({ passphrase: 'correct horse' }).write('store:1', SECRET)).toEqual(ok(null));
    expect(await vault({ passphrase: 'correct horse' }).read('store:1')).toEqual(ok(SECRET));
    expect(stored()).not.toContain(SECRET);
    expect(statSync(join(profile, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('a wrong passphrase and a missing one are told apart, and neither changes the file', async () => {
    await vault({ passphrase: 'correct horse' }).write('store:1', SECRET);
    const before = stored();
    expect(await vault({ passphrase: 'wrong' }).read('store:1')).toEqual(
      err({ type: 'SecretsLocked', reason: 'wrong-passphrase' }),
    );
    expect(await vault().read('store:1')).toEqual(err({ type: 'SecretsLocked', reason: 'no-passphrase' }));
    const write = await vault({ deviceFile: 'allowed' }).write('store:2', 'other');
    expect(write).toEqual(err({ type: 'SecretsLocked', reason: 'no-passphrase' }));
    expect(stored()).toBe(before);
  });

  test('a passphrase typed with composed or decomposed letters is the same', async () => {
    await vault({ passphrase: 'für die Kasse' }).write('store:1', SECRET);
    expect(await vault({ passphrase: 'fu\u0308r die Kasse' }).read('store:1')).toEqual(ok(SECRET));
  });

  test('without keyring, passphrase and leave for a key file nothing is stored at all', async () => {
    expect(await vault().write('store:1', SECRET)).toEqual(err({ type: 'SecretsLocked', reason: 'no-passphrase' }));
    const noKeyring = vault({ keyring: keyring({ available: false, key: 7, resealAsked: false }) });
    expect(await noKeyring.write('store:1', SECRET)).toEqual(
      err({ type: 'SecretsLocked', reason: 'keyring-unavailable' }),
    );
    expect(files()).toEqual([]);
  });

  test('the keyring protects in the app; the command line without a passphrase learns why it cannot open', async () => {
    await vault({ keyring: keyring() }).write('store:1', SECRET);
    expect(await vault({ keyring: keyring() }).read('store:1')).toEqual(ok(SECRET));
    expect(await vault().read('store:1')).toEqual(err({ type: 'SecretsLocked', reason: 'keyring-unavailable' }));
    const exchanged = keyring({ available: true, key: 9, resealAsked: false });
    expect(await vault({ keyring: exchanged }).read('store:1')).toEqual(
      err({ type: 'SecretsLocked', reason: 'keyring-unreadable' }),
    );
  });

  test('the app adds a passphrase beside the keyring, and then either of the two opens', async () => {
    await vault({ keyring: keyring() }).write('store:1', SECRET);
    expect(await vault({ keyring: keyring(), passphrase: 'second way' }).read('store:1')).toEqual(ok(SECRET));
    expect(await vault({ passphrase: 'second way' }).read('store:1')).toEqual(ok(SECRET));
    expect(await vault({ keyring: keyring() }).read('store:1')).toEqual(ok(SECRET));
    expect((await vault({ keyring: keyring() }).protection()).protectedBy).toEqual(['keyring', 'passphrase']);
  });

  test('adding a second protection needs the first', async () => {
    await vault({ passphrase: 'first' }).write('store:1', SECRET);
    const before = stored();
    expect((await vault({ keyring: keyring() }).read('store:1')).ok).toBe(false);
    expect(stored()).toBe(before);
  });

  test('a passphrase given later opens what was locked', async () => {
    await vault({ passphrase: 'late' }).write('store:1', SECRET);
    const other = vault();
    expect((await other.read('store:1')).ok).toBe(false);
    expect(await other.usePassphrase('too late')).toEqual(err({ type: 'SecretsLocked', reason: 'wrong-passphrase' }));
    expect(await other.usePassphrase('late')).toEqual(ok(null));
    expect(await other.read('store:1')).toEqual(ok(SECRET));
  });

  test('a keyring that changed its own key gets the data key sealed again', async () => {
    const ring = keyring();
    await vault({ keyring: ring }).write('store:1', SECRET);
    const before = parsed().wraps.keyring;
    ring.state.resealAsked = true;
    const asked = { ...ring, wrap: () => Promise.resolve(ok('resealed')) };
    expect(await vault({ keyring: asked }).read('store:1')).toEqual(ok(SECRET));
    expect(parsed().wraps.keyring).not.toEqual(before);
  });
});

describe('the key file of the command line', () => {
  test('it protects by its permissions and says so', async () => {
    await vault({ deviceFile: 'allowed' }).write('store:1', SECRET);
    expect(await vault().read('store:1')).toEqual(ok(SECRET));
    expect(statSync(join(profile, 'device.key')).mode & 0o777).toBe(0o600);
    expect((await vault().protection()).protectedBy).toEqual(['device-file']);
    expect(stored()).not.toContain(SECRET);
  });

  test('a passphrase replaces it: the key file goes, and a copy of it opens nothing any more', async () => {
    await vault({ deviceFile: 'allowed' }).write('store:1', SECRET);
    const copiedKey = readFileSync(join(profile, 'device.key'));
    expect(await vault({ passphrase: 'now protected' }).read('store:1')).toEqual(ok(SECRET));
    expect(files()).toEqual(['secrets.json']);
    writeFileSync(join(profile, 'device.key'), copiedKey);
    expect(await vault({ deviceFile: 'allowed' }).read('store:1')).toEqual(
      err({ type: 'SecretsLocked', reason: 'no-passphrase' }),
    );
    expect(await vault({ passphrase: 'now protected' }).read('store:1')).toEqual(ok(SECRET));
  });

  test('the keyring replaces it as soon as the app opens the profile', async () => {
    await vault({ deviceFile: 'allowed' }).write('store:1', SECRET);
    await vault({ deviceFile: 'allowed' }).write('store:2', 'another secret');
    const app = vault({ keyring: keyring() });
    expect(await app.read('store:1')).toEqual(ok(SECRET));
    expect(await app.read('store:2')).toEqual(ok('another secret'));
    expect((await app.protection()).protectedBy).toEqual(['keyring']);
    expect(files()).toEqual(['secrets.json']);
  });

  test('the app adds no real secret to a file that only permissions protect, but a demo shop’s', async () => {
    await vault({ deviceFile: 'allowed' }).write('store:1', SECRET);
    const app = vault({ keyring: keyring({ available: false, key: 7, resealAsked: false }) });
    expect(await app.write('store:2', SECRET)).toEqual(err({ type: 'SecretsLocked', reason: 'keyring-unavailable' }));
    expect(await app.write('store:3', 'demo', { deviceFileIsEnough: true })).toEqual(ok(null));
  });

  test('when it is lost, reading says so, and a new secret starts a new file beside the old one', async () => {
    await vault({ deviceFile: 'allowed' }).write('store:1', SECRET);
    rmSync(join(profile, 'device.key'));
    const later = vault({ deviceFile: 'allowed' });
    expect(await later.read('store:1')).toEqual(err({ type: 'SecretsLocked', reason: 'device-key-missing' }));
    expect(await later.write('store:2', 'fresh')).toEqual(ok(null));
    expect(await later.read('store:2')).toEqual(ok('fresh'));
    expect(files().some((name) => name.startsWith('secrets.json.damaged-'))).toBe(true);
  });
});

describe('damage', () => {
  test('a file that is no secrets file is set aside with its content, and the next secret can be stored', async () => {
    writeFileSync(join(profile, 'secrets.json'), '{"version":1,"kid":');
    const first = vault({ passphrase: 'p' });
    expect(await first.read('store:1')).toEqual(err({ type: 'SecretsLocked', reason: 'damaged' }));
    const aside = files().find((name) => name.startsWith('secrets.json.damaged-')) ?? '';
    expect(readFileSync(join(profile, aside), 'utf8')).toBe('{"version":1,"kid":');
    expect(await first.write('store:1', SECRET)).toEqual(ok(null));
    expect(await first.read('store:1')).toEqual(ok(SECRET));
  });

  test('one changed bit in one secret locks that one; the others open', async () => {
    const one = vault({ passphrase: 'p' });
    await one.write('store:1', SECRET);
    await one.write('store:2', 'second');
    const content = parsed();
    const secret = content.secrets['store:1'] ?? { ct: '' };
    secret.ct = secret.ct.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'));
    writeFileSync(join(profile, 'secrets.json'), JSON.stringify(content));
    expect(await vault({ passphrase: 'p' }).read('store:1')).toEqual(err({ type: 'SecretsLocked', reason: 'damaged' }));
    expect(await vault({ passphrase: 'p' }).read('store:2')).toEqual(ok('second'));
  });

  test('a secret put under another name does not open', async () => {
    const one = vault({ passphrase: 'p' });
    await one.write('store:1', SECRET);
    await one.write('store:2', 'second');
    const content = parsed();
    content.secrets['store:2'] = content.secrets['store:1'] ?? { ct: '' };
    writeFileSync(join(profile, 'secrets.json'), JSON.stringify(content));
    expect(await vault({ passphrase: 'p' }).read('store:2')).toEqual(err({ type: 'SecretsLocked', reason: 'damaged' }));
  });

  test('a file of a later version is left exactly as it is', async () => {
    const text = '{"version":2,"something":"else"}';
    writeFileSync(join(profile, 'secrets.json'), text);
    expect(await vault({ passphrase: 'p' }).write('store:1', SECRET)).toEqual(
      err({ type: 'SecretsLocked', reason: 'newer' }),
    );
    expect(stored()).toBe(text);
    expect(files()).toEqual(['secrets.json']);
  });

  test('a folder that cannot be written refuses the secret and names the folder', async () => {
    writeFileSync(join(profile, 'not-a-folder'), '');
    const folder = join(profile, 'not-a-folder', 'inside');
    const blocked = vault({
      passphrase: 'p',
      secretsFile: join(folder, 'secrets.json'),
      deviceKeyFile: join(folder, 'device.key'),
    });
    expect(await blocked.write('store:1', SECRET)).toEqual(err({ type: 'ReadOnlyProfile', path: folder }));
  });
});

describe('several writers', () => {
  test('secrets stored at the same time are all there afterwards', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `store:${index}`);
    await vault({ passphrase: 'p' }).write('store:first', 'x');
    const answers = await Promise.all(names.map((name) => vault({ passphrase: 'p' }).write(name, `secret of ${name}`)));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    const reader = vault({ passphrase: 'p' });
    for (const name of names) expect(await reader.read(name)).toEqual(ok(`secret of ${name}`));
  });

  test('removing one leaves the others, needs no passphrase, and forgets the one held for the session', async () => {
    const one = vault({ passphrase: 'p' });
    await one.write('store:1', SECRET);
    await one.write('store:2', 'second');
    expect(await vault().remove('store:1')).toEqual(ok(null));
    expect(await one.read('store:1')).toEqual(ok(null));
    expect(await one.read('store:2')).toEqual(ok('second'));
    expect(one.stored().map((entry) => entry.name)).toEqual(['store:2']);
    one.holdForSession('store:2', 'session');
    expect(await one.read('store:2')).toEqual(ok('session'));
    await one.remove('store:2');
    expect(await one.read('store:2')).toEqual(ok(null));
  });

  test('a secret held for the session is never written', async () => {
    mkdirSync(join(profile, 'locks'), { recursive: true });
    chmodSync(profile, 0o700);
    const one = vault();
    one.holdForSession('store:1', SECRET);
    expect(await one.read('store:1')).toEqual(ok(SECRET));
    expect(files()).toEqual([]);
    expect(await vault().read('store:1')).toEqual(ok(null));
  });
});
