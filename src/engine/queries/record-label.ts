import type { EntityName } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';

/** What a person knows a record by. */
const LABEL: Readonly<Record<EntityName, string>> = {
  products: `name`,
  variations: `(SELECT p.name FROM products AS p WHERE p.id = r.product_id) || CASE r.name WHEN '' THEN '' ELSE ' – ' || r.name END`,
  orders: `number`,
  customers: `coalesce(nullif(name, ''), email)`,
  coupons: `code`,
  categories: `name`,
  tags: `name`,
  brands: `name`,
  attributes: `name`,
  terms: `name`,
  shipping_classes: `name`,
  order_notes: `(SELECT o.number FROM orders AS o WHERE o.id = r.order_id)`,
  order_refunds: `(SELECT o.number FROM orders AS o WHERE o.id = r.order_id)`,
};

export type LabelledRecord = { readonly label: string; readonly wooId: number | null };

/**
 * Name, number, code or e-mail of a record, and the store's number of it. A record that is gone, or has no name, is
 * called by its number.
 */
export function labelRecord(
  db: ReadableDb,
  entity: EntityName,
  recordId: string | null,
  wooId: number | null = null,
): LabelledRecord {
  const row =
    recordId === null
      ? undefined
      : prepared<{ label: string | null; woo_id: number | null }>(
          db,
          `SELECT ${LABEL[entity]} AS label, woo_id FROM ${TABLE_OF[entity]} AS r WHERE id = ?`,
        ).get(recordId);
  const number = row?.woo_id ?? wooId;
  const label = row?.label ?? '';
  return { label: label === '' && number !== null ? `#${number}` : label, wooId: number };
}
