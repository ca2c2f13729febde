import { msToGmt } from '../../shared/domain/canonical.ts';
import { inTransaction } from '../database/database.ts';
import { applyPage, NO_SCOPE } from './apply-page.ts';
import { hearServerTime } from './ask-store.ts';
import type { CollectionPlan } from './entity-plan.ts';
import { readPages, START } from './page-reader.ts';
import type { RunContext } from './run-context.ts';
import { RunStopped } from './run-context.ts';
import { readCursor, saveCursor } from './store-rows.ts';
import { noteProgress } from './sweep.ts';

/** Up to where the store was asked for changes, on the shop's own clock. */
export type ModifiedPosition = { readonly serverTime: number; readonly deepAt: number };

/** A save is dated when it begins and seen when it ends: the overlap covers the longest PHP request. */
export const OVERLAP_MS = 15 * 60_000;
const DEEP_OVERLAP_MS = 48 * 3_600_000;
const DEEP_EVERY_MS = 6 * 3_600_000;

/** From when on the store is asked for changes, epoch ms of its clock; every few hours with the long overlap. [PULL11] */
export function changesSince(
  saved: ModifiedPosition | null,
  now: number,
): { readonly since: number; readonly deep: boolean } {
  if (saved === null) return { since: 0, deep: false };
  const deep = now - saved.deepAt >= DEEP_EVERY_MS;
  return { since: Math.max(0, saved.serverTime - (deep ? DEEP_OVERLAP_MS : OVERLAP_MS)), deep };
}

/**
 * Asks a collection for what changed since the last time, with overlap, on the shop's clock and in its own form of
 * time. The date is a hint: whether a record changed is decided by its content. The cursor moves only after every
 * page was stored. Returns the local effect only through the run's counts. [PULL11–PULL14]
 */
export async function pullDelta(run: RunContext, plan: CollectionPlan): Promise<void> {
  const { db, store } = run;
  const saved = readCursor<ModifiedPosition>(db, store.id, plan.entity, 'modified');
  const now = run.clock.now();
  const { since, deep } = changesSince(saved, now);
  let serverTimeAtStart: number | null = null;
  const result = await readPages(
    {
      gateway: run.gateway,
      path: plan.path,
      query: { ...plan.query, modified_after: msToGmt(since), dates_are_gmt: true },
      from: START,
      pageSize: store.page_size,
      ahead: 2,
      signal: run.signal,
    },
    async (page) => {
      hearServerTime(run, page.serverTimeMs);
      serverTimeAtStart ??= page.serverTimeMs;
      noteProgress(run, plan.entity, page.rows.length, page.total);
      if (page.rows.length > 0) await applyPage(run, plan.entity, page.rows, NO_SCOPE, () => undefined);
      return !run.signal.aborted;
    },
  );
  if (!result.ok) throw new RunStopped(run.signal.aborted ? { type: 'Cancelled' } : result.error.error);
  if (run.signal.aborted) throw new RunStopped({ type: 'Cancelled' });
  if (serverTimeAtStart === null) return;
  const position: ModifiedPosition = {
    serverTime: serverTimeAtStart,
    deepAt: saved === null || deep ? now : saved.deepAt,
  };
  inTransaction(db, () => saveCursor(db, store.id, plan.entity, 'modified', position, now));
}
