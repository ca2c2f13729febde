import type { Context } from './context.ts';
import { textMatcher } from './list.ts';
import { variationsOf } from './lookups.ts';
import { slugText } from './product-fields.ts';
import { isOnSale, priceOf } from './product-price.ts';
import type { ShopState } from './state.ts';
import type { ProductRecord } from './types.ts';

type Check = (record: ProductRecord) => boolean;

function idList(value: unknown): Set<number> | null {
  if (typeof value !== 'string' || value === '') return null;
  return new Set(
    value
      .split(',')
      .map(Number)
      .filter((id) => id > 0),
  );
}

/** A category filter also finds products of the category's descendants. */
function withDescendants(state: ShopState, roots: ReadonlySet<number>): Set<number> {
  const all = new Set(roots);
  for (let grown = true; grown;) {
    grown = false;
    for (const term of state.terms.values()) {
      if (all.has(term.parent) && !all.has(term.id)) {
        all.add(term.id);
        grown = true;
      }
    }
  }
  return all;
}

export function searchCheck(params: Readonly<Record<string, unknown>>): Check | null {
  const fields =
    Array.isArray(params['search_fields']) && params['search_fields'].length > 0
      ? params['search_fields'].map(String)
      : null;
  const search = textMatcher(params['search']);
  const bySku = textMatcher(params['search_sku']);
  const byEither = textMatcher(params['search_name_or_sku']);
  if (search === null && bySku === null && byEither === null) return null;
  return (record) => {
    if (search !== null) {
      const haystack =
        fields === null
          ? `${record.name} ${record.short_description} ${record.description}`
          : fields.map((field) => String((record as unknown as Record<string, unknown>)[field] ?? '')).join(' ');
      if (!search(haystack)) return false;
    }
    if (bySku !== null && !bySku(record.sku)) return false;
    return byEither === null || byEither(`${record.name} ${record.sku}`);
  };
}

export function termChecks(state: ShopState, params: Readonly<Record<string, unknown>>): Check[] {
  const checks: Check[] = [];
  const among = (wanted: Set<number> | null, ids: (record: ProductRecord) => readonly number[]): void => {
    if (wanted !== null) checks.push((record) => ids(record).some((id) => wanted.has(id)));
  };
  const categories = idList(params['category']);
  among(categories === null ? null : withDescendants(state, categories), (record) => record.category_ids);
  among(idList(params['tag']), (record) => record.tag_ids);
  among(idList(params['brand']), (record) => record.brand_ids);
  among(idList(params['shipping_class']), (record) => [record.shipping_class_id]);
  const terms = idList(params['attribute_term']);
  if (terms !== null && typeof params['attribute'] === 'string') {
    const slug = params['attribute'];
    const attribute = state.attributes.values().find((candidate) => candidate.slug === slug);
    checks.push((record) =>
      record.attributes.some(
        (own) => own.id === attribute?.id && own.options.some((option) => terms.has(Number(option))),
      ),
    );
  }
  return checks;
}

export function fieldChecks(context: Context): Check[] {
  const { params, state, nowSec } = context;
  const checks: Check[] = [];
  const children = (record: ProductRecord): ProductRecord[] =>
    record.type === 'variable' ? variationsOf(state, record.id) : [];
  for (const name of ['featured', 'virtual', 'downloadable'] as const) {
    const wanted = params[name];
    if (typeof wanted === 'boolean') checks.push((record) => record[name] === wanted);
  }
  const slug = params['slug'];
  if (typeof slug === 'string' && slug !== '') checks.push((record) => record.slug === slugText(slug));
  for (const name of ['stock_status', 'global_unique_id'] as const) {
    const wanted = params[name];
    if (typeof wanted === 'string' && wanted !== '') checks.push((record) => record[name] === wanted);
  }
  if (typeof params['tax_class'] === 'string') {
    const wanted = params['tax_class'] === 'standard' ? '' : params['tax_class'];
    checks.push((record) => record.tax_class === wanted);
  }
  const onSale = params['on_sale'];
  if (typeof onSale === 'boolean')
    checks.push(
      (record) => (isOnSale(record, nowSec) || children(record).some((child) => isOnSale(child, nowSec))) === onSale,
    );
  const low = params['min_price'];
  const high = params['max_price'];
  if (typeof low === 'string' && low !== '')
    checks.push((record) => Number(priceOf(record, children(record))) >= Number(low));
  if (typeof high === 'string' && high !== '')
    checks.push((record) => Number(priceOf(record, children(record))) <= Number(high));
  return checks;
}

export function allOf(checks: readonly (Check | null)[]): Check | null {
  const present = checks.filter((check) => check !== null);
  return present.length === 0 ? null : (record) => present.every((check) => check(record));
}

/** The generated product that a slug could belong to needs no scan: its number ends the slug. */
export function slugCandidates(state: ShopState, slug: unknown): number[] | null {
  if (typeof slug !== 'string' || slug === '') return null;
  const number = /-(\d+)$/.exec(slugText(slug));
  const generated = number === null ? -1 : Number(number[1]) - 1;
  const ids = state.products.touchedIds();
  return generated >= 0 && generated < state.plan.products ? [...ids, state.plan.firstProductId + generated] : ids;
}
