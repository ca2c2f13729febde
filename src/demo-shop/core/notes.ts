import type { Context, Reply } from './context.ts';
import { failed, json, pathId } from './context.ts';
import { refuse } from './errors.ts';
import { toBool, toText, kses } from './php.ts';
import type { Schema } from './schema.ts';
import { boolean, text } from './schema.ts';
import { fieldTree, linksOf, phpJson, READ_DELETE, selectFields } from './serialize.ts';
import type { ShopState } from './state.ts';
import { logWrite, take } from './state.ts';
import { formatGmt, formatLocal } from './time.ts';
import type { NoteRecord } from './types.ts';

export const noteCreateSchema: Schema = {
  note: { ...text, required: true },
  customer_note: boolean,
  added_by_user: boolean,
};

function shown(state: ShopState, orderId: number, note: NoteRecord): Record<string, unknown> {
  const { zone, baseUrl } = state.config;
  const root = `${baseUrl}/wp-json/wc/v3/orders/${orderId}`;
  return {
    id: note.id,
    author: note.author,
    date_created: formatLocal(zone, note.created),
    date_created_gmt: formatGmt(note.created),
    note: note.note,
    customer_note: note.customer_note,
    _links: linksOf(`${root}/notes/${note.id}`, `${root}/notes`, READ_DELETE, root),
  };
}

export function notesOf(state: ShopState, orderId: number): readonly NoteRecord[] {
  return state.notes.get(orderId) ?? [];
}

function orderGone(): Reply {
  return failed(refuse(404, 'woocommerce_rest_order_invalid_id', 'Invalid order ID.').error);
}

/** All notes at once, newest first: this list has no paging. */
export function listNotes(context: Context): Reply {
  const orderId = pathId(context, 'order_id');
  const { state, params } = context;
  if (!state.orders.has(orderId)) return orderGone();
  const type = params['type'];
  const kept = notesOf(state, orderId).filter(
    (note) => type === undefined || type === 'any' || (type === 'customer') === note.customer_note,
  );
  const tree = fieldTree(params['_fields']);
  const items = [...kept]
    .sort((a, b) => b.id - a.id)
    .map((note) =>
      phpJson(tree === null ? shown(state, orderId, note) : selectFields(shown(state, orderId, note), tree)),
    );
  return { kind: 'list', items, total: items.length, totalPages: 1, page: 1, paged: false };
}

/** Adds a note without touching the order's date. */
export function addNote(
  context: Context,
  orderId: number,
  text: string,
  options: { readonly customerNote: boolean; readonly author: string },
): NoteRecord {
  const { state } = context;
  const note: NoteRecord = {
    id: take(state, 'comment'),
    author: options.author,
    created: context.nowSec,
    note: text,
    customer_note: options.customerNote,
  };
  state.notes.put(orderId, [...notesOf(state, orderId), note]);
  return note;
}

/** Notes made through the API carry the author "WooCommerce", whoever holds the key. */
export function createNote(context: Context): Reply {
  const orderId = pathId(context, 'order_id');
  const { state, params } = context;
  if (!state.orders.has(orderId)) return orderGone();
  const note = addNote(context, orderId, kses(toText(params['note'])), {
    customerNote: toBool(params['customer_note']),
    author: toBool(params['added_by_user']) ? 'admin' : 'WooCommerce',
  });
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'create',
    entity: 'notes',
    id: note.id,
    parentId: orderId,
    body: params,
  });
  return json(201, shown(state, orderId, note));
}

export function getNote(context: Context): Reply {
  const orderId = pathId(context, 'order_id');
  if (!context.state.orders.has(orderId)) return orderGone();
  const note = notesOf(context.state, orderId).find((candidate) => candidate.id === pathId(context));
  return note === undefined
    ? failed(refuse(404, 'woocommerce_rest_invalid_id', 'Invalid resource ID.').error)
    : json(200, shown(context.state, orderId, note));
}

export function deleteNote(context: Context): Reply {
  const orderId = pathId(context, 'order_id');
  const { state } = context;
  if (!state.orders.has(orderId)) return orderGone();
  if (context.params['force'] !== true)
    return failed(refuse(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.').error);
  const id = pathId(context);
  const note = notesOf(state, orderId).find((candidate) => candidate.id === id);
  if (note === undefined) return failed(refuse(404, 'woocommerce_rest_invalid_id', 'Invalid resource ID.').error);
  state.notes.put(
    orderId,
    notesOf(state, orderId).filter((candidate) => candidate.id !== id),
  );
  logWrite(state, {
    atMs: context.nowMs,
    source: context.source,
    op: 'delete',
    entity: 'notes',
    id,
    parentId: orderId,
    body: null,
  });
  return json(200, shown(state, orderId, note));
}
