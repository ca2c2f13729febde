import type { z } from 'zod';
import type { mergedField } from '../../shared/contract/sync.ts';
import type { EntityName, JsonObject, JsonValue } from '../../shared/domain/entities.ts';
import type { FieldKind } from '../../shared/domain/fields.ts';
import { fieldByPath, pathToColumn } from '../../shared/domain/fields.ts';
import type { FieldPath } from '../../shared/domain/json-path.ts';
import { getPath } from '../../shared/domain/json-path.ts';
import { fieldEquals } from '../../shared/domain/merge.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { Conflict } from '../sync/conflict-store.ts';
import { conflictById } from '../sync/conflict-store.ts';
import type { FieldHistoryEntry } from '../sync/history-store.ts';
import { historySince } from '../sync/history-store.ts';
import { readLocalDocument } from '../sync/local-document.ts';
import { inSnapshot } from './snapshot.ts';

export type MergedField = z.output<typeof mergedField>;

/** Kinds whose two changes can stand together. */
const COMBINED: ReadonlySet<FieldKind> = new Set(['references', 'ids', 'meta', 'stock']);

/**
 * The fields of an undecided record that needed nobody, since its first change that was unsent when the decision came
 * up. Empty for a decision that is settled, or about no single record. [MERGE8]
 */
export function mergedFields(db: ReadableDb, conflictId: string): readonly MergedField[] {
  return inSnapshot(db, () => {
    const conflict = conflictById(db, conflictId);
    if (conflict === null || conflict.status !== 'open' || conflict.recordId === null) return [];
    const since = firstUnsentAt(db, conflict.id, conflict.recordId);
    const local = readLocalDocument(db, conflict.entity, conflict.recordId);
    if (since === null || local === null) return [];
    return [...changesByField(historySince(db, conflict.recordId, since), conflict)].flatMap(([path, entries]) => {
      const merged = toMerged(conflict.entity, path, entries, local);
      return merged === null ? [] : [merged];
    });
  });
}

/** When the oldest of the operations was made that had not ended when the decision came up. Epoch ms. */
function firstUnsentAt(db: ReadableDb, conflictId: string, recordId: string): number | null {
  const row = prepared<{ first: number | null }>(
    db,
    `SELECT min(o.created_at) AS first FROM outbox AS o JOIN sync_conflict AS c ON c.id = ?
     WHERE o.record_id = ? AND (o.ended_at IS NULL OR o.ended_at >= c.detected_at)`,
  ).get(conflictId, recordId);
  return row?.first ?? null;
}

function changesByField(
  entries: readonly FieldHistoryEntry[],
  conflict: Conflict,
): ReadonlyMap<FieldPath, readonly FieldHistoryEntry[]> {
  const byField = new Map<FieldPath, FieldHistoryEntry[]>();
  for (const entry of entries) {
    // what a person was asked about is in the decision, settled or not
    if (Object.hasOwn(conflict.mine, entry.field)) continue;
    byField.set(entry.field, [...(byField.get(entry.field) ?? []), entry]);
  }
  return byField;
}

function toMerged(
  entity: EntityName,
  path: FieldPath,
  entries: readonly FieldHistoryEntry[],
  local: JsonObject,
): MergedField | null {
  const kind = fieldByPath(entity, path)?.kind ?? 'text';
  const mine = entries.findLast(({ author }) => author === 'you');
  const theirs = entries.findLast(({ author }) => author === 'store');
  const base = entries[0]?.oldValue ?? null;
  const by = changedBy(kind, mine, theirs);
  const value = getPath(local, path) ?? null;
  if (by === null || (fieldEquals(kind, base, value) && by !== 'both')) return null;
  return {
    field: pathToColumn(entity, path),
    base,
    mine: valueOf(mine, base),
    theirs: valueOf(theirs, base),
    value,
    by,
  };
}

function valueOf(entry: FieldHistoryEntry | undefined, base: JsonValue): JsonValue {
  return entry === undefined ? base : entry.newValue;
}

/** Null: both changed it and it cannot hold both, so a person chose. */
function changedBy(
  kind: FieldKind,
  mine: FieldHistoryEntry | undefined,
  theirs: FieldHistoryEntry | undefined,
): MergedField['by'] | null {
  if (theirs === undefined) return mine === undefined ? null : 'you';
  if (mine === undefined) return 'store';
  if (fieldEquals(kind, mine.newValue, theirs.newValue)) return 'same';
  return COMBINED.has(kind) ? 'both' : null;
}
