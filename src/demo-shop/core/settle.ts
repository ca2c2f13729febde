import type { Moment } from './context.ts';
import { anyProduct, putProduct } from './lookups.ts';
import { isOnSale } from './product-price.ts';
import { logWrite } from './state.ts';
import type { ShopState } from './state.ts';

/** How often WP-Cron gets to run; between runs a scheduled sale shows `on_sale` with the old price. */
export const CRON_EVERY_MS = 60_000;

/**
 * WP-Cron as far as the API can see it: scheduled sales get their price, which bumps the product. It runs on a
 * request when its time has come, as on a real site.
 */
export function settle(state: ShopState, moment: Moment): void {
  if ((state.scheduledSales.size === 0 && state.scheduledPosts.size === 0) || moment.nowMs < state.cron.nextMs) return;
  const first = state.cron.nextMs === 0;
  state.cron.nextMs = (Math.floor(moment.nowMs / CRON_EVERY_MS) + 1) * CRON_EVERY_MS;
  if (first) return;
  runScheduledSales(state, moment.nowMs);
  publishDue(state, moment.nowMs);
}

/** Scheduled products go live when their date comes; WordPress leaves their modification date alone. */
function publishDue(state: ShopState, nowMs: number): void {
  for (const id of [...state.scheduledPosts]) {
    const record = anyProduct(state, id);
    if (record === undefined || record.created > Math.floor(nowMs / 1000)) continue;
    putProduct(state, { ...record, status: 'publish' });
    logWrite(state, {
      atMs: nowMs,
      source: 'effect',
      op: 'update',
      entity: record.type === 'variation' ? 'variations' : 'products',
      id,
      parentId: record.parent_id,
      body: { status: 'publish' },
    });
  }
}

export function runScheduledSales(state: ShopState, nowMs: number): void {
  const nowSec = Math.floor(nowMs / 1000);
  for (const id of [...state.scheduledSales]) {
    const record = anyProduct(state, id);
    if (record === undefined) continue;
    const ended = record.sale_to !== null && record.sale_to < nowSec;
    const price = isOnSale(record, nowSec) ? record.sale_price : record.regular_price;
    if (price === record.price && !ended) continue;
    const wall = state.config.zone.toWall(nowSec);
    const after = {
      ...record,
      price,
      modified: nowSec,
      modified_wall: wall,
      ...(ended ? { sale_price: '', sale_from: null, sale_to: null } : {}),
    };
    putProduct(state, after);
    logWrite(state, {
      atMs: nowMs,
      source: 'effect',
      op: 'update',
      entity: record.type === 'variation' ? 'variations' : 'products',
      id,
      parentId: record.parent_id,
      body: { price },
    });
  }
}
