import { describe, expect, test } from 'vitest';
import { createTally, runSeeds } from './run-seeds.ts';
import { drawTeamActs, drawTeamSetting } from './team-acts.ts';
import { TEAM_HAPPENINGS } from './team-happenings.ts';
import { simulateTeam } from './team-simulate.ts';
import type { TeamOutcome } from './team-simulate.ts';
import type { TeamTask } from './team-worker.ts';

const STEPS = 200;
/** Two cores get through these in about a minute; every fault of the team happens in them. */
const SEEDS = 20;
const LIMIT_MS = 400_000;

function run(seed: number, steps: number): Promise<TeamOutcome> {
  const setting = drawTeamSetting(seed, null, null);
  return simulateTeam(setting, drawTeamActs(seed, steps, setting.desktops));
}

describe('a team in the simulation', () => {
  test('[I17] the same seed is the same story', { timeout: LIMIT_MS }, async () => {
    const [first, second] = [await run(11, 60), await run(11, 60)];
    expect(second.hash).toBe(first.hash);
  });

  test(
    '[LEASE4, SHARE1–SHARE7, TEAM1–TEAM9, BOARD5] desktops that share a shop and a board end alike, with nothing lost and nothing twice',
    { timeout: LIMIT_MS },
    async () => {
      const tally = createTally();
      let seed = 0;
      await runSeeds(
        (): TeamTask | null =>
          seed >= SEEDS ? null : { seed: (seed += 1), steps: STEPS, desktops: null, lease: null },
        tally.add,
        2,
        'team-worker.ts',
      );
      const { seeds, steps, failed, happened } = tally.sum();
      process.stdout.write(`team simulation: ${seeds} seeds, ${steps} steps, ${failed.length} violations\n`);
      expect(failed.map((one) => `seed ${one.seed}: ${JSON.stringify(one.violations[0])}`)).toEqual([]);
      expect(TEAM_HAPPENINGS.filter((what) => !happened.has(what))).toEqual([]);
    },
  );
});
