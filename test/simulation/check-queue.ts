import { prepared } from '../../src/engine/database/database.ts';
import type { Desktop } from './desktop.ts';
import { STORE } from './desktop.ts';
import type { World } from './world.ts';

type Open = {
  readonly id: string;
  readonly entity: string;
  readonly record_id: string;
  readonly kind: string;
  readonly state: string;
};

/** [I10] What still waits, waits for a person: for an answer to a question or a refusal about the same record or one above it. */
export function checkQueue(world: World, desktop: Desktop): void {
  const db = desktop.db();
  const open = prepared(
    db,
    `SELECT id, entity, record_id, kind, state FROM outbox WHERE store_id = '${STORE}' AND state <> 'ended'`,
  ).all() as Open[];
  for (const operation of open) {
    if (hasReason(desktop, operation, open)) continue;
    world.violate(
      'I10',
      `d${desktop.number} ${operation.kind} of ${operation.entity} ${operation.record_id} is ${operation.state} and nobody is asked`,
    );
  }
  const twice = prepared(
    db,
    `SELECT local_id FROM sync_conflict WHERE status = 'open' AND local_id IS NOT NULL GROUP BY local_id HAVING count(*) > 1`,
  ).all();
  if (twice.length > 0) world.violate('I7', `d${desktop.number} asks two questions about one record`);
}

function hasReason(desktop: Desktop, operation: Open, open: readonly Open[]): boolean {
  const db = desktop.db();
  const isAsked = (id: string): boolean =>
    prepared(db, `SELECT 1 FROM sync_conflict WHERE local_id = ? AND status = 'open'`).get(id) !== undefined ||
    prepared(db, `SELECT 1 FROM sync_errors WHERE entity_id = ? AND resolved = 0`).get(id) !== undefined;
  const isReplaced =
    prepared(db, `SELECT 1 FROM sync_conflict WHERE conflict_type = 'store_replaced' AND status = 'open'`).get() !==
    undefined;
  const isWhole =
    prepared(
      db,
      `SELECT 1 FROM sync_conflict WHERE local_id = ? AND conflict_type IN ('outcome_unknown', 'duplicate') AND status = 'open'`,
    ).get(operation.record_id) !== undefined;
  if (isWhole) return true;
  if (operation.state === 'held') return isAsked(operation.record_id);
  if (operation.state === 'refused') return isAsked(operation.record_id);
  // a record with an open question of any kind asks no second one before it is answered
  if (operation.state === 'unknown' && isAsked(operation.record_id)) return true;
  if (isReplaced) return true;
  // waits behind what is asked about the same record, or about the record that it hangs on
  if (open.some((other) => other.record_id === operation.record_id && ['held', 'refused'].includes(other.state)))
    return isAsked(operation.record_id);
  const parents = [
    `SELECT product_id AS id FROM product_variations WHERE id = ?`,
    `SELECT attribute_id AS id FROM store_attribute_terms WHERE id = ?`,
    `SELECT order_id AS id FROM order_notes WHERE id = ?`,
  ];
  return parents.some((sql) => {
    const parent = db.prepare(sql).get(operation.record_id) as { readonly id: string } | undefined;
    return parent !== undefined && isAsked(parent.id);
  });
}
