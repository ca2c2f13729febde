import type { WritableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import { changedFields, mergeRow } from './merge-row.ts';
import { contentToRow } from './shared-table.ts';
import type { MirrorRow, SharedTable } from './shared-table.ts';
import { askAbout, forgetOthersValues, refreshDecision } from './team-inbox.ts';
import {
  clearDirty,
  markDirty,
  readRow,
  refusedByMirror,
  removeRow,
  removeShadow,
  saveShadow,
  shadowOf,
  writeRow,
} from './team-rows.ts';
import type { Shadow } from './team-rows.ts';
import type { CentralContent } from './team-server.ts';

export type TakeOverDeps = {
  readonly db: WritableDb;
  readonly now: () => number;
  readonly newId: () => string;
};
/** What central has of a row. */
export type CentralRow = { readonly version: number; readonly content: CentralContent };
/** `kept`: nothing new. `hole`: the mirror refused it; it is tried again. */
export type TakenOver = 'changed' | 'kept' | 'hole';

/**
 * Merges central's row into the mirror's, within `asCentral`. [TEAM5, TEAM9] `base` is what both last agreed on (the
 * shadow, unless a line of this computer was just applied). `force`: versions of another history do not compare.
 */
export function takeOverRow(
  deps: TakeOverDeps,
  table: SharedTable,
  key: string,
  central: CentralRow,
  given: { readonly base?: MirrorRow | null; readonly force?: boolean } = {},
): TakenOver {
  const { db } = deps;
  const shadow = shadowOf(db, table, key);
  if (shadow !== null && given.force !== true && central.version <= shadow.version)
    return touched(db, table, key, shadow);
  const theirs = contentToRow(table, central.content);
  const mine = readRow(db, table, key);
  const base = given.base === undefined ? (shadow?.content ?? null) : given.base;
  // deleted here, and not sent yet: what central has is new, so it comes back
  const merged = mine === null ? { row: theirs, asked: {} } : mergeRow(table, base, mine, theirs);
  const problem = refusedByMirror(() => writeRow(db, table, key, merged.row));
  if (problem !== null) {
    keepHole(deps, table, key, central, problem);
    return 'hole';
  }
  prepared(db, 'DELETE FROM team_holes WHERE table_name = ? AND key = ?').run(table.table, key);
  saveShadow(db, table, key, { version: central.version, content: theirs });
  refreshDecision(db, table, key, theirs, deps.now());
  askAbout(db, table, key, merged.asked, { kind: 'both_changed', id: deps.newId(), now: deps.now() });
  settleUnsent(db, table, key, Object.keys(changedFields(table, theirs, merged.row)).length > 0);
  return 'changed';
}

/** What still differs is sent; after a refusal only when a person says so, and there is no refusal of nothing. [TEAM6] */
function settleUnsent(db: WritableDb, table: SharedTable, key: string, differs: boolean): void {
  if (!differs) {
    clearDirty(db, table, key);
    prepared(db, `DELETE FROM team_outbox WHERE table_name = ? AND key = ? AND state = 'refused'`).run(
      table.table,
      key,
    );
    return;
  }
  const isRefused = `SELECT 1 FROM team_outbox WHERE table_name = ? AND key = ? AND state = 'refused'`;
  if (prepared(db, isRefused).get(table.table, key) === undefined) markDirty(db, table, key);
}

function touched(db: WritableDb, table: SharedTable, key: string, shadow: Shadow): TakenOver {
  saveShadow(db, table, key, shadow);
  return 'kept';
}

function keepHole(deps: TakeOverDeps, table: SharedTable, key: string, central: CentralRow, reason: string): void {
  prepared(
    deps.db,
    `INSERT INTO team_holes (table_name, key, version, content, reason, created_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (table_name, key) DO UPDATE SET version = excluded.version, content = excluded.content, reason = excluded.reason`,
  ).run(table.table, key, central.version, JSON.stringify(central.content), reason, deps.now());
}

type Hole = { readonly table_name: string; readonly key: string; readonly version: number; readonly content: string };

/** Tries again what could not be stored before: what was in its way may be gone. Returns what was stored. */
export function fillHoles(
  deps: TakeOverDeps,
  tables: ReadonlyMap<string, SharedTable>,
): readonly Pick<Hole, 'table_name' | 'key'>[] {
  const holes = prepared<Hole>(deps.db, 'SELECT table_name, key, version, content FROM team_holes').all();
  return holes.filter((hole) => {
    const table = tables.get(hole.table_name);
    if (table === undefined) return false;
    const central = { version: hole.version, content: JSON.parse(hole.content) as CentralContent };
    return takeOverRow(deps, table, hole.key, central) === 'changed';
  });
}

/**
 * Central has no such row any more, or does not show it. [TEAM10] It goes here, too; what was changed in it and not sent
 * becomes a decision with its values. `forget`: it may be that it must not be seen any more [TEAM13], so of decisions
 * only this computer's values stay. Within `asCentral`.
 */
export function takeOverAbsence(
  deps: TakeOverDeps,
  table: SharedTable,
  key: string,
  { forget = false }: { readonly forget?: boolean } = {},
): TakenOver {
  const { db } = deps;
  const shadow = shadowOf(db, table, key);
  const mine = readRow(db, table, key);
  const unsent = mine === null ? {} : changedFields(table, shadow?.content ?? null, mine);
  if (table.meeting === 'merge' || table.meeting === 'append') {
    const asked = Object.entries(unsent).filter(([name]) => !table.fieldsThatNeverAsk.includes(name));
    askAbout(
      db,
      table,
      key,
      Object.fromEntries(
        asked.map(([name, value]) => [
          name,
          { base: forget ? null : (shadow?.content[name] ?? null), mine: value, theirs: null },
        ]),
      ),
      { kind: 'deleted', id: deps.newId(), now: deps.now(), content: forget ? null : mine },
    );
  }
  if (forget) forgetOthersValues(db, table, key);
  removeRow(db, table, key);
  removeShadow(db, table, key);
  clearDirty(db, table, key);
  for (const from of ['team_outbox', 'team_holes'])
    prepared(db, `DELETE FROM ${from} WHERE table_name = ? AND key = ?`).run(table.table, key);
  return mine === null && shadow === null ? 'kept' : 'changed';
}
