/**
 * What the preload script puts on `window.shell`.
 *
 * The engine's port arrives separately, because a MessagePort cannot cross the context bridge: after
 * `shell.requestEnginePort()` the window receives a `message` event with `data === ENGINE_PORT_MESSAGE` and the port in
 * `event.ports[0]`; again, without asking, after each restart of the engine.
 */
import { z } from 'zod';
import { localeSchema, startFailureSchema } from './engine-process.ts';

export { ENGINE_PORT_MESSAGE } from './shell-channels.ts';

export const themeSchema = z.enum(['system', 'light', 'dark']);
export const appearanceSchema = z.object({ locale: localeSchema, theme: themeSchema });
/** What the owner chose for the whole app; main keeps it in the profile, because menu and frame follow it too. */
export type Appearance = z.infer<typeof appearanceSchema>;

export const shellPlatformSchema = z.enum(['linux', 'win32', 'darwin']);
export type ShellPlatform = z.infer<typeof shellPlatformSchema>;

export const shellArgumentSchema = z.object({
  platform: shellPlatformSchema,
  appVersion: z.string(),
  appearance: appearanceSchema,
});
export type ShellArgument = z.infer<typeof shellArgumentSchema>;

export const engineStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('starting') }),
  z.object({ state: z.literal('running') }),
  /** It stopped unasked; main starts it again after `retryInMs`. */
  z.object({ state: z.literal('restarting'), retryInMs: z.number(), crashes: z.number().int() }),
  /** Three stops in a minute: main waits for `shell.restartEngine()`. `log` is the end of the engine's stderr. */
  z.object({ state: z.literal('stopped'), crashes: z.number().int(), log: z.string() }),
  /** It refused to start and said why; main waits for `shell.restartEngine()`. */
  z.object({ state: z.literal('failed'), failure: startFailureSchema }),
]);
export type EngineState = z.infer<typeof engineStateSchema>;

/** What a menu item asks the window to do. */
export const shellCommandSchema = z.enum([
  'go-home',
  'go-products',
  'go-orders',
  'go-sync',
  'go-triage',
  'go-board',
  'go-time',
  'go-bugs',
  'go-deployments',
  'go-alerts',
  'go-settings',
  'go-back',
  'go-forward',
  'find',
  'sync-now',
  'pause-sync',
  'add-store',
  'toggle-sidebar',
  'show-shortcuts',
]);
export type ShellCommand = z.infer<typeof shellCommandSchema>;

/** CSS pixels from the window's top left corner. */
export const menuPointSchema = z.object({ x: z.number().int(), y: z.number().int() });
export type MenuPoint = z.infer<typeof menuPointSchema>;

export interface ShellApi {
  readonly platform: ShellPlatform;
  readonly appVersion: string;
  /** As it was when the window opened. */
  readonly appearance: Appearance;
  /** Ask for the engine's port; call it once the window listens for `ENGINE_PORT_MESSAGE`. */
  readonly requestEnginePort: () => void;
  /**
   * Opens the system's browser and resolves to whether it did. The owner's stores and the app's references open at
   * once, other https addresses after a question, everything else is refused.
   */
  readonly openExternal: (url: string) => Promise<boolean>;
  readonly setAppearance: (appearance: Appearance) => void;
  /** Pops the application menu up at a point of the window: on Windows and Linux there is no menu bar. */
  readonly openMenu: (point: MenuPoint) => void;
  /** After `stopped` or `failed`. */
  readonly restartEngine: () => void;
  /** Calls back with the present state at once and with every later one. Returns how to stop. */
  readonly onEngineState: (listener: (state: EngineState) => void) => () => void;
  readonly onCommand: (listener: (command: ShellCommand) => void) => () => void;
}

declare global {
  interface Window {
    readonly shell: ShellApi;
  }
}
