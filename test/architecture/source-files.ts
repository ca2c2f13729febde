import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Paths from the checkout's root, with forward slashes: what is tracked, and what would be at the next commit. */
export function listFiles(): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return [...new Set(listed.split('\0'))].filter((path) => path !== '' && existsSync(join(root, path)));
}

export function readSource(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Source text by path. */
export type Sources = ReadonlyMap<string, string>;

export function readSources(isWanted: (path: string) => boolean): Sources {
  return new Map(
    listFiles()
      .filter(isWanted)
      .map((path) => [path, readSource(path)]),
  );
}
