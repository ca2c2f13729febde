import { root } from './root.mjs';
import { ensureBuild } from './build.mjs';
import { ensureDisplay } from './display.mjs';
import { ensureElectron } from './electron-binary.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/** Everything that must be there before a window can open: `{electron, display}`. */
export async function prepareElectron(group) {
  ensureSystemPackages();
  const electron = await ensureElectron();
  const display = await ensureDisplay(group);
  return { electron, display };
}

/** Only these development scripts add switches; packaged apps never get them. */
export function developmentSwitches({ display }) {
  return [
    // Chromium refuses its sandbox to root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    // Without a desktop there is no message bus either, and Chromium reports that dozens of times.
    ...(display.isVirtual ? ['--log-level=3'] : []),
  ];
}

/** Builds when needed and starts the built app in the group. */
export async function startApp(group, { electron, display }, { env = {}, stdio = 'inherit' } = {}) {
  await ensureBuild(group);
  const appEnv = { ...process.env, ...electron.env, ...display.env, ...env };
  // Set by some editors' terminals; it would turn Electron into plain Node.
  delete appEnv.ELECTRON_RUN_AS_NODE;
  return group.start(electron.path, [...developmentSwitches({ display }), root], { cwd: root, env: appEnv, stdio });
}
