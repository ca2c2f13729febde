import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/engine/database/open-database.ts';
import { emptyReading } from '../../src/engine/sync/preview/collection-reading.ts';
import { keepReadings, keptReading } from '../../src/engine/sync/preview/preview-cache.ts';
import type { PreviewReport, SyncReport } from '../../src/engine/sync/sync-report.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import type { Harness, HarnessOptions } from '../support/sync-harness.ts';
import { createHarness, MIGRATIONS, STORE } from '../support/sync-harness.ts';

let harness: Harness;
async function start(options: HarnessOptions = {}): Promise<Harness> {
  harness = await createHarness(options);
  await harness.run();
  // what was just read lies within the overlap; two runs later nothing does
  harness.clock.advance(3 * 3_600_000);
  await harness.run();
  harness.clock.advance(60_000);
  return harness;
}
afterEach(() => harness.close());

const look = (h: Harness, options: Parameters<Harness['sync']['preview']>[1] = {}): Promise<PreviewReport> =>
  h.sync.preview(STORE, options);

/** Simple products that are live in the shop, by number. */
function simple(h: Harness, index: number): number {
  const rows = h.db
    .prepare(`SELECT woo_id FROM products WHERE type = 'simple' AND status = 'publish' AND sku <> '' ORDER BY woo_id`)
    .pluck()
    .all() as number[];
  return rows[index] ?? 0;
}

function edit(h: Harness, entity: EntityName, wooId: number, changes: Record<string, unknown>): void {
  const done = h.commands.edit({ entity, id: h.localId(entity, wooId), changes, locale: 'en' });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
}

function create(h: Harness, entity: EntityName, values: Record<string, unknown>): string {
  const done = h.commands.create({ entity, storeId: STORE, values, locale: 'en' });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value.id;
}

/** Everything in the database but what the preview keeps of itself. */
function contents(h: Harness): string {
  const tables = h.db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sync_preview_cache' ORDER BY name`)
    .pluck()
    .all() as string[];
  return JSON.stringify(tables.map((table) => [table, h.db.prepare(`SELECT * FROM "${table}"`).all()]));
}

const TERMS = ['categories', 'tags', 'brands', 'attributes', 'terms'];

/**
 * What both documents must agree on. What was looked at and found unchanged is each one's own matter; terms count their
 * products, which the run's own sending moves.
 */
function effects(report: SyncReport): unknown {
  const changed = Object.entries(report.entities).map(([entity, counts]) => {
    const { created, deleted, pushed, failed, conflicts } = counts;
    const updated = TERMS.includes(entity) ? null : counts.updated;
    return [entity, { created, updated, deleted, pushed, failed, conflicts }];
  });
  return { kind: report.kind, refused: report.refused, entities: Object.fromEntries(changed) as unknown };
}

function errorsOf(h: Harness): unknown {
  return h.db.prepare(`SELECT entity_id, error_code, field FROM sync_errors WHERE resolved = 0 ORDER BY rowid`).all();
}

describe('a preview beside the run that follows it', () => {
  test('[PREVIEW1] it changes nothing here but its own answer, and nothing in the shop', async () => {
    const h = await start();
    const id = simple(h, 1);
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { name: 'Previewed' } });
    edit(h, 'products', simple(h, 2), { regular_price: '700' });
    const writes = h.shop.inspect.writes().length;
    const before = contents(h);
    expect((await look(h)).entities.products).toMatchObject({ updated: 1, pushed: 1 });
    expect(contents(h)).toBe(before);
    expect(h.db.prepare(`SELECT count(*) FROM sync_preview_cache`).pluck().get()).toBe(11);
    expect(h.shop.inspect.writes()).toHaveLength(writes);
  });

  test('[PREVIEW1] a database that cannot be written does not stop it', async () => {
    const h = await start();
    h.db.pragma('query_only = ON');
    const report = await look(h);
    h.db.pragma('query_only = OFF');
    expect(report).toMatchObject({ ok: true, problem: null });
    expect(h.db.prepare(`SELECT count(*) FROM sync_preview_cache`).pluck().get()).toBe(0);
    expect(h.logged.some((line) => line.includes('preview.not-kept'))).toBe(true);
  });

  test('[PREVIEW1] a database that another process is writing does not stop it either', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'preview-'));
    const file = join(folder, 'mirror.db');
    const opened = await openDatabase(file, MIGRATIONS);
    if (!opened.ok) throw new Error(opened.error.type);
    const mine = opened.value;
    const other = new BetterSqlite(file);
    try {
      mine.prepare(`INSERT INTO stores (id, name, url, created_at, updated_at) VALUES ('s', 'S', 'u', 1, 1)`).run();
      const patience = mine.pragma('busy_timeout', { simple: true });
      const reading = { entity: 'products' as const, key: 'k', reading: emptyReading() };
      other.exec('BEGIN IMMEDIATE');
      expect(keepReadings(mine, 's', [reading], 5)).toBe(false);
      other.exec('COMMIT');
      expect(keepReadings(mine, 's', [reading], 5)).toBe(true);
      expect(mine.pragma('busy_timeout', { simple: true })).toBe(patience);
      expect(keptReading(mine, 's', 'products', 'k', 6)).toEqual({ reading: emptyReading(), computedAt: 5 });
    } finally {
      other.close();
      mine.close();
      await rm(folder, { recursive: true });
    }
    harness = await createHarness();
  });

  test('[PREVIEW2] a first run: everything is counted before it comes', async () => {
    harness = await createHarness({ products: 230, pageSize: 50 });
    const h = harness;
    const preview = await look(h);
    const report = await h.run();
    expect(effects(preview)).toEqual(effects(report));
    expect(preview.entities.products).toMatchObject({ fetched: 230, created: 230 });
    expect(preview.cost.pull.requests).toBeGreaterThan(report.requests * 0.8);
    expect(preview.cost.pull.requests).toBeLessThan(report.requests * 1.2);
  });

  test('[PREVIEW2] new, changed and trashed records, edits of all kinds: both documents say the same', async () => {
    const h = await start();
    h.shop.admin.edit({ do: 'create', entity: 'products', fields: { name: 'New there', regular_price: '5' } });
    h.shop.admin.edit({ do: 'update', entity: 'products', id: simple(h, 3), fields: { name: 'Renamed there' } });
    h.shop.admin.edit({ do: 'trash', entity: 'products', id: simple(h, 4) });
    h.shop.admin.edit({ do: 'create', entity: 'tags', fields: { name: 'Tag of the shop' } });
    edit(h, 'products', simple(h, 5), { regular_price: '812.00' });
    edit(h, 'products', simple(h, 6), { description: '<p>Longer</p>' });
    h.commands.trash({ entity: 'products', id: h.localId('products', simple(h, 7)), permanent: false });
    const category = create(h, 'categories', { name: 'Born here' });
    create(h, 'products', { name: 'In it', regular_price: '4', categories: [{ id: category }] });
    create(h, 'coupons', { code: 'born-here', amount: '3', discount_type: 'fixed_cart' });
    const preview = await look(h);
    const report = await h.run();
    expect(effects(preview)).toEqual(effects(report));
    expect(preview.entities).toMatchObject({
      products: { created: 1, updated: 1, deleted: 1, pushed: 4 },
      tags: { created: 1 },
      categories: { pushed: 1 },
      coupons: { pushed: 1 },
    });
    expect(preview.predicted).toEqual([]);
  });

  test('[PREVIEW2] what both sides changed becomes a decision and is not sent; the rest of the record is', async () => {
    const h = await start();
    const id = simple(h, 1);
    edit(h, 'products', id, { regular_price: '91', name: 'Mine' });
    edit(h, 'products', simple(h, 2), { name: 'Mine as well' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { regular_price: '92' } });
    h.shop.admin.edit({ do: 'update', entity: 'products', id: simple(h, 2), fields: { name: 'Theirs' } });
    const preview = await look(h);
    const report = await h.run();
    expect(preview.entities.products).toMatchObject({ pushed: 1, conflicts: 2 });
    expect(report.entities.products).toMatchObject({ pushed: 1, conflicts: 2 });
  });

  test('[PREVIEW2] what the store came to have by itself is not sent; a moved count and a trashed record are decisions', async () => {
    const h = await start();
    const [same, counted, trashed] = [simple(h, 1), simple(h, 2), simple(h, 3)];
    h.shop.admin.edit({
      do: 'update',
      entity: 'products',
      id: counted,
      fields: { manage_stock: true, stock_quantity: 9 },
    });
    await h.run();
    edit(h, 'products', same, { name: 'Agreed' });
    const count = { kind: 'count', to: 20 } as const;
    h.commands.changeStock({ entity: 'products', id: h.localId('products', counted), intent: count, reason: '' });
    edit(h, 'products', trashed, { name: 'Too late' });
    edit(h, 'products', trashed, { regular_price: '812' });
    h.clock.advance(60_000);
    h.shop.admin.edit({ do: 'update', entity: 'products', id: same, fields: { name: 'Agreed' } });
    h.shop.admin.edit({ do: 'update', entity: 'products', id: counted, fields: { stock_quantity: 7 } });
    h.shop.admin.edit({ do: 'trash', entity: 'products', id: trashed });
    const preview = await look(h);
    const report = await h.run();
    // runs do not count a moved count among their conflicts
    expect(preview.entities.products).toMatchObject({ pushed: 0, failed: 0, conflicts: 1 });
    expect(effects(preview)).toEqual(effects(report));
  });

  test('[PREVIEW2] an older shop without a common list of variations is previewed too', async () => {
    harness = await createHarness({ products: 80, profile: '9.9' });
    const h = harness;
    const preview = await look(h);
    const report = await h.run();
    expect(preview).toMatchObject({ ok: true, kind: 'first' });
    expect(preview.entities.products.created).toBe(report.entities.products.created);
    expect(preview.entities.variations.created).toBe(0);
    expect(preview.cost.pull.requests).toBeGreaterThan(report.requests * 0.7);
    expect(preview.cost.pull.requests).toBeLessThan(report.requests * 1.3);
    h.clock.advance(3 * 3_600_000);
    edit(h, 'products', simple(h, 1), { sku: 'old-shop-1' });
    h.shop.admin.edit({ do: 'create', entity: 'products', fields: { name: 'Theirs', sku: 'OLD-SHOP-1' } });
    expect((await look(h)).predicted).toMatchObject([{ code: 'product_invalid_sku' }]);
  });

  test('[PREVIEW3] a watched store is sent nothing; what it would be sent can be asked for', async () => {
    const h = await start({ mode: 'watch' });
    edit(h, 'products', simple(h, 1), { regular_price: '91' });
    const watched = await look(h);
    expect(watched.entities.products.pushed).toBe(0);
    expect(watched.cost.push.requests).toBe(0);
    const asked = await look(h, { asIfSending: true });
    expect(asked.entities.products.pushed).toBe(1);
    expect(asked.cost.push.requests).toBe(2);
  });

  test('[PREVIEW3] what hangs on a record that would be refused waits with it', async () => {
    const h = await start();
    h.shop.admin.edit({ do: 'create', entity: 'categories', fields: { name: 'Lamps' } });
    await h.run();
    const category = create(h, 'categories', { name: 'Lamps' });
    create(h, 'products', { name: 'A lamp', regular_price: '4', categories: [{ id: category }] });
    const preview = await look(h);
    expect(preview.predicted).toMatchObject([{ entity: 'categories', code: 'term_exists', field: 'name' }]);
    expect(preview.entities).toMatchObject({
      categories: { pushed: 0, failed: 1 },
      products: { pushed: 0, failed: 0 },
    });
    const report = await h.run();
    expect(effects(preview)).toEqual(effects(report));
  });
});

describe('refusals foretold', () => {
  test('[PREVIEW4] [PREVIEW5] a SKU that somebody took in the shop meanwhile, with the code the run gets', async () => {
    const h = await start();
    const id = create(h, 'products', { name: 'Mine', sku: 'Fresh-1', regular_price: '4' });
    h.shop.admin.edit({ do: 'create', entity: 'products', fields: { name: 'Theirs', sku: 'FRESH-1' } });
    const preview = await look(h);
    expect(preview.predicted).toMatchObject([
      {
        entity: 'products',
        recordId: id,
        label: 'Mine',
        effect: 'refused',
        code: 'product_invalid_sku',
        field: 'sku',
        facts: { value: 'Fresh-1', name: 'Theirs' },
      },
    ]);
    expect(preview.refused).toBe(1);
    const report = await h.run();
    expect(effects(preview)).toEqual(effects(report));
    expect(errorsOf(h)).toEqual([{ entity_id: id, error_code: 'product_invalid_sku', field: 'sku' }]);
  });

  test('[PREVIEW4] a SKU of a record in the trash is taken too, under another code', async () => {
    const h = await start();
    create(h, 'products', { name: 'Mine', sku: 'Fresh-2', regular_price: '4' });
    const made = h.shop.admin.edit({ do: 'create', entity: 'products', fields: { name: 'Old', sku: 'fresh-2' } });
    if (!made.ok) throw new Error('not made');
    const id = h.shop.inspect.ids('products').at(-1) ?? 0;
    h.shop.admin.edit({ do: 'trash', entity: 'products', id });
    const preview = await look(h);
    expect(preview.predicted).toMatchObject([{ code: 'woocommerce_rest_product_not_created', field: 'sku' }]);
    await h.run();
    expect(errorsOf(h)).toMatchObject([{ error_code: 'woocommerce_rest_product_not_created' }]);
  });

  test('[PREVIEW5] an earlier change of the same run frees a SKU, and a later one may take it', async () => {
    const h = await start();
    const id = simple(h, 1);
    const sku = String(h.row('products', id)['sku']);
    edit(h, 'products', id, { sku: 'moved-away' });
    create(h, 'products', { name: 'Heir', sku, regular_price: '4' });
    const preview = await look(h);
    expect(preview.predicted).toEqual([]);
    expect(preview.entities.products.pushed).toBe(2);
  });

  test('[PREVIEW5] the store is asked at most twice, however many SKUs there are', async () => {
    const h = await start();
    for (let number = 0; number < 130; number += 1) {
      create(h, 'products', { name: `P ${number}`, sku: `many-${number}`, regular_price: '4' });
    }
    h.line.seen.length = 0;
    const preview = await look(h);
    expect(preview.entities.products.pushed).toBe(130);
    expect(h.line.seen.filter((line) => line.includes('sku='))).toHaveLength(2);
  });

  test('[PREVIEW4] a sale price that the shop’s new regular price overtook would be dropped', async () => {
    const h = await start();
    const id = simple(h, 1);
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { regular_price: '50', sale_price: '' } });
    await h.run();
    edit(h, 'products', id, { sale_price: '40' });
    h.shop.admin.edit({ do: 'update', entity: 'products', id, fields: { regular_price: '30' } });
    const preview = await look(h);
    expect(preview.predicted).toMatchObject([
      { effect: 'not-kept', code: 'backroom_value_not_kept', field: 'sale_price', facts: { regular_price: '30' } },
    ]);
    const report = await h.run();
    expect(preview.entities.products).toMatchObject({ pushed: 1, failed: 1 });
    expect(report.entities.products).toMatchObject({ pushed: 1, failed: 1 });
    expect(errorsOf(h)).toMatchObject([{ error_code: 'backroom_value_not_kept', field: 'sale_price' }]);
  });

  test('[PREVIEW4] a category that is no longer in the shop would be passed over', async () => {
    const h = await start();
    h.shop.admin.edit({ do: 'create', entity: 'categories', fields: { name: 'Going' } });
    await h.run();
    const category = h.db.prepare(`SELECT id, woo_id FROM store_categories WHERE name = 'Going'`).get() as {
      id: string;
      woo_id: number;
    };
    edit(h, 'products', simple(h, 1), { categories: [{ id: category.woo_id }] });
    h.shop.admin.edit({ do: 'delete', entity: 'categories', id: category.woo_id });
    const preview = await look(h);
    expect(preview.predicted).toMatchObject([
      { effect: 'not-kept', field: 'categories', code: 'backroom_value_not_kept', facts: { value: 'Going' } },
    ]);
    await h.run();
    expect(errorsOf(h)).toMatchObject([{ error_code: 'backroom_value_not_kept', field: 'categories' }]);
  });

  test('[PREVIEW4] a coupon code and an e-mail that are taken', async () => {
    const h = await start();
    create(h, 'coupons', { code: 'summer-99', amount: '3', discount_type: 'fixed_cart' });
    create(h, 'customers', { email: 'Twice@shop.test' });
    h.shop.admin.edit({ do: 'create', entity: 'coupons', fields: { code: 'summer-99', amount: '5' } });
    h.shop.admin.edit({ do: 'create', entity: 'customers', fields: { email: 'twice@shop.test' } });
    // they are known here before the changes are sent: the store was watched meanwhile
    h.db.prepare(`UPDATE stores SET mode = 'watch'`).run();
    await h.run();
    h.db.prepare(`UPDATE stores SET mode = 'push'`).run();
    const preview = await look(h);
    expect(preview.predicted.map(({ code, field }) => [code, field])).toEqual([
      ['woocommerce_rest_coupon_code_already_exists', 'code'],
      ['registration-error-email-exists', 'email'],
    ]);
    await h.run();
    expect(errorsOf(h)).toMatchObject([
      { error_code: 'woocommerce_rest_coupon_code_already_exists' },
      { error_code: 'registration-error-email-exists' },
    ]);
  });

  test('[PREVIEW4] a picture that is named by its own address would be loaded a second time', async () => {
    const h = await start();
    const pictured = h.db
      .prepare(
        `SELECT p.woo_id AS id, d.document ->> '$.images[0].src' AS src FROM products p
         JOIN base_documents d ON d.record_id = p.id WHERE p.status = 'publish' AND src IS NOT NULL LIMIT 1`,
      )
      .get() as { id: number; src: string };
    const { id, src } = pictured;
    edit(h, 'products', id, { images: [{ src }] });
    const preview = await look(h);
    expect(preview.predicted).toMatchObject([
      { effect: 'uploaded-again', code: 'backroom_picture_again', field: 'images', facts: { value: src } },
    ]);
    expect(preview.entities.products).toMatchObject({ pushed: 1, failed: 0 });
  });
});

describe('deletions foretold', () => {
  test('[PREVIEW6] missed once is told and not counted, missed twice is counted as the run removes it', async () => {
    const h = await start();
    const id = simple(h, 1);
    h.shop.admin.edit({ do: 'delete', entity: 'products', id });
    await h.run('census');
    const once = await look(h);
    expect(once.entities.products.deleted).toBe(0);
    expect(once.missing).toContainEqual({ entity: 'products', once: 1, twice: 0, held: false });
    h.db.prepare(`UPDATE sync_missing SET missed = 2`).run();
    const twice = await look(h);
    expect(twice.missing).toContainEqual({ entity: 'products', once: 0, twice: 1, held: false });
    const report = await h.run();
    expect(twice.entities.products.deleted).toBe(1);
    expect(report.entities.products.deleted).toBe(1);
  });

  test('[PREVIEW6] a tag is gone with the second run that does not find it; with unsent edits it is a decision', async () => {
    const h = await start();
    h.shop.admin.edit({ do: 'create', entity: 'tags', fields: { name: 'Short-lived' } });
    h.shop.admin.edit({ do: 'create', entity: 'tags', fields: { name: 'Edited here' } });
    await h.run();
    const tags = h.db.prepare(`SELECT woo_id FROM store_tags ORDER BY woo_id DESC LIMIT 2`).pluck().all() as number[];
    for (const id of tags) h.shop.admin.edit({ do: 'delete', entity: 'tags', id });
    expect((await look(h)).missing).toContainEqual({ entity: 'tags', once: 2, twice: 0, held: false });
    await h.run();
    edit(h, 'tags', tags[0] ?? 0, { name: 'Edited after' });
    const preview = await look(h);
    expect(preview.entities.tags).toMatchObject({ deleted: 1, conflicts: 1, pushed: 0 });
    const report = await h.run();
    expect(report.entities.tags).toMatchObject({ deleted: 1, conflicts: 1, pushed: 0 });
  });

  test('[PREVIEW6] too many at once are held: one decision, nothing removed', async () => {
    const h = await start({ products: 80 });
    for (const id of h.shop.inspect.ids('products', { live: true }).slice(0, 25)) {
      h.shop.admin.edit({ do: 'delete', entity: 'products', id });
    }
    await h.run('census');
    h.db.prepare(`UPDATE sync_missing SET missed = 2 WHERE entity = 'products'`).run();
    h.db.prepare(`DELETE FROM sync_missing WHERE entity <> 'products'`).run();
    const preview = await look(h);
    expect(preview.entities.products).toMatchObject({ deleted: 0, conflicts: 1 });
    expect(preview.missing).toContainEqual({ entity: 'products', once: 0, twice: 25, held: true });
    const report = await h.run();
    expect(report.entities.products).toMatchObject({ deleted: 0, conflicts: 1 });
  });
});

describe('cost', () => {
  test('[PREVIEW7] a quiet run costs what it will cost, and sending is told apart', async () => {
    const h = await start();
    const quiet = await look(h);
    const report = await h.run();
    expect(quiet.cost.pull.requests).toBe(report.requests);
    expect(quiet.cost.push).toEqual({ requests: 0, minutes: 0 });
    edit(h, 'products', simple(h, 1), { regular_price: '91' });
    create(h, 'tags', { name: 'One' });
    const busy = await look(h);
    expect(busy.cost.push.requests).toBe(3);
    expect(busy.cost.requests).toBe(busy.cost.pull.requests + 3);
    expect((await h.run()).requests).toBe(busy.cost.requests);
  });

  test('[PREVIEW7] a slow store: the time is measured, at first by the preview itself, then from its runs', async () => {
    harness = await createHarness({ products: 300, pageSize: 20, orders: 100 });
    const h = harness;
    h.shop.faults.add({ kind: 'latency', params: { baseMs: 3_000 } });
    const first = await look(h);
    expect(first.cost.measured).toBe('now');
    const began = h.clock.now();
    await h.run();
    const took = (h.clock.now() - began) / 60_000;
    // in this process pages come one after the other; the estimate counts on two at a time
    expect(first.cost.minutes).toBeGreaterThan(took * 0.3);
    expect(first.cost.minutes).toBeLessThan(took);
    await h.run();
    const later = await look(h);
    expect(later.cost.measured).toBe('earlier-runs');
    expect(later.cost.minutes).toBeCloseTo((later.cost.requests * 3) / 60, 1);
  });
});

describe('an answer that is kept', () => {
  test('[PREVIEW8] asking again within the hour costs no request and says when it was read', async () => {
    const h = await start();
    const readAt = h.clock.now();
    const first = await look(h);
    expect(first).toMatchObject({ computedAt: readAt });
    expect(first.requests).toBeGreaterThan(5);
    h.clock.advance(30 * 60_000);
    const again = await look(h);
    expect(again).toMatchObject({ requests: 0, computedAt: readAt, entities: first.entities, cost: first.cost });
    h.clock.advance(31 * 60_000);
    const later = await look(h);
    expect(later).toMatchObject({ requests: first.requests, computedAt: h.clock.now() });
  });

  test('[PREVIEW8] asked anew, it reads again', async () => {
    const h = await start();
    const first = await look(h);
    h.clock.advance(60_000);
    const anew = await look(h, { anew: true });
    expect(anew).toMatchObject({ requests: first.requests, computedAt: h.clock.now() });
  });

  test('[PREVIEW8] an edit reads its own kind of record again and no other', async () => {
    const h = await start();
    await look(h);
    edit(h, 'products', simple(h, 1), { name: 'Edited' });
    h.line.seen.length = 0;
    const after = await look(h);
    expect(after.entities.products.pushed).toBe(1);
    expect(h.line.seen).toHaveLength(1);
    expect(h.line.seen[0]).toMatch(/^GET products\?/);
  });

  test('[PREVIEW8] a run that changed records of a kind ends what was read of it; a quiet run does not', async () => {
    const h = await start();
    h.shop.admin.edit({ do: 'update', entity: 'products', id: simple(h, 1), fields: { name: 'There' } });
    expect((await look(h)).entities.products.updated).toBe(1);
    h.clock.advance(1_000);
    await h.run();
    h.clock.advance(1_000);
    h.line.seen.length = 0;
    expect((await look(h)).entities.products.updated).toBe(0);
    expect(h.line.seen).toHaveLength(1);
    h.clock.advance(1_000);
    await h.run();
    h.line.seen.length = 0;
    await look(h);
    expect(h.line.seen).toEqual([]);
  });

  test('[PREVIEW8] other settings of the store, and a clock that was put back, read again', async () => {
    const h = await start();
    const first = await look(h);
    h.db.prepare(`UPDATE stores SET page_size = 30`).run();
    expect((await look(h)).requests).toBeGreaterThanOrEqual(first.requests);
    h.db
      .prepare(`UPDATE sync_preview_cache SET computed_at = computed_at + 60000, expires_at = expires_at + 60000`)
      .run();
    expect((await look(h)).requests).toBeGreaterThanOrEqual(first.requests);
  });

  test('[PREVIEW9] a store that does not answer fails, and nothing is kept of it', async () => {
    const h = await start();
    h.line.up = false;
    const report = await look(h);
    expect(report).toMatchObject({ ok: false, problem: { type: 'StoreUnreachable' }, computedAt: null });
    expect(h.db.prepare(`SELECT count(*) FROM sync_preview_cache`).pluck().get()).toBe(0);
    h.line.up = true;
    expect(await look(h)).toMatchObject({ ok: true });
  });

  test('[PREVIEW9] a collection that the key may not read fails the preview as it fails the run; the others are told', async () => {
    const h = await start();
    h.shop.faults.add({ kind: 'forbidden', match: { pathPrefix: 'customers' } });
    h.shop.admin.edit({ do: 'update', entity: 'products', id: simple(h, 1), fields: { name: 'There' } });
    const preview = await look(h);
    const report = await h.run();
    expect(preview).toMatchObject({ ok: false, problem: { type: report.problem?.type } });
    expect(preview.entities.products.updated).toBe(1);
    const kept = h.db.prepare(`SELECT entity_type FROM sync_preview_cache`).pluck().all();
    expect(kept).not.toContain('customers');
    expect(kept).toContain('coupons');
  });
});
