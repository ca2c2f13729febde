import type { SyncRun } from '../../../shared/contract/sync.ts';

/** One line of the list: a run that did something, or `checks` runs in a row of which `run` is the latest. */
export type RunGroup = { readonly run: SyncRun; readonly checks: number };

/** A check that ended without having brought or sent anything: the usual case, and no news alone. */
function isBareCheck(run: SyncRun): boolean {
  const moved = run.created + run.updated + run.deleted + run.pushed + run.failed;
  return run.kind === 'incremental' && run.outcome !== 'running' && moved === 0;
}

/** Runs newest first in, groups newest first out; bare checks of one outcome and store in a row become one group. */
export function foldRuns(runs: readonly SyncRun[]): readonly RunGroup[] {
  const groups: RunGroup[] = [];
  for (const run of runs) {
    const last = groups.at(-1);
    if (!isBareCheck(run)) groups.push({ run, checks: 0 });
    else if (last && last.checks > 0 && last.run.outcome === run.outcome && last.run.storeId === run.storeId) {
      groups[groups.length - 1] = { run: last.run, checks: last.checks + 1 };
    } else groups.push({ run, checks: 1 });
  }
  return groups;
}
