import type { EntityName } from '../../../shared/domain/entities.ts';
import type { ReadableDb } from '../../database/database.ts';
import type { CollectionReading } from './collection-reading.ts';
import type { SkuOwner } from './sku-owners.ts';
import { skuOwnerHere } from './sku-owners.ts';

/** What is known while the operations are gone through in the order of sending. */
export type SendingState = {
  readonly db: ReadableDb;
  readonly storeId: string;
  readonly readings: ReadonlyMap<EntityName, CollectionReading>;
  /** SKUs in lower case that an earlier operation frees, and those that one takes, with its record. */
  readonly freedSkus: Set<string>;
  readonly takenSkus: Map<string, { readonly recordId: string; readonly name: string }>;
};

/** Who stands in the way of giving a record this SKU; null for nobody. [PREVIEW5] */
export function ownerOfSku(state: SendingState, sku: string, recordId: string, wooId: number | null): SkuOwner | null {
  const key = sku.toLowerCase();
  const taken = state.takenSkus.get(key);
  if (taken !== undefined && taken.recordId !== recordId) return { wooId: 0, name: taken.name, inTrash: false };
  if (state.freedSkus.has(key)) return null;
  const asked = state.readings.get('products')?.skuOwners[key];
  const here = asked === undefined || asked === null ? skuOwnerHere(state.db, state.storeId, sku) : null;
  // where the store said that nobody has it, the mirror only knows better about its trash
  const owner = asked ?? (asked === undefined || here?.inTrash === true ? here : null);
  return owner === null || owner.wooId === wooId ? null : owner;
}
