import { isGone } from '../../../shared/domain/error-recovery.ts';
import type { Operation } from '../operation.ts';
import type { StoreFailure } from '../store-gateway.ts';

const RETRY_BASE_MS = 1_000;
const RETRY_LONGEST_MS = 15 * 60_000;
/** Unknown outcomes in a row after which the store is taken to be in trouble. */
const UNKNOWN_IN_A_ROW = 3;

/** What a write that failed leads to. */
export type FailurePlan =
  /** Nobody knows whether it happened: it is looked up before anything is sent again. */
  | { readonly kind: 'look-up'; readonly storeInTrouble: boolean }
  /** The store does not have the record any more. */
  | { readonly kind: 'gone' }
  /** The store will not have it as it is: a person mends it. */
  | { readonly kind: 'refused' }
  /** The store as a whole is in trouble: again at `notBefore`, epoch ms. */
  | { readonly kind: 'later'; readonly notBefore: number };

export type FailureAt = {
  /** Epoch ms. */
  readonly time: number;
  /** For the jitter, in [0, 1); asked at most once. */
  readonly chance: () => number;
  /** Unknown outcomes of the writes just before this one. */
  readonly unknownInARow: number;
};

/** [PUSH7, PUSH8, UNKNOWN1] */
export function planFailure(
  operation: Pick<Operation, 'kind' | 'attempts'>,
  failure: StoreFailure,
  at: FailureAt,
): FailurePlan {
  if (failure.effect === 'unknown')
    return { kind: 'look-up', storeInTrouble: at.unknownInARow + 1 >= UNKNOWN_IN_A_ROW };
  const { error } = failure;
  if (error.type === 'StoreRejected' || error.type === 'StoreForbidden')
    return { kind: isGone(error) && operation.kind !== 'create' ? 'gone' : 'refused' };
  const asked = 'retryAfterMs' in error ? error.retryAfterMs : null;
  const delay = asked ?? at.chance() * Math.min(RETRY_LONGEST_MS, RETRY_BASE_MS * 2 ** operation.attempts);
  return { kind: 'later', notBefore: Math.floor(at.time + delay) };
}
