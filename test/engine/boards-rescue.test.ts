import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { markSuspect } from '../../src/engine/database/profile.ts';
import { profilePaths } from '../../src/engine/database/profile-paths.ts';
import { BOARD_TABLES } from '../../src/shared/domain/boards/tables.ts';
import { insertBoardStore, insertRefusal, openDesk } from '../support/board-fixture.ts';
import type { BoardDesk } from '../support/board-fixture.ts';
import { openTestProfile, temporaryProfile } from '../support/profile-fixture.ts';

let profile: ReturnType<typeof temporaryProfile>;
beforeEach(() => {
  profile = temporaryProfile();
});
afterEach(() => profile.remove());

const rowsOf = (desk: BoardDesk): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    ['people', ...Object.keys(BOARD_TABLES)].map((table) => [
      table,
      desk.db.prepare(`SELECT * FROM ${table} ORDER BY id`).all(),
    ]),
  );

test('[BOARD11] boards come back from a file whose index is destroyed, with people, sums, links and alerts as they were', async () => {
  const opened = await openTestProfile(profile.folder);
  const desk = await openDesk({ db: opened.db });
  insertBoardStore(desk.db, 'demo');
  desk.boards.seedDemo('demo');
  insertRefusal(desk.db, { id: 'e', at: desk.now(), storeId: 'demo' });
  desk.ask('boards.fromErrorGroup', { fingerprint: 'product_invalid_sku/sku/products', as: 'bug' });
  const [one, two] = desk.ask('tasks.find', { search: '' });
  desk.ask('tasks.link', { from: one?.id ?? '', to: two?.id ?? '', kind: 'blocks' });
  desk.ask('tasks.note', { id: one?.id ?? '', level: 'error', message: 'm', context: { a: 1 } });
  desk.ask('board.saveView', { name: 'V' });
  desk.ask('templates.save', { name: 'T', fields: { title: 'T' } });
  desk.ask('alerts.readAll', {});
  const before = rowsOf(desk);
  for (const [table, rows] of Object.entries(before)) expect((rows as unknown[]).length, table).toBeGreaterThan(0);
  opened.db.pragma('wal_checkpoint(TRUNCATE)');
  opened.close();
  const paths = profilePaths(profile.folder);
  // the page that says where everything is
  const file = readFileSync(paths.database);
  file.fill(0, 100, 8192);
  writeFileSync(paths.database, file);
  markSuspect(paths, 'test');
  const rescued = await openTestProfile(profile.folder);
  expect(rescued.rescue).not.toBeNull();
  const again = await openDesk({ db: rescued.db, seed: 5 });
  expect(rowsOf(again)).toEqual(before);
  expect(again.me).toBe(desk.me);
  rescued.close();
});
