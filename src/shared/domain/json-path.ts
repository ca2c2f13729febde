import type { JsonObject, JsonValue } from './entities.ts';

/** A dotted path into a store document: `regular_price`, `dimensions.length`, `billing.email`. Never into lists. */
export type FieldPath = string;

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at `path`, undefined where the document has none. */
export function getPath(document: JsonObject, path: FieldPath): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const part of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}

/** A copy of `document` with `value` at `path`; objects on the way are copied or made. */
export function withPath(document: JsonObject, path: FieldPath, value: JsonValue): JsonObject {
  const dot = path.indexOf('.');
  if (dot < 0) return { ...document, [path]: value };
  const head = path.slice(0, dot);
  const inner = Object.hasOwn(document, head) ? document[head] : undefined;
  return { ...document, [head]: withPath(isObject(inner) ? inner : {}, path.slice(dot + 1), value) };
}

/** Deep equality of JSON values; the order of object keys does not matter. */
export function jsonEquals(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      (left as readonly JsonValue[]).every((item, index) => jsonEquals(item, right[index] as JsonValue))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && jsonEquals(left[key], right[key]))
  );
}
