import { afterEach, describe, expect, test } from 'vitest';
import { insertItem, purgeJournal } from '../../src/engine/sync/journal-rows.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import type { Harness, HarnessOptions } from '../support/sync-harness.ts';
import { createHarness, STORE } from '../support/sync-harness.ts';
import { triageCalls } from '../support/triage-calls.ts';

let harness: Harness;
const start = async (options: HarnessOptions = {}): Promise<Harness> => (harness = await createHarness(options));
afterEach(() => harness.close());

const count = (h: Harness, table: string): number =>
  h.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
const simple = (h: Harness, nth = 0): number =>
  h.shop.inspect.ids('products', { live: true }).filter((id) => h.row('products', id)['type'] === 'simple')[nth] ?? 0;
function edit(h: Harness, entity: EntityName, wooId: number, changes: Record<string, unknown>): void {
  const done = h.commands.edit({ entity, id: h.localId(entity, wooId), changes, locale: 'en' });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
}
const items = async (h: Harness, runId: string) =>
  (await triageCalls(h).call('journal.items', { runId, limit: 1000 })).rows;

describe('what runs did', () => {
  test('[JOURNAL2] a first run writes a line per page of new records, and the lines add up to the records', async () => {
    const h = await start({ products: 150, pageSize: 50 });
    const report = await h.run();
    const rows = await items(h, report.runId);
    expect(rows.every((row) => row.recordId === null && row.action === 'create' && row.result === 'done')).toBe(true);
    for (const [entity, counts] of Object.entries(report.entities)) {
      const told = rows.filter((row) => row.entity === entity).reduce((sum, row) => sum + row.count, 0);
      expect(told, entity).toBe(counts.created);
    }
    expect(rows.length).toBeLessThan(60);
    expect(rows.filter((row) => row.entity === 'products').length).toBeGreaterThan(2);
  });

  test('[JOURNAL1] a later run tells each record that it created, updated, deleted or sent, and no unchanged one', async () => {
    const h = await start();
    await h.run();
    h.clock.advance(60_000);
    const [first, second, third] = [simple(h, 0), simple(h, 1), simple(h, 2)];
    h.shop.admin.edit({ do: 'update', entity: 'products', id: first, fields: { name: 'Renamed there' } });
    h.shop.admin.edit({ do: 'trash', entity: 'products', id: second });
    h.shop.admin.edit({ do: 'create', entity: 'tags', fields: { name: 'Made there' } });
    edit(h, 'products', third, { name: 'Renamed here' });
    const report = await h.run();
    const rows = await items(h, report.runId);
    expect(
      rows.map(({ entity, direction, action, result, label }) => [entity, direction, action, result, label]),
    ).toEqual(
      expect.arrayContaining([
        ['products', 'push', 'update', 'done', 'Renamed here'],
        ['products', 'pull', 'update', 'done', 'Renamed there'],
        ['products', 'pull', 'delete', 'done', h.row('products', second)['name']],
        ['tags', 'pull', 'create', 'done', 'Made there'],
      ]),
    );
    const changes = Object.values(report.entities).reduce(
      (sum, counts) => sum + counts.created + counts.updated + counts.deleted + counts.pushed,
      0,
    );
    expect(rows).toHaveLength(changes);
    expect(rows.find((row) => row.direction === 'push')).toMatchObject({
      recordId: h.localId('products', third),
      woo_id: third,
      durationMs: expect.any(Number),
      errorCode: null,
    });
    expect((await triageCalls(h).call('journal.items', { runId: report.runId, entity: 'tags' })).total).toBe(
      report.entities.tags.created + report.entities.tags.updated,
    );
  });

  test('[JOURNAL1] refusals, decisions, lost answers and records that are gone are told with their code', async () => {
    const h = await start();
    await h.run();
    h.clock.advance(60_000);
    const [refused, contested, lost, gone] = [simple(h, 0), simple(h, 1), simple(h, 2), simple(h, 3)];
    h.shop.admin.edit({ do: 'update', entity: 'products', id: simple(h, 4), fields: { sku: 'TAKEN-1' } });
    edit(h, 'products', refused, { sku: 'TAKEN-1' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id: contested, fields: { name: 'Theirs' } });
    edit(h, 'products', contested, { name: 'Mine' });
    const name = h.row('products', gone)['name'];
    h.shop.admin.edit({ do: 'delete', entity: 'products', id: gone });
    const first = await items(h, (await h.run()).runId);
    expect(first.find((row) => row.woo_id === refused)).toMatchObject({
      direction: 'push',
      action: 'update',
      result: 'refused',
      errorCode: 'product_invalid_sku',
    });
    expect(first.filter((row) => row.woo_id === contested).map((row) => row.result)).toContain('conflict');
    await h.run('census');
    const census = await items(h, (await h.run('census')).runId);
    expect(census.find((row) => row.woo_id === gone)).toMatchObject({ action: 'delete', result: 'done', label: name });
    h.shop.faults.set([{ kind: 'timeout-after', match: { method: 'write' }, times: 1 }]);
    edit(h, 'products', lost, { name: 'Sent into the dark' });
    const dark = await items(h, (await h.run()).runId);
    expect(dark.find((row) => row.woo_id === lost)).toMatchObject({
      direction: 'push',
      result: 'unknown',
      errorCode: 'StoreUnreachable',
    });
    const found = await items(h, (await h.run()).runId);
    expect(found.find((row) => row.woo_id === lost && row.direction === 'push')).toMatchObject({ result: 'done' });
  });

  test('[JOURNAL1] a line stands or falls with the transaction that it tells of', async () => {
    const h = await start({ products: 80, pageSize: 20 });
    h.line.before = (_method, path) => {
      if (path === 'products' && h.line.seen.length > 12) throw new Error('killed');
    };
    await h.run().catch(() => undefined);
    h.line.before = null;
    const told = h.db
      .prepare(`SELECT coalesce(sum(item_count), 0) FROM sync_logs WHERE entity_type = 'products'`)
      .pluck();
    expect(told.get()).toBe(count(h, 'products'));
    await h.restart().run();
    expect(told.get()).toBe(count(h, 'products'));
    expect(count(h, 'products')).toBe(h.shop.inspect.ids('products').length);
  });
});

describe('progress', () => {
  test('[JOURNAL4] counts, speed and the state of the end stand per entity and for the run; done and failed never exceed the total', async () => {
    const h = await start({ products: 120, pageSize: 50 });
    h.shop.faults.set([{ kind: 'latency', params: { baseMs: 700 } }]);
    const report = await h.run();
    const rows = await triageCalls(h).call('sync.progress', {});
    expect(rows[0]).toMatchObject({ runId: report.runId, entity: null, status: 'completed', etaSeconds: null });
    const products = rows.find((row) => row.entity === 'products');
    expect(products).toMatchObject({ processed: report.entities.products.fetched, failed: 0, status: 'completed' });
    expect(products?.elapsedSeconds).toBeGreaterThan(0.7);
    expect(products?.itemsPerMinute).toBeGreaterThan(0);
    expect(rows[0]?.processed).toBe(rows.slice(1).reduce((sum, row) => sum + row.processed, 0));
    for (const row of rows) expect(row.processed + row.failed).toBeLessThanOrEqual(row.total ?? Infinity);
    const spent = rows.slice(1).reduce((sum, row) => sum + row.elapsedSeconds, 0);
    expect(spent).toBeLessThanOrEqual((rows[0]?.elapsedSeconds ?? 0) + 0.001);
  });

  test('[JOURNAL4] it is written while the run goes on, for every process to see', async () => {
    const h = await start({ products: 200, pageSize: 20 });
    h.shop.faults.set([{ kind: 'latency', params: { baseMs: 600 } }]);
    const seen: number[] = [];
    h.line.before = () => {
      const row = h.db.prepare(
        `SELECT processed_count FROM sync_progress WHERE entity_type = 'products' AND completed_at IS NULL`,
      );
      const processed = row.pluck().get();
      if (typeof processed === 'number' && seen.at(-1) !== processed) seen.push(processed);
    };
    await h.run();
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
  });

  test('[JOURNAL4] a refused record makes the run complete with errors', async () => {
    const h = await start();
    await h.run();
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'update', entity: 'products', id: simple(h, 1), fields: { sku: 'TAKEN-2' } });
    edit(h, 'products', simple(h, 0), { sku: 'TAKEN-2' });
    const { runId } = await h.run();
    const rows = await triageCalls(h).call('sync.progress', { runId });
    expect(rows.find((row) => row.entity === 'products')).toMatchObject({ failed: 1, status: 'completed_with_errors' });
  });
});

describe('activity', () => {
  test('[JOURNAL3] start and end of a run are told with who started it and its counts', async () => {
    const h = await start();
    const report = await h.run();
    const { rows } = await triageCalls(h).call('journal.activity', {});
    expect(rows.map((row) => [row.action, row.type, row.status, row.startedBy, row.kind])).toEqual([
      ['sync_complete', 'run', 'succeeded', 'person', 'first'],
      ['sync_start', 'run', 'started', 'person', 'first'],
    ]);
    expect(rows[0]).toMatchObject({
      runId: report.runId,
      requests: report.requests,
      entities: { products: { created: report.entities.products.created } },
    });
  });

  test('[JOURNAL3] quiet runs of the schedule share one row, and leave no progress and no lines', async () => {
    const h = await start();
    await h.run();
    for (let round = 0; round < 5; round += 1) {
      h.clock.advance(60_000);
      await h.scheduledRun();
    }
    h.clock.advance(60_000);
    const before = {
      progress: count(h, 'sync_progress'),
      logs: count(h, 'sync_logs'),
      activity: count(h, 'sync_activity_log'),
    };
    for (let round = 0; round < 20; round += 1) {
      h.clock.advance(60_000);
      await h.scheduledRun();
    }
    expect({
      progress: count(h, 'sync_progress'),
      logs: count(h, 'sync_logs'),
      activity: count(h, 'sync_activity_log'),
    }).toEqual(before);
    const { rows } = await triageCalls(h).call('journal.activity', { limit: 1 });
    expect(rows[0]).toMatchObject({ type: 'quiet', status: 'succeeded' });
    expect(rows[0]?.count).toBeGreaterThanOrEqual(20);
    expect(
      (await triageCalls(h).call('journal.activity', { hideQuiet: true })).rows.map((row) => row.type),
    ).not.toContain('quiet');
    h.clock.advance(25 * 3_600_000);
    await h.scheduledRun();
    expect((await triageCalls(h).call('journal.activity', { limit: 1 })).rows[0]).toMatchObject({
      type: 'quiet',
      count: 1,
    });
  });

  test('[JOURNAL3] a run that could not reach the store says so, and what it was', async () => {
    const h = await start();
    h.line.up = false;
    await h.run();
    const { rows } = await triageCalls(h).call('journal.activity', { action: 'sync_complete' });
    expect(rows).toMatchObject([{ status: 'incomplete', errorCode: 'StoreUnreachable' }]);
    expect((await triageCalls(h).call('sync.progress', {}))[0]).toMatchObject({ status: 'paused' });
  });

  test('[JOURNAL3] a run whose process died is told by the next one', async () => {
    const h = await start({ products: 80, pageSize: 20 });
    h.db
      .prepare(
        `INSERT INTO sync_runs (id, store_id, kind, outcome, started_by, started_at) VALUES ('dead', ?, 'first', 'running', 'startup', ?)`,
      )
      .run(STORE, h.clock.now());
    h.db
      .prepare(
        `INSERT INTO sync_progress (sync_id, entity_type, store_id, processed_count, started_at, updated_at) VALUES ('dead', 'all', ?, 40, ?, ?)`,
      )
      .run(STORE, h.clock.now(), h.clock.now());
    h.clock.advance(10_000);
    await h.run();
    const { rows } = await triageCalls(h).call('journal.activity', {});
    expect(rows.filter((row) => row.runId === 'dead')).toMatchObject([
      { action: 'sync_complete', status: 'incomplete', errorCode: 'EngineStopped', startedBy: 'startup' },
      { action: 'sync_start' },
    ]);
    expect((await triageCalls(h).call('sync.progress', { runId: 'dead' }))[0]).toMatchObject({
      status: 'paused',
      processed: 40,
      completedAt: expect.any(String),
    });
  });

  test('activity is found by store, entity, action and time', async () => {
    const h = await start();
    await h.run();
    const between = new Date(h.clock.now() + 30_000).toISOString();
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'create', entity: 'tags', fields: { name: 'Later' } });
    await h.run();
    const calls = triageCalls(h);
    expect((await calls.call('journal.activity', { from: between })).total).toBe(2);
    expect((await calls.call('journal.activity', { to: between })).total).toBe(2);
    expect((await calls.call('journal.activity', { storeId: 'other' })).total).toBe(0);
    expect((await calls.call('journal.activity', { entity: 'tags', from: between })).total).toBe(1);
    expect(
      (await calls.call('journal.activity', { entity: 'coupons', from: between, action: 'sync_complete' })).total,
    ).toBe(0);
    expect((await calls.call('journal.activity', { limit: 1, offset: 1 })).rows).toHaveLength(1);
  });
});

describe('taxonomies', () => {
  test('[JOURNAL4] a first run tells each taxonomy whole, a later one only those that changed', async () => {
    const h = await start();
    const first = await h.run();
    const calls = triageCalls(h);
    const whole = await calls.call('journal.taxonomy', { runId: first.runId });
    expect(whole.find((row) => row.taxonomy === 'category')).toMatchObject({
      action: 'initial_sync',
      created: first.entities.categories.created,
      synced: first.entities.categories.fetched,
      failed: 0,
    });
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'create', entity: 'tags', fields: { name: 'New there' } });
    const second = await h.run();
    expect(await calls.call('journal.taxonomy', { runId: second.runId })).toMatchObject([
      { taxonomy: 'tag', action: 'incremental_sync', created: 1, updated: 0 },
    ]);
  });
});

describe('retention', () => {
  test('[JOURNAL5] thirty days, ninety for activity; many old lines go in steps, none of the young ones', async () => {
    const h = await start();
    await h.run();
    const young = count(h, 'sync_logs');
    const line = {
      entity: 'products',
      recordId: 'x',
      wooId: 1,
      label: 'x',
      direction: 'pull',
      action: 'update',
      result: 'done',
      durationMs: 1,
    } as const;
    h.clock.advance(20 * 86_400_000);
    const old = h.clock.now();
    for (let number = 0; number < 1_200; number += 1) insertItem(h.db, STORE, 'old', line, old);
    const activity = count(h, 'sync_activity_log');
    h.clock.advance(29 * 86_400_000);
    await h.scheduledRun();
    expect(h.db.prepare(`SELECT count(*) FROM sync_logs WHERE sync_id = 'old'`).pluck().get()).toBe(1_200);
    expect(young).toBeGreaterThan(0);
    expect(h.db.prepare(`SELECT count(*) FROM sync_logs WHERE created_at < ?`).pluck().get(old)).toBe(0);
    expect(h.db.prepare(`SELECT count(*) FROM sync_progress WHERE started_at < ?`).pluck().get(old)).toBe(0);
    h.clock.advance(2 * 86_400_000);
    await h.scheduledRun();
    expect(h.db.prepare(`SELECT count(*) FROM sync_logs WHERE sync_id = 'old'`).pluck().get()).toBe(0);
    expect(h.db.prepare(`SELECT count(*) FROM sync_activity_log WHERE created_at < ?`).pluck().get(old)).toBe(activity);
    h.clock.advance(60 * 86_400_000);
    await h.scheduledRun();
    expect(h.db.prepare(`SELECT count(*) FROM sync_activity_log WHERE created_at < ?`).pluck().get(old)).toBe(0);
  });

  test('[JOURNAL5] one purge is bounded; the next goes on', async () => {
    const h = await start();
    const line = {
      entity: 'products',
      recordId: 'x',
      wooId: 1,
      label: 'x',
      direction: 'pull',
      action: 'update',
      result: 'done',
      durationMs: 1,
    } as const;
    h.db.transaction(() => {
      for (let number = 0; number < 12_000; number += 1) insertItem(h.db, STORE, 'old', line, 1);
    })();
    expect(purgeJournal(h.db, h.clock.now())).toBe(10_000);
    expect(purgeJournal(h.db, h.clock.now())).toBe(2_000);
    expect(purgeJournal(h.db, h.clock.now())).toBe(0);
  });
});
