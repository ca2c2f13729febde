import { formatDecimal } from '../../app/formats.ts';
import { wordOrderStatus } from '../../app/order-status.ts';
import { m } from '../../paraglide/messages.js';
import { htmlToParagraphs, plainText } from '../products/plain-html.ts';
import { statusWords, stockStatusWords } from '../products/product-words.ts';
import type { EntityName } from '../../../shared/domain/entities.ts';

const MONEY_FIELDS =
  /^(?:regular_price|sale_price|price|amount|total|minimum_amount|maximum_amount|weight|length|width|height)$/;
const HTML_FIELDS = /^(?:description|short_description|purchase_note)$/;

/** Any value of any field as one line of plain text. Empty is said, not shown as nothing. */
export function valueText(entity: EntityName, field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return m.sync_value_empty();
  if (typeof value === 'boolean') return value ? m.sync_value_yes() : m.sync_value_no();
  if (typeof value === 'number') return formatDecimal(String(value));
  if (typeof value === 'string') return textOf(entity, field, value);
  if (Array.isArray(value)) return listText(entity, field, value);
  return typeof value === 'object' ? objectText(value) : m.sync_value_empty();
}

function textOf(entity: EntityName, field: string, value: string): string {
  if (field === 'status') {
    if (value === 'gone') return m.sync_value_gone();
    return entity === 'orders' ? wordOrderStatus(value) : statusWords(value);
  }
  if (field === 'stock_status') return stockStatusWords(value);
  if (MONEY_FIELDS.test(field)) return formatDecimal(value);
  if (field === 'name') return plainText(value);
  return HTML_FIELDS.test(field) ? htmlToParagraphs(value).join(' ') || m.sync_value_empty() : value;
}

function listText(entity: EntityName, field: string, values: readonly unknown[]): string {
  if (values.length === 0) return m.sync_value_empty();
  const names = values.map((value) => (isObject(value) ? objectText(value) : valueText(entity, field, value)));
  return names.join(', ');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The part of an object by which people know it. */
function objectText(value: object): string {
  const known = value as Readonly<Record<string, unknown>>;
  for (const part of ['name', 'label', 'alt', 'src', 'key', 'id']) {
    const text = known[part];
    if (typeof text === 'string' && text !== '') return plainText(text);
    if (typeof text === 'number') return String(text);
  }
  return JSON.stringify(value).slice(0, 120);
}
