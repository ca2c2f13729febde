import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ShopAccess } from './bench-engine.ts';

export type ShopProcess = ShopAccess & { readonly stop: () => Promise<void> };

const MAIN = join(import.meta.dirname, '../../src/demo-shop/main.ts');

/** The demo shop in a process of its own, as a customer's server is. `options` are its command line. */
export async function startShopProcess(options: readonly string[]): Promise<ShopProcess> {
  const child = spawn(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const first = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('exit', (code) => reject(new Error(`the demo shop ended with ${String(code)} before it listened`)));
  });
  const { url, key, secret } = JSON.parse(first) as ShopAccess;
  return {
    url,
    key,
    secret,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
