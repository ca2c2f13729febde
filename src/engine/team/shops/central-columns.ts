import { decimalToSortKey } from '../../../shared/domain/decimal.ts';
import type { EntityName, JsonObject } from '../../../shared/domain/entities.ts';
import { gmtToMs } from '../../../shared/domain/canonical.ts';
import { PROJECTIONS } from '../../sync/projections/all.ts';
import type { SqlValue } from '../../sync/projections/projection.ts';
import { asId, asInteger, asList, asObject, asText, asTextOrNull } from '../../sync/projections/read-json.ts';
import type { SharedDocument } from './shops-server.ts';

type Row = Readonly<Record<string, unknown>>;

const LARGEST_INTEGER = 2_147_483_647;

/** Mirror's column of a price → central's column for the text of it. */
const PRICES = { price: 'price_text', regular_price: 'regular_price_text', sale_price: 'sale_price_text' } as const;

type Mapping = {
  /** Columns that have the same name and the same kind of value on both sides. */
  readonly same: readonly string[];
  readonly renamed?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly integers?: readonly string[];
  /** JSON text here, jsonb there. */
  readonly json?: readonly string[];
  readonly times?: readonly string[];
};

const TERM: Mapping = { same: ['name', 'slug', 'description'], integers: ['count'] };
const STOCKED = { flags: ['manage_stock'], integers: ['stock_quantity'], renamed: PRICES } as const;

/** How the mirror's columns (`PROJECTIONS`) become those of central; the names are those of `auth.shop_columns`. */
const MAPPINGS: Readonly<Record<EntityName, Mapping>> = {
  products: { same: ['name', 'slug', 'type', 'sku', 'status', 'stock_status'], json: ['categories'], ...STOCKED },
  variations: { same: ['sku', 'status', 'stock_status'], json: ['attributes'], ...STOCKED },
  orders: {
    same: ['number', 'status', 'currency', 'customer_name', 'customer_email', 'customer_phone', 'payment_method', 'customer_woo_id'],
    json: ['billing', 'shipping'],
    times: ['date_created_woo'],
  }, // prettier-ignore
  customers: {
    same: ['email', 'username', 'first_name', 'last_name', 'role'],
    json: ['billing', 'shipping'],
    flags: ['is_paying_customer'],
  },
  coupons: {
    same: ['code', 'status', 'description', 'discount_type'],
    renamed: { amount: 'amount_text' },
    integers: ['usage_limit', 'usage_count'],
    times: ['date_expires'],
  },
  categories: {
    ...TERM,
    same: [...TERM.same, 'parent_woo_id', 'image_url', 'display'],
    integers: ['count', 'menu_order'],
  },
  brands: { ...TERM, renamed: { image_url: 'logo_url' } },
  tags: TERM,
  shipping_classes: TERM,
  attributes: { same: ['name', 'slug', 'type', 'order_by'], flags: ['has_archives'] },
  terms: { ...TERM, integers: ['count', 'menu_order'] },
  order_notes: { same: ['note', 'author'], flags: ['customer_note'] },
  order_refunds: { same: ['reason'], renamed: { amount: 'amount_text' } },
};

const HAS_MODIFIED: ReadonlySet<EntityName> = new Set(['products', 'variations', 'orders', 'customers', 'coupons']);
const HAS_CREATED: ReadonlySet<EntityName> = new Set(['orders', 'order_notes', 'order_refunds']);
const NO_REFERENCES = { localIdOf: () => null, parentId: null };

/** The columns that central shows of a document: made of the document alone, so unsent changes never leak into them. */
export function centralColumns({ entity, wooId, modifiedMs }: SharedDocument, document: JsonObject): Row {
  const { columns, project } = PROJECTIONS[entity];
  const values = project(document, NO_REFERENCES);
  const mirror: Record<string, SqlValue> = {};
  columns.forEach((name, index) => (mirror[name] = values[index] ?? null));
  const mapping = MAPPINGS[entity];
  const row: Record<string, unknown> = { row_woo_id: wooId };
  for (const name of mapping.same) row[name] = plain(mirror[name] ?? null);
  for (const [from, to] of Object.entries(mapping.renamed ?? {})) row[to] = plain(mirror[from] ?? null);
  for (const name of mapping.flags ?? []) row[name] = mirror[name] === 1;
  for (const name of mapping.integers ?? []) row[name] = clamped(mirror[name] ?? null);
  for (const name of mapping.json ?? []) row[name] = JSON.parse(withoutNul(String(mirror[name] ?? 'null')));
  for (const name of mapping.times ?? []) row[name] = time(mirror[name] ?? null);
  if (HAS_MODIFIED.has(entity)) row['woo_modified_at'] = time(modifiedMs);
  if (HAS_CREATED.has(entity)) row['date_created_woo'] = time(gmtToMs(document['date_created_gmt']));
  // an amount that is no number cannot stand in these columns; the document has what the shop said
  if (entity === 'orders') row['total_text'] = decimalOr(mirror['total'], '0');
  if (entity === 'order_refunds') row['amount_text'] = decimalOr(mirror['amount'], '0');
  return row;
}

/** Lines of an order with the numbers of what was sold. */
export function centralItems(wooId: number, document: JsonObject): readonly Row[] {
  const seen = new Set<number>();
  return asList(document['line_items']).flatMap((value) => {
    const item = asObject(value);
    const line = asId(item['id']);
    if (line !== null && seen.has(line)) return [];
    if (line !== null) seen.add(line);
    return [
      {
        order_woo_id: wooId,
        woo_id: line,
        product_woo_id: asId(item['product_id']),
        variation_woo_id: asId(item['variation_id']),
        name: plain(asText(item['name'])),
        sku: plain(asTextOrNull(item['sku'])),
        quantity: clamped(asInteger(item['quantity']) ?? 0),
        unit_price_text: plain(asTextOrNull(item['price'])),
        total_text: decimalOr(asTextOrNull(item['total']), '0'),
      },
    ];
  });
}

/** PostgreSQL takes no NUL and no half of a surrogate pair in a text. */
function plain(value: SqlValue): SqlValue {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value;
}

function withoutNul(json: string): string {
  return json.replaceAll(/\\u0000|\\ud[89a-f][0-9a-f]{2}/gi, '');
}

function clamped(value: SqlValue): number | null {
  if (typeof value !== 'number') return null;
  return Math.max(-LARGEST_INTEGER, Math.min(LARGEST_INTEGER, Math.trunc(value)));
}

/** Dates beyond what a calendar has are none. */
function time(value: SqlValue): string | null {
  return typeof value === 'number' && Math.abs(value) < 8.64e15 ? new Date(value).toISOString() : null;
}

function decimalOr(value: SqlValue | undefined, otherwise: string): string {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) && decimalToSortKey(value) !== null
    ? value
    : otherwise;
}
