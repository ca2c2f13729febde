import { attributeResource } from './core/attributes.ts';
import type { Quirks } from './core/config.ts';
import type { Context } from './core/context.ts';
import { couponResource } from './core/coupons.ts';
import { customerResource } from './core/customers.ts';
import { done, refuse } from './core/errors.ts';
import type { Outcome } from './core/errors.ts';
import { anyProduct } from './core/lookups.ts';
import { addNote } from './core/notes.ts';
import { createOrder, orderResource } from './core/order-writes.ts';
import { productResource } from './core/product-writes.ts';
import { makeRefund } from './core/refunds.ts';
import type { Resource } from './core/resource.ts';
import { reviewResource } from './core/reviews.ts';
import { runScheduledSales } from './core/settle.ts';
import { changeZone, logWrite } from './core/state.ts';
import type { Counters, EntityName, ShopState } from './core/state.ts';
import type { Indexed, Table } from './core/table.ts';
import { termResource } from './core/terms.ts';
import { variationResource } from './core/variations.ts';
import type { Faults } from './faults.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One thing that somebody does to the shop without the API. Plain data, so that it can travel to a running shop. */
export type AdminEdit =
  | { readonly do: 'create'; readonly entity: EditableEntity; readonly fields: Fields; readonly parentId?: number }
  /** As saved in wp-admin: dates move. `tornForMs` lets readers see the half-written product for a while. */
  | {
      readonly do: 'update';
      readonly entity: EditableEntity;
      readonly id: number;
      readonly fields: Fields;
      readonly tornForMs?: number;
    }
  | { readonly do: 'trash'; readonly entity: EditableEntity; readonly id: number }
  /** Gone for good, without trace. */
  | { readonly do: 'delete'; readonly entity: EditableEntity; readonly id: number }
  /** Straight into the database: raw fields of the stored record, no dates moved, no rules applied. */
  | { readonly do: 'sql'; readonly entity: TableEntity; readonly id: number; readonly fields: Fields }
  /** A save that changes nothing but the date. */
  | { readonly do: 'touch'; readonly entity: TableEntity; readonly id: number }
  /** A customer checks out: `fields` as for creating an order. */
  | { readonly do: 'place-order'; readonly fields: Fields }
  | {
      readonly do: 'note';
      readonly orderId: number;
      readonly note: string;
      readonly author?: string;
      readonly customerNote?: boolean;
    }
  | { readonly do: 'refund'; readonly orderId: number; readonly fields: Fields }
  | { readonly do: 'hide'; readonly entity: EntityName; readonly id: number; readonly hidden: boolean }
  | { readonly do: 'time-zone'; readonly name: string }
  | { readonly do: 'key'; readonly permissions: 'read' | 'write' | 'read_write' }
  | { readonly do: 'role'; readonly role: 'administrator' | 'shop_manager' | 'customer' }
  | { readonly do: 'quirks'; readonly quirks: Quirks }
  | { readonly do: 'cron' }
  | { readonly do: 'backup'; readonly name: string }
  /** Back to a backup: everything since is undone, and ids used since will be given out again. */
  | { readonly do: 'restore'; readonly name: string }
  /** The edit becomes visible later, with today's stamp. */
  | { readonly do: 'later'; readonly delayMs: number; readonly edit: AdminEdit };

export type TableEntity = 'products' | 'variations' | 'orders' | 'refunds' | 'customers' | 'coupons' | 'reviews';
export type EditableEntity =
  | 'products'
  | 'variations'
  | 'orders'
  | 'customers'
  | 'coupons'
  | 'reviews'
  | 'categories'
  | 'tags'
  | 'brands'
  | 'shipping_classes'
  | 'attributes'
  | 'terms';

export type Admin = {
  /** Does one edit; the value is the record as the API would show it where there is one. */
  readonly edit: (edit: AdminEdit) => Outcome<unknown>;
};

export type AdminDeps = {
  readonly state: ShopState;
  readonly now: () => number;
  readonly random: () => number;
  readonly faults: Faults;
};

const RESOURCES: Readonly<Record<EditableEntity, Resource>> = {
  products: productResource,
  variations: variationResource,
  orders: orderResource,
  customers: customerResource,
  coupons: couponResource,
  reviews: reviewResource,
  categories: termResource('category'),
  tags: termResource('tag'),
  brands: termResource('brand'),
  shipping_classes: termResource('shipping_class'),
  attributes: attributeResource,
  terms: termResource('attribute_term'),
};

type Backup = { readonly tables: ReadonlyMap<string, unknown>; readonly counters: Counters };
const TABLE_NAMES = [
  'products',
  'variations',
  'orders',
  'refunds',
  'customers',
  'coupons',
  'reviews',
  'terms',
  'attributes',
  'notes',
  'attachments',
  'webhooks',
] as const;

type Restorable = { readonly snapshot: () => unknown; readonly restore: (snapshot: never) => void };

function restorables(state: ShopState): Readonly<Record<string, Restorable>> {
  return state as unknown as Readonly<Record<string, Restorable>>;
}

export function createAdmin(deps: AdminDeps): Admin {
  const { state, faults } = deps;
  const backups = new Map<string, Backup>();

  const contextAt = (nowMs: number, path: Readonly<Record<string, string>> = {}): Context => ({
    state,
    nowMs,
    nowSec: Math.floor(nowMs / 1000),
    random: deps.random,
    path,
    params: {},
    source: 'admin',
  });

  /** Nested records are addressed through their owner, as in the API. */
  const pathFor = (entity: EditableEntity, id: number, parentId?: number): Record<string, string> => {
    if (entity === 'variations') return { product_id: String(parentId ?? state.variations.get(id)?.parent_id ?? 0) };
    if (entity === 'terms') return { attribute_id: String(parentId ?? state.terms.get(id)?.attribute_id ?? 0) };
    return {};
  };

  const sql = (edit: Extract<AdminEdit, { do: 'sql' }>, nowMs: number): Outcome<unknown> => {
    const table = (state as unknown as Record<string, Table<Indexed>>)[edit.entity];
    const record = table?.get(edit.id);
    if (table === undefined || record === undefined) return refuse(404, 'not_found', 'No such record.');
    table.put({ ...record, ...edit.fields });
    logWrite(state, {
      atMs: nowMs,
      source: 'admin',
      op: 'update',
      entity: edit.entity,
      id: edit.id,
      parentId: record.parent_id,
      body: edit.fields,
    });
    return done({ ...record, ...edit.fields });
  };

  const touch = (entity: TableEntity, id: number, nowMs: number): Outcome<unknown> => {
    const sec = Math.floor(nowMs / 1000);
    return sql(
      { do: 'sql', entity, id, fields: { modified: sec, modified_wall: state.config.zone.toWall(sec) } },
      nowMs,
    );
  };

  const update = (edit: Extract<AdminEdit, { do: 'update' }>, nowMs: number): Outcome<unknown> => {
    const before = edit.tornForMs === undefined ? undefined : anyProduct(state, edit.id);
    const outcome = RESOURCES[edit.entity].update(
      contextAt(nowMs, pathFor(edit.entity, edit.id)),
      edit.id,
      edit.fields,
    );
    if (outcome.ok && before !== undefined && edit.tornForMs !== undefined)
      state.torn.set(edit.id, { untilMs: nowMs + edit.tornForMs, before });
    return outcome;
  };

  const backup = (name: string): void => {
    const all = restorables(state);
    backups.set(name, {
      tables: new Map(TABLE_NAMES.map((table) => [table, all[table]?.snapshot()])),
      counters: { ...state.counters },
    });
  };

  const restore = (name: string): Outcome<unknown> => {
    const kept = backups.get(name);
    if (kept === undefined) return refuse(404, 'not_found', `No backup called ${name}.`);
    const all = restorables(state);
    for (const table of TABLE_NAMES) all[table]?.restore(kept.tables.get(table) as never);
    Object.assign(state.counters, kept.counters);
    state.torn.clear();
    state.rendered.clear();
    state.renderEpoch += 1;
    return done(null);
  };

  const refund = (orderId: number, fields: Fields, nowMs: number): Outcome<unknown> => {
    const order = state.orders.get(orderId);
    return order === undefined
      ? refuse(404, 'not_found', 'No such order.')
      : makeRefund(contextAt(nowMs), order, { api_refund: false, ...fields });
  };

  const addOrderNote = (edit: Extract<AdminEdit, { do: 'note' }>, nowMs: number): Outcome<unknown> => {
    if (!state.orders.has(edit.orderId)) return refuse(404, 'not_found', 'No such order.');
    const note = addNote(contextAt(nowMs), edit.orderId, edit.note, {
      customerNote: edit.customerNote ?? false,
      author: edit.author ?? 'admin',
    });
    logWrite(state, {
      atMs: nowMs,
      source: 'admin',
      op: 'create',
      entity: 'notes',
      id: note.id,
      parentId: edit.orderId,
      body: { note: edit.note },
    });
    return done(note);
  };

  const editAt = (edit: AdminEdit, nowMs: number): Outcome<unknown> => {
    switch (edit.do) {
      case 'create':
        return RESOURCES[edit.entity].create(contextAt(nowMs, pathFor(edit.entity, 0, edit.parentId)), edit.fields);
      case 'update':
        return update(edit, nowMs);
      case 'trash':
      case 'delete':
        return RESOURCES[edit.entity].remove(
          contextAt(nowMs, pathFor(edit.entity, edit.id)),
          edit.id,
          edit.do === 'delete',
        );
      case 'sql':
        return sql(edit, nowMs);
      case 'touch':
        return touch(edit.entity, edit.id, nowMs);
      case 'place-order':
        return createOrder(contextAt(nowMs), { created_via: 'checkout', status: 'processing', ...edit.fields });
      case 'note':
        return addOrderNote(edit, nowMs);
      case 'refund':
        return refund(edit.orderId, edit.fields, nowMs);
      case 'later':
        faults.commitLater(edit.delayMs, (stampMs) => void editAt(edit.edit, stampMs));
        return done(null);
      default:
        return configure(edit, nowMs);
    }
  };

  const configure = (
    edit: Extract<AdminEdit, { do: 'hide' | 'time-zone' | 'key' | 'role' | 'quirks' | 'cron' | 'backup' | 'restore' }>,
    nowMs: number,
  ): Outcome<unknown> => {
    switch (edit.do) {
      case 'hide':
        if (edit.hidden) state.hidden.add(`${edit.entity}:${edit.id}`);
        else state.hidden.delete(`${edit.entity}:${edit.id}`);
        return done(null);
      case 'time-zone':
        changeZone(state, edit.name);
        return done(null);
      case 'key':
        state.config.permissions = edit.permissions;
        return done(null);
      case 'role':
        state.config.role = edit.role;
        return done(null);
      case 'quirks':
        state.config.quirks = edit.quirks;
        state.rendered.clear();
        return done(null);
      case 'cron':
        runScheduledSales(state, nowMs);
        return done(null);
      case 'backup':
        backup(edit.name);
        return done(null);
      case 'restore':
        return restore(edit.name);
    }
  };

  return { edit: (edit) => editAt(edit, deps.now()) };
}
