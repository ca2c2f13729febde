import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { InputContext } from '../../shared/domain/input/read-field.ts';
import { ORDER_STATUSES } from '../../shared/domain/input/read-field.ts';
import type { FieldRefusal } from '../../shared/domain/input/refusals.ts';
import { fieldRefusal } from '../../shared/domain/input/refusals.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { asText } from '../sync/projections/read-json.ts';
import { readCursor } from '../sync/store-rows.ts';

/** The record that an input is for; `id` and `wooId` null for one that is being made. */
export type RuleSubject = {
  readonly db: ReadableDb;
  readonly storeId: string;
  readonly entity: EntityName;
  readonly id: string | null;
  readonly wooId: number | null;
  /** The record before the edit, `{}` for a new one. */
  readonly before: JsonObject;
};

/** What reading an input needs to know of the store. */
export function inputContext(db: ReadableDb, storeId: string, locale: string): InputContext {
  const zone = prepared<{ wp_timezone: string | null }>(db, `SELECT wp_timezone FROM stores WHERE id = ?`).get(storeId);
  const statuses = readCursor<{ readonly custom?: readonly string[] }>(db, storeId, 'orders', 'statuses');
  return {
    locale,
    timeZone: zone?.wp_timezone ?? 'UTC',
    orderStatuses: [...new Set([...ORDER_STATUSES, ...(statuses?.custom ?? [])])],
  };
}

/** Whether an order of this store is in `status`: a status of a plugin's, met before the store was asked for its list. */
export function isSeenOrderStatus(db: ReadableDb, storeId: string, status: string): boolean {
  return (
    status !== 'trash' &&
    prepared(db, `SELECT 1 FROM orders WHERE store_id = ? AND status = ? LIMIT 1`).get(storeId, status) !== undefined
  );
}

type SkuOwner = { id: string; name: string; status: string; product_name: string | null };
/** Store, SKU and own id, for products and then for variations. */
export const SKU_OWNER = `
  SELECT id, name, status, NULL AS product_name FROM products
  WHERE store_id = ? AND sku = ? COLLATE NOCASE AND id <> ? AND deleted_at IS NULL
  UNION ALL
  SELECT v.id, v.name, v.status, p.name AS product_name FROM product_variations v JOIN products p ON p.id = v.product_id
  WHERE v.store_id = ? AND v.sku = ? COLLATE NOCASE AND v.id <> ? AND v.deleted_at IS NULL
  LIMIT 1`;

/**
 * A SKU is unique among products and variations of a store, whatever its case; a trashed record blocks it too, as in
 * the store. A record's own SKU in another case, or as the store has it, is not asked: a variation without one shows
 * its product's.
 */
export function checkSku(subject: RuleSubject, base: JsonObject | null, sku: string): FieldRefusal | null {
  if (sku === '') return null;
  const own = [subject.before, base].map((document) => asText(document?.['sku']).toLowerCase());
  if (own.includes(sku.toLowerCase())) return null;
  const owner = prepared<SkuOwner>(subject.db, SKU_OWNER).get(
    ...[0, 1].flatMap(() => [subject.storeId, sku, subject.id ?? '']),
  );
  if (owner === undefined) return null;
  const name = owner.product_name === null ? owner.name : `${owner.product_name}, ${owner.name}`;
  const reason = owner.status === 'trash' ? 'sku-taken-in-trash' : 'sku-taken';
  return fieldRefusal('sku', reason, { name, id: owner.id });
}

export const COUPON_OWNER = `
  SELECT id FROM coupons
  WHERE store_id = ? AND code = ? COLLATE NOCASE AND id <> ? AND deleted_at IS NULL AND status <> 'trash' LIMIT 1`;

/** A coupon's code is unique in its store, whatever its case; a trashed coupon's code is free again. */
export function checkCouponCode(subject: RuleSubject, code: string): FieldRefusal | null {
  const owner = prepared<{ id: string }>(subject.db, COUPON_OWNER).get(subject.storeId, code, subject.id ?? '');
  return owner === undefined ? null : fieldRefusal('code', 'code-taken', { id: owner.id });
}

/** What a field's numbers name. */
const REFERENCED: Partial<Readonly<Record<EntityName, Readonly<Record<FieldPath, readonly EntityName[]>>>>> = {
  products: {
    categories: ['categories'],
    tags: ['tags'],
    brands: ['brands'],
    upsell_ids: ['products', 'variations'],
    cross_sell_ids: ['products', 'variations'],
  },
  coupons: { product_ids: ['products', 'variations'], excluded_product_ids: ['products', 'variations'] },
};

function idOf(item: JsonValue): number | string {
  const id = typeof item === 'object' && item !== null ? (item as JsonObject)['id'] : item;
  return typeof id === 'string' ? id : Number(id);
}

/**
 * Records that an edit adds to a set must be records of this store: the store ignores unknown ones without a word.
 * Local ids become the store's numbers. A category, tag or brand that was never sent keeps its local id, and the
 * sending puts its number there once it has one; linked products must be in the store already. The answer names them
 * as the store would, so that the row shows the names before it is sent.
 */
export function resolveReferences(
  subject: RuleSubject,
  path: FieldPath,
  value: JsonValue,
): Result<JsonValue, FieldRefusal> {
  const entities = REFERENCED[subject.entity]?.[path];
  if (entities === undefined || !Array.isArray(value)) return ok(value);
  const present = getPath(subject.before, path);
  const known = new Map(
    (Array.isArray(present) ? (present as readonly JsonValue[]) : []).map((item) => [idOf(item), item]),
  );
  const resolved: JsonValue[] = [];
  for (const item of value as readonly JsonValue[]) {
    const id = idOf(item);
    const same = known.get(id);
    const found = same === undefined ? findReferenced(subject, entities, id) : null;
    if (same !== undefined) resolved.push(same);
    else if (found === null) return err(fieldRefusal(path, 'unknown-reference', { value: id }));
    else if (typeof item === 'object') resolved.push({ id: found.woo_id ?? id, name: found.name, slug: found.slug });
    else if (found.woo_id === null) return err(fieldRefusal(path, 'not-sent-yet', { name: found.name }));
    else resolved.push(found.woo_id);
  }
  return ok(resolved);
}

type Referenced = { woo_id: number | null; name: string; slug: string };

function findReferenced(subject: RuleSubject, entities: readonly EntityName[], id: number | string): Referenced | null {
  for (const entity of entities) {
    const row = prepared<Referenced>(
      subject.db,
      `SELECT woo_id, name, ${entity === 'variations' ? `'' AS slug` : 'slug'} FROM ${TABLE_OF[entity]}
       WHERE store_id = ? AND ${typeof id === 'string' ? 'id' : 'woo_id'} = ? AND deleted_at IS NULL`,
    ).get(subject.storeId, id);
    if (row !== undefined) return row;
  }
  return null;
}

/**
 * A category (or brand) that is named as parent by its local id → the store's number; anything else as it was typed.
 * A parent that was never sent stays a local id under a record that is being made: nothing can hang below that one,
 * so there is no circle. Elsewhere it must be sent first.
 */
export function parentNumberOf(
  subject: RuleSubject,
  raw: unknown,
): Result<{ readonly typed: unknown } | { readonly unsent: string }, FieldRefusal> {
  if (typeof raw !== 'string' || !/^[0-9a-f-]{36}$/i.test(raw.trim())) return ok({ typed: raw });
  const found = findReferenced(subject, [subject.entity], raw.trim());
  if (found === null) return err(fieldRefusal('parent_woo_id', 'unknown-reference', { value: raw.trim() }));
  if (found.woo_id !== null) return ok({ typed: found.woo_id });
  return subject.id === null
    ? ok({ unsent: raw.trim() })
    : err(fieldRefusal('parent_woo_id', 'not-sent-yet', { name: found.name }));
}

type Ancestor = { name: string; parent_woo_id: number | null };

/** A category's (or brand's) parent exists, is not the record itself and does not hang below it. 0: no parent. */
export function checkParent(subject: RuleSubject, parentWooId: JsonValue): FieldRefusal | null {
  if (typeof parentWooId !== 'number' || parentWooId === 0) return null;
  const field = 'parent_woo_id';
  if (parentWooId === subject.wooId) return fieldRefusal(field, 'parent-is-itself');
  const find = prepared<Ancestor>(
    subject.db,
    `SELECT name, parent_woo_id FROM ${TABLE_OF[subject.entity]} WHERE store_id = ? AND woo_id = ? AND deleted_at IS NULL`,
  );
  const parent = find.get(subject.storeId, parentWooId);
  if (parent === undefined) return fieldRefusal(field, 'unknown-reference', { value: parentWooId });
  const seen = new Set([parentWooId]);
  for (let next = parent.parent_woo_id; next !== null && !seen.has(next);) {
    if (next === subject.wooId) return fieldRefusal(field, 'parent-cycle', { name: parent.name });
    seen.add(next);
    next = find.get(subject.storeId, next)?.parent_woo_id ?? null;
  }
  return null;
}

/** The store empties a shipping class that it does not know. */
export function checkShippingClass(subject: RuleSubject, slug: string): FieldRefusal | null {
  if (slug === '' || slug === subject.before['shipping_class']) return null;
  const found = prepared(
    subject.db,
    `SELECT 1 FROM store_shipping_classes WHERE store_id = ? AND slug = ? AND deleted_at IS NULL LIMIT 1`,
  ).get(subject.storeId, slug);
  return found === undefined ? fieldRefusal('shipping_class', 'unknown-reference', { value: slug }) : null;
}

/** Taking the type "variable" from a product deletes its variations in the store, for good and without asking. */
export function checkTypeChange(subject: RuleSubject, type: string): FieldRefusal | null {
  if (subject.id === null || subject.before['type'] !== 'variable' || type === 'variable') return null;
  const count =
    prepared<{ n: number }>(
      subject.db,
      `SELECT count(*) AS n FROM product_variations WHERE product_id = ? AND deleted_at IS NULL`,
    ).get(subject.id)?.n ?? 0;
  return count === 0 ? null : fieldRefusal('type', 'has-variations', { count });
}
