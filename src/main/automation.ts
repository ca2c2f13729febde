import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserWindow } from 'electron';
import type { FirstSyncReport } from '../shared/contract/engine-process.ts';

const FRAME_INTERVAL_MS = 500;
const FRAMES_AT_MOST = 30;

/** One line on stdout per event, for the scripts and tests that drive the app: `backroom:<event> {json}`. */
export function announce(event: 'ready' | 'engine' | 'screenshot' | 'tray' | 'alerts', details: unknown): void {
  process.stdout.write(`backroom:${event} ${JSON.stringify(details)}\n`);
}

/** `BACKROOM_AUTOMATION=1`: no dialog may wait for a person who is not there. */
export function isAutomated(env: NodeJS.ProcessEnv): boolean {
  return env['BACKROOM_AUTOMATION'] === '1';
}

/** Says that the first sync ended, after a picture of the window where `BACKROOM_SCREENSHOT` names a file. */
export async function announceReady(
  report: FirstSyncReport,
  window: BrowserWindow | null,
  path?: string,
): Promise<void> {
  if (path && window && !window.isDestroyed()) {
    await writeFile(path, await captureWhenStill(window));
    announce('screenshot', { path });
  }
  announce('ready', report);
}

/** Waits until two pictures in a row are equal, because lists and images arrive after the data. */
async function captureWhenStill(window: BrowserWindow): Promise<Buffer> {
  let previous = await capture(window);
  for (let frame = 0; frame < FRAMES_AT_MOST; frame += 1) {
    await sleep(FRAME_INTERVAL_MS);
    const next = await capture(window);
    if (next.equals(previous)) return next;
    previous = next;
  }
  return previous;
}

async function capture(window: BrowserWindow): Promise<Buffer> {
  return (await window.webContents.capturePage()).toPNG();
}
