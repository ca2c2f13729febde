import type { Zone } from '../core/time.ts';
import type { Taxonomy } from './taxonomy.ts';
import { pickInt, unit } from './prng.ts';

export type PlanOptions = {
  readonly seed: number;
  readonly products: number;
  readonly orders: number;
  readonly customers: number;
  readonly coupons: number;
  /** The generated history ends here, GMT seconds. */
  readonly referenceSec: number;
  readonly zone: Zone;
  readonly currency: 'ILS' | 'EUR';
  readonly taxonomy: Taxonomy;
};

export type ProductKind = 'simple' | 'variable' | 'external' | 'grouped';
const KINDS: readonly ProductKind[] = ['simple', 'variable', 'external', 'grouped'];

/** Everything about the generated shop that must be known without deriving a record: counts, ids, times. */
export type Plan = PlanOptions & {
  readonly country: string;
  readonly taxRate: number;
  readonly firstProductId: number;
  readonly firstVariationId: number;
  readonly variations: number;
  readonly firstAttachmentId: number;
  readonly firstCouponId: number;
  readonly firstOrderId: number;
  readonly firstRefundId: number;
  readonly firstCustomerId: number;
  readonly nextPostId: number;
  readonly nextUserId: number;
  readonly kind: (product: number) => ProductKind;
  /** Index of a product's first variation; ask for `product + 1` to get the end. */
  readonly variationStart: (product: number) => number;
  readonly parentOf: (variation: number) => number;
  readonly productCreated: Float64Array;
  readonly productModified: Float64Array;
  readonly orderCreated: Float64Array;
  readonly orderModified: Float64Array;
  /** Order indexes with a refund, ascending; the position is the refund's index. */
  readonly refundedOrders: readonly number[];
  readonly customerCreated: Float64Array;
  /** 0 where never updated. */
  readonly customerModified: Float64Array;
};

export const IMAGES_PER_PRODUCT = 4;
const YEAR = 365 * 86_400;
const HOUR = 3600;

/** Seconds between the creation of an order and its last change. */
function orderChangeDelay(seed: number, index: number): number {
  return 60 + Math.floor(unit(seed, 412, index) ** 3 * 6 * 86_400);
}

function ascendingTimes(seed: number, salt: number, count: number, from: number, to: number): Float64Array {
  const times = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    times[index] = from + Math.floor(((index + unit(seed, salt, index)) / count) * (to - from));
  }
  return times;
}

function kindAt(seed: number, index: number): number {
  const draw = unit(seed, 101, index);
  if (draw < 0.3) return 1;
  if (index > 20 && draw > 0.994) return 2;
  if (index > 20 && draw > 0.988) return 3;
  return 0;
}

export function createPlan(options: PlanOptions): Plan {
  const { seed, products, orders, customers, coupons, referenceSec } = options;
  const kinds = new Uint8Array(products);
  const starts = new Uint32Array(products + 1);
  for (let index = 0; index < products; index += 1) {
    const kind = kindAt(seed, index);
    kinds[index] = kind;
    starts[index + 1] = (starts[index] ?? 0) + (kind === 1 ? 2 + pickInt(seed, 102, index, 5) : 0);
  }
  const variations = starts[products] ?? 0;
  const parents = new Uint32Array(variations);
  for (let index = 0; index < products; index += 1) parents.fill(index, starts[index], starts[index + 1]);

  const productCreated = ascendingTimes(seed, 103, products, referenceSec - 3 * YEAR, referenceSec - 2 * HOUR);
  const productModified = new Float64Array(products);
  for (let index = 0; index < products; index += 1) {
    const created = productCreated[index] ?? 0;
    productModified[index] = created + Math.floor(unit(seed, 104, index) * Math.max(0, referenceSec - HOUR - created));
  }
  const orderCreated = ascendingTimes(seed, 410, orders, referenceSec - 2 * YEAR, referenceSec - HOUR);
  const orderModified = new Float64Array(orders);
  const refundedOrders: number[] = [];
  for (let index = 0; index < orders; index += 1) {
    const created = orderCreated[index] ?? 0;
    orderModified[index] = Math.min(created + orderChangeDelay(seed, index), referenceSec - 60);
    if (unit(seed, 411, index) < 0.05) refundedOrders.push(index);
  }
  const customerCreated = ascendingTimes(seed, 320, customers, referenceSec - 2 * YEAR, referenceSec - HOUR);
  const customerModified = new Float64Array(customers);
  for (let index = 0; index < customers; index += 1) {
    if (unit(seed, 321, index) < 0.3) continue;
    const created = customerCreated[index] ?? 0;
    customerModified[index] = created + Math.floor(unit(seed, 322, index) * (referenceSec - HOUR - created));
  }

  const firstProductId = 101;
  const firstVariationId = firstProductId + products;
  const firstAttachmentId = firstVariationId + variations;
  const firstCouponId = firstAttachmentId + products * IMAGES_PER_PRODUCT;
  const firstOrderId = firstCouponId + coupons;
  const firstRefundId = firstOrderId + orders;
  const firstCustomerId = 3;
  return {
    ...options,
    country: options.currency === 'EUR' ? 'DE' : 'IL',
    taxRate: options.currency === 'EUR' ? 19 : 18,
    firstProductId,
    firstVariationId,
    variations,
    firstAttachmentId,
    firstCouponId,
    firstOrderId,
    firstRefundId,
    firstCustomerId,
    nextPostId: firstRefundId + refundedOrders.length,
    nextUserId: firstCustomerId + customers,
    kind: (product) => KINDS[kinds[product] ?? 0] ?? 'simple',
    variationStart: (product) => starts[product] ?? 0,
    parentOf: (variation) => parents[variation] ?? 0,
    productCreated,
    productModified,
    orderCreated,
    orderModified,
    refundedOrders,
    customerCreated,
    customerModified,
  };
}

export function productStatus(seed: number, index: number): string {
  const draw = unit(seed, 105, index);
  if (draw < 0.93) return 'publish';
  if (draw < 0.97) return 'draft';
  return draw < 0.99 ? 'private' : 'pending';
}

export function variationStatus(seed: number, index: number): string {
  return unit(seed, 201, index) < 0.98 ? 'publish' : 'private';
}

export function orderStatus(plan: Plan, index: number): string {
  const age = plan.referenceSec - (plan.orderCreated[index] ?? 0);
  const draw = unit(plan.seed, 413, index);
  if (age < 4 * 86_400)
    return draw < 0.6 ? 'processing' : draw < 0.8 ? 'on-hold' : draw < 0.9 ? 'pending' : 'completed';
  if (draw < 0.84) return 'completed';
  if (draw < 0.89) return 'processing';
  if (draw < 0.93) return 'cancelled';
  if (draw < 0.95) return 'refunded';
  if (draw < 0.97) return 'failed';
  return draw < 0.99 ? 'on-hold' : 'pending';
}
