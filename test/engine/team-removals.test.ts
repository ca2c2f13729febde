import { expect, onTestFinished, test } from 'vitest';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { saveBaseDocument } from '../../src/engine/sync/row-writer.ts';
import { gatherPush } from '../../src/engine/team/shops/gather-push.ts';
import { installTriggers } from '../../src/engine/team/shops/marks.ts';
import type { ChangePage, SharedDocument, SharedOperation } from '../../src/engine/team/shops/shops-server.ts';
import { takePage, takeRecords } from '../../src/engine/team/shops/take-page.ts';
import { addTeamStore } from '../../src/engine/team/shops/team-stores.ts';
import { openTestMirror } from '../support/test-mirror.ts';

const DOCUMENT: SharedDocument = {
  ...{ id: 'r', entity: 'products', wooId: 7, parentId: null, parentWooId: null, hash: 'h', observedMs: 1 },
  ...{ modifiedMs: 1, document: JSON.stringify({ id: 7, name: 'Mug', type: 'simple', status: 'publish' }) },
};
const NOTHING = { documents: [], operations: [], decisions: [], refusals: [] };
const PAGE: ChangePage = {
  ...{ ...NOTHING, removals: [], maskedOrders: [], facts: null, holder: null, nextFloor: '9', hasMore: false },
};

const operation = (given: Pick<SharedOperation, 'kind' | 'payload' | 'version'>): SharedOperation => ({
  ...{ id: 'o', entity: 'products', recordId: 'r', parentId: null, payloadVersion: 1, reason: '', state: 'queued' },
  ...{ outcome: null, attempts: 0, lastError: null, authorId: 'p', authorName: 'P', deviceId: 'd', madeMs: 1 },
  ...{ claimedServerMs: null, position: 1, ...given },
});

async function openShared(): Promise<WritableDb> {
  const db = await openTestMirror();
  onTestFinished(() => void db.close());
  db.prepare(
    `INSERT INTO stores (id, name, url, mode, created_at, updated_at) VALUES ('s', 'Shop', 'https://s.test', 'push', 1, 1)`,
  ).run();
  addTeamStore(db, 's', 'owner', 1);
  installTriggers(db);
  return db;
}

const contextOf = (db: WritableDb) => ({ db, storeId: 's', newId: () => 'new', now: 1, runId: null });

test('[SHARE7, DEL5] a record that waits to be made anew stays when its removal arrives, without its old number, and nobody is asked', async () => {
  const db = await openShared();
  takeRecords(contextOf(db), { ...NOTHING, documents: [DOCUMENT] });
  const create = operation({ kind: 'create', payload: '{"values":{"name":"Mug"}}', version: 5 });
  takePage(contextOf(db), { ...PAGE, operations: [create], removals: ['r'] });
  expect(db.prepare(`SELECT id, woo_id, name FROM products`).all()).toEqual([{ id: 'r', woo_id: null, name: 'Mug' }]);
  expect(db.prepare(`SELECT id, state FROM outbox`).all()).toEqual([{ id: 'o', state: 'queued' }]);
  expect(db.prepare(`SELECT 1 FROM sync_conflict`).all()).toEqual([]);
  expect(db.prepare(`SELECT 1 FROM base_documents`).all()).toEqual([]);
  // the same without the change: it goes
  db.prepare(`UPDATE outbox SET state = 'ended', outcome = 'settled', ended_at = 1`).run();
  takePage(contextOf(db), { ...PAGE, removals: ['r'] });
  expect(db.prepare(`SELECT id FROM products`).all()).toEqual([]);
});

test('[SHARE7] what was made anew before central heard that it was gone is told as there, and not as gone', async () => {
  const db = await openShared();
  takeRecords(contextOf(db), { ...NOTHING, documents: [DOCUMENT] });
  db.prepare(`DELETE FROM base_documents WHERE record_id = 'r'`).run();
  expect(gatherPush(db, 's', true, 9)).toMatchObject({ removals: ['r'], documents: [] });
  saveBaseDocument(db, 'products', 's', 'r', 'anew', DOCUMENT.document, 2);
  const told = gatherPush(db, 's', true, 9);
  expect(told).toMatchObject({ removals: [], documents: [{ id: 'r', hash: 'anew' }] });
  expect(told.marks.map(({ what }) => what).toSorted()).toEqual(['document', 'removal']);
});

test('[SHARE2] an edit in a change that waits for an answer survives the answer of somebody else', async () => {
  const db = await openShared();
  const name = { base: 'Mug', value: 'Cup' };
  const asked = operation({ kind: 'update', payload: JSON.stringify({ fields: { name } }), version: 5 });
  takeRecords(contextOf(db), { ...NOTHING, documents: [DOCUMENT], operations: [{ ...asked, state: 'held' }] });
  const description = { base: '', value: 'Blue' };
  db.prepare(`UPDATE outbox SET payload = ? WHERE id = 'o'`).run(JSON.stringify({ fields: { name, description } }));
  takeRecords(contextOf(db), {
    ...NOTHING,
    operations: [{ ...asked, state: 'ended', outcome: 'settled', version: 6 }],
  });
  expect(db.prepare(`SELECT id, state, payload FROM outbox ORDER BY sequence`).all()).toEqual([
    { id: 'o', state: 'ended', payload: asked.payload },
    { id: 'new', state: 'queued', payload: JSON.stringify({ fields: { description } }) },
  ]);
  expect(db.prepare(`SELECT row_id FROM team_marks WHERE what = 'operation'`).all()).toEqual([{ row_id: 'new' }]);
});
