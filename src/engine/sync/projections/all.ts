import type { EntityName } from '../../../shared/domain/entities.ts';
import { productProjection, variationProjection } from './catalog.ts';
import {
  couponProjection,
  customerProjection,
  orderNoteProjection,
  orderProjection,
  orderRefundProjection,
} from './orders.ts';
import type { Projection } from './projection.ts';
import {
  attributeProjection,
  attributeTermProjection,
  brandProjection,
  categoryProjection,
  flatTermProjection,
} from './taxonomy.ts';

export const PROJECTIONS: Readonly<Record<EntityName, Projection>> = {
  products: productProjection,
  variations: variationProjection,
  orders: orderProjection,
  customers: customerProjection,
  coupons: couponProjection,
  categories: categoryProjection,
  brands: brandProjection,
  tags: flatTermProjection,
  shipping_classes: flatTermProjection,
  attributes: attributeProjection,
  terms: attributeTermProjection,
  order_notes: orderNoteProjection,
  order_refunds: orderRefundProjection,
};
