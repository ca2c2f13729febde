import type { Scenarios } from './scenario.ts';
import { first, made, read, send } from './scenario.ts';
import type { World } from './world.ts';

const LOREM = `<p>${'Lorem ipsum dolor sit amet, consectetur adipiscing elit. '.repeat(8)}</p>`;

function simpleProduct(world: World): number {
  const category = made(world, 'products/categories', { name: 'Category 0' });
  const brand = made(world, 'products/brands', { name: 'Brand 0' });
  const tag = made(world, 'products/tags', { name: 'Tag 0' });
  const color = made(world, 'products/attributes', { name: 'Color' });
  const id = made(world, 'products', {
    name: 'Käse 0',
    description: LOREM,
    short_description: '<p>Short 0</p>',
    sku: 'SKU-00000',
    regular_price: '1.99',
    sale_price: '1.49',
    categories: [{ id: category }],
    brands: [{ id: brand }],
    tags: [{ id: tag }],
    attributes: [{ id: color, visible: true, options: ['Red'] }],
    meta_data: [{ key: 'ext_id', value: 'x0' }],
  });
  return id;
}

/** A variable product over sizes; `status` of the parent decides the links of its variations. */
function variableProduct(
  world: World,
  prices: readonly string[],
  status = 'publish',
): { readonly id: number; readonly variations: readonly number[] } {
  const category = made(world, 'products/categories', { name: 'Sub 1' });
  const sizes = ['S', 'M', 'L', 'XL'];
  // The recorded shop never sorted its sizes by hand, so they stand in alphabetical order.
  const terms = world.shop.inspect.ids('terms', { termKind: 'attribute_term', parentId: 1 });
  world.must('POST', 'products/attributes/1/terms/batch', {
    update: terms.map((term) => ({ id: term, menu_order: 0 })),
  });
  const id = made(world, 'products', {
    name: 'Product 19',
    type: 'variable',
    status,
    description: LOREM,
    short_description: '<p>Short 19</p>',
    sku: 'SKU-00019',
    categories: [{ id: category }],
    attributes: [{ id: 1, visible: true, variation: true, options: sizes }],
    meta_data: [{ key: 'ext_id', value: 'x19' }],
  });
  const variations = prices.map((price, at) =>
    made(world, `products/${id}/variations`, {
      regular_price: price,
      sku: `SKU-00019-${sizes[at] ?? ''}`,
      manage_stock: true,
      stock_quantity: 10 + at,
      attributes: [{ id: 1, option: sizes[at] }],
    }),
  );
  return { id, variations };
}

function ordered(world: World): number {
  const a = made(world, 'products', {
    name: 'Product 0',
    regular_price: '1.99',
    sku: 'SKU-00000',
    manage_stock: true,
    stock_quantity: 9,
  });
  const b = made(world, 'products', {
    name: 'Product 1',
    regular_price: '10.00',
    sku: 'SKU-00001',
    manage_stock: true,
    stock_quantity: 9,
  });
  return made(world, 'orders', {
    set_paid: true,
    billing: { first_name: 'A', country: 'DE', email: 'a@ex.com' },
    shipping: { country: 'DE' },
    line_items: [
      { product_id: a, quantity: 3 },
      { product_id: b, quantity: 1, subtotal: '10', total: '8.333333' },
    ],
    shipping_lines: [{ method_id: 'flat_rate', method_title: 'Flat', total: '4.99' }],
    fee_lines: [{ name: 'Fee', total: '1.50', tax_status: 'taxable' }],
    meta_data: [{ key: 'pos_id', value: 'u1' }],
  });
}

function refundedOrder(world: World): { readonly order: number; readonly refund: number } {
  const a = made(world, 'products', { name: 'Product 192', regular_price: '96.99', sku: 'SKU-00192' });
  const b = made(world, 'products', {
    name: 'Käse 511',
    regular_price: '27.99',
    sku: 'SKU-00511',
    manage_stock: true,
    stock_quantity: 9,
  });
  const order = made(world, 'orders', {
    status: 'completed',
    transaction_id: 'seed-tx-181',
    billing: { first_name: 'B181', last_name: 'L181', country: 'DE', email: 'buyer181@example.com' },
    line_items: [
      { product_id: a, quantity: 2 },
      { product_id: b, quantity: 2 },
    ],
    meta_data: [{ key: 'ext_id', value: 'o181' }],
  });
  const refund = made(world, `orders/${order}/refunds`, { amount: '1.00', reason: 'seed', api_refund: false });
  return { order, refund };
}

function images(world: World): ReturnType<World['call']> {
  return world.call('POST', 'products', {
    body: {
      name: 'Img',
      regular_price: '1',
      images: [
        { src: 'http://127.0.0.1:8088/w-logo-blue.png', name: 'logo', alt: 'alt' },
        { src: 'http://127.0.0.1:8088/blank.gif' },
      ],
    },
  });
}

/** Bodies of records as the server shows them. */
export const RECORDS: Scenarios = {
  'product.json': { play: (world) => world.call('GET', `products/${simpleProduct(world)}`), values: true },
  'product-variable.json': {
    play: (world) => world.call('GET', `products/${variableProduct(world, ['10.00', '11.00', '12.00', '13.00']).id}`),
    values: true,
  },
  'product-with-images.json': {
    options: { fetchImage: (url) => ({ kind: 'image', width: url.endsWith('.gif') ? 1 : 80 }) },
    play: images,
    values: true,
  },
  'product-trashed-delete-response.json': {
    play: (world) => {
      const category = made(world, 'products/categories', { name: 'Category 1' });
      const id = made(world, 'products', {
        name: 'Eq',
        sku: 'eq1795151018551',
        regular_price: '10',
        sale_price: '5',
        date_on_sale_from_gmt: '2026-01-01T05:00:00',
        manage_stock: true,
        stock_quantity: 6,
        categories: [{ id: category }],
        meta_data: [{ key: 'a', value: 'b' }],
      });
      world.must('PUT', `products/${id}`, { name: 'Eq2' });
      return world.call('DELETE', `products/${id}`);
    },
    values: true,
  },
  'variation.json': {
    play: (world) => {
      const { id, variations } = variableProduct(world, ['10.00', '11.00', '12.00', '13.00']);
      return world.call('GET', `products/${id}/variations/${variations[3] ?? 0}`);
    },
    values: true,
  },
  'variations-global-item.json': {
    play: (world) => {
      const { variations } = variableProduct(world, ['10', '11', '12', '27'], 'draft');
      return world.call('GET', 'variations', { query: { include: String(variations[3] ?? 0) } });
    },
    part: first,
  },
  'category.json': {
    play: (world) =>
      world.call(
        'GET',
        `products/categories/${made(world, 'products/categories', { name: 'Cat X', description: 'd' })}`,
      ),
    values: true,
  },
  'tag.json': {
    play: (world) => world.call('GET', `products/tags/${made(world, 'products/tags', { name: 'Tag X' })}`),
    values: true,
  },
  'brand.json': {
    play: (world) => world.call('GET', `products/brands/${made(world, 'products/brands', { name: 'Brand X' })}`),
    values: true,
  },
  'shipping_class.json': {
    play: (world) =>
      world.call('GET', `products/shipping_classes/${made(world, 'products/shipping_classes', { name: 'Ship X' })}`),
    values: true,
  },
  'attribute.json': { play: read('products/attributes/1'), values: true },
  'attribute_term.json': {
    play: (world) => {
      const attribute = made(world, 'products/attributes', { name: 'Width' });
      return world.call(
        'GET',
        `products/attributes/${attribute}/terms/${made(world, `products/attributes/${attribute}/terms`, { name: 'S' })}`,
      );
    },
    values: true,
  },
  'coupon.json': {
    play: (world) =>
      world.call(
        'GET',
        `coupons/${made(world, 'coupons', { code: 'SAVE19', amount: '24', discount_type: 'percent' })}`,
      ),
    values: true,
  },
  'customer.json': {
    play: (world) => world.call('GET', `customers/${made(world, 'customers', { email: 'cust@example.com' })}`),
    values: true,
  },
  'customer-never-updated.json': {
    play: send('POST', 'customers', {
      email: 'customer50@example.com',
      username: 'customer50',
      first_name: 'First50',
      last_name: 'Last50',
      billing: {
        first_name: 'First50',
        last_name: 'Last50',
        address_1: '50 Street',
        city: 'Berlin',
        postcode: '10115',
        country: 'DE',
        email: 'customer50@example.com',
        phone: '03050',
      },
    }),
    values: true,
  },
  'order.json': { play: (world) => world.call('GET', `orders/${ordered(world)}`), values: true },
  'order-min.json': {
    play: (world) => {
      const product = made(world, 'products', { name: 'Probe 1795150835989', regular_price: '1' });
      return world.call(
        'GET',
        `orders/${made(world, 'orders', { set_paid: true, line_items: [{ product_id: product, quantity: 1 }] })}`,
      );
    },
    values: true,
  },
  'order-with-refund.json': {
    play: (world) => world.call('GET', `orders/${refundedOrder(world).order}`),
    values: true,
  },
  'order_note.json': {
    play: (world) => {
      const order = made(world, 'orders', {});
      return world.call('GET', `orders/${order}/notes/${made(world, `orders/${order}/notes`, { note: 'hello' })}`);
    },
    values: true,
  },
  'refund.json': {
    play: (world) => {
      const { order, refund } = refundedOrder(world);
      return world.call('GET', `orders/${order}/refunds/${refund}`);
    },
    values: true,
  },
  'refund-with-line.json': {
    play: (world) => {
      const order = ordered(world);
      const lines = world.must('GET', `orders/${order}`)['line_items'] as readonly { readonly id: number }[];
      return world.call('POST', `orders/${order}/refunds`, {
        body: { amount: '1.00', api_refund: false, line_items: [{ id: lines[0]?.id, quantity: 1, refund_total: 1 }] },
      });
    },
  },
  'refunds-global-item.json': {
    play: (world) => {
      refundedOrder(world);
      return world.call('GET', 'refunds', { query: { orderby: 'id', order: 'desc', per_page: '1' } });
    },
    part: first,
    values: true,
  },
  'review.json': {
    play: (world) => {
      const product = made(world, 'products', { name: 'X', slug: 'bump-simple' });
      const review = made(world, 'products/reviews', {
        product_id: product,
        reviewer: 'R',
        reviewer_email: 'r@ex.com',
        review: 'good',
        rating: 5,
      });
      return world.call('GET', `products/reviews/${review}`);
    },
    values: true,
  },
  'webhook.json': {
    play: (world) =>
      world.call(
        'GET',
        `webhooks/${made(world, 'webhooks', { name: 'product.updated', topic: 'product.updated', delivery_url: 'http://127.0.0.1:9911/product.updated' })}`,
      ),
    values: true,
  },
  'currency_current.json': { play: read('data/currencies/current'), values: true },
  'data-continents-item.json': {
    play: read('data/continents'),
    part: (body) => (first(body) as { readonly code: string }).code,
    values: true,
  },
  'payment_gateways.json': { play: read('payment_gateways', { _fields: 'id,title,enabled' }), values: true },
  'report_products_totals.json': { play: read('reports/products/totals') },
  'settings_general.json': { play: read('settings/general', { _fields: 'id,type,value' }) },
  'shipping_zones.json': { play: read('shipping/zones'), values: true },
  'system_status.json': { play: read('system_status') },
  'tax_classes.json': { play: read('taxes/classes'), values: true },
  'tax_rate.json': { play: read('taxes/1'), values: true },
};

/** Inputs that the real server wrongly accepts, and what it makes of them. */
export const ACCEPTED: Scenarios = {
  'accepted-silently-bad-global-unique-id.json': {
    play: send('POST', 'products', { name: 'gtin2', global_unique_id: 'abc' }),
    values: true,
  },
  'accepted-silently-invalid-price-string.json': {
    play: send('POST', 'products', { name: 'badprice', regular_price: 'abc' }),
    values: true,
  },
  'accepted-silently-negative-price.json': {
    play: send('POST', 'products', { name: 'neg', regular_price: '-5' }),
    values: true,
  },
  'accepted-silently-order-bad-product.json': {
    play: send('POST', 'orders', { line_items: [{ product_id: 999_999, quantity: 1 }] }),
    values: true,
  },
  'accepted-silently-price-comma.json': {
    play: send('POST', 'products', { name: 'comma', regular_price: '12,50' }),
    values: true,
  },
  'accepted-silently-product-cat-by-name.json': {
    play: send('POST', 'products', { name: 'catname', categories: [{ name: 'Tableware' }] }),
    values: true,
  },
  'accepted-silently-product-cat-missing-id.json': {
    play: send('POST', 'products', { name: 'catmissing', categories: [{ id: 999_999 }] }),
    values: true,
  },
  'accepted-silently-product-no-name.json': { play: send('POST', 'products', {}), values: true },
  'accepted-silently-sale-regular.json': {
    play: send('POST', 'products', { name: 'sale', regular_price: '10', sale_price: '10' }),
    values: true,
  },
};

/** Webhook bodies are the records themselves as their readers see them; this shop keeps webhooks but delivers none. */
export const DELIVERED: Scenarios = {
  'webhook-delivery-product.updated.json': {
    play: (world) =>
      world.call(
        'GET',
        `products/${made(world, 'products', { name: 'WH2', slug: 'wh', regular_price: '1', manage_stock: true, stock_quantity: 10 })}`,
      ),
    values: true,
  },
  'webhook-delivery-product.restored.json': {
    play: (world) => {
      const id = made(world, 'products', {
        name: 'WH2',
        slug: 'wh',
        regular_price: '1',
        manage_stock: true,
        stock_quantity: 10,
      });
      world.must('DELETE', `products/${id}`);
      world.must('PUT', `products/${id}`, { status: 'publish' });
      return world.call('GET', `products/${id}`);
    },
    values: true,
  },
  'webhook-delivery-order.created.json': {
    play: (world) => {
      const product = made(world, 'products', {
        name: 'WH2',
        regular_price: '1',
        manage_stock: true,
        stock_quantity: 10,
      });
      return world.call(
        'GET',
        `orders/${made(world, 'orders', { set_paid: true, line_items: [{ product_id: product, quantity: 1 }] })}`,
      );
    },
    values: true,
  },
  'webhook-delivery-object-gone.json': { play: read('products/999999') },
};
