import type { FieldMark, StockIntentView } from '../../shared/contract/common.ts';
import type { EntityName } from '../../shared/domain/entities.ts';
import { pathToColumn } from '../../shared/domain/fields.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { OperationKind, OperationPayload, OperationState } from '../sync/operation.ts';

type OpenOperation = { record_id: string; kind: OperationKind; state: OperationState; payload: string };
type OpenConflict = { local_id: string; conflicting_fields: string };
type Marks = Record<string, FieldMark>;

/** What a person must see first wins where several operations touch one column. */
const URGENCY: Readonly<Record<FieldMark, number>> = { conflict: 3, refused: 2, sending: 1, pending: 0 };

/** Rows show a document's pictures and parent under other names than the store. */
const SHOWN_AS: Partial<Record<EntityName, Readonly<Record<string, string>>>> = {
  products: { images: 'image_url' },
  variations: { image: 'image_url' },
  categories: { image: 'image_url' },
  brands: { image: 'image_url' },
};

/** How an operation's state shows in a cell. */
export function markOfState(state: OperationState): FieldMark {
  if (state === 'refused') return 'refused';
  return state === 'sending' || state === 'unknown' ? 'sending' : 'pending';
}

/** The columns of a row that show `path`. */
function columnsOf(entity: EntityName, path: string): string[] {
  const column = pathToColumn(entity, path);
  const shown = SHOWN_AS[entity]?.[path];
  const [head = path] = path.split('.');
  return [...new Set([column, ...(shown === undefined ? [] : [shown]), ...(head === path ? [] : [head])])];
}

/** The document paths that an operation changes. */
export function pathsOf(kind: OperationKind, payload: OperationPayload): string[] {
  const paths = [...Object.keys(payload.fields ?? {}), ...Object.keys(payload.values ?? {})];
  if (kind === 'trash') paths.push('status');
  if (kind === 'stock') paths.push('stock_quantity');
  return paths;
}

function raise(marks: Marks, column: string, mark: FieldMark): void {
  const present = marks[column];
  if (present === undefined || URGENCY[mark] > URGENCY[present]) marks[column] = mark;
}

/**
 * For each of these records that has some: how its columns stand towards the store, from the operations that have not
 * ended and the decisions that wait.
 */
export function marksByRecord(db: ReadableDb, entity: EntityName, ids: readonly string[]): ReadonlyMap<string, Marks> {
  const wanted = JSON.stringify(ids);
  const all = new Map<string, Marks>();
  const marksOf = (id: string): Marks => {
    const marks = all.get(id) ?? {};
    all.set(id, marks);
    return marks;
  };
  const operations = prepared<OpenOperation>(
    db,
    `SELECT o.record_id, o.kind, o.state, o.payload FROM json_each(?) AS wanted CROSS JOIN outbox AS o INDEXED BY outbox_open_record
     ON o.record_id = wanted.value WHERE o.state <> 'ended'`,
  ).all(wanted);
  for (const operation of operations) {
    const mark = markOfState(operation.state);
    for (const path of pathsOf(operation.kind, JSON.parse(operation.payload) as OperationPayload)) {
      for (const column of columnsOf(entity, path)) raise(marksOf(operation.record_id), column, mark);
    }
  }
  const conflicts = prepared<OpenConflict>(
    db,
    `SELECT local_id, conflicting_fields FROM sync_conflict INDEXED BY sync_conflict_one_open
     WHERE store_id IN (SELECT id FROM stores) AND entity_type = ? AND local_id IN (SELECT value FROM json_each(?)) AND status = 'open'`,
  ).all(entity, wanted);
  for (const conflict of conflicts) {
    for (const path of JSON.parse(conflict.conflicting_fields) as string[]) {
      for (const column of columnsOf(entity, path)) raise(marksOf(conflict.local_id), column, 'conflict');
    }
  }
  return all;
}

/** A change of stock as it was meant; null for anything else. */
export function intentOf(payload: OperationPayload): StockIntentView | null {
  const { stock } = payload;
  if (stock === undefined) return null;
  return 'adjust' in stock ? { kind: 'adjust', by: stock.adjust } : { kind: 'count', to: stock.count };
}
