import { attributeResource, listAttributes } from './attributes.ts';
import { runBatch } from './batch.ts';
import { failed, json, pathId } from './context.ts';
import type { Context, Reply } from './context.ts';
import { couponListSchema, couponResource, listCoupons } from './coupons.ts';
import { customerListSchema, customerResource, listCustomers } from './customers.ts';
import type { Outcome } from './errors.ts';
import { createNote, deleteNote, getNote, listNotes, noteCreateSchema } from './notes.ts';
import { orderResource } from './order-writes.ts';
import { listOrderStatuses, listOrders, orderListSchema } from './orders.ts';
import { duplicateProduct, relatedProducts } from './product-extras.ts';
import { productResource } from './product-writes.ts';
import { listProducts, productListSchema } from './products.ts';
import { listAllRefunds, listRefunds, refundListSchema } from './refund-lists.ts';
import { createRefund, deleteRefund, getRefund, refundCreateSchema } from './refunds.ts';
import type { Resource } from './resource.ts';
import { listReviews, reviewListSchema, reviewResource } from './reviews.ts';
import type { Endpoint, Route } from './route-types.ts';
import { boolean, integer, oneOf } from './schema.ts';
import type { Schema } from './schema.ts';
import { SYSTEM_ROUTES } from './system-routes.ts';
import { attributeTermListSchema, listTerms, termListSchema, termResource } from './terms.ts';
import type { TermKind } from './types.ts';
import { listAllVariations, listVariations, variationListSchema, variationResource } from './variations.ts';
import { listWebhooks, webhookListSchema, webhookResource } from './webhooks.ts';

function reply(outcome: Outcome<unknown>, status: number): Reply {
  return outcome.ok ? json(status, outcome.value) : failed(outcome.error);
}

function selfOf(value: unknown): string {
  const links = (value as { readonly _links?: { readonly self?: readonly { readonly href?: string }[] } })._links;
  return links?.self?.[0]?.href ?? '';
}

const required = (schema: Schema, names: readonly string[]): Schema =>
  Object.fromEntries(
    Object.entries(schema).map(([name, param]) => [name, names.includes(name) ? { ...param, required: true } : param]),
  );

const single: Schema = { context: oneOf('view', 'edit'), dp: integer };

/** The three routes that most kinds of records have: the list, one record, and the batch. */
function resourceRoutes(
  pattern: string,
  resource: Resource,
  listSchema: Schema,
  list: (context: Context) => Reply,
): Route[] {
  return [
    {
      pattern,
      get: { action: 'list', schema: listSchema, handle: list },
      post: {
        action: 'create',
        schema: required(resource.writeSchema, resource.required),
        handle: (context) => {
          const outcome = resource.create(context, context.params);
          return outcome.ok ? json(201, outcome.value, { location: selfOf(outcome.value) }) : failed(outcome.error);
        },
      },
    },
    {
      pattern: `${pattern}/:id`,
      get: { action: 'view', schema: single, handle: (context) => reply(resource.read(context, pathId(context)), 200) },
      edit: {
        action: 'edit',
        schema: resource.writeSchema,
        handle: (context) => reply(resource.update(context, pathId(context), context.params), 200),
      },
      remove: {
        action: 'delete',
        schema: { force: boolean },
        handle: (context) => reply(resource.remove(context, pathId(context), context.params['force'] === true), 200),
      },
    },
    { pattern: `${pattern}/batch`, edit: { action: 'batch', schema: {}, handle: runBatch(resource) } },
  ];
}

function termRoutes(pattern: string, kind: TermKind): Route[] {
  return resourceRoutes(
    pattern,
    termResource(kind),
    kind === 'attribute_term' ? attributeTermListSchema : termListSchema,
    listTerms(kind),
  );
}

export const ROUTES: readonly Route[] = [
  ...resourceRoutes('products', productResource, productListSchema, listProducts),
  { pattern: 'products/:id/duplicate', post: { action: 'create', schema: {}, handle: duplicateProduct } },
  { pattern: 'products/:id/related', get: { action: 'list', schema: {}, handle: relatedProducts } },
  ...resourceRoutes('products/:product_id/variations', variationResource, variationListSchema, listVariations),
  {
    pattern: 'variations',
    get: { action: 'list', schema: variationListSchema, handle: listAllVariations },
    since: 'flat-variations',
  },
  ...termRoutes('products/categories', 'category'),
  ...termRoutes('products/tags', 'tag'),
  ...termRoutes('products/brands', 'brand'),
  ...termRoutes('products/shipping_classes', 'shipping_class'),
  ...resourceRoutes('products/attributes', attributeResource, {}, listAttributes),
  ...termRoutes('products/attributes/:attribute_id/terms', 'attribute_term'),
  ...resourceRoutes('products/reviews', reviewResource, reviewListSchema, listReviews),
  ...resourceRoutes('orders', orderResource, orderListSchema, listOrders),
  { pattern: 'orders/statuses', get: { action: 'public', schema: {}, handle: listOrderStatuses } },
  {
    pattern: 'orders/:order_id/notes',
    get: { action: 'list', schema: { type: oneOf('any', 'customer', 'internal') }, handle: listNotes },
    post: { action: 'create', schema: noteCreateSchema, handle: createNote },
  },
  {
    pattern: 'orders/:order_id/notes/:id',
    get: { action: 'view', schema: {}, handle: getNote },
    remove: { action: 'delete', schema: { force: boolean }, handle: deleteNote },
  },
  {
    pattern: 'orders/:order_id/refunds',
    get: { action: 'list', schema: refundListSchema, handle: listRefunds },
    post: { action: 'create', schema: refundCreateSchema, handle: createRefund },
  },
  {
    pattern: 'orders/:order_id/refunds/:id',
    get: { action: 'view', schema: single, handle: getRefund },
    remove: { action: 'delete', schema: { force: boolean }, handle: deleteRefund },
  },
  { pattern: 'refunds', get: { action: 'list', schema: refundListSchema, handle: listAllRefunds } },
  ...resourceRoutes('customers', customerResource, customerListSchema, listCustomers),
  { pattern: 'customers/:id/downloads', get: { action: 'view', schema: {}, handle: () => json(200, []) } },
  ...resourceRoutes('coupons', couponResource, couponListSchema, listCoupons),
  ...resourceRoutes('webhooks', webhookResource, webhookListSchema, listWebhooks),
  ...SYSTEM_ROUTES,
];

type Compiled = { readonly route: Route; readonly regex: RegExp; readonly names: readonly string[] };

function compile(route: Route): Compiled {
  const names: string[] = [];
  const source = route.pattern
    .split('/')
    .map((part) => {
      if (part.startsWith(':')) {
        names.push(part.slice(1));
        return '(\\d+)';
      }
      if (part.startsWith('$')) {
        names.push(part.slice(1));
        return '([\\w-]+)';
      }
      return part;
    })
    .join('/');
  return { route, regex: new RegExp(`^${source}$`), names };
}

const compiled = ROUTES.map(compile);

export type Match = { readonly route: Route; readonly path: Readonly<Record<string, string>> };

/** The route of a path below `wc/v3/`, or null. Fixed words win over numbers and free words. */
export function matchRoute(path: string, flatVariations: boolean): Match | null {
  let best: Match | null = null;
  for (const { route, regex, names } of compiled) {
    if (route.since === 'flat-variations' && !flatVariations) continue;
    const match = regex.exec(path);
    if (match === null) continue;
    const values: Record<string, string> = {};
    names.forEach((name, at) => {
      values[name] = match[at + 1] ?? '';
    });
    if (best === null || names.length < Object.keys(best.path).length) best = { route, path: values };
  }
  return best;
}

export function endpointOf(route: Route, method: string): Endpoint | null {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return route.get ?? null;
    case 'POST':
      return route.post ?? route.edit ?? null;
    case 'PUT':
    case 'PATCH':
      return route.edit ?? null;
    case 'DELETE':
      return route.remove ?? null;
    default:
      return null;
  }
}

export function allowedMethods(route: Route): string {
  const methods: string[] = [];
  if (route.get !== undefined) methods.push('GET');
  if (route.post !== undefined) methods.push('POST');
  if (route.edit !== undefined) methods.push('POST', 'PUT', 'PATCH');
  if (route.remove !== undefined) methods.push('DELETE');
  return [...new Set(methods)].join(', ');
}
