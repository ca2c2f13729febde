import type { TimerState, WorkLog } from '../../shared/contract/boards-time.ts';
import { MOST_MINUTES_PER_LOG } from '../../shared/domain/boards/read-work-entry.ts';
import { addDays, dayAt, startOfDay } from '../../shared/domain/boards/days.ts';
import { ok } from '../../shared/result.ts';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { BoardContext, BoardResult, Done } from './board-command.ts';
import { refuse } from './board-command.ts';
import { insertRow, isoOf, isoOrNull, taskReferenceOf } from './board-rows.ts';
import { liveTask } from './change-task.ts';
import { readText } from './field-checks.ts';
import { workLogById } from './work-log-queries.ts';

/** Nobody at the computer for this long is a question to the person. */
export const IDLE_MS = 5 * 60_000;
const MINUTE_MS = 60_000;

type Stretch = readonly [from: number, to: number];
type TimerRow = {
  readonly task_id: string;
  readonly description: string | null;
  readonly started_at: number;
  readonly stretches: string;
  readonly seen_at: number;
  readonly idle_since: number | null;
  readonly idle_until: number | null;
};
export type Logged = { readonly timer: TimerState; readonly logs: WorkLog[] };

function runningTimer(db: ReadableDb): TimerRow | null {
  return prepared<TimerRow>(db, `SELECT * FROM running_timer WHERE id = 1`).get() ?? null;
}

function stretchesOf(timer: TimerRow): readonly Stretch[] {
  return JSON.parse(timer.stretches) as Stretch[];
}

/** The timer as it stands at `now`; null: none runs. */
export function timerState(db: ReadableDb, now: number): TimerState {
  const timer = runningTimer(db);
  const task = taskReferenceOf(db, timer?.task_id ?? null);
  if (timer === null || task === null) return null;
  const before = stretchesOf(timer);
  const earlier = before.reduce((sum, [from, to]) => sum + (to - from), 0);
  return {
    task,
    description: timer.description,
    started_at: isoOf(before[0]?.[0] ?? timer.started_at),
    elapsedMs: earlier + Math.max(0, now - timer.started_at),
    at: isoOf(now),
    idle: timer.idle_since === null ? null : { since: isoOf(timer.idle_since), until: isoOrNull(timer.idle_until) },
  };
}

/** The task that the timer runs on. */
export function timedTaskId(db: ReadableDb): string | null {
  return runningTimer(db)?.task_id ?? null;
}

/** One timer runs at a time: starting it elsewhere logs what it counted so far. [LOG6] */
export function startTimer(
  context: BoardContext,
  input: { readonly taskId: string; readonly description: string | null },
): BoardResult<Logged> {
  const task = liveTask(context.db, input.taskId);
  if (!task.ok) return task;
  const running = runningTimer(context.db);
  if (running?.task_id === input.taskId) return ok({ timer: timerState(context.db, context.now), logs: [] });
  const logs = running === null ? [] : endTimer(context, running, running.description);
  prepared(
    context.db,
    `INSERT INTO running_timer (id, task_id, description, started_at, seen_at) VALUES (1, ?, ?, ?, ?)`,
  ).run(input.taskId, readText(input.description), context.now, context.now);
  context.touch('running_timer', input.taskId);
  return ok({ timer: timerState(context.db, context.now), logs });
}

export function stopTimer(
  context: BoardContext,
  input: { readonly description: string | null },
): BoardResult<{ readonly logs: WorkLog[] }> {
  const running = runningTimer(context.db);
  if (running === null) return refuse('timer', 'no-timer');
  return ok({ logs: endTimer(context, running, readText(input.description) ?? running.description) });
}

/** Ends it without a log, because the person says that it counted nothing. */
export function dropTimer(context: BoardContext): BoardResult<Done> {
  const running = runningTimer(context.db);
  if (running === null) return refuse('timer', 'no-timer');
  removeTimer(context, running);
  return ok({});
}

/** Stops the timer when it runs on one of these tasks, which go out of sight. */
export function stopTimerOn(context: BoardContext, taskIds: readonly string[]): void {
  const running = runningTimer(context.db);
  if (running !== null && taskIds.includes(running.task_id)) endTimer(context, running, running.description);
}

function removeTimer(context: BoardContext, running: TimerRow): void {
  prepared(context.db, `DELETE FROM running_timer`).run();
  context.touch('running_timer', running.task_id);
}

/** Idle time that nobody has judged is not work: it is left out. [LOG7] */
function endTimer(context: BoardContext, running: TimerRow, description: string | null): WorkLog[] {
  const { idle_since, idle_until, started_at } = running;
  const last: Stretch[] =
    idle_since === null
      ? [[started_at, context.now]]
      : idle_until === null
        ? [[started_at, idle_since]]
        : [
            [started_at, idle_since],
            [idle_until, context.now],
          ];
  removeTimer(context, running);
  return writeStretches(context, running.task_id, [...stretchesOf(running), ...last], description);
}

/** A log for each calendar day that the stretches touch, in whole minutes; together at least one. [LOG5] */
function writeStretches(
  context: BoardContext,
  taskId: string,
  stretches: readonly Stretch[],
  description: string | null,
): WorkLog[] {
  const msByDay = new Map<string, number>();
  for (const [from, to] of stretches) addByDay(msByDay, from, to, context.timeZone);
  const minutesByDay = [...msByDay].map(([day, ms]) => ({ day, minutes: Math.round(ms / MINUTE_MS) }));
  const counted = minutesByDay.filter(({ minutes }) => minutes > 0);
  const written = counted.length > 0 ? counted : minutesByDay.slice(0, 1).map(({ day }) => ({ day, minutes: 1 }));
  return written.map(({ day, minutes }) => {
    const id = context.newId();
    insertRow(context, 'work_logs', id, {
      task_id: taskId,
      user_id: context.me,
      minutes: Math.min(minutes, MOST_MINUTES_PER_LOG),
      description,
      work_date: day,
    });
    context.touch('tasks', taskId);
    return workLogById(context.db, id, context.me);
  });
}

function addByDay(msByDay: Map<string, number>, from: number, to: number, timeZone: string): void {
  // a clock that went back leaves a stretch of nothing
  for (let start = from; start <= to;) {
    const day = dayAt(start, timeZone);
    const next = startOfDay(addDays(day, 1), timeZone);
    const end = Math.min(to, Math.max(next, start + 1));
    msByDay.set(day, (msByDay.get(day) ?? 0) + (end - start));
    if (end >= to) return;
    start = end;
  }
  if (msByDay.size === 0) msByDay.set(dayAt(from, timeZone), 0);
}

/**
 * The program lives: what lies between this and the time before is a question, when it is long: the computer slept, or the
 * program was gone. Answers whether a question arose. [LOG8]
 */
export function noteAlive(context: BoardContext): BoardResult<boolean> {
  const running = runningTimer(context.db);
  if (running === null) return ok(false);
  const isGap = context.now - running.seen_at >= IDLE_MS;
  prepared(context.db, `UPDATE running_timer SET seen_at = max(seen_at, ?)`).run(context.now);
  if (!isGap) return ok(false);
  ask(context, running, running.seen_at, context.now);
  return ok(true);
}

/** What the shell says about the person: away for so long, or back. [LOG7] */
export function noteIdle(context: BoardContext, idleMs: number): BoardResult<TimerState> {
  const running = runningTimer(context.db);
  if (running === null) return ok(null);
  const since = Math.max(running.started_at, context.now - idleMs);
  if (idleMs >= IDLE_MS && context.now - since >= IDLE_MS) ask(context, running, since, null);
  else if (running.idle_since !== null && running.idle_until === null) {
    ask(context, running, running.idle_since, Math.max(since, running.idle_since));
  }
  return ok(timerState(context.db, context.now));
}

/** A question that waits grows: it began with the first absence and ends with the last. */
function ask(context: BoardContext, running: TimerRow, since: number, until: number | null): void {
  const from = Math.max(running.started_at, Math.min(running.idle_since ?? since, since));
  if (from === running.idle_since && until === running.idle_until) return;
  prepared(context.db, `UPDATE running_timer SET idle_since = ?, idle_until = ?`).run(from, until);
  context.touch('running_timer', running.task_id);
}

export function settleIdle(context: BoardContext, choice: 'keep' | 'break' | 'discard'): BoardResult<Logged> {
  const running = runningTimer(context.db);
  if (running === null) return refuse('timer', 'no-timer');
  const { idle_since } = running;
  if (idle_since === null) return refuse('timer', 'no-idle-time');
  if (choice === 'discard') {
    removeTimer(context, running);
    const stretches = [...stretchesOf(running), [running.started_at, idle_since] as const];
    const logs = writeStretches(context, running.task_id, stretches, running.description);
    return ok({ timer: null, logs });
  }
  const kept = choice === 'keep';
  const stretches = kept ? stretchesOf(running) : [...stretchesOf(running), [running.started_at, idle_since]];
  prepared(
    context.db,
    `UPDATE running_timer SET stretches = ?, started_at = ?, idle_since = NULL, idle_until = NULL`,
  ).run(JSON.stringify(stretches), kept ? running.started_at : (running.idle_until ?? context.now));
  context.touch('running_timer', running.task_id);
  return ok({ timer: timerState(context.db, context.now), logs: [] });
}
