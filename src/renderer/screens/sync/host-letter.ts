import type { ConnectionReport, Probe } from '../../../shared/domain/connection-report.ts';

/** The words of the letter; they come from outside so that its shape can be told apart from its language. */
export type LetterWords = {
  readonly greeting: string;
  readonly what: string;
  readonly ask: string;
  readonly thanks: string;
  readonly step: (probe: Probe) => string;
  readonly needed: (probe: Probe) => string | null;
  readonly answer: (answer: string) => string;
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
  const steps = troubled.map((probe) => {
    const answer = answerOf(probe);
    return [`- ${words.step(probe)}`, words.needed(probe), answer && words.answer(answer)].filter(Boolean).join('\n  ');
  });
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
