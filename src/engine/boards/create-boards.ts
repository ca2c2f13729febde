import type { ProjectAlert } from '../../shared/contract/boards-alerts.ts';
import type { boardMethods } from '../../shared/contract/boards.ts';
import type { TimerState } from '../../shared/contract/boards-time.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { dayAt } from '../../shared/domain/boards/days.ts';
import type { Handlers } from '../../shared/wire.ts';
import { inTransaction } from '../database/database.ts';
import type { WritableDb } from '../database/database.ts';
import type { Clock } from '../platform/deps.ts';
import { alertsAfter, alertsMark, checkAlerts, planAlerts, unreadAlerts } from './alerts.ts';
import type { BoardDeps, Cause } from './board-command.ts';
import { runBoardCommand } from './board-command.ts';
import type { BoardRun } from './board-run.ts';
import { seedDemoBoard } from './demo-board.ts';
import { followErrors, hasMovedLinks } from './follow-errors.ts';
import { ensureMe, myId } from './people.ts';
import { createTaskHandlers } from './task-handlers.ts';
import { noteAlive, timerState } from './timer.ts';
import {
  createAlertHandlers,
  createBugHandlers,
  createDeploymentHandlers,
  createSprintHandlers,
  createTimeHandlers,
} from './work-handlers.ts';

export type BoardsDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Name of this computer's zone: it says where a day begins. */
  readonly timeZone: () => string;
  readonly onChange: (change: { readonly tables: readonly string[]; readonly ids: readonly string[] | null }) => void;
  /** What was refused for these causes is to be tried again. */
  readonly onFixed: (causes: readonly Cause[]) => void;
  readonly onTimer: (timer: TimerState, at: string) => void;
  /** Alerts that nobody was told of yet, and the number for the badge. */
  readonly onAlerts: (news: { readonly raised: readonly ProjectAlert[]; readonly unread: number }) => void;
  /**
   * Whether this person's role lets rules write: alerts of the team are raised by the desktops of those who may, and
   * come to the others as everything does.
   */
  readonly mayWrite?: () => boolean;
};

export type Boards = {
  readonly handlers: Pick<Handlers<EngineContract>, keyof typeof boardMethods>;
  /** Others wrote: refusals came or went, another process or desktop changed the boards. Links and alerts follow. */
  readonly noteOthers: () => void;
  /** The program lives; to be said every minute while it does. [LOG8] */
  readonly noteAlive: () => void;
  /** Fills a board that was never used with the demo's, deployed to its store. */
  readonly seedDemo: (storeId: string) => void;
};

/** What can be the cause of an alert. */
const ALERTING: readonly string[] = ['tasks', 'work_logs', 'sprints', 'bug_reports', 'deployments', 'project_alerts'];

/** The project boards of one mirror: the contract's methods, and what happens by itself. */
export function createBoards(deps: BoardsDeps): Boards {
  const { db, clock, timeZone, mayWrite = () => true } = deps;
  ensureMe(db, deps.newId, clock.now());
  let mark = alertsMark(db);
  let unread = unreadAlerts(db, myId(db), clock.now());

  const commandDeps: BoardDeps = {
    ...deps,
    onChanged: (change) => {
      deps.onChange(change);
      if (change.tables.includes('running_timer')) tellTimer();
      if (change.tables.some((table) => ALERTING.includes(table))) followAlerts();
    },
  };

  function tellTimer(): void {
    const now = clock.now();
    deps.onTimer(timerState(db, now), new Date(now).toISOString());
  }

  /** Writes only when something is to be written; a disk that takes nothing now is asked again at the next change. */
  function followAlerts(): void {
    const now = clock.now();
    const zone = timeZone();
    const plan = planAlerts(db, now, zone, dayAt(now, zone));
    if (mayWrite() && plan.raise.length + plan.settle.length + plan.unsettle.length > 0) {
      runBoardCommand({ ...commandDeps, onChanged: deps.onChange }, checkAlerts);
    }
    tellAlerts(now);
  }

  function tellAlerts(now: number): void {
    const me = myId(db);
    const raised = alertsAfter(db, mark, me, now);
    const count = unreadAlerts(db, me, now);
    if (raised.length === 0 && count === unread) return;
    mark = alertsMark(db);
    unread = count;
    deps.onAlerts({ raised, unread });
  }

  const run: BoardRun = {
    db,
    run: (work) => runBoardCommand(commandDeps, work),
    now: () => clock.now(),
    timeZone,
    today: () => dayAt(clock.now(), timeZone()),
    me: () => myId(db),
  };
  return {
    handlers: {
      ...createTaskHandlers(run),
      ...createSprintHandlers(run),
      ...createTimeHandlers(run),
      ...createBugHandlers(run),
      ...createDeploymentHandlers(run),
      ...createAlertHandlers(run),
    },
    noteOthers: () => {
      if (mayWrite() && hasMovedLinks(db)) runBoardCommand(commandDeps, followErrors);
      followAlerts();
    },
    seedDemo: (storeId) => void runBoardCommand(commandDeps, (context) => seedDemoBoard(context, storeId)),
    noteAlive: () => void runBoardCommand(commandDeps, noteAlive, inTransaction),
  };
}
