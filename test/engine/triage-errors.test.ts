import { afterEach, describe, expect, test } from 'vitest';
import { saveRecordError } from '../../src/engine/sync/errors-store.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import type { Harness, HarnessOptions } from '../support/sync-harness.ts';
import { createHarness, STORE } from '../support/sync-harness.ts';
import type { TriageCalls } from '../support/triage-calls.ts';
import { triageCalls } from '../support/triage-calls.ts';

let harness: Harness;
async function start(options: HarnessOptions = {}): Promise<{ h: Harness; triage: TriageCalls }> {
  harness = await createHarness(options);
  await harness.run();
  harness.clock.advance(60_000);
  return { h: harness, triage: triageCalls(harness) };
}
afterEach(() => harness.close());

function edit(h: Harness, entity: EntityName, wooId: number, changes: Record<string, unknown>): void {
  const done = h.commands.edit({ entity, id: h.localId(entity, wooId), changes, locale: 'en' });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
}
function create(h: Harness, entity: EntityName, values: Record<string, unknown>): string {
  const done = h.commands.create({ entity, storeId: STORE, values, locale: 'en' });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value.id;
}
const simple = (h: Harness, nth = 0): number =>
  h.shop.inspect.ids('products', { live: true }).filter((id) => h.row('products', id)['type'] === 'simple')[nth] ?? 0;
const there = (h: Harness, id: number, fields: Record<string, unknown>): void =>
  void h.shop.admin.edit({ do: 'update', entity: 'products', id, fields });
const stateOf = (h: Harness, recordId: string): unknown =>
  h.db.prepare(`SELECT state FROM outbox WHERE record_id = ? AND state <> 'ended'`).pluck().all(recordId);

/** `count` products whose new SKU was given to others in the shop meanwhile: the store refuses them. */
async function refuseSkus(h: Harness, count: number, stem = 'DUP'): Promise<readonly number[]> {
  const ids = Array.from({ length: count }, (_none, nth) => simple(h, nth));
  ids.forEach((id, nth) => {
    there(h, simple(h, count + nth), { sku: `${stem}-${nth}` });
    edit(h, 'products', id, { sku: `${stem}-${nth}` });
  });
  await h.run();
  h.clock.advance(60_000);
  return ids;
}
const SKU = 'product_invalid_sku/sku/products';

describe('causes', () => {
  test('[ERROR2] real refusals of many records stand under their few causes, with what each means and asks for', async () => {
    const { h, triage } = await start();
    h.shop.admin.edit({ do: 'create', entity: 'tags', fields: { name: 'Summer' } });
    h.shop.admin.edit({ do: 'create', entity: 'customers', fields: { email: 'taken@example.com' } });
    create(h, 'tags', { name: 'Summer' });
    create(h, 'customers', { email: 'taken@example.com' });
    const ids = await refuseSkus(h, 4);
    h.shop.admin.edit({ do: 'role', role: 'customer' });
    const coupon = h.shop.inspect.ids('coupons', { live: true })[0] ?? 0;
    edit(h, 'coupons', coupon, { description: 'Not allowed' });
    await h.run();
    const { groups, tabs } = await triage.call('triage.groups', {});
    expect(groups.map((group) => [group.code, group.entity, group.class, group.count, group.advice.what])).toEqual(
      expect.arrayContaining([
        ['product_invalid_sku', 'products', 'duplicate', 4, 'sku-taken'],
        ['term_exists', 'tags', 'duplicate', 1, 'term-exists'],
        ['registration-error-email-exists', 'customers', 'duplicate', 1, 'email-taken'],
        [expect.stringMatching(/^woocommerce_rest_cannot_/), 'coupons', 'permission', 1, 'key-may-not'],
      ]),
    );
    expect(groups).toHaveLength(4);
    expect(tabs).toEqual({
      open: { groups: 4, records: 7 },
      waiting: { groups: 0, records: 0 },
      resolved: { groups: 0, records: 0 },
    });
    expect(groups[0]).toMatchObject({
      fingerprint: SKU,
      field: 'sku',
      state: 'new',
      stores: [{ storeId: STORE, count: 4 }],
      perDay: [0, 0, 0, 0, 0, 0, 4],
      advice: { meaning: 'kept-here', action: 'choose-another', ask: 'you' },
      assignee: null,
      snoozed: null,
      retrying: null,
    });
    expect(groups[0]?.samples).toHaveLength(3);
    const { rows, total } = await triage.call('triage.records', { fingerprint: SKU, limit: 2, offset: 1 });
    expect(total).toBe(4);
    expect(rows).toHaveLength(2);
    const all = await triage.call('triage.records', { fingerprint: SKU });
    expect(all.rows.find((row) => row.woo_id === ids[0])).toMatchObject({
      label: h.row('products', ids[0] ?? 0)['name'],
      field: 'sku',
      value: 'DUP-0',
      attempts: 1,
      inTheWay: { woo_id: simple(h, 4), label: h.row('products', simple(h, 4))['name'], trashed: false },
    });
  });

  test('[ERROR2] a cause gathers the records of all stores; every filter narrows the list and the counts alike', async () => {
    const { h, triage } = await start();
    await refuseSkus(h, 2);
    h.db
      .prepare(
        `INSERT INTO stores (id, name, url, created_at, updated_at) VALUES ('other', 'Other', 'http://other.test', 1, 1)`,
      )
      .run();
    const error = {
      storeId: 'other',
      entity: 'products',
      wooId: 5,
      httpStatus: 400,
      recovery: 'retry-after-edit',
      meaning: 'kept-locally',
    } as const;
    h.clock.advance(2 * 86_400_000);
    saveRecordError(
      h.db,
      {
        ...error,
        recordId: 'far',
        operationId: 'far',
        code: 'product_invalid_sku',
        message: 'Ungültige SKU.',
        field: 'sku',
      },
      'far-error',
      h.clock.now(),
    );
    saveRecordError(
      h.db,
      { ...error, recordId: 'away', operationId: 'away', code: 'rest_invalid_param', message: 'No.', field: 'weight' },
      'away-error',
      h.clock.now(),
    );
    const { groups } = await triage.call('triage.groups', {});
    expect(groups.map((group) => [group.fingerprint, group.count])).toEqual([
      [SKU, 3],
      ['rest_invalid_param/weight/products', 1],
    ]);
    expect(groups[0]).toMatchObject({
      stores: [
        { storeId: STORE, count: 2 },
        { storeId: 'other', count: 1 },
      ],
      message: 'Ungültige SKU.',
      perDay: [0, 0, 0, 0, 2, 0, 1],
    });
    const records = async (filters: object): Promise<number> => {
      const found = await triage.call('triage.groups', filters);
      expect(found.groups.reduce((sum, group) => sum + group.count, 0)).toBe(found.tabs.open.records);
      return found.tabs.open.records;
    };
    expect(await records({ storeId: STORE })).toBe(2);
    expect(await records({ entity: 'coupons' })).toBe(0);
    expect(await records({ code: 'rest_invalid_param' })).toBe(1);
    expect(await records({ class: 'duplicate' })).toBe(3);
    expect(await records({ age: 'day' })).toBe(2);
    expect(await records({ age: 'week' })).toBe(4);
    expect(await records({ age: 'older' })).toBe(0);
    expect((await triage.call('triage.groups', { sort: 'newest' })).groups.map((group) => group.count)).toEqual([3, 1]);
    h.clock.advance(10 * 86_400_000);
    expect(await records({ age: 'older' })).toBe(4);
    expect((await triage.call('triage.groups', {})).groups.map((group) => group.state)).toEqual(['ongoing', 'ongoing']);
  });

  test('[ERROR2] four hundred refusals of five causes are five groups', async () => {
    const { h, triage } = await start();
    const codes = [
      'product_invalid_sku',
      'term_exists',
      'rest_invalid_param',
      'woocommerce_product_image_upload_error',
      'acme_refused',
    ];
    h.db.transaction(() => {
      for (let number = 0; number < 400; number += 1) {
        const code = codes[number % codes.length] ?? '';
        const facts = {
          storeId: STORE,
          entity: 'products',
          wooId: number,
          httpStatus: 400,
          field: null,
          recovery: 'retry',
          meaning: 'kept-locally',
        } as const;
        saveRecordError(
          h.db,
          { ...facts, recordId: `r${number}`, operationId: `o${number}`, code, message: 'No.' },
          `e${number}`,
          number,
        );
      }
    })();
    const { groups, tabs } = await triage.call('triage.groups', {});
    expect(groups.map((group) => group.count)).toEqual([80, 80, 80, 80, 80]);
    expect(tabs.open).toEqual({ groups: 5, records: 400 });
  });
});

describe('one error per change', () => {
  test('[ERROR1] a change of the same record that is sent does not hide one that the store still refuses', async () => {
    const { h, triage } = await start();
    const [id = 0] = await refuseSkus(h, 1);
    const recordId = h.localId('products', id);
    const stock = h.commands.changeStock({
      entity: 'products',
      id: recordId,
      intent: { kind: 'count', to: 41 },
      reason: '',
    });
    expect(stock.ok).toBe(true);
    await h.run();
    expect(h.shop.inspect.raw('products', id)).toMatchObject({ stock_quantity: 41 });
    expect(stateOf(h, recordId)).toEqual(['refused']);
    expect((await triage.call('triage.groups', {})).tabs.open.records).toBe(1);
    expect(h.row('products', id)).toMatchObject({ sync_status: 'error' });
  });

  test('[ERROR1] two refused changes of one record are two errors and one refused record', async () => {
    const { h, triage } = await start({ orders: 12 });
    const id = Number(
      h.db.prepare(`SELECT woo_id FROM orders WHERE status NOT IN ('completed', 'trash')`).pluck().get(),
    );
    edit(h, 'orders', id, { status: 'completed' });
    edit(h, 'orders', id, { billing_city: 'Haifa' });
    h.shop.admin.edit({ do: 'role', role: 'customer' });
    const report = await h.run();
    expect(stateOf(h, h.localId('orders', id))).toEqual(['refused', 'refused']);
    expect(report.refused).toBe(1);
    expect((await triage.call('triage.groups', {})).groups).toMatchObject([{ class: 'permission', count: 2 }]);
    h.shop.admin.edit({ do: 'role', role: 'shop_manager' });
    expect(await triage.call('triage.retry', { target: { all: true } })).toEqual({ retried: 2 });
    await h.run();
    expect(h.shop.inspect.raw('orders', id)).toMatchObject({ status: 'completed' });
    expect((await triage.call('triage.groups', {})).tabs).toMatchObject({
      open: { records: 0 },
      waiting: { records: 0 },
      resolved: { records: 2 },
    });
  });

  test('[ERROR1] the same refusal again counts up and keeps its beginning', async () => {
    const { h, triage } = await start();
    await refuseSkus(h, 1);
    const before = (await triage.call('triage.records', { fingerprint: SKU })).rows[0];
    await triage.call('triage.retry', { target: { fingerprint: SKU } });
    await h.run();
    const { rows } = await triage.call('triage.records', { fingerprint: SKU });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ id: before?.id, attempts: 2, firstSeenAt: before?.firstSeenAt, regressed: false });
    expect(Date.parse(rows[0]?.lastSeenAt ?? '')).toBeGreaterThan(Date.parse(before?.lastSeenAt ?? ''));
  });
});

describe('resolved and back again', () => {
  test('[ERROR3] what the store accepts later is resolved by itself', async () => {
    const { h, triage } = await start();
    await refuseSkus(h, 2);
    there(h, simple(h, 2), { sku: 'FREED-0' });
    await triage.call('triage.retry', { target: { all: true } });
    expect((await triage.call('triage.groups', { tab: 'waiting' })).groups).toMatchObject([
      { count: 2, retrying: { count: 2 } },
    ]);
    await h.run();
    const { tabs } = await triage.call('triage.groups', {});
    expect(tabs).toMatchObject({ open: { records: 1 }, waiting: { records: 0 }, resolved: { records: 1 } });
    const { rows } = await triage.call('triage.records', { fingerprint: SKU, tab: 'resolved' });
    expect(rows).toMatchObject([{ value: 'DUP-0', resolvedBy: 'store', resolvedAt: expect.any(String) }]);
  });

  test('[ERROR3] a refusal whose value the shop came to hold by itself is over', async () => {
    const { h, triage } = await start();
    const [id] = await refuseSkus(h, 1);
    there(h, simple(h, 1), { sku: 'ELSEWHERE' });
    there(h, id ?? 0, { sku: 'DUP-0' });
    await h.run();
    expect((await triage.call('triage.groups', {})).tabs).toMatchObject({
      open: { records: 0 },
      resolved: { records: 1 },
    });
    expect(h.row('products', id ?? 0)).toMatchObject({ sku: 'DUP-0', sync_status: 'synced' });
  });

  test('[ERROR4] a cause that comes back on a record after it was resolved has regressed, and keeps its owner and beginning', async () => {
    const { h, triage } = await start();
    const [id = 0] = await refuseSkus(h, 1);
    await triage.call('triage.assign', { target: { fingerprint: SKU }, assignee: 'Noa' });
    const first = (await triage.call('triage.records', { fingerprint: SKU })).rows[0];
    there(h, simple(h, 1), { sku: 'FREED' });
    await triage.call('triage.retry', { target: { fingerprint: SKU } });
    await h.run();
    h.clock.advance(86_400_000);
    there(h, simple(h, 2), { sku: 'AGAIN' });
    edit(h, 'products', id, { sku: 'AGAIN' });
    await h.run();
    const { groups } = await triage.call('triage.groups', {});
    expect(groups).toMatchObject([{ fingerprint: SKU, count: 1, state: 'regressed', assignee: 'Noa' }]);
    expect((await triage.call('triage.records', { fingerprint: SKU })).rows).toMatchObject([
      { regressed: true, attempts: 1, firstSeenAt: first?.firstSeenAt },
    ]);
  });

  test('[ERROR4] a cause that an edit did not cure has not regressed: it goes on counting', async () => {
    const { h, triage } = await start();
    const [id = 0] = await refuseSkus(h, 1);
    there(h, simple(h, 2), { sku: 'TAKEN-TOO' });
    edit(h, 'products', id, { sku: 'TAKEN-TOO' });
    expect((await triage.call('triage.groups', {})).tabs.open.records).toBe(0);
    await h.run();
    expect((await triage.call('triage.records', { fingerprint: SKU })).rows).toMatchObject([
      { value: 'TAKEN-TOO', regressed: false, attempts: 2 },
    ]);
  });

  test('[ERROR4] what a person resolved and comes back has regressed too', async () => {
    const { h, triage } = await start();
    const [id = 0] = await refuseSkus(h, 1);
    const resolved = await triage.call('triage.resolve', { target: { fingerprint: SKU }, note: 'Sorted in the shop' });
    expect(resolved).toEqual({ resolved: 1, beingSent: [] });
    expect(stateOf(h, h.localId('products', id))).toEqual([]);
    expect((await triage.call('triage.records', { fingerprint: SKU, tab: 'resolved' })).rows).toMatchObject([
      { resolvedBy: 'person', note: 'Sorted in the shop' },
    ]);
    edit(h, 'products', id, { sku: 'DUP-0X' });
    there(h, simple(h, 2), { sku: 'DUP-0X' });
    await h.run();
    expect((await triage.call('triage.groups', {})).groups).toMatchObject([{ state: 'regressed' }]);
  });

  test('[ERROR3] a value that the store did not keep stays told until it is kept, as one error', async () => {
    const { h, triage } = await start();
    const id = simple(h, 0);
    there(h, id, { regular_price: '20.00', sale_price: '' });
    await h.run();
    h.clock.advance(60_000);
    const lower = (): void => {
      edit(h, 'products', id, { sale_price: '15.00' });
      h.line.before = (method) => {
        // the shop's price falls between our fresh read and our write
        if (method === 'PUT') there(h, id, { regular_price: '10.00' });
      };
    };
    lower();
    await h.run();
    h.line.before = null;
    const told = async () =>
      (await triage.call('triage.groups', {})).groups.filter((group) => group.code === 'backroom_value_not_kept');
    expect(await told()).toMatchObject([{ count: 1, class: 'value', advice: { meaning: 'taken-in-part' } }]);
    await h.run();
    expect(await told()).toHaveLength(1);
    edit(h, 'products', id, { sale_price: '8.00' });
    await h.run();
    expect(await told()).toEqual([]);
    expect((await triage.call('triage.groups', {})).tabs.resolved.records).toBe(1);
  });
});

describe('putting off and handing over', () => {
  test('[ERROR5] a snoozed error waits until its time, and retrying it ends the snooze', async () => {
    const { h, triage } = await start();
    await refuseSkus(h, 2);
    const until = new Date(h.clock.now() + 3_600_000).toISOString();
    const snoozed = await triage.call('triage.snooze', {
      target: { fingerprint: SKU },
      snooze: { kind: 'until', until },
    });
    expect(snoozed).toEqual({ snoozed: 2 });
    expect((await triage.call('triage.groups', {})).groups).toEqual([]);
    expect((await triage.call('triage.groups', { tab: 'waiting' })).groups).toMatchObject([
      { count: 2, snoozed: { count: 2, until }, retrying: null },
    ]);
    expect(await triage.call('triage.retry', { target: { all: true } })).toEqual({ retried: 0 });
    h.clock.advance(3_600_001);
    expect((await triage.call('triage.groups', {})).groups).toMatchObject([{ count: 2, snoozed: null }]);
    const past = await triage.tell('triage.snooze', {
      target: { fingerprint: SKU },
      snooze: { kind: 'until', until: new Date(h.clock.now() - 1).toISOString() },
    });
    expect(past).toMatchObject({ ok: false, error: { type: 'FieldRefused', field: 'until' } });
  });

  test('[ERROR5] snoozed until it changes: the same refusal keeps it away, other words, a new record or a change of the record bring it back', async () => {
    const { h, triage } = await start();
    const [id = 0] = await refuseSkus(h, 2);
    const away = async (): Promise<void> => {
      await triage.call('triage.snooze', { target: { fingerprint: SKU }, snooze: { kind: 'until_change' } });
      expect((await triage.call('triage.groups', {})).tabs).toMatchObject({
        open: { records: 0 },
        waiting: { records: 2 },
      });
    };
    await away();
    await h.run();
    expect((await triage.call('triage.groups', {})).tabs.open.records).toBe(0);
    h.clock.advance(60_000);
    there(h, id, { name: 'Renamed there' });
    await h.run();
    expect((await triage.call('triage.records', { fingerprint: SKU })).rows.map((row) => row.woo_id)).toEqual([id]);
    await away();
    const row = h.db.prepare(`SELECT entity_id, operation_id FROM sync_errors WHERE woo_id = ?`).get(id) as {
      entity_id: string;
      operation_id: string;
    };
    const again = (message: string): void =>
      saveRecordError(
        h.db,
        {
          storeId: STORE,
          entity: 'products',
          recordId: row.entity_id,
          wooId: id,
          operationId: row.operation_id,
          code: 'product_invalid_sku',
          message,
          httpStatus: 400,
          field: 'sku',
          recovery: 'retry-after-edit',
          meaning: 'kept-locally',
        },
        'unused',
        h.clock.now(),
      );
    again('Invalid or duplicated SKU.');
    expect((await triage.call('triage.groups', {})).tabs.open.records).toBe(0);
    again('Other words.');
    expect((await triage.call('triage.groups', {})).tabs.open.records).toBe(1);
    await triage.call('triage.snooze', { target: { fingerprint: SKU }, snooze: null });
    expect((await triage.call('triage.groups', {})).tabs).toMatchObject({
      open: { records: 2 },
      waiting: { records: 0 },
    });
  });

  test('an owner is kept, found by, and taken off again', async () => {
    const { h, triage } = await start();
    await refuseSkus(h, 2);
    const { rows } = await triage.call('triage.records', { fingerprint: SKU });
    await triage.call('triage.assign', { target: { ids: [rows[0]?.id ?? ''] }, assignee: 'Dana' });
    expect((await triage.call('triage.groups', {})).groups[0]?.assignee).toBeNull();
    expect((await triage.call('triage.groups', { assignee: 'Dana' })).groups).toMatchObject([
      { count: 1, assignee: 'Dana' },
    ]);
    expect((await triage.call('triage.groups', { assignee: '' })).tabs.open.records).toBe(1);
    await triage.call('triage.assign', { target: { fingerprint: SKU }, assignee: null });
    expect((await triage.call('triage.groups', { assignee: 'Dana' })).groups).toEqual([]);
  });
});

describe('acting on many', () => {
  test('[ERROR6] one, a cause in one store, or all are put back in the queue; settled ones are left alone', async () => {
    const { h, triage } = await start();
    const ids = await refuseSkus(h, 3);
    const { rows } = await triage.call('triage.records', { fingerprint: SKU });
    expect(await triage.call('triage.retry', { target: { ids: [rows[0]?.id ?? '', 'unknown'] } })).toEqual({
      retried: 1,
    });
    expect((await triage.call('triage.groups', {})).tabs).toMatchObject({
      open: { records: 2 },
      waiting: { records: 1 },
    });
    expect(await triage.call('triage.retry', { target: { fingerprint: SKU, storeId: 'other' } })).toEqual({
      retried: 0,
    });
    expect(await triage.call('triage.retry', { target: { fingerprint: SKU, storeId: STORE } })).toEqual({ retried: 3 });
    for (const id of ids) expect(stateOf(h, h.localId('products', id))).toEqual(['queued']);
    expect(triage.changed.at(-1)).toContain('sync_errors');
    await triage.call('triage.resolve', { target: { all: true } });
    expect(await triage.call('triage.retry', { target: { ids: rows.map((row) => row.id) } })).toEqual({ retried: 0 });
    const { rows: told } = await triage.call('journal.activity', { action: 'error_recovery' });
    expect(told.map((row) => [row.type, row.startedBy, row.entity, row.details['count']])).toEqual([
      ['resolved', 'person', 'products', 3],
      ['retried', 'person', 'products', 3],
      ['retried', 'person', 'products', 1],
    ]);
  });

  test('[ERROR6] what is on its way to the store at this moment is not resolved under it', async () => {
    const { h, triage } = await start();
    const [id = 0] = await refuseSkus(h, 2);
    await triage.call('triage.retry', { target: { all: true } });
    h.db.prepare(`UPDATE outbox SET state = 'sending' WHERE record_id = ?`).run(h.localId('products', id));
    const answer = await triage.call('triage.resolve', { target: { all: true } });
    expect(answer.resolved).toBe(1);
    expect(answer.beingSent).toHaveLength(1);
    expect(stateOf(h, h.localId('products', id))).toEqual(['sending']);
  });

  test('[ERROR7] one correction goes to all records of a cause, and what our own rules forbid is named and left as it was', async () => {
    const { h, triage } = await start();
    const [first, second, third] = [simple(h, 0), simple(h, 1), simple(h, 2)];
    for (const id of [first, second]) there(h, id, { regular_price: '20.00', sale_price: '' });
    there(h, third, { regular_price: '10.00', sale_price: '' });
    await h.run();
    await refuseSkus(h, 3);
    const fixed = await triage.call('triage.fixAll', {
      target: { fingerprint: SKU },
      changes: { sku: '', sale_price: '15,00' },
    });
    expect(fixed).toMatchObject({
      changed: 2,
      refused: [
        {
          field: 'sale_price',
          reason: 'sale-not-below-regular',
          recordId: h.localId('products', third),
          label: h.row('products', third)['name'],
          facts: { regular_price: '10.00' },
        },
      ],
    });
    expect((await triage.call('triage.records', { fingerprint: SKU })).rows).toMatchObject([
      { woo_id: third, value: 'DUP-2' },
    ]);
    await h.run();
    for (const id of [first, second]) {
      expect(h.shop.inspect.raw('products', id)).toMatchObject({ sku: '', sale_price: '15.00' });
    }
    expect(h.shop.inspect.raw('products', third)).toMatchObject({ sale_price: '' });
    expect((await triage.call('journal.activity', { action: 'error_recovery' })).rows[0]).toMatchObject({
      type: 'edited',
      details: { count: 2, fields: ['sku', 'sale_price'], batchId: fixed.batchId },
    });
    for (const nth of [3, 4, 5]) there(h, simple(h, nth), { sku: `FREED-${nth}` });
    await h.run();
    expect(h.commands.restoreBatch({ batchId: fixed.batchId ?? '', skip: 0, limit: 100, into: null })).toMatchObject({
      ok: true,
    });
    await h.run();
    expect(h.shop.inspect.raw('products', first)).toMatchObject({ sku: 'DUP-0', sale_price: '' });
  });

  test('[ERROR7] an unknown field is refused for each record and changes nothing', async () => {
    const { h, triage } = await start();
    await refuseSkus(h, 2);
    const fixed = await triage.call('triage.fixAll', { target: { all: true }, changes: { colour: 'red' } });
    expect(fixed).toMatchObject({ changed: 0, refused: [{ reason: 'unknown-field' }, { reason: 'unknown-field' }] });
    expect((await triage.call('triage.groups', {})).tabs.open.records).toBe(2);
  });
});
