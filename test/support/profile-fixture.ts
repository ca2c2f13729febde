import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WritableDb } from '../../src/engine/database/database.ts';
import { openProfile } from '../../src/engine/database/profile.ts';
import type { OpenedProfile, OpenProfileDeps } from '../../src/engine/database/profile.ts';
import type { Logger } from '../../src/engine/platform/deps.ts';
import { createSystemClock } from '../../src/engine/platform/system-clock.ts';
import { BUILT_AT_MS, commonColumns, insertRow, insertStore } from './build-mirror.ts';

export const MIGRATIONS = join(import.meta.dirname, '../../migrations/mirror');
export const silentLogger: Logger = { log: () => undefined };

/** A new empty folder for one profile, and how to remove it. */
export function temporaryProfile(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'backroom-profile-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function openTestProfile(folder: string, options: Partial<OpenProfileDeps> = {}): Promise<OpenedProfile> {
  const opened = await openProfile(profileDeps(folder, options));
  if (!opened.ok) throw new Error(`The profile did not open: ${JSON.stringify(opened.error)}`);
  return opened.value;
}

export function profileDeps(folder: string, options: Partial<OpenProfileDeps> = {}): OpenProfileDeps {
  return {
    folder,
    migrationsFolder: MIGRATIONS,
    role: 'test',
    clock: createSystemClock(),
    logger: silentLogger,
    rebuildRecords: null,
    ...options,
  };
}

export type QueuedEdit = {
  readonly operationId: string;
  readonly productId: string;
  readonly kind?: string;
  readonly state?: string;
  readonly attempts?: number;
  readonly payload?: unknown;
};

/** A store with one product per edit, each with its base document and one operation in the outbox. */
export function queueEdits(db: WritableDb, storeName: string, edits: readonly QueuedEdit[]): string {
  const storeId = insertStore(db, storeName);
  for (const [index, edit] of edits.entries()) queueEdit(db, storeId, 100 + index, edit);
  return storeId;
}

export function queueEdit(db: WritableDb, storeId: string, wooId: number, edit: QueuedEdit): void {
  const isNew = edit.kind === 'create';
  const name = `Product ${wooId}`;
  insertRow(db, 'products', {
    ...commonColumns(storeId, edit.productId, isNew ? null : wooId),
    sync_status: 'pending',
    name,
    status: 'publish',
    regular_price: '12.50',
    price: '12.50',
  });
  if (!isNew) {
    // Longer than a page, so that it is spread over several of them.
    const document = { id: wooId, name, status: 'publish', regular_price: '10.00', description: 'é…'.repeat(9_000) };
    insertRow(db, 'base_documents', {
      record_id: edit.productId,
      store_id: storeId,
      entity: 'products',
      hash: `hash-${wooId}`,
      observed_at: BUILT_AT_MS,
      document: JSON.stringify(document),
    });
  }
  const fields = { fields: { regular_price: { base: '10.00', value: '12.50' } } };
  insertRow(db, 'outbox', {
    id: edit.operationId,
    store_id: storeId,
    entity: 'products',
    record_id: edit.productId,
    kind: edit.kind ?? 'update',
    payload: JSON.stringify(edit.payload ?? fields),
    state: edit.state ?? 'queued',
    outcome: edit.state === 'ended' ? 'sent' : null,
    attempts: edit.attempts ?? 0,
    created_at: BUILT_AT_MS + wooId,
  });
}

export type OutboxState = {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly record_id: string;
};

/** All operations in the order of the queue. */
export function outboxOf(db: WritableDb): readonly OutboxState[] {
  return db.prepare<[], OutboxState>('SELECT id, kind, state, record_id FROM outbox ORDER BY sequence').all();
}
