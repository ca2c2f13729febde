import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUuidV7 } from '../../src/engine/platform/ids.ts';
import { createSeededRandom } from '../../src/engine/platform/seeded-random.ts';
import { labelRecord } from '../../src/engine/queries/record-label.ts';
import type { AdoptedStore, RescueFile } from '../../src/engine/rescue-file/rescue-file.ts';
import { createRescueFile } from '../../src/engine/rescue-file/rescue-file.ts';
import { normalizeStoreAddress } from '../../src/engine/woocommerce/store-address.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import type { Harness, HarnessOptions } from './sync-harness.ts';
import { createHarness, createSecondHarness } from './sync-harness.ts';

export const PASSPHRASE = 'correct horse';

/** A computer with its files of unsent changes. */
export type Desktop = Harness & { readonly files: RescueFile };

export type TwoDesktops = {
  readonly a: Desktop;
  readonly b: Desktop;
  readonly file: string;
  readonly folder: string;
  readonly close: () => void;
};

/** Files of unsent changes over a harness, with a cheap key derivation. */
export function withFiles(harness: Harness, name: string): Desktop {
  const { db, clock } = harness;
  const random = createSeededRandom(`files ${name}`);
  const files = createRescueFile({
    db,
    clock,
    random,
    newId: createUuidV7({ clock, random }),
    version: '0.1.0',
    labelOf: (entity, id) => labelRecord(db, entity, id).label,
    normalizeAddress: normalizeStoreAddress,
    onQueued: () => undefined,
    workFactor: 2,
  });
  return { ...harness, files };
}

/** Two computers on one demo shop, in one time; `b` is not synced yet. */
export async function createTwoDesktops(
  options: HarnessOptions & { readonly second?: { readonly mode?: 'watch' | 'push'; readonly url?: string } } = {},
): Promise<TwoDesktops> {
  const { second = {}, ...shop } = options;
  const first = await createHarness(shop);
  const a = withFiles(first, 'a');
  const b = withFiles(await createSecondHarness(first, { storeId: 'store-of-b', ...second }), 'b');
  const folder = mkdtempSync(join(tmpdir(), 'backroom-unsent-'));
  return {
    a,
    b,
    folder,
    file: join(folder, 'unsent.backroom'),
    close: () => {
      a.close();
      b.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function carry(from: Desktop, to: Desktop, file: string): Promise<AdoptedStore> {
  const exported = await from.files.exportUnsent({ path: file, passphrase: PASSPHRASE, storeId: null });
  if (!exported.ok || !exported.value.written) throw new Error(`not exported: ${JSON.stringify(exported)}`);
  return adopt(to, file);
}

export async function adopt(to: Desktop, file: string): Promise<AdoptedStore> {
  const adopted = await to.files.adopt(file, PASSPHRASE);
  const store = adopted.ok ? adopted.value[0] : undefined;
  if (store === undefined) throw new Error(`not adopted: ${JSON.stringify(adopted)}`);
  return store;
}

type Row = Readonly<Record<string, unknown>>;

export function openOf(h: Harness): readonly Row[] {
  return h.db
    .prepare<[], Row>(
      `SELECT id, entity, record_id, kind, state, payload FROM outbox WHERE state <> 'ended' ORDER BY sequence`,
    )
    .all();
}

export function decisionsOf(h: Harness): readonly Row[] {
  return h.db.prepare<[], Row>(`SELECT * FROM sync_conflict WHERE status = 'open' ORDER BY id`).all();
}

/** Answers every open decision; returns how many there were. */
export function decideAll(h: Harness, choice: 'mine' | 'theirs'): number {
  const open = decisionsOf(h);
  for (const { id } of open) {
    const done = h.commands.resolveConflict({ id: String(id), fields: { '*': { choice } }, locale: 'en' });
    if (!done.ok) throw new Error(JSON.stringify(done.error));
  }
  return open.length;
}

/** Runs, a while apart, until nothing is open any more; decisions are answered with `choice`. */
export async function syncUntilQuiet(h: Harness, choice: 'mine' | 'theirs' = 'mine'): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    const report = await h.run();
    if (!report.ok) throw new Error(JSON.stringify(report.problem));
    h.clock.advance(200_000);
    if (decideAll(h, choice) === 0 && openOf(h).length === 0) return;
  }
  throw new Error(`still open: ${JSON.stringify([openOf(h), decisionsOf(h)])}`);
}

/** Records of the shop whose field has this value. */
export function inShop(
  h: Harness,
  entity: 'products' | 'variations' | 'terms' | 'coupons',
  field: string,
  value: unknown,
): number {
  return h.shop.inspect.ids(entity).filter((id) => (h.shop.inspect.raw(entity, id) as Row)[field] === value).length;
}

export function create(
  h: Harness,
  entity: EntityName,
  values: Readonly<Record<string, unknown>>,
  storeId = 'store-1',
): string {
  const made = h.commands.create({ entity, storeId, values, locale: 'en' });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.id;
}

export function edit(h: Harness, entity: EntityName, id: string, changes: Readonly<Record<string, unknown>>): void {
  const edited = h.commands.edit({ entity, id, changes, locale: 'en' });
  if (!edited.ok) throw new Error(JSON.stringify(edited.error));
}

/** Everything that an adoption could change. */
export function stateOf(h: Harness): unknown {
  return ['products', 'product_variations', 'orders', 'order_notes', 'coupons', 'store_categories', 'outbox', 'base_documents',
    'sync_conflict', 'adopted_changes', 'shared_operations', 'field_changes'].map((table) => h.db.prepare(`SELECT * FROM ${table}`).all()); // prettier-ignore
}
