import { describe, expect, test } from 'vitest';
import { REGRESSIONS } from './regressions.ts';
import { simulate } from './simulate.ts';

describe('what the simulation once found', () => {
  test.each(REGRESSIONS)('$rule', async ({ setting, acts }) => {
    const outcome = await simulate(setting, acts);
    expect(outcome.violations).toEqual([]);
  });
});
