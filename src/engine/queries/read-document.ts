import type { JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { gmtToMs } from '../../shared/domain/canonical.ts';
import { isoOf } from './record-rows.ts';

/** Readers of a store document that never fail: what is missing or of another type is empty. */
export function textAt(document: JsonObject | null, path: string): string {
  const value = document === null ? undefined : getPath(document, path);
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

export function textOrNullAt(document: JsonObject | null, path: string): string | null {
  const text = textAt(document, path);
  return text === '' ? null : text;
}

/** A field with a time in GMT, as ISO UTC. */
export function gmtAt(document: JsonObject | null, path: string): string | null {
  return isoOf(gmtToMs(document === null ? undefined : getPath(document, path)));
}

export function objectsAt(document: JsonObject | null, path: string): JsonObject[] {
  const value = document === null ? undefined : getPath(document, path);
  if (!Array.isArray(value)) return [];
  return (value as readonly JsonValue[]).filter(
    (item): item is JsonObject => typeof item === 'object' && item !== null && !Array.isArray(item),
  );
}

export function numberAt(document: JsonObject, path: string): number | null {
  const value = getPath(document, path);
  return typeof value === 'number' ? value : null;
}

/** The text values of an object (an address); other values are left out. */
export function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
