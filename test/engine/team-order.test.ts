import { expect, onTestFinished, test } from 'vitest';
import { applying, installTriggers, saveVersion } from '../../src/engine/team/shops/marks.ts';
import type { SharedDocument, SharedOperation } from '../../src/engine/team/shops/shops-server.ts';
import { takeRecords } from '../../src/engine/team/shops/take-page.ts';
import { addTeamStore } from '../../src/engine/team/shops/team-stores.ts';
import { openTestMirror } from '../support/test-mirror.ts';

const DOCUMENT: SharedDocument = {
  ...{ id: 'r', entity: 'products', wooId: 7, parentId: null, parentWooId: null, hash: 'h', observedMs: 1 },
  ...{ modifiedMs: 1, document: JSON.stringify({ id: 7, name: 'Mug', type: 'simple', status: 'publish' }) },
};

const operationAt = (id: string, position: number, version: number): SharedOperation => ({
  ...{ id, entity: 'products', recordId: 'r', parentId: null, kind: 'stock', payloadVersion: 1, reason: '' },
  ...{ payload: JSON.stringify({ stock: { adjust: position } }), state: 'queued', outcome: null, attempts: 0 },
  ...{ lastError: null, authorId: 'p', authorName: 'P', deviceId: 'd', madeMs: 1, claimedServerMs: null },
  ...{ position, version },
});

test('[SHARE2] on its author’s desktop, too, a change stands where central took it, and not behind what came later', async () => {
  const db = await openTestMirror();
  onTestFinished(() => void db.close());
  db.prepare(
    `INSERT INTO stores (id, name, url, mode, created_at, updated_at) VALUES ('s', 'Shop', 'https://s.test', 'push', 1, 1)`,
  ).run();
  addTeamStore(db, 's', 'owner', 1);
  installTriggers(db);
  const own = operationAt('own', 1, 5);
  applying(db, () => {
    db.prepare(
      `INSERT INTO outbox (id, store_id, entity, record_id, kind, payload, payload_version, reason, state, attempts, created_at)
       VALUES ('own', 's', 'products', 'r', 'stock', ?, 1, '', 'queued', 0, 1)`,
    ).run(own.payload);
    // central's answer to a push names the version alone
    saveVersion(db, { rowId: 'own', storeId: 's', version: 5 });
    return null;
  });
  const context = { db, storeId: 's', newId: () => 'new', now: 1, runId: null };
  takeRecords(context, {
    ...{ documents: [DOCUMENT], decisions: [], refusals: [] },
    operations: [own, operationAt('later', 2, 6)],
  });
  expect(db.prepare(`SELECT id FROM outbox ORDER BY sequence`).raw().all()).toEqual([['own'], ['later']]);
  expect(db.prepare(`SELECT change_id, position FROM team_rows ORDER BY change_id`).raw().all()).toEqual([
    ['later', 2],
    ['own', 1],
  ]);
});
