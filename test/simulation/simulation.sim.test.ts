import { describe, expect, test } from 'vitest';
import { drawActs, drawSetting } from './acts.ts';
import type { Outcome } from './simulate.ts';
import { simulate } from './simulate.ts';

const STEPS = 400;
/** How long the seeds may take: what fits is run, and the number is printed. */
const BUDGET_MS = Number(process.env['BACKROOM_SIMULATION_SECONDS'] ?? '60') * 1000;
const LIMIT_MS = BUDGET_MS + 120_000;

function run(seed: number, steps = STEPS, keepLines = false): Promise<Outcome> {
  const setting = drawSetting(seed, null);
  return simulate(setting, drawActs(seed, steps, setting.desktops), { keepLines });
}

describe('simulation', () => {
  test.each([11, 12, 13, 14, 15, 16])('the same seed is the same story (seed %i)', async (seed) => {
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
    'no invariant breaks in as many seeds as fit the time',
    async () => {
      const startedAt = performance.now();
      const failed: string[] = [];
      let seeds = 0;
      while (performance.now() - startedAt < BUDGET_MS) {
        seeds += 1;
        const outcome = await run(seeds);
        const [first] = outcome.violations;
        if (first !== undefined) failed.push(`seed ${seeds}: [${first.invariant}] ${first.detail}`);
      }
      process.stdout.write(`simulation: ${seeds} seeds, ${seeds * STEPS} steps, ${failed.length} violations\n`);
      expect(failed).toEqual([]);
      expect(seeds).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );
});
