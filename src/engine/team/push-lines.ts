import type { Result } from '../../shared/result.ts';
import { err, ok } from '../../shared/result.ts';
import { prepared } from '../database/database.ts';
import { fieldsToContent } from './shared-table.ts';
import type { MirrorRow, SharedTable } from './shared-table.ts';
import { formLines, renumberLine, skipTakenSequences, waitingLines } from './form-lines.ts';
import type { OutboxLine } from './form-lines.ts';
import type { ReplicationContext } from './replication-context.ts';
import { inChunks } from './replication-context.ts';
import { takeOverAbsence, takeOverRow } from './take-over.ts';
import { markDirty, removeShadow, saveShadow, shadowOf } from './team-rows.ts';
import type { LineAnswer, TeamFailure, TeamLine } from './team-server.ts';
import { asCentral } from './team-state.ts';

export type PushReport = { readonly sent: number; readonly stale: number; readonly refused: number };

/** A foreign key: the parent was refused or has not come yet. */
const MISSING_PARENT = '23503';
/** Rounds of merging and sending again before the rest waits for the next time: somebody else is faster. */
const ROUNDS = 20;

/**
 * Sends what was changed here until nothing waits. [TEAM2 to TEAM7] Lines are durable before they leave; what central has
 * answered is written down before anything else is sent. A failure leaves the rest for the next time, under its numbers.
 */
export async function pushLines(context: ReplicationContext): Promise<Result<PushReport, TeamFailure>> {
  const report = { sent: 0, stale: 0, refused: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    while (formLines(context) > 0) await context.turns.next();
    const lines = waitingLines(context.db);
    if (lines.length === 0) break;
    const answers = await send(context, lines);
    if (!answers.ok) return answers;
    // a full batch is no sign of somebody faster
    if (lines.length > 1 && answers.value.some(({ outcome }) => outcome === 'applied')) round = 0;
    const changed = await settleAnswers(context, lines, answers.value);
    for (const { outcome } of answers.value) {
      if (outcome === 'applied') report.sent += 1;
      else if (outcome === 'stale') report.stale += 1;
      else if (outcome !== 'sequence_taken') report.refused += 1;
    }
    if (changed.length > 0) context.onChange(changed);
  }
  return ok(report);
}

/** A batch that central refuses as a whole is sent line by line, so that one bad line stops nothing but itself. */
async function send(
  context: ReplicationContext,
  lines: readonly OutboxLine[],
): Promise<Result<readonly LineAnswer[], TeamFailure>> {
  const sent = lines.map((line) => toTeamLine(context, line));
  const whole = await context.server.push(sent);
  if (whole.ok || whole.error.type !== 'CentralRejected') return whole;
  const answers: LineAnswer[] = [];
  for (const line of sent) {
    const one = await context.server.push([line]);
    if (one.ok) answers.push(...one.value);
    else if (one.error.type === 'CentralRejected')
      answers.push({
        sequence: line.sequence,
        outcome: 'refused',
        code: one.error.code,
        field: null,
        detail: one.error.detail,
      });
    else return err(one.error);
  }
  return ok(answers);
}

function toTeamLine({ tables }: ReplicationContext, line: OutboxLine): TeamLine {
  const table = tables.byName.get(line.table);
  return {
    ...line,
    table: table?.centralTable ?? line.table,
    fields: table === undefined ? line.fields : fieldsToContent(table, line.fields),
  };
}

type Changed = { readonly table: string; readonly key: string };

async function settleAnswers(
  context: ReplicationContext,
  lines: readonly OutboxLine[],
  answers: readonly LineAnswer[],
): Promise<readonly Changed[]> {
  const bySequence = new Map(answers.map((answer) => [answer.sequence, answer]));
  const pairs = lines.flatMap((line) => {
    const answer = bySequence.get(line.sequence);
    const table = context.tables.byName.get(line.table);
    return answer === undefined || table === undefined ? [] : [{ line, answer, table }];
  });
  const changed: Changed[] = [];
  await inChunks(context, pairs, (some) => {
    asCentral(context.db, 'durable', () => {
      for (const { line, answer, table } of some) {
        if (!isStillWaiting(context, line)) continue;
        if (settle(context, table, line, answer)) changed.push({ table: line.table, key: line.key });
      }
      prepared(context.db, 'UPDATE team_state SET last_push_at = ?').run(context.now());
    });
  });
  return changed;
}

/** Another process may have had the same answer. */
function isStillWaiting({ db }: ReplicationContext, line: OutboxLine): boolean {
  const found = prepared<{ sequence: number }>(
    db,
    `SELECT sequence FROM team_outbox WHERE id = ? AND state = 'waiting'`,
  ).get(line.id);
  return found?.sequence === line.sequence;
}

/** Whether the row here may be another now. */
function settle(context: ReplicationContext, table: SharedTable, line: OutboxLine, answer: LineAnswer): boolean {
  const { db } = context;
  switch (answer.outcome) {
    case 'sequence_taken':
      skipTakenSequences(db, line.sequence);
      renumberLine(db, line.id);
      return false;
    case 'refused':
    case 'unknown_table':
      prepared(
        db,
        `UPDATE team_outbox SET state = 'refused', code = ?, field = ?, detail = ?, refused_at = ? WHERE id = ?`,
      ).run(answer.code, mirrorName(table, answer.field), answer.detail, context.now(), line.id);
      return true;
    case 'stale':
      endLine(context, line);
      return settleStale(context, table, line, answer);
    case 'applied':
      endLine(context, line);
      settleApplied(context, table, line, answer);
      if (line.kind === 'insert') retryChildren(context);
      return true;
  }
}

function endLine({ db }: ReplicationContext, { id }: OutboxLine): void {
  prepared(db, 'DELETE FROM team_outbox WHERE id = ?').run(id);
}

/** The version was another: merged with what stands there now, and sent under a new number. [TEAM4] */
function settleStale(
  context: ReplicationContext,
  table: SharedTable,
  line: OutboxLine,
  { current }: LineAnswer & { outcome: 'stale' },
): boolean {
  if (current === null) return takeOverAbsence(context, table, line.key) === 'changed';
  const taken = takeOverRow(context, table, line.key, current);
  // the feed was faster: what still differs is sent
  if (taken === 'kept') markDirty(context.db, table, line.key);
  return taken !== 'kept';
}

/** Central has what was sent, and perhaps more that its own triggers set. */
function settleApplied(
  context: ReplicationContext,
  table: SharedTable,
  line: OutboxLine,
  answer: LineAnswer & { outcome: 'applied' },
): void {
  const { db } = context;
  if (line.kind === 'delete') {
    removeShadow(db, table, line.key);
    return;
  }
  const shadow = shadowOf(db, table, line.key);
  if (shadow !== null && answer.version !== null && answer.version <= shadow.version)
    return markDirty(db, table, line.key);
  const base: MirrorRow = { ...(line.kind === 'update' ? shadow?.content : null), ...line.fields };
  if (answer.current !== null) {
    takeOverApplied(context, table, line, answer.current, base);
    return;
  }
  // taken, and not shown any more: the feed tells what became of it
  if (answer.version !== null) saveShadow(db, table, line.key, { version: answer.version, content: base });
}

function takeOverApplied(
  context: ReplicationContext,
  table: SharedTable,
  line: OutboxLine,
  current: NonNullable<(LineAnswer & { outcome: 'applied' })['current']>,
  base: MirrorRow,
): void {
  const isRowHere = prepared(context.db, `SELECT 1 FROM "${table.table}" WHERE id = ?`).get(line.key) !== undefined;
  if (isRowHere) {
    takeOverRow(context, table, line.key, current, { base });
    return;
  }
  // deleted here since: that is the next line
  saveShadow(context.db, table, line.key, { version: current.version, content: base });
  markDirty(context.db, table, line.key);
}

/** What was refused because its parent was not there may find it now. */
function retryChildren({ db, tables }: ReplicationContext): void {
  const children = prepared<{ table_name: string; key: string }>(
    db,
    `DELETE FROM team_outbox WHERE state = 'refused' AND code = ? RETURNING table_name, key`,
  ).all(MISSING_PARENT);
  for (const { table_name, key } of children) {
    const table = tables.byName.get(table_name);
    if (table !== undefined) markDirty(db, table, key);
  }
}

function mirrorName(table: SharedTable, field: string | null): string | null {
  return table.columns.find(({ name, centralName = name }) => centralName === field)?.name ?? field;
}
