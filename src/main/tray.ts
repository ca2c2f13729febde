import { join } from 'node:path';
import { app, Menu, nativeImage, Tray } from 'electron';
import type { TrayTimer } from '../shared/contract/engine-process.ts';
import { createTimerFace } from './timer-face.ts';
import type { MainWords } from './words.ts';

const REDRAW_MS = 1000;
const SIZE_PX = 16;

export type TimerTray = {
  readonly show: (timer: TrayTimer) => void;
  /** After the language was changed. */
  readonly redraw: () => void;
};

type TrayDeps = {
  readonly words: () => MainWords;
  readonly openWindow: () => void;
  readonly stopTimer: () => void;
  /** For scripts that drive the app: what the tray says now. */
  readonly onFace: (face: string | null) => void;
};

/** The running timer beside the system's clock: there while one runs, gone without one. */
export function createTimerTray(deps: TrayDeps): TimerTray {
  let timer: TrayTimer = null;
  let tray: Tray | null = null;
  let ticking: NodeJS.Timeout | undefined;
  let shown: string | null = null;

  function draw(): void {
    const face = timer === null ? null : createTimerFace(timer, Date.now(), deps.words().tray);
    if (face === null) {
      tray?.destroy();
      tray = null;
    } else {
      tray ??= openTray(deps);
      tray?.setToolTip(face.tip);
      // only macOS writes beside the icon
      tray?.setTitle(face.clock);
    }
    if ((face?.tip ?? null) === shown) return;
    shown = face?.tip ?? null;
    deps.onFace(shown);
  }

  function drawMenu(): void {
    const { tray: words } = deps.words();
    tray?.setContextMenu(
      Menu.buildFromTemplate([
        { label: timer === null ? '' : `${timer.key} ${timer.title}`, enabled: false },
        { type: 'separator' },
        { label: words.stop, click: deps.stopTimer },
        { label: words.open, click: deps.openWindow },
      ]),
    );
  }

  return {
    show: (next) => {
      timer = next;
      clearInterval(ticking);
      draw();
      drawMenu();
      if (timer !== null) ticking = setInterval(draw, REDRAW_MS).unref();
    },
    redraw: () => {
      draw();
      drawMenu();
    },
  };
}

/** Null where the desktop has no place for it: the window shows the timer all the same. */
function openTray({ openWindow }: TrayDeps): Tray | null {
  try {
    const icon = nativeImage.createFromPath(join(app.getAppPath(), 'resources', 'icon.png'));
    const tray = new Tray(icon.resize({ width: SIZE_PX, height: SIZE_PX }));
    tray.on('click', openWindow);
    return tray;
  } catch {
    return null;
  }
}
