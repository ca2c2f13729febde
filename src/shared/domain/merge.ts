import { canonicalDecimal } from './decimal.ts';
import type { JsonObject, JsonValue } from './entities.ts';
import type { FieldKind } from './fields.ts';
import { jsonEquals } from './json-path.ts';

/** What a three-way comparison of one field says to do. */
export type FieldMerge =
  /** The store has it already: nothing is left to send. */
  | { readonly kind: 'done' }
  /** Only this side changed: send `value`. `base` is what the store has now. */
  | { readonly kind: 'send'; readonly value: JsonValue; readonly base: JsonValue }
  /** Both sides changed it differently: a person decides. */
  | { readonly kind: 'conflict' };

/** Whether two values of one field mean the same to the store. */
export function fieldEquals(kind: FieldKind, left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  const a = left ?? null;
  const b = right ?? null;
  if (jsonEquals(a, b)) return true;
  switch (kind) {
    case 'money':
    case 'decimal':
      return decimalKey(a) === decimalKey(b);
    case 'stock':
      return numberKey(a) === numberKey(b);
    case 'integer':
      // no limit, no parent, first place: the store says null or 0 for the same
      return numberKey(a ?? 0) === numberKey(b ?? 0);
    case 'text':
      return textKey(a) === textKey(b);
    case 'html':
      return htmlKey(a) === htmlKey(b);
    case 'references':
    case 'ids':
      return setKey(a) === setKey(b);
    case 'meta':
      return metaKey(a) === metaKey(b);
    case 'list':
      return listKey(a) === listKey(b);
    case 'date':
      return dateKey(a) === dateKey(b);
    default:
      return (a ?? '') === (b ?? '');
  }
}

/**
 * Three-way merge of one field: `base` is what the store had when the edit was made, `mine` the edit,
 * `theirs` what the store has now. `sent` lists values of ours whose arrival was never confirmed.
 */
export function mergeField(
  kind: FieldKind,
  base: JsonValue,
  mine: JsonValue,
  theirs: JsonValue,
  sent: readonly JsonValue[] = [],
): FieldMerge {
  if (kind === 'meta') return mergeMetaField(base, mine, theirs, sent);
  if (fieldEquals(kind, mine, theirs)) return { kind: 'done' };
  if (fieldEquals(kind, base, theirs) || sent.some((value) => fieldEquals(kind, value, theirs))) {
    return { kind: 'send', value: mine, base: theirs };
  }
  return kind === 'references' || kind === 'ids' ? mergeSetField(kind, base, mine, theirs) : { kind: 'conflict' };
}

function decimalKey(value: JsonValue): string {
  if (value === null || value === '') return '';
  const text = String(value);
  return canonicalDecimal(text) ?? text;
}

function numberKey(value: JsonValue): string {
  return value === null || value === '' ? '' : String(Number(value));
}

/** Dates agree to the second, whatever their suffix or fraction. */
function dateKey(value: JsonValue): string {
  return typeof value === 'string' ? value.slice(0, 19) : '';
}

/** The store trims, strips backslashes and turns & into &amp;: texts that differ only so are the same. */
function textKey(value: JsonValue): string {
  if (value === null) return '';
  return asWords(value).replaceAll('\\', '').replaceAll('&amp;', '&').replaceAll('\r\n', '\n').trim();
}

/** Reads show long texts with paragraphs made by the shop, answers to writes show them as they were typed. */
function htmlKey(value: JsonValue): string {
  return textKey(value)
    .replaceAll(/<\/?p>|<br ?\/?>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** A scalar as text; anything else as JSON, so that it still compares. */
function asWords(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function itemId(item: JsonValue): string {
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
    const reference = item as JsonObject;
    return String(reference['id'] ?? reference['name'] ?? '');
  }
  return String(item as string | number);
}

function items(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function setKey(value: JsonValue): string {
  return items(value).map(itemId).toSorted().join(',');
}

function mergeSetField(kind: FieldKind, base: JsonValue, mine: JsonValue, theirs: JsonValue): FieldMerge {
  const value = mergeSets(base, mine, theirs);
  return fieldEquals(kind, value, theirs) ? { kind: 'done' } : { kind: 'send', value, base: theirs };
}

function mergeSets(base: JsonValue, mine: JsonValue, theirs: JsonValue): JsonValue {
  const baseIds = new Set(items(base).map(itemId));
  const mineIds = new Set(items(mine).map(itemId));
  const kept = items(theirs).filter((item) => mineIds.has(itemId(item)) || !baseIds.has(itemId(item)));
  const keptIds = new Set(kept.map(itemId));
  const added = items(mine).filter((item) => !baseIds.has(itemId(item)) && !keptIds.has(itemId(item)));
  return [...kept, ...added];
}

function metaEntries(value: JsonValue): Map<string, JsonValue> {
  const entries = new Map<string, JsonValue>();
  for (const item of items(value)) {
    const entry = item as JsonObject;
    entries.set(String(entry['key']), entry['value'] ?? null);
  }
  return entries;
}

function metaKey(value: JsonValue): string {
  return JSON.stringify([...metaEntries(value)].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Merges by key, as the store does: `mine` names only the keys that the edit changes (null takes one away), and only
 * those are sent. A conflict when one key was changed on both sides differently.
 */
function mergeMetaField(base: JsonValue, mine: JsonValue, theirs: JsonValue, sent: readonly JsonValue[]): FieldMerge {
  const baseEntries = metaEntries(base);
  const theirEntries = metaEntries(theirs);
  const sentEntries = sent.map(metaEntries);
  const merged: JsonObject[] = [];
  for (const [key, value] of metaEntries(mine)) {
    const before = baseEntries.get(key) ?? null;
    const now = theirEntries.get(key) ?? null;
    if (metaValueEquals(value, now) || metaValueEquals(before, value)) continue;
    const ours = sentEntries.some((entries) => entries.has(key) && metaValueEquals(entries.get(key) ?? null, now));
    if (!metaValueEquals(before, now) && !ours) return { kind: 'conflict' };
    merged.push({ key, value });
  }
  return merged.length === 0 ? { kind: 'done' } : { kind: 'send', value: merged, base: theirs };
}

/** The store keeps scalars as text: 5 comes back as "5", true as "1", false as "". */
function metaValueEquals(left: JsonValue, right: JsonValue): boolean {
  return jsonEquals(metaScalar(left), metaScalar(right));
}
function metaScalar(value: JsonValue): JsonValue {
  if (typeof value === 'boolean') return value ? '1' : '';
  return typeof value === 'number' ? String(value) : value;
}

/** A list of meta entries with some of them changed: by key, null takes one away. What the store will show then. */
export function withMetaEntries(list: JsonValue | undefined, changes: JsonValue): JsonValue {
  const pending = metaEntries(changes);
  const result: JsonValue[] = [];
  for (const item of items(list ?? null)) {
    const entry = item as JsonObject;
    const key = String(entry['key']);
    if (!pending.has(key)) result.push(item);
    else {
      const value = pending.get(key) ?? null;
      if (value !== null) result.push({ ...entry, value });
      pending.delete(key);
    }
  }
  for (const [key, value] of pending) if (value !== null) result.push({ key, value });
  return result;
}

/** Ordered lists are compared by what a person sees of them, without fields the store adds. */
function listKey(value: JsonValue): string {
  if (value !== null && !Array.isArray(value)) return listKey([value]);
  return JSON.stringify(
    items(value).map((item) => {
      if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
      const { id, name, option, options, src, position, visible, variation } = item as JsonObject;
      return { id, name, option, options, src: id === undefined ? src : undefined, position, visible, variation };
    }),
  );
}
