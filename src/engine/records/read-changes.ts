import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import type { FieldSpec } from '../../shared/domain/fields.ts';
import { fieldByColumn } from '../../shared/domain/fields.ts';
import type { InputContext } from '../../shared/domain/input/read-field.ts';
import { readField } from '../../shared/domain/input/read-field.ts';
import { READ_ONLY_COLUMNS } from '../../shared/domain/input/read-only-columns.ts';
import { checkRecord } from '../../shared/domain/input/record-rules.ts';
import type { FieldRefusal } from '../../shared/domain/input/refusals.ts';
import { fieldRefusal } from '../../shared/domain/input/refusals.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { getPath, withPath } from '../../shared/domain/json-path.ts';
import { withMetaEntries } from '../../shared/domain/merge.ts';
import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { asText } from '../sync/projections/read-json.ts';
import type { RuleSubject } from './mirror-rules.ts';
import {
  checkCouponCode,
  checkParent,
  checkShippingClass,
  checkSku,
  checkTypeChange,
  isSeenOrderStatus,
  parentNumberOf,
  resolveReferences,
} from './mirror-rules.ts';

/** Read values by path, in the order in which they were given. */
export type ReadChanges = ReadonlyMap<FieldPath, JsonValue>;

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** Turns what a person typed, by column, into values of the store by path. The first refusal ends it. */
export function readChanges(
  subject: RuleSubject,
  typed: Readonly<Record<string, unknown>>,
  context: InputContext,
): Result<ReadChanges, FieldRefusal> {
  const changes = new Map<FieldPath, JsonValue>();
  for (const [column, raw] of Object.entries(typed)) {
    const spec = fieldByColumn(subject.entity, column);
    if (spec === undefined) return err(fieldRefusal(column, unlisted(column)));
    // a customer's name for logging in is given once
    if (column === 'username' && subject.wooId !== null) return err(fieldRefusal(column, 'read-only'));
    // a form may hand back an empty field as it was
    if (isBlank(raw) && subject.id !== null && isBlank(getPath(subject.before, spec.path))) continue;
    const value = readOne(subject, spec, raw, context);
    if (!value.ok) return value;
    changes.set(spec.path, value.value);
  }
  return ok(changes);
}

function unlisted(column: string): 'read-only' | 'unknown-field' {
  return READ_ONLY_COLUMNS.has(column) ? 'read-only' : 'unknown-field';
}

/** One typed value, read and with its references resolved. */
export function readOne(
  subject: RuleSubject,
  spec: FieldSpec,
  raw: unknown,
  context: InputContext,
): Result<JsonValue, FieldRefusal> {
  const named = spec.path === 'parent' ? parentNumberOf(subject, raw) : ok({ typed: raw });
  if (!named.ok) return named;
  if ('unsent' in named.value) return ok(named.value.unsent);
  const read = readField(subject.entity, spec, named.value.typed, withSeenStatus(subject, spec, raw, context));
  if (!read.ok) return err(fieldRefusal(spec.column, read.reason, read.facts));
  return resolveReferences(subject, spec.path, read.value);
}

function withSeenStatus(subject: RuleSubject, spec: FieldSpec, raw: unknown, context: InputContext): InputContext {
  if (subject.entity !== 'orders' || spec.column !== 'status' || typeof raw !== 'string') return context;
  const status = raw.trim().toLowerCase().replace(/^wc-/, '');
  if (context.orderStatuses.includes(status) || !isSeenOrderStatus(subject.db, subject.storeId, status)) return context;
  return { ...context, orderStatuses: [...context.orderStatuses, status] };
}

/** `document` with the changes laid over it. */
export function withChanges(entity: EntityName, document: JsonObject, changes: ReadChanges): JsonObject {
  let result = document;
  for (const [path, value] of changes) {
    const isMeta = path === 'meta_data';
    result = withPath(result, path, isMeta ? withMetaEntries(getPath(result, path), value) : value);
  }
  return result;
}

/** Rules between fields and with the rest of the mirror. `base`: the store's last confirmed document, if any. */
export function checkChanges(subject: RuleSubject, base: JsonObject | null, changes: ReadChanges): FieldRefusal | null {
  const after = withChanges(subject.entity, subject.before, changes);
  const between = checkRecord(subject.entity, subject.before, after, new Set(changes.keys()));
  if (between !== null) return between;
  for (const [path, value] of changes) {
    const refusal = checkInMirror(subject, base, path, value);
    if (refusal !== null) return refusal;
  }
  return null;
}

function checkInMirror(
  subject: RuleSubject,
  base: JsonObject | null,
  path: FieldPath,
  value: JsonValue,
): FieldRefusal | null {
  switch (path) {
    case 'sku':
      return checkSku(subject, base, asText(value));
    case 'code':
      return checkCouponCode(subject, asText(value));
    case 'parent':
      return checkParent(subject, value);
    case 'shipping_class':
      return checkShippingClass(subject, asText(value));
    case 'type':
      return subject.entity === 'products' ? checkTypeChange(subject, asText(value)) : null;
    default:
      return null;
  }
}
