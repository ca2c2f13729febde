import type { Locale } from '../../../shared/contract/engine-process.ts';
import type { Probe, ProbeAdvice } from '../../../shared/domain/connection-report.ts';
import { m } from '../../paraglide/messages.js';
import type { Words } from './probe-words.ts';

const ADVICE: Readonly<Record<ProbeAdvice, Words>> = {
  'check-spelling': m.advice_check_spelling,
  'check-network': m.advice_check_network,
  'shop-not-running': m.advice_shop_not_running,
  'shop-too-slow': m.advice_shop_too_slow,
  'try-again-later': m.advice_try_again_later,
  'use-other-address': m.advice_use_other_address,
  'use-plain-http-address': m.advice_use_plain_http_address,
  'use-https': m.advice_use_https,
  'renew-certificate': m.advice_renew_certificate,
  'fix-certificate-name': m.advice_fix_certificate_name,
  'fix-certificate-chain': m.advice_fix_certificate_chain,
  'replace-self-signed-certificate': m.advice_replace_self_signed_certificate,
  'check-tls-setup': m.advice_check_tls_setup,
  'enable-pretty-permalinks': m.advice_enable_pretty_permalinks,
  'not-wordpress': m.advice_not_wordpress,
  'install-woocommerce': m.advice_install_woocommerce,
  'rest-api-blocked': m.advice_rest_api_blocked,
  'leave-maintenance-mode': m.advice_leave_maintenance_mode,
  'allow-in-firewall': m.advice_allow_in_firewall,
  'turn-off-challenge': m.advice_turn_off_challenge,
  'open-login-wall': m.advice_open_login_wall,
  'silence-php-notices': m.advice_silence_php_notices,
  'remove-byte-order-mark': m.advice_remove_byte_order_mark,
  'swap-key-and-secret': m.advice_swap_key_and_secret,
  'check-key': m.advice_check_key,
  'check-secret': m.advice_check_secret,
  'check-key-and-secret': m.advice_check_key_and_secret,
  'set-clock': m.advice_set_clock,
  'header-stripped': m.advice_header_stripped,
  'key-parameters-stripped': m.advice_key_parameters_stripped,
  'use-key-with-read-permission': m.advice_use_key_with_read_permission,
  'use-key-of-shop-manager': m.advice_use_key_of_shop_manager,
  'use-key-with-write-permission': m.advice_use_key_with_write_permission,
  'exclude-from-cache': m.advice_exclude_from_cache,
  'cache-ignores-freshness': m.advice_cache_ignores_freshness,
  'cache-serves-strangers': m.advice_cache_serves_strangers,
  'set-server-clock': m.advice_set_server_clock,
  'update-woocommerce': m.advice_update_woocommerce,
  'versions-hidden': m.advice_versions_hidden,
  'small-pages': m.advice_small_pages,
  'small-batches': m.advice_small_batches,
  'repeat-check': m.advice_repeat_check,
};

/** What the person can do about a step that did not pass. */
export function wordAdvice(advice: ProbeAdvice, locale?: Locale): string {
  return ADVICE[advice]({}, locale === undefined ? {} : { locale });
}

const MEANING: Readonly<Partial<Record<ProbeAdvice, Words>>> = {
  'header-stripped': m.meaning_header,
  'silence-php-notices': m.meaning_json,
  'remove-byte-order-mark': m.meaning_json,
  'exclude-from-cache': m.meaning_cache,
  'cache-ignores-freshness': m.meaning_cache_deaf,
  'cache-serves-strangers': m.meaning_cache_open,
  'set-server-clock': m.meaning_clock,
  'small-pages': m.meaning_pages,
  'small-batches': m.meaning_batches,
};

/** What a step that did not pass means for the data; null where its title says it. */
export function wordMeaning({ name, outcome, advice }: Probe): string | null {
  const meaning = advice === null ? undefined : MEANING[advice];
  if (meaning !== undefined) return meaning();
  return outcome === 'failed' && name !== 'write' ? m.meaning_stands_still() : null;
}

/** Which field of the form an advice is about; null when the store or its host has to change. */
export function fieldOfAdvice(advice: ProbeAdvice): 'url' | 'consumerKey' | 'consumerSecret' | null {
  switch (advice) {
    case 'check-spelling':
    case 'not-wordpress':
    case 'use-other-address':
    case 'use-plain-http-address':
      return 'url';
    case 'check-key':
    case 'check-key-and-secret':
    case 'swap-key-and-secret':
      return 'consumerKey';
    case 'check-secret':
      return 'consumerSecret';
    default:
      return null;
  }
}

/** A better address that a step found, to be taken over with one press. */
export function addressInstead(probe: Probe): string | null {
  if (probe.name !== 'address' && probe.name !== 'tls') return null;
  return probe.facts?.target ?? null;
}
