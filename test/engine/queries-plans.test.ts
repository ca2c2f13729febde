import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { countsBy } from '../../src/engine/queries/counts.ts';
import { getRecord } from '../../src/engine/queries/get-record.ts';
import { listRecords } from '../../src/engine/queries/list-records.ts';
import type { ListTuning } from '../../src/engine/queries/list-segments.ts';
import { LIST_TUNING } from '../../src/engine/queries/list-segments.ts';
import { listStores } from '../../src/engine/queries/list-stores.ts';
import { orderDetail } from '../../src/engine/queries/order-detail.ts';
import { productDetail } from '../../src/engine/queries/product-detail.ts';
import { LIST_PLANS, RECORD_COLUMNS } from '../../src/engine/queries/record-tables.ts';
import { drainSearchQueues } from '../../src/engine/queries/search-candidates.ts';
import { syncCounters } from '../../src/engine/queries/sync-counters.ts';
import { listConflicts, listErrors, listPending, listRuns } from '../../src/engine/queries/sync-lists.ts';
import { listInput } from '../../src/shared/contract/records.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { ENTITY_NAMES, TABLE_OF } from '../../src/shared/domain/entities.ts';
import { buildMirror } from '../support/build-mirror.ts';
import { openTestMirror } from '../support/test-mirror.ts';

const BIG_TABLES = [
  'products', 'product_variations', 'product_images', 'product_attributes', 'product_category_links', 'orders', 'order_items',
  'customers', 'base_documents',
]; // prettier-ignore
const BIG_ENTITIES = ['products', 'variations', 'orders', 'customers'] as const;
const TUNINGS: readonly ListTuning[] = [
  LIST_TUNING,
  { gathered: 0, lookedUp: 0, tried: 0 },
  { gathered: 0, lookedUp: 50, tried: 50 },
];

let db: WritableDb;
let storeId: string;
let seen: Set<string>;

/** A mirror whose connection remembers every statement that is prepared on it. */
beforeEach(async () => {
  db = await openTestMirror();
  const size = {
    products: 1_200,
    orders: 1_500,
    variationsPerVariable: 3,
    customers: 300,
    coupons: 40,
    tags: 50,
    terms: 50,
  };
  storeId = buildMirror(db, 'first', size).storeId;
  buildMirror(db, 'second', { ...size, products: 100, orders: 100 });
  seen = new Set();
  const prepare = db.prepare.bind(db);
  db.prepare = (text: string) => {
    seen.add(text);
    return prepare(text);
  };
});
afterEach(() => db.close());

type Step = { readonly id: number; readonly parent: number; readonly detail: string };
function planOf(text: string): Step[] {
  const unbound = Array<null>(text.split('?').length - 1).fill(null);
  return db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...unbound) as Step[];
}

/** The names by which `text` calls the big tables. */
function bigNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const table of BIG_TABLES) {
    const uses = text.matchAll(
      new RegExp(
        `\\b(?:FROM|JOIN)\\s+"?${table}"?(?:\\s+AS)?(?:\\s+(?!NOT|INDEXED|WHERE|ON|ORDER|LEFT|JOIN|GROUP)(\\w+))?`,
        'gi',
      ),
    );
    for (const use of uses) names.add(use[1] ?? table);
  }
  return names;
}

/** What is wrong with a statement's plan; empty when it reads no big table from end to end. */
function problemsOf(text: string): string[] {
  const names = bigNames(text);
  const plan = planOf(text);
  const limited = /\blimit\b/i.test(text);
  const sortedParts = new Set(plan.filter(({ detail }) => detail.includes('FOR ORDER BY')).map(({ parent }) => parent));
  const bad = plan.filter(({ detail, parent }) => {
    const step = /^(SCAN|SEARCH) (\w+)(.*)$/.exec(detail);
    if (step === null || !names.has(step[2] ?? '')) return false;
    const [, kind, , how = ''] = step;
    const covering = how.includes('USING COVERING INDEX');
    // indexes of the few rows that are in the trash or not synced
    if (/_(trash|not_synced)\b/.test(how)) return false;
    if (kind === 'SCAN') return !(covering && limited);
    // the rows of a whole store: only from the index itself, or in its order as far as the limit
    return how.endsWith('(store_id=?)') && !covering && (sortedParts.has(parent) || !limited);
  });
  return bad.map(({ detail }) => detail);
}

function expectGoodPlans(): void {
  const problems = [...seen]
    .filter((text) => !text.startsWith('EXPLAIN'))
    .map((text) => ({ text, problems: problemsOf(text) }))
    .filter((statement) => statement.problems.length > 0);
  expect(problems).toEqual([]);
}

const FILTERS: Readonly<Record<EntityName, readonly Readonly<Record<string, (string | number | boolean | null)[]>>[]>> =
  {
    products: [
      { status: ['draft'] },
      { status: ['draft', 'publish'], stock_status: ['outofstock'] },
      { status: ['trash'] },
      { status: ['trash', 'publish'] },
      { type: ['variable'], on_sale: [true] },
      { category: [1] },
      { category: [1, 2], status: ['publish'] },
      { sync_status: ['pending', 'error'] },
      { sku: ['ab-7919'] },
      { sku: ['ab-7919', 'X-1'] },
      { woo_id: [5] },
      { woo_id: [5, 6] },
      { id: ['x'] },
      { id: ['x', 'y'] },
    ],
    variations: [
      { status: ['publish'] },
      { stock_status: ['instock'] },
      { product_id: ['x'] },
      { sku: ['a'] },
      { woo_id: [1] },
      { id: ['x'] },
      { sync_status: ['conflict'] },
    ],
    orders: [
      { status: ['failed'] },
      { status: ['failed', 'on-hold'] },
      { status: ['trash'] },
      { payment_method: ['stripe'] },
      { status: ['completed'], payment_method: ['stripe', 'bacs'] },
      { number: ['17'] },
      { number: ['17', '18'] },
      { woo_id: [7] },
      { id: ['x'] },
      { sync_status: ['pending'] },
    ],
    customers: [{ email: ['a@b.test'] }, { woo_id: [3] }, { id: ['x'] }, { sync_status: ['pending'] }],
    coupons: [{ status: ['trash'] }, { code: ['save-1'] }],
    categories: [{ parent_woo_id: [1] }, { slug: ['a'] }],
    tags: [{ slug: ['a'] }],
    brands: [],
    attributes: [],
    terms: [{ attribute_id: ['x'] }],
    shipping_classes: [],
    order_notes: [{ order_id: ['x'] }],
    order_refunds: [{ order_id: ['x'] }],
  };

function runEveryList(): void {
  for (const entity of ENTITY_NAMES) {
    const fields = Object.keys(LIST_PLANS[entity].sorts);
    const sorts = [null, ...fields.flatMap((field) => [false, true].map((descending) => ({ field, descending })))];
    for (const [round, tuning] of TUNINGS.entries()) {
      for (const sort of sorts) {
        for (const filters of [{}, ...FILTERS[entity]]) {
          for (const search of sort === null ? ['', 'b', 'blue', '🫖⭐'] : ['', 'blue']) {
            const input = listInput.parse({
              entity,
              storeId: round === 1 ? storeId : null,
              filters,
              search,
              sort,
              limit: 5,
            });
            for (const offset of round === 0 ? [0, 60] : [0])
              expect(listRecords(db, { ...input, offset }, tuning).ok).toBe(true);
          }
        }
      }
    }
  }
}

describe('query plans', () => {
  test('no list of any entity reads a big table from end to end', () => {
    runEveryList();
    drainSearchQueues(db);
    runEveryList();
    expect(seen.size).toBeGreaterThan(300);
    expectGoodPlans();
  }, 120_000);

  test('nor does it where SQLite has statistics of its own to be misled by', () => {
    db.exec('ANALYZE');
    runEveryList();
    expectGoodPlans();
  }, 120_000);

  test('nor do details, counts, counters and the lists of the sync', () => {
    for (const entity of ENTITY_NAMES) {
      getRecord(db, entity, 'woo:5');
      getRecord(db, entity, 'some-id');
      for (const field of ['status', 'stock_status', 'type', 'sync_status', 'source']) {
        countsBy(db, entity, null, field);
        countsBy(db, entity, storeId, field);
      }
    }
    const idOf = (entity: EntityName): string => {
      const found = getRecord(db, entity, 'woo:5', storeId);
      return found.ok ? found.value.id : '';
    };
    expect(productDetail(db, idOf('products')).ok).toBe(true);
    expect(orderDetail(db, idOf('orders')).ok).toBe(true);
    syncCounters(db, storeId);
    listStores(db);
    for (const store of [null, storeId]) {
      listPending(db, store, 10);
      listErrors(db, store, false);
      listConflicts(db, store);
      listRuns(db, store, 10);
    }
    expectGoodPlans();
    db.exec('ANALYZE');
    expectGoodPlans();
  });

  test('a filter on a column that no index carries still walks the index of the order, once', () => {
    const kinds = new Set(['text', 'number', 'money', 'flag']);
    for (const entity of BIG_ENTITIES) {
      const { covered, narrowing } = LIST_PLANS[entity];
      for (const [column, kind] of Object.entries(RECORD_COLUMNS[entity])) {
        if (
          !kinds.has(kind) ||
          covered.includes(column) ||
          Object.hasOwn(narrowing, column) ||
          column === 'sync_status'
        )
          continue;
        seen.clear();
        expect(listRecords(db, listInput.parse({ entity, storeId, filters: { [column]: ['7'] } })).ok).toBe(true);
        const walks = [...seen].filter((text) => text.includes(TABLE_OF[entity]) && text.includes('INDEXED BY'));
        const ordered = walks.filter((text) => planOf(text).every(({ detail }) => !detail.includes('TEMP B-TREE')));
        expect({ column, walks: walks.length, ordered: ordered.length }).toMatchObject({
          column,
          walks: ordered.length,
        });
      }
    }
  });

  test('the check itself notices a scan, a sort of a whole store and a count that reads rows', () => {
    for (const text of [
      `SELECT id FROM products`,
      `SELECT count(*) FROM orders AS r WHERE r.total = '1.00'`,
      `SELECT r.row_number FROM products AS r INDEXED BY products_list_name WHERE r.store_id = ? AND r.deleted_at IS NULL AND r.status <> 'trash' ORDER BY r.slug LIMIT 10`,
      `SELECT count(*) FROM products AS r INDEXED BY products_list_name WHERE r.store_id = ? AND r.deleted_at IS NULL AND r.status <> 'trash' AND r.slug = ?`,
    ]) {
      expect(problemsOf(text)).toHaveLength(1);
    }
  });
});
