import type { EntityName, JsonValue } from '../entities.ts';
import type { FieldSpec } from '../fields.ts';
import { readDate } from './read-date.ts';
import { readAttributes, readIds, readImages, readMeta } from './read-list.ts';
import { readDecimal, readMoney, readStock, readWhole } from './read-number.ts';
import {
  readAttributeSlug,
  readBoolean,
  readChoice,
  readEmail,
  readHtml,
  readSku,
  readSlug,
  readText,
} from './read-text.ts';
import type { Reading } from './refusals.ts';
import { accepted, refusedAs } from './refusals.ts';

export type InputContext = {
  /** Language tag of the person who types: decides what `1,234` means. */
  readonly locale: string;
  /** The store's zone (IANA name or `+02:00`), in which dates without a suffix are meant. */
  readonly timeZone: string;
  /** Statuses that an order of this store may take. */
  readonly orderStatuses: readonly string[];
};

/** Order statuses that every WooCommerce has. */
export const ORDER_STATUSES = [
  'pending',
  'processing',
  'on-hold',
  'completed',
  'cancelled',
  'refunded',
  'failed',
] as const;

const WHOLE_MAX = 2_147_483_647;
const TERM_NAME_MAX = 200;
const TERMS: ReadonlySet<EntityName> = new Set([
  'categories',
  'tags',
  'brands',
  'shipping_classes',
  'attributes',
  'terms',
]);

/** What a person typed for one field → the store's form of it. Pure; knows nothing of the rest of the record. */
export function readField(
  entity: EntityName,
  spec: FieldSpec,
  raw: unknown,
  context: InputContext,
): Reading<JsonValue> {
  const read = readKind(entity, spec, raw, context);
  return read.ok && spec.required === true && read.value === '' ? refusedAs('required') : read;
}

function readKind(entity: EntityName, spec: FieldSpec, raw: unknown, context: InputContext): Reading<JsonValue> {
  switch (spec.kind) {
    case 'text':
      return spec.column === 'name' && TERMS.has(entity) ? readText(raw, TERM_NAME_MAX) : readText(raw);
    case 'html':
      return readHtml(raw);
    case 'sku':
      return readSku(raw);
    case 'slug':
      return entity === 'attributes' ? readAttributeSlug(raw) : readSlug(raw);
    case 'email':
      return readEmail(raw);
    case 'money':
      return readAmount(entity, raw, context);
    case 'decimal':
      return readDecimal(raw, context.locale);
    case 'integer':
      return readInteger(spec, raw, context);
    case 'stock':
      return readStock(raw, context.locale);
    case 'boolean':
      return readBoolean(raw);
    case 'choice':
      return readStatusOrChoice(entity, spec, raw, context);
    case 'date':
      return readDate(raw, context.timeZone, spec.column === 'date_on_sale_to');
    case 'references': {
      const ids = readIds(raw);
      return ids.ok ? accepted(ids.value.map((id) => ({ id }))) : ids;
    }
    case 'ids':
      return readIds(raw);
    case 'list':
      return readListField(entity, spec, raw);
    case 'meta':
      return readMeta(raw);
    default:
      return spec.kind satisfies never;
  }
}

/** A coupon's amounts are never empty in the store: none is 0. */
function readAmount(entity: EntityName, raw: unknown, context: InputContext): Reading<JsonValue> {
  const read = readMoney(raw, context.locale);
  return read.ok && read.value === '' && entity === 'coupons' ? accepted('0') : read;
}

function readInteger(spec: FieldSpec, raw: unknown, context: InputContext): Reading<JsonValue> {
  const limit = spec.column.startsWith('usage_limit');
  const min = spec.column === 'menu_order' ? -WHOLE_MAX : 0;
  const read = readWhole(raw, context.locale, min, WHOLE_MAX);
  if (!read.ok) return read;
  // no limit is null in the store; no parent and no place in an order are 0
  if (limit) return accepted(read.value === 0 ? null : read.value);
  return accepted(read.value ?? 0);
}

function readStatusOrChoice(
  entity: EntityName,
  spec: FieldSpec,
  raw: unknown,
  context: InputContext,
): Reading<JsonValue> {
  if (entity !== 'orders') return readChoice(raw, spec.choices ?? []);
  // plugins and exports write statuses with the prefix that WordPress stores
  const bare = typeof raw === 'string' ? raw.trim().replace(/^wc-/i, '') : raw;
  return readChoice(bare, context.orderStatuses);
}

function readListField(entity: EntityName, spec: FieldSpec, raw: unknown): Reading<JsonValue> {
  switch (spec.column) {
    case 'images':
      return readImages(raw);
    case 'image': {
      const images = readImages(raw === null || raw === '' ? [] : raw);
      if (!images.ok) return images;
      const list = images.value as readonly JsonValue[];
      return list.length > 1 ? refusedAs('too-many-items', { max: 1 }) : accepted(list[0] ?? null);
    }
    case 'attributes':
      return readAttributes(raw, entity === 'variations' ? 'option' : 'options');
    default:
      return readAttributes(raw, 'option');
  }
}
