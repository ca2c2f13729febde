import { describe, expect, test } from 'vitest';
import { drawActs, drawSetting } from './acts.ts';
import { HAPPENINGS } from './happenings.ts';
import { createTally, runSeeds } from './run-seeds.ts';
import type { Outcome } from './simulate.ts';
import { simulate } from './simulate.ts';

const STEPS = 400;
/** How long the seeds may take: what fits is run, and the number is printed. */
const BUDGET_MS = Number(process.env['BACKROOM_SIMULATION_SECONDS'] ?? '180') * 1000;
const LIMIT_MS = BUDGET_MS + 120_000;
/** So many seeds are always run, however slow the machine: enough for everything to have gone wrong once. */
const LEAST = 60;

function run(seed: number, steps = STEPS, keepLines = false): Promise<Outcome> {
  const setting = drawSetting(seed, null);
  return simulate(setting, drawActs(seed, steps, setting.desktops), { keepLines });
}

describe('simulation', () => {
  test.each([11, 12, 13, 14, 15, 16])('[I17] the same seed is the same story (seed %i)', async (seed) => {
    const first = await run(seed, 150);
    const second = await run(seed, 150);
    expect(second.hash).toBe(first.hash);
    expect(second.requests).toBe(first.requests);
  });

  test('another seed is another story', async () => {
    const [first, second] = [await run(21, 60), await run(22, 60)];
    expect(second.hash).not.toBe(first.hash);
  });

  test(
    '[I1–I17] no invariant breaks in as many seeds as fit the time, and everything went wrong that can',
    async () => {
      const startedAt = performance.now();
      const hashes = new Map<number, string>();
      const tally = createTally();
      let seed = 0;
      await runSeeds(
        () => {
          const isOver = seed >= LEAST && performance.now() - startedAt > BUDGET_MS;
          return isOver ? null : { seed: (seed += 1), steps: STEPS, desktops: null };
        },
        (report) => {
          hashes.set(report.seed, report.hash);
          tally.add(report);
        },
      );
      const { seeds, steps, failed, happened } = tally.sum();
      const told = failed.map((one) => `seed ${one.seed}: ${JSON.stringify(one.violations[0])}`);
      process.stdout.write(`simulation: ${seeds} seeds, ${steps} steps, ${failed.length} violations\n`);
      expect(told).toEqual([]);
      expect(HAPPENINGS.filter((what) => !happened.has(what))).toEqual([]);
      // another process, with another seed before it, tells the same story
      expect((await run(3)).hash).toBe(hashes.get(3));
    },
    LIMIT_MS,
  );
});
