/** Refusals as a shop makes them: what is new here is taken there, and one run of the real engine finds out. */
import { openEngine } from '../../../src/cli/open-engine.ts';
import type { EditableEntity } from '../../../src/demo-shop/admin.ts';
import type { RunningShop } from './shop.ts';

type Fields = Readonly<Record<string, unknown>>;
type Cause = { readonly entity: EditableEntity & ('products' | 'coupons' | 'customers' | 'categories' | 'tags'); readonly fields: (number: number) => Fields }; // prettier-ignore

/** Five kinds of records, each refused for a reason of its own. */
const CAUSES: readonly Cause[] = [
  { entity: 'products', fields: (n) => ({ name: `Candle ${n}`, sku: `CANDLE-${n}`, regular_price: '9.00' }) },
  { entity: 'coupons', fields: (n) => ({ code: `thanks-${n}`, amount: '5' }) },
  { entity: 'customers', fields: (n) => ({ email: `guest-${n}@example.com` }) },
  { entity: 'categories', fields: (n) => ({ name: `Season ${n}` }) },
  { entity: 'tags', fields: (n) => ({ name: `Colour ${n}` }) },
];

function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/**
 * Connects the shop in a profile that no app has open and leaves `each` refused records of each cause in it. Answers how
 * to take out of the shop what stands in their way.
 */
export async function collectRefusals(
  profileDir: string,
  shop: RunningShop,
  each: number,
): Promise<() => Promise<void>> {
  const engine = must(await openEngine(profileDir, { BACKROOM_PASSPHRASE: 'test passphrase' }));
  const inTheWay: (() => Promise<unknown>)[] = [];
  try {
    const { id: storeId } = must(
      await engine.call('stores.add', {
        name: shop.name, url: shop.url, consumerKey: shop.key, consumerSecret: shop.secret, mode: 'push', skipCheck: false,
      }), // prettier-ignore
    );
    const sync = () => engine.sync.runNow(storeId, { kind: 'incremental', startedBy: 'command-line' });
    await sync();
    for (const { entity, fields } of CAUSES) {
      for (let number = 1; number <= each; number += 1) {
        must(await engine.call('records.create', { entity, storeId, values: fields(number), locale: 'en' }));
        const id = await shop.add(entity, fields(number));
        inTheWay.push(() => shop.edit({ do: 'delete', entity, id }));
      }
    }
    const { refused } = await sync();
    if (refused !== each * CAUSES.length) throw new Error(`${refused} records were refused`);
  } finally {
    await engine.close();
  }
  return async () => {
    for (const remove of inTheWay) await remove();
  };
}
