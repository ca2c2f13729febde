import { compareDecimals, canonicalDecimal } from '../../../shared/domain/decimal.ts';
import type { EntityName, JsonObject, JsonValue } from '../../../shared/domain/entities.ts';
import { TABLE_OF } from '../../../shared/domain/entities.ts';
import { prepared } from '../../database/database.ts';
import { VALUE_NOT_KEPT } from '../errors-store.ts';
import type { Operation } from '../operation.ts';
import { plainName } from '../operation.ts';
import { asId, asList, asObject, asText } from '../projections/read-json.ts';
import type { Prediction } from './preview-report.ts';
import { PICTURE_AGAIN } from '../../../shared/domain/error-catalogue-own.ts';
import type { SendingState } from './sending-state.ts';
import { ownerOfSku } from './sending-state.ts';
import { wantedSku } from './sku-owners.ts';

export type Foreseen = Pick<Prediction, 'effect' | 'code' | 'field' | 'facts' | 'httpStatus'>;

/** One operation as it would leave, and the record before and after it, as far as both are known. */
export type Leaving = {
  readonly operation: Operation;
  readonly wooId: number | null;
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** Paths that it would write. */
  readonly paths: ReadonlySet<string>;
};

/** What the store would refuse, drop or do twice with this operation; nothing that only the sending can tell. [PREVIEW4] */
export function predict(state: SendingState, leaving: Leaving): readonly Foreseen[] {
  const { entity } = leaving.operation;
  switch (entity) {
    case 'products':
    case 'variations':
      return [
        ...skuTaken(state, leaving),
        ...saleDropped(leaving),
        ...unknownTerms(state, leaving),
        ...unknownShippingClass(state, leaving),
        ...pictureAgain(leaving),
      ];
    case 'coupons':
      return couponCodeTaken(state, leaving);
    case 'customers':
      return emailTaken(state, leaving);
    case 'categories':
    case 'tags':
    case 'brands':
    case 'terms':
      return termTaken(state, leaving);
    default:
      return [];
  }
}

function refused(code: string, field: string, facts: Foreseen['facts']): Foreseen {
  return { effect: 'refused', code, field, facts, httpStatus: 400 };
}

function notKept(field: string, facts: Foreseen['facts']): Foreseen {
  return { effect: 'not-kept', code: VALUE_NOT_KEPT, field, facts, httpStatus: null };
}

function skuTaken(state: SendingState, { operation, wooId, paths }: Leaving): readonly Foreseen[] {
  const sku = paths.has('sku') ? wantedSku(operation) : null;
  if (sku === null) return [];
  const owner = ownerOfSku(state, sku, operation.recordId, wooId);
  if (owner === null) return [];
  // the store has another code for a SKU that a record in the trash keeps
  const code = owner.inTrash ? 'woocommerce_rest_product_not_created' : 'product_invalid_sku';
  return [refused(code, 'sku', { value: sku, name: owner.name, in_trash: owner.inTrash ? 1 : 0 })];
}

/** The store drops a sale price that is not below the regular one, also one that stood there before. */
function saleDropped({ after, paths }: Leaving): readonly Foreseen[] {
  if (!paths.has('sale_price') && !paths.has('regular_price')) return [];
  const sale = asText(after['sale_price']);
  const regular = asText(after['regular_price']);
  if (canonicalDecimal(sale) === null || canonicalDecimal(regular) === null) return [];
  return compareDecimals(sale, regular) >= 0 ? [notKept('sale_price', { value: sale, regular_price: regular })] : [];
}

const TERM_FIELDS = ['categories', 'tags', 'brands'] as const;

/** The store passes over numbers that it does not know: a product without a known category becomes uncategorised. */
function unknownTerms(state: SendingState, { operation, before, after, paths }: Leaving): readonly Foreseen[] {
  if (operation.entity !== 'products') return [];
  return TERM_FIELDS.filter((field) => paths.has(field)).flatMap((field) => {
    const had = new Set(asList(before[field]).map(numberOf));
    const lost = asList(after[field]).filter((item) => {
      const wooId = numberOf(item);
      return wooId !== null && !had.has(wooId) && !isInStore(state, field, wooId);
    });
    return lost.map((item) =>
      notKept(field, { value: asText(asObject(item)['name']) || String(numberOf(item) ?? '') }),
    );
  });
}

function numberOf(item: JsonValue): number | null {
  return asId(asObject(item)['id']);
}

/** Known here and shown by the last complete list, or new there. */
function isInStore(state: SendingState, entity: EntityName, wooId: number): boolean {
  const reading = state.readings.get(entity);
  if (reading?.added.includes(wooId) === true) return true;
  if (reading?.absent?.includes(wooId) === true) return false;
  const sql = `SELECT 1 FROM ${TABLE_OF[entity]} WHERE store_id = ? AND woo_id = ? AND deleted_at IS NULL LIMIT 1`;
  return prepared(state.db, sql).get(state.storeId, wooId) !== undefined;
}

function unknownShippingClass(state: SendingState, { before, after, paths }: Leaving): readonly Foreseen[] {
  const slug = asText(after['shipping_class']);
  if (!paths.has('shipping_class') || slug === '' || slug === before['shipping_class']) return [];
  const row = prepared<{ woo_id: number }>(
    state.db,
    `SELECT woo_id FROM store_shipping_classes WHERE store_id = ? AND slug = ? AND deleted_at IS NULL LIMIT 1`,
  ).get(state.storeId, slug);
  const reading = state.readings.get('shipping_classes');
  // one that is new there is known by its number only
  if (row === undefined && (reading === undefined || reading.absent === null || reading.added.length > 0)) return [];
  const isGone = row === undefined || reading?.absent?.includes(row.woo_id) === true;
  return isGone ? [notKept('shipping_class', { value: slug })] : [];
}

/** A picture is named by its number to be kept: by its address it is loaded again, even from the shop itself. */
function pictureAgain({ before, after, paths }: Leaving): readonly Foreseen[] {
  return ['images', 'image']
    .filter((field) => paths.has(field))
    .flatMap((field) => {
      const known = new Set(picturesOf(before[field]).map(({ src }) => src));
      const again = picturesOf(after[field]).filter(({ id, src }) => id === null && src !== '' && known.has(src));
      return again.map(({ src }) => ({
        effect: 'uploaded-again' as const,
        code: PICTURE_AGAIN,
        field,
        facts: { value: src },
        httpStatus: null,
      }));
    });
}

function picturesOf(value: JsonValue | undefined): readonly { readonly id: number | null; readonly src: string }[] {
  const items = Array.isArray(value) ? asList(value) : value === undefined || value === null ? [] : [value];
  return items.map(asObject).map((item) => ({ id: asId(item['id']), src: asText(item['src']) }));
}

/** A trashed coupon's code is free again. */
const COUPON_OWNER = `
  SELECT r.code AS name, r.woo_id FROM coupons r JOIN base_documents d ON d.record_id = r.id
  WHERE r.store_id = ? AND r.code = ? COLLATE NOCASE AND r.id <> ? AND r.deleted_at IS NULL AND r.status <> 'trash'
    AND d.document ->> '$.status' <> 'trash' AND lower(d.document ->> '$.code') = lower(?) LIMIT 1`;

function couponCodeTaken(state: SendingState, { operation, after, paths }: Leaving): readonly Foreseen[] {
  const code = asText(after['code']);
  if (!paths.has('code') || code === '') return [];
  const owner = confirmedElsewhere(state, COUPON_OWNER, code, operation.recordId);
  return owner === null
    ? []
    : [refused('woocommerce_rest_coupon_code_already_exists', 'code', { value: code, name: owner.name })];
}

const EMAIL_OWNER = `
  SELECT r.email AS name, r.woo_id FROM customers r JOIN base_documents d ON d.record_id = r.id
  WHERE r.store_id = ? AND r.email = ? COLLATE NOCASE AND r.id <> ? AND r.deleted_at IS NULL
    AND lower(d.document ->> '$.email') = lower(?) LIMIT 1`;

function emailTaken(state: SendingState, { operation, after }: Leaving): readonly Foreseen[] {
  const email = asText(after['email']);
  if (operation.kind !== 'create' || email === '') return [];
  const owner = confirmedElsewhere(state, EMAIL_OWNER, email, operation.recordId);
  return owner === null
    ? []
    : [refused('registration-error-email-exists', 'email', { value: email, name: owner.name })];
}

type Owner = { readonly name: string; readonly woo_id: number | null };

/** Another record that the store confirmed with this value, whatever its case. */
function confirmedElsewhere(state: SendingState, sql: string, value: string, recordId: string): Owner | null {
  const row = prepared<Owner>(state.db, sql).get(state.storeId, value, recordId, value);
  return row === undefined || row.woo_id === null ? null : row;
}

/** The same name in the same place is refused, unless it comes with an address part of its own. */
function termTaken(state: SendingState, { operation, after }: Leaving): readonly Foreseen[] {
  const name = plainName(after['name']);
  if (operation.kind !== 'create' || name === '' || asText(after['slug']) !== '') return [];
  const { entity } = operation;
  const place = entity === 'tags' ? null : entity === 'terms' ? 'attribute_id' : 'coalesce(r.parent_woo_id, 0)';
  const value =
    entity === 'terms' ? attributeOf(state, operation.recordId) : (asId(after['parent']) ?? asText(after['parent']));
  if (place !== null && typeof value === 'string' && value !== '' && entity !== 'terms') return [];
  const rows = prepared<{ name: string; woo_id: number }>(
    state.db,
    `SELECT r.name, r.woo_id FROM ${TABLE_OF[entity]} r
     WHERE r.store_id = ? AND r.name = ? COLLATE NOCASE AND r.id <> ? AND r.woo_id IS NOT NULL AND r.deleted_at IS NULL
     ${place === null ? '' : `AND ${place} = ?`}`,
  ).all(state.storeId, name, operation.recordId, ...(place === null ? [] : [value === '' ? 0 : value]));
  const absent = state.readings.get(entity)?.absent ?? [];
  const owner = rows.find((row) => !absent.includes(row.woo_id));
  return owner === undefined ? [] : [refused('term_exists', 'name', { value: name, name: owner.name })];
}

function attributeOf(state: SendingState, recordId: string): string {
  const sql = `SELECT attribute_id FROM store_attribute_terms WHERE id = ?`;
  return prepared<{ attribute_id: string }>(state.db, sql).get(recordId)?.attribute_id ?? '';
}
