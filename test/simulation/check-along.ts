import type { WritableDb } from '../../src/engine/database/database.ts';
import { prepared } from '../../src/engine/database/database.ts';
import { STAMPED_ENTITIES } from '../../src/engine/sync/operation.ts';
import type { EntityName } from '../../src/shared/domain/entities.ts';
import { TABLE_OF } from '../../src/shared/domain/entities.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';
import type { Arrival } from './line.ts';
import { shopEntityOf } from './shop-history.ts';
import { recordOfPath } from './watch-writes.ts';
import type { World } from './world.ts';

/** What is looked at while things happen: later runs would put it right and hide it. */

/** [I9] Nothing is sent of a record while an earlier request about it has no known outcome. */
export function checkOvertaking(world: World, arrival: Arrival): void {
  const desktop = world.desktops[arrival.desktop];
  const record = recordOfPath(arrival.path);
  if (desktop === undefined || desktop.isDead() || record === null) return;
  const db = desktop.db();
  const row = prepared<{ id: string }>(
    db,
    `SELECT id FROM ${TABLE_OF[record.entity]} WHERE store_id = '${STORE}' AND woo_id = ?`,
  ).get(record.wooId);
  if (row === undefined) return;
  const open = prepared<{ state: string }>(
    db,
    `SELECT state FROM outbox WHERE record_id = ? AND state IN ('sending', 'unknown')`,
  ).all(row.id);
  if (open.length > 1 || open.some(({ state }) => state === 'unknown'))
    world.violate(
      'I9',
      `d${arrival.desktop} sent of ${arrival.path} while ${open.length} earlier ones have no outcome`,
    );
}

const FIRST_READ = [
  'products',
  'variations',
  'orders',
  'customers',
  'coupons',
] as const satisfies readonly EntityName[];

/** Whether the mirror says that it has all of the shop; who follows a holder has it only when that one has. */
export function isFilled(db: WritableDb): boolean {
  const sql = `SELECT 1 FROM stores WHERE id = '${STORE}' AND first_sync_completed_at IS NOT NULL`;
  return prepared(db, sql).get() !== undefined;
}

/** [I11] A first reading that calls itself complete has every record that was there all the while. */
export function checkFirstReading(world: World, number: number, db: WritableDb): void {
  for (const entity of FIRST_READ) {
    if (entity === 'variations' && world.setting.profile !== '10.5') continue;
    const rows = prepared<number[]>(
      db,
      `SELECT woo_id FROM ${TABLE_OF[entity]} WHERE store_id = '${STORE}' AND woo_id IS NOT NULL`,
    );
    const here = new Set(rows.raw().all().flat());
    for (const id of world.shop.inspect.ids(shopEntityOf(entity))) {
      const versions = world.history.versionsOf(entity, id);
      const wasAlwaysThere = versions[0]?.event === 0 && versions.every(({ values }) => values !== null);
      const isExcused =
        world.marks.has(`hidden ${entity}:${id}`) || world.ledger.deletions.has(`${number} ${entity}:${id}`);
      if (wasAlwaysThere && !isExcused && !here.has(id))
        world.violate('I11', `d${number} ended its first reading without ${entity}:${id}`);
    }
  }
}

type OpenCreate = { readonly id: string; readonly entity: EntityName; readonly record_id: string };

/** [I4] What the shop has of an unanswered create is no second row here, for no moment: its stamp says whose it is. */
export function checkTwins(world: World, desktop: Desktop): void {
  const db = desktop.db();
  const creates = prepared<OpenCreate>(
    db,
    `SELECT id, entity, record_id FROM outbox WHERE store_id = '${STORE}' AND kind = 'create' AND state IN ('queued', 'sending', 'unknown')`,
  ).all();
  for (const { id, entity, record_id } of creates) {
    if (!STAMPED_ENTITIES.has(entity)) continue;
    const births = world.history.writes.filter(
      (write) => write.op === 'create' && write.entity === entity && JSON.stringify(write.body).includes(`"${id}"`),
    );
    for (const birth of births) {
      const twin = prepared<{ id: string }>(
        db,
        `SELECT id FROM ${TABLE_OF[entity]} WHERE store_id = '${STORE}' AND woo_id = ?`,
      ).get(birth.id);
      if (twin !== undefined && twin.id !== record_id)
        world.violate(
          'I4',
          `d${desktop.number} shows ${entity}:${birth.id} a second time beside the create that made it`,
        );
    }
  }
}
