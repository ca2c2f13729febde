/** Names only, without zod, because the preload script is read anew by every window. */

/** `data` of the window message that brings the engine's port. */
export const ENGINE_PORT_MESSAGE = 'backroom:engine-port';

/** Channels of the few messages between preload and main. */
export const shellChannels = {
  requestPort: 'shell:request-port',
  port: 'shell:port',
  openExternal: 'shell:open-external',
  setAppearance: 'shell:set-appearance',
  restartEngine: 'shell:restart-engine',
  openMenu: 'shell:open-menu',
  engineState: 'shell:engine-state',
  command: 'shell:command',
} as const;

/** Main hands the preload script one argument with JSON (`ShellArgument`), so that the first paint is already right. */
export const SHELL_ARGUMENT_PREFIX = '--backroom-shell=';
