import { modifiedAtOf } from '../../shared/domain/canonical.ts';
import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import { fieldByPath } from '../../shared/domain/fields.ts';
import { fieldEquals } from '../../shared/domain/merge.ts';
import { addHole } from './holes-store.ts';
import { readBaseDocument } from './local-document.ts';
import { asId } from './projections/read-json.ts';
import { rowHeadByWooId } from './row-writer.ts';
import type { RunContext } from './run-context.ts';

/** Fields that tell where a record is, not what it says. */
const NOT_COMPARED = new Set(['id', 'parent_id', 'date_modified', 'date_modified_gmt', '_links']);

/**
 * Compares a census page (ids with a few fields) with the bases. A record that is new or differs is noted as a hole
 * and fetched whole in the same run: what a direct write to the shop's database changed has no other sign. [DEL1, PULL9]
 */
export function compareCensusPage(run: RunContext, entity: EntityName, rows: readonly JsonObject[]): void {
  const now = run.clock.now();
  for (const row of rows) {
    const wooId = asId(row['id']);
    if (wooId === null) continue;
    const head = rowHeadByWooId(run.db, entity, run.store.id, wooId);
    const base = head === null ? null : readBaseDocument(run.db, head.id);
    if (head !== null && base !== null && sameFields(entity, base, row) && sameDate(head.modifiedAt, row)) continue;
    const reason = head === null ? 'census-new' : 'census-differs';
    const parentWooId = asId(row['parent_id']);
    addHole(run.db, run.store.id, entity, wooId, parentWooId, reason, now);
    // what the shop makes of its variations (its price range, whether it is on sale) moves without a date of its own
    if (entity === 'variations' && parentWooId !== null)
      addHole(run.db, run.store.id, 'products', parentWooId, null, reason, now);
  }
}

function sameFields(entity: EntityName, base: JsonObject, row: JsonObject): boolean {
  return Object.entries(row).every(
    ([name, value]) => NOT_COMPARED.has(name) || value === undefined || sameField(entity, name, base[name], value),
  );
}

function sameField(entity: EntityName, name: string, left: JsonValue | undefined, right: JsonValue): boolean {
  return fieldEquals(fieldByPath(entity, name)?.kind ?? 'text', left, right);
}

function sameDate(known: number | null, row: JsonObject): boolean {
  const now = modifiedAtOf(row);
  return now === null || known === null || now === known;
}
