import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { createProcessGroup, exitCodeOf } from '../../scripts/lib/processes.mjs';

const group = createProcessGroup();
afterEach(() => group.stopAll());

/** A Node process that prints `ready` or its helper's number, and then stays. */
function startNode(code: string) {
  const child = group.start(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const firstLine = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line));
  return { child, firstLine };
}

const STAY = 'setInterval(() => {}, 1000);';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a group of processes', () => {
  test('ends its members, and what they started, without touching others', async () => {
    const other = createProcessGroup();
    const bystander = other.start(process.execPath, ['-e', STAY], { stdio: 'ignore' });
    const helper = `const c = require('node:child_process').spawn(process.execPath, ['-e', '${STAY}'], { stdio: 'ignore' });`;
    const { child, firstLine } = startNode(`${helper} console.log(c.pid); ${STAY}`);
    const helperPid = Number(await firstLine);
    await group.stopAll();
    expect(child.signalCode).toBe('SIGTERM');
    await untilGone(helperPid);
    expect(isAlive(bystander.pid!)).toBe(true);
    await other.stopAll();
    expect(bystander.signalCode).toBe('SIGTERM');
  });

  test('ends the helpers of a member that ended by itself', async () => {
    const helper = `const c = require('node:child_process').spawn(process.execPath, ['-e', '${STAY}'], { stdio: 'ignore' });`;
    const { child, firstLine } = startNode(
      `${helper} console.log(c.pid); c.unref(); setTimeout(() => process.exit(3), 50);`,
    );
    const helperPid = Number(await firstLine);
    expect(await exitCodeOf(child)).toBe(3);
    await untilGone(helperPid);
  });

  test('lets a member finish its work when it is asked to end', async () => {
    const { child, firstLine } = startNode(
      `process.on('SIGTERM', () => setTimeout(() => process.exit(7), 100)); console.log('ready'); ${STAY}`,
    );
    await firstLine;
    await group.stopAll();
    expect(child.exitCode).toBe(7);
  });

  test('is stopped again without harm', async () => {
    await group.stopAll();
    await group.stopAll();
  });

  test('reports a command that does not exist', async () => {
    const child = group.start('no-such-command-anywhere', [], { stdio: 'ignore' });
    await expect(exitCodeOf(child)).rejects.toThrow('ENOENT');
    await group.stopAll();
  });

  test('gives the exit code of a signal in the manner of a shell', async () => {
    const { child, firstLine } = startNode(`console.log('ready'); ${STAY}`);
    await firstLine;
    const code = exitCodeOf(child);
    child.kill('SIGKILL');
    expect(await code).toBe(137);
  });
});
