import type { EntityName, JsonObject, JsonValue } from '../../src/shared/domain/entities.ts';
import { plainNumber, plainText } from './shop-history.ts';

function shown(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Fields that are decimals. */
export const NUMBERS: ReadonlySet<string> = new Set(['regular_price', 'sale_price', 'weight', 'amount']);

function at(document: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const part of path.split('.')) value = (value as JsonObject | null | undefined)?.[part];
  return value;
}

/** Numbers of a list of references. */
export function idsIn(value: JsonValue | undefined): readonly number[] {
  return (Array.isArray(value) ? (value as readonly JsonValue[]) : []).map((item) =>
    Number(typeof item === 'object' ? (item as JsonObject | null)?.['id'] : item),
  );
}

/** One field of a document of the API, in the form in which the ledger compares values. */
export function fieldIn(document: JsonObject, field: string): string {
  if (field === 'meta:sim') {
    const entries = (document['meta_data'] ?? []) as readonly JsonObject[];
    return shown(entries.find((entry) => entry['key'] === 'sim')?.['value']);
  }
  const value = at(document, field);
  if (field === 'categories') return JSON.stringify(idsIn(value).toSorted((a, b) => a - b));
  return NUMBERS.has(field) ? plainNumber(shown(value)) : plainText(shown(value));
}

/** The fields that a request's body sets, in the same form. */
export function fieldsOfBody(body: JsonObject): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    if (name === 'meta_data') {
      const sim = fieldIn(body, 'meta:sim');
      if (sim !== '') fields.set('meta:sim', sim);
    } else if (name === 'billing') {
      for (const part of Object.keys(value as JsonObject))
        fields.set(`billing.${part}`, fieldIn(body, `billing.${part}`));
    } else fields.set(name, fieldIn(body, name));
  }
  return fields;
}

/** Fields that the shop computes anew at every reading, or that show what belongs to other records. */
const NOT_CONTENT = new Set([
  '_links',
  'related_ids',
  'price_html',
  'average_rating',
  'rating_count',
  'permalink_template',
  'generated_slug',
  'date_modified',
  'date_modified_gmt',
  // an address that follows the product's status and slug, also where it stands on a variation
  'permalink',
  // counted by the shop with every order, without a date
  'total_sales',
]);

/**
 * Lists whose items show names, numbers and pictures of other records: those change there without a sign on the record
 * that shows them. What is its own is which records it names.
 */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  categories: ['id'],
  tags: ['id'],
  brands: ['id'],
  attributes: ['id', 'position', 'visible', 'variation'],
  default_attributes: ['id'],
  line_items: ['id', 'product_id', 'variation_id', 'quantity', 'subtotal', 'total'],
};

function ownPart(value: JsonValue, names: readonly string[]): JsonValue {
  if (!Array.isArray(value)) return value;
  return (value as readonly JsonObject[]).map((item) =>
    Object.fromEntries(names.filter((name) => item[name] !== undefined).map((name) => [name, item[name] ?? null])),
  );
}

/** What must be the same on both sides. */
export function contentOf(entity: EntityName, document: JsonObject): JsonObject {
  const content: { [name: string]: JsonValue } = {};
  for (const [name, value] of Object.entries(document)) {
    if (NOT_CONTENT.has(name) || value === undefined) continue;
    // a variation's name is made of the names of its attribute's terms
    if (entity === 'variations' && name === 'name') continue;
    if (entity === 'variations' && name === 'tax_class' && value === 'parent') content[name] = '';
    else content[name] = OTHERS[name] === undefined ? value : ownPart(value, OTHERS[name]);
  }
  return content;
}

/** Names of the top-level fields in which two documents differ. */
export function differences(left: JsonObject, right: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].filter((name) => sortedText(left[name]) !== sortedText(right[name])).sort();
}

function sortedText(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(sortedText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  return `{${Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${name}:${sortedText(inner)}`)
    .join(',')}}`;
}

/** Where two texts part, with what stands around it. */
export function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = Math.max(0, at - 120);
  return `…${one.slice(from, at + 120)}… and …${other.slice(from, at + 120)}…`;
}
