import type BetterSqlite from 'better-sqlite3';
import type { WritableDb } from '../../src/engine/database/database.ts';
import type { Page } from './recorded-line.ts';

type SqlValue = string | number | null;
type TableRows = { readonly table: string; readonly columns: readonly string[]; readonly rows: readonly SqlValue[][] };
/** What one page of records becomes in the mirror. */
export type PageRows = { readonly body: Buffer; readonly tables: readonly TableRows[] };

/** The table of a collection's rows, by the beginning of its path, and the tables of the lists inside a record. */
const COLLECTIONS: readonly (readonly [RegExp, string, readonly (readonly [string, string])[]])[] = [
  [/^products$/, 'products', [['product_images', 'product_id'], ['product_attributes', 'product_id']]],
  [/^(variations|products\/\d+\/variations)$/, 'product_variations', []],
  [/^orders$/, 'orders', [['order_items', 'order_id'], ['order_refunds', 'order_id']]],
  [/^customers$/, 'customers', []],
  [/^coupons$/, 'coupons', []],
  [/^products\/categories$/, 'store_categories', []],
  [/^products\/tags$/, 'store_tags', []],
  [/^products\/brands$/, 'store_brands', []],
  [/^products\/attributes$/, 'store_attributes', []],
  [/^products\/attributes\/\d+\/terms$/, 'store_attribute_terms', []],
  [/^products\/shipping_classes$/, 'store_shipping_classes', []],
]; // prettier-ignore

function selectRows(db: WritableDb, table: string, condition: string, wanted: readonly unknown[]): TableRows {
  const columns = (db.prepare(`SELECT name FROM pragma_table_info(?)`).pluck().all(table) as string[]).filter(
    (column) => column !== 'row_number',
  );
  const statement = db.prepare(
    `SELECT ${columns.join(', ')} FROM ${table} WHERE ${condition} IN (SELECT value FROM json_each(?)) ORDER BY row_number`,
  );
  return { table, columns, rows: statement.raw().all(JSON.stringify(wanted)) as SqlValue[][] };
}

/** The rows that a finished first sync made of each page that it fetched. Each record once, with the page that first held it. */
export function rowsOfPages(db: WritableDb, pages: readonly Page[]): PageRows[] {
  const taken = new Set<string>();
  return pages.map(({ path, response }) => {
    const body = Buffer.from(response.body as Uint8Array);
    const collection = COLLECTIONS.find(([pattern]) => pattern.test(path));
    const records = JSON.parse(body.toString('utf8')) as unknown;
    if (collection === undefined || !Array.isArray(records)) return { body, tables: [] };
    const [, table, children] = collection;
    const fresh = (records as readonly { id: number }[])
      .map(({ id }) => id)
      .filter((id) => !taken.has(`${table} ${id}`));
    for (const id of fresh) taken.add(`${table} ${id}`);
    const own = selectRows(db, table, 'woo_id', fresh);
    const ids = own.rows.map((row) => row[own.columns.indexOf('id')]);
    const inside = children.map(([child, column]) => selectRows(db, child, column, ids));
    return {
      body,
      tables: [own, ...inside, selectRows(db, 'base_documents', 'record_id', ids)].filter(
        ({ rows }) => rows.length > 0,
      ),
    };
  });
}

/** Parses each page and writes its rows with prepared upserts, one transaction a page, nothing else. Answers the records parsed. */
export function parseAndUpsert(db: WritableDb, pages: readonly PageRows[]): number {
  const statements = new Map<string, BetterSqlite.Statement<SqlValue[]>>();
  const upsert = ({ table, columns }: TableRows): BetterSqlite.Statement<SqlValue[]> => {
    const known = statements.get(table);
    if (known !== undefined) return known;
    const key = columns.includes('record_id') ? 'record_id' : 'id';
    const statement = db.prepare<SqlValue[]>(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT (${key}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    );
    statements.set(table, statement);
    return statement;
  };
  let parsed = 0;
  for (const page of pages) {
    const records = JSON.parse(page.body.toString('utf8')) as unknown;
    if (Array.isArray(records)) parsed += records.length;
    db.transaction(() => {
      for (const rows of page.tables) {
        const statement = upsert(rows);
        for (const row of rows.rows) statement.run(...row);
      }
    }).immediate();
  }
  return parsed;
}
