import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listFiles, readSource } from './source-files.ts';

const BINARY = /\.(?:png|ico|icns|jpe?g|webp|woff2?|sqlite|db|gz)$/i;

const textFiles = listFiles().filter((path) => !BINARY.test(path));

/** Spelled in pieces, because this file is searched too. Ada is the person of the examples. */
const FOLDERS = ['work', 'root', 'home/(?!ada\\b)[a-z]\\w+', 'Users/(?!ada\\b)\\w+'];
const MACHINE_PATH = new RegExp(String.raw`(?<![\w./:-])/(?:${FOLDERS.join('|')})/\w`);
const REGISTRY_HOST = /registry\.(?:npmjs|yarnpkg|npmmirror)\b/;

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() })),
});

/** Whether the lock has the package where Node would look for it: beside the one that names it, or further up. */
function isResolved(packages: Readonly<Record<string, unknown>>, from: string, name: string): boolean {
  if (Object.hasOwn(packages, `${from}${from === '' ? '' : '/'}node_modules/${name}`)) return true;
  if (from === '') return false;
  return isResolved(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
}

function linesMatching(pattern: RegExp, path: string, source: string): readonly string[] {
  return source
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []));
}

function search(pattern: RegExp): readonly string[] {
  return textFiles.flatMap((path) => linesMatching(pattern, path, readSource(path)));
}

describe('no tracked file', () => {
  test('names a folder of somebody’s machine', () => {
    expect(search(MACHINE_PATH)).toEqual([]);
  });

  test('names the host of a package registry', () => {
    expect(search(REGISTRY_HOST)).toEqual([]);
  });

  test.each([
    ['src, scripts or bin', /^(?:src|scripts|bin)\/.*\.(?:tsx?|mjs)$/, 400],
    ['test', /^test\/.*\.tsx?$/, 600],
  ] as const)('of %s is longer than one subject needs', (_folder, pattern, maxLines) => {
    const lengths = textFiles
      .filter((path) => pattern.test(path))
      .map((path) => [path, readSource(path).split('\n').length - 1] as const);
    expect(lengths.filter(([, lines]) => lines > maxLines)).toEqual([]);
  });

  test('is a lock file with addresses: each machine has its own registry', () => {
    expect(linesMatching(/"resolved"/, 'package-lock.json', readSource('package-lock.json'))).toEqual([]);
  });
});

describe('the lock file', () => {
  /** Without an entry for each platform, `npm ci` refuses where a registry lacks one of them. */
  test('has an entry for every optional package that another one names', () => {
    const { packages } = lockSchema.parse(JSON.parse(readSource('package-lock.json')));
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isResolved(packages, path, name)),
    );
    expect(missing).toEqual([]);
  });
});

describe('the search', () => {
  const planted = (text: string, pattern: RegExp): number => linesMatching(pattern, 'x', text).length;

  test('notices paths of machines', () => {
    const user = 'home/anna';
    expect(planted(`open('/${user}/shop')`, MACHINE_PATH)).toBe(1);
    expect(planted(`"/${user}/x"`, MACHINE_PATH)).toBe(1);
    expect(planted(['"', 'work', 'main"'].join('/'), MACHINE_PATH)).toBe(1);
    expect(planted('https://shop.example/home/anna/x', MACHINE_PATH)).toBe(0);
    expect(planted('src/work/main.ts', MACHINE_PATH)).toBe(0);
    expect(planted("'/home/ada/Backroom'", MACHINE_PATH)).toBe(0);
  });

  test('notices hosts of registries', () => {
    expect(planted(['https://registry', 'npmjs', 'org/zod'].join('.'), REGISTRY_HOST)).toBe(1);
    expect(planted('the registry package', REGISTRY_HOST)).toBe(0);
  });
});
