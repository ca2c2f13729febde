/** How many words it took, and the minutes; `minutes` null: it looks like a duration and is none. */
export type DurationWords = { readonly words: number; readonly minutes: number | null };

const HOURS = /^(?:h|hr|hrs|hour|hours|ש|שע|שעה|שעות)[,.׳']?$/i;
const MINUTES = /^(?:m|min|mins|minute|minutes|ד|דק|דקה|דקות)[,.׳']?$/i;
const HEBREW_NUMBERS: Readonly<Record<string, number>> = {
  שתי: 2,
  שלוש: 3,
  ארבע: 4,
  חמש: 5,
  שש: 6,
  שבע: 7,
  שמונה: 8,
  תשע: 9,
  עשר: 10,
  עשרים: 20,
  שלושים: 30,
  ארבעים: 40,
  חמישים: 50,
};
const HEBREW_PARTS: Readonly<Record<string, number>> = { חצי: 30, רבע: 15 };
const HEBREW_ADDED: Readonly<Record<string, number>> = { וחצי: 30, ורבע: 15 };

/**
 * Reads a duration at the beginning of `words`: `1h30`, `1h 30m`, `45m`, `2.5h`, `2,5 hours`, `1:15`, `90min`, `שעה`,
 * `שעתיים`, `שעה וחצי`, `חצי שעה`, `3 שעות`, `שלוש שעות`, `45 דקות`. A number alone is none: it does not say of what.
 */
export function readDurationWords(words: readonly string[]): DurationWords | null {
  const word = (words[0] ?? '').toLowerCase();
  const clock = /^(\d{1,3}):(\d{1,2})h?$/.exec(word);
  if (clock !== null) {
    const minutes = Number(clock[2]);
    return { words: 1, minutes: minutes < 60 && clock[2]?.length === 2 ? Number(clock[1]) * 60 + minutes : null };
  }
  const both = /^(\d{1,3})h(\d{1,3})m?$/.exec(word);
  if (both !== null) {
    const minutes = Number(both[2]);
    return { words: 1, minutes: minutes < 60 ? Number(both[1]) * 60 + minutes : null };
  }
  return readHebrewWords(words) ?? readAmounts(words);
}

/** Hours, then minutes: each a number with its unit, in one word or two. */
function readAmounts(words: readonly string[]): DurationWords | null {
  const first = readAmount(words);
  if (first === null || !first.isHours) return first;
  if (!Number.isInteger(first.minutes / 60)) return { words: first.words, minutes: Math.round(first.minutes) };
  const added = HEBREW_ADDED[words[first.words] ?? ''];
  if (added !== undefined) return { words: first.words + 1, minutes: first.minutes + added };
  const second = readAmount(words.slice(first.words));
  if (second === null || second.isHours) return first;
  const minutes = second.minutes < 60 ? first.minutes + second.minutes : null;
  return { words: first.words + second.words, minutes: minutes === null ? null : Math.round(minutes) };
}

type Amount = { readonly words: number; readonly minutes: number; readonly isHours: boolean };

function readAmount(words: readonly string[]): Amount | null {
  const [first = '', second = ''] = words;
  const joined = /^(\d{1,4}(?:[.,]\d{1,4})?|[.,]\d{1,4})(\p{L}+[,.׳']?)$/u.exec(first);
  if (joined !== null) return toAmount(joined[1] ?? '', joined[2] ?? '', 1);
  if (/^(?:\d{1,4}(?:[.,]\d{1,4})?|[.,]\d{1,4})$/.test(first)) return toAmount(first, second, 2);
  const spelled = Object.hasOwn(HEBREW_NUMBERS, first) ? HEBREW_NUMBERS[first] : undefined;
  return spelled === undefined ? null : toAmount(String(spelled), second, 2);
}

function toAmount(number: string, unit: string, words: number): Amount | null {
  const value = Number(number.replace(',', '.'));
  if (HOURS.test(unit)) return { words, minutes: value * 60, isHours: true };
  return MINUTES.test(unit) ? { words, minutes: Math.round(value), isHours: false } : null;
}

function readHebrewWords(words: readonly string[]): DurationWords | null {
  const [first = '', second = ''] = words;
  const part = Object.hasOwn(HEBREW_PARTS, first) ? HEBREW_PARTS[first] : undefined;
  if (part !== undefined && second === 'שעה') return { words: 2, minutes: part };
  const hours = first === 'שעה' ? 60 : first === 'שעתיים' ? 120 : null;
  if (hours === null) return null;
  const added = HEBREW_ADDED[second];
  return added === undefined ? { words: 1, minutes: hours } : { words: 2, minutes: hours + added };
}
