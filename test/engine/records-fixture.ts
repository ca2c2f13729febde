import { join } from 'node:path';
import { expect } from 'vitest';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { inTransaction } from '../../src/engine/database/database.ts';
import { openDatabase } from '../../src/engine/database/open-database.ts';
import type { CommandResult } from '../../src/engine/records/command-context.ts';
import type { RecordCommands } from '../../src/engine/records/record-commands.ts';
import { createRecordCommands } from '../../src/engine/records/record-commands.ts';
import { applyDocument } from '../../src/engine/sync/apply-document.ts';
import type { Conflict } from '../../src/engine/sync/conflict-store.ts';
import { openConflictOf } from '../../src/engine/sync/conflict-store.ts';
import type { Operation, OperationState } from '../../src/engine/sync/operation.ts';
import { openOperationsOf, setOperationState } from '../../src/engine/sync/outbox-store.ts';
import { rebuildRow } from '../../src/engine/sync/rebuild-row.ts';
import type { EntityName, JsonObject } from '../../src/shared/domain/entities.ts';
import type { RefusalReason } from '../../src/shared/domain/input/refusals.ts';
import { REFUSAL_REASONS } from '../../src/shared/domain/input/refusals.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations/mirror');
export const STORE = 'store-1';
export const NOW = 1_767_225_600_000;

export type Row = Readonly<Record<string, string | number | null>>;

/** A mirror with one store, its commands, and what a test needs to look at them. */
export type Shop = {
  readonly db: WritableDb;
  readonly commands: RecordCommands;
  /** What was told to the schedule, newest last: `products 1`. */
  readonly told: string[];
  /** Brings a document of the store into the mirror, as a pull does. Answers the local id. */
  readonly pull: (entity: EntityName, document: JsonObject, parentId?: string) => string;
  readonly row: (entity: EntityName, id: string) => Row;
  readonly rowOrNull: (entity: EntityName, id: string) => Row | null;
  readonly open: (id: string) => readonly Operation[];
  /** Kind, state and fields (or values) of each open operation, short enough to compare at a glance. */
  readonly queue: (id: string) => readonly unknown[];
  readonly outcomes: (id: string) => readonly string[];
  readonly conflict: (id: string) => Conflict | null;
  readonly setState: (operation: Operation | undefined, state: OperationState) => void;
  /** The store refused the operation: as the sending leaves it. */
  readonly refuse: (operation: Operation | undefined, field?: string) => string;
  readonly openErrors: () => readonly { readonly id: string; readonly next_retry_at: number | null }[];
};

export async function openShop(): Promise<Shop> {
  const opened = await openDatabase(':memory:', MIGRATIONS);
  if (!opened.ok) throw new Error(opened.error.type);
  const db = opened.value;
  db.prepare(`INSERT INTO stores (id, name, url, wp_timezone, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)`).run(
    STORE,
    'Mugs',
    'https://mugs.test',
    'Asia/Jerusalem',
    NOW,
    NOW,
  );
  let counter = 0;
  const newId = (): string => `00000000-0000-7000-8000-${String((counter += 1)).padStart(12, '0')}`;
  const told: string[] = [];
  const commands = createRecordCommands({
    db,
    clock: { now: () => NOW, monotonic: () => 0, sleep: () => Promise.resolve() },
    newId,
    onQueued: (storeId, entity, ids) => {
      expect(db.inTransaction).toBe(false);
      told.push(`${storeId === STORE ? '' : `${storeId} `}${entity} ${ids.length}`);
    },
  });
  const rowOrNull = (entity: EntityName, id: string): Row | null =>
    db.prepare<[string], Row>(`SELECT * FROM ${TABLE_OF[entity]} WHERE id = ?`).get(id) ?? null;
  const row = (entity: EntityName, id: string): Row => {
    const found = rowOrNull(entity, id);
    if (found === null) throw new Error(`no ${entity} ${id}`);
    return found;
  };
  const open = (id: string): readonly Operation[] => openOperationsOf(db, id);
  return {
    db,
    commands,
    told,
    pull: (entity, document, parentId) =>
      inTransaction(db, () => {
        const creates = db
          .prepare<[], { id: string }>(`SELECT id FROM outbox WHERE kind = 'create' AND state <> 'ended'`)
          .all();
        const context = { db, storeId: STORE, newId, now: NOW, openCreates: new Set(creates.map(({ id }) => id)) };
        return applyDocument(context, entity, structuredClone(document), { parentId: parentId ?? null }).recordId;
      }),
    row,
    rowOrNull,
    open,
    queue: (id) =>
      open(id).map(({ kind, state, payload }) => {
        const detail = payload.values ?? payload.stock ?? payload.note ?? simple(payload.fields) ?? {};
        return state === 'queued' ? [kind, detail] : [kind, state, detail];
      }),
    outcomes: (id) =>
      db
        .prepare<[string], { kind: string; outcome: string | null }>(
          `SELECT kind, outcome FROM outbox WHERE record_id = ? ORDER BY sequence`,
        )
        .all(id)
        .map(({ kind, outcome }) => `${kind} ${outcome ?? 'open'}`),
    conflict: (id) => openConflictOf(db, id),
    setState: (operation, state) => {
      if (operation === undefined) throw new Error('no such operation');
      setOperationState(db, operation.id, state);
    },
    refuse: (operation, field = 'sku') => {
      if (operation === undefined) throw new Error('no such operation');
      setOperationState(db, operation.id, 'refused');
      const id = newId();
      db.prepare(
        `INSERT INTO sync_errors (id, store_id, entity_type, entity_id, operation_id, error_code, error_message, field, recovery, meaning,
           next_retry_at, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?, 'refused', 'No.', ?, 'retry-after-edit', 'kept-locally', ?, ?, ?)`,
      ).run(id, STORE, operation.entity, operation.recordId, operation.id, field, NOW + 1000, NOW, NOW);
      rebuildRow({ db, newId, now: NOW }, operation.entity, operation.recordId);
      return id;
    },
    openErrors: () =>
      db
        .prepare<[], { id: string; next_retry_at: number | null }>(
          `SELECT id, next_retry_at FROM sync_errors WHERE resolved = 0`,
        )
        .all(),
  };
}

function simple(fields: Operation['payload']['fields']): unknown {
  if (fields === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(fields).map(([path, change]) => [
      path,
      change.sent === undefined ? [change.base, change.value] : [change.base, change.value, change.sent],
    ]),
  );
}

/** The value of a command that must have worked. */
export function done<T>(result: CommandResult<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** `field: reason` of a command that must have been refused. */
export function refusal(result: CommandResult<unknown>): string {
  if (result.ok) throw new Error('not refused');
  const { error } = result;
  if (error.type !== 'FieldRefused') return error.type;
  // the screens word every reason with exactly these facts
  const facts: readonly string[] = REFUSAL_REASONS[error.reason as RefusalReason];
  expect([error.reason, Object.keys(error.facts).sort()]).toEqual([error.reason, [...facts].sort()]);
  return `${error.field}: ${error.reason}`;
}

/** Everything that a refused command must leave alone. */
export function wholeState(db: WritableDb): unknown {
  return ['products', 'product_variations', 'orders', 'order_notes', 'coupons', 'customers', 'store_categories', 'outbox',
    'base_documents', 'sync_errors', 'sync_conflict', 'sync_missing'].map((table) => db.prepare(`SELECT * FROM ${table}`).all()); // prettier-ignore
}

export const MUG: JsonObject = {
  id: 10,
  name: 'Blue mug',
  slug: 'blue-mug',
  type: 'simple',
  status: 'publish',
  sku: 'MUG-1',
  price: '10.00',
  regular_price: '10.00',
  sale_price: '',
  on_sale: false,
  date_on_sale_from_gmt: null,
  date_on_sale_to_gmt: null,
  manage_stock: true,
  stock_quantity: 10,
  stock_status: 'instock',
  backorders: 'no',
  weight: '0.3',
  dimensions: { length: '', width: '', height: '' },
  description: '<p>Blue</p>',
  categories: [{ id: 16, name: 'Mugs', slug: 'mugs' }],
  tags: [],
  images: [],
  attributes: [],
  meta_data: [{ id: 1, key: 'color', value: 'blue' }],
};
