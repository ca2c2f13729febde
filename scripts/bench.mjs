import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { developmentSwitches, prepareElectron } from './lib/app.mjs';
import { ensureBuild } from './lib/build.mjs';
import { prepare } from './lib/prepare.mjs';
import { createProcessGroup, exitCodeOf, stopRequested } from './lib/processes.mjs';
import { UserProblem, runMain } from './lib/report.mjs';
import { root } from './lib/root.mjs';

/** `npm run bench [NAME]`: figures beside limits measured in the same run. */
await runMain(async () => {
  await prepare();
  const main = join(root, 'test/bench/main.ts');
  if (!existsSync(main)) throw new UserProblem('There is no test/bench/main.ts to run.');
  const group = createProcessGroup();
  const stopped = stopRequested();
  try {
    // The heap figures of some benchmarks need a collection at a known moment.
    const args = ['--expose-gc', main, ...process.argv.slice(2)];
    const env = { ...process.env, ...(await surroundings(group, process.argv.slice(2))) };
    const bench = group.start(process.execPath, args, { cwd: root, stdio: 'inherit', env });
    return await Promise.race([exitCodeOf(bench), stopped]);
  } finally {
    await group.stopAll();
  }
});

/** What the benchmarks need that drive the real app: its build, Electron and a display. */
async function surroundings(group, names) {
  const wanted = names.filter((name) => !name.startsWith('-') && Number.isNaN(Number(name)));
  if (wanted.length > 0 && !wanted.includes('board-frames')) return {};
  const found = await prepareElectron(group);
  await ensureBuild(group);
  return {
    ...found.electron.env,
    ...found.display.env,
    BACKROOM_ELECTRON_PATH: found.electron.path,
    BACKROOM_ELECTRON_SWITCHES: JSON.stringify(developmentSwitches(found)),
  };
}
