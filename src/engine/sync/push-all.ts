import { openConflictOf } from './conflict-store.ts';
import { openOperations, operationById } from './outbox-store.ts';
import type { Operation } from './operation.ts';
import { nextToSend } from './planner/plan-sending.ts';
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
      const chosen = ready.slice(start, start + WRITES_AT_ONCE);
      for (const item of chosen) attempted.add(item.operation.id);
      const batch = await claimedOf(run, chosen);
      const results = await Promise.allSettled(
        batch.map(({ operation, target }) => pushOperation(run, operation, target, unknownInARow)),
      );
      for (const result of results) {
        if (result.status === 'rejected') throw result.reason;
        unknownInARow = result.value === 'unknown' ? unknownInARow + 1 : 0;
      }
      if (run.signal.aborted) throw new RunStopped({ type: 'Cancelled' });
      await run.team?.publish(run, 'sent');
    }
    // what was just created may be what others waited for
  }
}

/** In a team, what central let this desktop claim, as it stands now: the claim may have brought news. [SHARE3] */
async function claimedOf(run: RunContext, chosen: readonly Ready[]): Promise<readonly Ready[]> {
  if (run.team === null) return chosen;
  const claimed = await run.team.claim(
    run,
    chosen.map(({ operation }) => operation),
  );
  return chosen.flatMap(({ operation }) => {
    const now = claimed.has(operation.id) ? operationById(run.db, operation.id) : null;
    const target = now === null || now.state !== 'queued' ? null : pushTarget(run.db, now);
    return now === null || target === null ? [] : [{ operation: now, target }];
  });
}

/** A watched store is sent nothing, and neither is one that may be another site now. [PUSH10, EPOCH2] */
function mayPush(run: RunContext): boolean {
  return run.store.mode === 'push' && run.replacement.sign === null && !isReplacementOpen(run.db, run.store.id);
}

type Ready = { readonly operation: Operation; readonly target: PushTarget };

function readyOperations(run: RunContext, options: PushOptions, attempted: ReadonlySet<string>): readonly Ready[] {
  const time = run.clock.now();
  const ready: Ready[] = [];
  for (const [recordId, operations] of byRecord(openOperations(run.db, run.store.id))) {
    const view = { operations, decision: openConflictOf(run.db, recordId) };
    const operation = nextToSend(view, time, options.ignoreBackOff);
    if (operation === null || attempted.has(operation.id)) continue;
    const target = pushTarget(run.db, operation);
    if (target !== null && (operation.kind === 'create' || operation.kind === 'note' || target.head.wooId !== null)) {
      ready.push({ operation, target });
    }
  }
  return ready.toSorted((left, right) => left.operation.sequence - right.operation.sequence);
}

function byRecord(operations: readonly Operation[]): ReadonlyMap<string, readonly Operation[]> {
  return Map.groupBy(operations, (operation) => operation.recordId);
}
