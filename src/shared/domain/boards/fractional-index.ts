/**
 * Places in a list as texts that sort by their bytes, with room between any two of them: moving one row writes one
 * row. A place is an integer, whose first letter says how long it is, and a fraction: `a0` < `a0V` < `a1` < `b00`.
 * At either end they stay short; in one spot they grow by a letter about every six insertions. [BOARD5]
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SMALLEST = `A${'0'.repeat(26)}`;
const FIRST = 'a0';

/** Whether a text is a place that this program made: others cannot be computed with. */
export function isPosition(text: string): boolean {
  if (!/^[A-Za-z][0-9A-Za-z]*$/.test(text) || text === SMALLEST) return false;
  const length = integerLength(text);
  return text.length >= length && !(text.length > length && text.endsWith('0'));
}

/** A place after `before` and in front of `after`; null stands for the end of the list on that side. */
export function positionBetween(before: string | null, after: string | null): string {
  for (const given of [before, after]) {
    if (given !== null && !isPosition(given)) throw new Error(`not a position: ${given}`);
  }
  if (before !== null && after !== null && before >= after) throw new Error(`${before} is not before ${after}`);
  if (before === null && after === null) return FIRST;
  if (before === null) return positionBefore(after ?? FIRST);
  const integer = before.slice(0, integerLength(before));
  const fraction = before.slice(integer.length);
  if (after !== null && after.startsWith(integer)) {
    return integer + middle(fraction, after.slice(integer.length));
  }
  const next = step(integer, 1);
  if (next !== null && (after === null || next < after)) return next;
  return integer + middle(fraction, null);
}

/** `count` places in ascending order, all between the two. */
export function positionsBetween(before: string | null, after: string | null, count: number): readonly string[] {
  if (count <= 0) return [];
  if (after === null) {
    const made: string[] = [];
    for (let last = before; made.length < count; made.push(last)) last = positionBetween(last, null);
    return made;
  }
  const half = Math.floor(count / 2);
  const centre = positionBetween(before, after);
  return [...positionsBetween(before, centre, half), centre, ...positionsBetween(centre, after, count - half - 1)];
}

function positionBefore(after: string): string {
  const integer = after.slice(0, integerLength(after));
  const fraction = after.slice(integer.length);
  if (integer === SMALLEST) return integer + middle('', fraction);
  if (fraction !== '') return integer;
  const previous = step(integer, -1);
  return previous === null || previous === SMALLEST ? SMALLEST + middle('', null) : previous;
}

/** `a`: two letters, `b`: three …; below zero `Z`: two, `Y`: three, so that longer ones sort further out. */
function integerLength(position: string): number {
  const head = position.codePointAt(0) ?? 0;
  return head >= 97 ? head - 97 + 2 : 90 - head + 2;
}

/** The integer one above or below; null past the ends. */
function step(integer: string, by: 1 | -1): string | null {
  const digits = [...integer.slice(1)];
  for (let index = digits.length - 1; index >= 0; index -= 1) {
    const digit = DIGITS.indexOf(digits[index] ?? '0') + by;
    digits[index] = DIGITS[(digit + 62) % 62] ?? '0';
    if (digit >= 0 && digit < 62) return integer.slice(0, 1) + digits.join('');
  }
  const head = (integer.codePointAt(0) ?? 0) + by;
  if (head === 91) return FIRST;
  if (head === 96) return 'Zz';
  if (head > 122 || head < 65) return null;
  const letter = String.fromCodePoint(head);
  return letter + (by === 1 ? '0' : 'z').repeat(integerLength(letter) - 1);
}

/** A fraction between two, none of which ends in 0; `after` null: one. */
function middle(before: string, after: string | null): string {
  if (after !== null) {
    let shared = 0;
    while ((before[shared] ?? '0') === after[shared]) shared += 1;
    if (shared > 0) return after.slice(0, shared) + middle(before.slice(shared), after.slice(shared));
  }
  const low = before === '' ? 0 : DIGITS.indexOf(before[0] ?? '0');
  const high = after === null ? DIGITS.length : DIGITS.indexOf(after[0] ?? '0');
  if (high - low > 1) return DIGITS[Math.round((low + high) / 2)] ?? 'V';
  if (after !== null && after.length > 1) return after.slice(0, 1);
  return (DIGITS[low] ?? '0') + middle(before.slice(1), null);
}
