import { createChance } from './chance.ts';
import type { Arrival } from './line.ts';
import type { World } from './world.ts';

const TIDIED = ['products', 'orders', 'customers', 'coupons'] as const;

/**
 * Somebody deletes old records in the shop while a collection is read in small pages, so that those behind move up
 * between two pages. Has a chance of its own, so that it leaves the chances of the acts as they are.
 */
export function createTidying(world: () => World): (arrival: Arrival) => void {
  const { seed, pageSize, fromEmpty } = world().setting;
  const chance = createChance(seed * 3 + 0x2545f491);
  if (!fromEmpty || pageSize >= 20) return () => undefined;
  let times = 2;
  return (arrival) => {
    const { shop, noteShop, tell, happened, marks } = world();
    const entity = TIDIED.find((name) => name === arrival.path);
    const isPage = entity !== undefined && arrival.query.includes('offset=') && arrival.outcome.kind === 'response';
    if (!isPage || times === 0 || marks.has('the faults end') || !chance.coin(0.05)) return;
    // pages overlap by one row: more than one must go for a row to be skipped
    const oldest = shop.inspect.ids(entity).slice(0, 2 + chance.int(2));
    times -= 1;
    happened.note('records moved up between two pages');
    tell(`  somebody deletes the ${entity} ${oldest.join(', ')}`);
    for (const id of oldest) shop.admin.edit({ do: 'delete', entity, id });
    noteShop('shop');
  };
}
