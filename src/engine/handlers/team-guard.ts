import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { BOARD_PERMISSIONS } from '../../shared/domain/boards/permissions.ts';
import type { EntityName } from '../../shared/domain/entities.ts';
import type { Result } from '../../shared/result.ts';
import { err } from '../../shared/result.ts';
import type { CallContext, Handlers } from '../../shared/wire.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { TABLE_OF } from '../../shared/domain/entities.ts';

type MethodName = keyof EngineContract['methods'];
type Input = Readonly<Record<string, unknown>>;
/** What a call asks of the person, as `resource:action`; null: nothing beyond being signed in. */
type Asks = (input: Input, db: ReadableDb) => string | null;

export type Guard = {
  readonly isOpen: () => boolean;
  readonly may: (permission: string) => boolean;
  /** Null: no member of that store, or a store that central does not know. */
  readonly storeRole: (storeId: string) => 'viewer' | 'manager' | 'owner' | null;
};

/** Central's name for what an entity belongs to; the same as its policies ask. */
export const RESOURCE_OF: Readonly<Record<EntityName, string>> = {
  products: 'products',
  variations: 'products',
  orders: 'orders',
  order_notes: 'orders',
  order_refunds: 'orders',
  customers: 'customers',
  coupons: 'pricing',
  categories: 'taxonomies',
  tags: 'taxonomies',
  brands: 'taxonomies',
  attributes: 'taxonomies',
  terms: 'taxonomies',
  shipping_classes: 'taxonomies',
};

/** They show and change nothing of a shop: whoever is signed out needs them to get in. */
const ALWAYS: ReadonlySet<MethodName> = new Set<MethodName>([
  'settings.get',
  'settings.set',
  'secrets.status',
  'secrets.usePassphrase',
  'app.rescueRead',
  'app.facts',
  // the owner of a database sets it up before anybody can be signed in
  'central.examine',
  'central.migrate',
  'central.firstOrganization',
]);

const entity = (input: Input): EntityName => input['entity'] as EntityName;
const onEntity =
  (action: string): Asks =>
  (input) =>
    `${RESOURCE_OF[entity(input)]}:${action}`;
const always =
  (permission: string): Asks =>
  () =>
    permission;

/** For calls that name a row alone: changing what the row is about. An unknown row is the call's own business. */
const onRow =
  (sql: string, field: string): Asks =>
  (input, db) => {
    const found = prepared<{ entity: EntityName }>(db, sql).get(input[field]);
    return found === undefined ? null : `${RESOURCE_OF[found.entity]}:update`;
  };
const onChange = onRow(`SELECT entity FROM field_changes WHERE sequence = ?`, 'sequence');
const onBatch = onRow(`SELECT entity FROM field_changes WHERE batch_id = ? LIMIT 1`, 'batchId');
const onDecision = onRow(`SELECT entity_type AS entity FROM sync_conflict WHERE id = ?`, 'id');

/** Every method that changes something of a shop, with what it asks. A test keeps this complete. */
export const PERMISSIONS: Readonly<Partial<Record<MethodName, Asks>>> = {
  'records.edit': onEntity('update'),
  'records.editMany': onEntity('update'),
  'records.create': onEntity('create'),
  'records.trash': onEntity('delete'),
  'records.restore': onEntity('update'),
  'records.undo': onEntity('update'),
  'bulk.apply': always('products:update'),
  'stock.change': always('inventory:create'),
  'orders.note': always('orders:create'),
  'history.restoreField': onChange,
  'history.restoreRecord': onEntity('update'),
  'history.restoreBatch': onBatch,
  'conflicts.resolve': onDecision,
  'conflicts.reopen': onDecision,
  'errors.retry': always('sync:execute'),
  'errors.resolve': always('sync:update'),
  'triage.retry': always('sync:execute'),
  'triage.resolve': always('sync:update'),
  'triage.snooze': always('sync:update'),
  'triage.assign': always('sync:update'),
  'triage.fixAll': always('products:update'),
  'sync.run': always('sync:execute'),
  'sync.cancel': always('sync:execute'),
  'sync.pause': always('sync:update'),
  'sync.setCadence': always('sync:update'),
  'sync.setMode': always('sync:update'),
  'unsent.adopt': always('sync:create'),
  'stores.add': always('stores:create'),
  'stores.exploreDemo': always('stores:create'),
  'stores.reconnect': always('stores:update'),
  'stores.rename': always('stores:update'),
  'stores.remove': always('stores:delete'),
  // giving an own change up needs nothing: it is what is left to who may no longer do it
  'shared.settle': always('projects:update'),
  'shared.sendAgain': always('projects:update'),
  ...Object.fromEntries(Object.entries(BOARD_PERMISSIONS).map(([method, permission]) => [method, always(permission)])),
};

/**
 * The contract's methods for a team: data only while somebody is signed in, changes only where the role permits them,
 * refused before anything is queued. Central asks again when they arrive there; this is for the person. [TEAM14, TEAM15]
 */
export function guardHandlers(
  handlers: Handlers<EngineContract>,
  guard: Guard,
  db: ReadableDb,
): Handlers<EngineContract> {
  type AnyHandler = (input: Input, context: CallContext) => Promise<Result<unknown, { type: string }>>;
  const guarded = Object.entries(handlers).map(([name, handler]): [string, AnyHandler] => {
    const run = handler as unknown as AnyHandler;
    const method = name as MethodName;
    if (ALWAYS.has(method) || method.startsWith('team.')) return [name, run];
    const asks = PERMISSIONS[method];
    return [
      name,
      async (input, context) => {
        if (!guard.isOpen()) return err({ type: 'SignedOut' });
        const permission = asks?.(input, db) ?? null;
        if (permission !== null && !(guard.may(permission) && isRankEnough(input, guard, db)))
          return err({ type: 'NotAllowed', permission });
        return await run(input, context);
      },
    ];
  });
  return Object.fromEntries(guarded) as unknown as Handlers<EngineContract>;
}

/** Whoever only looks at a store changes nothing in it, whatever the role in the organization says. */
function isRankEnough(input: Input, guard: Guard, db: ReadableDb): boolean {
  const storeId = storeOf(input, db);
  return storeId === null || guard.storeRole(storeId) !== 'viewer';
}

function storeOf(input: Input, db: ReadableDb): string | null {
  const named = input['storeId'];
  if (typeof named === 'string') return named;
  const table = input['entity'] === undefined ? undefined : TABLE_OF[entity(input)];
  if (table === undefined) return null;
  return (
    prepared<{ store_id: string }>(db, `SELECT store_id FROM ${table} WHERE id = ?`).get(input['id'])?.store_id ?? null
  );
}
