import type {
  ChangeUnit,
  SharedDocument,
  SharedOperation,
  UnitAnswer,
} from '../../src/engine/team/shops/shops-server.ts';
import type { ShopsPerson } from './shops-model.ts';

export type ModelDocument = SharedDocument & { readonly token: number; readonly xid: number };
export type ModelOperation = SharedOperation & { readonly claimedToken: number | null; readonly xid: number };
/** A decision or refusal: the mirror's row as text, and what central looks at. */
export type ModelShopRow = {
  readonly id: string;
  readonly version: number;
  readonly xid: number;
  readonly mirrored: string;
  readonly recordId: string | null;
  readonly entity: string;
  readonly isOpen: boolean;
};
export type ShopTables = {
  readonly documents: Map<string, ModelDocument>;
  readonly operations: Map<string, ModelOperation>;
  readonly decisions: Map<string, ModelShopRow>;
  readonly refusals: Map<string, ModelShopRow>;
};
export type ShopWrite = { readonly xid: number; readonly version: () => number; readonly position: () => number };
export type Caller = {
  readonly person: ShopsPerson;
  readonly deviceId: string;
  /** Null for who is not the holder. */
  readonly token: number | null;
  /** False: any token counts. */
  readonly leases: boolean;
};

class Stale extends Error {}
class Forbidden extends Error {}

/** What a unit writes, kept apart until all of it is taken. */
type Draft = { readonly [Name in 'operations' | 'decisions' | 'refusals']: ShopTables[Name] };

/** One record's changes, whole or not at all: what `push_changes` says of a unit. [SHARE1, SHARE2] */
export function takeUnit(tables: ShopTables, write: ShopWrite, caller: Caller, unit: ChangeUnit): UnitAnswer {
  const draft: Draft = { operations: new Map(), decisions: new Map(), refusals: new Map() };
  try {
    checkSeen(tables, unit);
    const versions: Record<string, number> = {};
    for (const given of unit.operations) versions[given.id] = putOperation(tables, draft, write, caller, unit, given);
    for (const given of unit.decisions) versions[given.id] = putDecision(tables, draft, write, unit, given);
    for (const given of unit.refusals) versions[given.id] = putRefusal(tables, draft, write, unit, given);
    for (const name of ['operations', 'decisions', 'refusals'] as const)
      for (const [id, row] of draft[name]) (tables[name] as Map<string, unknown>).set(id, row);
    return { outcome: 'taken', versions };
  } catch (error) {
    if (error instanceof Stale) return { outcome: 'stale' };
    if (error instanceof Forbidden) return { outcome: 'forbidden', detail: error.message };
    throw error;
  }
}

/** What is new was made with the eyes on all that is open about the record. */
function checkSeen(tables: ShopTables, unit: ChangeUnit): void {
  if (!unit.operations.some(({ id, base }) => base === 0 && !tables.operations.has(id))) return;
  for (const { id, recordId, state } of tables.operations.values())
    if (recordId === unit.recordId && state !== 'ended' && !unit.seen.includes(id)) throw new Stale();
}

const RESOURCES: Readonly<Record<string, string>> = {
  ...{ products: 'products', variations: 'products', orders: 'orders', order_notes: 'orders', order_refunds: 'orders' },
  ...{ customers: 'customers', coupons: 'pricing' },
};

function permissionOf(entity: string, kind: string): string {
  if (kind === 'stock') return 'inventory:create';
  const verb = ['create', 'note'].includes(kind) ? 'create' : ['trash', 'delete'].includes(kind) ? 'delete' : 'update';
  return `${RESOURCES[entity] ?? 'taxonomies'}:${verb}`;
}

function putOperation(
  tables: ShopTables,
  draft: Draft,
  write: ShopWrite,
  { person, deviceId, token, leases }: Caller,
  unit: ChangeUnit,
  given: ChangeUnit['operations'][number],
): number {
  const known = tables.operations.get(given.id);
  if (token === null) {
    const permission = permissionOf(known?.entity ?? unit.entity, known?.kind ?? given.kind);
    if (!person.may(permission)) throw new Forbidden(permission);
    const isTold = ['queued', 'held', 'ended'].includes(given.state);
    if ((!isTold && !(known === undefined && given.state === 'unknown')) || given.outcome === 'sent')
      throw new Forbidden('only the holder of a store knows what the shop answered');
  }
  const { base, sequence: _, ...plain } = given;
  if (known === undefined) {
    if (base !== 0) throw new Stale();
    const isSplit =
      token !== null &&
      given.authorId !== null &&
      [...tables.operations.values()].some((one) => one.recordId === unit.recordId && one.authorId === given.authorId);
    const version = write.version();
    draft.operations.set(given.id, {
      ...{ ...plain, entity: unit.entity, recordId: unit.recordId, parentId: unit.parentId },
      ...{
        authorId: isSplit ? given.authorId : person.id,
        authorName: isSplit ? nameOf(tables, given.authorId) : person.name,
      },
      ...{ deviceId, position: write.position(), version, xid: write.xid, claimedToken: null },
    });
    return version;
  }
  const isSame =
    known.payload === given.payload &&
    known.state === given.state &&
    known.outcome === given.outcome &&
    known.recordId === unit.recordId;
  if (isSame) return known.version;
  if (known.version !== base || known.state === 'ended' || known.entity !== unit.entity) throw new Stale();
  if (known.state === 'sending' && (token === null || (leases && known.claimedToken !== token))) throw new Stale();
  const version = write.version();
  draft.operations.set(given.id, {
    ...{ ...known, recordId: unit.recordId, payload: given.payload, state: given.state, outcome: given.outcome },
    ...{ attempts: given.attempts, lastError: given.lastError, version, xid: write.xid },
    claimedServerMs: given.claimedServerMs ?? known.claimedServerMs,
  });
  return version;
}

const nameOf = (tables: ShopTables, authorId: string | null): string =>
  [...tables.operations.values()].find((one) => one.authorId === authorId)?.authorName ?? '';

function putDecision(
  tables: ShopTables,
  draft: Draft,
  write: ShopWrite,
  unit: ChangeUnit,
  { id, base, row }: ChangeUnit['decisions'][number],
): number {
  const known = tables.decisions.get(id);
  const mirrored = JSON.stringify(row);
  if (known?.mirrored === mirrored) return known.version;
  const isOpen = row['status'] === 'open';
  if ((known?.version ?? 0) !== base || (known !== undefined && !known.isOpen && !isOpen)) throw new Stale();
  const recordId = (row['local_id'] ?? null) as string | null;
  const others = [...tables.decisions.values(), ...draft.decisions.values()];
  // one open decision about a record
  const isAsked = others.some(
    (one) => one.id !== id && one.isOpen && one.recordId === recordId && one.entity === unit.entity,
  );
  if (isOpen && recordId !== null && isAsked) throw new Stale();
  const version = write.version();
  draft.decisions.set(id, { id, version, xid: write.xid, mirrored, recordId, entity: unit.entity, isOpen });
  return version;
}

function putRefusal(
  tables: ShopTables,
  draft: Draft,
  write: ShopWrite,
  unit: ChangeUnit,
  { id, base, row }: ChangeUnit['refusals'][number],
): number {
  const known = tables.refusals.get(id);
  const mirrored = JSON.stringify(row);
  if (known?.mirrored === mirrored) return known.version;
  if ((known?.version ?? 0) !== base) throw new Stale();
  const version = write.version();
  const recordId = (row['entity_id'] ?? null) as string | null;
  draft.refusals.set(id, {
    ...{ id, version, xid: write.xid, mirrored, recordId, entity: unit.entity, isOpen: row['resolved'] === 0 },
  });
  return version;
}
