import { say } from './report.mjs';

/** True when windows can appear on a screen that somebody may see. */
export function hasDisplay(env = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
}

/**
 * Starts a virtual screen in the group and returns the environment that points at it; nothing where a real one exists.
 * Xvfb picks a free display number itself and tells it when it is ready.
 */
export async function ensureDisplay(group) {
  if (hasDisplay()) return { isVirtual: false, env: {} };
  const args = ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp', '-dpi', '96'];
  const server = group.start('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await readDisplayNumber(server);
  say(`No display here: using a virtual one (:${number}).`);
  // Session variables of a desktop that is not there would send Chromium looking for it.
  return { isVirtual: true, env: { DISPLAY: `:${number}`, XDG_SESSION_TYPE: 'x11' } };
}

function readDisplayNumber(server) {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdio[3].on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
    server.once('error', (error) => reject(new Error(`Xvfb could not be started: ${error.message}`)));
    server.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code} before it was ready`)));
  });
}
