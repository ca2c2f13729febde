/** Money and measures are decimal strings, compared digit by digit and never as floating point. */

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** Canonical form without leading or trailing zeros (`"010.50"` → `"10.5"`, `".5"` → `"0.5"`, `"-0"` → `"0"`); null when it is no decimal. */
export function canonicalDecimal(text: string): string | null {
  const match = DECIMAL.exec(text.trim());
  if (match === null || ((match[2] ?? '') === '' && (match[3] ?? '') === '')) return null;
  const whole = (match[2] ?? '').replace(/^0+/, '') || '0';
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return match[1] === '-' && digits !== '0' ? `-${digits}` : digits;
}

/** Negative, zero or positive as `left` is below, equal to or above `right`. Both must be decimals, else NaN. */
export function compareDecimals(left: string, right: string): number {
  const a = canonicalDecimal(left);
  const b = canonicalDecimal(right);
  if (a === null || b === null) return Number.NaN;
  if (a === b) return 0;
  const negative = a.startsWith('-');
  if (negative !== b.startsWith('-')) return negative ? -1 : 1;
  const order = compareMagnitudes(a.replace('-', ''), b.replace('-', ''));
  return negative ? -order : order;
}

function compareMagnitudes(a: string, b: string): number {
  const [aWhole = '', aFraction = ''] = a.split('.');
  const [bWhole = '', bFraction = ''] = b.split('.');
  if (aWhole.length !== bWhole.length) return aWhole.length - bWhole.length;
  if (aWhole !== bWhole) return aWhole < bWhole ? -1 : 1;
  if (aFraction === bFraction) return 0;
  return aFraction < bFraction ? -1 : 1;
}

/** A number to sort by; null for an empty or unreadable price. Never used to compare or to compute. */
export function decimalToSortKey(text: string | null): number | null {
  if (text === null || text === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
