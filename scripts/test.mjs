import { prepare } from './lib/prepare.mjs';
import { createProcessGroup, stopRequested } from './lib/processes.mjs';
import { runMain, say } from './lib/report.mjs';
import { chooseStages } from './lib/stages.mjs';
import { finalLine, summaryLines, totalsOf } from './lib/test-summary.mjs';

/**
 * `npm test`, or `npm test -- unit e2e` for some stages. The last line is `N passed, N failed`; each check that is no
 * test suite counts as one.
 */
await runMain(async () => {
  await prepare();
  const group = createProcessGroup();
  const stopped = stopRequested();
  try {
    return await Promise.race([runStages(group), stopped]);
  } finally {
    await group.stopAll();
  }
});

async function runStages(group) {
  const outcomes = [];
  for (const stage of chooseStages(process.argv.slice(2))) {
    say(`\n── ${stage.name}`);
    const startedAt = performance.now();
    const result = await stage.run(group);
    outcomes.push(...result.map((outcome) => ({ ...outcome, durationMs: performance.now() - startedAt })));
  }
  const totals = totalsOf(outcomes);
  process.stdout.write(`\n${summaryLines(outcomes).join('\n')}\n\n${finalLine(totals)}\n`);
  return totals.failed > 0 ? 1 : 0;
}
