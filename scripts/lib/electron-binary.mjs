import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './cache-dir.mjs';
import { ensureFallbackElectron } from './electron-fallback.mjs';
import { packageCommand } from './packages.mjs';
import { modulesDir } from './root.mjs';
import { UserProblem, say } from './report.mjs';

const PROBE_LIMIT_MS = 8000;
const DOWNLOAD_LIMIT_MS = 15 * 60_000;
/** How long a failed look at the release host is believed, so that the next start takes seconds. */
const FAILURE_MEMORY_MS = 24 * 3_600_000;
const DEFAULT_RELEASE_HOST = 'https://github.com/electron/electron/releases/';

const electronDir = join(modulesDir, 'electron');

/**
 * The Electron executable for development, fetched when it is missing: `{path, env}`, where `env` must be given to
 * every process that starts Electron through its npm package.
 */
export async function ensureElectron() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return overridden(process.env.ELECTRON_OVERRIDE_DIST_PATH);
  const own = ownBinary();
  if (own) return { path: own, env: {} };
  const mayFallBack = isFallbackAllowed();
  if (!mayFallBack || !failedRecently()) {
    if (await installOwnBinary(mayFallBack)) return { path: ownBinary(), env: {} };
    rememberFailure();
  }
  if (mayFallBack) return overridden(ensureFallbackElectron());
  throw new UserProblem(
    "Electron's binary could not be downloaded from its release host. Check the connection and start again, " +
      'or set ELECTRON_MIRROR to a mirror, or ELECTRON_OVERRIDE_DIST_PATH to a folder with an unpacked Electron.',
  );
}

function overridden(distPath) {
  const pathFile = join(electronDir, 'path.txt');
  const executable = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : executableName();
  return { path: join(distPath, executable), env: { ELECTRON_OVERRIDE_DIST_PATH: distPath } };
}

function executableName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

function ownBinary() {
  const path = join(electronDir, 'dist', executableName());
  return existsSync(join(electronDir, 'path.txt')) && existsSync(path) ? path : null;
}

function isFallbackAllowed() {
  return process.platform === 'linux' && process.arch === 'x64' && process.env.BACKROOM_ELECTRON_FALLBACK !== '0';
}

async function installOwnBinary(mayFallBack) {
  // A host that does not answer costs seconds here; a slow download may take its time.
  if (mayFallBack && !(await isReachable(process.env.ELECTRON_MIRROR || DEFAULT_RELEASE_HOST))) return false;
  say("Downloading Electron's binary …");
  const result = spawnSync(process.execPath, [packageCommand('electron', 'install-electron')], {
    stdio: ['ignore', 2, mayFallBack ? 'ignore' : 2],
    timeout: DOWNLOAD_LIMIT_MS,
  });
  return result.status === 0 && ownBinary() !== null;
}

async function isReachable(url) {
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_LIMIT_MS) });
    return true;
  } catch {
    return false;
  }
}

function failurePath() {
  const { version } = JSON.parse(readFileSync(join(electronDir, 'package.json'), 'utf8'));
  return join(cacheDir(), `electron-${version}-unreachable`);
}

function failedRecently() {
  const path = failurePath();
  const failedAt = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  return Date.now() - failedAt < FAILURE_MEMORY_MS;
}

function rememberFailure() {
  mkdirSync(cacheDir(), { recursive: true });
  writeFileSync(failurePath(), String(Date.now()));
}
