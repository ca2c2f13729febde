import type { Random } from '../../src/engine/platform/deps.ts';

/** Words that shop texts are made of: four scripts, an emoji, and the characters that searches trip over. */
export const ADJECTIVES = [
  'Blue', 'Red', 'Green', 'Soft', 'Large', 'Small', 'Organic', 'Vintage', 'Wool', 'Cotton', 'Leather', 'Oak',
  'Steel', 'Ceramic', 'Gemütliche', 'Schöne', 'Große', 'Weiße', 'כחול', 'ירוק', 'אדום', 'קטן', 'Petite', '50%', '"Classic"',
] as const; // prettier-ignore
export const NOUNS = [
  'Shirt', 'Mug', 'Lamp', 'Chair', 'Table', 'Blanket', 'Notebook', 'Candle', 'Basket', 'Hoodie', 'Socks', 'Vase',
  'Tasse', 'Decke', 'Kissen', 'Stühle', 'חולצה', 'ספל', 'מנורה', 'שמיכה', 'Café set', 'Teapot 🫖', 'Poster ⭐', 'Belt',
] as const; // prettier-ignore
export const FIRST_NAMES = [
  'Anna', 'Ben', 'Clara', 'David', 'Eva', 'Jonas', 'Jürgen', 'Lea', 'Max', 'Noa', 'Omer', 'Paul', 'Rosa', 'Tamar',
  'יעל', 'דוד', 'נועה', 'Zoé',
] as const; // prettier-ignore
export const LAST_NAMES = [
  'Adler', 'Becker', 'Cohen', 'Dubois', 'Engel', 'Fischer', 'Groß', 'Hoffmann', 'Katz', 'Levi', 'Müller', 'Novak',
  "O'Brien", 'Peretz', 'Richter', 'לוי', 'כהן', 'Zimmermann',
] as const; // prettier-ignore

/** Half of all people share one host: searches for it hold half of all rows. */
export const MAIL_HOSTS = [
  [45, 'gmail.test'], [12, 'web.test'], [10, 'outlook.test'], [8, 'yahoo.test'], [5, 'walla.test'], [5, 'gmx.test'], [15, 'example.test'],
] as const; // prettier-ignore

/** One of `choices`, uniformly. */
export function pick<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[Math.floor(random.next() * choices.length)];
  if (choice === undefined) throw new Error('nothing to pick from');
  return choice;
}

/** One of `[weight, value]` pairs, by weight. */
export function pickWeighted<T>(random: Random, choices: readonly (readonly [number, T])[]): T {
  const sum = choices.reduce((total, [weight]) => total + weight, 0);
  let rest = random.next() * sum;
  for (const [weight, value] of choices) {
    rest -= weight;
    if (rest < 0) return value;
  }
  const last = choices.at(-1);
  if (last === undefined) throw new Error('nothing to pick from');
  return last[1];
}
