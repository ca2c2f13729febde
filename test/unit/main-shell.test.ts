import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveAsset } from '../../src/main/asset-path.ts';
import { judgeLink } from '../../src/main/external-links.ts';
import { openProfile, profileDir } from '../../src/main/profile.ts';
import { createSecretsService, type SafeStorageLike } from '../../src/main/secrets.ts';
import { createShellSettingsFile } from '../../src/main/shell-settings.ts';
import { chooseBounds } from '../../src/main/window-bounds.ts';
import { wordsByLocale } from '../../src/main/words.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'backroom-shell-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('the window opens', () => {
  const display = { x: 0, y: 0, width: 1920, height: 1040 };
  const second = { x: 1920, y: 0, width: 1280, height: 1024 };

  test('centred at first', () => {
    expect(chooseBounds(null, [display])).toEqual({ x: 240, y: 70, width: 1440, height: 900 });
  });

  test('where it was, also on the second display', () => {
    const remembered = { x: 2000, y: 50, width: 1000, height: 700 };
    expect(chooseBounds(remembered, [display, second])).toEqual(remembered);
  });

  test('on the first display when the one it was on is gone', () => {
    const remembered = { x: 2000, y: 50, width: 1000, height: 700 };
    expect(chooseBounds(remembered, [display])).toEqual({ x: 240, y: 70, width: 1440, height: 900 });
  });

  test('never larger than its display and never below its minimum', () => {
    expect(chooseBounds({ x: 0, y: 0, width: 5000, height: 10 }, [display])).toMatchObject({
      width: 1920,
      height: 640,
    });
  });

  test('always with a title bar that can be grasped, whatever was remembered', () => {
    const whole = fc.integer({ min: -10_000, max: 10_000 });
    const size = fc.integer({ min: 0, max: 6000 });
    fc.assert(
      fc.property(fc.record({ x: whole, y: whole, width: size, height: size }), (remembered) => {
        const areas = [display, second];
        const { x, y, width, height } = chooseBounds(remembered, areas);
        expect(width).toBeGreaterThanOrEqual(960);
        expect(height).toBeGreaterThanOrEqual(640);
        const isReachable = areas.some(
          (area) =>
            y >= area.y &&
            y + 40 <= area.y + area.height &&
            Math.min(x + width, area.x + area.width) - Math.max(x, area.x) >= 120,
        );
        expect(isReachable).toBe(true);
      }),
    );
  });
});

describe('an address of the app', () => {
  const root = resolve('out/renderer');

  test.each([
    ['app://backroom/', 'index.html'],
    ['app://backroom/index.html', 'index.html'],
    ['app://backroom/assets/index-abc.js?v=1#top', 'assets/index-abc.js'],
    ['app://backroom/assets/../index.html', 'index.html'],
    ['app://backroom/%2e%2e/main/index.js', 'main/index.js'],
    ['app://backroom//../../%2e%2e/x.js', 'x.js'],
  ])('%s means %s', (address, file) => {
    expect(resolveAsset(root, address)).toBe(join(root, file));
  });

  test.each([
    'app://backroom/..%2fmain%2findex.js',
    'app://backroom/..%5cmain%5cindex.js',
    'app://backroom/index.html%00.js',
    'app://backroom/%E0%A4%A',
    'app://backroom/secret.sqlite',
    'app://backroom/constructor',
    'app://elsewhere/index.html',
    'file:///etc/passwd',
    'https://backroom/index.html',
    'nonsense',
  ])('%s means nothing', (address) => {
    expect(resolveAsset(root, address)).toBeNull();
  });

  test('never leads out of the bundle', () => {
    const part = fc.constantFrom('..', '%2e%2e', '.', '%2f', '/', '\\', '%5c', 'a', '%00', 'x.js', '%252e%252e');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const path = resolveAsset(root, `app://backroom/${parts.join('/')}.js`);
        if (path !== null) expect(path.startsWith(`${root}/`) || path.startsWith(`${root}\\`)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a link', () => {
  const stores = new Set(['https://shop.example', 'http://127.0.0.1:8123']);

  test.each([
    ['https://shop.example/wp-admin/post.php?post=1', 'open'],
    ['http://127.0.0.1:8123/product/mug', 'open'],
    ['https://woocommerce.com/document/woocommerce-rest-api/', 'open'],
    ['https://elsewhere.example/', 'ask'],
    ['https://shop.example:8443/', 'ask'],
    ['https://woocommerce.com:444/', 'ask'],
    ['https://woocommerce.com.evil.example/', 'ask'],
    ['http://shop.example/', 'refuse'],
    ['http://elsewhere.example/', 'refuse'],
    ['https://owner:secret@shop.example/', 'refuse'],
    ['javascript:alert(1)', 'refuse'],
    ['file:///etc/passwd', 'refuse'],
    ['ms-settings:', 'refuse'],
    ['', 'refuse'],
    ['//shop.example', 'refuse'],
  ])('%s: %s', (address, verdict) => {
    expect(judgeLink(address, stores).verdict).toBe(verdict);
  });
});

describe('the data folder', () => {
  test('is the one that BACKROOM_PROFILE names, or Backroom among the application data', () => {
    expect(profileDir({ BACKROOM_PROFILE: dir }, '/data')).toBe(dir);
    expect(profileDir({}, dir)).toBe(join(dir, 'Backroom'));
  });

  test('is created with its parents and left clean', () => {
    const wanted = join(dir, 'deep', 'profile');
    expect(openProfile(wanted)).toEqual({ ok: true, value: wanted });
    expect(openProfile(wanted).ok).toBe(true);
  });

  test('that cannot be written is refused by name', () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    expect(openProfile(join(file, 'profile'))).toMatchObject({
      ok: false,
      error: { reason: 'profile-not-writable', path: join(file, 'profile') },
    });
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('that is read-only is refused', () => {
    chmodSync(dir, 0o500);
    expect(openProfile(dir)).toMatchObject({ ok: false, error: { reason: 'profile-not-writable' } });
    chmodSync(dir, 0o700);
  });
});

describe("the shell's settings", () => {
  const failures: unknown[] = [];
  const open = () => createShellSettingsFile(dir, (thrown) => failures.push(thrown));

  test('survive a restart', () => {
    const bounds = { x: 1, y: 2, width: 1000, height: 700 };
    open().update({ appearance: { locale: 'he', theme: 'dark' } });
    open().update({ bounds });
    expect(open().read()).toEqual({ appearance: { locale: 'he', theme: 'dark' }, bounds, isMaximized: false });
  });

  test.each(['', 'no json', '[]', '{"bounds":{"x":"left"},"appearance":{"locale":"xx"},"isMaximized":1}'])(
    'that read %j count as absent',
    (content) => {
      writeFileSync(join(dir, 'shell.json'), content);
      expect(open().read()).toEqual({ appearance: undefined, bounds: null, isMaximized: false });
    },
  );

  test('that cannot be written are reported and kept for this run', () => {
    const settings = open();
    rmSync(dir, { recursive: true });
    settings.update({ isMaximized: true });
    expect(settings.read().isMaximized).toBe(true);
    expect(failures).toHaveLength(1);
  });

  test('are readable by their owner only', () => {
    open().update({ isMaximized: true });
    expect(JSON.parse(readFileSync(join(dir, 'shell.json'), 'utf8'))).toMatchObject({ isMaximized: true });
  });
});

describe('secrets', () => {
  /** A keyring that reverses its texts. */
  const keyring: SafeStorageLike = {
    isEncryptionAvailable: () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptString: (plain) => Buffer.from([...plain].reverse().join('')),
    decryptString: (sealed) => {
      if (sealed.length === 0) throw new Error('damaged');
      return [...sealed.toString()].reverse().join('');
    },
  };
  const asynchronous: SafeStorageLike = {
    ...keyring,
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (plain) => keyring.encryptString(plain),
    decryptStringAsync: async (sealed) => ({ result: keyring.decryptString(sealed), shouldReEncrypt: true }),
  };

  test.each([
    ['old', keyring, false],
    ['asynchronous', asynchronous, true],
  ] as const)('go through the %s keyring and come back', async (_name, storage, reseal) => {
    const { answer } = createSecretsService(storage, 'linux');
    const sealed = await answer({ action: 'encrypt', plainBase64: 'c2VjcmV0' });
    expect(sealed).toMatchObject({ ok: true, value: { action: 'encrypt' } });
    const sealedBase64 = sealed.ok && sealed.value.action === 'encrypt' ? sealed.value.sealedBase64 : '';
    expect(Buffer.from(sealedBase64, 'base64').toString()).toBe('0VmcjV2c');
    expect(await answer({ action: 'decrypt', sealedBase64 })).toEqual({
      ok: true,
      value: { action: 'decrypt', plainBase64: 'c2VjcmV0', reseal },
    });
  });

  test.each([
    ['basic_text', true, 'basic-text'],
    ['unknown', true, 'none'],
    ['kwallet6', false, 'none'],
    ['kwallet6', true, 'os'],
  ] as const)('on backend %s with available=%s are protected by: %s', async (backend, available, protection) => {
    const storage = { ...keyring, getSelectedStorageBackend: () => backend, isEncryptionAvailable: () => available };
    const { answer } = createSecretsService(storage, 'linux');
    expect(await answer({ action: 'status' })).toEqual({
      ok: true,
      value: { action: 'status', status: { protection, backendName: backend } },
    });
    const encrypted = await answer({ action: 'encrypt', plainBase64: 'eA==' });
    expect(encrypted.ok).toBe(protection === 'os');
    if (!encrypted.ok) expect(encrypted.error.type).toBe('SecretsUnavailable');
  });

  test('that are damaged are named unreadable, not unavailable', async () => {
    const { answer } = createSecretsService(keyring, 'darwin');
    expect(await answer({ action: 'decrypt', sealedBase64: '' })).toEqual({
      ok: false,
      error: { type: 'SecretsUnreadable', detail: 'damaged' },
    });
  });

  test('on a keyring that throws are unavailable', async () => {
    const broken: SafeStorageLike = {
      ...keyring,
      isEncryptionAvailable: () => {
        throw new Error('no bus');
      },
    };
    const { answer } = createSecretsService(broken, 'win32');
    expect(await answer({ action: 'status' })).toMatchObject({ ok: false, error: { type: 'SecretsUnavailable' } });
  });
});

describe("main's words", () => {
  const reasons = [
    'profile-not-writable',
    'disk-full',
    'database-newer-than-app',
    'database-damaged',
    'database-locked',
    'unexpected',
  ] as const;

  test.each(reasons)('name the failure %s and the way out in both languages', (reason) => {
    for (const words of Object.values(wordsByLocale)) {
      const { title, body } = words.startFailure({ reason, path: 'the-folder', detail: '' });
      expect(title.length).toBeGreaterThan(5);
      if (reason !== 'unexpected') expect(body).toContain('the-folder');
      expect(`${title}${body}`).not.toMatch(/!|please|sorry|\bwe\b/i);
    }
  });

  test('exist in Hebrew wherever they exist in English', () => {
    expect(Object.keys(wordsByLocale.he.menu)).toEqual(Object.keys(wordsByLocale.en.menu));
    for (const label of Object.values(wordsByLocale.he.menu)) expect(label).toMatch(/[\u0590-\u05ff]/);
  });

  test('count in notices', () => {
    const notice = { kind: 'decisions-waiting', storeName: 'Shop', count: 1 } as const;
    expect(wordsByLocale.en.notice(notice).body).toBe('1 decision waits for you');
    expect(wordsByLocale.en.notice({ ...notice, count: 4 }).body).toBe('4 decisions wait for you');
  });
});
