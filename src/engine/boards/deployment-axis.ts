import type { Environment } from '../../shared/domain/boards/words.ts';
import { addDays, dayAt, startOfDay } from '../../shared/domain/boards/days.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardResult } from './board-command.ts';
import { refuse } from './board-command.ts';
import { isoOf } from './board-rows.ts';
import type { ShownDeployment } from './deployment-queries.ts';
import { listDeployments } from './deployment-queries.ts';
import { readInstant } from './field-checks.ts';

/** Steps that a chart can still show. */
const MOST_POINTS = 2000;
const MOST_DEPLOYMENTS = 200;
const HOUR_MS = 3_600_000;
/** All zones of the world begin their days at a quarter of an hour of each other. */
const QUARTER_MS = 900_000;
/** Prices are summed as whole parts of this: no store has more decimals. */
const PARTS = 10_000;

type AxisInput = {
  readonly storeId: string | null;
  readonly from: string;
  readonly to: string;
  readonly step: 'hour' | 'day';
  readonly environment: Environment | null;
};
type Point = { readonly at: string; readonly refused: number; readonly orders: number; readonly sales: string };
export type Axis = {
  readonly points: Point[];
  readonly currency: string | null;
  readonly deployments: ShownDeployment[];
};
type Quarter = { readonly quarter: number; readonly n: number; readonly parts: number };

/** Refusals, orders and takings of one store or all, step by step, with the deployments between them. [DEPLOY4] */
export function deploymentAxis(db: ReadableDb, input: AxisInput, timeZone: string): BoardResult<Axis> {
  const from = readInstant('from', input.from);
  const to = readInstant('to', input.to);
  if (!from.ok) return from;
  if (!to.ok) return to;
  if (to.value <= from.value) return refuse('to', 'end-before-start');
  const starts = stepsOf(from.value, to.value, input.step, timeZone);
  if (starts === null) return refuse('to', 'too-large', { max: MOST_POINTS });
  const range = { from: starts[0] ?? from.value, to: to.value };
  const refused = fold(starts, refusals(db, input.storeId, range));
  const orders = fold(starts, sales(db, input.storeId, range));
  const currency = onlyCurrency(db, input.storeId);
  return ok({
    points: starts.map((at, index) => ({
      at: isoOf(at),
      refused: refused[index]?.n ?? 0,
      orders: orders[index]?.n ?? 0,
      sales: currency === null ? '0.00' : toMoney(orders[index]?.parts ?? 0),
    })),
    currency,
    deployments: listDeployments(db, {
      environment: input.environment,
      storeId: input.storeId,
      from: from.value,
      to: to.value,
      limit: MOST_DEPLOYMENTS,
    }).toReversed(),
  });
}

/** Where each step begins; null: there are too many. */
function stepsOf(from: number, to: number, step: 'hour' | 'day', timeZone: string): readonly number[] | null {
  const starts: number[] = [];
  if (step === 'hour') {
    for (let at = Math.floor(from / HOUR_MS) * HOUR_MS; at < to; at += HOUR_MS) {
      if (starts.length >= MOST_POINTS) return null;
      starts.push(at);
    }
    return starts;
  }
  for (let day = dayAt(from, timeZone); ; day = addDays(day, 1)) {
    const at = startOfDay(day, timeZone);
    if (at >= to) return starts;
    if (starts.length >= MOST_POINTS) return null;
    starts.push(at);
  }
}

type Range = { readonly from: number; readonly to: number };

function refusals(db: ReadableDb, storeId: string | null, range: Range): readonly Quarter[] {
  return prepared<Quarter>(
    db,
    `SELECT first_seen_at / ${QUARTER_MS} AS quarter, count(*) AS n, 0 AS parts FROM sync_errors
     WHERE first_seen_at >= @from AND first_seen_at < @to AND (@storeId IS NULL OR store_id = @storeId) GROUP BY 1 ORDER BY 1`,
  ).all({ ...range, storeId });
}

/** All orders that were placed, and what the paid ones of them came to. */
function sales(db: ReadableDb, storeId: string | null, range: Range): readonly Quarter[] {
  const stores =
    storeId === null
      ? prepared<{ id: string }>(db, `SELECT id FROM stores`)
          .all()
          .map(({ id }) => id)
      : [storeId];
  return stores.flatMap((id) =>
    prepared<Quarter>(
      db,
      `SELECT date_created_woo / ${QUARTER_MS} AS quarter, count(*) AS n,
         sum(iif(status IN ('processing', 'completed'), CAST(round(coalesce(total_sort, 0) * ${PARTS}) AS INTEGER), 0)) AS parts
       FROM orders WHERE store_id = @id AND date_created_woo >= @from AND date_created_woo < @to
         AND deleted_at IS NULL AND status <> 'trash' AND status NOT IN ('checkout-draft', 'auto-draft') GROUP BY 1 ORDER BY 1`,
    ).all({ ...range, id }),
  );
}

/** Each quarter of an hour counts for the step that it lies in. */
function fold(starts: readonly number[], quarters: readonly Quarter[]): readonly { n: number; parts: number }[] {
  const sums = starts.map(() => ({ n: 0, parts: 0 }));
  for (const { quarter, n, parts } of quarters) {
    const sum = sums[lastUpTo(starts, quarter * QUARTER_MS)];
    if (sum === undefined) continue;
    sum.n += n;
    sum.parts += parts;
  }
  return sums;
}

function lastUpTo(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const centre = Math.ceil((low + high) / 2);
    if ((starts[centre] ?? 0) <= at) low = centre;
    else high = centre - 1;
  }
  return low;
}

function onlyCurrency(db: ReadableDb, storeId: string | null): string | null {
  const found = prepared<{ currency: string }>(
    db,
    `SELECT DISTINCT currency FROM stores WHERE @storeId IS NULL OR id = @storeId`,
  ).all({ storeId });
  return found.length === 1 ? (found[0]?.currency ?? null) : null;
}

function toMoney(parts: number): string {
  const sign = parts < 0 ? '-' : '';
  const digits = String(Math.abs(parts)).padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0{1,2}$/, '');
  return `${sign}${digits.slice(0, -4)}.${fraction}`;
}
