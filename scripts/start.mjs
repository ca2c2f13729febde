import { prepareElectron, startApp } from './lib/app.mjs';
import { prepare } from './lib/prepare.mjs';
import { createProcessGroup, exitCodeOf, stopRequested } from './lib/processes.mjs';
import { runMain } from './lib/report.mjs';

/** `npm start`: the built app on the owner's own profile. */
await runMain(async () => {
  await prepare();
  const group = createProcessGroup();
  const stopped = stopRequested();
  try {
    const surroundings = await prepareElectron(group);
    const app = await startApp(group, surroundings);
    return await Promise.race([exitCodeOf(app), stopped]);
  } finally {
    await group.stopAll();
  }
});
