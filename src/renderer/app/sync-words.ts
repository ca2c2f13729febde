import type { EntityName } from '../../shared/domain/entities.ts';
import type { Store } from '../../shared/contract/stores.ts';
import { m } from '../paraglide/messages.js';

export type Cadence = Store['cadence'];
export const CADENCES: readonly Cadence[] = ['eco', 'balanced', 'realtime'];

export function wordCadence(cadence: Cadence): string {
  switch (cadence) {
    case 'eco':
      return m.shell_load_eco();
    case 'balanced':
      return m.shell_load_balanced();
    case 'realtime':
      return m.shell_load_realtime();
    default:
      return cadence satisfies never;
  }
}

const ENTITY_WORDS: Readonly<Record<EntityName, () => string>> = {
  products: m.entity_products,
  variations: m.entity_variations,
  orders: m.entity_orders,
  customers: m.entity_customers,
  coupons: m.entity_coupons,
  categories: m.entity_categories,
  tags: m.entity_tags,
  brands: m.entity_brands,
  attributes: m.entity_attributes,
  terms: m.entity_terms,
  shipping_classes: m.entity_shipping_classes,
  order_notes: m.entity_order_notes,
  order_refunds: m.entity_order_refunds,
};

/** “Products”, “Variations”: the name of a kind of record, for heads and rows. */
export function wordEntity(entity: EntityName): string {
  return ENTITY_WORDS[entity]();
}
