import type { JsonObject } from '../../shared/domain/entities.ts';
import { isGone } from '../../shared/domain/error-recovery.ts';
import type { Result } from '../../shared/result.ts';
import type { RunContext } from './run-context.ts';
import { RunStopped } from './run-context.ts';
import { noteServerClock } from './store-epoch.ts';
import type { StoreAnswer, StoreFailure, StoreRequest } from './store-gateway.ts';

/** Sends a request and keeps the shop's clock. */
export async function askStore(run: RunContext, request: StoreRequest): Promise<Result<StoreAnswer, StoreFailure>> {
  if (run.signal.aborted) throw new RunStopped({ type: 'Cancelled' });
  const result = await run.gateway.request({ ...request, signal: run.signal });
  hearServerTime(run, result.ok ? result.value.serverTimeMs : result.error.serverTimeMs);
  if (run.signal.aborted) throw new RunStopped({ type: 'Cancelled' });
  return result;
}

export function hearServerTime(run: RunContext, serverTimeMs: number | null): void {
  if (serverTimeMs === null) return;
  if (run.serverClock.lastServerTime === null) noteServerClock(run, serverTimeMs);
  run.serverClock.lastServerTime = serverTimeMs;
  run.serverClock.heardAt = run.clock.monotonic();
}

/** The answer, or the end of the run: for requests without which the run makes no sense. */
export function orStop<T>(result: Result<T, StoreFailure>): T {
  if (!result.ok) throw new RunStopped(result.error.error);
  return result.value;
}

/** Reads a list that must be there. */
export async function askList(
  run: RunContext,
  request: Omit<StoreRequest, 'expect' | 'method'>,
): Promise<readonly JsonObject[]> {
  const answer = orStop(await askStore(run, { ...request, method: 'GET', expect: 'list' }));
  return answer.body as readonly JsonObject[];
}

/** What a question for one record says: the record, surely gone, or nothing that can be relied on. */
export type RecordAnswer =
  | { readonly kind: 'found'; readonly document: JsonObject }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unclear'; readonly failure: StoreFailure };

/**
 * Reads one record past all caches. Only WooCommerce's own JSON 404 for this id counts as gone; a refusal, an error
 * page or silence proves nothing. [DEL3]
 */
export async function askRecord(run: RunContext, path: string): Promise<RecordAnswer> {
  const result = await askStore(run, { method: 'GET', path, expect: 'object', fresh: true });
  if (result.ok) return { kind: 'found', document: result.value.body as JsonObject };
  return isGone(result.error.error) ? { kind: 'gone' } : { kind: 'unclear', failure: result.error };
}
