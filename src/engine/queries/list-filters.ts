import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { EntityName } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { ColumnKind, ListPlan, SortPlan } from './record-tables.ts';
import { LIST_PLANS, RECORD_COLUMNS } from './record-tables.ts';

export type FilterValue = string | number | boolean | null;
export type Filters = Readonly<Record<string, readonly FilterValue[]>>;

/** A filter or an order that this entity does not know; `facts.known` names those it does. Nothing was read. */
export type FieldRefused = {
  readonly type: 'FieldRefused';
  readonly field: string;
  readonly reason: 'unknown-field';
  readonly facts: { readonly known: string };
};

export function refusedField(field: string, known: readonly string[]): FieldRefused {
  return { type: 'FieldRefused', field, reason: 'unknown-field', facts: { known: known.toSorted().join(', ') } };
}

/** Shadow columns that hold a price as a number. */
const SORT_COLUMNS: Readonly<Record<string, string>> = {
  price: 'price_sort',
  total: 'total_sort',
  amount: 'amount_sort',
};
const SHADOWED: ReadonlySet<EntityName> = new Set(['products', 'variations', 'orders', 'coupons']);
/** Codes that a store compares without regard to letter case, as their indexes do. */
const CASELESS: ReadonlySet<string> = new Set(['sku', 'email', 'code', 'slug', 'username']);

function numberColumn(entity: EntityName, column: string): string {
  const shadow =
    SHADOWED.has(entity) && !(entity === 'variations' && column !== 'price') ? SORT_COLUMNS[column] : undefined;
  return shadow === undefined ? `CAST(r.${column} AS REAL)` : `r.${shadow}`;
}

function filterableColumns(entity: EntityName): string[] {
  const scalar = Object.entries(RECORD_COLUMNS[entity]).filter(([, kind]) => kind !== 'json' && kind !== 'time');
  return [...scalar.map(([column]) => column), ...(entity === 'products' ? ['category'] : [])];
}

/** Refuses the first filter on a column that the entity does not have. */
export function checkFilters(entity: EntityName, filters: Filters): Result<null, FieldRefused> {
  const known = filterableColumns(entity);
  const unknown = Object.keys(filters).find((column) => !known.includes(column));
  return unknown === undefined ? ok(null) : err(refusedField(unknown, known));
}

/** How a list asks for `field`; refused where sorting would read the whole table. */
export function findSort(entity: EntityName, field: string, narrow: boolean): Result<SortPlan, FieldRefused> {
  const plan = LIST_PLANS[entity];
  const indexed = Object.hasOwn(plan.sorts, field) ? plan.sorts[field] : undefined;
  if (indexed !== undefined) return ok(indexed);
  const columns = RECORD_COLUMNS[entity];
  const kind = Object.hasOwn(columns, field) ? columns[field] : undefined;
  const free = plan.small || narrow;
  if (kind !== undefined && kind !== 'json' && free) return ok({ keys: [sortKey(entity, field, kind)], index: null });
  const scalar = Object.entries(columns).filter(([, other]) => other !== 'json');
  return err(refusedField(field, free ? scalar.map(([column]) => column) : Object.keys(plan.sorts)));
}

function sortKey(entity: EntityName, column: string, kind: ColumnKind): SortPlan['keys'][number] {
  if (kind === 'money') return { sql: numberColumn(entity, column) };
  return kind === 'text' ? { sql: `r.${column}`, collate: 'NOCASE' } : { sql: `r.${column}` };
}

/** Filters that leave few rows, and the index that finds them (null: a unique index of the table). */
export function narrowingIndex(
  plan: ListPlan,
  filters: Filters,
  table: string,
): { readonly index: string | null } | null {
  const column = Object.keys(plan.narrowing).find((name) => Object.hasOwn(filters, name));
  if (column !== undefined) return { index: plan.narrowing[column] ?? null };
  const states = filters['sync_status'];
  const few = !plan.small && states !== undefined && !states.includes('synced');
  return few ? { index: `${table}_not_synced` } : null;
}

/** The SQL of one filter on the row `r`. */
export function filterCondition(
  entity: EntityName,
  column: string,
  values: readonly FilterValue[],
): RawBuilder<unknown> {
  if (column === 'category') return categoryCondition(values);
  const kind = RECORD_COLUMNS[entity][column] ?? 'text';
  const given = values.filter((value) => value !== null).map((value) => bindable(kind, value));
  const none = values.includes(null) || (kind !== 'number' && kind !== 'flag' && values.includes(''));
  const parts = [...(given.length === 0 ? [] : [equals(entity, column, kind, given)])];
  if (none) parts.push(sql`${sql.raw(`r.${column}`)} IS NULL`);
  // the partial index of unsynced rows is only used when its own condition stands here
  if (column === 'sync_status' && !values.includes('synced')) {
    return sql`(r.sync_status <> 'synced' AND ${joined(parts)})`;
  }
  return joined(parts);
}

function joined(parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return parts.length === 0 ? sql`0` : sql`(${sql.join(parts, sql` OR `)})`;
}

function bindable(kind: ColumnKind, value: string | number | boolean): string | number {
  if (kind === 'flag') return value === true || value === 'true' || value === 1 || value === '1' ? 1 : 0;
  if (kind === 'text') return String(value);
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  // a text that is no number equals no number
  return Number.isNaN(number) ? String(value) : number;
}

function equals(
  entity: EntityName,
  column: string,
  kind: ColumnKind,
  values: readonly (string | number)[],
): RawBuilder<unknown> {
  const list = JSON.stringify(values);
  const [only] = values;
  const one = values.length === 1 && only !== undefined;
  const target = sql.raw(kind === 'money' ? numberColumn(entity, column) : `r.${column}`);
  if (CASELESS.has(column)) {
    return one
      ? sql`${target} = ${only} COLLATE NOCASE`
      : sql`${target} COLLATE NOCASE IN (SELECT value FROM json_each(${list}))`;
  }
  const plain = one ? sql`${target} = ${only}` : sql`${target} IN (SELECT value FROM json_each(${list}))`;
  if (entity !== 'orders' || column !== 'number') return plain;
  // the index of order numbers begins with their length
  return one
    ? sql`(length(r.number) = length(${only}) AND ${plain})`
    : sql`(length(r.number) IN (SELECT length(value) FROM json_each(${list})) AND ${plain})`;
}

/** Whether the row's own list of categories holds one of `values`: for rows that the link table leaves out (the trash). */
function categoryCondition(values: readonly FilterValue[]): RawBuilder<unknown> {
  const ids = JSON.stringify(categoryIds(values));
  return sql`EXISTS (SELECT 1 FROM json_each(r.categories) AS own WHERE own.value ->> 'woo_id' IN (SELECT value FROM json_each(${ids})))`;
}

export function categoryIds(values: readonly FilterValue[]): number[] {
  return values.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);
}
