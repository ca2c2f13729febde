import { canonicalDecimal } from '../../shared/domain/decimal.ts';

/** Exact sum of decimal strings, with as many decimals as the longest of them and at least two; what is no decimal counts nothing. */
export function sumMoney(amounts: readonly string[]): string {
  const decimals = amounts.map(canonicalDecimal).filter((amount) => amount !== null);
  const places = Math.max(2, ...decimals.map((amount) => (amount.split('.')[1] ?? '').length));
  let sum = 0n;
  for (const amount of decimals) {
    const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
    const units = BigInt(whole + fraction.padEnd(places, '0'));
    sum += amount.startsWith('-') ? -units : units;
  }
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
