import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileLocks, describeHolder } from '../../src/engine/platform/file-lock.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backroom-locks-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const locks = (role = 'test') => createFileLocks({ folder, role, clock: createSystemClock() });

/** Another process that takes the lock, says so, and keeps it until it dies. */
async function otherProcess(name: string, mode: string): Promise<ChildProcess> {
  const module = JSON.stringify(join(import.meta.dirname, '../../src/engine/platform/file-lock.ts'));
  const clock = JSON.stringify(join(import.meta.dirname, '../../src/engine/platform/system-clock.ts'));
  const code = `
    const { createFileLocks } = await import(${module});
    const { createSystemClock } = await import(${clock});
    const locks = createFileLocks({ folder: ${JSON.stringify(folder)}, role: 'other', clock: createSystemClock() });
    globalThis.lock = locks.acquire(${JSON.stringify(name)}, ${JSON.stringify(mode)});
    process.stdout.write(lock.ok ? 'held' : 'refused');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const said = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(data.toString())),
  );
  expect(said).toBe('held');
  return child;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

test('a lock that another process holds is refused and its holder named; when that process is killed it is free at once', async () => {
  const child = await otherProcess('shop', 'exclusive');
  const refused = locks().acquire('shop');
  expect(refused).toMatchObject({ ok: false, error: { type: 'LockHeld', holder: { pid: child.pid, role: 'other' } } });
  expect(refused.ok || refused.error.type !== 'LockHeld' ? '' : describeHolder(refused.error.holder)).toBe(
    `other, process ${child.pid}`,
  );
  const gone = ended(child);
  child.kill('SIGKILL');
  await gone;
  const taken = locks().acquire('shop');
  expect(taken.ok).toBe(true);
  expect(
    locks()
      .holders('shop')
      .map(({ pid }) => pid),
  ).toEqual([process.pid]);
});

test('a stopped process keeps its lock: it may wake up in the middle of its work', async () => {
  const child = await otherProcess('shop', 'exclusive');
  child.kill('SIGSTOP');
  expect(locks().acquire('shop').ok).toBe(false);
});

test('several share a lock, and while any of them lives nobody has it alone', async () => {
  const child = await otherProcess('profile', 'shared');
  const mine = locks().acquire('profile', 'shared');
  expect(mine.ok).toBe(true);
  expect(locks().acquire('profile', 'exclusive').ok).toBe(false);
  if (mine.ok) mine.value.release();
  expect(locks().acquire('profile', 'exclusive')).toMatchObject({ ok: false, error: { holder: { pid: child.pid } } });
  const gone = ended(child);
  child.kill('SIGKILL');
  await gone;
  expect(locks().acquire('profile', 'exclusive').ok).toBe(true);
});

test('inside one process a lock is held once, and given back it can be taken again', () => {
  const one = locks();
  const first = one.acquire('shop');
  expect(first.ok).toBe(true);
  expect(one.acquire('shop').ok).toBe(false);
  expect(locks().acquire('shop').ok).toBe(false);
  expect(one.acquire('another-shop').ok).toBe(true);
  if (first.ok) {
    first.value.release();
    first.value.release();
  }
  expect(one.acquire('shop').ok).toBe(true);
});

test('waiting for a lock ends when its holder gives it back', async () => {
  const first = locks().acquire('shop');
  const waiting = locks().acquireWithin('shop', 'exclusive', 30_000);
  if (first.ok) first.value.release();
  expect((await waiting).ok).toBe(true);
});

test('waiting for a lock that stays held ends with its holder’s name', async () => {
  const clock = createSystemClock();
  let now = 0;
  const hurried = { ...clock, monotonic: () => now, sleep: (ms: number) => Promise.resolve(void (now += ms)) };
  const held = locks('app').acquire('shop');
  const waited = await createFileLocks({ folder, role: 'test', clock: hurried }).acquireWithin(
    'shop',
    'exclusive',
    5_000,
  );
  expect(waited).toMatchObject({ ok: false, error: { type: 'LockHeld', holder: { role: 'app' } } });
  expect(now).toBeGreaterThanOrEqual(5_000);
  expect(held.ok).toBe(true);
});

test('whatever lies in the place of a lock file is no lock', () => {
  writeFileSync(join(folder, 'shop.lock'), JSON.stringify({ pid: 1, heartbeat: Date.now() }));
  const taken = locks().acquire('shop');
  expect(locks().acquire('shop').ok).toBe(false);
  expect(taken.ok).toBe(true);
});

test('a holder file of a dead process is not believed', () => {
  writeFileSync(join(folder, 'shop.1-1.holder.json'), '{"pid":999999999,"host":"elsewhere","role":"app","since":1}');
  const taken = locks().acquire('shop');
  expect(taken.ok).toBe(true);
  expect(
    locks()
      .holders('shop')
      .map(({ pid }) => pid),
  ).toEqual([process.pid]);
});

test('a folder that cannot be made is told apart from a lock that is held', () => {
  writeFileSync(join(folder, 'plain'), '');
  const blocked = createFileLocks({ folder: join(folder, 'plain', 'locks'), role: 'test', clock: createSystemClock() });
  expect(blocked.acquire('shop')).toMatchObject({ ok: false, error: { type: 'LockUnavailable', code: 'ENOTDIR' } });
});
