import type { ConnectionReport, Probe, ProbeAdvice } from './connection-report.ts';

/** The words of the letter; they come from outside so that its shape can be told apart from its language. */
export type LetterWords = {
  readonly greeting: string;
  readonly what: string;
  readonly ask: string;
  readonly thanks: string;
  readonly step: (probe: Probe) => string;
  readonly needed: (probe: Probe) => string | null;
  readonly answer: (answer: string) => string;
  readonly quote: (quote: string) => string;
  /** Stands before the lines for a configuration. */
  readonly lines: string;
  readonly passed: (steps: string) => string;
  readonly skipped: (steps: string) => string;
};

/** Keys of the REST API wherever a server may have repeated them. */
const KEYS = /\bc[ks]_[a-z0-9]+/gi;
const NAMED =
  /((?:consumer_(?:key|secret)|oauth_\w+|authorization)["']?\s*[=:]\s*["']?(?:(?:basic|bearer)\s+)?)[^\s&"',]+/gi;

export function withoutSecrets(text: string): string {
  return text.replace(KEYS, '…').replace(NAMED, '$1…');
}

/** Lines for the configuration of a server, the same in every language. */
const LINES: Readonly<Partial<Record<ProbeAdvice, readonly string[]>>> = {
  'header-stripped': [
    'Apache (.htaccess): SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1',
    'nginx: fastcgi_param HTTP_AUTHORIZATION $http_authorization;',
  ],
  'silence-php-notices': ["wp-config.php: define( 'WP_DEBUG_DISPLAY', false );", 'php.ini: display_errors = Off'],
  'exclude-from-cache': [
    'LiteSpeed Cache, Do Not Cache URIs: /wp-json/',
    'Cloudflare, Cache Rules: /wp-json/*, Bypass',
  ],
  'cache-ignores-freshness': ['nginx, location /wp-json/: fastcgi_cache off; proxy_cache off;'],
  'cache-serves-strangers': ['nginx, location /wp-json/: fastcgi_cache off; proxy_cache off;'],
  'set-server-clock': ['timedatectl set-ntp true'],
};

export function linesFor(advice: ProbeAdvice | null): readonly string[] {
  return (advice === null ? undefined : LINES[advice]) ?? [];
}

/** What was seen of a step, for people who look into logs: time, request, status, headers. No key, no signature. */
export function factLines({ seen }: Probe): readonly string[] {
  if (seen === undefined) return [];
  const status = seen.status === null ? 'no answer' : `HTTP ${seen.status}`;
  const head = `${new Date(seen.atMs).toISOString()} ${seen.method} ${seen.url} ${status}`;
  return [head, ...Object.entries(seen.headers).map(([name, value]) => `${name}: ${value}`)].map(withoutSecrets);
}

/** What the server said to a step, as far as it said anything: `HTTP 403, rest_forbidden, Sorry …`. */
export function answerOf({ error }: Probe): string | null {
  if (!error) return null;
  const parts = [
    'status' in error ? `HTTP ${error.status}` : null,
    'code' in error ? error.code : null,
    'cause' in error ? error.cause : null,
    'message' in error ? error.message : null,
    'detail' in error ? error.detail : null,
  ];
  const said = parts.filter((part): part is string => typeof part === 'string' && part !== '');
  return said.length === 0 ? null : withoutSecrets(said.join(', ')).slice(0, 500);
}

/** A plain text that a shop's owner sends to the hosting company. Null when every step passed. */
export function hostLetter(report: Pick<ConnectionReport, 'probes'>, words: LetterWords): string | null {
  const of = (outcome: Probe['outcome']): readonly Probe[] =>
    report.probes.filter((probe) => probe.outcome === outcome);
  const troubled = [...of('failed'), ...of('warned')];
  if (troubled.length === 0) return null;
  const steps = troubled.map((probe) => describeStep(probe, words));
  const names = (probes: readonly Probe[]): string => probes.map(words.step).join(', ');
  return [
    words.greeting,
    words.what,
    steps.join('\n'),
    ...(of('passed').length > 0 ? [words.passed(names(of('passed')))] : []),
    ...(of('skipped').length > 0 ? [words.skipped(names(of('skipped')))] : []),
    words.ask,
    words.thanks,
  ].join('\n\n');
}

function describeStep(probe: Probe, words: LetterWords): string {
  const answer = answerOf(probe);
  const quote = probe.name === 'json' ? (probe.facts?.quote ?? null) : null;
  const lines = linesFor(probe.advice);
  return [
    `- ${words.step(probe)}`,
    words.needed(probe),
    ...(lines.length > 0 ? [words.lines, ...lines.map((line) => `  ${line}`)] : []),
    answer && words.answer(answer),
    quote && words.quote(withoutSecrets(quote)),
    ...factLines(probe).map((line, index) => (index === 0 ? line : `  ${line}`)),
  ]
    .filter(Boolean)
    .join('\n  ');
}
