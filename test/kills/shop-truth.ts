import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';
import type { ProductTruth, Truth } from './ledger.ts';

/** What the shop holds, read behind its API. */
export function productsOf(shop: DemoShop): ReadonlyMap<number, ProductTruth> {
  return new Map(
    shop.inspect.ids('products', { live: true }).map((id) => {
      const raw = shop.inspect.raw('products', id) as Readonly<Record<string, unknown>>;
      const stock = raw['stock_quantity'];
      const truth = { name: String(raw['name']), regular_price: String(raw['regular_price']) };
      return [id, { ...truth, stock: typeof stock === 'number' ? stock : null }];
    }),
  );
}

export function notesOf(shop: DemoShop): readonly string[] {
  return shop.inspect.ids('orders').flatMap((order) => (shop.state.notes.get(order) ?? []).map(({ note }) => note));
}

export function truthOf(shop: DemoShop, before: Truth['before']): Truth {
  shop.faults.settle();
  const after = productsOf(shop);
  return { before, after, names: [...after.values()].map(({ name }) => name), notes: notesOf(shop) };
}
