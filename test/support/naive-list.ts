import type { WritableDb } from '../../src/engine/database/database.ts';
import { foldForSearch } from '../../src/engine/database/search-grams.ts';
import type { ListInput } from '../../src/engine/queries/list-records.ts';
import { foldLikeIndex } from '../../src/engine/queries/search-text.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';

type Row = Readonly<Record<string, string | number | null>> & { readonly row_number: number };

const SEARCHED: Partial<Record<EntityName, readonly string[]>> = {
  products: ['name', 'sku'],
  variations: ['name', 'sku'],
  orders: ['number', 'customer_name', 'customer_email'],
  customers: ['name', 'email', 'username'],
  coupons: ['code', 'description'],
  tags: ['name', 'slug'],
  terms: ['name', 'slug'],
  categories: ['name', 'slug'],
};
const WITH_STATUS: ReadonlySet<EntityName> = new Set(['products', 'variations', 'orders', 'coupons']);
const SORTED_AS: Readonly<Record<string, string>> = { price: 'price_sort', total: 'total_sort', amount: 'amount_sort' };
const DEFAULT_SORT: Partial<Record<EntityName, ListInput['sort']>> = {
  orders: { field: 'date_created_woo', descending: true },
  coupons: { field: 'code', descending: false },
  variations: { field: 'woo_id', descending: false },
};

/** Whether a row holds the typed text: the rule of the search, said in the plainest way. */
export function holds(row: Row, columns: readonly string[], typed: string): boolean {
  const text = typed.replace(/\p{Cc}/gu, ' ').trim();
  const within = (fold: (value: string) => string, needle: string): boolean =>
    columns.some((column) => fold(String(row[column] ?? '')).includes(fold(needle)));
  if ([...text].length < 3) return within(foldForSearch, text);
  // composed and decomposed letters are the same to a person
  const spellings = [text, text.normalize('NFC'), text.normalize('NFD')];
  return spellings.some((spelling) => [...spelling].length >= 3 && within(foldLikeIndex, spelling));
}

/** What a list must answer, from reading every row: the ids of the page, and how many rows there are in all. */
export function naiveList(db: WritableDb, input: ListInput): { readonly total: number; readonly ids: string[] } {
  const { entity } = input;
  const rows = db.prepare(`SELECT * FROM ${TABLE_OF[entity]} ORDER BY row_number`).all() as Row[];
  const found = rows
    .filter((row) => row['deleted_at'] === null)
    .filter((row) => input.storeId === null || row['store_id'] === input.storeId)
    .filter((row) => !WITH_STATUS.has(entity) || row['status'] !== 'trash' || asksTrash(input))
    .filter((row) => Object.entries(input.filters).every(([column, values]) => passes(row, column, values)))
    .filter((row) => input.search.trim() === '' || holds(row, SEARCHED[entity] ?? [], input.search));
  const sort = input.sort ?? DEFAULT_SORT[entity] ?? { field: 'name', descending: false };
  const sorted = found.toSorted((left, right) => compare(left, right, entity, sort.field) * (sort.descending ? -1 : 1));
  const page = sorted.slice(input.offset, input.offset + input.limit);
  return { total: found.length, ids: page.map((row) => String(row['id'])) };
}

function asksTrash(input: ListInput): boolean {
  return input.filters['status']?.includes('trash') ?? false;
}

function passes(row: Row, column: string, values: ListInput['filters'][string]): boolean {
  if (column === 'category') {
    const own = JSON.parse(String(row['categories'])) as { woo_id: number }[];
    return own.some((category) => values.map(Number).includes(category.woo_id));
  }
  const value = row[column] ?? null;
  return values.some((wanted) => {
    if (value === null) return wanted === null || wanted === '';
    if (column === 'sku') return String(value).toLowerCase() === String(wanted).toLowerCase();
    return String(value) === String(typeof wanted === 'boolean' ? Number(wanted) : wanted);
  });
}

function compare(left: Row, right: Row, entity: EntityName, field: string): number {
  const keys = entity === 'orders' && field === 'status' ? ['status', 'date_created_woo'] : [SORTED_AS[field] ?? field];
  for (const key of keys) {
    const order = compareValues(left[key] ?? null, right[key] ?? null, key === 'number');
    if (order !== 0) return order;
  }
  return left.row_number - right.row_number;
}

function compareValues(left: string | number | null, right: string | number | null, numbers: boolean): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [a, b] = [String(left), String(right)];
  if (numbers && a.length !== b.length) return a.length - b.length;
  return Buffer.compare(Buffer.from(asciiLower(a)), Buffer.from(asciiLower(b)));
}

/** SQLite's NOCASE folds the 26 letters and no others. */
function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
