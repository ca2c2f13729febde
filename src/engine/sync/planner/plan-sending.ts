import type { Conflict } from '../conflict-store.ts';
import type { Operation } from '../operation.ts';
import type { RecordView } from './record-plan.ts';

/** Whether an unanswered write happened, or which of two records is the right one: nothing of the record goes on before. */
export function waitsForAnswer(decision: Conflict | null): boolean {
  return decision?.kind === 'outcome_unknown' || decision?.kind === 'duplicate';
}

/**
 * The operation of a record that may leave at `time` (epoch ms), null for none: the oldest that is queued, once its
 * waiting time is over, unless an earlier one must end first. `ignoreBackOff`: a person asked for it. [PUSH4]
 */
export function nextToSend(
  view: Pick<RecordView, 'operations' | 'decision'>,
  time: number,
  ignoreBackOff: boolean,
): Operation | null {
  if (waitsForAnswer(view.decision)) return null;
  for (const operation of view.operations) {
    if (operation.state === 'queued') {
      const due = ignoreBackOff || operation.nextAttemptAt === null || operation.nextAttemptAt <= time;
      return due ? operation : null;
    }
    if (mustEndFirst(operation)) return null;
  }
  return null;
}

/** A refused or held edit leaves the record's other fields alone; an open create or an open question does not. */
function mustEndFirst(operation: Operation): boolean {
  return operation.state === 'sending' || operation.state === 'unknown' || operation.kind === 'create';
}
