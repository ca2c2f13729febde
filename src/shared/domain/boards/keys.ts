/**
 * Keys of tasks (`BR-123`) and bugs (`BUG-12`). The number is given once, when nobody else may be asked: two desktops can
 * give the same one. Then the row that was born first, by `created_at` and id, is BR-123, the next BR-123b, then BR-123c:
 * a function of the rows alone, so every desktop says the same without writing anything. [BOARD3]
 */
export type KeyPrefix = 'BR' | 'BUG';
export type ReadKey = { readonly number: number; readonly twin: number };

/** `twin`: how many rows with the same number were born before. */
export function toKey(prefix: KeyPrefix, number: number, twin: number): string {
  let letters = '';
  for (let rest = twin; rest > 0; rest = Math.floor((rest - 1) / 25)) {
    letters = String.fromCodePoint(98 + ((rest - 1) % 25)) + letters;
  }
  return `${prefix}-${number}${letters}`;
}

/** `BR-12`, `br-12b`; without `isStrict` also `12`. Null: no key. */
export function readKey(prefix: KeyPrefix, text: string, isStrict: boolean): ReadKey | null {
  const found = new RegExp(`^(?:${prefix}-|#)${isStrict ? '' : '?'}([1-9]\\d{0,8})([b-z]*)$`, 'i').exec(text.trim());
  if (found === null) return null;
  let twin = 0;
  for (const letter of (found[2] ?? '').toLowerCase()) twin = twin * 25 + ((letter.codePointAt(0) ?? 98) - 97);
  return { number: Number(found[1]), twin };
}
