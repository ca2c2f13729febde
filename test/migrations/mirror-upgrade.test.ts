import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { migrateMirror, newestMigration } from '../../src/engine/database/migrate.ts';
import { openDatabase, prepareConnection } from '../../src/engine/database/open-database.ts';
import { listRecords } from '../../src/engine/queries/list-records.ts';
import { listInput } from '../../src/shared/contract/records.ts';
import { buildMirror } from '../support/build-mirror.ts';
import type { MigrationSteps } from '../support/migration-steps.ts';
import { MIRROR_MIGRATIONS, createMigrationSteps, migrationFiles, numberOf } from '../support/migration-steps.ts';
import { openTestMirror } from '../support/test-mirror.ts';

let steps: MigrationSteps;
beforeEach(() => {
  steps = createMigrationSteps();
});
afterEach(() => steps.dispose());

const NEWEST = newestMigration(MIRROR_MIGRATIONS);

function schemaOf(db: WritableDb): unknown {
  return db
    .prepare(
      `SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> 'schema_migrations' ORDER BY type, name`,
    )
    .all();
}

describe('the mirror from release to release', () => {
  test('a fresh mirror and one that came through every release have the same schema', async () => {
    for (const file of migrationFiles()) (await steps.openAt(numberOf(file))).close();
    const fresh = await openTestMirror();
    const upgraded = await steps.openAt(NEWEST);
    expect(schemaOf(upgraded)).toEqual(schemaOf(fresh));
    expect(upgraded.pragma('integrity_check', { simple: true })).toBe('ok');
    fresh.close();
  });

  test('rows that an earlier release wrote are listed, counted and found like new ones', async () => {
    const size = {
      products: 120,
      orders: 60,
      variationsPerVariable: 2,
      customers: 20,
      coupons: 5,
      tags: 10,
      terms: 10,
    };
    buildMirror(await steps.openAt(60), 'shop', size);
    const upgraded = await steps.openAt(NEWEST);
    const fresh = await openTestMirror();
    buildMirror(fresh, 'shop', size);
    for (const entity of ['products', 'variations', 'orders', 'customers', 'coupons', 'tags', 'terms'] as const) {
      for (const search of ['', 'b', 'blue', 'ספל', '1']) {
        const input = listInput.parse({ entity, search, limit: 500 });
        expect(listRecords(upgraded, input)).toEqual(listRecords(fresh, input));
      }
    }
    expect(upgraded.prepare(`SELECT * FROM list_counts ORDER BY 1, 2, 3, 4, 5`).all()).toEqual(
      fresh.prepare(`SELECT * FROM list_counts ORDER BY 1, 2, 3, 4, 5`).all(),
    );
    fresh.close();
  });

  test('every table of ours is STRICT', async () => {
    const db = await steps.openAt(NEWEST);
    const loose = db
      .prepare(
        `SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
      )
      .pluck()
      .all();
    // the migration tool's own list
    expect(loose).toEqual(['schema_migrations']);
  });

  test('the version stands in the file, and an up-to-date file is opened without reading migrations', async () => {
    const db = await steps.openAt(NEWEST);
    expect(db.pragma('user_version', { simple: true })).toBe(NEWEST);
    expect(db.prepare(`SELECT max(version) FROM schema_migrations`).pluck().get()).toBe(NEWEST);
    expect(await migrateMirror(db, MIRROR_MIGRATIONS)).toEqual({ applied: 0 });
    db.prepare(`DROP TABLE schema_migrations`).run();
    db.close();
    const again = await steps.openAt(NEWEST);
    expect(again.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'`).pluck().get()).toBe(0);
  });

  test('a migration that was changed after it was applied is refused, and nothing is applied', async () => {
    (await steps.openAt(60)).close();
    const folder = steps.folderUpTo(NEWEST);
    const [first = ''] = migrationFiles();
    appendFileSync(join(folder, first), '\n-- changed\n');
    await expect(openDatabase(steps.path, folder)).rejects.toThrow(/MD5|checksum/i);
    const db = new Database(steps.path);
    expect(db.pragma('user_version', { simple: true })).toBe(60);
    expect(db.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'list_counts'`).pluck().get()).toBe(0);
    db.close();
  });

  test('line ends that an editor or git changed are no change', async () => {
    (await steps.openAt(60)).close();
    const folder = steps.folderUpTo(NEWEST);
    for (const file of migrationFiles()) {
      const path = join(folder, file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    }
    const opened = await openDatabase(steps.path, folder);
    expect(opened.ok).toBe(true);
    if (opened.ok) opened.value.close();
  });

  test('a database newer than the program is refused and left as it is', async () => {
    const db = await steps.openAt(NEWEST);
    db.pragma('user_version = 99990');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = readFileSync(steps.path);
    expect(await openDatabase(steps.path, MIRROR_MIGRATIONS)).toEqual({
      ok: false,
      error: { type: 'DatabaseNewer', found: 99990, known: NEWEST },
    });
    expect(readFileSync(steps.path).equals(before)).toBe(true);
  });

  test('a migration that fails leaves the schema of the release before, and the next start tries again', async () => {
    buildMirror(await steps.openAt(60), 'shop', { products: 5, orders: 2 });
    const folder = steps.folderUpTo(NEWEST);
    const broken = join(folder, `${NEWEST + 10}.do.broken.sql`);
    writeFileSync(broken, 'CREATE TABLE half_done (id TEXT) STRICT; SELECT no_such_function();');
    await expect(openDatabase(steps.path, folder)).rejects.toThrow('no_such_function');
    const left = new Database(steps.path);
    expect(left.pragma('user_version', { simple: true })).toBe(60);
    expect(left.prepare(`SELECT max(version) FROM schema_migrations`).pluck().get()).toBe(60);
    expect(
      left.prepare(`SELECT count(*) FROM sqlite_schema WHERE name IN ('half_done', 'list_counts')`).pluck().get(),
    ).toBe(0);
    left.close();
    rmSync(broken);
    const db = await steps.openAt(NEWEST);
    expect(db.prepare(`SELECT count(*) FROM products`).pluck().get()).toBe(5);
  });

  test('two programs that open an old file at the same time upgrade it once', async () => {
    (await steps.openAt(60)).close();
    const openings = await Promise.all([steps.openAt(NEWEST), upgradeLater()]);
    expect(openings.map((db) => db.pragma('user_version', { simple: true }))).toEqual([NEWEST, NEWEST]);
    expect(openings[0].prepare(`SELECT count(*) FROM schema_migrations`).pluck().get()).toBe(
      migrationFiles().length + 1,
    );
    openings[1].close();

    /** The second program: its check of the version comes before the first has finished. */
    async function upgradeLater(): Promise<WritableDb> {
      const db = new Database(steps.path) as WritableDb;
      prepareConnection(db);
      db.pragma('busy_timeout = 0');
      for (let tries = 0; ; tries += 1) {
        try {
          await migrateMirror(db, MIRROR_MIGRATIONS);
          return db;
        } catch (error) {
          if (tries > 100_000 || !String(error).includes('locked')) throw error;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    }
  });
});
