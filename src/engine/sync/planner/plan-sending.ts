import type { Conflict } from '../conflict-store.ts';
import type { Operation } from '../operation.ts';
import type { RecordView } from './record-plan.ts';

/** Whether an unanswered write happened, or which of two records is the right one: nothing of the record goes on before. */
export function waitsForAnswer(decision: Conflict | null): boolean {
  return decision?.kind === 'outcome_unknown' || decision?.kind === 'duplicate';
}

/**
 * The operation of a record that may leave at `time` (epoch ms), null for none: the oldest that is queued, once its
 * waiting time is over, and only while no other of the record is on its way or unanswered. `ignoreBackOff`: a person asked for it. [PUSH4]
 */
export function nextToSend(
  view: Pick<RecordView, 'operations' | 'decision'>,
  time: number,
  ignoreBackOff: boolean,
): Operation | null {
  if (waitsForAnswer(view.decision)) return null;
  // also one that comes later: what was held or refused may have let others go first
  if (view.operations.some(({ state }) => state === 'sending' || state === 'unknown')) return null;
  for (const operation of view.operations) {
    if (operation.state === 'queued') {
      const due = ignoreBackOff || operation.nextAttemptAt === null || operation.nextAttemptAt <= time;
      return due ? operation : null;
    }
    // a refused or held edit leaves the record's other fields alone; a create that is not done does not
    if (operation.kind === 'create') return null;
  }
  return null;
}
