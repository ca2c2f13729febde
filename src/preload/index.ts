import { contextBridge, ipcRenderer } from 'electron';
import { ENGINE_PORT_MESSAGE, SHELL_ARGUMENT_PREFIX, shellChannels } from '../shared/contract/shell-channels.ts';
import type { EngineState, ShellApi, ShellArgument, ShellCommand } from '../shared/contract/shell.ts';

const argument = process.argv.find((entry) => entry.startsWith(SHELL_ARGUMENT_PREFIX)) ?? '';
const facts = JSON.parse(decodeURIComponent(argument.slice(SHELL_ARGUMENT_PREFIX.length))) as ShellArgument;

let engineState: EngineState = { state: 'starting' };
ipcRenderer.on(shellChannels.engineState, (_event, state: EngineState) => (engineState = state));
// A port cannot cross the context bridge; the window's own message event can carry it. '/' keeps it in this origin.
ipcRenderer.on(shellChannels.port, (event) => window.postMessage(ENGINE_PORT_MESSAGE, '/', [...event.ports]));

function subscribe<T>(channel: string, listener: (value: T) => void): () => void {
  const receive = (_event: unknown, value: T): void => listener(value);
  ipcRenderer.on(channel, receive);
  return () => void ipcRenderer.off(channel, receive);
}

const shell: ShellApi = {
  ...facts,
  requestEnginePort: () => ipcRenderer.send(shellChannels.requestPort),
  openExternal: (url) => ipcRenderer.invoke(shellChannels.openExternal, url) as Promise<boolean>,
  setAppearance: (appearance) => ipcRenderer.send(shellChannels.setAppearance, appearance),
  openMenu: (point) => ipcRenderer.send(shellChannels.openMenu, point),
  restartEngine: () => ipcRenderer.send(shellChannels.restartEngine),
  onEngineState: (listener) => {
    listener(engineState);
    return subscribe<EngineState>(shellChannels.engineState, listener);
  },
  onCommand: (listener) => subscribe<ShellCommand>(shellChannels.command, listener),
};
contextBridge.exposeInMainWorld('shell', shell);
