import type { Context, Reply } from './context.ts';
import type { Outcome } from './errors.ts';
import { done, refuse } from './errors.ts';
import { pageOf, paging, textMatcher } from './list.ts';
import { toText } from './php.ts';
import type { Params } from './product-fields.ts';
import { randomHex } from './product-fields.ts';
import type { Resource } from './resource.ts';
import type { Schema } from './schema.ts';
import { ids, integer, oneOf, text } from './schema.ts';
import { fieldTree, linksOf, phpJson, selectFields } from './serialize.ts';
import type { ShopState } from './state.ts';
import { logWrite, take } from './state.ts';
import { formatGmt, formatLocal } from './time.ts';
import type { WebhookRecord } from './types.ts';

export const webhookListSchema: Schema = {
  ...paging,
  exclude: ids,
  include: ids,
  offset: integer,
  order: { ...oneOf('asc', 'desc'), default: 'desc' },
  orderby: { ...oneOf('date', 'id', 'title'), default: 'date' },
  status: oneOf('all', 'active', 'paused', 'disabled'),
};
export const webhookWriteSchema: Schema = {
  name: text,
  status: oneOf('active', 'paused', 'disabled'),
  topic: text,
  secret: text,
  delivery_url: text,
};

const HOOKS: Readonly<Record<string, readonly string[]>> = {
  'coupon.created': ['woocommerce_process_shop_coupon_meta', 'woocommerce_new_coupon'],
  'coupon.updated': ['woocommerce_process_shop_coupon_meta', 'woocommerce_update_coupon'],
  'coupon.deleted': ['wp_trash_post'],
  'coupon.restored': ['untrashed_post'],
  'customer.created': ['user_register', 'woocommerce_created_customer', 'woocommerce_new_customer'],
  'customer.updated': ['profile_update', 'woocommerce_update_customer'],
  'customer.deleted': ['delete_user'],
  'order.created': ['woocommerce_new_order'],
  'order.updated': ['woocommerce_update_order', 'woocommerce_order_refunded'],
  'order.deleted': ['wp_trash_post', 'woocommerce_trash_order'],
  'order.restored': ['untrashed_post', 'woocommerce_untrash_order'],
  'product.created': [
    'woocommerce_process_product_meta',
    'woocommerce_new_product',
    'woocommerce_new_product_variation',
  ],
  'product.updated': [
    'woocommerce_process_product_meta',
    'woocommerce_update_product',
    'woocommerce_update_product_variation',
  ],
  'product.deleted': ['wp_trash_post'],
  'product.restored': ['untrashed_post'],
};

function shown(state: ShopState, webhook: WebhookRecord): Record<string, unknown> {
  const { zone, baseUrl } = state.config;
  const root = `${baseUrl}/wp-json/wc/v3/webhooks`;
  const [resource, event] = webhook.topic.split('.');
  return {
    id: webhook.id,
    name: webhook.name,
    status: webhook.status,
    topic: webhook.topic,
    resource: resource ?? '',
    event: event ?? '',
    hooks: HOOKS[webhook.topic] ?? [],
    delivery_url: webhook.delivery_url,
    date_created: formatLocal(zone, webhook.created),
    date_created_gmt: formatGmt(webhook.created),
    date_modified: formatLocal(zone, webhook.modified),
    date_modified_gmt: formatGmt(webhook.modified),
    _links: linksOf(`${root}/${webhook.id}`, root),
  };
}

export function listWebhooks(context: Context): Reply {
  const { params, state } = context;
  const search = textMatcher(params['search']);
  const status = params['status'];
  const direction = params['order'] === 'asc' ? 1 : -1;
  const found = state.webhooks
    .values()
    .filter(
      (webhook) =>
        (search === null || search(webhook.name)) &&
        (status === undefined || status === 'all' || webhook.status === status),
    )
    .sort((a, b) => direction * (a.id - b.id));
  const page = pageOf(params, found.length);
  const tree = fieldTree(params['_fields']);
  const items = found
    .slice(page.start, page.end)
    .map((webhook) => phpJson(tree === null ? shown(state, webhook) : selectFields(shown(state, webhook), tree)));
  return { kind: 'list', items, total: found.length, totalPages: page.totalPages, page: page.page, paged: true };
}

function topicOk(topic: string): boolean {
  return HOOKS[topic] !== undefined || /^action\.\w+/.test(topic);
}

function badTopic(): Outcome<never> {
  return refuse(400, 'woocommerce_rest_shop_webhook_invalid_topic', 'Webhook topic is required and must be valid.');
}

function badUrl(): Outcome<never> {
  return refuse(
    400,
    'woocommerce_rest_shop_webhook_invalid_delivery_url',
    'Webhook delivery URL must be a valid URL starting with http:// or https://.',
  );
}

/** Webhooks are kept, never delivered: this shop has no outgoing traffic. */
function create(context: Context, params: Params): Outcome<unknown> {
  const { state, nowSec } = context;
  const topic = toText(params['topic']);
  if (!topicOk(topic)) return badTopic();
  const url = toText(params['delivery_url']);
  if (!/^https?:\/\/[^\s/]+/i.test(url)) return badUrl();
  const webhook: WebhookRecord = {
    id: take(state, 'webhook'),
    name:
      toText(params['name']) === ''
        ? `Webhook created on ${new Date(nowSec * 1000).toUTCString()}`
        : toText(params['name']),
    status: toText(params['status']) || 'active',
    topic,
    delivery_url: url,
    secret: toText(params['secret']) || randomHex(context, 50),
    created: nowSec,
    modified: null,
  };
  state.webhooks.put(webhook.id, webhook);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'create',
    entity: 'webhooks',
    id: webhook.id,
    parentId: 0,
    body: { ...params, secret: undefined },
  });
  return done(shown(state, webhook));
}

function gone(status: number): Outcome<never> {
  return refuse(status, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.');
}

function update(context: Context, id: number, params: Params): Outcome<unknown> {
  const { state } = context;
  const before = state.webhooks.get(id);
  if (before === undefined) return gone(400);
  const topic = params['topic'] === undefined ? before.topic : toText(params['topic']);
  if (!topicOk(topic)) return badTopic();
  const url = params['delivery_url'] === undefined ? before.delivery_url : toText(params['delivery_url']);
  if (!/^https?:\/\/[^\s/]+/i.test(url)) return badUrl();
  const after: WebhookRecord = {
    ...before,
    topic,
    delivery_url: url,
    name: params['name'] === undefined ? before.name : toText(params['name']),
    status: params['status'] === undefined ? before.status : toText(params['status']),
    secret: params['secret'] === undefined ? before.secret : toText(params['secret']),
    modified: context.nowSec,
  };
  state.webhooks.put(id, after);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'update',
    entity: 'webhooks',
    id,
    parentId: 0,
    body: { ...params, secret: undefined },
  });
  return done(shown(state, after));
}

function remove(context: Context, id: number, force: boolean): Outcome<unknown> {
  const { state } = context;
  const before = state.webhooks.get(id);
  if (before === undefined) return gone(404);
  if (!force) return refuse(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.');
  state.webhooks.remove(id);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'delete',
    entity: 'webhooks',
    id,
    parentId: 0,
    body: null,
  });
  return done(shown(state, before));
}

export const webhookResource: Resource = {
  read: (context, id) => {
    const webhook = context.state.webhooks.get(id);
    return webhook === undefined ? gone(404) : done(shown(context.state, webhook));
  },
  create,
  update,
  remove,
  writeSchema: webhookWriteSchema,
  required: [],
};
