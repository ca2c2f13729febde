import { foldForSearch, shortSearchToGram } from '../database/search-grams.ts';

/** Beyond this many characters the index is asked for the beginning, and the rows found are compared in full. */
const LONGEST_PHRASE = 120;

/**
 * What a person typed, as a question to the search index. `table` is which of an entity's two indexes answers, `match` its
 * FTS5 expression (every character of the typed text is literal in it). `exact` false: rows that the index names must
 * still be compared with `contains`.
 */
export type SearchQuestion = {
  readonly table: 'search' | 'search_short';
  readonly match: string;
  readonly exact: boolean;
  /** Whether `text` (the searched columns of a row, joined by line ends) holds the typed text. */
  readonly contains: (text: string) => boolean;
};

/**
 * Reads typed text: blanks around it do not count, letter case does not count, accents do. Three characters and more are
 * looked up as a phrase of trigrams, in the composed and the decomposed spelling; one and two as pieces. Null: nothing was typed.
 */
export function readSearch(typed: string): SearchQuestion | null {
  // control characters separate the columns in the index and end a text for FTS5: they are never part of a question
  const text = typed
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .trim();
  if (text === '') return null;
  return [...text].length >= 3 ? phraseQuestion(text) : shortQuestion(text);
}

function phraseQuestion(text: string): SearchQuestion {
  const spellings = [...new Set([text, text.normalize('NFC'), text.normalize('NFD')])];
  const long = spellings.filter((spelling) => [...spelling].length >= 3);
  const cut = long.map((spelling) => [...spelling].slice(0, LONGEST_PHRASE).join(''));
  const needles = long.map(foldLikeIndex);
  return {
    table: 'search',
    match: cut.map((spelling) => `"${spelling.replaceAll('"', '""')}"`).join(' OR '),
    exact: long.every((spelling, index) => spelling === cut[index]),
    contains: (row) => {
      const folded = foldLikeIndex(row);
      return needles.some((needle) => folded.includes(needle));
    },
  };
}

function shortQuestion(text: string): SearchQuestion {
  const folded = foldForSearch(text);
  const pieces = piecesOf(folded);
  return {
    table: 'search_short',
    match: pieces.map(shortSearchToGram).join(' AND '),
    // a character beyond the basic plane is two units long: pieces of it may stand apart in a row
    exact: pieces.length === 1,
    contains: (row) => foldForSearch(row).includes(folded),
  };
}

/** The text itself up to two units, else each pair of neighbouring units. */
function piecesOf(folded: string): string[] {
  if (folded.length <= 2) return [folded];
  const pieces = new Set<string>();
  for (let index = 0; index + 1 < folded.length; index += 1) pieces.add(folded.slice(index, index + 2));
  return [...pieces];
}

/** Letters whose lower case differs between FTS5's trigram tokenizer and JavaScript, as far as shops may write them. */
const FOLDS: Readonly<Record<string, string>> = { ς: 'σ', µ: 'μ', ſ: 's', İ: 'İ', ϐ: 'β', ϑ: 'θ', ϕ: 'φ', ϖ: 'π' };

/** Folds letter case one character at a time, as the trigram index does: no normalisation, accents stay. */
export function foldLikeIndex(text: string): string {
  let folded = '';
  for (const character of text) folded += FOLDS[character] ?? character.toLowerCase();
  return folded;
}
