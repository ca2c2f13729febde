import { htmlToParagraphs } from '../products/plain-html.ts';

/** A run of text that both have, that only the later one has, or that only the earlier one had. */
export type DiffPart = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string };
/** A run of unchanged words that is not shown. */
export type ShownPart = DiffPart | { readonly kind: 'skipped'; readonly words: number };

/** Cells of the comparison table; beyond them whole paragraphs are compared first, and then replaced. */
const MOST_CELLS = 1_000_000;
const WORDS_AROUND = 8;

/** What became of a text, word by word. Joining `same` and `added` gives `after`; `same` and `removed` the words of `before`. */
export function diffWords(before: string, after: string): readonly DiffPart[] {
  return joined(diffTokens(words(before), words(after)));
}

export type HtmlDiff = {
  readonly parts: readonly DiffPart[];
  /** `text`: what readers see. `markup`: they see the same, so the parts are the source. */
  readonly shows: 'text' | 'markup';
  /** The text differs, and the markup around it too. */
  readonly isMarkupChanged: boolean;
};

/** What became of a description: of its text, or of its markup where the text is the same. */
export function diffHtml(before: string, after: string): HtmlDiff {
  const from = htmlToParagraphs(before).join('\n');
  const to = htmlToParagraphs(after).join('\n');
  const isMarkupChanged = tags(before) !== tags(after);
  if (from !== to) return { parts: diffWords(from, to), shows: 'text', isMarkupChanged };
  return { parts: joined(diffTokens(source(before), source(after))), shows: 'markup', isMarkupChanged };
}

/**
 * The earlier text of two changes: what either took away is `removed`, and a run ends where either put something in.
 * Markup is shown only where both changed nothing else.
 */
export function earlierParts(before: string, afters: readonly string[], isHtml: boolean): readonly DiffPart[] {
  const diffs = afters.map((after) =>
    isHtml ? diffHtml(before, after) : { parts: diffWords(before, after), shows: 'text' },
  );
  const asMarkup = diffs.every(({ shows }) => shows === 'markup');
  const tokens = asMarkup ? source(before) : words(isHtml ? htmlToParagraphs(before).join('\n') : before);
  const removed = new Set<number>();
  const seams = new Set<number>();
  for (const { parts, shows } of diffs) {
    if (shows !== (asMarkup ? 'markup' : 'text')) continue;
    let at = 0;
    for (const { kind, text } of parts) {
      const count = kind === 'added' ? 0 : (asMarkup ? source(text) : words(text)).length;
      if (kind !== 'same') seams.add(at);
      if (kind === 'removed') for (let token = at; token < at + count; token += 1) removed.add(token);
      at += count;
    }
  }
  const runs: DiffPart[] = [];
  for (const [at, text] of tokens.entries()) {
    const kind = removed.has(at) ? 'removed' : 'same';
    const last = runs.at(-1);
    if (last?.kind === kind && !seams.has(at)) runs[runs.length - 1] = { kind, text: last.text + text };
    else runs.push({ kind, text });
  }
  return runs;
}

/** Leaves out what is unchanged, but for a few words on both sides of each change. */
export function aroundChanges(parts: readonly DiffPart[]): readonly ShownPart[] {
  return parts.flatMap((part, at): readonly ShownPart[] => {
    if (part.kind !== 'same') return [part];
    const tokens = words(part.text);
    const lead = at === 0 ? 0 : WORDS_AROUND;
    const tail = at === parts.length - 1 ? 0 : WORDS_AROUND;
    const skipped = tokens.length - lead - tail;
    if (skipped <= WORDS_AROUND) return [part];
    return [
      ...textPart('same', tokens.slice(0, lead)),
      { kind: 'skipped', words: skipped },
      ...textPart('same', tokens.slice(tokens.length - tail)),
    ];
  });
}

/** A word keeps the space behind it; the end of a paragraph is a word of its own. */
function words(text: string): readonly string[] {
  return text.match(/\n|[^\s]+[^\S\n]*|[^\S\n]+/g) ?? [];
}

function source(html: string): readonly string[] {
  return html.match(/<[^>]*>?\s*|[^\s<]+\s*|\s+/g) ?? [];
}

function tags(html: string): string {
  return (html.match(/<[^>]*>?/g) ?? []).join('');
}

function textPart(kind: DiffPart['kind'], tokens: readonly string[]): readonly DiffPart[] {
  return tokens.length === 0 ? [] : [{ kind, text: tokens.join('') }];
}

function removedAndAdded(before: readonly string[], after: readonly string[]): readonly DiffPart[] {
  return [...textPart('removed', before), ...textPart('added', after)];
}

/** Words are the same whatever space is behind them; the end of a paragraph is no space. */
function isSame(left: string | undefined, right: string | undefined): boolean {
  return left?.replace(/[^\S\n]+$/, '') === right?.replace(/[^\S\n]+$/, '');
}

function diffTokens(before: readonly string[], after: readonly string[]): readonly DiffPart[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const from = before.slice(start, before.length - end);
  const to = after.slice(start, after.length - end);
  return [
    ...textPart('same', before.slice(0, start)),
    ...(from.length * to.length > MOST_CELLS ? byParagraph(from, to) : longestCommon(from, to)),
    ...textPart('same', before.slice(before.length - end)),
  ];
}

function byParagraph(before: readonly string[], after: readonly string[]): readonly DiffPart[] {
  const from = paragraphs(before);
  const to = paragraphs(after);
  return from.length * to.length > MOST_CELLS ? removedAndAdded(before, after) : longestCommon(from, to);
}

function paragraphs(tokens: readonly string[]): readonly string[] {
  return tokens.join('').match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** The classic table of longest common subsequences, walked from its start. */
function longestCommon(before: readonly string[], after: readonly string[]): readonly DiffPart[] {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] = isSame(before[row], after[column])
        ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
        : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0);
    }
  }
  const parts: DiffPart[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const old = before[row];
    const now = after[column];
    if (old !== undefined && now !== undefined && isSame(old, now)) {
      // spaces are the later text's
      parts.push({ kind: 'same', text: now });
      row += 1;
      column += 1;
    } else if (
      now === undefined ||
      (old !== undefined && (lengths[(row + 1) * width + column] ?? 0) >= (lengths[row * width + column + 1] ?? 0))
    ) {
      parts.push({ kind: 'removed', text: old ?? '' });
      row += 1;
    } else {
      parts.push({ kind: 'added', text: now });
      column += 1;
    }
  }
  return parts;
}

/** Neighbours of one kind as one run, the removed one before the added one. */
function joined(parts: readonly DiffPart[]): readonly DiffPart[] {
  const runs: DiffPart[] = [];
  let removed = '';
  let added = '';
  const flush = (): void => {
    if (removed !== '') runs.push({ kind: 'removed', text: removed });
    if (added !== '') runs.push({ kind: 'added', text: added });
    removed = '';
    added = '';
  };
  for (const { kind, text } of parts) {
    if (kind === 'removed') removed += text;
    else if (kind === 'added') added += text;
    else {
      flush();
      const last = runs.at(-1);
      if (last?.kind === 'same') runs[runs.length - 1] = { kind, text: last.text + text };
      else runs.push({ kind, text });
    }
  }
  flush();
  return runs;
}
