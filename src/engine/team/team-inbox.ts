import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import type { ReadableDb, WritableDb } from '../database/database.ts';
import { inDurableTransaction, prepared } from '../database/database.ts';
import type { AskedField } from './merge-row.ts';
import { isSameValue } from './shared-table.ts';
import type { MirrorRow, SharedTable, SharedTables, SqlValue } from './shared-table.ts';
import type { LineKind } from './team-server.ts';
import { markDirty, readRow, refusedByMirror, removeRow, shadowOf, writeRow } from './team-rows.ts';

/** `earlier`: values of this computer that were asked about before `mine`, newest last; none is thrown away unasked. */
export type DecisionField = AskedField & { readonly earlier?: readonly SqlValue[] };
export type TeamDecision = {
  readonly id: string;
  readonly table: string;
  readonly key: string;
  readonly kind: 'both_changed' | 'deleted';
  readonly fields: Readonly<Record<string, DecisionField>>;
  /** Of a deleted row: all of it, so that it can come back; null: it may not be seen any more. */
  readonly content: MirrorRow | null;
  readonly detectedAt: number;
};
/** A change that central refused. [TEAM6] */
export type TeamRefusal = {
  /** The line's. */
  readonly id: string;
  readonly table: string;
  readonly key: string;
  readonly kind: LineKind;
  readonly fields: MirrorRow;
  /** SQLSTATE */
  readonly code: string;
  readonly field: string | null;
  readonly detail: string;
  readonly refusedAt: number;
};

type DecisionRow = {
  id: string;
  table_name: string;
  key: string;
  kind: TeamDecision['kind'];
  fields: string;
  content: string | null;
  detected_at: number;
};

const DECISION = 'SELECT id, table_name, key, kind, fields, content, detected_at FROM team_decisions';

export function openTeamDecisions(db: ReadableDb): readonly TeamDecision[] {
  return prepared<DecisionRow>(db, `${DECISION} WHERE status = 'open' ORDER BY detected_at, id`).all().map(toDecision);
}

export function openTeamRefusals(db: ReadableDb): readonly TeamRefusal[] {
  return prepared<{
    id: string;
    table_name: string;
    key: string;
    kind: LineKind;
    fields: string;
    code: string;
    field: string | null;
    detail: string | null;
    refused_at: number;
  }>(db, `SELECT * FROM team_outbox WHERE state = 'refused' ORDER BY sequence`)
    .all()
    .map((row) => ({
      id: row.id,
      table: row.table_name,
      key: row.key,
      kind: row.kind,
      fields: JSON.parse(row.fields) as MirrorRow,
      code: row.code,
      field: row.field,
      detail: row.detail ?? '',
      refusedAt: row.refused_at,
    }));
}

/** Adds to the open decision of the row, or makes one. A row has at most one. In the caller's transaction. */
export function askAbout(
  db: WritableDb,
  table: SharedTable,
  key: string,
  asked: Readonly<Record<string, AskedField>>,
  given: {
    readonly kind: TeamDecision['kind'];
    readonly id: string;
    readonly now: number;
    readonly content?: MirrorRow | null;
  },
): void {
  if (Object.keys(asked).length === 0) return;
  const open = openDecisionOf(db, table, key);
  const fields: Record<string, DecisionField> = { ...open?.fields };
  for (const [name, field] of Object.entries(asked)) fields[name] = grown(fields[name], field);
  prepared(
    db,
    `INSERT INTO team_decisions (id, table_name, key, kind, fields, content, detected_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, fields = excluded.fields, content = excluded.content`,
  ).run(
    open?.id ?? given.id,
    table.table,
    key,
    given.kind,
    JSON.stringify(fields),
    given.content ? JSON.stringify(given.content) : null,
    open?.detectedAt ?? given.now,
  );
}

function grown(known: DecisionField | undefined, asked: AskedField): DecisionField {
  if (known === undefined) return asked;
  if (known.mine === asked.mine) return { ...known, theirs: asked.theirs };
  return { ...asked, base: known.base, earlier: [...(known.earlier ?? []), known.mine] };
}

/** The row is another: shows central's newest value, and settles what both sides agree on by now. */
export function refreshDecision(
  db: WritableDb,
  table: SharedTable,
  key: string,
  content: MirrorRow,
  now: number,
): void {
  const open = openDecisionOf(db, table, key);
  if (open === null) return;
  const fields: Record<string, DecisionField> = {};
  for (const [name, field] of Object.entries(open.fields)) {
    const type = table.columns.find((column) => column.name === name)?.type ?? 'text';
    const theirs = content[name] ?? null;
    if (!isSameValue(type, field.mine, theirs) || field.earlier !== undefined) fields[name] = { ...field, theirs };
  }
  saveRest(db, open.id, fields, 'both_changed', now);
}

/** What others wrote into a row that may not be seen any more leaves its decision, too. */
export function forgetOthersValues(db: WritableDb, table: SharedTable, key: string): void {
  const open = openDecisionOf(db, table, key);
  if (open !== null) {
    const mine = Object.entries(open.fields).map(
      ([name, field]) => [name, { ...field, base: null, theirs: null }] as const,
    );
    saveRest(db, open.id, Object.fromEntries(mine), 'deleted', open.detectedAt);
    prepared(db, 'UPDATE team_decisions SET content = NULL WHERE id = ?').run(open.id);
  }
  prepared(db, `DELETE FROM team_decisions WHERE table_name = ? AND key = ? AND status = 'resolved'`).run(
    table.table,
    key,
  );
}

function saveRest(
  db: WritableDb,
  id: string,
  fields: TeamDecision['fields'],
  kind: TeamDecision['kind'],
  now: number,
): void {
  const isOver = Object.keys(fields).length === 0;
  prepared(
    db,
    `UPDATE team_decisions SET fields = iif(?, fields, ?), kind = ?, status = ?, resolved_at = ? WHERE id = ?`,
  ).run(isOver ? 1 : 0, JSON.stringify(fields), kind, isOver ? 'resolved' : 'open', isOver ? now : null, id);
}

export type SettleFailure =
  | { readonly type: 'DecisionNotFound' }
  /** Its row is gone, and what was in it may not be seen any more: it cannot come back. */
  | { readonly type: 'RowGone' }
  /** The mirror's own rules refuse the value. */
  | { readonly type: 'ValueRefused'; readonly detail: string };

/**
 * A person's answer for some fields: this computer's value, central's, or another one. What differs from central's is an
 * ordinary edit, which is sent. A deleted row comes back with `mine` for any of its fields.
 */
export function settleTeamDecision(
  db: WritableDb,
  tables: SharedTables,
  id: string,
  answers: Readonly<Record<string, 'mine' | 'theirs' | { readonly value: SqlValue }>>,
  now: number,
): Result<void, SettleFailure> {
  return inDurableTransaction(db, () => {
    const row = prepared<DecisionRow>(db, `${DECISION} WHERE id = ? AND status = 'open'`).get(id);
    const table = row === undefined ? undefined : tables.byName.get(row.table_name);
    if (row === undefined || table === undefined) return err({ type: 'DecisionNotFound' as const });
    const decision = toDecision(row);
    const written: Record<string, SqlValue> = {};
    const rest: Record<string, DecisionField> = {};
    for (const [name, field] of Object.entries(decision.fields)) {
      const answer = answers[name];
      if (answer === undefined) rest[name] = field;
      else if (answer === 'mine') written[name] = field.mine;
      else if (answer !== 'theirs') written[name] = answer.value;
    }
    const isGone = readRow(db, table, decision.key) === null;
    if (Object.keys(written).length > 0) {
      if (isGone && decision.content === null) return err({ type: 'RowGone' as const });
      const detail = refusedByMirror(() =>
        writeRow(db, table, decision.key, isGone ? { ...decision.content, ...written } : written),
      );
      if (detail !== null) return err({ type: 'ValueRefused' as const, detail });
    }
    // one answer decides about a deleted row
    saveRest(db, id, decision.kind === 'deleted' && Object.keys(answers).length > 0 ? {} : rest, decision.kind, now);
    return ok(undefined);
  });
}

/** Sends a refused change again as the row stands now. [TEAM6] False: there is no such refusal. */
export function sendRefusedAgain(db: WritableDb, tables: SharedTables, id: string): boolean {
  return inDurableTransaction(db, () => {
    const refused = takeRefused(db, tables, id);
    if (refused !== null) markDirty(db, refused.table, refused.key);
    return refused !== null;
  });
}

/** Gives a refused change up: the row becomes central's again, or goes where central has none. */
export function discardRefused(db: WritableDb, tables: SharedTables, id: string): boolean {
  return inDurableTransaction(db, () => {
    const refused = takeRefused(db, tables, id);
    if (refused === null) return false;
    const { table, key } = refused;
    const shadow = shadowOf(db, table, key);
    if (shadow === null) removeRow(db, table, key);
    else writeRow(db, table, key, shadow.content);
    return true;
  });
}

function takeRefused(db: WritableDb, tables: SharedTables, id: string): { table: SharedTable; key: string } | null {
  const found = prepared<{ table_name: string; key: string }>(
    db,
    `DELETE FROM team_outbox WHERE id = ? AND state = 'refused' RETURNING table_name, key`,
  ).get(id);
  const table = tables.byName.get(found?.table_name ?? '');
  return found === undefined || table === undefined ? null : { table, key: found.key };
}

function openDecisionOf(db: ReadableDb, table: SharedTable, key: string): TeamDecision | null {
  const row = prepared<DecisionRow>(db, `${DECISION} WHERE table_name = ? AND key = ? AND status = 'open'`).get(
    table.table,
    key,
  );
  return row === undefined ? null : toDecision(row);
}

function toDecision(row: DecisionRow): TeamDecision {
  return {
    id: row.id,
    table: row.table_name,
    key: row.key,
    kind: row.kind,
    fields: JSON.parse(row.fields) as TeamDecision['fields'],
    content: row.content === null ? null : (JSON.parse(row.content) as MirrorRow),
    detectedAt: row.detected_at,
  };
}
