import type { Reading } from './refusals.ts';
import { accepted, refusedAs } from './refusals.ts';

const SKU_MAX = 100;
const SLUG_MAX = 200;
/** WooCommerce counts bytes here, without the `pa_` that it puts in front. */
const ATTRIBUTE_SLUG_MAX = 28;
const TEXT_MAX = 65_000;
const HTML_MAX = 1_000_000;

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
/** Marks of direction and width that come along when text is copied; nobody sees them, but a SKU with them is another SKU. */
const INVISIBLE = /[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g;

function plainText(raw: unknown, max: number): Reading<string> {
  if (raw === null || raw === undefined) return accepted('');
  if (typeof raw === 'number' || typeof raw === 'boolean') return accepted(String(raw));
  if (typeof raw !== 'string') return refusedAs('not-text');
  if (raw.length > max) return refusedAs('too-long', { max });
  if (!raw.isWellFormed() || CONTROL.test(raw)) return refusedAs('bad-characters');
  return accepted(raw);
}

/** Short text; spaces around it are dropped, as the store does. */
export function readText(raw: unknown, max: number = TEXT_MAX): Reading<string> {
  const text = plainText(raw, max);
  return text.ok ? accepted(text.value.trim()) : text;
}

/** Long text with markup: kept as it is, the store takes out what it does not allow. */
export function readHtml(raw: unknown): Reading<string> {
  return plainText(raw, HTML_MAX);
}

/** A SKU: trimmed, in composed form (NFC), up to 100 characters. `''` for none. */
export function readSku(raw: unknown): Reading<string> {
  const text = plainText(raw, TEXT_MAX);
  if (!text.ok) return text;
  const sku = text.value.replaceAll(INVISIBLE, '').trim().normalize('NFC');
  if (sku === '') return text.value === '' ? accepted('') : refusedAs('only-spaces');
  if (sku.includes('\\') || /[\t\n\r]/.test(sku)) return refusedAs('bad-characters');
  return sku.length > SKU_MAX ? refusedAs('too-long', { max: SKU_MAX }) : accepted(sku);
}

/** A slug as WordPress makes it: lower case, spaces as hyphens, letters and digits of every script. `''` for none. */
export function readSlug(raw: unknown): Reading<string> {
  const text = readText(raw);
  if (!text.ok || text.value === '') return text;
  const slug = text.value
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/\s+/g, '-')
    .replaceAll(/[^\p{L}\p{M}\p{N}_%-]/gu, '')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (slug === '') return refusedAs('not-a-slug');
  return slug.length > SLUG_MAX ? refusedAs('too-long', { max: SLUG_MAX }) : accepted(slug);
}

/** The slug of a global attribute, in the form in which the store answers it: with `pa_` in front. */
export function readAttributeSlug(raw: unknown): Reading<string> {
  const slug = readSlug(raw);
  if (!slug.ok || slug.value === '') return slug;
  const bare = slug.value.replace(/^pa_/, '');
  if (bare === '') return refusedAs('not-a-slug');
  const bytes = new TextEncoder().encode(bare).length;
  return bytes > ATTRIBUTE_SLUG_MAX ? refusedAs('too-long', { max: ATTRIBUTE_SLUG_MAX }) : accepted(`pa_${bare}`);
}

const EMAIL =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i;

/** An e-mail address as WordPress accepts it. Empty is refused: the store answers an empty one with an error. */
export function readEmail(raw: unknown): Reading<string> {
  const text = readText(raw, 320);
  if (!text.ok) return text;
  const email = text.value.replaceAll(INVISIBLE, '');
  if (email === '') return refusedAs('required');
  return EMAIL.test(email) ? accepted(email) : refusedAs('not-an-email');
}

/** Yes or no in the ways that people and stores write it. */
export function readBoolean(raw: unknown): Reading<boolean> {
  if (typeof raw === 'boolean') return accepted(raw);
  const text = typeof raw === 'string' || typeof raw === 'number' ? String(raw).trim().toLowerCase() : '';
  if (text === 'true' || text === 'yes' || text === '1' || text === 'on') return accepted(true);
  if (text === 'false' || text === 'no' || text === '0' || text === 'off') return accepted(false);
  return refusedAs('not-yes-or-no');
}

/** One of `choices`, whatever its case. */
export function readChoice(raw: unknown, choices: readonly string[]): Reading<string> {
  const text = typeof raw === 'string' ? raw.trim().toLowerCase() : '';
  if (choices.includes(text)) return accepted(text);
  if (text === 'trash') return refusedAs('use-delete');
  return refusedAs('not-a-choice', { choices: choices.join(', ') });
}
