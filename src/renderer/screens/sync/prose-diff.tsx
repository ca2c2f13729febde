import { classes } from '../../components/class-names.ts';
import { formatCount } from '../../app/formats.ts';
import { m } from '../../paraglide/messages.js';
import { aroundChanges, diffHtml, diffWords, type ShownPart } from './word-diff.ts';

const ADDED = {
  mine: 'bg-mine-soft decoration-mine',
  theirs: 'bg-store-soft decoration-store',
} as const;

/** Texts that are short enough to stand whole. */
const SHORT_LETTERS = 160;

/** A text as one side has it, with what it added and took away. Markup is shown as text, never as markup. */
export function ProseDiff({
  side,
  base,
  text,
  isHtml,
  isWhole,
}: {
  readonly side: 'mine' | 'theirs';
  readonly base: string;
  readonly text: string;
  readonly isHtml: boolean;
  /** Also the words that did not change. */
  readonly isWhole: boolean;
}) {
  const html = isHtml ? diffHtml(base, text) : null;
  const parts = html?.parts ?? diffWords(base, text);
  const isMarkup = html?.shows === 'markup';
  return (
    <>
      <span
        dir="auto"
        className={classes('selectable block break-words whitespace-pre-line', isMarkup && 'font-mono text-small')}
      >
        {(isWhole ? parts : aroundChanges(parts)).map((part, at) => (
          <Part key={`${String(at)}-${part.kind}`} part={part} side={side} />
        ))}
        {parts.every(({ kind }) => kind === 'removed') && <span className="text-text-3"> {m.sync_value_empty()}</span>}
      </span>
      {html?.isMarkupChanged === true && (
        <span className="mt-1 block text-small font-regular text-text-3">
          {isMarkup ? m.sync_diff_only_markup() : m.sync_diff_markup_too()}
        </span>
      )}
    </>
  );
}

function Part({ part, side }: { readonly part: ShownPart; readonly side: 'mine' | 'theirs' }) {
  switch (part.kind) {
    case 'same':
      return part.text;
    case 'added':
      return <ins className={classes('underline decoration-2 underline-offset-2', ADDED[side])}>{part.text}</ins>;
    case 'removed':
      return <del className="text-text-3 line-through">{part.text}</del>;
    case 'skipped':
      return (
        <span className="mx-1 text-small font-regular whitespace-nowrap text-text-3">
          … {m.sync_diff_skipped({ count: part.words, figure: formatCount(part.words) })} …{' '}
        </span>
      );
  }
}

/** Whether a text is cut where only its differences are shown. */
export function isLong(text: string): boolean {
  return text.length > SHORT_LETTERS;
}
