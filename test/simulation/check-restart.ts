import { prepared } from '../../src/engine/database/database.ts';
import type { EntityName, JsonObject } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import { checkRows, MIRRORED } from './check-rows.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';
import { fieldIn } from './documents.ts';
import type { World } from './world.ts';

/** What a process finds that starts on the disk of one that died: everything acknowledged, and nothing half done. */
export function checkRestart(world: World, desktop: Desktop): void {
  checkAcknowledged(world, desktop);
  checkWhole(world, desktop);
  if (world.chance.coin(0.25)) checkRows(world, desktop, 'I12');
}

/** [I3] What a person was told "ok" for is on the disk. */
function checkAcknowledged(world: World, desktop: Desktop): void {
  const told = world.ledger.acknowledged.get(desktop.number);
  if (told === undefined || told.size === 0) return;
  const kept = new Set(prepared<string[]>(desktop.db(), `SELECT id FROM outbox`).raw().all().flat());
  for (const [id, what] of told) {
    if (!kept.has(id)) world.violate('I3', `d${desktop.number} forgot ${what}, which it had acknowledged`);
  }
  for (const id of told.keys()) if (!kept.has(id)) told.delete(id);
}

const CHILDREN = [
  ['product_variations', 'product_id', 'products'],
  ['store_attribute_terms', 'attribute_id', 'store_attributes'],
  ['order_notes', 'order_id', 'orders'],
] as const;

/** [I12] No row without what it hangs on, none without its base or the create that will bring it, no base without its row. */
export function checkWhole(world: World, desktop: Desktop): void {
  const db = desktop.db();
  const told = (what: string, rows: readonly unknown[]): void => {
    if (rows.length > 0) world.violate('I12', `d${desktop.number} ${what}: ${JSON.stringify(rows[0])}`);
  };
  for (const [table, column, parent] of CHILDREN) {
    const orphans = prepared(
      db,
      `SELECT id FROM ${table} WHERE ${column} IS NULL OR ${column} NOT IN (SELECT id FROM ${parent})`,
    );
    told(`holds one of the ${table} without its parent`, orphans.all());
  }
  for (const entity of MIRRORED) {
    const bare = prepared(
      db,
      `SELECT id, woo_id FROM ${TABLE_OF[entity]} r WHERE store_id = '${STORE}' AND NOT EXISTS (SELECT 1 FROM base_documents WHERE record_id = r.id)
         AND NOT EXISTS (SELECT 1 FROM outbox WHERE record_id = r.id AND kind = 'create')`,
    );
    told(`holds one of the ${entity} that comes from nowhere`, bare.all());
    const lost = prepared(
      db,
      `SELECT record_id FROM base_documents WHERE entity = '${entity}' AND record_id NOT IN (SELECT id FROM ${TABLE_OF[entity]})`,
    );
    told(`holds a base of one of the ${entity} without its row`, lost.all());
  }
}

/** Fields whose value in the API is the one that the shop stores. */
const PLAIN_FIELDS: Partial<Readonly<Record<EntityName, readonly string[]>>> = {
  products: ['name', 'status', 'sku', 'regular_price', 'sale_price', 'weight', 'description', 'meta:sim'],
  variations: ['status', 'sku', 'regular_price', 'sale_price', 'description'],
  orders: ['status', 'customer_note', 'billing.city'],
  coupons: ['code', 'amount', 'description'],
  customers: ['first_name', 'email'],
  categories: ['name', 'description'],
  tags: ['name', 'description'],
  terms: ['name', 'description'],
};

type Base = { readonly woo_id: number; readonly document: string };

/** [I13] What a base says of a field is what the shop had there at some moment, also while answers are cut, old or torn. */
export function checkBases(world: World, desktop: Desktop): void {
  for (const entity of MIRRORED) {
    const fields = PLAIN_FIELDS[entity];
    if (fields === undefined) continue;
    const rows = prepared<Base>(
      desktop.db(),
      `SELECT r.woo_id, d.document FROM ${TABLE_OF[entity]} r JOIN base_documents d ON d.record_id = r.id
       WHERE r.store_id = '${STORE}' AND r.woo_id IS NOT NULL`,
    ).all();
    for (const row of rows) {
      const document = JSON.parse(row.document) as JsonObject;
      const versions = world.history.versionsOf(entity, row.woo_id);
      for (const field of fields) {
        const said = fieldIn(document, field);
        if (versions.some(({ values }) => values !== null && values[field] === said)) continue;
        world.violate(
          'I13',
          `d${desktop.number} has "${said}" as ${field} of ${entity}:${row.woo_id}, which the shop never had`,
        );
      }
    }
  }
}
