import type { Plan } from '../generate/plan.ts';
import { productStatus } from '../generate/plan.ts';
import { brandsOf, categoriesOf, productAt, tagsOf } from '../generate/products.ts';
import type { ProductRecord } from './types.ts';

/** How many published products carry each term. Counted over the whole shop when first asked, kept current after. */
export type TermCounts = {
  readonly of: (termId: number) => number;
  readonly changed: (productId: number, record: ProductRecord | undefined) => void;
};

function termIdsOf(record: ProductRecord): number[] {
  const options = record.attributes
    .filter((attribute) => attribute.id !== 0)
    .flatMap((attribute) => attribute.options.filter((option) => typeof option === 'number'));
  return [
    ...record.category_ids,
    ...record.tag_ids,
    ...record.brand_ids,
    ...options,
    ...(record.shipping_class_id === 0 ? [] : [record.shipping_class_id]),
  ];
}

function countedTerms(record: ProductRecord | undefined): readonly number[] {
  return record === undefined || record.status !== 'publish' ? [] : termIdsOf(record);
}

export function createTermCounts(plan: Plan): TermCounts {
  /** Beyond this size attribute terms and shipping classes are left uncounted, because they need the whole record. */
  const exact = plan.products <= 20_000;
  let counts: Map<number, number> | null = null;
  const current = new Map<number, readonly number[]>();
  const baseTerms = (index: number): readonly number[] => {
    if (productStatus(plan.seed, index) !== 'publish') return [];
    return exact
      ? termIdsOf(productAt(plan, index))
      : [...categoriesOf(plan, index), ...tagsOf(plan, index), ...brandsOf(plan, index)];
  };
  const count = (): Map<number, number> => {
    if (counts !== null) return counts;
    const fresh = new Map<number, number>();
    for (let index = 0; index < plan.products; index += 1) {
      const terms = current.get(plan.firstProductId + index) ?? baseTerms(index);
      for (const id of terms) fresh.set(id, (fresh.get(id) ?? 0) + 1);
    }
    for (const [id, terms] of current) {
      if (id >= plan.firstProductId && id < plan.firstProductId + plan.products) continue;
      for (const term of terms) fresh.set(term, (fresh.get(term) ?? 0) + 1);
    }
    counts = fresh;
    return fresh;
  };
  return {
    of: (termId) => count().get(termId) ?? 0,
    changed: (productId, record) => {
      const index = productId - plan.firstProductId;
      const generated = index >= 0 && index < plan.products;
      const before = current.get(productId) ?? (generated ? baseTerms(index) : []);
      const after = countedTerms(record);
      current.set(productId, after);
      if (counts === null) return;
      for (const id of before) counts.set(id, Math.max(0, (counts.get(id) ?? 0) - 1));
      for (const id of after) counts.set(id, (counts.get(id) ?? 0) + 1);
    },
  };
}
