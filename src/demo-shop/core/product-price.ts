import { money } from './php.ts';
import type { ShopState } from './state.ts';
import type { ProductRecord } from './types.ts';

export function isOnSale(record: ProductRecord, nowSec: number): boolean {
  if (record.sale_price === '' || Number(record.regular_price) <= Number(record.sale_price)) return false;
  if (record.sale_from !== null && record.sale_from > nowSec) return false;
  return record.sale_to === null || record.sale_to >= nowSec;
}

/** The price that is charged now: what was saved, which cron corrects when a scheduled sale starts or ends. */
export function priceOf(record: ProductRecord, children: readonly ProductRecord[]): string {
  if (record.type !== 'variable') return record.price;
  const prices = children.filter((child) => child.price !== '').map((child) => child.price);
  return prices.reduce((lowest, price) => (lowest === '' || Number(price) < Number(lowest) ? price : lowest), '');
}

export function amountHtml(state: ShopState, price: number, hidden = ''): string {
  const symbol = state.config.currency === 'EUR' ? '&euro;' : '&#8362;';
  const shown = money(Math.max(0, price)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `<span class="woocommerce-Price-amount amount"${hidden}><bdi><span class="woocommerce-Price-currencySymbol">${symbol}</span>${shown}</bdi></span>`;
}

export function plainAmount(state: ShopState, price: number): string {
  return `${state.config.currency === 'EUR' ? '&euro;' : '&#8362;'}${money(Math.max(0, price)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`;
}

export function saleHtml(state: ShopState, regular: number, sale: number): string {
  return `<del aria-hidden="true">${amountHtml(state, regular)}</del> <span class="screen-reader-text">Original price was: ${plainAmount(state, regular)}.</span><ins aria-hidden="true">${amountHtml(state, sale)}</ins><span class="screen-reader-text">Current price is: ${plainAmount(state, sale)}.</span>`;
}
