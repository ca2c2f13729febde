import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDemoShop } from '../demo-shop/demo-shop.ts';
import type { DemoShopOptions } from '../demo-shop/demo-shop.ts';
import { openJournal, readRecipe } from '../demo-shop/journal.ts';
import { startDemoShopServer } from '../demo-shop/server.ts';
import type { DemoShopServer, ServerOptions } from '../demo-shop/server.ts';
import type { Clock, Random } from './platform/deps.ts';

export type RunningDemoShop = { readonly url: string; readonly consumerKey: string; readonly consumerSecret: string };

const PRODUCTS = 2_400;
const SEED = 7;

function stateFile(folder: string): string {
  return join(folder, 'shop.jsonl');
}

/** Whether this profile has explored the demo shop before: then it is there again at the next start. */
export function hasDemoShop(folder: string): boolean {
  return existsSync(stateFile(folder));
}

let running: Promise<RunningDemoShop> | null = null;

/** Starts the demo shop inside this process, once, on a free port of this computer; what was changed in it is kept in `folder`. */
export function startDemoShopIn(
  folder: string,
  deps: { readonly clock: Clock; readonly random: Random },
): Promise<RunningDemoShop> {
  running ??= start(folder, deps).catch((error: unknown) => {
    running = null;
    throw error;
  });
  return running;
}

/** The same port as last time where it is free: pictures that are on screen keep their addresses. */
async function startOnKnownPort(folder: string, options: Omit<ServerOptions, 'port'>): Promise<DemoShopServer> {
  const file = join(folder, 'port');
  const known = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = Number.isInteger(known) && known > 1024 && known < 65_536 ? known : 0;
  const server = await startDemoShopServer({ ...options, port }).catch(() => startDemoShopServer(options));
  writeFileSync(file, String(server.port));
  return server;
}

async function start(
  folder: string,
  deps: { readonly clock: Clock; readonly random: Random },
): Promise<RunningDemoShop> {
  mkdirSync(folder, { recursive: true });
  const file = stateFile(folder);
  const key = (kind: string): string =>
    `${kind}_${createHash('sha1').update(`demo-shop-${kind}-${SEED}`).digest('hex')}`;
  const recipe = readRecipe(file) as Partial<DemoShopOptions> | null;
  const shop = createDemoShop({
    seed: SEED,
    products: PRODUCTS,
    ...recipe,
    clock: deps.clock,
    random: deps.random,
    consumerKey: key('ck'),
    consumerSecret: key('cs'),
  });
  const journal = openJournal(file, shop.state, shop.recipe);
  const server = await startOnKnownPort(folder, { shop, afterRequest: () => journal.flush() });
  return { url: server.url, consumerKey: key('ck'), consumerSecret: key('cs') };
}
