import type { CouponRecord, ReviewRecord } from '../core/types.ts';
import type { Plan } from './plan.ts';
import { personAt } from './people.ts';
import { pick, pickInt, unit } from './prng.ts';

const WORDS = [
  'spring',
  'summer',
  'shabbat',
  'welcome',
  'studio',
  'thanks',
  'pottery',
  'clay',
  'hanukkah',
  'passover',
  'frühling',
  'חורף',
] as const;

export function couponCode(index: number): string {
  return `${WORDS[index % WORDS.length] ?? 'save'}${index + 5}`;
}

export function couponTimes(plan: Plan, index: number): readonly [number, number] {
  const created = plan.referenceSec - Math.floor((1 - index / Math.max(1, plan.coupons)) * 700 * 86_400) - 7200;
  return [created, created + Math.floor(unit(plan.seed, 501, index) * 86_400)].map((sec) =>
    Math.min(sec, plan.referenceSec - 3600),
  ) as unknown as readonly [number, number];
}

/** The generated coupon number `index`. Pure. */
export function couponAt(plan: Plan, index: number): CouponRecord {
  const { seed } = plan;
  const [created, modified] = couponTimes(plan, index);
  const kind = pick(seed, 502, index, ['percent', 'percent', 'fixed_cart', 'fixed_product']);
  return {
    id: plan.firstCouponId + index,
    type: 'shop_coupon',
    status: 'publish',
    parent_id: 0,
    created,
    created_wall: plan.zone.toWall(created),
    modified,
    modified_wall: plan.zone.toWall(modified),
    code: couponCode(index),
    amount:
      kind === 'percent' ? `${5 + 5 * pickInt(seed, 503, index, 5)}.00` : `${10 + 5 * pickInt(seed, 504, index, 9)}.00`,
    discount_type: kind,
    description: unit(seed, 505, index) < 0.5 ? 'For the newsletter' : '',
    expires: unit(seed, 506, index) < 0.5 ? created + (30 + pickInt(seed, 507, index, 700)) * 86_400 : null,
    usage_count: pickInt(seed, 508, index, 40),
    individual_use: unit(seed, 509, index) < 0.3,
    product_ids: [],
    excluded_product_ids: [],
    usage_limit: unit(seed, 510, index) < 0.4 ? 100 : null,
    usage_limit_per_user: unit(seed, 511, index) < 0.3 ? 1 : null,
    limit_usage_to_x_items: null,
    free_shipping: unit(seed, 512, index) < 0.1,
    product_categories:
      unit(seed, 513, index) < 0.2 ? [pick(seed, 514, index, [...plan.taxonomy.categoryIdOfSlug.values()])] : [],
    excluded_product_categories: [],
    exclude_sale_items: unit(seed, 515, index) < 0.2,
    minimum_amount: unit(seed, 516, index) < 0.3 ? '100.00' : '0.00',
    maximum_amount: '0.00',
    email_restrictions: [],
    used_by: [],
    meta: [],
  };
}

export const FIRST_REVIEW_ID = 20;

/** The generated review number `index`. Pure. */
export function reviewAt(plan: Plan, index: number): ReviewRecord {
  const product = pickInt(plan.seed, 520, index, plan.products);
  const created = Math.min(
    plan.referenceSec - 3600,
    (plan.productCreated[product] ?? 0) + 86_400 * (1 + pickInt(plan.seed, 521, index, 90)),
  );
  const person = personAt(plan.seed, pickInt(plan.seed, 522, index, Math.max(1, plan.customers)), plan.country);
  return {
    id: FIRST_REVIEW_ID + index,
    type: 'review',
    status: 'approved',
    parent_id: plan.firstProductId + product,
    created,
    created_wall: plan.zone.toWall(created),
    modified: created,
    modified_wall: plan.zone.toWall(created),
    reviewer: person.first,
    reviewer_email: person.email,
    review: pick(plan.seed, 523, index, [
      'Lovely glaze, a bit smaller than I thought.',
      'Sehr schön verarbeitet!',
      'יפהפה, הגיע ארוז היטב',
      'Use it every day ☕',
      'One had a chip, the shop sent a new one.',
    ]),
    rating: 3 + pickInt(plan.seed, 524, index, 3),
    verified: unit(plan.seed, 525, index) < 0.7,
  };
}
