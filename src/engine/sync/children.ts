import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { jsonEquals } from '../../shared/domain/json-path.ts';
import type { WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { SqlValue } from './projections/projection.ts';
import { asFlag, asId, asInteger, asList, asObject, asText, asTextOrNull } from './projections/read-json.ts';

/** A list inside a record's document that has a table of its own. */
type ChildTable = {
  readonly list: string;
  readonly table: string;
  readonly parentColumn: string;
  readonly columns: readonly string[];
  /** Place in `columns` of what tells two items without a number apart. */
  readonly labelColumn: number;
  /** Whether the table has source, created_at and updated_at. */
  readonly stamped: boolean;
  readonly values: (item: JsonObject, index: number) => SqlValue[];
};

const IMAGES: ChildTable = {
  list: 'images',
  table: 'product_images',
  parentColumn: 'product_id',
  labelColumn: 0,
  columns: ['original_url', 'type', 'alt_text', 'display_order'],
  stamped: true,
  values: (item, index) => [
    asText(item['src']),
    index === 0 ? 'featured' : 'gallery',
    asTextOrNull(item['alt']),
    index,
  ],
};

const ATTRIBUTES: ChildTable = {
  list: 'attributes',
  table: 'product_attributes',
  parentColumn: 'product_id',
  labelColumn: 0,
  columns: ['name', 'options', 'variation', 'visible', 'position'],
  stamped: true,
  values: (item, index) => [
    asText(item['name']),
    JSON.stringify(asList(item['options'])),
    asFlag(item['variation']),
    asFlag(item['visible']),
    asInteger(item['position']) ?? index,
  ],
};

const LINE_ITEMS: ChildTable = {
  list: 'line_items',
  table: 'order_items',
  parentColumn: 'order_id',
  labelColumn: 2,
  columns: [
    'product_woo_id',
    'variation_woo_id',
    'name',
    'sku',
    'quantity',
    'unit_price',
    'total',
    'image_url',
    'meta',
  ],
  stamped: false,
  values: (item) => [
    asId(item['product_id']),
    asId(item['variation_id']),
    asText(item['name']),
    asTextOrNull(item['sku']),
    asInteger(item['quantity']) ?? 0,
    asTextOrNull(item['price']),
    asText(item['total']) || '0.00',
    asTextOrNull(asObject(item['image'])['src']),
    JSON.stringify(asList(item['meta_data'])),
  ],
};

/** An order names its refunds with their sums; their lines and dates are read when it is opened. */
const REFUNDS: ChildTable = {
  list: 'refunds',
  table: 'order_refunds',
  parentColumn: 'order_id',
  labelColumn: 1,
  columns: ['amount', 'reason'],
  stamped: true,
  values: (item) => [asText(item['total']).replace(/^-/, '') || '0.00', asText(item['reason'])],
};

const CHILD_TABLES: Partial<Readonly<Record<EntityName, readonly ChildTable[]>>> = {
  products: [IMAGES, ATTRIBUTES],
  orders: [LINE_ITEMS, REFUNDS],
};

export type ChildContext = {
  readonly db: WritableDb;
  readonly storeId: string;
  readonly newId: () => string;
  readonly now: number;
};

/**
 * Brings the child rows of a record in line with the lists of its document. `before` is the document that the
 * present rows were made from (an unchanged list costs nothing), null for a new record, `unknown` when unsent edits
 * may have shaped the rows.
 * Rows keep their ids as long as the store keeps the item's number.
 */
export function writeChildren(
  context: ChildContext,
  entity: EntityName,
  recordId: string,
  document: JsonObject,
  before: JsonObject | null | 'unknown',
): void {
  for (const child of CHILD_TABLES[entity] ?? []) {
    const items = asList(document[child.list]);
    if (before === null) {
      items.forEach((item, index) => insertChild(context, child, recordId, item, index));
    } else if (before === 'unknown' || !jsonEquals(items, asList(before[child.list]))) {
      replaceChildren(context, child, recordId, items);
    }
  }
}

function insertChild(
  context: ChildContext,
  child: ChildTable,
  recordId: string,
  value: JsonValue,
  index: number,
): void {
  const item = asObject(value);
  const stamps = child.stamped ? ', source, created_at, updated_at' : '';
  const stampValues: SqlValue[] = child.stamped ? ['woo', context.now, context.now] : [];
  prepared(
    context.db,
    `INSERT INTO ${child.table} (id, store_id, ${child.parentColumn}, woo_id, ${child.columns.join(', ')}${stamps})
     VALUES (?, ?, ?, ?${', ?'.repeat(child.columns.length + stampValues.length)})`,
  ).run(context.newId(), context.storeId, recordId, asId(item['id']), ...child.values(item, index), ...stampValues);
}

/** The store's number where the item has one, else what it says. */
function itemKey(wooId: number | null, label: string): string {
  return wooId === null ? `label ${label}` : `woo ${wooId}`;
}

function replaceChildren(
  context: ChildContext,
  child: ChildTable,
  recordId: string,
  items: readonly JsonValue[],
): void {
  const { db } = context;
  // sorted here: with ORDER BY, SQLite plans the statement anew at each execution
  const present = prepared<{ id: string; woo_id: number | null; label: string; row_number: number }>(
    db,
    `SELECT id, woo_id, ${child.columns[child.labelColumn] ?? 'id'} AS label, row_number FROM ${child.table}
     WHERE ${child.parentColumn} = ?`,
  )
    .all(recordId)
    .sort((one, other) => one.row_number - other.row_number);
  const idsByKey = new Map<string, string[]>();
  for (const row of present) {
    const key = itemKey(row.woo_id, row.label);
    idsByKey.set(key, [...(idsByKey.get(key) ?? []), row.id]);
  }
  const kept = new Set<string>();
  items.forEach((value, index) => {
    const item = asObject(value);
    const label = child.values(item, index)[child.labelColumn];
    const id = idsByKey.get(itemKey(asId(item['id']), String(label)))?.shift();
    if (id === undefined) {
      insertChild(context, child, recordId, value, index);
      return;
    }
    kept.add(id);
    const stamp = child.stamped ? ', updated_at = ?' : '';
    prepared(
      db,
      `UPDATE ${child.table} SET ${child.columns.map((column) => `${column} = ?`).join(', ')}${stamp} WHERE id = ?`,
    ).run(...child.values(item, index), ...(child.stamped ? [context.now] : []), id);
  });
  for (const row of present) if (!kept.has(row.id)) prepared(db, `DELETE FROM ${child.table} WHERE id = ?`).run(row.id);
}
