import type { SyncRun } from '../../../shared/contract/sync.ts';

/** A line of the timeline: a run that did something, or quiet ones in a row, latest first. */
export type RunFold =
  | { readonly kind: 'run'; readonly run: SyncRun }
  | { readonly kind: 'quiet'; readonly id: string; readonly runs: readonly SyncRun[] };

/** It ended well and found nothing to bring, send or refuse: the usual case, and no news. */
export function isQuiet(run: SyncRun): boolean {
  const moved = run.created + run.updated + run.deleted + run.pushed + run.failed;
  return run.outcome === 'succeeded' && run.kind === 'incremental' && moved === 0;
}

/** One quiet run alone is a line like any other; several in a row fold into one. */
export function foldQuiet(runs: readonly SyncRun[]): readonly RunFold[] {
  const folds: RunFold[] = [];
  let quiet: SyncRun[] = [];
  const flush = (): void => {
    const [first] = quiet;
    if (first && quiet.length > 1) folds.push({ kind: 'quiet', id: first.id, runs: quiet });
    else if (first) folds.push({ kind: 'run', run: first });
    quiet = [];
  };
  for (const run of runs) {
    if (isQuiet(run)) quiet.push(run);
    else {
      flush();
      folds.push({ kind: 'run', run });
    }
  }
  flush();
  return folds;
}

/** Whole seconds from start to end, or to now while it runs. */
export function secondsOf(run: Pick<SyncRun, 'startedAt' | 'endedAt'>, nowMs: number): number {
  const endMs = run.endedAt === null ? nowMs : Date.parse(run.endedAt);
  return Math.max(0, Math.round((endMs - Date.parse(run.startedAt)) / 1000));
}

/** What a run did to one kind of records; kinds it did nothing to are left out. */
export type EntityDeed = {
  readonly entity: string;
  readonly fetched: number;
  readonly changed: number;
  readonly removed: number;
  readonly sent: number;
  readonly refused: number;
};

export function deedsOf(entities: Readonly<Record<string, Readonly<Record<string, number>>>>): readonly EntityDeed[] {
  return Object.entries(entities)
    .map(([entity, counts]) => ({
      entity,
      fetched: counts['fetched'] ?? 0,
      changed: (counts['created'] ?? 0) + (counts['updated'] ?? 0),
      removed: counts['deleted'] ?? 0,
      sent: counts['pushed'] ?? 0,
      refused: counts['failed'] ?? 0,
    }))
    .filter(({ fetched, changed, removed, sent, refused }) => fetched + changed + removed + sent + refused > 0);
}
