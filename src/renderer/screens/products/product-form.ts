import type { ProductDetail } from '../../../shared/contract/records.ts';
import { plainText } from './plain-html.ts';
import { dayInZone } from './zoned-days.ts';

/** The fields of the detail form, in its order. */
export const FORM_FIELDS = [
  'name',
  'sku',
  'regular_price',
  'sale_price',
  'date_on_sale_from',
  'date_on_sale_to',
  'status',
] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** What a field of the form shows while nobody types. Dates are days in the store's zone. */
export function formText(detail: ProductDetail, field: FormField, timeZone: string | null): string {
  if (field === 'date_on_sale_from' || field === 'date_on_sale_to') return dayInZone(detail[field], timeZone);
  return field === 'name' ? plainText(detail.name) : (detail[field] ?? '');
}

/** The unsent change's last agreed value as text, for “was …”; null when the field waits for nothing. */
export function wasText(detail: ProductDetail, field: string, timeZone: string | null): string | null {
  // What is new here was nothing before.
  if (detail.woo_id === null) return null;
  const pending = detail.pending.find((change) => change.field === field && change.mark !== 'conflict');
  if (!pending) return null;
  if (field === 'date_on_sale_from' || field === 'date_on_sale_to') {
    return typeof pending.base === 'string' ? dayInZone(pending.base, timeZone) : '';
  }
  if (field === 'name' && typeof pending.base === 'string') return plainText(pending.base);
  return typeof pending.base === 'string' || typeof pending.base === 'number' ? String(pending.base) : '';
}

/** What the engine is asked to change. It reads a bare day in the store's own zone; an emptied day is none. */
export function toChanges(draft: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(draft).map(([field, text]) => [field, field.startsWith('date_') && text === '' ? null : text]),
  );
}
