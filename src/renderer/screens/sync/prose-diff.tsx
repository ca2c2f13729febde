import { classes } from '../../components/class-names.ts';
import { formatCount } from '../../app/formats.ts';
import { m } from '../../paraglide/messages.js';
import { aroundChanges, diffHtml, diffWords, earlierParts, type DiffPart, type ShownPart } from './word-diff.ts';

type Side = 'base' | 'mine' | 'theirs';
const ADDED: Readonly<Record<Side, string>> = {
  base: '',
  mine: 'bg-mine-soft decoration-mine',
  theirs: 'bg-store-soft decoration-store',
};

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
      <Parts side={side} parts={parts} isMarkup={isMarkup} isWhole={isWhole} />
      {parts.every(({ kind }) => kind === 'removed') && <span className="text-text-3">{m.sync_value_empty()}</span>}
      {html?.isMarkupChanged === true && (
        <span className="mt-1 block text-small font-regular text-text-3">
          {isMarkup ? m.sync_diff_only_markup() : m.sync_diff_markup_too()}
        </span>
      )}
    </>
  );
}

/** The text that both sides began with, where either changed it. */
export function ProseBase({
  base,
  mine,
  theirs,
  isHtml,
  isWhole,
}: {
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
  readonly isHtml: boolean;
  readonly isWhole: boolean;
}) {
  const parts = earlierParts(base, [mine, theirs], isHtml);
  if (parts.length === 0) return <span className="text-text-3">{m.sync_value_empty()}</span>;
  const isMarkup = isHtml && [mine, theirs].every((text) => diffHtml(base, text).shows === 'markup');
  return <Parts side="base" parts={parts} isMarkup={isMarkup} isWhole={isWhole} />;
}

function Parts({
  side,
  parts,
  isMarkup,
  isWhole,
}: {
  readonly side: Side;
  readonly parts: readonly DiffPart[];
  readonly isMarkup: boolean;
  readonly isWhole: boolean;
}) {
  return (
    <span
      dir="auto"
      className={classes('selectable block break-words whitespace-pre-line', isMarkup && 'font-mono text-small')}
    >
      {(isWhole ? parts : aroundChanges(parts)).map((part, at) => (
        <Part key={`${String(at)}-${part.kind}`} part={part} side={side} />
      ))}
    </span>
  );
}

function Part({ part, side }: { readonly part: ShownPart; readonly side: Side }) {
  switch (part.kind) {
    case 'same':
      return part.text;
    case 'added':
      return <ins className={classes('underline decoration-2 underline-offset-2', ADDED[side])}>{part.text}</ins>;
    case 'removed':
      // in the earlier text it still stands
      return side === 'base' ? (
        <mark className="bg-base-soft text-inherit">{part.text}</mark>
      ) : (
        <del className="text-text-3 line-through">{part.text}</del>
      );
    case 'skipped':
      return (
        <span className="block font-ui text-small font-regular text-text-3">
          {m.sync_diff_skipped({ count: part.words, figure: formatCount(part.words) })}
        </span>
      );
  }
}

/** Texts that are short enough to stand whole. */
const SHORT_LETTERS = 160;

/** Whether a text is cut where only its differences are shown. */
export function isLong(text: string): boolean {
  return text.length > SHORT_LETTERS;
}
