import { isSameValue } from './shared-table.ts';
import type { MirrorRow, SharedTable, SqlValue } from './shared-table.ts';

/** What a person is asked: `base` is what both sides last agreed on. */
export type AskedField = { readonly base: SqlValue; readonly mine: SqlValue; readonly theirs: SqlValue };
export type MergedRow = {
  /** Central's row with what only this side changed. */
  readonly row: MirrorRow;
  readonly asked: Readonly<Record<string, AskedField>>;
};

type Unit = readonly { readonly name: string; readonly type: SharedTable['columns'][number]['type'] }[];

const DELETED = 'deleted_at';

/**
 * Three versions of one row become one. [TEAM5] Per field, or group of fields: changed on one side, that side; on both
 * differently, central's, and this side's value is asked about unless the field never asks. `base` null: both sides made
 * the row, so whatever differs was changed on both.
 */
export function mergeRow(table: SharedTable, base: MirrorRow | null, mine: MirrorRow, theirs: MirrorRow): MergedRow {
  if (table.meeting === 'first' || table.meeting === 'read-only') return { row: { ...mine, ...theirs }, asked: {} };
  const row: Record<string, SqlValue> = { ...mine, ...theirs };
  const asked: Record<string, AskedField> = {};
  let hasOwnChange = false;
  for (const unit of unitsOf(table)) {
    const differ = (one: MirrorRow | null, other: MirrorRow): boolean =>
      one === null ||
      unit.some(({ name, type }) => theirs[name] !== undefined && !isSameValue(type, one[name], other[name]));
    if (!differ(mine, theirs) || !differ(base, mine)) continue;
    const asks = unit.some(({ name }) => !table.fieldsThatNeverAsk.includes(name));
    hasOwnChange ||= asks;
    if (!differ(base, theirs)) {
      for (const { name } of unit) row[name] = mine[name] ?? null;
    } else if (asks) {
      for (const { name, type } of unit)
        if (!isSameValue(type, mine[name], theirs[name])) asked[name] = threeOf(name, base, mine, theirs);
    }
  }
  // an edit of what somebody else deleted meanwhile would vanish with it
  const wasDeleted = base !== null && (base[DELETED] ?? null) === null && (theirs[DELETED] ?? null) !== null;
  if (wasDeleted && hasOwnChange && (mine[DELETED] ?? null) === null)
    asked[DELETED] = threeOf(DELETED, base, mine, theirs);
  return { row, asked };
}

function threeOf(name: string, base: MirrorRow | null, mine: MirrorRow, theirs: MirrorRow): AskedField {
  return { base: base?.[name] ?? null, mine: mine[name] ?? null, theirs: theirs[name] ?? null };
}

/** What is decided together; columns that central sets are taken from it. */
function unitsOf(table: SharedTable): readonly Unit[] {
  const columns = table.columns.filter(({ isCentrals }) => isCentrals !== true);
  const grouped = table.groups.map((group) => columns.filter(({ name }) => group.includes(name)));
  const alone = columns.filter(({ name }) => !table.groups.some((group) => group.includes(name)));
  return [...grouped.filter((group) => group.length > 0), ...alone.map((column) => [column])];
}

/** The sent columns in which `row` differs from `base`; all that are set where there is no base. */
export function changedFields(table: SharedTable, base: MirrorRow | null, row: MirrorRow): MirrorRow {
  if (table.meeting === 'read-only') return {};
  const changed: Record<string, SqlValue> = {};
  for (const { name, type, isCentrals } of table.columns) {
    const value = row[name];
    if (isCentrals === true || value === undefined) continue;
    if (base === null ? value !== null : !isSameValue(type, base[name], value)) changed[name] = value;
  }
  return changed;
}
