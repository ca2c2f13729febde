import type { Probe, ProbeAdvice, ProbeName } from '../shared/domain/connection-report.ts';

const NAMES: Readonly<Record<ProbeName, string>> = {
  address: 'Address',
  tls: 'Certificate',
  permalinks: 'Permalinks',
  api: 'WooCommerce API',
  key: 'Key',
  read: 'May read',
  write: 'May write',
  clock: 'Clock',
  versions: 'Versions',
  pageSize: 'Page size',
};

const ADVICE: Readonly<Record<ProbeAdvice, string>> = {
  'check-spelling': 'the name was not found: check the spelling',
  'check-network': 'check this computer’s network',
  'shop-not-running': 'nothing answers there: check the address and that the shop is running',
  'shop-too-slow': 'the shop did not answer in time',
  'try-again-later': 'try again later',
  'use-other-address': 'the shop sends to another address: use that one',
  'use-plain-http-address': 'the shop answers only without encryption: use its http:// address',
  'use-https': 'the connection is not encrypted: use https:// if the shop has it',
  'renew-certificate': 'the certificate has expired: renew it',
  'fix-certificate-name': 'the certificate is for another name',
  'fix-certificate-chain': 'the certificate’s chain is incomplete or not trusted',
  'replace-self-signed-certificate': 'the certificate is self-signed: replace it by a trusted one',
  'check-tls-setup': 'encryption could not be set up: check the server',
  'enable-pretty-permalinks': 'choose any permalink structure but “Plain” under Settings → Permalinks',
  'not-wordpress': 'there is no WordPress at this address',
  'install-woocommerce': 'WooCommerce is not installed or not active there',
  'rest-api-blocked': 'the REST API is blocked: allow /wp-json/',
  'leave-maintenance-mode': 'the shop is in maintenance mode',
  'allow-in-firewall': 'a firewall stands in between: let it pass requests to /wp-json/wc/',
  'turn-off-challenge': 'a captcha stands in between: turn it off for /wp-json/wc/',
  'open-login-wall': 'the site asks for a login first: open /wp-json/wc/',
  'silence-php-notices': 'PHP messages are mixed into the answers: switch their display off',
  'swap-key-and-secret': 'key and secret are swapped: the key begins with ck_, the secret with cs_',
  'check-key': 'the key is not known there: copy it again',
  'check-secret': 'the secret does not fit the key: copy it again',
  'check-key-and-secret': 'key or secret are wrong: copy both again',
  'set-clock': 'the clocks differ too much: set this computer’s or the server’s',
  'header-stripped': 'the host takes away the header with the key, so the key travels in the address',
  'key-parameters-stripped': 'the host takes away the key: ask it to pass the Authorization header',
  'use-key-with-read-permission': 'the key may not read: make one with read and write permission',
  'use-key-of-shop-manager': 'the key’s user may not see everything: make one for a shop manager',
  'use-key-with-write-permission': 'the key may not write: everything is fetched, nothing can be sent',
  'update-woocommerce': 'this WooCommerce is old: update it',
  'versions-hidden': 'the versions are hidden from this key',
  'small-pages': 'the host bears only small pages: the first sync takes longer',
  'repeat-check': 'check again',
};

/** One line on one probe: what was looked at, how it went, what to do. */
export function describeProbe(probe: Probe): string {
  const advice = probe.advice === null ? '' : `: ${ADVICE[probe.advice]}`;
  return `${NAMES[probe.name]} ${probe.outcome}${advice}`;
}
