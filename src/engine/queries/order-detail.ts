import type { z } from 'zod';
import type { orderDetail as orderDetailSchema } from '../../shared/contract/records.ts';
import type { JsonObject } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { readBaseDocument, readLocalDocument } from '../sync/local-document.ts';
import type { NotFound } from './get-record.ts';
import { getRecord } from './get-record.ts';
import { sumMoney } from './money-sum.ts';
import { gmtAt, objectsAt, textAt, textsOf } from './read-document.ts';
import type { RecordRow } from './record-rows.ts';
import { isoOf, recordsWhere } from './record-rows.ts';
import { inSnapshot } from './snapshot.ts';

export type OrderDetail = z.output<typeof orderDetailSchema>;

/** An order with its items, refunds, notes and the statuses it went through, all as they stand on this computer. */
export function orderDetail(db: ReadableDb, id: string): Result<OrderDetail, NotFound> {
  return inSnapshot(db, () => {
    const found = getRecord(db, 'orders', id);
    if (!found.ok) return found;
    const row = found.value;
    const document = readLocalDocument(db, 'orders', row.id);
    const refunds = refundsOf(db, row.id);
    const fetchedAt = prepared<number | null>(db, `SELECT notes_fetched_at FROM orders WHERE id = ?`)
      .pluck()
      .get(row.id);
    const detail = {
      ...row,
      billing: textsOf(row['billing']),
      shipping: textsOf(row['shipping']),
      customer_note: textAt(document, 'customer_note'),
      payment_method_title: textAt(document, 'payment_method_title'),
      totals: totalsOf(document, row, refunds),
      items: itemsOf(db, row.id),
      refunds,
      notes: notesOf(db, row.id),
      notes_fetched: fetchedAt !== null,
      status_log: statusLogOf(db, row.id),
    };
    return ok(detail as unknown as OrderDetail);
  });
}

/** What the store says, except the refunds: those are on this computer one by one. */
function totalsOf(document: JsonObject | null, row: RecordRow, refunds: OrderDetail['refunds']): OrderDetail['totals'] {
  const amount = (path: string): string => textAt(document, path) || '0.00';
  return {
    discount: amount('discount_total'),
    shipping: amount('shipping_total'),
    tax: amount('total_tax'),
    fees: sumMoney(objectsAt(document, 'fee_lines').map((line) => textAt(line, 'total'))),
    refunded: sumMoney(refunds.map((refund) => refund.amount)),
    total: String(row['total']),
  };
}

type ItemRow = OrderDetail['items'][number];

/** The rows of what was sold are found by the store's numbers: they may have come later than the order, or be gone. */
function itemsOf(db: ReadableDb, orderId: string): ItemRow[] {
  return prepared<ItemRow>(
    db,
    `SELECT i.id, i.woo_id, p.id AS product_id, v.id AS variation_id, i.name, i.sku, i.quantity, i.unit_price, i.total,
       coalesce(nullif(i.image_url, ''), v.image_url, p.image_url) AS image_url
     FROM order_items AS i
     LEFT JOIN products AS p ON p.store_id = i.store_id AND p.woo_id = i.product_woo_id
     LEFT JOIN product_variations AS v ON v.store_id = i.store_id AND v.woo_id = i.variation_woo_id
     WHERE i.order_id = ? ORDER BY i.row_number`,
  ).all(orderId);
}

function refundsOf(db: ReadableDb, orderId: string): OrderDetail['refunds'] {
  return recordsWhere(
    db,
    'order_refunds',
    'r.order_id = ? AND r.deleted_at IS NULL ORDER BY r.row_number',
    orderId,
  ).map((row) => ({
    id: row.id,
    woo_id: row.woo_id,
    amount: String(row['amount']),
    reason: String(row['reason']),
    created_at: createdAt(db, row),
  }));
}

/** Newest first. A note that was never sent has no number of the store. */
function notesOf(db: ReadableDb, orderId: string): OrderDetail['notes'] {
  const rows = recordsWhere(
    db,
    'order_notes',
    'r.order_id = ? AND r.deleted_at IS NULL ORDER BY r.row_number',
    orderId,
  );
  return rows
    .map((row) => ({
      id: row.id,
      woo_id: row.woo_id,
      author: String(row['author']),
      note: String(row['note']),
      customer_note: row['customer_note'] === true,
      created_at: createdAt(db, row),
      pending: row.woo_id === null,
    }))
    .toSorted((left, right) => (right.created_at ?? '').localeCompare(left.created_at ?? ''));
}

/** When the shop says that it was made; before the shop knows it, when it was made here. */
function createdAt(db: ReadableDb, row: RecordRow): string | null {
  if (row.woo_id === null) return row.created_at;
  return gmtAt(readBaseDocument(db, row.id), 'date_created_gmt') ?? row.created_at;
}

function statusLogOf(db: ReadableDb, orderId: string): OrderDetail['status_log'] {
  return prepared<{ old_status: string; new_status: string; changed_by: string; created_at: number }>(
    db,
    `SELECT old_status, new_status, changed_by, created_at FROM order_status_logs WHERE order_id = ? ORDER BY created_at, row_number`,
  )
    .all(orderId)
    .map((row) => ({ ...row, created_at: isoOf(row.created_at) ?? '' }));
}
