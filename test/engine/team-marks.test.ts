import { expect, onTestFinished, test } from 'vitest';
import { saveBaseDocument } from '../../src/engine/sync/row-writer.ts';
import { installTriggers, readMarks } from '../../src/engine/team/shops/marks.ts';
import { addTeamStore } from '../../src/engine/team/shops/team-stores.ts';
import { openTestMirror } from '../support/test-mirror.ts';

test('[TEAM1] a document that changes again before central was told of it is marked once, under a new number', async () => {
  const db = await openTestMirror();
  onTestFinished(() => void db.close());
  db.prepare(
    `INSERT INTO stores (id, name, url, mode, created_at, updated_at) VALUES ('s', 'Shop', 'https://s.test', 'push', 1, 1)`,
  ).run();
  addTeamStore(db, 's', 'owner', 1);
  installTriggers(db);
  const numbers = ['first', 'second', 'third'].map((hash, at) => {
    saveBaseDocument(db, 'products', 's', 'r', hash, '{}', at);
    return readMarks(db, 's', ['document'], 9).map(({ rowId, mark }) => [rowId, mark]);
  });
  expect(numbers).toEqual([[['r', 1]], [['r', 2]], [['r', 3]]]);
});
