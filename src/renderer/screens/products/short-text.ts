const MOST_LETTERS = 90;
/** How much of what both texts share is shown before their first difference. */
const LEAD_LETTERS = 24;

function cut(text: string, from: number): string {
  const rest = text.slice(from, from + MOST_LETTERS);
  return `${from > 0 ? '…' : ''}${rest.trim()}${text.length > from + MOST_LETTERS ? '…' : ''}`;
}

/** Two states of a text, as much of each as shows the difference: descriptions may be long and differ at their end. */
export function shortTexts(before: string, after: string): readonly [string, string] {
  if (Math.max(before.length, after.length) <= MOST_LETTERS) return [before, after];
  let shared = 0;
  while (shared < before.length && shared < after.length && before[shared] === after[shared]) shared += 1;
  const from = shared <= LEAD_LETTERS * 2 ? 0 : shared - LEAD_LETTERS;
  return [cut(before, from), cut(after, from)];
}
