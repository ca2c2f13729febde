import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';

export type OperationKind = 'create' | 'update' | 'trash' | 'delete' | 'restore' | 'status' | 'note' | 'stock';
export type OperationState = 'queued' | 'sending' | 'unknown' | 'refused' | 'held' | 'ended';

/** One edited field: what the store had when the edit was made, what it is to become. */
export type FieldChange = {
  readonly base: JsonValue;
  readonly value: JsonValue;
  /** Values of ours whose arrival was never confirmed: the store showing one of them is no change of the store's. */
  readonly sent?: readonly JsonValue[];
  /** Put there by the sync as a way out of the trash; no person has said it. */
  readonly offered?: true;
};
export type FieldChanges = Readonly<Record<FieldPath, FieldChange>>;

/** `adjust`: sums with whatever the store has. `count`: what was counted, and the quantity the person saw. */
export type StockIntent =
  | {
      readonly adjust: number;
      /** The stamp that the record carried before this adjustment left; undefined while it never did. */
      readonly stampBefore?: string | null;
    }
  | { readonly count: number; readonly basis: number | null };

export type OperationPayload = {
  /** update, status, restore */
  readonly fields?: FieldChanges;
  /** create: the new document's fields */
  readonly values?: JsonObject;
  /** note */
  readonly note?: { readonly text: string; readonly customer: boolean; readonly orderId: string };
  /** stock */
  readonly stock?: StockIntent;
  /** trash: the status that the record had, for its way back */
  readonly previousStatus?: string;
};

export type Operation = {
  readonly sequence: number;
  readonly id: string;
  readonly storeId: string;
  readonly entity: EntityName;
  readonly recordId: string;
  readonly kind: OperationKind;
  readonly payload: OperationPayload;
  readonly reason: string;
  readonly state: OperationState;
  readonly attempts: number;
  readonly createdAt: number;
  readonly claimedAt: number | null;
  /** The shop's clock when the request left, epoch ms; null where the run had not heard it yet. */
  readonly claimedServerTime: number | null;
  readonly nextAttemptAt: number | null;
  readonly looks: number;
  /** The shop's clock at the first complete look for an unknown outcome, epoch ms. */
  readonly firstLookAt: number | null;
};

/** Name of the stamp in `meta_data` by which a create or a stock adjustment is recognised in the store. */
export const STAMP_KEY = 'backroom_op';

/** The operation id that a store document carries, null for none. */
export function stampOf(document: JsonObject): string | null {
  const meta = document['meta_data'];
  if (!Array.isArray(meta)) return null;
  for (const item of meta as readonly JsonValue[]) {
    const entry = item as JsonObject | null;
    if (entry !== null && entry['key'] === STAMP_KEY) return String(entry['value']);
  }
  return null;
}

/** Entities whose records carry `meta_data`, and so the stamp of the operation that made them. */
export const STAMPED_ENTITIES: ReadonlySet<string> = new Set(['products', 'variations', 'coupons', 'customers']);

/** A name as a person typed it: the store writes & as &amp;. */
export function plainName(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value.replaceAll('&amp;', '&').trim() : '';
}
