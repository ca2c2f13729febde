import type { EntityName } from '../../shared/domain/entities.ts';
import type { Store } from '../../shared/contract/stores.ts';
import type { PendingOperation } from '../../shared/contract/sync.ts';
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

const OPERATION_WORDS: Readonly<Record<PendingOperation['kind'], () => string>> = {
  create: m.operation_create,
  update: m.operation_update,
  trash: m.operation_trash,
  delete: m.operation_delete,
  restore: m.operation_restore,
  status: m.operation_status,
  note: m.operation_note,
  stock: m.operation_stock,
};

/** “New”, “Changed”, “To the trash”: what a waiting change does to its record. */
export function wordOperation(kind: PendingOperation['kind']): string {
  return OPERATION_WORDS[kind]();
}

export function isOperationKind(kind: string): kind is PendingOperation['kind'] {
  return Object.hasOwn(OPERATION_WORDS, kind);
}
