import { net, powerMonitor } from 'electron';
import type { PowerEvent } from '../shared/contract/engine-process.ts';

const ONLINE_LOOK_MS = 5000;

/** Reports sleep and waking, and whether the computer has any connection at all, to the engine. */
export function watchPower(report: (event: PowerEvent) => void): void {
  powerMonitor.on('suspend', () => report('suspend'));
  powerMonitor.on('resume', () => report('resume'));
  let wasOnline = net.isOnline();
  // Electron's main process has no event for it.
  setInterval(() => {
    const isOnline = net.isOnline();
    if (isOnline !== wasOnline) report(isOnline ? 'online' : 'offline');
    wasOnline = isOnline;
  }, ONLINE_LOOK_MS).unref();
}
