import type { z } from 'zod';
import type { listInput } from '../../shared/contract/records.ts';
import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { liveCount } from './counts.ts';
import type { FieldRefused, Filters } from './list-filters.ts';
import { checkFilters, findSort, narrowingIndex } from './list-filters.ts';
import type { ListQuestion, ListTuning, Part } from './list-segments.ts';
import { LIST_TUNING, findSegment, segmentsOf } from './list-segments.ts';
import { firstColumn, pageQuery } from './list-sql.ts';
import type { ListPlan } from './record-tables.ts';
import { LIST_PLANS } from './record-tables.ts';
import type { RecordRow } from './record-rows.ts';
import { idsByRowNumber, recordsByRowNumber } from './record-rows.ts';
import { matchingRows } from './search-candidates.ts';
import { readSearch } from './search-text.ts';
import { inSnapshot } from './snapshot.ts';

export type ListInput = z.output<typeof listInput>;
export type RecordList = { readonly total: number; readonly rows: readonly RecordRow[] };

/**
 * Live records of an entity: filtered, searched, sorted, one page, and how many there are in all. Rows in the trash only by the
 * filter `status=trash`; rows with an unsent permanent deletion never. Equal sort keys keep the order of arrival; empty values
 * come before all others. Errors: `FieldRefused` for a filter or an order that the entity does not have.
 */
export function listRecords(
  db: ReadableDb,
  input: ListInput,
  tuning: ListTuning = LIST_TUNING,
): Result<RecordList, FieldRefused> {
  return ask(db, input, tuning, ({ total, rowNumbers }) => ({
    total,
    rows: recordsByRowNumber(db, input.entity, rowNumbers),
  }));
}

/** The local ids of the same list, in the same order, and how many there are in all. */
export function listRecordIds(
  db: ReadableDb,
  input: ListInput,
): Result<{ readonly total: number; readonly ids: readonly string[] }, FieldRefused> {
  return ask(db, input, LIST_TUNING, ({ total, rowNumbers }) => ({
    total,
    ids: idsByRowNumber(db, input.entity, rowNumbers),
  }));
}

type Found = { readonly total: number; readonly rowNumbers: readonly number[] };

function ask<T>(
  db: ReadableDb,
  input: ListInput,
  tuning: ListTuning,
  read: (found: Found) => T,
): Result<T, FieldRefused> {
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
      const known = prepared<string>(db, `SELECT id FROM stores ORDER BY id`).pluck().all();
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
        tuning,
      };
      return read(
        storeIds.length === 0 ? { total: 0, rowNumbers: [] } : answer(db, question, input.limit, input.offset),
      );
    }),
  );
}

/** The variations of one product come in the product's own order. */
function defaultSort(entity: EntityName, plan: ListPlan, filters: Filters): ListPlan['defaultSort'] {
  const ofProduct = entity === 'variations' && Object.hasOwn(filters, 'product_id');
  return ofProduct ? { field: 'menu_order', descending: false } : plan.defaultSort;
}

function answer(db: ReadableDb, question: ListQuestion, limit: number, offset: number): Found {
  const parts = segmentsOf(question).map((segment) => findSegment(db, question, segment));
  const arms = parts.flatMap((part) => part.arms);
  const { keys } = question.sort;
  if (parts.every((part) => part.few)) {
    const all = arms.length === 0 ? [] : firstColumn(db, pageQuery(arms, keys, question.descending, -1, 0));
    return { total: all.length, rowNumbers: all.slice(offset, offset + limit) };
  }
  const total = parts.reduce((sum, part) => sum + part.count(), 0);
  if (offset >= total) return { total, rowNumbers: [] };
  // a page behind the middle of an index is nearer to its other end
  const fromEnd = offset > total / 2;
  const count = Math.min(limit, total - offset);
  const place = {
    count,
    skipped: fromEnd ? total - offset - count : offset,
    descending: fromEnd !== question.descending,
  };
  const found =
    commonRows(db, question, parts, place, total) ??
    firstColumn(db, pageQuery(arms, keys, place.descending, place.count, place.skipped));
  return { total, rowNumbers: fromEnd ? found.toReversed() : found };
}

type Place = { readonly count: number; readonly skipped: number; readonly descending: boolean };

/**
 * A text that many rows hold is soon met on the way along the sort index: reading a few rows there is cheaper than gathering
 * all that hold it. Null where it is not, or where the rows that were read did not fill the page after all.
 */
function commonRows(
  db: ReadableDb,
  question: ListQuestion,
  parts: readonly Part[],
  { count, skipped, descending }: Place,
  total: number,
): number[] | null {
  const { search, entity, plan, sort, storeIds } = question;
  const [part] = parts;
  if (part === undefined || parts.length > 1 || part.unsearched === null || search === null) return null;
  const live = storeIds.reduce((sum, storeId) => sum + liveCount(db, storeId, entity), 0);
  // half as many again as an even spread would need
  const enough = Math.ceil(((skipped + count) * live * 1.5) / total) + 20;
  if (enough > question.tuning.tried) return null;
  const tried = firstColumn(db, pageQuery(part.unsearched, sort.keys, descending, enough, 0));
  const found = matchingRows(db, entity, plan.search, search, tried).slice(skipped, skipped + count);
  return found.length === count ? found : null;
}
