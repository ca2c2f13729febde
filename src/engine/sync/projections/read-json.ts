import type { JsonObject, JsonValue } from '../../../shared/domain/entities.ts';

/** Readers that turn whatever a store says into what a STRICT column takes. A store's odd value never fails a page. */

export function asText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}

/** Null for an empty or missing text. */
export function asTextOrNull(value: JsonValue | undefined): string | null {
  const text = asText(value);
  return text === '' ? null : text;
}

/** A whole number; null for anything that is none. Fractions, which some plugins allow for stock, are floored. */
export function asInteger(value: JsonValue | undefined): number | null {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? Math.floor(number) : null;
}

/** A store id; null for 0 and nonsense. */
export function asId(value: JsonValue | undefined): number | null {
  const id = asInteger(value);
  return id === null || id <= 0 ? null : id;
}

export function asFlag(value: JsonValue | undefined): 0 | 1 {
  return value === true || value === 1 || value === '1' || value === 'yes' ? 1 : 0;
}

export function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

export function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** JSON text of an object; `{}` for PHP's empty list. */
export function objectText(value: JsonValue | undefined): string {
  return JSON.stringify(asObject(value));
}
