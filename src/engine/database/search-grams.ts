/**
 * Pieces of one and two characters, as index words. The full-text index needs three characters to find a
 * substring; these pieces serve the first two keystrokes.
 */
export function foldForSearch(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function pieceToWord(piece: string): string {
  let word = 'g';
  for (let index = 0; index < piece.length; index += 1) word += piece.charCodeAt(index).toString(36) + 'z';
  return word;
}

/** Distinct words for all pieces of one and two characters of `text`, separated by spaces. */
export function textToGrams(text: string | null): string {
  if (text === null || text === '') return '';
  const folded = foldForSearch(text);
  const words = new Set<string>();
  for (let index = 0; index < folded.length; index += 1) {
    words.add(pieceToWord(folded.slice(index, index + 1)));
    if (index + 1 < folded.length) words.add(pieceToWord(folded.slice(index, index + 2)));
  }
  return [...words].join(' ');
}

/** The index word that finds a search text of one or two characters. */
export function shortSearchToGram(text: string): string {
  return pieceToWord(foldForSearch(text));
}
