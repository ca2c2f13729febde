import type { Reading } from './refusals.ts';
import { accepted, refusedAs } from './refusals.ts';

/** Whole digits and decimals that a price or a measure may have. Nobody means more; the store would keep them all. */
const WHOLE_DIGITS = 12;
const DECIMALS = 8;
export const STOCK_MIN = -1_000_000;
export const STOCK_MAX = 1_000_000_000;

type Separators = { readonly decimal: string; readonly group: string; readonly indian: boolean };
const separatorsByLocale = new Map<string, Separators>();

/** How numbers are written in a language; an unknown language is read as English. */
function separatorsOf(locale: string): Separators {
  const known = separatorsByLocale.get(locale);
  if (known !== undefined) return known;
  let parts: Intl.NumberFormatPart[];
  try {
    parts = new Intl.NumberFormat(locale).formatToParts(1234567.8);
  } catch {
    parts = new Intl.NumberFormat('en').formatToParts(1234567.8);
  }
  const decimal = parts.find((part) => part.type === 'decimal')?.value ?? '.';
  const group = parts.find((part) => part.type === 'group')?.value ?? '';
  const groups = parts.filter((part) => part.type === 'integer');
  const separators = {
    // scripts with a decimal sign of their own write 12.50 when they use Latin signs
    decimal: decimal === ',' ? ',' : '.',
    group: group === '.' || group === ',' ? group : decimal === '.' || decimal === ',' ? group : ',',
    indian: groups.length === 3 && groups[0]?.value.length === 2,
  };
  separatorsByLocale.set(locale, separators);
  return separators;
}

const INVISIBLE = /[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g;
/** A currency sign (`€`, `US$`, `₪`), the Hebrew word for shekel, or three capitals, at either end. */
const CURRENCY = /^(?:[A-Z]{0,3}\p{Sc}|ש["״]ח|[A-Z]{3}(?![A-Za-z]))|(?:[A-Z]{0,3}\p{Sc}|ש["״]ח|[A-Z]{3})$/u;
const CURRENCY_CODES = new Set(Intl.supportedValuesOf('currency'));

function withoutCurrency(text: string): string {
  return text
    .replace(CURRENCY, (found) => (!/^[A-Z]{3}$/.test(found) || CURRENCY_CODES.has(found) ? '' : found))
    .trim();
}
/** Arabic thousands sign, every kind of space, every kind of apostrophe: they only ever group. */
const GROUP_SIGNS = /[\u066c\u00a0\u202f\u2009\u2007 '’]/g;
/** What stands for all of them while a number is read. */
const GROUP = ' ';
const ARABIC_DECIMAL = '\u066b';

function latinDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0));
}

/**
 * The decimal sign in `body` (digits and separators), `''` when all its separators group, null when it is no number.
 * Two different signs: the last one is the decimal sign. One sign, several times: it groups. One sign, once: the
 * language decides; a sign that could not group there (`12,50` in English) is the decimal sign.
 */
function decimalSignOf(body: string, separators: Separators): string | null {
  if (body.includes(ARABIC_DECIMAL)) return ARABIC_DECIMAL;
  const dots = body.split('.').length - 1;
  const commas = body.split(',').length - 1;
  if (dots > 0 && commas > 0) return body.lastIndexOf('.') > body.lastIndexOf(',') ? '.' : ',';
  if (dots + commas !== 1) return '';
  const sign = dots === 1 ? '.' : ',';
  if (body.includes(GROUP) || sign === separators.decimal || sign !== separators.group) return sign;
  const [whole = '', rest = ''] = body.split(sign);
  if (/^[1-9]\d{0,2}$/.test(whole) && /^\d{3}$/.test(rest)) return '';
  // 012,345 is neither a grouped number nor one that anybody writes with decimals
  return /^0\d{1,2}$/.test(whole) && rest.length === 3 ? null : sign;
}

function ungroup(whole: string, indian: boolean): string | null {
  if (/^\d*$/.test(whole)) return whole;
  const sign = /[^\d]/.exec(whole)?.[0] ?? '';
  const groups = whole.split(sign);
  const last = groups.length - 1;
  const fits = groups.every((group, index) => {
    if (!/^\d+$/.test(group)) return false;
    if (index === last) return group.length === 3;
    if (index === 0) return group.length <= 3 && group[0] !== '0';
    return group.length === 3 || (indian && group.length === 2);
  });
  return fits ? groups.join('') : null;
}

type Digits = { readonly negative: boolean; readonly whole: string; readonly fraction: string | null };

function readDigits(text: string, locale: string): Digits | null {
  const separators = separatorsOf(locale);
  const negative = /^[-−]/.test(text);
  const body = text.replace(/^[-−]/, '').trim().replaceAll(GROUP_SIGNS, GROUP);
  if (!/^[\d., \u066b]+$/.test(body)) return null;
  const sign = decimalSignOf(body, separators);
  if (sign === null) return null;
  const parts = sign === '' ? [body] : body.split(sign);
  if (parts.length > 2) return null;
  const whole = ungroup(parts[0] ?? '', separators.indian);
  const fraction = parts.length === 2 ? (parts[1] ?? '') : null;
  if (whole === null || (fraction !== null && !/^\d+$/.test(fraction))) return null;
  if (whole === '' && fraction === null) return null;
  return { negative, whole: whole.replace(/^0+/, '') || '0', fraction };
}

/** The text of a typed value; null for what is neither text nor a plain finite number. */
function toText(raw: unknown, withCurrency: boolean): string | null {
  if (typeof raw !== 'string') return null;
  let text = latinDigits(raw.replaceAll(INVISIBLE, '')).trim();
  if (!withCurrency) return text;
  const sign = /^[-−]/.exec(text)?.[0] ?? '';
  const rest = text.slice(sign.length).trim();
  const bare = withoutCurrency(rest);
  // a currency sign alone is no price, and must not be taken for "none"
  if (rest !== '' && bare === '') return null;
  text = sign === '' ? bare : `${sign}${bare}`;
  return text;
}

function digitsOf(raw: unknown, locale: string, withCurrency: boolean): Digits | 'none' | null {
  if (raw === null || raw === undefined) return 'none';
  if (typeof raw === 'number') {
    const text = String(raw);
    // numbers of JSON are already in the store's form: no language decides about their point
    return /^-?\d+(\.\d+)?$/.test(text) ? readDigits(text, 'en') : null;
  }
  const text = toText(raw, withCurrency);
  if (text === null) return null;
  return text === '' ? 'none' : readDigits(text, locale);
}

function toDecimal(digits: Digits): Reading<string> {
  const zero = /^0*$/.test(`${digits.whole}${digits.fraction ?? ''}`);
  if (digits.negative && !zero) return refusedAs('negative');
  if (digits.whole.length > WHOLE_DIGITS) return refusedAs('too-large', { max: '9'.repeat(WHOLE_DIGITS) });
  if ((digits.fraction ?? '').length > DECIMALS) return refusedAs('too-many-decimals', { max: DECIMALS });
  return accepted(digits.fraction === null ? digits.whole : `${digits.whole}.${digits.fraction}`);
}

/**
 * A price as a person types it → the store's decimal string, digit for digit (`10,50` → `10.50`); `''` for none.
 *
 * `12,50` and `12.50` are 12.50 everywhere. `1.234,56` and `1,234.56` are 1234.56 everywhere. Only one sign followed
 * by exactly three digits is ambiguous, and there the language decides: `1,234` is 1234 in English and Hebrew and
 * 1.234 in German and French; `1.234` is 1.234 in English and 1234 in German. Spaces and apostrophes group. Currency
 * signs and codes at either end are dropped. Exponents, negative prices and everything else are refused, because the
 * store would silently make another price of them.
 */
export function readMoney(raw: unknown, locale: string): Reading<string> {
  const digits = digitsOf(raw, locale, true);
  if (digits === 'none') return accepted('');
  return digits === null ? refusedAs('not-a-price') : toDecimal(digits);
}

/** A weight or a size → decimal string, by the same rules as prices but without currency; `''` for none. */
export function readDecimal(raw: unknown, locale: string): Reading<string> {
  const digits = digitsOf(raw, locale, false);
  if (digits === 'none') return accepted('');
  return digits === null ? refusedAs('not-a-number') : toDecimal(digits);
}

/**
 * A whole number between `min` and `max`; null for none. Anything with decimals is refused, also `2.0` and, where the
 * point is the decimal sign, `1.000`: it could mean a thousand.
 */
export function readWhole(raw: unknown, locale: string, min: number, max: number): Reading<number | null> {
  const digits = digitsOf(raw, locale, false);
  if (digits === 'none') return accepted(null);
  if (digits === null || digits.fraction !== null) return refusedAs('not-whole');
  const value = digits.negative ? -Number(digits.whole) : Number(digits.whole);
  if (value > max) return refusedAs('too-large', { max });
  if (value < min) return min === 0 ? refusedAs('negative') : refusedAs('too-small', { min });
  return accepted(value === 0 ? 0 : value);
}

/** A stock quantity: whole, and below zero where more was sold than there was. Empty is refused: it is no number of pieces. */
export function readStock(raw: unknown, locale: string): Reading<number> {
  const read = readWhole(raw, locale, STOCK_MIN, STOCK_MAX);
  if (!read.ok) return read;
  return read.value === null ? refusedAs('required') : accepted(read.value);
}
