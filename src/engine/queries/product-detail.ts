import type { z } from 'zod';
import type { pendingField, productDetail as productDetailSchema } from '../../shared/contract/records.ts';
import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { pathToColumn } from '../../shared/domain/fields.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { readBaseDocument, readLocalDocument } from '../sync/local-document.ts';
import { openOperationsOf } from '../sync/outbox-store.ts';
import { intentOf, markOfState, pathsOf } from './field-marks.ts';
import type { NotFound } from './get-record.ts';
import { getRecord } from './get-record.ts';
import { gmtAt, numberAt, objectsAt, textAt, textOrNullAt } from './read-document.ts';
import type { RecordRow } from './record-rows.ts';
import { recordsWhere } from './record-rows.ts';
import { inSnapshot } from './snapshot.ts';

export type ProductDetail = z.output<typeof productDetailSchema>;
export type PendingField = z.output<typeof pendingField>;

/** A product with everything its panel shows: long texts and lists from the document as it stands here, unsent edits included. */
export function productDetail(db: ReadableDb, id: string): Result<ProductDetail, NotFound> {
  return inSnapshot(db, () => {
    const found = getRecord(db, 'products', id);
    if (!found.ok) return found;
    const row = found.value;
    const document = readLocalDocument(db, 'products', row.id);
    const variations = recordsWhere(
      db,
      'variations',
      `r.product_id = ? AND r.deleted_at IS NULL AND r.status <> 'trash' ORDER BY r.menu_order, r.row_number`,
      row.id,
    );
    const detail = {
      ...row,
      ...textsOfProduct(document),
      tags: named(db, 'store_tags', row.store_id, objectsAt(document, 'tags')),
      brands: named(db, 'store_brands', row.store_id, objectsAt(document, 'brands')),
      attributes: attributesOf(document),
      images: imagesOf(document),
      variations,
      pending: pendingFieldsOf(db, 'products', row.id),
      error: openErrorOf(db, row),
    };
    return ok(detail as unknown as ProductDetail);
  });
}

function textsOfProduct(document: JsonObject | null): Record<string, string | null> {
  return {
    description: textAt(document, 'description'),
    short_description: textAt(document, 'short_description'),
    weight: textOrNullAt(document, 'weight'),
    length: textOrNullAt(document, 'dimensions.length'),
    width: textOrNullAt(document, 'dimensions.width'),
    height: textOrNullAt(document, 'dimensions.height'),
    permalink: textOrNullAt(document, 'permalink'),
    date_on_sale_from: gmtAt(document, 'date_on_sale_from_gmt'),
    date_on_sale_to: gmtAt(document, 'date_on_sale_to_gmt'),
  };
}

/** References with their names: an edit made here carries numbers only, so the taxonomy's own rows fill in. */
function named(
  db: ReadableDb,
  table: 'store_tags' | 'store_brands',
  storeId: string,
  references: readonly JsonObject[],
): { woo_id: number; name: string }[] {
  return references.flatMap((reference) => {
    const wooId = numberAt(reference, 'id');
    if (wooId === null) return [];
    const own = textAt(reference, 'name');
    const row =
      own === ''
        ? prepared<{ name: string }>(db, `SELECT name FROM ${table} WHERE store_id = ? AND woo_id = ?`).get(
            storeId,
            wooId,
          )
        : undefined;
    return [{ woo_id: wooId, name: own === '' ? (row?.name ?? '') : own }];
  });
}

function attributesOf(document: JsonObject | null): ProductDetail['attributes'] {
  return objectsAt(document, 'attributes').map((attribute) => {
    const options = attribute['options'];
    return {
      name: textAt(attribute, 'name'),
      options: Array.isArray(options)
        ? (options as readonly JsonValue[]).filter((option) => typeof option === 'string')
        : [],
      variation: attribute['variation'] === true,
    };
  });
}

function imagesOf(document: JsonObject | null): ProductDetail['images'] {
  return objectsAt(document, 'images').map((image) => ({
    woo_id: numberAt(image, 'id'),
    src: textAt(image, 'src'),
    alt: textAt(image, 'alt'),
  }));
}

/** What waits to be sent for one record, field by field, oldest first: what the store last confirmed and what stands here. */
function pendingFieldsOf(db: ReadableDb, entity: EntityName, recordId: string): PendingField[] {
  const operations = openOperationsOf(db, recordId);
  if (operations.length === 0) return [];
  const base = readBaseDocument(db, recordId);
  const local = readLocalDocument(db, entity, recordId);
  return operations.flatMap((operation) =>
    pathsOf(operation.kind, operation.payload).map((path) => {
      const change = operation.payload.fields?.[path];
      return {
        operation_id: operation.id,
        field: pathToColumn(entity, path),
        base: change === undefined ? (base === null ? null : (getPath(base, path) ?? null)) : change.base,
        value: change === undefined ? (local === null ? null : (getPath(local, path) ?? null)) : change.value,
        mark: markOfState(operation.state),
        stock: path === 'stock_quantity' ? intentOf(operation.payload) : null,
      };
    }),
  );
}

type ErrorRow = { id: string; code: string; message: string; field: string | null };

/** What the store refused last, of what is still open. */
function openErrorOf(db: ReadableDb, row: RecordRow): ErrorRow | null {
  const error = prepared<ErrorRow>(
    db,
    `SELECT id, error_code AS code, error_message AS message, field FROM sync_errors
     WHERE store_id = ? AND entity_type = 'products' AND entity_id = ? AND resolved = 0
     ORDER BY last_seen_at DESC, id DESC LIMIT 1`,
  ).get(row.store_id, row.id);
  return error ?? null;
}
