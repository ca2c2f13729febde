import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { modulesDir, root } from './root.mjs';
import { UserProblem, say } from './report.mjs';

/**
 * Installs the packages of package-lock.json when they are missing or differ. Cheap when nothing changed: one hash.
 * No install script is needed by any package here, so none is run.
 */
export function ensureDependencies() {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stamp = stampOf(lockText);
  if (readText(stampPath) === stamp) return;
  if (!isInstalled(JSON.parse(lockText))) installPackages();
  writeFileSync(stampPath, stamp);
}

const stampPath = join(modulesDir, '.backroom-installed');

function stampOf(lockText) {
  const hash = createHash('sha256').update(lockText).digest('hex');
  return `${hash} ${process.platform}-${process.arch}\n`;
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** Compares with npm's own record of what it installed, so that a bare `npm ci` is recognised. */
function isInstalled(lock) {
  const record = readText(join(modulesDir, '.package-lock.json'));
  if (record === null) return false;
  return matchesLock(lock.packages, JSON.parse(record).packages);
}

/** True when every locked package is installed in its locked version; optional ones may be absent. */
export function matchesLock(locked, installed) {
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function installPackages() {
  say('Installing packages (npm ci) …');
  const isWindows = process.platform === 'win32';
  const result = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // Both streams to stderr: stdout may be somebody's JSON document.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PATH: pathWithoutOwnPackages(process.env.PATH ?? '') },
    shell: isWindows,
  });
  if (result.status === 0) return;
  const cause = result.error ? ` (${result.error.message})` : '';
  throw new UserProblem(
    `The packages could not be installed${cause}. Check the connection to the npm registry, then run "npm ci" here to see the details.`,
  );
}

/** npm must not run on the Node that it is about to replace. */
function pathWithoutOwnPackages(path) {
  return path
    .split(delimiter)
    .filter((folder) => !folder.startsWith(modulesDir))
    .join(delimiter);
}
