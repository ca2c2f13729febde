/**
 * An outcome is `{name, passed, failed, skipped, durationMs}`: of one check, or of one folder of tests.
 */

export function totalsOf(outcomes) {
  const sum = (field) => outcomes.reduce((total, outcome) => total + outcome[field], 0);
  const totals = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  // Nothing that ran is no success.
  return totals.passed + totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

export function finalLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

export function summaryLines(outcomes) {
  const width = Math.max(0, ...outcomes.map(({ name }) => name.length));
  return outcomes.map(({ name, passed, failed, skipped, durationMs }) => {
    const mark = failed > 0 ? 'FAILED' : 'ok    ';
    const skips = skipped > 0 ? `, ${skipped} skipped` : '';
    const seconds = `${(durationMs / 1000).toFixed(1)} s`;
    return `${mark}  ${name.padEnd(width)}  ${passed} passed, ${failed} failed${skips}  ${seconds}`;
  });
}

/** Outcomes per folder below test/ from vitest's JSON report. */
export function outcomesOfVitest(report, testDir) {
  const byFolder = new Map();
  for (const file of report.testResults) {
    const name = file.name.slice(testDir.length + 1).split(/[\\/]/, 1)[0];
    const outcome = byFolder.get(name) ?? { name, passed: 0, failed: 0, skipped: 0 };
    byFolder.set(name, addFile(outcome, file));
  }
  const outcomes = [...byFolder.values()].sort((a, b) => a.name.localeCompare(b.name));
  const hasFailure = outcomes.some(({ failed }) => failed > 0);
  // An error outside of any test, for example a promise that nobody awaited.
  const stray = !report.success && !hasFailure ? [{ name: 'vitest', passed: 0, failed: 1, skipped: 0 }] : [];
  return [...outcomes, ...stray];
}

function addFile(outcome, file) {
  const count = (...states) => file.assertionResults.filter(({ status }) => states.includes(status)).length;
  const failedTests = count('failed');
  // A file that could not be loaded has no tests, and has failed.
  const failed = failedTests === 0 && file.status === 'failed' ? 1 : failedTests;
  return {
    name: outcome.name,
    passed: outcome.passed + count('passed'),
    failed: outcome.failed + failed,
    skipped: outcome.skipped + count('pending', 'skipped', 'todo', 'disabled'),
  };
}

/** The outcome of Playwright's JSON report. */
export function outcomeOfPlaywright(report, name) {
  const { stats, errors } = report;
  return {
    name,
    passed: stats.expected,
    // A test that passes only at the second try has failed once too often.
    failed: stats.unexpected + stats.flaky + (errors?.length ?? 0),
    skipped: stats.skipped,
  };
}
