import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder, wherever the command was started. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

export const modulesDir = join(root, 'node_modules');
