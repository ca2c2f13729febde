import type { Plan } from '../generate/plan.ts';
import { orderStatus, productStatus, variationStatus } from '../generate/plan.ts';
import { couponAt, couponTimes, FIRST_REVIEW_ID, reviewAt } from '../generate/coupons.ts';
import { orderAt, refundAt } from '../generate/orders.ts';
import { customerAt } from '../generate/people.ts';
import { productAt, variationAt, variationTimes } from '../generate/products.ts';
import type { TableBase } from './table.ts';
import type { CouponRecord, CustomerRecord, OrderRecord, ProductRecord, RefundRecord, ReviewRecord } from './types.ts';

/** How the generated records of each entity are derived, and their index columns without deriving them. */

function times(
  plan: Plan,
  created: (index: number) => number,
  modified: (index: number) => number,
): Pick<TableBase<ProductRecord>['columns'], 'created' | 'createdWall' | 'modified' | 'modifiedWall'> {
  return {
    created,
    createdWall: (index) => plan.zone.toWall(created(index)),
    modified,
    modifiedWall: (index) => plan.zone.toWall(modified(index)),
  };
}

export function productBase(plan: Plan): TableBase<ProductRecord> {
  return {
    firstId: plan.firstProductId,
    count: plan.products,
    derive: (index) => productAt(plan, index),
    columns: {
      status: (index) => productStatus(plan.seed, index),
      type: (index) => plan.kind(index),
      parent: () => 0,
      ...times(
        plan,
        (index) => plan.productCreated[index] ?? 0,
        (index) => plan.productModified[index] ?? 0,
      ),
    },
  };
}

export function variationBase(plan: Plan): TableBase<ProductRecord> {
  return {
    firstId: plan.firstVariationId,
    count: plan.variations,
    derive: (index) => variationAt(plan, index),
    columns: {
      status: (index) => variationStatus(plan.seed, index),
      type: () => 'variation',
      parent: (index) => plan.firstProductId + plan.parentOf(index),
      ...times(
        plan,
        (index) => variationTimes(plan, index)[0],
        (index) => variationTimes(plan, index)[1],
      ),
    },
  };
}

export function orderBase(plan: Plan): TableBase<OrderRecord> {
  return {
    firstId: plan.firstOrderId,
    count: plan.orders,
    derive: (index) => orderAt(plan, index),
    columns: {
      status: (index) => orderStatus(plan, index),
      type: () => 'shop_order',
      parent: () => 0,
      ...times(
        plan,
        (index) => plan.orderCreated[index] ?? 0,
        (index) => plan.orderModified[index] ?? 0,
      ),
    },
  };
}

export function refundBase(plan: Plan): TableBase<RefundRecord> {
  const at = (index: number): number => plan.orderModified[plan.refundedOrders[index] ?? 0] ?? 0;
  return {
    firstId: plan.firstRefundId,
    count: plan.refundedOrders.length,
    derive: (index) => refundAt(plan, index),
    columns: {
      status: () => 'completed',
      type: () => 'shop_order_refund',
      parent: (index) => plan.firstOrderId + (plan.refundedOrders[index] ?? 0),
      ...times(plan, at, at),
    },
  };
}

export function customerBase(plan: Plan): TableBase<CustomerRecord> {
  return {
    firstId: plan.firstCustomerId,
    count: plan.customers,
    derive: (index) => {
      const created = plan.customerCreated[index] ?? 0;
      const modified = plan.customerModified[index] ?? 0;
      return customerAt({
        seed: plan.seed,
        index,
        id: plan.firstCustomerId + index,
        created,
        modified,
        walls: [plan.zone.toWall(created), modified === 0 ? 0 : plan.zone.toWall(modified)],
        country: plan.country,
      });
    },
    columns: {
      status: () => 'customer',
      type: () => 'user',
      parent: () => 0,
      ...times(
        plan,
        (index) => plan.customerCreated[index] ?? 0,
        (index) => plan.customerModified[index] ?? 0,
      ),
    },
  };
}

export function couponBase(plan: Plan): TableBase<CouponRecord> {
  return {
    firstId: plan.firstCouponId,
    count: plan.coupons,
    derive: (index) => couponAt(plan, index),
    columns: {
      status: () => 'publish',
      type: () => 'shop_coupon',
      parent: () => 0,
      ...times(
        plan,
        (index) => couponTimes(plan, index)[0],
        (index) => couponTimes(plan, index)[1],
      ),
    },
  };
}

export function reviewCount(plan: Plan): number {
  return Math.min(500, Math.floor(plan.products / 20));
}

export function reviewBase(plan: Plan): TableBase<ReviewRecord> {
  return {
    firstId: FIRST_REVIEW_ID,
    count: reviewCount(plan),
    derive: (index) => reviewAt(plan, index),
    columns: {
      status: () => 'approved',
      type: () => 'review',
      parent: (index) => reviewAt(plan, index).parent_id,
      ...times(
        plan,
        (index) => reviewAt(plan, index).created,
        (index) => reviewAt(plan, index).created,
      ),
    },
  };
}
