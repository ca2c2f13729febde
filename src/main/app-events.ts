import { app, type BrowserWindow } from 'electron';

type AppEvents = {
  readonly openWindow: () => void;
  readonly presentWindow: () => BrowserWindow | null;
  /** Resolves once the engine has ended. */
  readonly stopEngine: () => Promise<void>;
};

/** A second start, the last window, the dock, the end: the app as the system sees it. */
export function followAppEvents({ openWindow, presentWindow, stopEngine }: AppEvents): void {
  let isEngineStopped = false;
  app.on('second-instance', () => {
    const window = presentWindow();
    if (!window) return openWindow();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  app.on('activate', () => {
    if (!presentWindow()) openWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', (event) => {
    if (isEngineStopped) return;
    event.preventDefault();
    void stopEngine().then(() => {
      isEngineStopped = true;
      // Electron ignores a second request to quit while it still handles the first.
      setImmediate(() => app.quit());
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}
