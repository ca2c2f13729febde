import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { constants as osConstants } from 'node:os';

const STOP_GRACE_MS = 8000;
const HELPER_GRACE_MS = 2000;
const isWindows = process.platform === 'win32';

/**
 * Starts child processes and ends them together. Each child leads a process group of its own; what a child leaves
 * behind when it ends is ended too, and only what was started here is ever touched.
 */
export function createProcessGroup() {
  const entries = new Set();

  function start(command, args, options = {}) {
    const child = spawn(command, args, { detached: !isWindows, ...options });
    const ended = new Promise((resolve) => {
      child.once('exit', () => void endHelpers(child).then(resolve));
      child.once('error', resolve);
    });
    const entry = { child, ended };
    entries.add(entry);
    void ended.then(() => entries.delete(entry));
    return child;
  }

  /** One child and everything that it started. */
  async function stop(child) {
    const entry = [...entries].find((candidate) => candidate.child === child);
    if (entry) await stopEntry(entry);
  }

  /** Last started, first stopped. */
  async function stopAll() {
    for (const entry of [...entries].reverse()) await stopEntry(entry);
  }

  return { start, stop, stopAll };
}

/** The leader first, so that it can end its helpers in its own order. */
async function stopEntry({ child, ended }) {
  if (isRunning(child)) {
    if (isWindows) endTree(child, []);
    else child.kill('SIGTERM');
    const timer = setTimeout(() => endTree(child, ['/f']), STOP_GRACE_MS);
    await ended;
    clearTimeout(timer);
  }
  await ended;
}

/** At once after the leader's end, while nobody else can have been given its number. */
async function endHelpers(child) {
  if (isWindows || child.pid === undefined) return;
  for (let waitedMs = 0; waitedMs < HELPER_GRACE_MS && hasHelpers(child.pid); waitedMs += 25) {
    signalGroup(child, 'SIGTERM');
    await delay(25);
  }
  signalGroup(child, 'SIGKILL');
}

/** Whether the group has members that still run; those that only wait to be collected by init do not count. */
function hasHelpers(groupId) {
  if (process.platform !== 'linux') return signalGroup({ pid: groupId }, 0);
  return readdirSync('/proc').some((name) => {
    const stat = /^\d+$/.test(name) ? readOrEmpty(`/proc/${name}/stat`) : '';
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(group) === groupId && state !== 'Z' && state !== 'X';
  });
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended between the listing and the look.
    return '';
  }
}

function endTree(child, switches) {
  if (isWindows) spawn('taskkill', ['/pid', String(child.pid), '/t', ...switches], { stdio: 'ignore' });
  else signalGroup(child, 'SIGKILL');
}

function isRunning(child) {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Returns whether the group still has members. */
function signalGroup(child, signal) {
  try {
    return process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
    return false;
  }
}

function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Resolves with 130 or 143 at the first Ctrl+C, SIGTERM or SIGHUP. Later ones are ignored: a terminal and a parent
 * process may both send one.
 */
export function stopRequested() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => resolve(128 + osConstants.signals[signal]));
    }
  });
}

/** The exit code of a child, in the shell's manner when a signal ended it. */
export function exitCodeOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (osConstants.signals[signal] ?? 0)));
  });
}
