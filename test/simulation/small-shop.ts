import type { DemoShop } from '../../src/demo-shop/demo-shop.ts';

/** How many terms of each kind a simulated shop keeps: they are read whole in every run. */
const KEPT: Readonly<Record<string, number>> = {
  category: 5,
  tag: 3,
  brand: 2,
  shipping_class: 1,
  attribute_term: 100,
};

/** Takes most terms out of a fresh shop, and off its products, so that a quiet run is quick. */
export function trimShop(shop: DemoShop): void {
  const { state } = shop;
  const kept = new Map<string, number>();
  for (const term of state.terms.values()) {
    const count = (kept.get(term.kind) ?? 0) + 1;
    kept.set(term.kind, count);
    // a category whose parent went would hang in the air
    if (count > (KEPT[term.kind] ?? 0)) state.terms.remove(term.id);
  }
  const still = (ids: readonly number[]): readonly number[] => ids.filter((id) => state.terms.get(id) !== undefined);
  for (const id of shop.inspect.ids('products')) {
    const product = state.products.get(id);
    if (product === undefined) continue;
    const categories = still(product.category_ids);
    state.products.put({
      ...product,
      category_ids: categories.length === 0 ? [state.plan.taxonomy.uncategorizedId] : categories,
      tag_ids: still(product.tag_ids),
      brand_ids: still(product.brand_ids),
    });
  }
}
