import type { EntityName, JsonValue } from '../../shared/domain/entities.ts';
import { openConflictOf, saveConflict } from './conflict-store.ts';
import type { MergeContext } from './merge-pending.ts';
import { openOperationsOf, setOperationState } from './outbox-store.ts';
import { rebuildRow } from './rebuild-row.ts';
import { recordAndChildren } from './remove-record.ts';

/**
 * A record is gone from the store for good while changes wait here (its own or of records that hang on it): it is
 * kept, its operations are held, and a person decides. Returns whether this is news. [DEL5]
 */
export function holdForGone(
  context: MergeContext,
  entity: EntityName,
  recordId: string,
  wooId: number | null,
): boolean {
  const { db } = context;
  let news = false;
  for (const record of recordAndChildren(db, entity, recordId)) {
    const operations = openOperationsOf(db, record.id);
    if (operations.length === 0) continue;
    const open = openConflictOf(db, record.id);
    if (open?.kind === 'deleted_remotely' && open.theirs['status'] === 'gone') continue;
    const base: { [path: string]: JsonValue } = { ...open?.base };
    const mine: { [path: string]: JsonValue } = { ...open?.mine };
    const theirs: { [path: string]: JsonValue } = { status: 'gone' };
    for (const operation of operations) {
      for (const [path, change] of Object.entries(operation.payload.fields ?? {})) {
        base[path] = change.base;
        mine[path] = change.value;
      }
      setOperationState(db, operation.id, 'held');
    }
    const fields: readonly string[] = [...new Set(['status', ...Object.keys(mine)])];
    saveConflict(
      db,
      {
        id: open?.id ?? context.newId(),
        storeId: context.storeId,
        entity: record.entity,
        recordId: record.id,
        wooId: record.id === recordId ? wooId : null,
        operationId: operations[0]?.id ?? null,
        kind: 'deleted_remotely',
        base: base,
        mine: mine,
        theirs: theirs,
        fields,
      },
      context.now,
    );
    rebuildRow(context, record.entity, record.id);
    news = true;
  }
  return news;
}
