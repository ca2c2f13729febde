import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import type { ChangedRow, ReplicationContext } from './replication-context.ts';
import { inChunks } from './replication-context.ts';
import { fillHoles, takeOverAbsence, takeOverRow } from './take-over.ts';
import { shadowOf } from './team-rows.ts';
import type { CentralState, FeedPlace, FeedRow, TeamFailure, WholeRow } from './team-server.ts';
import { asCentral, saveFloor, saveWholeReading } from './team-state.ts';

export type ReadReport = { readonly rows: number; readonly removed: number };

/**
 * Reads the feed from `floor` up to `upto`, page by page. [TEAM8] The floor moves with the rows that it stands for, in
 * their transaction, so a kill at any point loses and doubles nothing; it may stand within a transaction of central's.
 */
export async function readFeed(
  context: ReplicationContext,
  floor: FeedPlace,
  upto: string,
): Promise<Result<ReadReport, TeamFailure>> {
  let place = floor;
  const report = { rows: 0, removed: 0 };
  for (;;) {
    const page = await context.server.changes(place, upto, context.tables.centralNames);
    if (!page.ok) return page;
    const last = page.value.at(-1);
    if (last === undefined) break;
    await inChunks(context, page.value, (rows) => {
      const changed = asCentral(context.db, 'pulled', () => {
        const found = takeOverRows(context, rows);
        const end = rows.at(-1);
        if (end !== undefined) saveFloor(context.db, { xid: end.xid, version: end.version });
        return found;
      });
      report.rows += changed.length;
      if (changed.length > 0) context.onChange(changed);
    });
    place = { xid: last.xid, version: last.version };
  }
  asCentral(context.db, 'pulled', () => {
    // what is below is read, whatever transaction it was
    saveFloor(context.db, { xid: upto, version: 0 });
    prepared(context.db, 'UPDATE team_state SET last_pull_at = ?').run(context.now());
    const filled = fillHoles(context, context.tables.byName).map(({ table_name, key }) => ({ table: table_name, key }));
    if (filled.length > 0) context.onChange(filled);
  });
  return ok(report);
}

function takeOverRows(context: ReplicationContext, rows: readonly FeedRow[]): readonly ChangedRow[] {
  const changed: ChangedRow[] = [];
  for (const { table: centralName, key, version, content } of rows) {
    const table = context.tables.byCentralName.get(centralName);
    if (table === undefined) continue;
    if (content !== null) {
      if (takeOverRow(context, table, key, { version, content }) === 'changed')
        changed.push({ table: table.table, key });
      continue;
    }
    // a tombstone of something that was made anew since, or that never came here
    const shadow = shadowOf(context.db, table, key);
    if (shadow === null || version <= shadow.version) continue;
    if (takeOverAbsence(context, table, key) === 'changed') changed.push({ table: table.table, key });
  }
  return changed;
}

/**
 * Reads everything in one snapshot. [TEAM11] Rows are merged as they come, so nothing is lost when it is stopped; it then
 * begins anew. What it did not show goes at the end: central deleted it, or this person may not see it any more
 * [TEAM13]. Unsent changes stay: lines wait on, and values of rows that went become decisions. [TEAM10]
 */
export async function readEverything(
  context: ReplicationContext,
  central: CentralState,
  known: { readonly history: string | null; readonly access: string | null },
): Promise<Result<ReadReport, TeamFailure>> {
  const { db, tables } = context;
  inDurableTransaction(db, () => {
    prepared(db, 'UPDATE team_state SET floor_xid = NULL, floor_version = 0, generation = generation + 1').run();
  });
  const isOtherHistory = known.history !== null && known.history !== central.history;
  const report = { rows: 0, removed: 0 };
  const onPage = async (page: readonly WholeRow[]): Promise<void> => {
    await inChunks(context, page, (rows) => {
      const changed = asCentral(db, 'pulled', () =>
        rows.flatMap(({ table: centralName, key, version, content }) => {
          const table = tables.byCentralName.get(centralName);
          if (table === undefined) return [];
          const taken = takeOverRow(context, table, key, { version, content }, { force: isOtherHistory });
          return taken === 'changed' ? [{ table: table.table, key }] : [];
        }),
      );
      report.rows += changed.length;
      if (changed.length > 0) context.onChange(changed);
    });
  };
  const settled = await context.server.everything(tables.centralNames, onPage);
  if (!settled.ok) return err(settled.error);
  const mayKeep = isOtherHistory && known.access === central.access;
  const mayNotSee = known.access !== null && known.access !== central.access;
  report.removed = mayKeep ? await offerUnseen(context) : await removeUnseen(context, mayNotSee);
  asCentral(db, 'durable', () => {
    fillHoles(context, tables.byName);
    saveWholeReading(db, settled.value, central, context.now());
  });
  return ok(report);
}

type Unseen = { readonly table_name: string; readonly key: string };

function unseenRows({ db }: ReplicationContext): readonly Unseen[] {
  return prepared<Unseen>(
    db,
    'SELECT table_name, key FROM team_shadows WHERE generation < (SELECT generation FROM team_state)',
  ).all();
}

async function removeUnseen(context: ReplicationContext, mayNotSee: boolean): Promise<number> {
  let removed = 0;
  await inChunks(context, unseenRows(context), (rows) => {
    const changed = asCentral(context.db, 'durable', () => {
      if (mayNotSee) prepared(context.db, 'UPDATE team_state SET wipe_pending = 1').run();
      return rows.flatMap(({ table_name, key }) => {
        const table = context.tables.byName.get(table_name);
        if (table === undefined) {
          prepared(context.db, 'DELETE FROM team_shadows WHERE table_name = ? AND key = ?').run(table_name, key);
          return [];
        }
        takeOverAbsence(context, table, key, { forget: mayNotSee });
        return [{ table: table_name, key }];
      });
    });
    removed += changed.length;
    if (changed.length > 0) context.onChange(changed);
  });
  return removed;
}

/**
 * Central was brought back to an earlier state and lost rows that this computer has: they are sent to it again, as new.
 * Desktops that do so at once agree: the first makes the row, the others find it.
 */
async function offerUnseen(context: ReplicationContext): Promise<number> {
  const { db } = context;
  await inChunks(context, unseenRows(context), (rows) => {
    inDurableTransaction(db, () => {
      for (const { table_name, key } of rows) {
        prepared(db, 'DELETE FROM team_shadows WHERE table_name = ? AND key = ?').run(table_name, key);
        prepared(db, 'INSERT OR IGNORE INTO team_dirty (table_name, key) VALUES (?, ?)').run(table_name, key);
      }
    });
  });
  return 0;
}
