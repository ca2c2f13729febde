import type { Context } from './context.ts';
import { isRecord } from './php.ts';
import type { Schema } from './schema.ts';
import { date, ids, integer, oneOf, text } from './schema.ts';
import type { Indexed, Table } from './table.ts';
import { comparedDigits } from './time.ts';

export const paging: Schema = {
  page: { type: 'integer', minimum: 1, default: 1 },
  per_page: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  search: text,
  context: oneOf('view', 'edit'),
};

/** Parameters of every list of posts (products, variations, orders, refunds, coupons). */
export function postListSchema(orderby: readonly string[]): Schema {
  return {
    ...paging,
    after: date,
    before: date,
    modified_after: date,
    modified_before: date,
    dates_are_gmt: { type: 'boolean' },
    exclude: ids,
    include: ids,
    offset: integer,
    order: { ...oneOf('asc', 'desc'), default: 'desc' },
    orderby: { ...oneOf(...orderby), default: 'date' },
    parent: ids,
    parent_exclude: ids,
    slug: text,
  };
}

export type ListSpec<T extends Indexed> = {
  readonly table: Table<T>;
  /** Prefix of keys in `state.hidden`. */
  readonly entity: string;
  /** Statuses that may appear; null lets all pass. */
  readonly statuses: readonly string[] | null;
  /** Narrows the rows to these ids before anything else is looked at; null scans the table. */
  readonly candidates: readonly number[] | null;
  /** Looks at whole records; null where the index columns suffice. */
  readonly matches: ((record: T) => boolean) | null;
  /** Looks at rows without deriving the record. */
  readonly rowMatches: ((row: number) => boolean) | null;
  /** Sort keys that need records, by the name of `orderby`. */
  readonly sortKeys: Readonly<Record<string, (record: T) => string | number>>;
  /** Orders sort by GMT, posts by the local columns. */
  readonly sortsByGmt: boolean;
  /** Which date filters this list knows; the others are unknown parameters to it and change nothing. */
  readonly dateFilters: 'all' | 'created' | 'none';
};

export type Selection = { readonly rows: ArrayLike<number>; readonly total: number };

const NOT_PART_OF_SELECTION = new Set(['page', 'per_page', 'offset', '_fields', 'context', 'dp']);

function selectionKey(context: Context, spec: ListSpec<never>): string {
  const parts: unknown[] = [spec.statuses, context.path, context.state.config.zone.name];
  for (const name of Object.keys(context.params).sort()) {
    if (NOT_PART_OF_SELECTION.has(name) || name.startsWith('oauth_')) continue;
    parts.push(name, context.params[name]);
  }
  return JSON.stringify(parts);
}

type Bound = {
  readonly column: 'created' | 'createdWall' | 'modified' | 'modifiedWall';
  readonly above: boolean;
  readonly digits: number;
};

function dateBounds(context: Context, known: 'all' | 'created' | 'none'): Bound[] {
  const { params } = context;
  const gmt = params['dates_are_gmt'] === true;
  const bounds: Bound[] = [];
  const add = (name: string, column: 'created' | 'modified', above: boolean): void => {
    const value = params[name];
    if (typeof value !== 'string') return;
    bounds.push({
      column: gmt ? column : `${column}Wall`,
      above,
      digits: comparedDigits(context.state.config.zone, value),
    });
  };
  if (known === 'none') return bounds;
  add('after', 'created', true);
  add('before', 'created', false);
  if (known === 'created') return bounds;
  add('modified_after', 'modified', true);
  add('modified_before', 'modified', false);
  return bounds;
}

function numberSet(value: unknown): Set<number> | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  return new Set(value.map(Number));
}

/** All rows that the request selects, in its order. Remembered until the table changes. */
export function selectRows<T extends Indexed>(context: Context, spec: ListSpec<T>): Selection {
  const hidden = [...context.state.hidden].some((key) => key.startsWith(`${spec.entity}:`));
  const shaky = context.state.config.quirks.shakyDateOrder === true && (context.params['orderby'] ?? 'date') === 'date';
  if (context.params['orderby'] === 'random' || hidden || shaky) {
    const rows = compute(context, spec);
    return { rows, total: rows.length };
  }
  const rows = spec.table.remember(selectionKey(context, spec as unknown as ListSpec<never>), () =>
    compute(context, spec),
  );
  return { rows, total: rows.length };
}

function compute<T extends Indexed>(context: Context, spec: ListSpec<T>): Int32Array {
  const { table } = spec;
  const columns = table.columns();
  const bounds = dateBounds(context, spec.dateFilters);
  const include = numberSet(context.params['include']);
  const exclude = numberSet(context.params['exclude']);
  const parents = numberSet(context.params['parent']);
  const notParents = numberSet(context.params['parent_exclude']);
  const allowed = new Uint8Array(256).fill(spec.statuses === null ? 1 : 0);
  for (const status of spec.statuses ?? []) allowed[table.statusCode(status)] = 1;
  const { hidden } = context.state;
  const accept = (row: number): boolean => {
    if (columns.alive[row] !== 1 || allowed[columns.status[row] ?? 0] !== 1) return false;
    for (const bound of bounds) {
      const value = columns[bound.column][row] ?? 0;
      if (bound.above ? value <= bound.digits : value >= bound.digits) return false;
    }
    const id = columns.id[row] ?? 0;
    if (exclude !== null && exclude.has(id)) return false;
    if (parents !== null && !parents.has(columns.parent[row] ?? 0)) return false;
    if (notParents !== null && notParents.has(columns.parent[row] ?? 0)) return false;
    if (hidden.size > 0 && hidden.has(`${spec.entity}:${id}`)) return false;
    if (spec.rowMatches !== null && !spec.rowMatches(row)) return false;
    return spec.matches === null || spec.matches(table.at(row));
  };
  const found = new Int32Array(candidateCount(spec, include, table.rowCount()));
  let size = 0;
  const consider = (row: number): void => {
    if (row >= 0 && accept(row)) {
      found[size] = row;
      size += 1;
    }
  };
  const narrowed = narrow(spec.candidates, include);
  if (narrowed === null) for (let row = 0; row < table.rowCount(); row += 1) consider(row);
  else for (const id of narrowed) consider(table.rowOf(id));
  return sortRows(context, spec, found.subarray(0, size), include);
}

function candidateCount<T extends Indexed>(spec: ListSpec<T>, include: Set<number> | null, rows: number): number {
  return narrow(spec.candidates, include)?.length ?? rows;
}

function narrow(candidates: readonly number[] | null, include: Set<number> | null): number[] | null {
  if (candidates === null && include === null) return null;
  const from =
    candidates === null
      ? [...(include ?? [])]
      : include === null
        ? [...candidates]
        : candidates.filter((id) => include.has(id));
  return [...new Set(from)].sort((a, b) => a - b);
}

function sortRows<T extends Indexed>(
  context: Context,
  spec: ListSpec<T>,
  rows: Int32Array,
  include: Set<number> | null,
): Int32Array {
  const { table } = spec;
  const columns = table.columns();
  const orderby = String(context.params['orderby'] ?? 'date');
  const direction = context.params['order'] === 'asc' ? 1 : -1;
  if (orderby === 'include' && include !== null) {
    const place = new Map([...include].map((id, at) => [id, at]));
    return rows.slice().sort((a, b) => (place.get(columns.id[a] ?? 0) ?? 0) - (place.get(columns.id[b] ?? 0) ?? 0));
  }
  if (orderby === 'random') {
    const keys = new Map([...rows].map((row) => [row, context.random()]));
    return rows.slice().sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
  }
  const recordKey = spec.sortKeys[orderby];
  const column =
    orderby === 'modified'
      ? spec.sortsByGmt
        ? columns.modified
        : columns.modifiedWall
      : orderby === 'date'
        ? spec.sortsByGmt
          ? columns.created
          : columns.createdWall
        : null;
  if (recordKey !== undefined) {
    const keys = new Map([...rows].map((row) => [row, recordKey(table.at(row))]));
    return rows.slice().sort((a, b) => direction * (compareKeys(keys.get(a), keys.get(b)) || a - b));
  }
  const ascending = rows.slice();
  if (context.state.config.quirks.shakyDateOrder === true && column !== null && orderby === 'date') {
    const dice = new Map([...rows].map((row) => [row, context.random()]));
    return ascending.sort(
      (a, b) => direction * ((column[a] ?? 0) - (column[b] ?? 0)) || (dice.get(a) ?? 0) - (dice.get(b) ?? 0),
    );
  }
  if (column !== null && !isAscending(ascending, column))
    ascending.sort((a, b) => (column[a] ?? 0) - (column[b] ?? 0) || a - b);
  return direction === 1 ? ascending : ascending.reverse();
}

function isAscending(rows: Int32Array, column: Float64Array): boolean {
  for (let at = 1; at < rows.length; at += 1)
    if ((column[rows[at - 1] ?? 0] ?? 0) > (column[rows[at] ?? 0] ?? 0)) return false;
  return true;
}

function compareKeys(a: string | number | undefined, b: string | number | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a).toLowerCase(), String(b).toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

export type Page = { readonly start: number; readonly end: number; readonly page: number; readonly totalPages: number };

/** Where the requested page lies; `offset` overrides `page`. */
export function pageOf(params: Readonly<Record<string, unknown>>, total: number): Page {
  const perPage = Number(params['per_page'] ?? 10);
  const page = Number(params['page'] ?? 1);
  const offset = typeof params['offset'] === 'number' && params['offset'] > 0 ? params['offset'] : null;
  const start = Math.min(total, offset ?? (page - 1) * perPage);
  return { start, end: Math.min(total, start + perPage), page, totalPages: Math.ceil(total / perPage) };
}

/** Searches as SQL's `LIKE '%…%'` with a case-insensitive collation, every word somewhere. */
export function textMatcher(search: unknown): ((haystack: string) => boolean) | null {
  if (typeof search !== 'string' || search.trim() === '') return null;
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (haystack) => {
    const low = haystack.toLowerCase();
    return words.every((word) => low.includes(word));
  };
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
