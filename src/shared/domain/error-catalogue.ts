import type { CatalogueEntry } from './error-classes.ts';
import { entry } from './error-classes.ts';
import { OWN_CODES } from './error-catalogue-own.ts';
import { STORE_CODES, STORE_VARIANTS } from './error-catalogue-store.ts';

/** An error as it is stored or told: a store's code, or the tag of one of our own kinds. */
export type ErrorFacts = {
  /** WooCommerce's code, or a tag (`StoreUnreachable`, `DiskFull`, `backroom_value_not_kept`). */
  readonly code: string;
  readonly httpStatus: number | null;
  /** What stood in the way of an answer, where the tag has such parts (`timeout`, `captcha`). */
  readonly cause?: string | null;
  /** The store's sentence, only to tell apart what one code stands for. */
  readonly message?: string;
};

export type CatalogueAnswer = CatalogueEntry & {
  /** The line of the catalogue; for a code that is not in it, the family it was judged by, as `?gone`. */
  readonly key: string;
  readonly isListed: boolean;
};

/** What an error is, what it means for the data, the one thing to do and whom to ask. Total: codes of plugins are judged by their form. */
export function lookUpError(facts: ErrorFacts): CatalogueAnswer {
  for (const key of keysOf(facts)) {
    const found = listed(key);
    if (found !== undefined) return { ...found, key, isListed: true };
  }
  return unlisted(facts);
}

function keysOf({ code, httpStatus, cause, message }: ErrorFacts): readonly string[] {
  const keys: string[] = [];
  const variants = Object.hasOwn(STORE_VARIANTS, `${code}@${httpStatus}`)
    ? STORE_VARIANTS[`${code}@${httpStatus}`]
    : undefined;
  const variant = variants?.find(({ pattern }) => message !== undefined && pattern.test(message));
  if (variant !== undefined) keys.push(`${code}#${variant.variant}`);
  if (cause !== undefined && cause !== null) keys.push(`${code}.${cause}@${httpStatus}`, `${code}.${cause}`);
  keys.push(`${code}@${httpStatus}`, code);
  return keys;
}

function listed(key: string): CatalogueEntry | undefined {
  if (Object.hasOwn(STORE_CODES, key)) return STORE_CODES[key];
  return Object.hasOwn(OWN_CODES, key) ? OWN_CODES[key] : undefined;
}

type Family = { readonly name: string; readonly holds: (code: string, status: number) => boolean } & {
  readonly found: CatalogueEntry;
};

/** How codes are judged that no list has: plugins and later versions follow WordPress' habits of naming. */
const FAMILIES: readonly Family[] = [
  {
    name: '?permission',
    holds: (code, status) => status === 401 || status === 403 || /_cannot_[a-z_]+$|forbidden|not_allowed/.test(code),
    found: entry('key-may-not', 'permission', 'kept-here', 'allow-key', 'shop-manager'),
  },
  {
    name: '?rate_limit',
    holds: (_code, status) => status === 429,
    found: entry('rate-limited', 'rate_limit', 'kept-here', 'wait', 'hosting'),
  },
  {
    name: '?too_large',
    holds: (code, status) => status === 413 || /too_(?:large|many|big)/.test(code),
    found: entry('request-too-large', 'too_large', 'kept-here', 'raise-limit', 'hosting'),
  },
  {
    name: '?gone',
    holds: (code, status) => /_invalid_id$|not_found$/.test(code) || status === 404 || status === 410,
    found: entry('record-gone', 'gone', 'record-not-there', 'discard-or-recreate', 'you'),
  },
  {
    name: '?duplicate',
    holds: (code, status) => status === 409 || /exists|duplicate|already|_taken/.test(code),
    found: entry('exists-already', 'duplicate', 'kept-here', 'choose-another', 'you'),
  },
  {
    name: '?missing',
    holds: (code) => /missing|required|empty/.test(code),
    found: entry('value-missing', 'missing', 'kept-here', 'fill-in', 'you'),
  },
  {
    name: '?intermittent',
    holds: (_code, status) => status >= 500,
    found: entry('store-crashed', 'intermittent', 'looked-up-first', 'wait', 'hosting'),
  },
  {
    name: '?value',
    holds: (code) => /invalid/.test(code),
    found: entry('value-refused', 'value', 'kept-here', 'edit-value', 'you'),
  },
  {
    name: '?not-created',
    holds: (code) => code.endsWith('_not_created'),
    found: entry('not-created', 'value', 'kept-here', 'do-it-in-the-shop', 'plugin-maker'),
  },
];

function unlisted({ code, httpStatus }: ErrorFacts): CatalogueAnswer {
  const family = FAMILIES.find(({ holds }) => holds(code.toLowerCase(), httpStatus ?? 0));
  if (family !== undefined) return { ...family.found, key: family.name, isListed: false };
  return { ...entry('unknown', 'value', 'kept-here', 'retry', 'plugin-maker'), key: '?unknown', isListed: false };
}

/**
 * The cause of an error, the same in every store and language: code, field and entity. The status is part of it only
 * where one code means several things.
 */
export function fingerprintOf(error: {
  readonly code: string;
  readonly httpStatus: number | null;
  readonly field: string | null;
  readonly entity: string;
}): string {
  const { code, httpStatus, field, entity } = error;
  const byStatus = `${code}@${httpStatus}`;
  const cause = listed(byStatus) === undefined ? code : byStatus;
  return `${cause}/${field ?? ''}/${entity}`;
}

/** Every line of the catalogue, for tests and for those who word it. */
export function catalogueKeys(): readonly string[] {
  return [...Object.keys(STORE_CODES), ...Object.keys(OWN_CODES)];
}
