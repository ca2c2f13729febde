import type { Clock, Logger } from '../platform/deps.ts';
import type { CentralSession } from './team-server.ts';

export type JobRun = { readonly job: string; readonly outcome: 'done' | 'failed' };

export interface TeamJobs {
  /** Does what is due now, each job in a transaction of its own; answers what was done here. */
  readonly runOnce: () => Promise<readonly JobRun[]>;
  /** About once a minute, until `signal` aborts. */
  readonly keepRunning: (signal: AbortSignal) => Promise<void>;
}

type TeamJobsDeps = {
  /** Null while nobody is signed in. */
  readonly session: () => CentralSession | null;
  readonly clock: Clock;
  readonly logger: Logger;
};

const EVERY_MS = 60_000;
/** More than central has; it stops itself sooner where somebody asks too often. */
const MOST_AT_ONCE = 20;

/** Central has no server program of its own: its jobs are done by whichever desktop is there. [JOBS1] */
export function createTeamJobs({ session, clock, logger }: TeamJobsDeps): TeamJobs {
  async function runOnce(): Promise<readonly JobRun[]> {
    const done: JobRun[] = [];
    await session()?.transaction((query) => query('SELECT auth.touch_session()'));
    while (done.length < MOST_AT_ONCE) {
      const ran = await session()?.transaction((query) => query<JobRun>('SELECT job, outcome FROM run_due_jobs()'));
      if (ran?.ok !== true || ran.value.length === 0) break;
      done.push(...ran.value);
    }
    for (const { job, outcome } of done) {
      logger.log(outcome === 'done' ? 'debug' : 'warn', 'team.central-job', { job, outcome });
    }
    return done;
  }

  async function keepRunning(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(EVERY_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      await runOnce().catch((error: unknown) =>
        logger.log('error', 'team.central-jobs-defect', { error: String(error) }),
      );
    }
  }

  return { runOnce, keepRunning };
}
