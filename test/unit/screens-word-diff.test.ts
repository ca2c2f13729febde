import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aroundChanges,
  diffHtml,
  diffWords,
  earlierParts,
  type DiffPart,
} from '../../src/renderer/screens/sync/word-diff.ts';

const told = (parts: readonly DiffPart[]): string =>
  parts.map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? `[+${text}]` : `[-${text}]`)).join('');
const side = (parts: readonly DiffPart[], kind: 'added' | 'removed'): string =>
  parts.flatMap((part) => (part.kind === 'same' || part.kind === kind ? [part.text] : [])).join('');
const bare = (text: string): string => text.replace(/[^\S\n]+/g, '');

describe('what became of a text', () => {
  test('words that went and words that came stand where they were', () => {
    expect(told(diffWords('Four cups, 60 ml.', 'Four cups, 70 ml.'))).toBe('Four cups, [-60 ][+70 ]ml.');
    expect(told(diffWords('Four cups.', 'Four cups. Stackable.'))).toBe('Four cups. [+Stackable.]');
    expect(told(diffWords('', 'new'))).toBe('[+new]');
    expect(told(diffWords('old', ''))).toBe('[-old]');
    expect(told(diffWords('same text', 'same text'))).toBe('same text');
    expect(told(diffWords('כוס כחולה גדולה', 'כוס ירוקה גדולה'))).toBe('כוס [-כחולה ][+ירוקה ]גדולה');
  });

  test('two far changes leave what is between them alone', () => {
    expect(told(diffWords('one two three four five', 'ONE two three four FIVE'))).toBe(
      '[-one ][+ONE ]two three four [-five][+FIVE]',
    );
  });

  test('the parts always add up to both texts', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd ', '\n', ' ', '  ');
    const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffWords(before, after);
        expect(side(parts, 'added')).toBe(after);
        expect(bare(side(parts, 'removed'))).toBe(bare(before));
      }),
    );
  });

  test('a text of many thousand words is compared by paragraph, and still adds up', () => {
    const paragraph = (at: number): string => `paragraph ${String(at)} ${'word '.repeat(60)}`;
    const lines = Array.from({ length: 120 }, (_, at) => paragraph(at));
    const changed = lines.map((line, at) => (at % 2 === 0 ? line : `${line} more`));
    const parts = diffWords(lines.join('\n'), changed.join('\n'));
    expect(side(parts, 'added')).toBe(changed.join('\n'));
    expect(parts.some(({ kind, text }) => kind === 'same' && text.includes('paragraph 2 '))).toBe(true);
  });
});

describe('what became of a description', () => {
  test('readers’ text is compared, without its markup', () => {
    const { parts, shows, isMarkupChanged } = diffHtml(
      '<p>Honey glaze, 60&nbsp;ml</p>',
      '<p>Honey <b>glaze</b>, 70&nbsp;ml</p>',
    );
    expect([told(parts), shows, isMarkupChanged]).toEqual(['Honey glaze, [-60\u00a0][+70\u00a0]ml', 'text', true]);
  });

  test('where readers see the same the source is compared', () => {
    const { parts, shows, isMarkupChanged } = diffHtml('<p>Honey</p>', '<p class="x">Honey</p>');
    expect([told(parts), shows, isMarkupChanged]).toEqual(['[-<p>][+<p class="x">]Honey</p>', 'markup', true]);
  });

  test('what would run in a page is told as text', () => {
    const { parts } = diffHtml('<p>a</p>', '<p>a</p><script>alert(1)</script>');
    expect(told(parts)).toBe('<p>a</p>[+<script>alert(1)</script>]');
  });
});

test('what did not change is left out but for a few words around', () => {
  const far = Array.from({ length: 60 }, (_, at) => `w${String(at)}`).join(' ');
  const shown = aroundChanges(diffWords(`start ${far} end`, `START ${far} END`));
  expect(shown.map((part) => (part.kind === 'skipped' ? part.words : part.kind))).toEqual([
    'removed',
    'added',
    'same',
    44,
    'same',
    'removed',
    'added',
  ]);
  expect(aroundChanges(diffWords('a b c', 'a x c'))).toEqual(diffWords('a b c', 'a x c'));
  expect(aroundChanges([{ kind: 'same', text: far }])).toEqual([{ kind: 'skipped', words: 60 }]);
});

test('the earlier text shows what either side took away, and ends a run where either put something in', () => {
  const runs = (afters: readonly string[]): string =>
    earlierParts('one two three four', afters, false)
      .map(({ kind, text }) => (kind === 'removed' ? `[${text}]` : text))
      .join('|');
  expect(runs(['one 2 three four', 'one two three 4'])).toBe('one |[two ]|three |[four]');
  expect(runs(['one two and three four', 'one two three four'])).toBe('one two |three four');
  expect(runs(['one two three four', 'one two three four'])).toBe('one two three four');
  const html = earlierParts('<p>a b</p>', ['<p>a c</p>', '<p class="x">a b</p>'], true);
  expect(html).toEqual([
    { kind: 'same', text: 'a ' },
    { kind: 'removed', text: 'b' },
  ]);
});
