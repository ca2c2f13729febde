import type { EntityName, JsonObject, JsonValue } from './entities.ts';

/**
 * Fields that the store computes anew on every read, or that only tell how it was asked. They are not part of a
 * record's content: they never count as a change and are not kept.
 */
const VOLATILE = [
  '_links',
  'related_ids',
  'price_html',
  'average_rating',
  'rating_count',
  'permalink_template',
  'generated_slug',
  // dates of change are hints, kept in a column; content decides
  'date_modified',
  'date_modified_gmt',
] as const;

type MutableDocument = { [key: string]: JsonValue | undefined };

/**
 * Takes the volatile fields off a freshly parsed document, in place: the document must not be used otherwise.
 * Fields are set to undefined rather than deleted, which keeps the object fast and JSON.stringify silent about them.
 */
export function toCanonicalInPlace(entity: EntityName, document: JsonObject): JsonObject {
  const mutable = document as MutableDocument;
  for (const name of VOLATILE) if (mutable[name] !== undefined) mutable[name] = undefined;
  // "parent" in answers to writes, "" in answers to reads
  if (entity === 'variations' && mutable['tax_class'] === 'parent') mutable['tax_class'] = '';
  return document;
}

/** When the store says the record last changed, epoch ms; null where it keeps no date. */
export function modifiedAtOf(document: JsonObject): number | null {
  return gmtToMs(document['date_modified_gmt'] ?? null);
}

/** Epoch ms of the store's naive GMT time; null for null, empty, zero dates and nonsense. */
export function gmtToMs(value: JsonValue | undefined): number | null {
  if (typeof value !== 'string' || value === '' || value.startsWith('0000')) return null;
  const ms = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** The store's form of a time: UTC without suffix and without fractions, as `modified_after` needs it. */
export function msToGmt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}
