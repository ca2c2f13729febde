import { openConflictOf } from './conflict-store.ts';
import { waitsForAnswer } from './merge-pending.ts';
import { openOperations } from './outbox-store.ts';
import type { Operation } from './operation.ts';
import { pushOperation } from './push-operation.ts';
import type { PushTarget } from './push-target.ts';
import { pushTarget } from './push-target.ts';
import type { RunContext } from './run-context.ts';
import { isReplacementOpen } from './store-epoch.ts';
import { RunStopped } from './run-context.ts';

const WRITES_AT_ONCE = 2;

export type PushOptions = {
  /** Asked for by hand: waiting times of earlier failures do not count. */
  readonly ignoreBackOff: boolean;
};

/**
 * Sends what is queued, oldest first: per record in order and never two at once, parents before what hangs on them,
 * and nothing of a record whose last outcome is unknown. [PUSH4]
 */
export async function pushAll(run: RunContext, options: PushOptions): Promise<void> {
  const attempted = new Set<string>();
  let unknownInARow = 0;
  while (mayPush(run)) {
    const ready = readyOperations(run, options, attempted);
    if (ready.length === 0) return;
    for (let start = 0; start < ready.length; start += WRITES_AT_ONCE) {
      if (!mayPush(run)) return;
      const batch = ready.slice(start, start + WRITES_AT_ONCE);
      for (const item of batch) attempted.add(item.operation.id);
      const results = await Promise.allSettled(
        batch.map(({ operation, target }) => pushOperation(run, operation, target, unknownInARow)),
      );
      for (const result of results) {
        if (result.status === 'rejected') throw result.reason;
        unknownInARow = result.value === 'unknown' ? unknownInARow + 1 : 0;
      }
      if (run.signal.aborted) throw new RunStopped({ type: 'Cancelled' });
    }
    // what was just created may be what others waited for
  }
}

/** A watched store is sent nothing, and neither is one that may be another site now. [PUSH10, EPOCH2] */
function mayPush(run: RunContext): boolean {
  return run.store.mode === 'push' && run.replacement.sign === null && !isReplacementOpen(run.db, run.store.id);
}

type Ready = { readonly operation: Operation; readonly target: PushTarget };

function readyOperations(run: RunContext, options: PushOptions, attempted: ReadonlySet<string>): readonly Ready[] {
  const now = run.clock.now();
  const blocked = new Set<string>();
  const ready: Ready[] = [];
  for (const operation of openOperations(run.db, run.store.id)) {
    if (blocked.has(operation.recordId)) continue;
    if (waitsForAnswer(openConflictOf(run.db, operation.recordId))) {
      blocked.add(operation.recordId);
      continue;
    }
    if (operation.state !== 'queued') {
      if (blocksRecord(operation)) blocked.add(operation.recordId);
      continue;
    }
    blocked.add(operation.recordId);
    const due = options.ignoreBackOff || operation.nextAttemptAt === null || operation.nextAttemptAt <= now;
    if (!due || attempted.has(operation.id)) continue;
    const target = pushTarget(run.db, operation);
    if (target !== null && (operation.kind === 'create' || operation.kind === 'note' || target.head.wooId !== null)) {
      ready.push({ operation, target });
    }
  }
  return ready;
}

/** A refused or held edit leaves the record's other fields alone; an open create or an open question does not. */
function blocksRecord(operation: Operation): boolean {
  return operation.state === 'sending' || operation.state === 'unknown' || operation.kind === 'create';
}
