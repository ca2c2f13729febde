import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { onLine } from './lines.mjs';
import { root } from './root.mjs';
import { UserProblem } from './report.mjs';

/** Where the demo keeps its data: in the checkout, or where `BACKROOM_PROFILE` says. */
export function demoProfileDir() {
  const chosen = process.env.BACKROOM_PROFILE;
  return chosen ? resolve(chosen) : join(root, '.cache', 'demo');
}

/** Starts the shop in the group and resolves to `{url, key, secret}` once it answers. */
export async function startDemoShop(group, profileDir) {
  mkdirSync(profileDir, { recursive: true, mode: 0o700 });
  const portPath = join(profileDir, 'demo-shop.port');
  // The same address each time, because the app knows its stores by it.
  const port = existsSync(portPath) ? readFileSync(portPath, 'utf8').trim() : '0';
  const args = [join(root, 'src/demo-shop/main.ts'), '--port', port, '--state', join(profileDir, 'demo-shop.json')];
  const child = group.start(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const shop = await firstAnswer(child);
  writeFileSync(portPath, new URL(shop.url).port);
  return shop;
}

function firstAnswer(child) {
  return new Promise((resolveShop, reject) => {
    onLine(child.stdout, (line) => {
      if (line.startsWith('{')) resolveShop(JSON.parse(line));
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new UserProblem(`The demo shop ended with code ${code}; the lines above say why.`));
    });
  });
}
