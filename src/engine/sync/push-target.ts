import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { Operation } from './operation.ts';
import type { RowHead } from './row-writer.ts';
import { PARENT_OF, rowHeadById } from './row-writer.ts';

/** The record that an operation is about, and where the store keeps it. */
export type PushTarget = {
  readonly head: RowHead;
  /** Store number of the record it hangs on; null where it hangs on none. */
  readonly parentWooId: number | null;
};

/** Null while the record, or the one it hangs on, is not known to the store yet: then others go first. [PUSH4] */
export function pushTarget(db: ReadableDb, operation: Operation): PushTarget | null {
  const head = rowHeadById(db, operation.entity, operation.recordId);
  if (head === null) return null;
  const parent = PARENT_OF[operation.entity];
  if (parent !== undefined) {
    const parentWooId = head.parentId === null ? null : (rowHeadById(db, parent.entity, head.parentId)?.wooId ?? null);
    return parentWooId === null ? null : { head, parentWooId };
  }
  return { head, parentWooId: null };
}

/** Entities whose records a document may name by `{id}` in these fields, or by a bare number. */
const REFERENCES: Readonly<Record<string, EntityName>> = {
  categories: 'categories',
  tags: 'tags',
  brands: 'brands',
  parent: 'categories',
};

/**
 * `values` with local ids of records born here replaced by the store's numbers; null while one of them has none.
 */
export function withStoreNumbers(db: ReadableDb, entity: EntityName, values: JsonObject): JsonObject | null {
  let waiting = false;
  const translate = (target: EntityName, value: JsonValue): JsonValue => {
    if (typeof value !== 'string') return value;
    const row = prepared<{ woo_id: number | null }>(db, `SELECT woo_id FROM ${TABLE_OF[target]} WHERE id = ?`).get(
      value,
    );
    if (row === undefined) return value;
    if (row.woo_id === null) waiting = true;
    return row.woo_id;
  };
  const result: { [name: string]: JsonValue } = { ...values };
  for (const [name, referenced] of Object.entries(REFERENCES)) {
    const value = values[name];
    if (value === undefined) continue;
    const target = name === 'parent' && entity === 'brands' ? 'brands' : referenced;
    result[name] = Array.isArray(value)
      ? (value as readonly JsonValue[]).map((item) => translateItem(item, (id) => translate(target, id)))
      : translate(target, value);
  }
  return waiting ? null : result;
}

function translateItem(item: JsonValue, translate: (id: JsonValue) => JsonValue): JsonValue {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return translate(item);
  const reference = item as JsonObject;
  return reference['id'] === undefined ? item : { ...reference, id: translate(reference['id']) };
}
