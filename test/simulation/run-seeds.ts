import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { SeedReport, SeedTask } from './seed-worker.ts';

/** Both cores of a small machine. */
const WORKERS = 2;
/** Young objects are many and short-lived: a larger nursery costs less than collecting it often. */
const FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=64'];

/**
 * Runs seeds in processes of their own, in ascending order, until `next` answers null. `onReport` hears of each seed as
 * it ends, not always in order. Fails when a process does.
 */
export async function runSeeds<Task extends SeedTask>(
  next: () => Task | null,
  onReport: (report: SeedReport) => void,
  workers = WORKERS,
  worker: 'seed-worker.ts' | 'team-worker.ts' = 'seed-worker.ts',
): Promise<void> {
  await Promise.all(Array.from({ length: workers }, () => runOne(next, onReport, worker)));
}

function runOne(next: () => SeedTask | null, onReport: (report: SeedReport) => void, worker: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let current = next();
    if (current === null) {
      resolve();
      return;
    }
    const child = fork(join(import.meta.dirname, worker), [], { execArgv: FLAGS });
    child.on('error', reject);
    child.on('message', (report: SeedReport) => {
      onReport(report);
      current = next();
      if (current === null) child.disconnect();
      else child.send(current);
    });
    child.on('exit', (code) => {
      if (current === null) resolve();
      else reject(new Error(`seed ${current.seed} ended its process with code ${code}`));
    });
    child.send(current);
  });
}

/** What many seeds came to. */
export type Tally = {
  readonly seeds: number;
  readonly steps: number;
  readonly requests: number;
  readonly failed: readonly SeedReport[];
  readonly happened: ReadonlyMap<string, number>;
};

/** Sums up reports as they come. */
export function createTally(): { readonly add: (report: SeedReport) => void; readonly sum: () => Tally } {
  let seeds = 0;
  let steps = 0;
  let requests = 0;
  const failed: SeedReport[] = [];
  const happened = new Map<string, number>();
  return {
    add: (report) => {
      seeds += 1;
      steps += report.steps;
      requests += report.requests;
      if (report.violations.length > 0) failed.push(report);
      for (const [what, times] of report.happened) happened.set(what, (happened.get(what) ?? 0) + times);
    },
    sum: () => ({ seeds, steps, requests, failed, happened }),
  };
}
