import { createHash } from 'node:crypto';
import { EMPTY_ADDRESS, addressSchema, billingSchema, mergeAddress, shownAddress } from './addresses.ts';
import type { Context, Reply } from './context.ts';
import { done, refuse } from './errors.ts';
import type { Outcome } from './errors.ts';
import { pageOf, paging, selectRows, textMatcher } from './list.ts';
import type { ListSpec } from './list.ts';
import { mergeMeta } from './meta.ts';
import { toInt, toText } from './php.ts';
import type { Params } from './product-fields.ts';
import type { Resource } from './resource.ts';
import { ids, integer, mixed, objects, oneOf, text } from './schema.ts';
import type { Schema } from './schema.ts';
import { fieldTree, linksOf, phpJson, selectFields } from './serialize.ts';
import { logWrite, take } from './state.ts';
import type { ShopState } from './state.ts';
import { formatGmt, formatLocal } from './time.ts';
import type { CustomerRecord } from './types.ts';
import { personIndexOfEmail } from '../generate/people.ts';

const ROLES = [
  'all',
  'administrator',
  'editor',
  'author',
  'contributor',
  'subscriber',
  'customer',
  'shop_manager',
] as const;

/** Customers have no date filters: `modified_after` is an unknown parameter here and changes nothing. */
export const customerListSchema: Schema = {
  ...paging,
  exclude: ids,
  include: ids,
  offset: integer,
  order: { ...oneOf('asc', 'desc'), default: 'asc' },
  orderby: { ...oneOf('id', 'include', 'name', 'registered_date'), default: 'name' },
  email: { type: 'string', format: 'email' },
  role: { ...oneOf(...ROLES), default: 'customer' },
};

export const customerWriteSchema: Schema = {
  email: text,
  first_name: text,
  last_name: text,
  username: text,
  password: text,
  billing: billingSchema,
  shipping: addressSchema,
  meta_data: objects({ id: integer, key: text, value: mixed }),
};

function avatar(email: string): string {
  return `https://secure.gravatar.com/avatar/${createHash('sha256').update(email.toLowerCase()).digest('hex')}?s=96&d=mm&r=g`;
}

export function renderCustomer(state: ShopState, customer: CustomerRecord): Record<string, unknown> {
  const { zone, baseUrl } = state.config;
  const modified = customer.modified === 0 ? null : customer.modified;
  const root = `${baseUrl}/wp-json/wc/v3/customers`;
  return {
    id: customer.id,
    date_created: formatLocal(zone, customer.created),
    date_created_gmt: formatGmt(customer.created),
    date_modified: formatLocal(zone, modified),
    date_modified_gmt: formatGmt(modified),
    email: customer.email,
    first_name: customer.first_name,
    last_name: customer.last_name,
    role: customer.role,
    username: customer.username,
    billing: shownAddress(customer.billing),
    shipping: shownAddress(customer.shipping),
    is_paying_customer: customer.is_paying_customer,
    avatar_url: avatar(customer.email),
    meta_data: customer.meta,
    _links: linksOf(`${root}/${customer.id}`, root),
  };
}

function emailCandidates(state: ShopState, email: string): number[] {
  const index = personIndexOfEmail(email);
  const generated = index >= 0 && index < state.plan.customers ? [state.plan.firstCustomerId + index] : [];
  return [...generated, ...state.customers.touchedIds()];
}

export function customersByEmail(state: ShopState, email: string): CustomerRecord[] {
  const wanted = email.toLowerCase();
  return [...new Set(emailCandidates(state, email))]
    .map((id) => state.customers.get(id))
    .filter(
      (customer): customer is CustomerRecord => customer !== undefined && customer.email.toLowerCase() === wanted,
    );
}

function listSpec(context: Context): ListSpec<CustomerRecord> {
  const { params, state } = context;
  const search = textMatcher(params['search']);
  const email = typeof params['email'] === 'string' ? params['email'].toLowerCase() : null;
  const role = String(params['role'] ?? 'customer');
  return {
    table: state.customers,
    entity: 'customers',
    statuses: role === 'all' ? null : [role],
    candidates: email === null ? null : emailCandidates(state, email),
    rowMatches: null,
    matches:
      search === null && email === null
        ? null
        : (customer) =>
            (email === null || customer.email.toLowerCase() === email) &&
            (search === null ||
              search(`${customer.username} ${customer.email} ${customer.first_name} ${customer.last_name}`)),
    sortKeys: { name: (customer) => customer.username, registered_date: (customer) => customer.created },
    sortsByGmt: true,
    dateFilters: 'none',
  };
}

export function listCustomers(context: Context): Reply {
  const { rows, total } = selectRows(context, listSpec(context));
  const page = pageOf(context.params, total);
  const tree = fieldTree(context.params['_fields']);
  const items: string[] = [];
  for (let at = page.start; at < page.end; at += 1) {
    const body = renderCustomer(context.state, context.state.customers.at(rows[at] ?? 0));
    items.push(phpJson(tree === null ? body : selectFields(body, tree)));
  }
  return { kind: 'list', items, total, totalPages: page.totalPages, page: page.page, paged: true };
}

function applyCustomer(context: Context, before: CustomerRecord, params: Params): CustomerRecord {
  const next = { ...before };
  if (params['first_name'] !== undefined) next.first_name = toText(params['first_name']);
  if (params['last_name'] !== undefined) next.last_name = toText(params['last_name']);
  if (params['billing'] !== undefined) next.billing = mergeAddress(before.billing, params['billing']);
  if (params['shipping'] !== undefined) next.shipping = mergeAddress(before.shipping, params['shipping']);
  next.meta = mergeMeta(context.state, before.meta, params['meta_data']);
  return next;
}

const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

function freeUsername(state: ShopState, wanted: string): string {
  const taken = (name: string): boolean => usernameTaken(state, name);
  if (!taken(wanted)) return wanted;
  for (let number = 2; ; number += 1) if (!taken(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

function usernameTaken(state: ShopState, name: string): boolean {
  const wanted = name.toLowerCase();
  const ids = emailCandidates(state, `${name}@example.com`);
  return ids.some((id) => state.customers.get(id)?.username.toLowerCase() === wanted);
}

function create(context: Context, params: Params): Outcome<unknown> {
  const { state, nowSec } = context;
  if (toInt(params['id']) > 0)
    return refuse(400, 'woocommerce_rest_customer_exists', 'Cannot create existing resource.');
  const email = toText(params['email']).trim();
  if (!EMAIL.test(email)) return refuse(400, 'customer_invalid_email', 'Invalid email address');
  if (customersByEmail(state, email).length > 0)
    return refuse(
      400,
      'registration-error-email-exists',
      `An account is already registered with ${email}. Please log in or use a different email address.`,
    );
  const username = toText(params['username']).trim();
  if (username !== '' && usernameTaken(state, username))
    return refuse(
      400,
      'registration-error-username-exists',
      'An account is already registered with that username. Please choose another.',
    );
  const wall = state.config.zone.toWall(nowSec);
  const blank: CustomerRecord = {
    id: take(state, 'user'),
    type: 'user',
    status: 'customer',
    parent_id: 0,
    created: nowSec,
    created_wall: wall,
    modified: nowSec,
    modified_wall: wall,
    email,
    first_name: '',
    last_name: '',
    role: 'customer',
    username: username === '' ? freeUsername(state, email.split('@')[0] ?? 'customer') : username,
    billing: { ...EMPTY_ADDRESS, email: '' },
    shipping: EMPTY_ADDRESS,
    is_paying_customer: false,
    meta: [],
  };
  const customer = applyCustomer(context, blank, params);
  // Only an account that got more than a login has been "updated" once.
  const plain =
    params['billing'] === undefined &&
    params['shipping'] === undefined &&
    params['meta_data'] === undefined &&
    params['first_name'] === undefined &&
    params['last_name'] === undefined;
  const record: CustomerRecord = plain ? { ...customer, modified: 0, modified_wall: 0 } : customer;
  state.customers.put(record);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'create',
    entity: 'customers',
    id: record.id,
    parentId: 0,
    body: params,
  });
  return done(renderCustomer(state, record));
}

function gone(status: number): Outcome<never> {
  return refuse(status, 'wc_user_invalid_id', 'Invalid user ID.');
}

function update(context: Context, id: number, params: Params): Outcome<unknown> {
  const { state } = context;
  const before = state.customers.get(id);
  if (before === undefined) return gone(404);
  const email = params['email'] === undefined ? before.email : toText(params['email']).trim();
  if (!EMAIL.test(email)) return refuse(400, 'customer_invalid_email', 'Invalid email address');
  if (customersByEmail(state, email).some((other) => other.id !== id))
    return refuse(400, 'woocommerce_rest_customer_invalid_email', 'Email address is invalid.');
  if (
    params['username'] !== undefined &&
    toText(params['username']) !== '' &&
    toText(params['username']) !== before.username
  )
    return refuse(400, 'woocommerce_rest_customer_invalid_argument', "Username isn't editable.");
  const after = bumpedCustomer(context, { ...applyCustomer(context, before, params), email });
  state.customers.put(after);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'update',
    entity: 'customers',
    id,
    parentId: 0,
    body: params,
  });
  return done(renderCustomer(state, after));
}

export function bumpedCustomer(context: Context, customer: CustomerRecord): CustomerRecord {
  return { ...customer, modified: context.nowSec, modified_wall: context.state.config.zone.toWall(context.nowSec) };
}

function remove(context: Context, id: number, force: boolean): Outcome<unknown> {
  const { state } = context;
  const before = state.customers.get(id);
  if (before === undefined) return gone(404);
  if (!force) return refuse(501, 'woocommerce_rest_trash_not_supported', 'Customers do not support trashing.');
  const shown = renderCustomer(state, before);
  state.customers.remove(id);
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'delete',
    entity: 'customers',
    id,
    parentId: 0,
    body: null,
  });
  return done(shown);
}

export const customerResource: Resource = {
  read: (context, id) => {
    const customer = context.state.customers.get(id);
    return customer === undefined ? gone(404) : done(renderCustomer(context.state, customer));
  },
  create,
  update,
  remove,
  writeSchema: customerWriteSchema,
  required: ['email'],
};
