import type { Locale } from '../../../shared/contract/engine-process.ts';
import type { ConnectionReport } from '../../../shared/domain/connection-report.ts';
import { hostLetter } from '../../../shared/domain/host-letter.ts';
import { formatMoment } from '../../app/formats.ts';
import { m } from '../../paraglide/messages.js';
import { wordAdvice } from './advice-words.ts';
import { wordProbe } from './probe-words.ts';

export type LetterFacts = {
  readonly url: string;
  readonly report: Pick<ConnectionReport, 'probes'>;
  /** When the report came, ISO. */
  readonly at: string;
};

/**
 * The text for the hosting company: in English, which they read, and below it in the language of who sends it. Null
 * when there is nothing to say. [CHECK8]
 */
export function letterToHost(facts: LetterFacts, locale: Locale): string | null {
  const locales: readonly Locale[] = locale === 'en' ? ['en'] : ['en', locale];
  const letters = locales.map((one) => letterIn(one, facts)).filter((letter) => letter !== null);
  return letters.length === 0 ? null : letters.join('\n\n———\n\n');
}

function letterIn(locale: Locale, { url, report, at }: LetterFacts): string | null {
  const facts = { url, moment: formatMoment(at, locale) };
  const options = { locale };
  const isSound = report.probes.every(({ outcome }) => outcome === 'passed' || outcome === 'warned');
  return hostLetter(report, {
    greeting: m.sync_host_greeting({}, options),
    what: isSound ? m.sync_host_what_warned(facts, options) : m.sync_host_what(facts, options),
    ask: m.sync_host_ask({}, options),
    thanks: m.sync_host_thanks({}, options),
    step: (probe) => wordProbe(probe.name, probe.outcome, locale),
    needed: ({ advice }) =>
      advice === null ? null : m.sync_host_needed({ advice: wordAdvice(advice, locale) }, options),
    answer: (answer) => m.sync_host_answer({ answer }, options),
    quote: (quote) => m.sync_host_quote({ quote }, options),
    lines: m.sync_host_lines({}, options),
    passed: (steps) => m.sync_host_passed({ steps }, options),
    skipped: (steps) => m.sync_host_skipped({ steps }, options),
  });
}
