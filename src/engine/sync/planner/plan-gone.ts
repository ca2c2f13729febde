import type { JsonValue } from '../../../shared/domain/entities.ts';
import type { RecordPlan, RecordView } from './record-plan.ts';
import { draftOf, NOTHING_TO_DO } from './record-plan.ts';

/**
 * The store has the record no more, for good. What waits here is held and a person decides; a record for which nothing
 * waits needs no plan, it goes. [DEL5]
 */
export function planGone(view: RecordView, newId: () => string): RecordPlan {
  const open = view.decision;
  const isAsked = open?.kind === 'deleted_remotely' && open.theirs['status'] === 'gone';
  // one that was on its way while the person was asked is back in the queue: it waits for the answer too
  const held = isAsked ? view.operations.filter(({ state }) => state === 'queued') : view.operations;
  if (held.length === 0) return NOTHING_TO_DO;
  const draft = draftOf(view, newId);
  const base: { [path: string]: JsonValue } = { ...open?.base };
  const mine: { [path: string]: JsonValue } = { ...open?.mine };
  for (const operation of held) {
    for (const [path, change] of Object.entries(operation.payload.fields ?? {})) {
      base[path] = change.base;
      mine[path] = change.value;
    }
    draft.hold(operation.id);
  }
  const fields = [...new Set(['status', ...Object.keys(mine)])];
  const operationId = isAsked ? open.operationId : (view.operations[0]?.id ?? null);
  draft.ask({ kind: 'deleted_remotely', operationId, base, mine, theirs: { status: 'gone' }, fields });
  return { actions: draft.actions(), newlyUndecided: isAsked ? 0 : fields.length };
}
