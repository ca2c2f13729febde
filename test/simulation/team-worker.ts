import type { SeedReport } from './seed-worker.ts';
import { drawTeamActs, drawTeamSetting } from './team-acts.ts';
import { simulateTeam } from './team-simulate.ts';

/** What a worker is asked: one seed of a team. */
export type TeamTask = {
  readonly seed: number;
  readonly steps: number;
  readonly desktops: number | null;
  readonly lease: boolean | null;
};

/** One seed after the other, as the parent process asks. */
process.on('message', (task: TeamTask) => {
  const setting = drawTeamSetting(task.seed, task.desktops, task.lease);
  void simulateTeam(setting, drawTeamActs(task.seed, task.steps, setting.desktops)).then((outcome) => {
    const { steps, requests, hash, violations, happened } = outcome;
    const report: SeedReport = { seed: task.seed, steps, requests, hash, violations, happened: [...happened] };
    process.send?.(report);
  });
});
