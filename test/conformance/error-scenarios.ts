import type { Scenarios } from './scenario.ts';
import { made, read, send } from './scenario.ts';
import type { World } from './world.ts';

const GONE = 999_999;
const XS = 'x'.repeat(40);

function withSku(world: World, sku = 'SKU-00001'): number {
  return made(world, 'products', { name: 'Owner', sku });
}

function image(src: string): Scenarios[string]['play'] {
  return send('POST', 'products', { name: 'img', images: [{ src }] });
}

function paidOrder(world: World): number {
  const product = made(world, 'products', { name: 'P', regular_price: '5' });
  return made(world, 'orders', {
    payment_method: 'cod',
    set_paid: true,
    line_items: [{ product_id: product, quantity: 1 }],
  });
}

const AUTH: Scenarios = {
  'error-auth-bad-consumer-key.json': { play: (world) => world.call('GET', 'products', { key: 'ck_nobody' }) },
  'error-auth-bad-secret.json': { play: (world) => world.call('GET', 'products', { secret: 'cs_wrong' }) },
  'error-auth-basic-over-http.json': { play: (world) => world.call('GET', 'products', { auth: 'basic' }) },
  'error-auth-query-over-http.json': { play: (world) => world.call('GET', 'products', { auth: 'query' }) },
  'error-auth-none.json': { play: (world) => world.call('GET', 'products', { auth: 'none' }) },
  'error-oauth-nonce-reused.json': {
    play: (world) => {
      world.call('GET', 'products', { nonce: 'once' });
      return world.call('GET', 'products', { nonce: 'once' });
    },
  },
  'error-oauth-timestamp.json': {
    play: (world) => world.call('GET', 'products', { timestampSec: Math.floor(world.nowMs() / 1000) - 16 * 60 }),
  },
  'error-perm-read-key-post.json': { options: { permissions: 'read' }, play: send('POST', 'products', { name: 'no' }) },
  'error-perm-write-key-get.json': { options: { permissions: 'write' }, play: read('products') },
  'error-perm-customer-role-create.json': {
    options: { role: 'customer' },
    play: send('POST', 'products', { name: 'no' }),
  },
  'error-perm-customer-role-list-products.json': { options: { role: 'customer' }, play: read('products') },
  'error-perm-customer-role-orders.json': { options: { role: 'customer' }, play: read('orders') },
};

const PARAMS: Scenarios = {
  'error-rest_invalid_param-per_page.json': { play: read('products', { per_page: '101' }) },
  'error-rest_invalid_param.json': { play: read('customers', { orderby: 'modified' }) },
  'error-invalid-enum.json': { play: send('POST', 'products', { name: 'x', type: 'bogus' }) },
  'error-invalid-param-type.json': { play: send('POST', 'products', { name: 'x', stock_quantity: 'abc' }) },
  'error-invalid-status.json': { play: send('POST', 'products', { name: 'x', status: 'bogus' }) },
  'error-price-as-number.json': { play: send('POST', 'products', { name: 'x', regular_price: 12.5 }) },
  'error-missing-param.json': { play: send('POST', 'products/categories', {}) },
  'error-coupon-no-code.json': { play: send('POST', 'coupons', { amount: '5' }) },
  'error-customer-missing-email.json': { play: send('POST', 'customers', { first_name: 'x' }) },
  'error-malformed-json-unauth-.json': {
    play: (world) => world.call('POST', 'products', { auth: 'none', rawBody: '{"name": ' }),
  },
  'error-malformed-json.json': { play: (world) => world.call('POST', 'products', { rawBody: '"just a string"' }) },
  'error-bad-id-string.json': { play: read('products/abc') },
  'error-no-route.json': { play: read('nothing/here') },
  'error-products-variations-route-404-.json': { play: read('products/variations') },
  'error-batch-101.json': {
    play: send('POST', 'products/batch', { create: Array.from({ length: 101 }, (_none, at) => ({ name: `n${at}` })) }),
  },
};

const CATALOGUE: Scenarios = {
  'error-already_trashed.json': {
    play: (world) => {
      const id = withSku(world);
      world.must('DELETE', `products/${id}`);
      return world.call('DELETE', `products/${id}`);
    },
  },
  'error-create-with-id.json': {
    play: (world) => world.call('POST', 'products', { body: { id: withSku(world), name: 'x' } }),
  },
  'error-dup-sku.json': {
    play: (world) => (withSku(world), world.call('POST', 'products', { body: { name: 'x', sku: 'SKU-00001' } })),
  },
  'error-dup-sku-case.json': {
    play: (world) => (withSku(world), world.call('POST', 'products', { body: { name: 'x', sku: 'sku-00001' } })),
  },
  'error-dup-sku-on-put.json': {
    play: (world) => (
      withSku(world, 'SKU-00005'),
      world.call('PUT', `products/${withSku(world)}`, { body: { sku: 'SKU-00005' } })
    ),
  },
  'error-sku-race.json': {
    play: (world) => (
      withSku(world, 'RACE-1795151585961'),
      world.call('POST', 'products', { body: { name: 'x', sku: 'RACE-1795151585961' } })
    ),
  },
  'error-dup-global-unique-id.json': {
    play: (world) => {
      made(world, 'products', { name: 'gtin', global_unique_id: '4006381333931' });
      return world.call('POST', 'products', { body: { name: 'gtin2', global_unique_id: '4006381333931' } });
    },
  },
  'error-product_invalid_id.json': { play: read(`products/${GONE}`) },
  'error-product_invalid_id-put.json': { play: send('PUT', `products/${GONE}`, { name: 'x' }) },
  'error-image-404.json': { play: image('http://127.0.0.1:8088/nope-x.png') },
  'error-image-bad-src.json': {
    options: { fetchImage: () => ({ kind: 'error', message: 'Too many redirects' }) },
    play: image('http://127.0.0.1:8088/none.jpg'),
  },
  'error-image-not-image.json': { play: image('http://files.example.com/readme.txt') },
  'error-image-not-url.json': { play: image('nota url') },
  'error-image-bad-id.json': { play: send('POST', 'products', { name: 'img', images: [{ id: GONE }] }) },
  'error-attribute-dup.json': { play: send('POST', 'products/attributes', { name: 'Size' }) },
  'error-attribute-invalid-id.json': { play: read(`products/attributes/${GONE}`) },
  'error-attribute-reserved-slug.json': { play: send('POST', 'products/attributes', { name: 'Type' }) },
  'error-attribute-too-long.json': { play: send('POST', 'products/attributes', { name: XS }) },
  'error-term-invalid-id.json': { play: read(`products/categories/${GONE}`) },
  'error-term-put-invalid-id.json': { play: send('PUT', `products/categories/${GONE}`, { name: 'x' }) },
  'error-term_exists-category.json': { play: send('POST', 'products/categories', { name: 'Tableware' }) },
  'error-term_exists-tag.json': { play: send('POST', 'products/tags', { name: 'handmade' }) },
  'error-term_exists-attribute-term.json': { play: send('POST', 'products/attributes/1/terms', { name: 'S' }) },
  'error-terms-of-invalid-attribute.json': { play: read(`products/attributes/${GONE}/terms`) },
  'error-trash_not_supported-category.json': {
    play: (world) =>
      world.call('DELETE', `products/categories/${made(world, 'products/categories', { name: 'Away' })}`),
  },
};

const SALES: Scenarios = {
  'error-order_invalid_id.json': { play: read(`orders/${GONE}`) },
  'error-order-bad-status.json': { play: send('POST', 'orders', { status: 'bogus' }) },
  'error-order-bad-email.json': { play: send('POST', 'orders', { billing: { email: 'nonsense' } }) },
  'error-order-bad-customer.json': { play: send('POST', 'orders', { customer_id: GONE }) },
  'error-order-bad-coupon.json': { play: send('POST', 'orders', { coupon_lines: [{ code: 'nope' }] }) },
  'error-order-invalid-item-id.json': {
    play: (world) =>
      world.call('PUT', `orders/${paidOrder(world)}`, { body: { line_items: [{ id: GONE, quantity: 2 }] } }),
  },
  'error-order-line-without-product.json': { play: send('POST', 'orders', { line_items: [{ quantity: 1 }] }) },
  'error-refund-gateway.json': {
    play: (world) => world.call('POST', `orders/${paidOrder(world)}/refunds`, { body: { amount: '1.00' } }),
  },
  'error-refund-too-much.json': {
    play: (world) =>
      world.call('POST', `orders/${paidOrder(world)}/refunds`, { body: { amount: '1000.00', api_refund: false } }),
  },
  'error-dup-coupon.json': {
    play: (world) => (
      made(world, 'coupons', { code: 'save' }),
      world.call('POST', 'coupons', { body: { code: 'save' } })
    ),
  },
  'error-dup-coupon-case.json': {
    play: (world) => (
      made(world, 'coupons', { code: 'save' }),
      world.call('POST', 'coupons', { body: { code: 'SAVE' } })
    ),
  },
  'error-customer_invalid_id.json': { play: read(`customers/${GONE}`) },
  'error-customer-bad-email.json': { play: send('POST', 'customers', { email: 'nonsense' }) },
  'error-dup-customer-email.json': {
    play: (world) => (
      made(world, 'customers', { email: 'dup1795151103745@ex.com' }),
      world.call('POST', 'customers', { body: { email: 'dup1795151103745@ex.com' } })
    ),
  },
  'error-customer-dup-username.json': {
    play: (world) => (
      made(world, 'customers', { email: 'a@ex.com', username: 'same' }),
      world.call('POST', 'customers', { body: { email: 'b@ex.com', username: 'same' } })
    ),
  },
  'error-trash_not_supported-customer.json': {
    play: (world) => world.call('DELETE', `customers/${made(world, 'customers', { email: 'away@ex.com' })}`),
  },
  'error-webhook-bad-topic.json': {
    play: send('POST', 'webhooks', { topic: 'bogus', delivery_url: 'http://127.0.0.1:9911/x' }),
  },
  'error-webhook-bad-url.json': {
    play: send('POST', 'webhooks', { topic: 'product.updated', delivery_url: 'nowhere' }),
  },
};

/** Refusals: status, code, message and the whole `data` member are held to their values. */
export const ERRORS: Scenarios = { ...AUTH, ...PARAMS, ...CATALOGUE, ...SALES };
