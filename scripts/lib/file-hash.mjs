import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './root.mjs';

/** One hash over names and contents of files and folders (paths from the checkout's root), in a fixed order. */
export function hashOfFiles(inputs, excluded = []) {
  const hash = createHash('sha256');
  const excludedPaths = excluded.map((path) => join(root, path));
  for (const input of inputs) {
    for (const path of filesBelow(join(root, input), excludedPaths)) {
      hash.update(`${relative(root, path)}\0`);
      hash.update(readFileSync(path));
      hash.update('\0');
    }
  }
  return `${hash.digest('hex')}\n`;
}

function filesBelow(path, excludedPaths) {
  if (excludedPaths.includes(path) || !existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name), excludedPaths));
}
