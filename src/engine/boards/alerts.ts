import type { ProjectAlert } from '../../shared/contract/boards-alerts.ts';
import type { AlertSeverity, AlertType } from '../../shared/domain/boards/words.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { AlertCause } from './alert-causes.ts';
import { alertCauses } from './alert-causes.ts';
import type { BoardContext, BoardResult } from './board-command.ts';
import { notFound, refuse } from './board-command.ts';
import { insertRow, isoOf, isoOrNull, putDerived, updateRow } from './board-rows.ts';
import { derivedId } from './derived-id.ts';
import { readInstant } from './field-checks.ts';

type KnownAlert = { readonly id: string; readonly cause_key: string; readonly settled_at: number | null };

export type AlertsPlan = {
  readonly raise: readonly AlertCause[];
  readonly settle: readonly string[];
  readonly unsettle: readonly string[];
};

/** What the alerts lack compared with the causes that hold now; reads only, so that nothing is written for nothing. */
export function planAlerts(db: ReadableDb, now: number, timeZone: string, today: string): AlertsPlan {
  const known = new Map(
    prepared<KnownAlert>(db, `SELECT id, cause_key, settled_at FROM project_alerts`)
      .all()
      .map((alert) => [alert.cause_key, alert]),
  );
  const raise: AlertCause[] = [];
  const unsettle: string[] = [];
  const holding = new Set<string>();
  for (const cause of alertCauses(db, now, timeZone, today)) {
    holding.add(cause.key);
    const alert = known.get(cause.key);
    if (alert === undefined) raise.push(cause);
    else if (alert.settled_at !== null) unsettle.push(alert.id);
  }
  const settle = [...known.values()]
    .filter((alert) => alert.settled_at === null && !holding.has(alert.cause_key))
    .map((alert) => alert.id);
  return { raise, settle, unsettle };
}

/** Raises what is new, once per cause; settles what does not hold any more. [ALERT1] [ALERT2] */
export function checkAlerts(context: BoardContext): BoardResult<{ readonly raised: readonly string[] }> {
  const plan = planAlerts(context.db, context.now, context.timeZone, context.today);
  const raised = plan.raise.map((cause) => raise(context, cause));
  for (const id of plan.settle) updateRow(context, 'project_alerts', id, { settled_at: context.now });
  for (const id of plan.unsettle) updateRow(context, 'project_alerts', id, { settled_at: null });
  return ok({ raised });
}

function raise(context: BoardContext, cause: AlertCause): string {
  const { key, facts, ...columns } = cause;
  const id = derivedId('alert', key);
  insertRow(context, 'project_alerts', id, { ...columns, cause_key: key, facts: JSON.stringify(facts) });
  return id;
}

type AlertRow = {
  readonly id: string;
  readonly type: AlertType;
  readonly severity: AlertSeverity;
  readonly message: string;
  readonly facts: string;
  readonly task_id: string | null;
  readonly sprint_id: string | null;
  readonly bug_report_id: string | null;
  readonly deployment_id: string | null;
  readonly created_at: number;
  readonly settled_at: number | null;
  readonly read_at: number | null;
  readonly snoozed_until: number | null;
};

const ALERTS = `project_alerts AS a LEFT JOIN alert_states AS s ON s.alert_id = a.id AND s.user_id = @me AND s.deleted_at IS NULL`;
/** In the inbox: it holds, this person has not read it, and it is not snoozed. */
const UNREAD = `a.deleted_at IS NULL AND a.settled_at IS NULL AND s.read_at IS NULL AND coalesce(s.snoozed_until, 0) <= @now`;
const COLUMNS = `a.*, s.read_at, s.snoozed_until`;

function toAlert(row: AlertRow): ProjectAlert {
  const { id, type, severity, message, task_id, sprint_id, bug_report_id, deployment_id } = row;
  return {
    ...{ id, type, severity, message, task_id, sprint_id, bug_report_id, deployment_id },
    facts: JSON.parse(row.facts) as Record<string, string | number>,
    created_at: isoOf(row.created_at),
    settled_at: isoOrNull(row.settled_at),
    read_at: isoOrNull(row.read_at),
    snoozed_until: isoOrNull(row.snoozed_until),
  };
}

/** The number on the badge. */
export function unreadAlerts(db: ReadableDb, me: string, now: number): number {
  return prepared<{ n: number }>(db, `SELECT count(*) AS n FROM ${ALERTS} WHERE ${UNREAD}`).get({ me, now })?.n ?? 0;
}

export function listAlerts(
  db: ReadableDb,
  input: { readonly tab: 'inbox' | 'all'; readonly limit: number; readonly me: string; readonly now: number },
): { alerts: ProjectAlert[]; unread: number } {
  const { me, now, limit } = input;
  const alerts = prepared<AlertRow>(
    db,
    `SELECT ${COLUMNS} FROM ${ALERTS} WHERE ${input.tab === 'inbox' ? UNREAD : 'a.deleted_at IS NULL AND @now > 0'}
     ORDER BY a.created_at DESC, a.id DESC LIMIT @limit`,
  )
    .all({ me, now, limit })
    .map(toAlert);
  return { alerts, unread: unreadAlerts(db, me, now) };
}

/** How far the alerts were told; those that come later, from wherever, are new. */
export function alertsMark(db: ReadableDb): number {
  return prepared<{ mark: number }>(db, `SELECT coalesce(max(rowid), 0) AS mark FROM project_alerts`).get()?.mark ?? 0;
}

/** Alerts that came after a mark and are still to be read by this person. [ALERT3] */
export function alertsAfter(db: ReadableDb, mark: number, me: string, now: number): ProjectAlert[] {
  return prepared<AlertRow>(db, `SELECT ${COLUMNS} FROM ${ALERTS} WHERE a.rowid > @mark AND ${UNREAD} ORDER BY a.rowid`)
    .all({ mark, me, now })
    .map(toAlert);
}

export function readAlerts(
  context: BoardContext,
  input: { readonly ids: readonly string[]; readonly read: boolean },
): BoardResult<{ readonly unread: number }> {
  for (const id of new Set(input.ids)) {
    const stated = putState(context, id, { read_at: input.read ? context.now : null });
    if (!stated.ok) return stated;
    if (input.read) updateRow(context, 'project_alerts', id, { is_read: 1 });
  }
  return ok({ unread: unreadAlerts(context.db, context.me, context.now) });
}

export function readAllAlerts(context: BoardContext): BoardResult<{ readonly unread: number }> {
  const ids = prepared<{ id: string }>(context.db, `SELECT a.id FROM ${ALERTS} WHERE ${UNREAD}`)
    .all({ me: context.me, now: context.now })
    .map(({ id }) => id);
  return readAlerts(context, { ids, read: true });
}

/** Out of sight until a time; then it counts again. Null: at once. [ALERT4] */
export function snoozeAlerts(
  context: BoardContext,
  input: { readonly ids: readonly string[]; readonly until: string | null },
): BoardResult<{ readonly unread: number }> {
  const until = input.until === null ? ok(null) : readInstant('until', input.until);
  if (!until.ok) return until;
  if (until.value !== null && until.value <= context.now) return refuse('until', 'in-the-past');
  for (const id of new Set(input.ids)) {
    const stated = putState(context, id, { snoozed_until: until.value, read_at: null });
    if (!stated.ok) return stated;
  }
  return ok({ unread: unreadAlerts(context.db, context.me, context.now) });
}

function putState(
  context: BoardContext,
  alertId: string,
  values: Readonly<Record<string, number | null>>,
): BoardResult<null> {
  if (prepared(context.db, `SELECT 1 FROM project_alerts WHERE id = ?`).get(alertId) === undefined) {
    return notFound('project_alerts', alertId);
  }
  const id = derivedId('alert-state', alertId, context.me);
  putDerived(context, 'alert_states', id, { alert_id: alertId, user_id: context.me, ...values });
  context.touch('project_alerts', alertId);
  return ok(null);
}
