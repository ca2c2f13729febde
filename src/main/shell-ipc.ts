import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { shellChannels } from '../shared/contract/shell-channels.ts';
import {
  appearanceSchema,
  menuPointSchema,
  type Appearance,
  type EngineState,
  type MenuPoint,
  type ShellCommand,
} from '../shared/contract/shell.ts';
import { isSameOrigin } from './asset-path.ts';

type ShellHandlers = {
  readonly allowedOrigin: string;
  readonly requestPort: (contents: WebContents) => void;
  readonly openExternal: (address: string) => Promise<boolean>;
  readonly setAppearance: (appearance: Appearance) => void;
  readonly openMenu: (contents: WebContents, point: MenuPoint) => void;
  readonly restartEngine: () => void;
};

/** Answers the windows' few messages; what is malformed or comes from a foreign page is dropped. */
export function serveShell(handlers: ShellHandlers): void {
  const isOurs = (event: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    event.senderFrame !== null &&
    event.senderFrame.parent === null &&
    isSameOrigin(event.senderFrame.url, handlers.allowedOrigin);

  ipcMain.on(shellChannels.requestPort, (event) => {
    if (isOurs(event)) handlers.requestPort(event.sender);
  });
  ipcMain.on(shellChannels.restartEngine, (event) => {
    if (isOurs(event)) handlers.restartEngine();
  });
  ipcMain.on(shellChannels.setAppearance, (event, value: unknown) => {
    const appearance = appearanceSchema.safeParse(value);
    if (isOurs(event) && appearance.success) handlers.setAppearance(appearance.data);
  });
  ipcMain.on(shellChannels.openMenu, (event, value: unknown) => {
    const point = menuPointSchema.safeParse(value);
    if (isOurs(event) && point.success) handlers.openMenu(event.sender, point.data);
  });
  ipcMain.handle(shellChannels.openExternal, (event, address: unknown) =>
    isOurs(event) && typeof address === 'string' ? handlers.openExternal(address) : false,
  );
}

export function sendEngineState(contents: WebContents, state: EngineState): void {
  if (!contents.isDestroyed()) contents.send(shellChannels.engineState, state);
}

export function sendCommand(contents: WebContents, command: ShellCommand): void {
  if (!contents.isDestroyed()) contents.send(shellChannels.command, command);
}
