import { join } from 'node:path';
import { prepare } from './lib/prepare.mjs';
import { createProcessGroup, exitCodeOf, stopRequested } from './lib/processes.mjs';
import { runMain } from './lib/report.mjs';
import { root } from './lib/root.mjs';

/**
 * `npm run kills -- --times N [--seed S]`: the engine as a process, killed at random moments while it syncs and takes
 * edits. The last line says how many kills, acknowledged edits, lost and doubled ones.
 */
await runMain(async () => {
  await prepare();
  const group = createProcessGroup();
  const stopped = stopRequested();
  try {
    const args = [join(root, 'test/kills/main.ts'), ...process.argv.slice(2)];
    const kills = group.start(process.execPath, args, { cwd: root, stdio: 'inherit' });
    return await Promise.race([exitCodeOf(kills), stopped]);
  } finally {
    await group.stopAll();
  }
});
