import type { DomainError } from '../../shared/contract/common.ts';
import type { JsonValue } from '../../shared/domain/entities.ts';
import { EDITABLE_FIELDS, fieldByColumn } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { fieldEquals } from '../../shared/domain/merge.ts';
import { ok } from '../../shared/result.ts';
import type { BulkChange } from './bulk-change.ts';
import { changeOfRecord } from './bulk-change.ts';
import { changeStock } from './change-stock.ts';
import type { CommandContext, CommandResult, RecordCommandsDeps } from './command-context.ts';
import { asPart, refuse, refuseField, runCommand, runForShow } from './command-context.ts';
import { editRecord } from './edit-record.ts';
import type { RecordState } from './record-state.ts';
import { loadRecord } from './record-state.ts';

export type BulkPart = {
  /** Local ids of products. */
  readonly ids: readonly string[];
  readonly change: BulkChange;
  readonly locale: string;
};
export type FieldStep = { readonly field: string; readonly before: JsonValue; readonly after: JsonValue };
/** What a bulk edit does to one record; neither changes nor a refusal: it stays as it is. */
export type BulkRow = {
  readonly id: string;
  readonly label: string;
  readonly changes: readonly FieldStep[];
  readonly refused: DomainError | null;
};
export type BulkApplied = { readonly batchId: string; readonly rows: readonly BulkRow[] };

const ENTITY = 'products';

/** Does the part and takes all of it back: what would happen is found by doing it. [BULK2] */
export function previewBulk(deps: RecordCommandsDeps, part: BulkPart): CommandResult<readonly BulkRow[]> {
  return runForShow(deps, (context) => ok(part.ids.map((id) => changeOne(context, id, part))));
}

/**
 * One part of a bulk edit, in one durable transaction: each record wholly or not at all, a refused one is as it was
 * and holds up no other. `batchId` null begins a bulk edit. [BULK3]
 */
export function applyBulk(
  deps: RecordCommandsDeps,
  input: BulkPart & { readonly batchId: string | null },
): CommandResult<BulkApplied> {
  const batchId = input.batchId ?? deps.newId();
  return runCommand(deps, (context) =>
    ok({ batchId, rows: input.ids.map((id) => changeOne({ ...context, batchId }, id, input)) }),
  );
}

function changeOne(context: CommandContext, id: string, part: BulkPart): BulkRow {
  const before = loadRecord(context.db, ENTITY, id);
  if (before === null) return { id, label: '', changes: [], refused: { type: 'NotFound', entity: ENTITY, id } };
  const name = before.local['name'];
  const label = typeof name === 'string' ? name : '';
  const done = asPart(context, () => changeRecord(context, before, part));
  if (!done.ok) return { id, label, changes: [], refused: done.error };
  return { id, label, changes: stepsOf(before, loadRecord(context.db, ENTITY, id)), refused: null };
}

function changeRecord(context: CommandContext, record: RecordState, { change, locale }: BulkPart): CommandResult<null> {
  const wanted = changeOfRecord(change, record.local, locale);
  if (!wanted.ok) return refuse(wanted.error);
  const { columns, stock } = wanted.value;
  const named = [...Object.keys(columns), ...(stock === null ? [] : ['stock_quantity'])];
  // a person who edits one record sees the question; who edits a thousand does not
  const asked = named.find((column) => {
    const path = fieldByColumn(ENTITY, column)?.path ?? column;
    return record.conflict?.fields.includes(path) === true;
  });
  if (asked !== undefined) return refuseField(asked, 'in-decision');
  if (Object.keys(columns).length > 0) {
    const edited = editRecord(context, { entity: ENTITY, id: record.id, changes: columns, locale: 'en' });
    if (!edited.ok) return edited;
  }
  if (stock === null) return ok(null);
  const moved = changeStock(context, { entity: ENTITY, id: record.id, intent: stock, reason: '' });
  return moved.ok ? ok(null) : moved;
}

function stepsOf(before: RecordState, after: RecordState | null): readonly FieldStep[] {
  if (after === null) return [];
  return EDITABLE_FIELDS[ENTITY].flatMap(({ column, path, kind }): FieldStep[] => {
    const was = getPath(before.local, path) ?? null;
    const is = getPath(after.local, path) ?? null;
    return fieldEquals(kind, was, is) ? [] : [{ field: column, before: was, after: is }];
  });
}
