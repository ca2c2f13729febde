import type { FieldMark } from '../../../shared/contract/common.ts';
import type { GridSort } from '../../components/grid/grid-types.ts';
import { wordField } from '../../app/field-words.ts';
import { m } from '../../paraglide/messages.js';
import type { RowSyncWords, SaleCheck } from './product-logic.ts';
import type { ProductView } from './product-question.ts';

export function statusWords(status: string): string {
  switch (status) {
    case 'publish':
      return m.products_status_publish();
    case 'draft':
    case 'auto-draft':
      return m.products_status_draft();
    case 'pending':
      return m.products_status_pending();
    case 'private':
      return m.products_status_private();
    case 'future':
      return m.products_status_future();
    case 'trash':
      return m.products_status_trash();
    default:
      return status;
  }
}

export function stockStatusWords(status: string): string {
  switch (status) {
    case 'instock':
      return m.products_stock_in();
    case 'outofstock':
      return m.products_stock_out();
    case 'onbackorder':
      return m.products_stock_backorder();
    default:
      return status;
  }
}

export function typeWords(type: string): string {
  switch (type) {
    case 'simple':
      return m.products_type_simple();
    case 'variable':
      return m.products_type_variable();
    case 'grouped':
      return m.products_type_grouped();
    case 'external':
      return m.products_type_external();
    default:
      return type;
  }
}

export function viewWords(view: ProductView): string {
  switch (view) {
    case 'all':
      return m.products_view_all();
    case 'out-of-stock':
      return m.products_view_out_of_stock();
    case 'on-sale':
      return m.products_view_on_sale();
    case 'not-sent':
      return m.products_view_not_sent();
  }
}

export function rowSyncText(state: RowSyncWords): string {
  switch (state) {
    case 'same':
      return m.products_sync_same();
    case 'waiting':
      return m.products_sync_waiting();
    case 'sending':
      return m.products_sync_sending();
    case 'refused':
      return m.products_sync_refused();
    case 'needs-you':
      return m.products_sync_needs_you();
  }
}

/** The order of a list in words, for the grid's foot. */
export function sortWords(sort: GridSort): string {
  const { field, descending } = sort;
  switch (field) {
    case 'name':
      return descending ? m.products_sort_name_down() : m.products_sort_name_up();
    case 'sku':
      return descending ? m.products_sort_sku_down() : m.products_sort_sku_up();
    case 'price':
      return descending ? m.products_sort_price_down() : m.products_sort_price_up();
    case 'stock_quantity':
      return descending ? m.products_sort_stock_down() : m.products_sort_stock_up();
    case 'status':
      return m.products_sort_status();
    case 'woo_modified_at':
      return descending ? m.products_sort_changed_down() : m.products_sort_changed_up();
    default:
      return wordField(field);
  }
}

export function saleCheckWords(check: SaleCheck): string {
  switch (check) {
    case 'published':
      return m.products_check_published();
    case 'priced':
      return m.products_check_priced();
    case 'in-stock':
      return m.products_check_in_stock();
  }
}

/** What a note over the form says about fields that are not the same on both sides. */
export function markNote(fields: string, mark: FieldMark, count: number, isWatchOnly: boolean): string {
  switch (mark) {
    case 'pending':
      return isWatchOnly
        ? m.products_note_pending_watch({ fields, count })
        : m.products_note_pending({ fields, count });
    case 'sending':
      return m.products_note_sending({ fields, count });
    case 'conflict':
      return m.products_note_conflict({ fields, count });
    case 'refused':
      return m.products_note_refused({ fields });
  }
}
