import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { EntityName } from '../../shared/domain/entities.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { FilterValue, Filters } from './list-filters.ts';
import { categoryIds, filterCondition, narrowingIndex } from './list-filters.ts';
import type { Arm } from './list-sql.ts';
import { countQuery, counterQuery, firstColumn } from './list-sql.ts';
import type { ListPlan, SortPlan } from './record-tables.ts';
import { isIndexed } from './record-tables.ts';
import type { RowSet } from './search-candidates.ts';
import { listedRows, scanRows, searchRows } from './search-candidates.ts';
import type { SearchQuestion } from './search-text.ts';

/** Where one way to read a list becomes dearer than the next; rows. Answers do not depend on them. */
export type ListTuning = {
  /** Sets up to this size are gathered and sorted; of larger ones only a page is read, along the sort index. */
  readonly gathered: number;
  /** Sets up to this size are counted row by row; larger ones by a walk along an index. */
  readonly lookedUp: number;
  /** Rows that are read along the sort index before all rows that hold a common text are gathered. */
  readonly tried: number;
};
/** Measured at 100,000 products and 200,000 orders. */
export const LIST_TUNING: ListTuning = { gathered: 800, lookedUp: 15_000, tried: 1_500 };

/** What a list was asked for, after its fields were checked. */
export type ListQuestion = {
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
  readonly tuning: ListTuning;
};
export type Segment = 'live' | 'trash';

/** Rows of one segment. */
export type Part = {
  readonly arms: readonly Arm[];
  /** Few enough to gather and sort all of them. */
  readonly few: boolean;
  readonly count: () => number;
  /** The same arms without the typed text, where very many rows hold it; else null. */
  readonly unsearched: readonly Arm[] | null;
};

/** Live rows, the trash, or both, as the filter on status says. */
export function segmentsOf(question: ListQuestion): Segment[] {
  const statuses = question.filters['status'];
  if (!question.plan.hasStatus || statuses === undefined) return ['live'];
  const trash = statuses.includes('trash');
  const live = statuses.some((status) => status !== 'trash');
  return [...(live ? (['live'] as const) : []), ...(trash ? (['trash'] as const) : [])];
}

/** The condition that the partial indexes carry, word for word. */
function segmentCondition(plan: ListPlan, segment: Segment): string {
  if (segment === 'trash') return `r.deleted_at IS NULL AND r.status = 'trash'`;
  return plan.hasStatus ? `r.deleted_at IS NULL AND r.status <> 'trash'` : `r.deleted_at IS NULL`;
}

/** How the rows of one segment are found, and how they are counted. */
export function findSegment(db: ReadableDb, question: ListQuestion, segment: Segment): Part {
  const { plan, entity, filters } = question;
  const searched = searchSet(db, question, segment);
  const categories = segment === 'live' ? filters['category'] : undefined;
  const ofCategory = categories === undefined ? null : categoryRows(db, question, categories);
  const sets = [searched, ofCategory].filter((set) => set !== null);
  const conditions = Object.entries(filters)
    .filter(([column]) => !(column === 'category' && segment === 'live'))
    .filter(([column]) => !(column === 'status' && segment === 'trash'))
    .map(([column, values]) => filterCondition(entity, column, values));
  const where = [sql.raw(segmentCondition(plan, segment)), ...conditions];
  const smallest = sets.toSorted((left, right) => left.probe - right.probe)[0];
  const looked =
    smallest !== undefined && smallest.probe <= question.tuning.lookedUp
      ? lookUpArm(question, smallest, [...where, ...sets.filter((set) => set !== smallest).map(filterBySet)])
      : null;
  const narrow = narrowingIndex(plan, filters, question.table);
  if (narrow === null && looked !== null && (smallest?.probe ?? 0) <= question.tuning.gathered) {
    return { arms: [looked], few: true, count: () => countArms(db, [looked]), unsearched: null };
  }
  const index = segment === 'trash' ? `${question.table}_trash` : narrow === null ? walkIndex(question) : narrow.index;
  const access = index === null ? ('free' as const) : { index };
  const armsWith = (allowed: readonly RowSet[], by: Arm['access']): Arm[] =>
    question.storeIds.map((storeId) => ({
      table: question.table,
      access: by,
      where: [sql`r.store_id = ${storeId}`, ...where, ...allowed.map(filterBySet)],
    }));
  const walked = narrow === null && segment === 'live' && question.sort.index !== null;
  // a column that the index lacks costs a row each: one pass must do for the total and the page
  const onePass = !plan.small && Object.keys(filters).some((column) => !plan.covered.includes(column));
  const counting = walked && plan.countIndex !== null ? { index: plan.countIndex } : access;
  return {
    arms: armsWith(sets, access),
    few: narrow !== null || onePass,
    count: () =>
      quickTotal(db, question, segment, sets) ?? countArms(db, looked === null ? armsWith(sets, counting) : [looked]),
    unsearched:
      walked && searched !== null
        ? armsWith(
            sets.filter((set) => set !== searched),
            access,
          )
        : null,
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

/** Nothing but the typed text chooses among the live rows. */
function isWholeAnswer(question: ListQuestion): boolean {
  return question.everyStore && Object.keys(question.filters).length === 0;
}

/** The rows that hold the typed text; null when nothing was typed. */
function searchSet(db: ReadableDb, question: ListQuestion, segment: Segment): RowSet | null {
  const { entity, plan, search, storeIds } = question;
  if (search === null) return null;
  if (segment === 'live' && isIndexed(plan.search))
    // where the size of the set is the total, it is counted to the end at once
    return searchRows(db, entity, plan.search, search, isWholeAnswer(question) ? null : question.tuning.lookedUp);
  return listedRows(scanRows(db, entity, plan.search, search, segmentCondition(plan, segment), storeIds));
}

function categoryRows(db: ReadableDb, question: ListQuestion, values: readonly FilterValue[]): RowSet {
  const stores = JSON.stringify(question.storeIds);
  const ids = JSON.stringify(categoryIds(values));
  const most = question.tuning.lookedUp;
  const links = (columns: string): string => `SELECT ${columns} FROM product_category_links
    WHERE store_id IN (SELECT value FROM json_each(?)) AND category_woo_id IN (SELECT value FROM json_each(?))`;
  const count = (text: string): number => prepared<{ n: number }>(db, text).get(stores, ids)?.n ?? 0;
  return {
    query: sql`SELECT product_row FROM product_category_links
      WHERE store_id IN (SELECT value FROM json_each(${stores})) AND category_woo_id IN (SELECT value FROM json_each(${ids}))`,
    probe: count(`SELECT count(*) AS n FROM (${links('1')} LIMIT ${most + 1})`),
    count: () => count(links('count(DISTINCT product_row) AS n')),
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
