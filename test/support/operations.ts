import type { Operation, OperationState } from '../../src/engine/sync/operation.ts';

/** An operation of one product that was never tried: what the planner is told of the outbox. */
export function operationOf(
  sequence: number,
  kind: Operation['kind'],
  payload: Operation['payload'],
  at: OperationState,
): Operation {
  return {
    sequence, id: `op-${sequence}`, storeId: 's', entity: 'products', recordId: 'r', kind, payload, reason: '', state: at,
    attempts: 0, createdAt: 0, claimedAt: null, claimedServerTime: null, nextAttemptAt: null, looks: 0, firstLookAt: null,
  }; // prettier-ignore
}
