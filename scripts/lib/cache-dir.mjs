import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where large downloads are kept across checkouts. */
export function cacheDir() {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'backroom');
}
