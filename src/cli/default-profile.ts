import { posix, win32 } from 'node:path';

type Place = {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
};

/**
 * The data folder that the app uses, so that both see the same stores: `BACKROOM_PROFILE`, else `Backroom` in the
 * system's folder for application data.
 */
export function defaultProfile({ platform, env, home }: Place): string {
  const path = platform === 'win32' ? win32 : posix;
  const chosen = env['BACKROOM_PROFILE'];
  if (chosen) return path.resolve(chosen);
  if (platform === 'win32') return path.join(env['APPDATA'] || path.join(home, 'AppData', 'Roaming'), 'Backroom');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Backroom');
  const config = env['XDG_CONFIG_HOME'];
  // A relative value is to be ignored, says the specification of that variable.
  return path.join(config !== undefined && path.isAbsolute(config) ? config : path.join(home, '.config'), 'Backroom');
}
