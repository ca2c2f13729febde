import type { JsonObject, JsonValue } from '../../../shared/domain/entities.ts';
import { fieldByPath } from '../../../shared/domain/fields.ts';
import { getPath } from '../../../shared/domain/json-path.ts';
import { fieldEquals } from '../../../shared/domain/merge.ts';
import type { FieldChange, Operation, OperationPayload } from '../operation.ts';
import { STAMP_KEY, stampOf } from '../operation.ts';

/** PHP may go on for minutes after the connection broke: absence is believed only after this and two complete looks. */
const GRACE_MS = 300_000;
const LOOKS = 2;

/** What a look into the store says about a write that got no clear answer. */
export type LookPlan =
  /** It happened: what the store shows is the base now. */
  | { readonly kind: 'happened' }
  /** The record is out of the way, as was asked. */
  | { readonly kind: 'removed' }
  /** It did not happen, or may happen twice without harm: it is sent again. */
  | { readonly kind: 'again'; readonly payload: OperationPayload }
  /** Nothing found yet: the next look is not before `notBefore`, epoch ms by this computer. */
  | { readonly kind: 'wait'; readonly looks: number; readonly firstLookAt: number; readonly notBefore: number }
  /** Nothing in the store tells, and doing it twice would do harm. */
  | { readonly kind: 'ask'; readonly about: JsonObject };

export type LookTime = {
  /** This computer's clock, epoch ms. */
  readonly here: number;
  /** The shop's clock, epoch ms. */
  readonly there: number;
};

/** A complete look found nothing: after enough of them and enough time it is sent again, with the same stamp. [UNKNOWN3] */
export function planAbsent(operation: Operation, time: LookTime): LookPlan {
  const looks = operation.looks + 1;
  const waited = waitedFor(operation, time);
  if (looks >= LOOKS && waited >= GRACE_MS) return { kind: 'again', payload: operation.payload };
  const notBefore = Math.floor(time.here + Math.max(0, GRACE_MS - waited));
  return { kind: 'wait', looks, firstLookAt: operation.firstLookAt ?? time.there, notBefore };
}

/**
 * How long it was looked for by the shop's clock, and how long ago it was claimed by this computer's: the shorter of the
 * two, because either may have jumped. A clock that fell behind says nothing. The claim alone would not do: a computer
 * that slept with the request on its way has just sent it.
 */
function waitedFor(operation: Operation, time: LookTime): number {
  const there = time.there - (operation.firstLookAt ?? time.there);
  const here = time.here - (operation.claimedAt ?? time.here);
  const told = [there, here].filter((ms) => ms >= 0);
  return told.length === 0 ? 0 : Math.min(...told);
}

/** The record as it is now, after a write to it that got no clear answer; null where the store has it no more. */
export function planLookAtRecord(operation: Operation, document: JsonObject | null, time: LookTime): LookPlan {
  const { kind, payload } = operation;
  const again: LookPlan = { kind: 'again', payload };
  // a write to what is gone meets the same answer again, and then a person is asked
  if (document === null) return kind === 'delete' || kind === 'trash' ? { kind: 'removed' } : again;
  if (kind === 'delete') return again;
  if (kind === 'trash') return document['status'] === 'trash' ? { kind: 'happened' } : again;
  return payload.stock !== undefined && 'adjust' in payload.stock
    ? lookAtStamp(operation, payload.stock, document, time)
    : lookAtFields(operation, document);
}

/** The stamp tells: ours, it happened; the one from before, it did not; a third, only a person can know. [STOCK3] */
function lookAtStamp(
  operation: Operation,
  stock: { readonly adjust: number; readonly stampBefore?: string | null },
  document: JsonObject,
  time: LookTime,
): LookPlan {
  const stamp = stampOf(document);
  if (stamp === operation.id) return { kind: 'happened' };
  if (stamp === (stock.stampBefore ?? null)) return planAbsent(operation, time);
  return { kind: 'ask', about: { adjust: stock.adjust, [STAMP_KEY]: stamp } };
}

/** Absolute values may be sent again after a fresh read; a change of status that is not there goes to a person. [UNKNOWN3, UNKNOWN4] */
function lookAtFields(operation: Operation, document: JsonObject): LookPlan {
  const { payload } = operation;
  const fields = Object.entries(payload.fields ?? {});
  const arrived = fields.every(([path, { value }]) => isThere(operation, path, value, document));
  if (arrived && payload.stock === undefined) return { kind: 'happened' };
  if (operation.kind === 'status')
    return { kind: 'ask', about: Object.fromEntries(fields.map(([path, change]) => [path, change.value])) };
  if (fields.length === 0) return { kind: 'again', payload };
  const resent: Record<string, FieldChange> = {};
  // the late arrival of this very attempt must not look like a change of the store's
  for (const [path, change] of fields) resent[path] = { ...change, sent: [...(change.sent ?? []), change.value] };
  return { kind: 'again', payload: { ...payload, fields: resent } };
}

function isThere(operation: Operation, path: string, value: JsonValue, document: JsonObject): boolean {
  return fieldEquals(fieldByPath(operation.entity, path)?.kind ?? 'text', value, getPath(document, path));
}
