import type { EntityName, JsonValue } from '../../../shared/domain/entities.ts';
import { fieldByPath } from '../../../shared/domain/fields.ts';
import { fieldEquals, mergeField } from '../../../shared/domain/merge.ts';
import { prepared } from '../../database/database.ts';
import { openConflictOf, saveConflict } from '../../sync/conflict-store.ts';
import type { FieldChange, Operation } from '../../sync/operation.ts';
import {
  endOperation,
  insertOperation,
  openOperationsOf,
  setOperationState,
  updatePayload,
} from '../../sync/outbox-store.ts';
import { rowHeadById } from '../../sync/row-writer.ts';
import { asOwnChange, versionOf } from './marks.ts';
import type { TakeContext } from './take-documents.ts';

/**
 * Puts a record's operations in central's order, and those that central does not have behind them: these are made anew on
 * top of what has just arrived. What both sides of a field say is one decision, made here, because this is the later one.
 * Inside `applying`; the changes are this desktop's own. [SHARE2]
 */
export function goBehind(
  context: TakeContext,
  entity: EntityName,
  recordId: string,
  arrived: ReadonlySet<string>,
): void {
  const { db } = context;
  const operations = openOperationsOf(db, recordId);
  const own = operations.filter(({ id }) => (versionOf(db, id) ?? 0) === 0);
  inOrder(context, operations, own);
  const news = operations.filter(({ id }) => arrived.has(id));
  if (own.length === 0 || news.length === 0) return;
  asOwnChange(db, () => {
    for (const operation of own) {
      if (operation.state === 'queued' || operation.state === 'refused') rebase(context, entity, operation, news);
    }
  });
}

function inOrder(context: TakeContext, operations: readonly Operation[], own: readonly Operation[]): void {
  const { db } = context;
  const position = ({ id }: Operation): number =>
    prepared<{ position: number | null }>(db, `SELECT position FROM team_rows WHERE change_id = ?`).get(id)?.position ??
    Number.MAX_SAFE_INTEGER;
  const wanted = [
    ...operations
      .filter((operation) => !own.includes(operation))
      .map((operation) => ({ operation, at: position(operation) }))
      .sort((left, right) => left.at - right.at)
      .map(({ operation }) => operation),
    ...own,
  ];
  const firstWrong = wanted.findIndex((operation, index) => operation.id !== operations[index]?.id);
  if (firstWrong < 0) return;
  for (const { id } of wanted.slice(firstWrong)) {
    prepared(db, `UPDATE outbox SET sequence = (SELECT max(sequence) + 1 FROM outbox) WHERE id = ?`).run(id);
  }
}

/** The last of the operations that says something about a field, and what. */
function saidOf(operations: readonly Operation[], path: string): { readonly value: JsonValue } | null {
  for (const { payload, kind } of operations.toReversed()) {
    const change = payload.fields?.[path];
    if (change !== undefined) return { value: change.value };
    if (path === 'status' && kind === 'trash') return { value: 'trash' };
    if (path === 'stock_quantity' && payload.stock !== undefined && 'count' in payload.stock)
      return { value: payload.stock.count };
  }
  return null;
}

function rebase(context: TakeContext, entity: EntityName, operation: Operation, news: readonly Operation[]): void {
  const { db } = context;
  if (operation.payload.fields === undefined) return rebaseWhole(context, entity, operation, news);
  const kept: Record<string, FieldChange> = {};
  const undecided: Record<string, FieldChange> = {};
  const theirs: Record<string, JsonValue> = {};
  for (const [path, change] of Object.entries(operation.payload.fields)) {
    const said = saidOf(news, path);
    const verdict = said === null ? change : besides(entity, path, change, said.value);
    if (verdict === 'same') continue;
    if (verdict === 'contradicts') {
      undecided[path] = change;
      theirs[path] = said?.value ?? null;
    } else kept[path] = verdict;
  }
  const hasKept = Object.keys(kept).length > 0;
  if (Object.keys(undecided).length === 0) {
    if (hasKept) updatePayload(db, operation.id, { ...operation.payload, fields: kept });
    else endOperation(db, operation.id, 'superseded', context.now);
    return;
  }
  if (hasKept) {
    updatePayload(db, operation.id, { ...operation.payload, fields: kept });
    const { storeId, recordId } = operation;
    insertOperation(db, {
      ...{ id: context.newId(), storeId, entity, recordId, kind: operation.kind, payload: { fields: undecided } },
      ...{ state: 'held', createdAt: operation.createdAt },
    });
  } else {
    updatePayload(db, operation.id, { ...operation.payload, fields: undecided });
    setOperationState(db, operation.id, 'held');
  }
  ask(context, operation, undecided, theirs);
}

/** A deletion of what a colleague is changing, or a count where a colleague counted: a person looks at both. */
function rebaseWhole(context: TakeContext, entity: EntityName, operation: Operation, news: readonly Operation[]): void {
  const { db } = context;
  if (operation.kind === 'trash' && news.some(({ kind }) => kind === 'trash'))
    return endOperation(db, operation.id, 'superseded', context.now);
  const { stock } = operation.payload;
  const counted = stock !== undefined && 'count' in stock ? saidOf(news, 'stock_quantity') : null;
  if (stock !== undefined && 'count' in stock && counted !== null) {
    if (counted.value === stock.count) return endOperation(db, operation.id, 'superseded', context.now);
    setOperationState(db, operation.id, 'held');
    const change = { base: stock.basis, value: stock.count };
    return ask(context, operation, { stock_quantity: change }, { stock_quantity: counted.value });
  }
  const isDeletion = operation.kind === 'delete' || (operation.kind === 'trash' && saidOf(news, 'status') !== null);
  if (!isDeletion || openConflictOf(db, operation.recordId) !== null) return;
  setOperationState(db, operation.id, 'held');
  const { storeId, recordId, id } = operation;
  saveConflict(
    db,
    {
      ...{ id: context.newId(), storeId, entity, recordId, wooId: rowHeadById(db, entity, recordId)?.wooId ?? null },
      ...{ operationId: id, kind: 'outcome_unknown', base: {}, theirs: {}, fields: ['status'] },
      mine: { status: operation.kind === 'delete' ? 'deleted' : 'trash' },
    },
    context.now,
  );
}

function besides(
  entity: EntityName,
  path: string,
  change: FieldChange,
  said: JsonValue,
): FieldChange | 'same' | 'contradicts' {
  const kind = fieldByPath(entity, path)?.kind ?? 'text';
  if (kind !== 'meta' && fieldEquals(kind, change.value, said)) return 'same';
  if (kind !== 'meta' && kind !== 'references' && kind !== 'ids') return 'contradicts';
  const merged = mergeField(kind, change.base, change.value, said, change.sent);
  if (merged.kind === 'done') return 'same';
  if (merged.kind === 'conflict') return 'contradicts';
  return kind === 'meta' ? change : { base: merged.base, value: merged.value };
}

/** One open decision per record: its fields grow. It names no operation, because the shop has neither value yet. */
function ask(
  context: TakeContext,
  { storeId, entity, recordId }: Operation,
  undecided: Readonly<Record<string, FieldChange>>,
  theirs: Readonly<Record<string, JsonValue>>,
): void {
  const { db } = context;
  const open = openConflictOf(db, recordId);
  const paths = Object.keys(undecided);
  const pick = (side: 'base' | 'value'): Record<string, JsonValue> =>
    Object.fromEntries(paths.map((path) => [path, undecided[path]?.[side] ?? null]));
  saveConflict(
    db,
    {
      ...{ id: open?.id ?? context.newId(), storeId, entity, recordId, operationId: open?.operationId ?? null },
      wooId: rowHeadById(db, entity, recordId)?.wooId ?? null,
      kind: open?.kind ?? (paths.every((path) => path === 'stock_quantity') ? 'stock_moved' : 'both_changed'),
      base: { ...open?.base, ...pick('base') },
      mine: { ...open?.mine, ...pick('value') },
      theirs: { ...open?.theirs, ...theirs },
      fields: [...new Set([...(open?.fields ?? []), ...paths])],
    },
    context.now,
  );
}
