import { m } from '../../paraglide/messages.js';
import type { ErrorCause } from './error-causes.ts';

/** What happened, as a title without codes, and what to do about it. */
export function wordCause(cause: ErrorCause): { readonly title: string; readonly way: string } {
  switch (cause) {
    case 'sku-taken':
      return { title: m.sync_cause_sku(), way: m.sync_cause_sku_way() };
    case 'gtin-taken':
      return { title: m.sync_cause_gtin(), way: m.sync_cause_gtin_way() };
    case 'term-exists':
      return { title: m.sync_cause_term(), way: m.sync_cause_term_way() };
    case 'attribute-refused':
      return { title: m.sync_cause_attribute(), way: m.sync_cause_attribute_way() };
    case 'coupon-exists':
      return { title: m.sync_cause_coupon(), way: m.sync_cause_coupon_way() };
    case 'email-taken':
      return { title: m.sync_cause_email(), way: m.sync_cause_email_way() };
    case 'username-taken':
      return { title: m.sync_cause_username(), way: m.sync_cause_username_way() };
    case 'gone':
      return { title: m.sync_cause_gone(), way: m.sync_cause_gone_way() };
    case 'bad-value':
      return { title: m.sync_cause_value(), way: m.sync_cause_value_way() };
    case 'missing-value':
      return { title: m.sync_cause_missing(), way: m.sync_cause_missing_way() };
    case 'image-refused':
      return { title: m.sync_cause_image(), way: m.sync_cause_image_way() };
    case 'coupon-not-valid':
      return { title: m.sync_cause_order_coupon(), way: m.sync_cause_order_coupon_way() };
    case 'line-unknown':
      return { title: m.sync_cause_line(), way: m.sync_cause_line_way() };
    case 'refund-refused':
      return { title: m.sync_cause_refund(), way: m.sync_cause_refund_way() };
    case 'key-may-not':
      return { title: m.sync_cause_key(), way: m.sync_cause_key_way() };
    case 'not-created':
      return { title: m.sync_cause_not_created(), way: m.sync_cause_not_created_way() };
    case 'store-failed':
      return { title: m.sync_cause_failed(), way: m.sync_cause_failed_way() };
    case 'other':
      return { title: m.sync_cause_other(), way: m.sync_cause_other_way() };
  }
}
