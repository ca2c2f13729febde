import type { JsonObject, JsonValue } from '../entities.ts';
import type { Reading } from './refusals.ts';
import { accepted, refusedAs } from './refusals.ts';

const ITEMS_MAX = 1_000;
const META_ITEMS_MAX = 5_000;
const META_KEY_MAX = 255;
const DEPTH_MAX = 40;
const JSON_MAX = 1_000_000;
const ID_MAX = Number.MAX_SAFE_INTEGER;
/** Our own stamp: what a person types must not look like it. */
const OWN_KEY = 'backroom_op';

/** A list as given: an array, JSON text of one, or undefined when it is neither. */
function toList(raw: unknown): readonly unknown[] | undefined {
  if (raw === null || raw === undefined) return [];
  if (Array.isArray(raw)) return raw as readonly unknown[];
  if (typeof raw !== 'string') return undefined;
  const text = raw.trim();
  if (text === '') return [];
  if (!text.startsWith('[')) return undefined;
  try {
    const parsed: unknown = text.length > JSON_MAX ? null : JSON.parse(text);
    return Array.isArray(parsed) ? (parsed as unknown[]) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function storeId(value: unknown): number | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim().replace(/^woo:/i, '') : '';
  const id = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  return id > 0 && id <= ID_MAX ? id : null;
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 60);
}

const LOCAL_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Numbers of the store's records: `[16,17]`, `[{"id":16}]`, `16,17`, `woo:16`; a uuid is a record's local id and
 * stays one. Each once, in the order given.
 */
export function readIds(raw: unknown): Reading<readonly (number | string)[]> {
  const items = toList(raw) ?? listOfText(raw);
  if (items === undefined) return refusedAs('not-a-list');
  if (items.length > ITEMS_MAX) return refusedAs('too-many-items', { max: ITEMS_MAX });
  const ids = new Set<number | string>();
  for (const item of items) {
    const given = isObject(item) ? item['id'] : item;
    const id = typeof given === 'string' && LOCAL_ID.test(given.trim()) ? given.trim() : storeId(given);
    if (id === null) return refusedAs('not-an-id', { value: shown(item) });
    ids.add(id);
  }
  return accepted([...ids]);
}

function listOfText(raw: unknown): readonly unknown[] | undefined {
  if (typeof raw === 'number') return [raw];
  if (typeof raw !== 'string' || raw.trim().startsWith('[')) return undefined;
  return raw.split(/[,;]/).filter((part) => part.trim() !== '');
}

/** `meta_data`: a list of `{key, value}`; value null deletes the key. Ids of entries are dropped: the store merges by key. */
export function readMeta(raw: unknown): Reading<JsonValue> {
  const items = toList(raw);
  if (items === undefined) return refusedAs('not-a-list');
  if (items.length > META_ITEMS_MAX) return refusedAs('too-many-items', { max: META_ITEMS_MAX });
  const keys = new Set<string>();
  const entries: JsonObject[] = [];
  for (const item of items) {
    if (!isObject(item)) return refusedAs('not-a-list');
    const key = item['key'];
    if (typeof key !== 'string' || key.trim() === '') return refusedAs('not-a-list');
    if (key.length > META_KEY_MAX) return refusedAs('too-long', { max: META_KEY_MAX });
    if (!isCleanText(key)) return refusedAs('bad-characters');
    if (key === OWN_KEY) return refusedAs('read-only');
    if (keys.has(key)) return refusedAs('duplicate-key', { key });
    keys.add(key);
    const value = cleanJson(item['value'] ?? null, 0);
    if (value === undefined) return refusedAs('bad-characters');
    entries.push({ key, value });
  }
  return JSON.stringify(entries).length > JSON_MAX ? refusedAs('too-long', { max: JSON_MAX }) : accepted(entries);
}

function isCleanText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** A plain JSON copy; undefined where it nests too deeply or holds what no store keeps. */
function cleanJson(value: unknown, depth: number): JsonValue | undefined {
  if (depth > DEPTH_MAX) return undefined;
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'string') return isCleanText(value) ? value : undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => cleanJson(item, depth + 1));
    return items.includes(undefined) ? undefined : (items as JsonValue[]);
  }
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).map(([key, item]) => [key, cleanJson(item, depth + 1)] as const);
  if (entries.some(([key, item]) => item === undefined || !isCleanText(key))) return undefined;
  // fromEntries makes own properties of every name, __proto__ included
  return Object.fromEntries(entries as [string, JsonValue][]);
}

/** Pictures: `{id}` keeps one the store has, `{src}` (or the address alone) makes the store fetch a new one. */
export function readImages(raw: unknown): Reading<JsonValue> {
  const items = toList(raw) ?? (isObject(raw) || typeof raw === 'string' ? [raw] : undefined);
  if (items === undefined) return refusedAs('not-a-list');
  if (items.length > ITEMS_MAX) return refusedAs('too-many-items', { max: ITEMS_MAX });
  const images: JsonObject[] = [];
  for (const item of items) {
    const image = readImage(item);
    if (!image.ok) return image;
    images.push(image.value);
  }
  return accepted(images);
}

function readImage(item: unknown): Reading<JsonObject> {
  if (typeof item === 'string') {
    return isWebAddress(item) ? accepted({ src: item.trim() }) : refusedAs('not-a-web-address');
  }
  if (!isObject(item)) return refusedAs('not-a-list');
  const id = item['id'] === undefined || item['id'] === 0 ? null : storeId(item['id']);
  if (id === null && item['id'] !== undefined && item['id'] !== 0) {
    return refusedAs('not-an-id', { value: shown(item['id']) });
  }
  const { src } = item;
  if (src !== undefined && !isWebAddress(src)) return refusedAs('not-a-web-address');
  if (id === null && src === undefined) return refusedAs('not-a-web-address');
  const texts = ['name', 'alt'].flatMap((name) =>
    typeof item[name] === 'string' ? [[name, item[name]] as const] : [],
  );
  if (texts.some(([, text]) => !isCleanText(text))) return refusedAs('bad-characters');
  return accepted({
    ...(id === null ? {} : { id }),
    ...(typeof src === 'string' ? { src: src.trim() } : {}),
    ...Object.fromEntries(texts),
  });
}

function isWebAddress(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 2_000 || !isCleanText(value)) return false;
  return /^https?:$/.test(URL.parse(value.trim())?.protocol ?? '');
}

/** Attributes of a product (`options`) or the chosen ones of a variation and of a product's defaults (`option`). */
export function readAttributes(raw: unknown, form: 'options' | 'option'): Reading<JsonValue> {
  const items = toList(raw);
  if (items === undefined) return refusedAs('not-a-list');
  if (items.length > ITEMS_MAX) return refusedAs('too-many-items', { max: ITEMS_MAX });
  const attributes: JsonObject[] = [];
  for (const item of items) {
    const attribute = isObject(item) ? readAttribute(item, form) : null;
    if (attribute === null) return refusedAs('not-a-list');
    attributes.push(attribute);
  }
  return accepted(attributes);
}

function readAttribute(item: Readonly<Record<string, unknown>>, form: 'options' | 'option'): JsonObject | null {
  const id = item['id'] === undefined || item['id'] === 0 ? 0 : storeId(item['id']);
  const name = typeof item['name'] === 'string' ? item['name'].trim() : '';
  if (id === null || (id === 0 && name === '') || !isCleanText(name)) return null;
  const head = { id, ...(name === '' ? {} : { name }) };
  if (form === 'option') {
    const option = item['option'];
    return typeof option === 'string' && isCleanText(option) ? { ...head, option: option.trim() } : null;
  }
  const options = item['options'] ?? [];
  if (!Array.isArray(options)) return null;
  const texts = options.map((option) => (typeof option === 'string' ? option.trim() : ''));
  if (texts.some((text) => text === '' || !isCleanText(text))) return null;
  return {
    ...head,
    ...(typeof item['position'] === 'number' && Number.isInteger(item['position'])
      ? { position: item['position'] }
      : {}),
    visible: item['visible'] !== false,
    variation: item['variation'] === true,
    options: texts,
  };
}
