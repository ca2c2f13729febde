import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createDemoShop } from '../demo-shop/demo-shop.ts';
import type { DemoShopOptions } from '../demo-shop/demo-shop.ts';
import { openJournal, readRecipe } from '../demo-shop/journal.ts';
import { startDemoShopServer } from '../demo-shop/server.ts';
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
  const server = await startDemoShopServer({ shop, afterRequest: () => journal.flush() });
  return { url: server.url, consumerKey: key('ck'), consumerSecret: key('cs') };
}
