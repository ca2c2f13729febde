import type { JsonObject } from '../../../shared/domain/entities.ts';
import { getPath } from '../../../shared/domain/json-path.ts';
import type { FieldChange, Operation } from '../operation.ts';
import type { Undecided } from './held-fields.ts';
import { holdFields } from './held-fields.ts';
import type { RecordDraft } from './record-plan.ts';

/** The store put the record in its trash while edits of the live record wait here. */
export function isTrashedThere(operations: readonly Operation[], remote: JsonObject): boolean {
  return (
    remote['status'] === 'trash' &&
    operations.some(({ kind }) => kind === 'update' || kind === 'status' || kind === 'stock') &&
    // the person here already said what is to become of the record in the trash
    !operations.some(({ kind }) => kind === 'restore' || kind === 'trash' || kind === 'delete')
  );
}

/**
 * Bring it back with the edits, or let them go? `conflicting`: fields that the merge took off their operations already.
 * Answers the number of fields that newly wait for a person. [DEL5]
 */
export function holdTrashed(draft: RecordDraft, remote: JsonObject, conflicting: readonly Undecided[]): number {
  if (draft.decision()?.kind === 'deleted_remotely') {
    if (conflicting.length > 0) holdFields(draft, conflicting, null);
    return conflicting.length;
  }
  const offer: FieldChange = { base: 'trash', value: draft.view.statusHere ?? 'publish', offered: true };
  let status: Undecided = { path: 'status', change: offer, theirs: 'trash' };
  const others: Undecided[] = [];
  const take = (item: Undecided): void => {
    if (item.path === 'status') status = item;
    else others.push(item);
  };
  conflicting.forEach(take);
  for (const operation of draft.operations()) {
    if (operation.state === 'sending' || operation.state === 'unknown') continue;
    if (operation.payload.fields !== undefined) {
      for (const [path, change] of Object.entries(operation.payload.fields))
        take({ path, change, theirs: getPath(remote, path) ?? null });
      draft.end(operation.id);
    } else if (operation.kind === 'stock') draft.hold(operation.id);
  }
  holdFields(draft, [status, ...others], 'deleted_remotely');
  return others.length + 1;
}
