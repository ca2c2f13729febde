import type { ErrorCauseTag } from '../../../shared/domain/error-classes.ts';
import { m } from '../../paraglide/messages.js';

type CauseWords = { readonly title: () => string; readonly happened: () => string };

/** What happened, per tag of the catalogue: a title without codes, then one or two sentences. */
const CAUSE_WORDS: Readonly<Record<ErrorCauseTag, CauseWords>> = {
  'sku-taken': { title: m.triage_cause_sku_taken, happened: m.triage_did_sku_taken },
  'gtin-taken': { title: m.triage_cause_gtin_taken, happened: m.triage_did_gtin_taken },
  'term-exists': { title: m.triage_cause_term_exists, happened: m.triage_did_term_exists },
  'slug-refused': { title: m.triage_cause_slug_refused, happened: m.triage_did_slug_refused },
  'slug-taken': { title: m.triage_cause_slug_taken, happened: m.triage_did_slug_taken },
  'slug-reserved': { title: m.triage_cause_slug_reserved, happened: m.triage_did_slug_reserved },
  'slug-too-long': { title: m.triage_cause_slug_too_long, happened: m.triage_did_slug_too_long },
  'coupon-code-taken': { title: m.triage_cause_coupon_code_taken, happened: m.triage_did_coupon_code_taken },
  'email-taken': { title: m.triage_cause_email_taken, happened: m.triage_did_email_taken },
  'username-taken': { title: m.triage_cause_username_taken, happened: m.triage_did_username_taken },
  'exists-already': { title: m.triage_cause_exists_already, happened: m.triage_did_exists_already },
  'value-refused': { title: m.triage_cause_value_refused, happened: m.triage_did_value_refused },
  'value-missing': { title: m.triage_cause_value_missing, happened: m.triage_did_value_missing },
  'email-refused': { title: m.triage_cause_email_refused, happened: m.triage_did_email_refused },
  'picture-not-loaded': { title: m.triage_cause_picture_not_loaded, happened: m.triage_did_picture_not_loaded },
  'picture-unknown': { title: m.triage_cause_picture_unknown, happened: m.triage_did_picture_unknown },
  'picture-again': { title: m.triage_cause_picture_again, happened: m.triage_did_picture_again },
  'coupon-not-valid': { title: m.triage_cause_coupon_not_valid, happened: m.triage_did_coupon_not_valid },
  'line-unknown': { title: m.triage_cause_line_unknown, happened: m.triage_did_line_unknown },
  'line-without-product': { title: m.triage_cause_line_without_product, happened: m.triage_did_line_without_product },
  'customer-unknown': { title: m.triage_cause_customer_unknown, happened: m.triage_did_customer_unknown },
  'reference-unknown': { title: m.triage_cause_reference_unknown, happened: m.triage_did_reference_unknown },
  'refund-refused': { title: m.triage_cause_refund_refused, happened: m.triage_did_refund_refused },
  'record-gone': { title: m.triage_cause_record_gone, happened: m.triage_did_record_gone },
  'taxonomy-gone': { title: m.triage_cause_taxonomy_gone, happened: m.triage_did_taxonomy_gone },
  'trashed-already': { title: m.triage_cause_trashed_already, happened: m.triage_did_trashed_already },
  'no-trash': { title: m.triage_cause_no_trash, happened: m.triage_did_no_trash },
  'route-missing': { title: m.triage_cause_route_missing, happened: m.triage_did_route_missing },
  'not-created': { title: m.triage_cause_not_created, happened: m.triage_did_not_created },
  'not-deleted': { title: m.triage_cause_not_deleted, happened: m.triage_did_not_deleted },
  'too-many-items': { title: m.triage_cause_too_many_items, happened: m.triage_did_too_many_items },
  'request-too-large': { title: m.triage_cause_request_too_large, happened: m.triage_did_request_too_large },
  'request-garbled': { title: m.triage_cause_request_garbled, happened: m.triage_did_request_garbled },
  'key-unknown': { title: m.triage_cause_key_unknown, happened: m.triage_did_key_unknown },
  'key-refused': { title: m.triage_cause_key_refused, happened: m.triage_did_key_refused },
  'key-did-not-arrive': { title: m.triage_cause_key_did_not_arrive, happened: m.triage_did_key_did_not_arrive },
  'key-reads-only': { title: m.triage_cause_key_reads_only, happened: m.triage_did_key_reads_only },
  'key-may-not': { title: m.triage_cause_key_may_not, happened: m.triage_did_key_may_not },
  'clock-differs': { title: m.triage_cause_clock_differs, happened: m.triage_did_clock_differs },
  'request-repeated': { title: m.triage_cause_request_repeated, happened: m.triage_did_request_repeated },
  'store-crashed': { title: m.triage_cause_store_crashed, happened: m.triage_did_store_crashed },
  'database-failed': { title: m.triage_cause_database_failed, happened: m.triage_did_database_failed },
  'webhook-refused': { title: m.triage_cause_webhook_refused, happened: m.triage_did_webhook_refused },
  'value-not-kept': { title: m.triage_cause_value_not_kept, happened: m.triage_did_value_not_kept },
  unknown: { title: m.triage_cause_unknown, happened: m.triage_did_unknown },
  'rate-limited': { title: m.errors_rate_limited, happened: m.triage_did_way },
  maintenance: { title: m.errors_html_maintenance, happened: m.triage_did_way },
  offline: { title: m.errors_offline, happened: m.triage_did_way },
  'address-not-found': { title: m.errors_dns, happened: m.triage_did_way },
  'connection-refused': { title: m.errors_refused, happened: m.triage_did_way },
  'connection-broken': { title: m.errors_reset, happened: m.triage_did_way },
  'no-answer': { title: m.errors_timeout, happened: m.triage_did_way },
  'certificate-refused': { title: m.errors_tls, happened: m.triage_did_way },
  'stopped-before-answer': { title: m.errors_aborted, happened: m.triage_did_way },
  captcha: { title: m.errors_html_captcha, happened: m.triage_did_answer },
  'login-wall': { title: m.errors_html_login, happened: m.triage_did_answer },
  redirected: { title: m.errors_html_redirect, happened: m.triage_did_answer },
  firewall: { title: m.errors_html_firewall, happened: m.triage_did_answer },
  'php-notices': { title: m.errors_html_php_notice, happened: m.triage_did_answer },
  'byte-order-mark': { title: m.errors_html_byte_order_mark, happened: m.triage_did_answer },
  'web-page': { title: m.errors_html_page, happened: m.triage_did_answer },
  'answer-cut-off': { title: m.errors_html_truncated, happened: m.triage_did_answer },
  'answer-too-large': { title: m.errors_html_too_large, happened: m.triage_did_answer },
  'answer-empty': { title: m.errors_html_empty, happened: m.triage_did_answer },
  'answer-misshaped': { title: m.errors_html_wrong_shape, happened: m.triage_did_answer },
  'busy-elsewhere': { title: m.triage_cause_busy_elsewhere, happened: m.triage_did_here },
  'keys-locked': { title: m.errors_secrets_locked, happened: m.triage_did_here },
  'no-key-here': { title: m.errors_store_not_connected, happened: m.triage_did_here },
  'disk-full': { title: m.errors_disk_full, happened: m.triage_did_here },
  'folder-read-only': { title: m.errors_read_only_profile, happened: m.triage_did_here },
  cancelled: { title: m.errors_cancelled, happened: m.triage_did_here },
  'engine-stopped': { title: m.errors_engine_stopped, happened: m.triage_did_here },
};

/** For the title of a group; the store's code never stands in it. */
export function wordCause(cause: ErrorCauseTag): string {
  return CAUSE_WORDS[cause].title();
}

export function wordHappened(cause: ErrorCauseTag): string {
  return CAUSE_WORDS[cause].happened();
}
