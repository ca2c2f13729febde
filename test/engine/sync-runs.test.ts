import { afterEach, describe, expect, test } from 'vitest';
import { createSchedule } from '../../src/engine/sync/schedule.ts';
import { createSession } from '../../src/engine/sync/store-session.ts';
import type { StoreRow } from '../../src/engine/sync/store-rows.ts';
import type { Harness, HarnessOptions } from '../support/sync-harness.ts';
import { createHarness } from '../support/sync-harness.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';

let harness: Harness | null = null;
async function start(options: HarnessOptions = {}): Promise<Harness> {
  harness = await createHarness(options);
  return harness;
}
afterEach(() => {
  harness?.close();
  harness = null;
});

describe('runs', () => {
  test('[RUN1] unknown outcomes are looked up before anything is sent, sending goes before reading', async () => {
    const h = await start();
    await h.run();
    h.commands.create({
      entity: 'products',
      storeId: 'store-1',
      values: { name: 'Lost', sku: 'LOST-1' },
      locale: 'en',
    });
    h.shop.faults.add({ kind: 'drop-after', match: { method: 'POST' }, times: 1 });
    await h.run();
    const id =
      h.shop.inspect.ids('products', { live: true }).find((one) => h.row('products', one)['type'] === 'simple') ?? 0;
    h.commands.edit({ entity: 'products', id: h.localId('products', id), changes: { name: 'Edited' }, locale: 'en' });
    // the pull of the run before met the record that the lost answer spoke of: it is looked up by its number
    const lost = h.shop.inspect.ids('products').find((one) => h.row('products', one)['name'] === 'Lost') ?? 0;
    h.line.seen.length = 0;
    await h.run();
    const at = (start: string): number => h.line.seen.findIndex((line) => line.startsWith(start));
    expect(at(`GET products/${lost}`)).toBeGreaterThanOrEqual(0);
    expect(at(`GET products/${lost}`)).toBeLessThan(at('PUT'));
    expect(at('PUT')).toBeLessThan(at('GET products/attributes'));
  });

  test('[RUN3] a run whose process died is told as interrupted and the next one goes on', async () => {
    const h = await start({ products: 200, pageSize: 20 });
    let left = 9;
    h.line.before = () => {
      left -= 1;
      if (left === 0) throw new Error('killed');
    };
    await h.run();
    h.db.prepare(`UPDATE sync_runs SET outcome = 'running', ended_at = NULL`).run();
    const again = h.restart();
    h.shop.faults.add({ kind: 'latency', params: { baseMs: 200 } });
    await again.run();
    expect(again.statuses.some((status) => status.recovered)).toBe(true);
    expect(again.statuses.at(-1)).toMatchObject({ recovered: false, state: 'idle', firstSyncComplete: true });
    expect(h.db.prepare(`SELECT outcome FROM sync_runs ORDER BY started_at`).all()).toEqual([
      { outcome: 'incomplete' },
      { outcome: 'succeeded' },
    ]);
  });

  test('[RUN4] a collection that the key may not read does not stop the others', async () => {
    const h = await start();
    h.shop.faults.add({ kind: 'forbidden', match: { pathPrefix: 'customers' } });
    const report = await h.run();
    expect(report).toMatchObject({ ok: false, problem: { type: 'StoreForbidden' } });
    expect(report.entities.orders.created).toBeGreaterThan(0);
    expect(report.entities.coupons.created).toBeGreaterThan(0);
    expect(h.sync.status()[0]).toMatchObject({ firstSyncComplete: false });
    h.shop.faults.clear();
    expect(await h.run()).toMatchObject({ ok: true, kind: 'first' });
  });

  test('a dead store is given up within a minute', async () => {
    const h = await start();
    h.shop.faults.add({ kind: 'timeout-before' });
    const before = h.clock.now();
    expect(await h.run()).toMatchObject({ ok: false, problem: { type: 'StoreUnreachable' } });
    expect(h.clock.now() - before).toBeLessThanOrEqual(60_000);
  });

  test('a cancelled run keeps what it stored and says that it was cancelled', async () => {
    const h = await start({ products: 200, pageSize: 20 });
    h.line.before = (_method, path) => {
      if (path === 'products' && h.line.seen.length > 14) h.sync.cancel('store-1');
    };
    const report = await h.run();
    expect(report).toMatchObject({ ok: false, problem: { type: 'Cancelled' } });
    h.line.before = null;
    expect(h.db.prepare(`SELECT outcome FROM sync_runs`).all()).toEqual([{ outcome: 'cancelled' }]);
    expect(await h.run()).toMatchObject({ ok: true });
  });

  test('[STATUS2] [STATUS3] idle is said only when all is read and both sides count the same', async () => {
    const h = await start({ products: 150, pageSize: 20 });
    h.shop.faults.add({ kind: 'latency', params: { baseMs: 200 } });
    expect(h.sync.status()[0]).toMatchObject({ state: 'checking', firstSyncComplete: false });
    await h.run();
    for (const status of h.statuses) {
      for (const entity of status.entities) {
        if (entity.state === 'complete') expect(entity.onDevice).toBe(entity.inStore);
      }
      if (status.state === 'idle') expect(status.counters).toMatchObject({ waiting: 0, notUpToDate: 0 });
    }
    expect(h.statuses.some((status) => status.state === 'syncing' && (status.run?.total ?? 0) > 0)).toBe(true);
    expect(h.sync.status()[0]).toMatchObject({ state: 'idle' });
    for (const entity of h.sync.status()[0]?.entities ?? []) expect(entity.state, entity.entity).toBe('complete');
  });

  test('[STATUS2] a first run says “n of m” only of the whole store, and no rate of its first moments', async () => {
    const h = await start({ products: 150, pageSize: 20 });
    h.shop.faults.add({ kind: 'latency', params: { baseMs: 200 } });
    await h.run();
    const all = h.sync.status()[0]?.entities.reduce((sum, { inStore }) => sum + (inStore ?? 0), 0) ?? 0;
    const told = h.statuses.flatMap(({ run }) => (run === null || run.total === null ? [] : [run]));
    expect(told.length).toBeGreaterThan(5);
    // terms are few and join as they are read
    for (const run of told) expect(run.total).toBeGreaterThan(all * 0.7);
    for (const { run } of h.statuses)
      if ((run?.elapsedSeconds ?? 3) < 3) expect(run?.itemsPerMinute ?? null).toBeNull();
  });

  test('[STATUS2] what came and went in the store since is counted again, and the trash counts on both sides', async () => {
    const h = await start();
    const [trashed = 0, gone = 0] = h.shop.inspect.ids('products', { live: true });
    h.shop.admin.edit({ do: 'trash', entity: 'products', id: trashed });
    await h.run();
    expect(h.sync.status()[0]).toMatchObject({ state: 'idle', counters: { notUpToDate: 0 } });
    h.shop.admin.edit({ do: 'create', entity: 'products', fields: { name: 'New', type: 'simple' } });
    h.clock.advance(60_000);
    await h.run();
    const count = h.shop.inspect.count('products');
    const products = () => h.sync.status()[0]?.entities.find(({ entity }) => entity === 'products');
    expect(products()).toMatchObject({ inStore: count, onDevice: count, state: 'complete' });
    h.shop.admin.edit({ do: 'delete', entity: 'products', id: gone });
    h.clock.advance(60_000);
    await h.run();
    expect(products()).toMatchObject({ onDevice: count });
    await h.run('census');
    await h.run('census');
    expect(products()).toMatchObject({ inStore: count - 1, onDevice: count - 1, state: 'complete' });
    expect(h.sync.status()[0]).toMatchObject({ state: 'idle' });
  });

  test('[STATUS1] waiting changes, refused records and decisions are counted apart', async () => {
    const h = await start({ mode: 'watch' });
    await h.run();
    const [one, two] = h.shop.inspect
      .ids('products', { live: true })
      .filter((id) => h.row('products', id)['type'] === 'simple');
    h.commands.edit({
      entity: 'products',
      id: h.localId('products', one ?? 0),
      changes: { name: 'Mine' },
      locale: 'en',
    });
    h.commands.edit({
      entity: 'products',
      id: h.localId('products', two ?? 0),
      changes: { name: 'Mine too' },
      locale: 'en',
    });
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'update', entity: 'products', id: two ?? 0, fields: { name: 'Theirs' } });
    await h.run();
    expect(h.sync.status()[0]).toMatchObject({
      state: 'waiting',
      counters: { waiting: 1, decisions: 1, refused: 0, notUpToDate: 0 },
    });
  });
});

describe('the schedule', () => {
  function createScheduled(cadence: StoreRow['cadence']) {
    const clock = createSteppedClock();
    const session = createSession();
    const store = { id: 's', cadence, status: 'connected', mode: 'push', first_sync_completed_at: 1 } as StoreRow;
    const runs: { readonly at: number; readonly scope: string }[] = [];
    let fails = false;
    let offline = false;
    const schedule = createSchedule({
      clock,
      random: { next: () => 1, bytes: (count) => new Uint8Array(count) },
      sessionOf: () => session,
      readStores: () => [store],
      readStore: () => store,
      isOffline: () => offline,
      startRun: async (_id, request) => {
        runs.push({ at: clock.monotonic(), scope: request.scope });
        session.failures = fails ? session.failures + 1 : 0;
        return null;
      },
      onWait: () => undefined,
      onDefect: (error) => {
        throw error;
      },
    });
    return {
      clock,
      runs,
      schedule,
      session,
      set: (state: { fails?: boolean; offline?: boolean }) => {
        fails = state.fails ?? fails;
        offline = state.offline ?? offline;
      },
    };
  }

  test('[RUN5] Eco asks every 5 minutes, Balanced every minute, Realtime every 10 seconds', async () => {
    for (const [cadence, everyMs] of [
      ['eco', 300_000],
      ['balanced', 60_000],
      ['realtime', 10_000],
    ] as const) {
      const { clock, runs, schedule } = createScheduled(cadence);
      schedule.start();
      await clock.advance(everyMs * 3 + 1);
      expect(
        runs.map((run) => run.at),
        cadence,
      ).toEqual([0, everyMs, everyMs * 2, everyMs * 3]);
      schedule.stop();
    }
  });

  test('[RUN6] while the store fails the waits double up to 15 minutes, and waking up ends them', async () => {
    const { clock, runs, schedule, set } = createScheduled('balanced');
    set({ fails: true });
    schedule.start();
    await clock.advance(3 * 3_600_000);
    const waits = runs.slice(1).map((run, index) => run.at - (runs[index]?.at ?? 0));
    expect(waits.slice(0, 9)).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 640_000, 900_000]);
    const before = runs.length;
    set({ fails: false });
    schedule.wakeAll();
    await clock.advance(1);
    expect(runs.length).toBe(before + 1);
    schedule.stop();
  });

  test('[RUN6] an edit that could not be sent is tried again by the back-off, not at the quiet turn', async () => {
    const { clock, runs, schedule, set } = createScheduled('eco');
    schedule.start();
    await clock.advance(10);
    set({ fails: true });
    schedule.noticeChange('s');
    await clock.advance(30_000);
    expect(runs.slice(1)).toEqual([
      { at: 1_010, scope: 'push' },
      { at: 6_010, scope: 'all' },
      { at: 16_010, scope: 'all' },
    ]);
    schedule.stop();
  });

  test('[RUN5] a run by hand that succeeds ends the back-off of the schedule', async () => {
    const { clock, runs, schedule, session, set } = createScheduled('balanced');
    set({ fails: true });
    schedule.start();
    await clock.advance(3_600_000);
    const before = runs.length;
    set({ fails: false });
    session.failures = 0;
    schedule.recount('s');
    await clock.advance(60_001);
    expect(runs.slice(before)).toEqual([{ at: 3_660_000, scope: 'all' }]);
    schedule.stop();
  });

  test('[RUN6] a defect in one run does not end the schedule', async () => {
    const clock = createSteppedClock();
    const session = createSession();
    const store = { id: 's', cadence: 'balanced', status: 'connected', mode: 'push' } as StoreRow;
    const defects: unknown[] = [];
    let runs = 0;
    const schedule = createSchedule({
      clock,
      random: { next: () => 1, bytes: (count) => new Uint8Array(count) },
      sessionOf: () => session,
      readStores: () => [store],
      readStore: () => store,
      isOffline: () => false,
      startRun: async () => {
        runs += 1;
        if (runs === 1) throw new Error('a defect');
        session.failures = 0;
        return null;
      },
      onWait: () => undefined,
      onDefect: (error) => void defects.push(error),
    });
    schedule.start();
    await clock.advance(5_001);
    expect(defects).toHaveLength(1);
    expect(runs).toBe(2);
    schedule.stop();
  });

  test('[RUN6] nothing is asked while the computer is offline', async () => {
    const { clock, runs, schedule, set } = createScheduled('realtime');
    set({ offline: true });
    schedule.start();
    await clock.advance(3_600_000);
    expect(runs).toEqual([]);
    set({ offline: false });
    schedule.wakeAll();
    await clock.advance(1);
    expect(runs).toHaveLength(1);
    schedule.stop();
  });

  test('[RUN8] edits leave together within about a second', async () => {
    const { clock, runs, schedule } = createScheduled('eco');
    schedule.start();
    await clock.advance(10);
    schedule.noticeChange('s');
    await clock.advance(300);
    schedule.noticeChange('s');
    await clock.advance(1_000);
    expect(runs.slice(1)).toEqual([{ at: 1_010, scope: 'push' }]);
    schedule.stop();
  });
});
