import type { BrowserWindow } from 'electron';

const RELOAD_DELAY_MS = 500;
const WINDOW_MS = 60_000;
const MOST_RELOADS = 3;

/** A page that crashed is loaded again; the data is the engine's, so nothing is lost. Gives up after three in a minute. */
export function recoverWindow(window: BrowserWindow): void {
  let reloadTimes: readonly number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    process.stderr.write(`The window's page ended (${reason}, code ${exitCode}).\n`);
    const now = performance.now();
    reloadTimes = [...reloadTimes.filter((time) => now - time < WINDOW_MS), now];
    if (reloadTimes.length > MOST_RELOADS) return;
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    }, RELOAD_DELAY_MS);
  });
}
