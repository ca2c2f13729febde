import type { ErrorClass, ErrorHelper, ErrorMeaning, SafeAction } from '../../../shared/domain/error-classes.ts';
import { formatCount } from '../../app/formats.ts';
import { m } from '../../paraglide/messages.js';

const ACTION_WORDS: Readonly<Record<SafeAction, () => string>> = {
  wait: m.triage_way_wait,
  retry: m.triage_way_retry,
  'edit-value': m.triage_way_edit_value,
  'fill-in': m.triage_way_fill_in,
  'choose-another': m.triage_way_choose_another,
  'use-existing': m.triage_way_use_existing,
  'choose-picture': m.triage_way_choose_picture,
  'sync-then-edit': m.triage_way_sync_then_edit,
  'discard-or-recreate': m.triage_way_discard_or_recreate,
  'delete-for-good': m.triage_way_delete_for_good,
  'do-it-in-the-shop': m.triage_way_do_it_in_the_shop,
  'clean-up-in-the-shop': m.triage_way_clean_up_in_the_shop,
  'renew-key': m.triage_way_renew_key,
  'allow-key': m.triage_way_allow_key,
  'set-clock': m.triage_way_set_clock,
  'let-api-through': m.triage_way_let_api_through,
  'fix-answers': m.triage_way_fix_answers,
  'raise-limit': m.triage_way_raise_limit,
  'check-address': m.triage_way_check_address,
  'renew-certificate': m.triage_way_renew_certificate,
  'update-shop': m.triage_way_update_shop,
  'go-online': m.triage_way_go_online,
  'close-other': m.triage_way_close_other,
  'unlock-keys': m.triage_way_unlock_keys,
  'free-space': m.triage_way_free_space,
  'make-writable': m.triage_way_make_writable,
  'report-defect': m.triage_way_report_defect,
};

/** The one thing to do, as a sentence. */
export function wordAction(action: SafeAction): string {
  return ACTION_WORDS[action]();
}

const HELPER_WORDS: Readonly<Record<ErrorHelper, () => string>> = {
  nobody: m.triage_ask_nobody,
  you: m.triage_ask_you,
  'shop-manager': m.triage_ask_shop_manager,
  hosting: m.triage_ask_hosting,
  'plugin-maker': m.triage_ask_plugin_maker,
  backroom: m.triage_ask_backroom,
};

/** Who can help. */
export function wordHelper(helper: ErrorHelper): string {
  return HELPER_WORDS[helper]();
}

const CLASS_WORDS: Readonly<Record<ErrorClass, () => string>> = {
  value: m.triage_class_value,
  missing: m.triage_class_missing,
  connection: m.triage_class_connection,
  intermittent: m.triage_class_intermittent,
  rate_limit: m.triage_class_rate_limit,
  too_large: m.triage_class_too_large,
  parse: m.triage_class_parse,
  duplicate: m.triage_class_duplicate,
  permission: m.triage_class_permission,
  gone: m.triage_class_gone,
};

/** The kind of trouble, for the filter. */
export function wordClass(errorClass: ErrorClass): string {
  return CLASS_WORDS[errorClass]();
}

const MEANING_WORDS: Readonly<Record<Exclude<ErrorMeaning, 'kept-here'>, () => string>> = {
  'looked-up-first': m.triage_meaning_looked_up_first,
  'nothing-changed': m.triage_meaning_nothing_changed,
  'taken-in-part': m.triage_meaning_taken_in_part,
  'record-not-there': m.triage_meaning_record_not_there,
  'left-behind': m.triage_meaning_left_behind,
  'done-already': m.triage_meaning_done_already,
};

/** What it means for the data of that many records. */
export function wordMeaning(meaning: ErrorMeaning, count: number): string {
  if (meaning === 'kept-here') return m.triage_meaning_kept_here({ count, figure: formatCount(count) });
  return MEANING_WORDS[meaning]();
}
