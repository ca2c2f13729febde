import { drawActs, drawSetting } from './acts.ts';
import type { Violation } from './world.ts';
import { simulate } from './simulate.ts';

/** What a worker is asked: one seed. */
export type SeedTask = { readonly seed: number; readonly steps: number; readonly desktops: number | null };
/** What it answers. */
export type SeedReport = {
  readonly seed: number;
  readonly steps: number;
  readonly requests: number;
  readonly hash: string;
  readonly violations: readonly Violation[];
  readonly happened: readonly (readonly [string, number])[];
};

/** One seed after the other, as the parent process asks. */
process.on('message', (task: SeedTask) => {
  const setting = drawSetting(task.seed, task.desktops);
  void simulate(setting, drawActs(task.seed, task.steps, setting.desktops)).then((outcome) => {
    const { steps, requests, hash, violations, happened } = outcome;
    const report: SeedReport = { seed: task.seed, steps, requests, hash, violations, happened: [...happened] };
    process.send?.(report);
  });
});
