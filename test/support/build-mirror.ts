import type { Random } from '../../src/engine/platform/deps.ts';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { inTransaction, prepared } from '../../src/engine/database/database.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { ADJECTIVES, FIRST_NAMES, LAST_NAMES, MAIL_HOSTS, NOUNS, pick, pickWeighted } from './mirror-words.ts';

export type MirrorSize = {
  readonly products: number;
  readonly orders: number;
  /** Variations of each variable product; every fifth product is variable. */
  readonly variationsPerVariable?: number;
  readonly customers?: number;
  readonly coupons?: number;
  readonly categories?: number;
  readonly tags?: number;
  readonly terms?: number;
};
export type BuiltStore = { readonly storeId: string; readonly size: Required<MirrorSize> };

/** 2026-01-01T00:00:00Z: the mirror's "now" in tests. */
export const BUILT_AT_MS = 1_767_225_600_000;
const TWO_YEARS_MS = 63_072_000_000;
const ROWS_PER_TRANSACTION = 5_000;

type Row = Readonly<Record<string, string | number | null>>;

/** Inserts `row` into `table`, columns by name. Returns the row number. */
export function insertRow(db: WritableDb, table: string, row: Row): number {
  const columns = Object.keys(row);
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
  return Number(prepared(db, sql).run(...Object.values(row)).lastInsertRowid);
}

/** Adds a store row and returns its id. */
export function insertStore(db: WritableDb, name: string, row: Row = {}): string {
  const id = `store-${name.toLowerCase().replaceAll(' ', '-')}-0000-7000-8000`.padEnd(36, '0').slice(0, 36);
  insertRow(db, 'stores', {
    id,
    name,
    url: `https://${name.toLowerCase().replaceAll(' ', '-')}.test`,
    created_at: BUILT_AT_MS,
    updated_at: BUILT_AT_MS,
    ...row,
  });
  return id;
}

/** The columns that every mirrored record has, for a record the store knows as `wooId` (null: never sent). */
export function commonColumns(storeId: string, id: string, wooId: number | null): Row {
  return {
    id,
    store_id: storeId,
    woo_id: wooId,
    source: wooId === null ? 'local' : 'woo',
    synced_at: wooId === null ? null : BUILT_AT_MS,
    created_at: BUILT_AT_MS,
    updated_at: BUILT_AT_MS,
    woo_modified_at: wooId === null ? null : BUILT_AT_MS - TWO_YEARS_MS + wooId * 1000,
    sync_status: wooId === null ? 'pending' : 'synced',
  };
}

/** A local id of the form the engine mints: sorts by birth, 36 characters. */
export function builtId(kind: number, storeId: string, number: number): string {
  const store = [...storeId].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 0xffff, 7);
  return `019b0000-${store.toString(16).padStart(4, '0')}-7${kind.toString(16).padStart(3, '0')}-8000-${number.toString(16).padStart(12, '0')}`;
}

/**
 * Fills one store with rows written straight into the tables, the same for the same seed: shops of any size in
 * seconds, for tests and benchmarks of everything that reads. Indexes, counters and search are kept by the triggers.
 */
export function buildMirror(db: WritableDb, name: string, size: MirrorSize, seed: number | string = name): BuiltStore {
  const full = {
    variationsPerVariable: 0,
    customers: 0,
    coupons: 0,
    categories: 20,
    tags: 0,
    terms: 0,
    ...size,
  };
  const random = createSeededRandom(seed);
  const storeId = insertStore(db, name);
  inChunks(db, full.categories, (number) => insertCategory(db, storeId, number));
  inChunks(db, full.tags, (number) => insertTag(db, storeId, random, number));
  if (full.terms > 0) insertAttribute(db, storeId);
  inChunks(db, full.terms, (number) => insertTerm(db, storeId, random, number));
  inChunks(db, full.products, (number) => {
    insertProduct(db, storeId, random, number, full.categories, full.variationsPerVariable);
  });
  inChunks(db, full.customers, (number) => insertCustomer(db, storeId, random, number));
  inChunks(db, full.coupons, (number) => insertCoupon(db, storeId, random, number));
  inChunks(db, full.orders, (number) => insertOrder(db, storeId, random, number, full.orders));
  return { storeId, size: full };
}

function inChunks(db: WritableDb, count: number, insert: (number: number) => unknown): void {
  for (let start = 1; start <= count; start += ROWS_PER_TRANSACTION) {
    inTransaction(db, () => {
      for (let number = start; number < Math.min(start + ROWS_PER_TRANSACTION, count + 1); number += 1) insert(number);
    });
  }
}

function insertCategory(db: WritableDb, storeId: string, number: number): void {
  const name = `${ADJECTIVES[number % ADJECTIVES.length] ?? ''} things ${number}`;
  insertRow(db, 'store_categories', {
    ...commonColumns(storeId, builtId(1, storeId, number), number),
    name,
    slug: `things-${number}`,
  });
}

function insertTag(db: WritableDb, storeId: string, random: Random, number: number): void {
  insertRow(db, 'store_tags', {
    ...commonColumns(storeId, builtId(2, storeId, number), number),
    name: `${pick(random, ADJECTIVES)} ${number}`,
    slug: `tag-${number}`,
  });
}

function insertAttribute(db: WritableDb, storeId: string): void {
  insertRow(db, 'store_attributes', {
    ...commonColumns(storeId, builtId(3, storeId, 1), 1),
    name: 'Color',
    slug: 'pa_color',
  });
}

function insertTerm(db: WritableDb, storeId: string, random: Random, number: number): void {
  insertRow(db, 'store_attribute_terms', {
    ...commonColumns(storeId, builtId(4, storeId, number), number),
    attribute_id: builtId(3, storeId, 1),
    name: `${pick(random, ADJECTIVES)} ${number}`,
    slug: `term-${number}`,
  });
}

/** What a generated product looks like before it becomes a row: also read by tests that compare with a naive filter. */
function productFields(random: Random, number: number, categories: number): Row {
  const price = (5 + Math.floor(random.next() * 50_000) / 100).toFixed(2);
  const onSale = random.next() < 0.2;
  const stock = random.next() < 0.7 ? Math.floor(random.next() * 200) - 5 : null;
  const first = 1 + Math.floor(random.next() ** 2 * categories);
  const own =
    categories === 0 ? [] : [{ woo_id: first, name: `${ADJECTIVES[first % ADJECTIVES.length] ?? ''} things ${first}` }];
  return {
    name: `${pick(random, ADJECTIVES)} ${pick(random, ADJECTIVES)} ${pick(random, NOUNS)} ${number % 977}`,
    slug: `product-${number}`,
    type:
      number % 5 === 0
        ? 'variable'
        : pickWeighted(random, [
            [90, 'simple'],
            [5, 'grouped'],
            [5, 'external'],
          ]),
    sku: random.next() < 0.03 ? null : `${pick(random, ['SKU', 'ab', 'X'])}-${(number * 7919) % 1_000_003}`,
    status: pickWeighted(random, [
      [92, 'publish'],
      [4, 'draft'],
      [2, 'private'],
      [1, 'pending'],
      [1, 'trash'],
    ]),
    price,
    regular_price: onSale ? (Number(price) * 1.25).toFixed(2) : price,
    sale_price: onSale ? price : null,
    price_sort: Number(price),
    on_sale: onSale ? 1 : 0,
    manage_stock: stock === null ? 0 : 1,
    stock_quantity: stock,
    stock_status: stock !== null && stock <= 0 ? 'outofstock' : 'instock',
    image_url: `https://shop.test/images/${number}.jpg`,
    categories: JSON.stringify(own),
  };
}

function insertProduct(
  db: WritableDb,
  storeId: string,
  random: Random,
  number: number,
  categories: number,
  variations: number,
): void {
  const id = builtId(5, storeId, number);
  const fields = productFields(random, number, categories);
  const count = fields['type'] === 'variable' ? variations : 0;
  insertRow(db, 'products', { ...commonColumns(storeId, id, number), ...fields, variation_count: count });
  for (let index = 0; index < count; index += 1) {
    const variation = productFields(random, number * 100 + index, 0);
    insertRow(db, 'product_variations', {
      ...commonColumns(storeId, builtId(6, storeId, number * 100 + index), 1_000_000 + number * 100 + index),
      product_id: id,
      name: `${pick(random, ADJECTIVES)}, ${pick(random, ['S', 'M', 'L', 'XL'])}`,
      sku: `${String(fields['sku'] ?? 'V')}-${index}`,
      status: 'publish',
      price: variation['price'] ?? null,
      regular_price: variation['regular_price'] ?? null,
      sale_price: variation['sale_price'] ?? null,
      price_sort: variation['price_sort'] ?? null,
      manage_stock: variation['manage_stock'] ?? 0,
      stock_quantity: variation['stock_quantity'] ?? null,
      stock_status: variation['stock_status'] ?? 'instock',
      attributes: '[{"name":"Color","option":"Blue"}]',
      menu_order: index,
    });
  }
}

/** An address as people choose them; names in other scripts become what such people type. */
function mailOf(first: string, last: string, number: number, host: string): string {
  const plain = `${first}.${last}`
    .normalize('NFD')
    .replaceAll(/[^a-zA-Z.]/g, '')
    .toLowerCase();
  return `${plain.length < 4 ? 'kontakt' : plain}${number}@${host}`;
}

function insertCustomer(db: WritableDb, storeId: string, random: Random, number: number): void {
  const first = pick(random, FIRST_NAMES);
  const last = pick(random, LAST_NAMES);
  insertRow(db, 'customers', {
    ...commonColumns(storeId, builtId(7, storeId, number), number),
    email: mailOf(first, last, number, pickWeighted(random, MAIL_HOSTS)),
    first_name: first,
    last_name: last,
    name: `${first} ${last}`,
    username: `user_${number}`,
  });
}

function insertCoupon(db: WritableDb, storeId: string, random: Random, number: number): void {
  const amount = (1 + Math.floor(random.next() * 50)).toFixed(2);
  insertRow(db, 'coupons', {
    ...commonColumns(storeId, builtId(8, storeId, number), number),
    code: `save-${number}`,
    amount,
    amount_sort: Number(amount),
    description: `${pick(random, ADJECTIVES)} week`,
  });
}

function insertOrder(db: WritableDb, storeId: string, random: Random, number: number, orders: number): void {
  const id = builtId(9, storeId, number);
  const items = 1 + Math.floor(random.next() * 3);
  const total = (10 + Math.floor(random.next() * 100_000) / 100).toFixed(2);
  const [first, last] = [pick(random, FIRST_NAMES), pick(random, LAST_NAMES)];
  insertRow(db, 'orders', {
    ...commonColumns(storeId, id, number),
    number: String(number),
    status: pickWeighted(random, [
      [78, 'completed'], [10, 'processing'], [4, 'on-hold'], [2, 'pending'], [3, 'cancelled'], [1, 'refunded'], [1, 'failed'], [1, 'trash'],
    ]), // prettier-ignore
    total,
    total_sort: Number(total),
    currency: 'EUR',
    customer_name: `${first} ${last}`,
    customer_email: mailOf(first, last, Math.floor(random.next() * 9_000), pickWeighted(random, MAIL_HOSTS)),
    payment_method: pick(random, ['bacs', 'stripe', 'paypal']),
    item_count: items,
    // almost in the order of the numbers, as in a shop
    date_created_woo:
      BUILT_AT_MS - TWO_YEARS_MS + Math.floor((TWO_YEARS_MS * number) / (orders + 1) + random.next() * 60_000),
  });
  for (let index = 0; index < items; index += 1) {
    insertRow(db, 'order_items', {
      id: builtId(10, storeId, number * 4 + index),
      store_id: storeId,
      order_id: id,
      woo_id: number * 4 + index,
      product_woo_id: 1 + Math.floor(random.next() * 1000),
      name: `${pick(random, ADJECTIVES)} ${pick(random, NOUNS)}`,
      quantity: 1,
      unit_price: total,
      total,
    });
  }
}
