import { factLines, hostLetter, linesFor } from '../shared/domain/host-letter.ts';
import type {
  ConnectionReport,
  Probe,
  FactsByProbe,
  ProbeAdvice,
  ProbeName,
} from '../shared/domain/connection-report.ts';

const NAMES: Readonly<Record<ProbeName, string>> = {
  address: 'Address',
  tls: 'Certificate',
  permalinks: 'Permalinks',
  api: 'WooCommerce API',
  key: 'Key',
  header: 'Authorization header',
  read: 'May read',
  write: 'May write',
  json: 'Clean answers',
  cache: 'Caches',
  clock: 'Clock',
  versions: 'Versions',
  pageSize: 'Page size',
  batchSize: 'Batch size',
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
  'remove-byte-order-mark': 'a PHP file begins with a byte order mark: save it as UTF-8 without BOM',
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
  'exclude-from-cache': 'a cache answers in the shop’s place: leave /wp-json/ out of it',
  'cache-ignores-freshness':
    'a cache ignores requests for a fresh answer: leave /wp-json/ out of it; until then nothing should be sent',
  'cache-serves-strangers':
    'a cache hands private answers to requests without a key: leave /wp-json/ out of it and empty it at once',
  'set-server-clock': 'PHP’s clock differs from the time in the server’s answers: set it by the network',
  'update-woocommerce': 'this WooCommerce is old: update it',
  'versions-hidden': 'the versions are hidden from this key',
  'small-pages': 'the host bears only small pages: the first sync takes longer',
  'small-batches': 'the shop takes only small batches; changes are sent one by one in any case',
  'repeat-check': 'check again',
};

/** One probe: what was looked at, how it went, what was found, what to do. */
export function describeProbe(probe: Probe): string {
  const advice = probe.advice === null ? '' : `: ${ADVICE[probe.advice]}`;
  const found = findingOf(probe);
  const head = `${NAMES[probe.name]} ${probe.outcome}${found === null ? '' : ` (${found})`}${advice}`;
  const isTrouble = probe.outcome === 'warned' || probe.outcome === 'failed';
  const [seen] = isTrouble ? factLines(probe) : [];
  const more = [...linesFor(probe.advice), ...(seen === undefined ? [] : [`seen: ${seen}`])];
  return [head, ...more.map((line) => `  ${line}`)].join('\n');
}

function findingOf(probe: Probe): string | null {
  if (!probe.facts) return null;
  switch (probe.name) {
    case 'json':
      return probe.facts.quote === null ? `${probe.facts.answers} answers` : `beside the JSON: ${probe.facts.quote}`;
    case 'cache':
      return probe.facts.signs.length === 0 ? null : `shown by ${probe.facts.signs.join(', ')}`;
    case 'clock':
      return clockFinding(probe.facts);
    case 'pageSize':
      return probe.facts.pageSize === null ? null : `${probe.facts.pageSize} records`;
    case 'batchSize':
      return probe.facts.batchSize === null ? null : `${probe.facts.batchSize} items, all refused, nothing written`;
    default:
      return null;
  }
}

function clockFinding({ skewSeconds, phpClock }: FactsByProbe['clock']): string | null {
  if (phpClock !== null && phpClock.direction !== 'same') {
    return `PHP at least ${phpClock.atLeastSeconds} s ${phpClock.direction}`;
  }
  return skewSeconds === null ? null : `server ${skewSeconds} s from this computer`;
}

/** The text for the hosting company; null when nothing is to be said. */
export function letterToHost(report: ConnectionReport): string | null {
  return hostLetter(report, {
    greeting: 'Hello,',
    what: `A program of the shop’s owner reads and edits the shop ${report.url} over the WooCommerce REST API. What was seen:`,
    ask: 'Requests to /wp-json/wc/v3/ have to reach WordPress unchanged: the methods GET, POST, PUT and DELETE, the Authorization header and the parameters. Answers to them must not be cached, and no browser check may stand before them.',
    thanks: 'Thank you',
    step: ({ name, outcome }) => `${NAMES[name]} ${outcome}`,
    needed: ({ advice }) => (advice === null ? null : `What is needed: ${ADVICE[advice]}`),
    answer: (answer) => `What came back: ${answer}`,
    quote: (quote) => `Beside the JSON stood: ${quote}`,
    lines: 'For instance:',
    passed: (steps) => `These steps work: ${steps}.`,
    skipped: (steps) => `Not tried because of the above: ${steps}.`,
  });
}
