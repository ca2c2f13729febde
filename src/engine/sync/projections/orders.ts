import { gmtToMs } from '../../../shared/domain/canonical.ts';
import { decimalToSortKey } from '../../../shared/domain/decimal.ts';
import type { JsonObject } from '../../../shared/domain/entities.ts';
import type { Projection } from './projection.ts';
import { asFlag, asId, asInteger, asList, asObject, asText, asTextOrNull, objectText } from './read-json.ts';

function personName(address: JsonObject): string {
  const name = `${asText(address['first_name'])} ${asText(address['last_name'])}`.trim();
  return name === '' ? asText(address['company']) : name;
}

export const orderProjection: Projection = {
  columns: [
    'number',
    'status',
    'total',
    'total_sort',
    'currency',
    'customer_woo_id',
    'customer_name',
    'customer_email',
    'customer_phone',
    'billing',
    'shipping',
    'payment_method',
    'created_via',
    'item_count',
    'date_created_woo',
  ],
  project: (document) => {
    const billing = asObject(document['billing']);
    const total = asText(document['total']) || '0.00';
    return [
      asTextOrNull(document['number']) ?? asTextOrNull(document['id']),
      asText(document['status']) || 'pending',
      total,
      decimalToSortKey(total),
      asTextOrNull(document['currency']),
      asId(document['customer_id']),
      personName(billing) || personName(asObject(document['shipping'])),
      asTextOrNull(billing['email']),
      asTextOrNull(billing['phone']),
      objectText(document['billing']),
      objectText(document['shipping']),
      asTextOrNull(document['payment_method']),
      asTextOrNull(document['created_via']),
      asList(document['line_items']).reduce<number>(
        (sum, item) => sum + (asInteger(asObject(item)['quantity']) ?? 0),
        0,
      ),
      gmtToMs(document['date_created_gmt']),
    ];
  },
};

export const customerProjection: Projection = {
  columns: [
    'email',
    'first_name',
    'last_name',
    'name',
    'username',
    'role',
    'phone',
    'billing',
    'shipping',
    'is_paying_customer',
  ],
  project: (document) => {
    const billing = asObject(document['billing']);
    return [
      asText(document['email']),
      asText(document['first_name']),
      asText(document['last_name']),
      personName(document) || personName(billing) || asText(document['username']) || asText(document['email']),
      asText(document['username']),
      asText(document['role']) || 'customer',
      asTextOrNull(billing['phone']),
      objectText(document['billing']),
      objectText(document['shipping']),
      asFlag(document['is_paying_customer']),
    ];
  },
};

export const couponProjection: Projection = {
  columns: [
    'code',
    'status',
    'discount_type',
    'amount',
    'amount_sort',
    'description',
    'date_expires',
    'usage_count',
    'usage_limit',
  ],
  project: (document) => {
    const amount = asText(document['amount']) || '0.00';
    return [
      asText(document['code']),
      asText(document['status']) || 'publish',
      asText(document['discount_type']) || 'fixed_cart',
      amount,
      decimalToSortKey(amount),
      asText(document['description']),
      gmtToMs(document['date_expires_gmt']),
      asInteger(document['usage_count']) ?? 0,
      asInteger(document['usage_limit']),
    ];
  },
};

export const orderNoteProjection: Projection = {
  columns: ['order_id', 'author', 'note', 'customer_note'],
  project: (document, context) => [
    context.parentId,
    asText(document['author']),
    asText(document['note']),
    asFlag(document['customer_note']),
  ],
};

export const orderRefundProjection: Projection = {
  columns: ['order_id', 'amount', 'reason'],
  project: (document, context) => [context.parentId, refundAmount(document), asText(document['reason'])],
};

/** A refund carries `amount`; an order's summary of it carries a negative `total`. */
function refundAmount(document: JsonObject): string {
  const amount = asText(document['amount']);
  return amount !== '' ? amount : asText(document['total']).replace(/^-/, '') || '0.00';
}
