import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hasDisplay } from './display.mjs';
import { UserProblem, say } from './report.mjs';

/** Shared libraries that Electron loads, and where Debian keeps them; newer releases renamed two packages. */
const LIBRARIES = [
  ['libgtk-3.so.0', ['libgtk-3-0t64', 'libgtk-3-0']],
  ['libnss3.so', ['libnss3']],
  ['libasound.so.2', ['libasound2t64', 'libasound2']],
  ['libgbm.so.1', ['libgbm1']],
  ['libatk-bridge-2.0.so.0', ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0']],
  ['libdrm.so.2', ['libdrm2']],
  ['libXss.so.1', ['libxss1']],
  ['libXtst.so.6', ['libxtst6']],
];
const VIRTUAL_DISPLAY = [
  ['Xvfb', ['xvfb']],
  ['xauth', ['xauth']],
];
/** Without these Hebrew and emoji of product names are empty boxes; the app itself runs. */
const FONTS = [
  ['/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf', ['fonts-noto-color-emoji']],
  ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', ['fonts-dejavu-core']],
];

/**
 * The Debian packages that this machine lacks, each as a list of names of which the first known one is meant.
 * `needed` must be there, `wanted` only make the picture complete.
 */
export function findMissing({ libraryList, hasCommand, hasFile, needsVirtualDisplay }) {
  const needed = LIBRARIES.filter(([library]) => !libraryList.includes(library)).map(([, names]) => names);
  if (needsVirtualDisplay) {
    needed.push(...VIRTUAL_DISPLAY.filter(([command]) => !hasCommand(command)).map(([, names]) => names));
  }
  // A real desktop has fonts of its own choice.
  const wanted = needsVirtualDisplay ? FONTS.filter(([path]) => !hasFile(path)).map(([, names]) => names) : [];
  return { needed, wanted };
}

/** Installs what the Electron binary needs (as root on Debian), or says which command does. Linux only. */
export function ensureSystemPackages() {
  if (process.platform !== 'linux') return;
  const { needed, wanted } = findMissingHere();
  if (needed.length + wanted.length === 0) return;
  const isRoot = process.getuid() === 0;
  const isDebian = isDebianLike();
  if (isRoot && isDebian) installAsRoot([...needed, ...wanted]);
  else if (needed.length > 0) throw new UserProblem(adviceFor([...needed, ...wanted], isDebian));
  if (findMissingHere().needed.length > 0) throw new UserProblem(adviceFor(findMissingHere().needed, isDebian));
}

function findMissingHere() {
  return findMissing({
    libraryList: listLibraries(),
    hasCommand,
    hasFile: existsSync,
    needsVirtualDisplay: !hasDisplay(),
  });
}

function listLibraries() {
  for (const command of ['ldconfig', '/sbin/ldconfig', '/usr/sbin/ldconfig']) {
    const result = spawnSync(command, ['-p'], { encoding: 'utf8' });
    if (result.status === 0) return result.stdout;
  }
  return '';
}

function hasCommand(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function isDebianLike() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^(ID|ID_LIKE)=.*\b(debian|ubuntu)\b/m.test(release) && hasCommand('apt-get');
}

function installAsRoot(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { stdio: ['ignore', 'ignore', 2], env };
  say('Reading the list of Debian packages …');
  spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', 'update'], options);
  const names = packages.map(firstKnown);
  say(`Installing Debian packages: ${names.join(' ')} …`);
  const install = ['-qq', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', 'install', ...names];
  const result = spawnSync('apt-get', install, options);
  if (result.status !== 0) throw new UserProblem(adviceFor(packages, true));
}

/** Of the names that releases use for one library, the one that this machine's release knows. */
function firstKnown(names) {
  const known = names.find((name) => {
    const result = spawnSync('apt-cache', ['show', '--no-all-versions', name], { encoding: 'utf8' });
    return result.status === 0 && result.stdout.includes('Version:');
  });
  return known ?? names.at(-1);
}

function adviceFor(packages, isDebian) {
  const names = packages.map((alternatives) => (isDebian ? firstKnown(alternatives) : alternatives.at(-1))).join(' ');
  const install = `apt-get install -y --no-install-recommends ${names}`;
  return isDebian
    ? `Electron needs system packages that are not installed. Run this, then start again:\n  sudo apt-get update && sudo ${install}`
    : `Electron needs system libraries that are not installed. On Debian this installs them; other systems have packages of similar names:\n  ${install}`;
}
