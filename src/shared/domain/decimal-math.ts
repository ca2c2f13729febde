import { canonicalDecimal } from './decimal.ts';

/** Exact arithmetic on decimal strings. Every argument must be a decimal; anything else is a defect and throws. */

type Exact = { readonly digits: bigint; readonly scale: number };

function exact(text: string): Exact {
  const canonical = canonicalDecimal(text);
  if (canonical === null) throw new Error(`no decimal: ${text}`);
  const [whole = '0', fraction = ''] = canonical.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

function plain({ digits, scale }: Exact): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${text.slice(text.length - scale)}`;
}

export function addDecimals(left: string, right: string): string {
  const a = exact(left);
  const b = exact(right);
  const scale = Math.max(a.scale, b.scale);
  return plain({
    digits: a.digits * 10n ** BigInt(scale - a.scale) + b.digits * 10n ** BigInt(scale - b.scale),
    scale,
  });
}

/** `percent` of `value`: (`"80"`, `"12.5"`) is `"10.000"`. */
export function percentOf(value: string, percent: string): string {
  const a = exact(value);
  const b = exact(percent);
  return plain({ digits: a.digits * b.digits, scale: a.scale + b.scale + 2 });
}

export function negated(value: string): string {
  const { digits, scale } = exact(value);
  return plain({ digits: -digits, scale });
}

/** To so many decimals, halves away from zero; always written with that many. */
export function roundDecimal(value: string, decimals: number): string {
  const { digits, scale } = exact(value);
  if (scale <= decimals) return plain({ digits: digits * 10n ** BigInt(decimals - scale), scale: decimals });
  const divisor = 10n ** BigInt(scale - decimals);
  const half = digits < 0n ? -divisor / 2n : divisor / 2n;
  return plain({ digits: (digits + half) / divisor, scale: decimals });
}

/**
 * The nearest amount above zero that ends in `ending` hundredths (`90` for 12.90), the higher of two that are equally
 * near. `value` must not be negative.
 */
export function roundToEnding(value: string, ending: number): string {
  const { digits, scale } = exact(value);
  const unit = 10n ** BigInt(scale);
  const cents = (digits * 200n + unit) / (unit * 2n);
  const below = (cents / 100n) * 100n + BigInt(ending);
  const candidates = [below - 100n, below, below + 100n].filter((candidate) => candidate > 0n);
  const distance = (candidate: bigint): bigint => (candidate > cents ? candidate - cents : cents - candidate);
  const nearest = candidates.reduce((best, candidate) => (distance(candidate) <= distance(best) ? candidate : best));
  return plain({ digits: nearest, scale: 2 });
}
