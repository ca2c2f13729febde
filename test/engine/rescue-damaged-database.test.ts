import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backupDaily } from '../../src/engine/database/backup.ts';
import { openProfile, markSuspect } from '../../src/engine/database/profile.ts';
import { profilePaths } from '../../src/engine/database/profile-paths.ts';
import { openPages } from '../../src/engine/database/sqlite-pages.ts';
import { scanRecords } from '../../src/engine/database/sqlite-records.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { buildMirror } from '../support/build-mirror.ts';
import {
  openTestProfile,
  outboxOf,
  profileDeps,
  queueEdit,
  queueEdits,
  silentLogger,
  temporaryProfile,
} from '../support/profile-fixture.ts';

let profile: ReturnType<typeof temporaryProfile>;
let database: string;

beforeEach(() => {
  profile = temporaryProfile();
  database = profilePaths(profile.folder).database;
});
afterEach(() => profile.remove());

/** One edit of each kind of state, in a profile that is closed again. */
async function profileWithEdits(): Promise<void> {
  const opened = await openTestProfile(profile.folder);
  queueEdits(opened.db, 'Main shop', [
    { operationId: 'op-update', productId: 'p-1' },
    { operationId: 'op-ended', productId: 'p-2', state: 'ended' },
    { operationId: 'op-create', productId: 'p-3', kind: 'create', payload: { values: { name: 'Product 102' } } },
    { operationId: 'op-stock', productId: 'p-4', kind: 'stock', payload: { stock: { adjust: 3 } } },
    { operationId: 'op-sending', productId: 'p-5', state: 'sending', attempts: 1 },
  ]);
  opened.unsentCopy.note(['p-1', 'p-3', 'p-4', 'p-5']);
  opened.close();
}

function overwrite(path: string, offset: number, bytes: Uint8Array): void {
  const handle = openSync(path, 'r+');
  writeSync(handle, bytes, 0, bytes.length, offset);
  closeSync(handle);
}

const garbage = (seed: number, count: number): Uint8Array => createSeededRandom(seed).bytes(count);
const asideFiles = (): string[] => readdirSync(join(profile.folder, 'set-aside'));

describe('a damaged database file', () => {
  test('[RESCUE1] with its beginning overwritten it is set aside whole, and every unsent change is queued again', async () => {
    await profileWithEdits();
    overwrite(database, 0, garbage(1, 8192));
    const damaged = readFileSync(database);
    const opened = await openTestProfile(profile.folder);
    expect(outboxOf(opened.db).map(({ id, kind }) => [id, kind])).toEqual([
      ['op-update', 'update'],
      ['op-create', 'create'],
      ['op-stock', 'stock'],
      ['op-sending', 'update'],
    ]);
    expect(opened.rescue?.restored).toHaveLength(4);
    expect(opened.rescue?.unplaced).toEqual([]);
    expect(readFileSync(opened.rescue?.setAside ?? '').equals(damaged)).toBe(true);
    expect(JSON.parse(readFileSync(opened.rescue?.reportFile ?? '', 'utf8'))).toEqual(opened.rescue);
    expect(opened.rescue?.restored[0]).toMatchObject({
      id: 'op-update',
      label: 'Product 100',
      payload: { fields: { regular_price: { base: '10.00', value: '12.50' } } },
    });
    opened.close();
  });

  test('[RESCUE1] the records of the changes come back with their number in the shop and their base, ready to merge', async () => {
    await profileWithEdits();
    overwrite(database, 0, garbage(2, 100));
    const { db, close } = await openTestProfile(profile.folder);
    const products = db.prepare('SELECT id, woo_id, sync_status, name FROM products ORDER BY id').all();
    expect(products).toEqual([
      { id: 'p-1', woo_id: 100, sync_status: 'pending', name: 'Product 100' },
      { id: 'p-3', woo_id: null, sync_status: 'pending', name: 'Product 102' },
      { id: 'p-4', woo_id: 103, sync_status: 'pending', name: 'Product 103' },
      { id: 'p-5', woo_id: 104, sync_status: 'pending', name: 'Product 104' },
    ]);
    const base = db
      .prepare<[], { document: string; hash: string }>(
        `SELECT document, hash FROM base_documents WHERE record_id = 'p-1'`,
      )
      .get();
    expect(JSON.parse(base?.document ?? '')).toMatchObject({
      id: 100,
      regular_price: '10.00',
      description: 'é…'.repeat(9_000),
    });
    expect(base?.hash).toBe('');
    expect(db.prepare('SELECT name, url, first_sync_completed_at FROM stores').all()).toEqual([
      { name: 'Main shop', url: 'https://main-shop.test', first_sync_completed_at: null },
    ]);
    close();
  });

  test('[RESCUE2] when nothing proves that a copy is the last state, what must not happen twice is looked up before it is sent', async () => {
    await profileWithEdits();
    overwrite(database, 0, garbage(3, 100));
    const { db, close } = await openTestProfile(profile.folder);
    const stateById = Object.fromEntries(outboxOf(db).map(({ id, state }) => [id, state]));
    expect(stateById).toEqual({
      'op-update': 'queued',
      'op-create': 'unknown',
      'op-stock': 'unknown',
      'op-sending': 'unknown',
    });
    close();
  });

  test('[RESCUE2] when the file tells its last state, changes that were never tried stay simply queued', async () => {
    await profileWithEdits();
    const size = statSync(database).size;
    // The last page only: the file's beginning and the queue are whole.
    overwrite(database, size - 8192, garbage(4, 8192));
    markSuspect(profilePaths(profile.folder), 'met by a statement');
    const opened = await openTestProfile(profile.folder);
    expect(opened.rescue).not.toBeNull();
    const stateById = Object.fromEntries(outboxOf(opened.db).map(({ id, state }) => [id, state]));
    expect(stateById).toEqual({
      'op-update': 'queued',
      'op-create': 'queued',
      'op-stock': 'queued',
      'op-sending': 'unknown',
    });
    opened.close();
  });

  test('[RESCUE1] with nothing left of it the second copy of the unsent changes is enough', async () => {
    await profileWithEdits();
    writeFileSync(database, garbage(5, 50_000));
    const opened = await openTestProfile(profile.folder);
    expect(outboxOf(opened.db).map(({ id }) => id)).toEqual(['op-update', 'op-create', 'op-stock', 'op-sending']);
    expect(opened.rescue?.fileWasReadable).toBe(false);
    opened.close();
  });

  test.each([
    ['empty', (path: string) => truncateSync(path, 0)],
    ['missing', (path: string) => rmSync(path)],
    ['cut in half', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['cut off by one page', (path: string) => truncateSync(path, statSync(path).size - 8192)],
  ])('[RESCUE1] %s, the changes come back all the same', async (_what, damage) => {
    await profileWithEdits();
    damage(database);
    const opened = await openTestProfile(profile.folder);
    expect(outboxOf(opened.db).map(({ id }) => id)).toEqual(['op-update', 'op-create', 'op-stock', 'op-sending']);
    expect(opened.rescue).not.toBeNull();
    opened.close();
  });

  test('[RESCUE1] a change that is only in the log of a killed process is rescued', async () => {
    const opened = await openTestProfile(profile.folder);
    queueEdits(opened.db, 'Main shop', [{ operationId: 'op-1', productId: 'p-1' }]);
    opened.unsentCopy.note(['p-1']);
    opened.db.pragma('wal_checkpoint(TRUNCATE)');
    const storeId = opened.db.prepare<[], { id: string }>('SELECT id FROM stores').get()?.id ?? '';
    queueEdit(opened.db, storeId, 500, { operationId: 'op-in-log', productId: 'p-500' });
    // As the disk looks when the process is killed now.
    for (const suffix of ['', '-wal']) copyFileSync(database + suffix, `${database}${suffix}.kept`);
    opened.close();
    for (const suffix of ['', '-wal']) renameSync(`${database}${suffix}.kept`, database + suffix);
    overwrite(database, 16_384, garbage(6, 16_384));
    const rescued = await openTestProfile(profile.folder);
    expect(rescued.rescue).not.toBeNull();
    expect(outboxOf(rescued.db).map(({ id }) => id)).toContain('op-in-log');
    rescued.close();
    expect(asideFiles().some((name) => name.endsWith('.db-wal'))).toBe(true);
  });

  test('[RESCUE1] the newest backup gives what the file and the second copy no longer have', async () => {
    await profileWithEdits();
    const first = await openTestProfile(profile.folder);
    const made = await backupDaily({
      db: first.db,
      paths: first.paths,
      clock: createSystemClock(),
      logger: silentLogger,
    });
    expect(made).toBe('made');
    first.close();
    writeFileSync(database, garbage(7, 9_000));
    rmSync(profilePaths(profile.folder).unsent);
    const opened = await openTestProfile(profile.folder);
    expect(outboxOf(opened.db).map(({ id }) => id)).toEqual(['op-update', 'op-create', 'op-stock', 'op-sending']);
    opened.close();
  });

  test('[RESCUE2] what the file shows as sent does not come back from an older copy', async () => {
    await profileWithEdits();
    const first = await openTestProfile(profile.folder);
    first.db.prepare(`UPDATE outbox SET state = 'ended', outcome = 'sent' WHERE id = 'op-stock'`).run();
    first.close();
    overwrite(database, statSync(database).size - 8192, garbage(8, 8192));
    markSuspect(profilePaths(profile.folder), 'met by a statement');
    const opened = await openTestProfile(profile.folder);
    expect(opened.rescue).not.toBeNull();
    expect(outboxOf(opened.db).map(({ id }) => id)).toEqual(['op-update', 'op-create', 'op-sending']);
    opened.close();
  });

  test('[RESCUE1] after a rescue the next start is an ordinary one', async () => {
    await profileWithEdits();
    overwrite(database, 0, garbage(9, 100));
    (await openTestProfile(profile.folder)).close();
    const again = await openTestProfile(profile.folder);
    expect(again.rescue).toBeNull();
    expect(outboxOf(again.db)).toHaveLength(4);
    again.close();
  });

  test('[RESCUE3] a rescue that was cut off is ended by the next start', async () => {
    await profileWithEdits();
    overwrite(database, 0, garbage(10, 100));
    const failing = openProfile(
      profileDeps(profile.folder, {
        rebuildRecords: () => {
          throw new Error('power cut');
        },
      }),
    );
    await expect(failing).rejects.toThrow('power cut');
    expect(existsSync(database)).toBe(false);
    const opened = await openTestProfile(profile.folder);
    expect(outboxOf(opened.db)).toHaveLength(4);
    expect(opened.rescue?.restored).toHaveLength(4);
    opened.close();
    expect(asideFiles()).toHaveLength(1);
  });

  test('[RESCUE3] a process that has the file open keeps it from being replaced; the other is told who', async () => {
    await profileWithEdits();
    const first = await openTestProfile(profile.folder, { role: 'app' });
    overwrite(database, 0, garbage(11, 100));
    const second = await openProfile(profileDeps(profile.folder, { role: 'command-line' }));
    expect(second.ok).toBe(false);
    expect(existsSync(database)).toBe(true);
    first.close();
    const third = await openTestProfile(profile.folder);
    expect(outboxOf(third.db)).toHaveLength(4);
    third.close();
  });

  test('[RESCUE1] whatever bytes are hit, the profile opens, and changes on untouched pages are there', async () => {
    await profileWithEdits();
    const whole = readFileSync(database);
    const unsent = readFileSync(profilePaths(profile.folder).unsent);
    for (let seed = 0; seed < 15; seed += 1) {
      profile.remove();
      (await openTestProfile(profile.folder)).close();
      writeFileSync(database, whole);
      writeFileSync(profilePaths(profile.folder).unsent, unsent);
      const random = createSeededRandom(`hit ${seed}`);
      for (let hit = 0; hit < 1 + seed; hit += 1) {
        overwrite(
          database,
          Math.floor(random.next() * (whole.length - 4096)),
          random.bytes(1 + Math.floor(random.next() * 4096)),
        );
      }
      markSuspect(profilePaths(profile.folder), 'test');
      const opened = await openTestProfile(profile.folder);
      const ids = outboxOf(opened.db)
        .map(({ id }) => id)
        .filter((id) => id !== 'op-ended');
      expect(ids, `seed ${seed}`).toEqual(['op-update', 'op-create', 'op-stock', 'op-sending']);
      opened.close();
    }
  });
});

describe('reading pages without SQLite', () => {
  test('finds exactly the rows that SQL finds, in every table, after changes, deletions and with a log', async () => {
    const { db, close } = await openTestProfile(profile.folder);
    const { storeId } = buildMirror(db, 'Big shop', { products: 400, orders: 200 });
    queueEdit(db, storeId, 900_000, { operationId: 'op-long', productId: 'p-long' });
    db.exec(
      `DELETE FROM products WHERE row_number % 3 = 0; UPDATE orders SET customer_name = customer_name || ' ' || hex(randomblob(400))`,
    );
    db.pragma('wal_checkpoint(PASSIVE)');
    db.exec(
      `UPDATE products SET name = name || ' new' WHERE row_number % 5 = 0; DELETE FROM orders WHERE row_number % 7 = 0`,
    );
    type Row = Record<string, unknown>;
    const found = new Map<number, Row[]>();
    const pages = openPages(database, 8192);
    for (const { rowid, values } of scanRecords(pages, () => true)) {
      const list = found.get(values.length) ?? [];
      found.set(values.length, list);
      list.push({ rowid, values });
    }
    pages.close();
    for (const table of [
      'stores',
      'products',
      'product_variations',
      'orders',
      'order_items',
      'customers',
      'outbox',
      'base_documents',
    ]) {
      const columns = db.pragma(`table_info(${table})`) as { name: string; pk: number; type: string }[];
      const rowid = columns.findIndex((column) => column.pk === 1 && column.type === 'INTEGER');
      const expected = db.prepare<[], unknown[]>(`SELECT rowid AS rowid_, * FROM ${table} ORDER BY rowid`).raw().all();
      const scanned = new Set(
        (found.get(columns.length) ?? []).map((row) => JSON.stringify([row['rowid'], row['values']])),
      );
      for (const [number, ...values] of expected) {
        const stored = values.map((value, index) => (index === rowid ? null : value));
        expect(scanned.has(JSON.stringify([number, stored])), `${table} ${String(number)}`).toBe(true);
      }
    }
    const productColumns = (db.pragma('table_info(products)') as unknown[]).length;
    const live = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM products').get()?.n;
    const ids = new Set(
      db
        .prepare<[], { id: string }>('SELECT id FROM products')
        .all()
        .map(({ id }) => id),
    );
    const scannedProducts = (found.get(productColumns) ?? []).filter((row) =>
      ids.has(String((row['values'] as unknown[])[1])),
    );
    expect(scannedProducts).toHaveLength(live ?? -1);
    close();
  });
});
