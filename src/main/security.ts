import { existsSync } from 'node:fs';
import { app, type Session } from 'electron';
import { isSameOrigin } from './asset-path.ts';
import { exportPath } from './export-path.ts';

/** The app needs none of the browser's permissions, but writing to the clipboard when the owner copies. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Closes what a page could use to get out: other pages, windows, embedded browsers, devices. */
export function lockDown(allowedOrigin: string): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => {
      if (!isSameOrigin(event.url, allowedOrigin) || !event.isMainFrame) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!isSameOrigin(event.url, allowedOrigin)) event.preventDefault();
    });
  });
}

/** Denies permissions and devices to the session's pages, and downloads other than the tables that the app exports. */
export function denyPermissions(session: Session, origin: string): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(GRANTED.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => GRANTED.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    const download = { url: item.getURL(), name: item.getFilename() };
    const path = exportPath(download, origin, app.getPath('downloads'), existsSync);
    if (path === null) event.preventDefault();
    else item.setSavePath(path);
  });
}
