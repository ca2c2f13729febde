import { ensureMessages } from './lib/build.mjs';
import { developmentSwitches, prepareElectron } from './lib/app.mjs';
import { packageCommand } from './lib/packages.mjs';
import { prepare } from './lib/prepare.mjs';
import { createProcessGroup, exitCodeOf, stopRequested } from './lib/processes.mjs';
import { runMain } from './lib/report.mjs';
import { root } from './lib/root.mjs';

/** `npm run dev`: hot reload for the renderer, rebuild and restart for main and engine. */
await runMain(async () => {
  await prepare();
  const group = createProcessGroup();
  const stopped = stopRequested();
  try {
    const { electron, display } = await prepareElectron(group);
    await ensureMessages(group);
    const env = { ...process.env, ...electron.env, ...display.env, ELECTRON_EXEC_PATH: electron.path };
    const args = [packageCommand('electron-vite'), 'dev', '--watch', '--', ...developmentSwitches({ display })];
    const server = group.start(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
    return await Promise.race([exitCodeOf(server), stopped]);
  } finally {
    await group.stopAll();
  }
});
