import { describe, expect, test } from 'vitest';
import {
  finalLine,
  outcomeOfPlaywright,
  outcomesOfVitest,
  summaryLines,
  totalsOf,
} from '../../scripts/lib/test-summary.mjs';

const outcome = (name: string, passed: number, failed: number, skipped = 0) => ({ name, passed, failed, skipped });
const tests = (...states: readonly string[]) => states.map((status) => ({ status }));
const file = (name: string, status: string, states: readonly string[]) => ({
  name: `checkout/test/${name}`,
  status,
  assertionResults: tests(...states),
});

describe('the summary of a test run', () => {
  test('ends with one line of totals', () => {
    expect(finalLine(totalsOf([outcome('types', 1, 0), outcome('unit', 40, 2, 1)]))).toBe('41 passed, 2 failed');
  });

  test('is a failure when nothing ran at all', () => {
    expect(totalsOf([])).toMatchObject({ failed: 1 });
    expect(totalsOf([outcome('unit', 0, 0, 3)])).toMatchObject({ failed: 1 });
  });

  test('shows failures and skipped tests', () => {
    const timed = [outcome('unit', 3, 0, 2), outcome('e2e', 1, 1)].map((one) => ({ ...one, durationMs: 1234 }));
    expect(summaryLines(timed)).toEqual([
      'ok      unit  3 passed, 0 failed, 2 skipped  1.2 s',
      'FAILED  e2e   1 passed, 1 failed  1.2 s',
    ]);
  });
});

describe('a vitest report', () => {
  test('is counted by folder', () => {
    const report = {
      success: false,
      testResults: [
        file('unit/a.test.ts', 'passed', ['passed', 'passed', 'skipped']),
        file('engine/b.test.ts', 'failed', ['passed', 'failed']),
        file('unit/c.test.ts', 'passed', ['passed', 'todo']),
      ],
    };
    expect(outcomesOfVitest(report, 'checkout/test')).toEqual([outcome('engine', 1, 1), outcome('unit', 3, 0, 2)]);
  });

  test('counts a file that cannot be loaded as one failure', () => {
    const report = { success: false, testResults: [file('unit/a.test.ts', 'failed', [])] };
    expect(outcomesOfVitest(report, 'checkout/test')).toEqual([outcome('unit', 0, 1)]);
  });

  test('counts an error outside of any test', () => {
    const report = { success: false, testResults: [file('unit/a.test.ts', 'passed', ['passed'])] };
    expect(outcomesOfVitest(report, 'checkout/test')).toEqual([outcome('unit', 1, 0), outcome('vitest', 0, 1)]);
  });
});

describe('a Playwright report', () => {
  test('counts flaky tests and errors outside of tests as failures', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'no config' }] };
    expect(outcomeOfPlaywright(report, 'e2e')).toEqual(outcome('e2e', 5, 3, 2));
  });
});
