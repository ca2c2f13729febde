import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import Database from 'better-sqlite3';
import { automaticBackups, backupDaily, backupDatabase, inspectBackup } from '../../src/engine/database/backup.ts';
import { newestMigration } from '../../src/engine/database/migrate.ts';
import { holdProfile, openProfile } from '../../src/engine/database/profile.ts';
import { profilePaths } from '../../src/engine/database/profile-paths.ts';
import { putInPlace, restoreDatabase } from '../../src/engine/database/restore.ts';
import type { Clock } from '../../src/engine/platform/deps.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import {
  MIGRATIONS,
  openTestProfile,
  outboxOf,
  profileDeps,
  queueEdits,
  silentLogger,
  temporaryProfile,
} from '../support/profile-fixture.ts';

const KNOWN = newestMigration(MIGRATIONS);
const DAY_MS = 24 * 60 * 60_000;

let profile: ReturnType<typeof temporaryProfile>;
let file: string;

beforeEach(() => {
  profile = temporaryProfile();
  file = join(profile.folder, 'copies', 'monday.db');
  mkdirSync(join(profile.folder, 'copies'));
});
afterEach(() => profile.remove());

const EDITS = [
  { operationId: 'op-update', productId: 'p-1' },
  { operationId: 'op-create', productId: 'p-2', kind: 'create', payload: { values: { name: 'New' } } },
  { operationId: 'op-stock', productId: 'p-3', kind: 'stock', payload: { stock: { adjust: -1 } } },
];

function restore(source = file) {
  const held = holdProfile({ folder: profile.folder, role: 'test', clock: createSystemClock() });
  if (!held.ok) return held;
  const restored = restoreDatabase({ paths: held.value.paths, source, known: KNOWN, clock: createSystemClock() });
  held.value.lock.release();
  return restored;
}

function clockAt(nowMs: number): Clock {
  return { ...createSystemClock(), now: () => nowMs };
}

describe('backup', () => {
  test('is one whole file with everything as of that moment, made while the profile is in use', async () => {
    const { db, close } = await openTestProfile(profile.folder);
    queueEdits(db, 'Main shop', EDITS);
    const made = backupDatabase(db, file, KNOWN);
    expect(made).toMatchObject({ ok: true, value: { path: file, version: KNOWN, stores: 1, unsent: 3 } });
    expect(readdirSync(join(profile.folder, 'copies'))).toEqual(['monday.db']);
    db.exec('DELETE FROM outbox');
    expect(inspectBackup(file, KNOWN)).toMatchObject({ ok: true, value: { unsent: 3 } });
    for (const path of [file, profilePaths(profile.folder).database]) expect(statSync(path).mode & 0o077, path).toBe(0);
    close();
  });

  test('replaces an earlier backup of the same name, but never another file', async () => {
    const { db, close } = await openTestProfile(profile.folder);
    expect(backupDatabase(db, file, KNOWN).ok).toBe(true);
    expect(backupDatabase(db, file, KNOWN).ok).toBe(true);
    const letter = join(profile.folder, 'copies', 'letter.txt');
    writeFileSync(letter, 'Dear customer');
    expect(backupDatabase(db, letter, KNOWN)).toEqual({ ok: false, error: { type: 'NotABackup', path: letter } });
    expect(readFileSync(letter, 'utf8')).toBe('Dear customer');
    close();
  });

  test('into a folder that is none says so and leaves nothing behind', async () => {
    const { db, close } = await openTestProfile(profile.folder);
    writeFileSync(join(profile.folder, 'plain'), '');
    const made = backupDatabase(db, join(profile.folder, 'plain', 'backup.db'), KNOWN);
    expect(made).toEqual({ ok: false, error: { type: 'ReadOnlyProfile', path: join(profile.folder, 'plain') } });
    close();
  });

  test('is made once a day, keeps the newest three, and each opens', async () => {
    const { db, paths, close } = await openTestProfile(profile.folder);
    const start = Date.parse('2026-01-01T08:00:00Z');
    const day = (count: number, hours = 0) =>
      backupDaily({ db, paths, clock: clockAt(start + count * DAY_MS + hours * 3_600_000), logger: silentLogger });
    expect(await day(0)).toBe('made');
    expect(await day(0, 23)).toBe('not-due');
    for (const count of [1, 2, 3, 4]) expect(await day(count)).toBe('made');
    const kept = automaticBackups(paths, 'daily');
    expect(kept.map((path) => /2026-01-\d\d/.exec(path)?.[0])).toEqual(['2026-01-05', '2026-01-04', '2026-01-03']);
    for (const path of kept) expect(inspectBackup(path, KNOWN).ok).toBe(true);
    expect(readdirSync(paths.backups)).toHaveLength(3);
    // A clock that was wrong once must not stop the backups for years.
    expect(await day(900)).toBe('made');
    expect(await day(5)).toBe('made');
    close();
  });
});

test('a daily backup that others keep interrupting gives up and leaves nothing behind', async () => {
  const { db, paths, close } = await openTestProfile(profile.folder);
  const other = new Database(paths.database);
  other.exec('CREATE TABLE noise (content BLOB)');
  const insert = other.prepare('INSERT INTO noise (content) VALUES (randomblob(400000))');
  for (let count = 0; count < 12; count += 1) insert.run();
  const over = new AbortController();
  const writing = (async () => {
    while (!over.signal.aborted) {
      other.exec('UPDATE noise SET content = randomblob(400000) WHERE rowid = 1');
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const made = await backupDaily({ db, paths, clock: clockAt(0), logger: silentLogger });
  over.abort();
  await writing;
  expect(made).toBe('failed');
  expect(readdirSync(paths.backups)).toEqual([]);
  other.close();
  expect(await backupDaily({ db, paths, clock: clockAt(0), logger: silentLogger })).toBe(
    made === 'made' ? 'not-due' : 'made',
  );
  close();
});

describe('restore', () => {
  test('brings the backup back and sets the present database aside, whole', async () => {
    const first = await openTestProfile(profile.folder);
    queueEdits(first.db, 'Main shop', EDITS.slice(0, 1));
    backupDatabase(first.db, file, KNOWN);
    first.db.exec(`UPDATE products SET name = 'Changed afterwards'`);
    first.close();
    const restored = restore();
    expect(restored).toMatchObject({ ok: true, value: { stores: 1, unsent: 1, leftBehind: 0 } });
    const again = await openTestProfile(profile.folder);
    expect(again.db.prepare('SELECT name FROM products').pluck().get()).toBe('Product 100');
    expect(again.rescue).toBeNull();
    again.close();
    const aside = restored.ok ? (restored.value.setAside ?? '') : '';
    const replaced = new Database(aside, { readonly: true });
    expect(replaced.prepare('SELECT name FROM products').pluck().get()).toBe('Changed afterwards');
    replaced.close();
  });

  test('[RESTORE1] a change that may have been sent since the backup is looked up before it is sent again', async () => {
    const first = await openTestProfile(profile.folder);
    queueEdits(first.db, 'Main shop', EDITS);
    backupDatabase(first.db, file, KNOWN);
    first.db.exec(`UPDATE outbox SET state = 'ended', outcome = 'sent' WHERE id = 'op-create'`);
    first.close();
    expect(restore()).toMatchObject({ ok: true, value: { toVerify: 1 } });
    const { db, close } = await openTestProfile(profile.folder);
    const stateById = Object.fromEntries(outboxOf(db).map(({ id, state }) => [id, state]));
    // The stock change stands untried in the replaced database, so it was surely not sent.
    expect(stateById).toEqual({ 'op-update': 'queued', 'op-create': 'unknown', 'op-stock': 'queued' });
    close();
  });

  test('[RESTORE1] into a profile that knows nothing of them, everything that must not happen twice is looked up', async () => {
    const first = await openTestProfile(profile.folder);
    queueEdits(first.db, 'Main shop', EDITS);
    backupDatabase(first.db, file, KNOWN);
    first.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(profilePaths(profile.folder).database + suffix, { force: true });
    expect(restore()).toMatchObject({ ok: true, value: { toVerify: 2, setAside: null } });
    const { db, close } = await openTestProfile(profile.folder);
    expect(outboxOf(db).map(({ state }) => state)).toEqual(['queued', 'unknown', 'unknown']);
    close();
  });

  test('counts the unsent changes that stay behind in the set-aside file', async () => {
    const first = await openTestProfile(profile.folder);
    backupDatabase(first.db, file, KNOWN);
    queueEdits(first.db, 'Main shop', EDITS);
    first.close();
    expect(restore()).toMatchObject({ ok: true, value: { leftBehind: 3, unsent: 0 } });
  });

  test('refuses while another process has the profile open, and names it', async () => {
    const first = await openTestProfile(profile.folder, { role: 'app' });
    backupDatabase(first.db, file, KNOWN);
    expect(restore()).toEqual({ ok: false, error: { type: 'DatabaseBusy', holder: `app, process ${process.pid}` } });
    first.close();
    expect(restore().ok).toBe(true);
  });

  test.each([
    ['that is missing', () => undefined, 'FileNotFound'],
    [
      'that is no database',
      () => writeFileSync(file, 'a letter, not a database, long enough to be read as one '.repeat(20)),
      'NotABackup',
    ],
    ['of another program', () => otherDatabase(), 'NotABackup'],
    ['of a later version', () => laterDatabase(), 'DatabaseNewer'],
    ['that is damaged', () => damagedBackup(), 'DatabaseDamaged'],
  ])('refuses a file %s and changes nothing', async (_what, prepare, type) => {
    const first = await openTestProfile(profile.folder);
    queueEdits(first.db, 'Main shop', EDITS);
    backupDatabase(first.db, file, KNOWN);
    first.close();
    if (type === 'FileNotFound') rmSync(file);
    prepare();
    const before = readFileSync(profilePaths(profile.folder).database);
    expect(restore()).toMatchObject({ ok: false, error: { type } });
    expect(readFileSync(profilePaths(profile.folder).database).equals(before)).toBe(true);
    expect(readdirSync(profile.folder).filter((name) => name.includes('partial') || name.includes('ready'))).toEqual(
      [],
    );
    const after = await openTestProfile(profile.folder);
    expect(outboxOf(after.db)).toHaveLength(3);
    after.close();
  });

  test('a restore that was cut off after the backup was ready is ended by the next start', async () => {
    const first = await openTestProfile(profile.folder);
    queueEdits(first.db, 'Main shop', EDITS.slice(0, 1));
    backupDatabase(first.db, file, KNOWN);
    first.db.exec('DELETE FROM outbox');
    first.close();
    copyFileSync(file, profilePaths(profile.folder).restoreReady);
    const again = await openTestProfile(profile.folder);
    expect(outboxOf(again.db)).toHaveLength(1);
    expect(putInPlace(again.paths, 0)).toBeNull();
    again.close();
    expect(readdirSync(join(profile.folder, 'set-aside'))).toHaveLength(1);
  });
});

describe('an upgrade', () => {
  test('makes a backup first and keeps the unsent changes', async () => {
    const older = await profileOfOlderVersion();
    const opened = await openTestProfile(profile.folder);
    expect(opened.db.pragma('user_version', { simple: true })).toBe(KNOWN);
    expect(outboxOf(opened.db).map(({ id }) => id)).toEqual(['op-update', 'op-create', 'op-stock']);
    const [backup = ''] = automaticBackups(opened.paths, 'before-upgrade');
    expect(inspectBackup(backup, KNOWN)).toMatchObject({ ok: true, value: { version: older, unsent: 3 } });
    opened.close();
  });

  test('waits until no process of the older version has the file open', async () => {
    const first = await openTestProfile(profile.folder, { role: 'app' });
    const older = new Database(first.paths.database);
    older.pragma(`user_version = ${KNOWN - 10}`);
    older.close();
    const second = await openProfile(profileDeps(profile.folder));
    expect(second).toMatchObject({ ok: false, error: { type: 'DatabaseBusy' } });
    first.close();
  });

  test('a database of a later version is refused and left byte for byte as it is', async () => {
    (await openTestProfile(profile.folder)).close();
    const path = profilePaths(profile.folder).database;
    const later = new Database(path);
    later.pragma(`user_version = ${KNOWN + 10}`);
    later.close();
    const before = readFileSync(path);
    const opened = await openProfile(profileDeps(profile.folder));
    expect(opened).toEqual({ ok: false, error: { type: 'DatabaseNewer', found: KNOWN + 10, known: KNOWN } });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(join(profile.folder, 'backups'))).toBe(false);
  });

  /** A profile whose database has all migrations but the last one recorded; returns its version. */
  async function profileOfOlderVersion(): Promise<number> {
    const folder = join(profile.folder, 'older-migrations');
    mkdirSync(folder);
    const names = readdirSync(MIGRATIONS)
      .filter((name) => name.endsWith('.sql'))
      .sort();
    for (const name of names.slice(0, -1)) copyFileSync(join(MIGRATIONS, name), join(folder, name));
    const { db, close } = await openTestProfile(profile.folder, { migrationsFolder: folder });
    queueEdits(db, 'Main shop', EDITS);
    close();
    return newestMigration(folder);
  }
});

function otherDatabase(): void {
  rmSync(file);
  const other = new Database(file);
  other.exec('CREATE TABLE recipes (name TEXT)');
  other.close();
}

function laterDatabase(): void {
  const later = new Database(file);
  later.pragma(`user_version = ${KNOWN + 1}`);
  later.close();
}

function damagedBackup(): void {
  const bytes = readFileSync(file);
  bytes.fill(0xff, 8192 * 3, 8192 * 6);
  writeFileSync(file, bytes);
}
