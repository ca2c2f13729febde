import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import type { WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { NOT_REPEATABLE } from '../database/restored-operations.ts';
import type { Conflict, ConflictKind } from '../sync/conflict-store.ts';
import { saveConflict } from '../sync/conflict-store.ts';
import { overlayOperations } from '../sync/local-document.ts';
import type { FieldChanges, OperationPayload, OperationState } from '../sync/operation.ts';
import { openOperationsOf } from '../sync/outbox-store.ts';
import { insertRow } from '../sync/row-writer.ts';
import type { WaitingChange } from './unsent-file.ts';

export type PlaceContext = {
  readonly db: WritableDb;
  readonly storeId: string;
  readonly newId: () => string;
  /** Epoch ms. */
  readonly now: number;
};

/** The record here that a change is about. */
export type Place = { readonly entity: EntityName; readonly id: string; readonly wooId: number | null };

/** A shop's clock that is surely earlier than anything in it: searches then begin at the beginning. */
const BEFORE_ALL_MS = 86_400_000;

/** The shop's clock before the other computer can have sent the change. */
export function earliestSending(change: Pick<WaitingChange, 'claimedServerTime' | 'serverTime'>): number {
  return change.claimedServerTime ?? change.serverTime ?? BEFORE_ALL_MS;
}

/**
 * `unknown` for what the other computer may have sent, or may send yet, and what must not happen twice: it is looked up
 * first. Anything else is compared with a fresh read when it is sent. [EXPORT4]
 */
export function stateHere(change: WaitingChange): 'queued' | 'unknown' {
  if (change.state === 'sending' || change.state === 'unknown') return 'unknown';
  const isCount = change.payload.stock !== undefined && 'count' in change.payload.stock;
  return NOT_REPEATABLE.has(change.kind) && !isCount ? 'unknown' : 'queued';
}

/** Puts a change into the outbox under its own id (or under another one, for a part of it). */
export function insertChange(
  context: PlaceContext,
  recordId: string,
  change: WaitingChange,
  payload: OperationPayload,
  state: OperationState,
  id = change.id,
): void {
  const isEnded = state === 'ended';
  const isUnknown = state === 'unknown';
  prepared(
    context.db,
    `INSERT INTO outbox (id, store_id, entity, record_id, kind, payload, reason, author, state, outcome, ended_at, attempts,
       created_at, claimed_at, claimed_server_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    context.storeId,
    change.entity,
    recordId,
    change.kind,
    JSON.stringify(payload),
    change.reason,
    change.author,
    state,
    isEnded ? 'superseded' : null,
    isEnded ? context.now : null,
    // a refusal because of our own record is recognised from the second attempt on
    isUnknown ? Math.max(1, change.attempts) : change.attempts,
    change.createdAt,
    isUnknown ? (change.claimedAt ?? change.createdAt) : null,
    isUnknown ? earliestSending(change) : null,
  );
  if (isUnknown) noteShared(context, id, change.kind, payload, earliestSending(change));
}

/** What must not happen twice and tells by itself whether it did: each sending is preceded by a look. [EXPORT5] */
export function isLookedFor(kind: WaitingChange['kind'], payload: OperationPayload): boolean {
  return kind === 'create' || kind === 'note' || (payload.stock !== undefined && 'adjust' in payload.stock);
}

/** Remembers that another computer has this operation too. What it had first counts. */
export function noteShared(
  context: Pick<PlaceContext, 'db' | 'now'>,
  id: string,
  kind: WaitingChange['kind'],
  payload: OperationPayload,
  serverTime: number,
): void {
  if (!isLookedFor(kind, payload)) return;
  prepared(
    context.db,
    `INSERT INTO shared_operations (operation_id, payload, server_time, shared_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  ).run(id, JSON.stringify(payload), serverTime, context.now);
}

/** A row for a record that the mirror lacks: one born on the other computer, or one that the shop no longer has. */
export function insertRecord(context: PlaceContext, place: Place, parentId: string | null, base: JsonObject): void {
  const { db, storeId, now } = context;
  insertRow(
    db,
    {
      entity: place.entity,
      id: place.id,
      storeId,
      wooId: place.wooId,
      document: overlayOperations(place.entity, base, openOperationsOf(db, place.id)),
      parentId,
      syncStatus: 'pending',
      syncedAt: null,
      modifiedAt: null,
      now,
    },
    place.wooId === null ? 'local' : 'woo',
  );
}

/**
 * A decision between what waits here and what was adopted. It names no operation, so that the next page of the shop does
 * not settle it: the shop has neither of the two values yet.
 */
export function askBetween(
  context: PlaceContext,
  place: Place,
  undecided: FieldChanges,
  here: Readonly<Record<string, JsonValue>>,
): void {
  const paths = Object.keys(undecided);
  const pick = (side: 'base' | 'value'): JsonObject =>
    Object.fromEntries(paths.map((path) => [path, undecided[path]?.[side] ?? null]));
  const isStock = paths.length === 1 && paths[0] === 'stock_quantity';
  const sides = { base: pick('base'), mine: pick('value'), theirs: here };
  ask(context, place, isStock ? 'stock_moved' : 'both_changed', null, { ...sides, fields: paths });
}

/** A deletion here or there against edits on the other side: sent or let go as a whole. */
export function askWhole(context: PlaceContext, place: Place, change: WaitingChange): void {
  const mine = { status: change.kind === 'delete' ? 'deleted' : 'trash' };
  ask(context, place, 'outcome_unknown', change.id, { base: {}, mine, theirs: {}, fields: ['status'] });
}

function ask(
  context: PlaceContext,
  place: Place,
  kind: ConflictKind,
  operationId: string | null,
  sides: Pick<Conflict, 'base' | 'mine' | 'theirs' | 'fields'>,
): void {
  const { db, storeId, now } = context;
  const { entity, id: recordId, wooId } = place;
  saveConflict(db, { id: context.newId(), storeId, entity, recordId, wooId, operationId, kind, ...sides }, now);
}
