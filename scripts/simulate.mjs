import { join } from 'node:path';
import { prepare } from './lib/prepare.mjs';
import { createProcessGroup, exitCodeOf, stopRequested } from './lib/processes.mjs';
import { runMain } from './lib/report.mjs';
import { root } from './lib/root.mjs';

/**
 * `npm run simulate -- --seeds N [--first-seed S] [--steps M]`: the real engine against the shop's logic, seed by seed;
 * `--team` lets several desktops share one shop and one board; `--zoo` looks for planted bugs instead. The last line says how many seeds, steps and violations.
 */
await runMain(async () => {
  await prepare();
  const group = createProcessGroup();
  const stopped = stopRequested();
  const isAsked = (name) => process.argv.includes(name);
  const file = isAsked('--zoo') ? 'zoo-main.ts' : isAsked('--team') ? 'team-main.ts' : 'main.ts';
  const main = join(root, 'test/simulation', file);
  const args = process.argv.slice(2).filter((argument) => argument !== '--zoo' && argument !== '--team');
  try {
    const simulation = group.start(process.execPath, [main, ...args], { cwd: root, stdio: 'inherit' });
    return await Promise.race([exitCodeOf(simulation), stopped]);
  } finally {
    await group.stopAll();
  }
});
