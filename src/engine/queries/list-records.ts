import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { listInput } from '../../shared/contract/records.ts';
import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { inSnapshot } from './snapshot.ts';
import { prepared } from '../database/database.ts';
import type { FieldRefused, FilterValue, Filters } from './list-filters.ts';
import { categoryIds, checkFilters, filterCondition, findSort, narrowingIndex } from './list-filters.ts';
import type { Arm } from './list-sql.ts';
import { countQuery, counterQuery, firstColumn, pageQuery } from './list-sql.ts';
import type { ListPlan, SortPlan } from './record-tables.ts';
import { LIST_PLANS, isIndexed } from './record-tables.ts';
import type { RecordRow } from './record-rows.ts';
import { recordsByRowNumber } from './record-rows.ts';
import type { RowSet } from './search-candidates.ts';
import { GATHERED, LOOKED_UP, listedRows, matchingRows, scanRows, searchRows } from './search-candidates.ts';
import type { SearchQuestion } from './search-text.ts';
import { readSearch } from './search-text.ts';

export type ListInput = z.output<typeof listInput>;
export type RecordList = { readonly total: number; readonly rows: readonly RecordRow[] };

/** What a list was asked for, after its fields were checked. */
type ListQuestion = {
  readonly entity: EntityName;
  readonly plan: ListPlan;
  readonly table: string;
  /** Stores whose rows are listed. */
  readonly storeIds: readonly string[];
  /** All stores of the mirror are listed. */
  readonly everyStore: boolean;
  readonly filters: Filters;
  readonly search: SearchQuestion | null;
  readonly sort: SortPlan;
  readonly descending: boolean;
};
type Segment = 'live' | 'trash';

/**
 * Live records of an entity: filtered, searched, sorted, one page, and how many there are in all. Rows in the trash only by the
 * filter `status=trash`; rows with an unsent permanent deletion never. Equal sort keys keep the order of arrival; empty values
 * come before all others. Errors: `FieldRefused` for a filter or an order that the entity does not have.
 */
export function listRecords(db: ReadableDb, input: ListInput): Result<RecordList, FieldRefused> {
  const plan = LIST_PLANS[input.entity];
  const checked = checkFilters(input.entity, input.filters);
  if (!checked.ok) return checked;
  const table = TABLE_OF[input.entity];
  const narrow = narrowingIndex(plan, input.filters, table) !== null;
  const asked = input.sort ?? defaultSort(input.entity, plan, input.filters);
  const sort = findSort(input.entity, asked.field, narrow);
  if (!sort.ok) return err(sort.error);
  return ok(
    inSnapshot(db, () => {
      const known = prepared<string>(db, `SELECT id FROM stores ORDER BY id`).pluck().all() as string[];
      const storeIds = input.storeId === null ? known : known.filter((id) => id === input.storeId);
      const question: ListQuestion = {
        entity: input.entity,
        plan,
        table,
        storeIds,
        everyStore: storeIds.length === known.length,
        filters: input.filters,
        search: readSearch(input.search),
        sort: sort.value,
        descending: asked.descending,
      };
      return storeIds.length === 0 ? { total: 0, rows: [] } : answer(db, question, input.limit, input.offset);
    }),
  );
}

/** The variations of one product come in the product's own order. */
function defaultSort(entity: EntityName, plan: ListPlan, filters: Filters): ListPlan['defaultSort'] {
  const ofProduct = entity === 'variations' && Object.hasOwn(filters, 'product_id');
  return ofProduct ? { field: 'menu_order', descending: false } : plan.defaultSort;
}

function answer(db: ReadableDb, question: ListQuestion, limit: number, offset: number): RecordList {
  const parts = segmentsOf(question).map((segment) => findSegment(db, question, segment));
  const arms = parts.flatMap((part) => part.arms);
  const { keys } = question.sort;
  if (parts.every((part) => part.few)) {
    const all = arms.length === 0 ? [] : firstColumn(db, pageQuery(arms, keys, question.descending, -1, 0));
    return { total: all.length, rows: recordsByRowNumber(db, question.entity, all.slice(offset, offset + limit)) };
  }
  const total = parts.reduce((sum, part) => sum + part.count(), 0);
  if (offset >= total) return { total, rows: [] };
  // a page behind the middle of an index is nearer to its other end
  const fromEnd = offset > total / 2;
  const count = Math.min(limit, total - offset);
  const place = {
    count,
    skipped: fromEnd ? total - offset - count : offset,
    descending: fromEnd !== question.descending,
  };
  const found =
    commonRows(db, question, parts, place) ??
    firstColumn(db, pageQuery(arms, keys, place.descending, place.count, place.skipped));
  return { total, rows: recordsByRowNumber(db, question.entity, fromEnd ? found.toReversed() : found) };
}

type Place = { readonly count: number; readonly skipped: number; readonly descending: boolean };

/** Rows that are read and compared one by one before the whole set of a common text is gathered. */
const TRIED_ROWS = 1_500;

/**
 * A text that many rows hold is soon met on the way along the sort index: reading a few rows there is cheaper than gathering
 * all that hold it. Null where this does not apply, or the tried rows did not fill the page.
 */
function commonRows(
  db: ReadableDb,
  question: ListQuestion,
  parts: readonly Part[],
  { count, skipped, descending }: Place,
): number[] | null {
  const { search, entity, plan, sort } = question;
  const [part] = parts;
  if (part === undefined || parts.length > 1 || part.unsearched === null || search === null) return null;
  if (skipped + count > TRIED_ROWS) return null;
  const tried = firstColumn(db, pageQuery(part.unsearched, sort.keys, descending, TRIED_ROWS, 0));
  const found = matchingRows(db, entity, plan.search, search, tried).slice(skipped, skipped + count);
  return found.length === count ? found : null;
}

/** Rows of one segment. */
type Part = {
  readonly arms: readonly Arm[];
  /** Few enough to gather and sort all of them. */
  readonly few: boolean;
  readonly count: () => number;
  /** The same arms without the typed text, where very many rows hold it; else null. */
  readonly unsearched: readonly Arm[] | null;
};

/** Live rows, the trash, or both, as the filter on status says. */
function segmentsOf(question: ListQuestion): Segment[] {
  const statuses = question.filters['status'];
  if (!question.plan.hasStatus || statuses === undefined) return ['live'];
  const trash = statuses.includes('trash');
  const live = statuses.some((status) => status !== 'trash');
  return [...(live ? (['live'] as const) : []), ...(trash ? (['trash'] as const) : [])];
}

/** The condition that the partial indexes carry, word for word. */
function segmentCondition(plan: ListPlan, segment: Segment): RawBuilder<unknown> {
  if (segment === 'trash') return sql`r.deleted_at IS NULL AND r.status = 'trash'`;
  return plan.hasStatus ? sql`r.deleted_at IS NULL AND r.status <> 'trash'` : sql`r.deleted_at IS NULL`;
}

function findSegment(db: ReadableDb, question: ListQuestion, segment: Segment): Part {
  const { plan, entity, filters } = question;
  const searched = searchSet(db, question, segment);
  const categories = segment === 'live' ? filters['category'] : undefined;
  const ofCategory = categories === undefined ? null : categoryRows(db, question.storeIds, categories);
  const sets = [searched, ofCategory].filter((set) => set !== null);
  const conditions = Object.entries(filters)
    .filter(([column]) => !(column === 'category' && segment === 'live'))
    .filter(([column]) => !(column === 'status' && segment === 'trash'))
    .map(([column, values]) => filterCondition(entity, column, values));
  const where = [segmentCondition(plan, segment), ...conditions];
  const smallest = sets.toSorted((left, right) => left.probe - right.probe)[0];
  const looked =
    smallest !== undefined && smallest.probe <= LOOKED_UP
      ? lookUpArm(question, smallest, [...where, ...sets.filter((set) => set !== smallest).map(filterBySet)])
      : null;
  const narrow = narrowingIndex(plan, filters, question.table);
  if (narrow === null && looked !== null && (smallest?.probe ?? 0) <= GATHERED) {
    return { arms: [looked], few: true, count: () => 0, unsearched: null };
  }
  const index = segment === 'trash' ? `${question.table}_trash` : narrow === null ? walkIndex(question) : narrow.index;
  const access = index === null ? ('free' as const) : { index };
  const armsWith = (allowed: readonly RowSet[]): Arm[] =>
    question.storeIds.map((storeId) => ({
      table: question.table,
      access,
      where: [sql`r.store_id = ${storeId}`, ...where, ...allowed.map(filterBySet)],
    }));
  const arms = armsWith(sets);
  const walked = narrow === null && segment === 'live' && question.sort.index !== null;
  // a column that the index lacks costs a row each: one pass must do for the total and the page
  const onePass = !plan.small && Object.keys(filters).some((column) => !plan.covered.includes(column));
  return {
    arms,
    few: narrow !== null || onePass,
    count: () => quickTotal(db, question, segment, sets) ?? countArms(db, looked === null ? arms : [looked]),
    unsearched: walked && searched !== null ? armsWith(sets.filter((set) => set !== searched)) : null,
  };
}

function countArms(db: ReadableDb, arms: readonly Arm[]): number {
  return sumOf(arms.map((arm) => firstColumn(db, countQuery(arm))[0] ?? 0));
}

/** Without index on the unary plus, the set filters rows of a walk and never drives it. */
function filterBySet(set: RowSet): RawBuilder<unknown> {
  return sql`+r.row_number IN (${set.query})`;
}

/** The index that a list of live rows walks along; orders of one status have one of their own. */
function walkIndex(question: ListQuestion): string | null {
  const { entity, sort, filters, plan } = question;
  const statuses = filters['status'] ?? [];
  if (entity === 'orders' && sort.index === 'orders_list_date' && statuses.length === 1) return 'orders_list_status';
  if (sort.index !== null) return sort.index;
  // rows are sorted after they were found: any index of live rows will do
  return plan.sorts['name']?.index ?? plan.sorts['code']?.index ?? null;
}

function lookUpArm(question: ListQuestion, set: RowSet, conditions: readonly RawBuilder<unknown>[]): Arm {
  const ofStore = question.everyStore ? [] : [sql`r.store_id IN (${sql.join(question.storeIds)})`];
  return {
    table: question.table,
    access: 'rows',
    where: [sql`r.row_number IN (${set.query})`, ...conditions, ...ofStore],
  };
}

/** The rows that hold the typed text; null when nothing was typed. */
function searchSet(db: ReadableDb, question: ListQuestion, segment: Segment): RowSet | null {
  const { entity, plan, search, storeIds } = question;
  if (search === null) return null;
  if (segment === 'live' && isIndexed(plan.search)) return searchRows(db, entity, plan.search, search);
  return listedRows(scanRows(db, entity, plan.search, search, segmentSql(plan, segment), storeIds));
}

function segmentSql(plan: ListPlan, segment: Segment): string {
  if (segment === 'trash') return `r.deleted_at IS NULL AND r.status = 'trash'`;
  return plan.hasStatus ? `r.deleted_at IS NULL AND r.status <> 'trash'` : `r.deleted_at IS NULL`;
}

function categoryRows(db: ReadableDb, storeIds: readonly string[], values: readonly FilterValue[]): RowSet {
  const stores = JSON.stringify(storeIds);
  const ids = JSON.stringify(categoryIds(values));
  const text = `SELECT product_row FROM product_category_links
    WHERE store_id IN (SELECT value FROM json_each(?)) AND category_woo_id IN (SELECT value FROM json_each(?))`;
  const counted = (limit: string): number =>
    prepared<number>(db, `SELECT count(DISTINCT product_row) FROM (${text}${limit})`)
      .pluck()
      .get(stores, ids) as number;
  return {
    query: sql`SELECT product_row FROM product_category_links
      WHERE store_id IN (SELECT value FROM json_each(${stores})) AND category_woo_id IN (SELECT value FROM json_each(${ids}))`,
    probe: Math.min(counted(` LIMIT ${LOOKED_UP * 2}`), LOOKED_UP + 1),
    count: () => counted(''),
  };
}

/** The total without reading rows, where a counter or the size of a set is the answer; null elsewhere. */
function quickTotal(db: ReadableDb, question: ListQuestion, segment: Segment, sets: readonly RowSet[]): number | null {
  const { plan, filters, entity } = question;
  const columns = Object.keys(filters);
  const [set] = sets;
  if (set !== undefined) {
    const alone = sets.length === 1 && segment === 'live' && columns.every((column) => column === 'category');
    return alone && (question.everyStore || question.search === null) ? set.count() : null;
  }
  const counters = plan.small || segment === 'trash' ? null : plan.counted;
  if (counters === null || !columns.every((column) => (counters as readonly string[]).includes(column))) return null;
  return sumOf(
    question.storeIds.map((storeId) => {
      const where = [sql`r.store_id = ${storeId}`, sql`r.entity = ${entity}`, sql`r.status <> 'trash'`];
      const conditions = columns.map((column) => filterCondition(entity, column, filters[column] ?? []));
      return firstColumn(db, counterQuery([...where, ...conditions]))[0] ?? 0;
    }),
  );
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
