import type { bugMethods } from '../../shared/contract/boards-bugs.ts';
import type { alertMethods } from '../../shared/contract/boards-alerts.ts';
import type { deploymentMethods } from '../../shared/contract/boards-deployments.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { sprintMethods } from '../../shared/contract/boards-sprints.ts';
import type { timeMethods } from '../../shared/contract/boards-time.ts';
import { daysBetween, isDay } from '../../shared/domain/boards/days.ts';
import { ok } from '../../shared/result.ts';
import type { Handlers } from '../../shared/wire.ts';
import * as alerts from './alerts.ts';
import type { BoardResult } from './board-command.ts';
import { refuse } from './board-command.ts';
import type { BoardRun } from './board-run.ts';
import * as bugs from './bug-commands.ts';
import { bugDetail, listBugs } from './bug-queries.ts';
import { sprintBurndown } from './burndown.ts';
import { deploymentAxis } from './deployment-axis.ts';
import * as deployments from './deployment-commands.ts';
import { deploymentById, listDeployments } from './deployment-queries.ts';
import { fromErrorGroup, unlinkError } from './error-group.ts';
import { linksOfCauses } from './error-links.ts';
import * as sprints from './sprint-commands.ts';
import { listSprints, sprintPlanning, sprintVelocity } from './sprint-queries.ts';
import * as timer from './timer.ts';
import * as logs from './work-log-commands.ts';
import { exportLogs, listLogs, timeReport, timeSheet } from './work-log-queries.ts';

type Part<Methods> = Pick<Handlers<EngineContract>, keyof Methods & keyof Handlers<EngineContract>>;

export function createSprintHandlers({ db, run, now, timeZone }: BoardRun): Part<typeof sprintMethods> {
  return {
    'sprints.list': () => ok(listSprints(db)),
    'sprints.create': (input) => run((context) => sprints.createSprint(context, input)),
    'sprints.edit': (input) => run((context) => sprints.editSprint(context, input)),
    'sprints.start': ({ id }) => run((context) => sprints.startSprint(context, id)),
    'sprints.complete': (input) => run((context) => sprints.completeSprint(context, input)),
    'sprints.cancel': ({ id }) => run((context) => sprints.cancelSprint(context, id)),
    'sprints.remove': ({ id }) => run((context) => sprints.removeSprint(context, id)),
    'sprints.planning': ({ id }) => sprintPlanning(db, id),
    'sprints.setCapacity': (input) => run((context) => sprints.setCapacity(context, input)),
    'sprints.burndown': ({ id }) => sprintBurndown(db, id, now(), timeZone()),
    'sprints.velocity': ({ limit }) => ok(sprintVelocity(db, limit)),
  };
}

/** Longest span of days that a sheet shows as columns. */
const MOST_SHEET_DAYS = 62;

function checkRange(range: { readonly from: string; readonly to: string }, most: number | null): BoardResult<null> {
  if (!isDay(range.from)) return refuse('from', 'not-a-day', { part: range.from });
  if (!isDay(range.to)) return refuse('to', 'not-a-day', { part: range.to });
  if (range.to < range.from) return refuse('to', 'end-before-start');
  if (most !== null && daysBetween(range.from, range.to) >= most) return refuse('to', 'too-large', { max: most });
  return ok(null);
}

export function createTimeHandlers({ db, run, now, today, me }: BoardRun): Part<typeof timeMethods> {
  return {
    'timer.get': () => ok(timer.timerState(db, now())),
    'timer.start': (input) => run((context) => timer.startTimer(context, input)),
    'timer.stop': (input) => run((context) => timer.stopTimer(context, input)),
    'timer.drop': () => run((context) => timer.dropTimer(context)),
    'boards.idle': ({ idleMs }) => run((context) => timer.noteIdle(context, idleMs)),
    'timer.settleIdle': ({ choice }) => run((context) => timer.settleIdle(context, choice)),
    'time.read': (input) => logs.readLineOfWork(db, { ...input, today: today(), me: me() }),
    'time.enter': (input) => run((context) => logs.enterLine(context, input)),
    'time.add': (input) => run((context) => logs.addLog(context, input)),
    'time.edit': (input) => run((context) => logs.editLog(context, input)),
    'time.remove': ({ ids }) => run((context) => logs.removeLogs(context, ids)),
    'time.restore': ({ ids }) => run((context) => logs.restoreLogs(context, ids)),
    'time.list': (input) => {
      const range = checkRange(input, null);
      return range.ok ? ok(listLogs(db, { ...input, userId: input.userId ?? me() }, me())) : range;
    },
    'time.sheet': (input) => {
      const range = checkRange(input, MOST_SHEET_DAYS);
      return range.ok ? ok(timeSheet(db, { ...input, userId: input.userId ?? me() })) : range;
    },
    'time.report': (input) => {
      const range = checkRange(input, null);
      return range.ok ? ok(timeReport(db, input)) : range;
    },
    'time.export': (input) => {
      const range = checkRange(input, null);
      if (!range.ok) return range;
      return ok({ fileName: `work-logs-${input.from}-${input.to}.csv`, ...exportLogs(db, input) });
    },
  };
}

export function createBugHandlers({ db, run, now }: BoardRun): Part<typeof bugMethods> {
  return {
    'bugs.list': (input) => ok(listBugs(db, input, now())),
    'bugs.get': ({ id }) => bugDetail(db, id),
    'bugs.create': (input) => run((context) => bugs.createBug(context, input)),
    'bugs.edit': (input) => run((context) => bugs.editBug(context, input)),
    'bugs.remove': ({ id }) => run((context) => bugs.removeBug(context, id)),
    'bugs.accept': (input) => run((context) => bugs.acceptBug(context, input)),
    'bugs.decline': (input) => run((context) => bugs.declineBug(context, input)),
    'bugs.duplicate': (input) => run((context) => bugs.markDuplicate(context, input)),
    'bugs.snooze': (input) => run((context) => bugs.snoozeBug(context, input)),
    'bugs.wake': ({ id }) => run((context) => bugs.wakeBug(context, id)),
    'bugs.resolve': (input) => run((context) => bugs.resolveBug(context, input)),
    'boards.fromErrorGroup': (input) => run((context) => fromErrorGroup(context, input)),
    'boards.errorLinks': ({ fingerprints }) => ok(linksOfCauses(db, fingerprints)),
    'boards.unlinkError': ({ id }) => run((context) => unlinkError(context, id)),
  };
}

export function createDeploymentHandlers({ db, run, timeZone }: BoardRun): Part<typeof deploymentMethods> {
  return {
    'deployments.list': (input) => ok(listDeployments(db, input)),
    'deployments.get': ({ id }) => deploymentById(db, id),
    'deployments.create': (input) => run((context) => deployments.createDeployment(context, input)),
    'deployments.edit': (input) => run((context) => deployments.editDeployment(context, input)),
    'deployments.rollBack': (input) => run((context) => deployments.rollBackDeployment(context, input)),
    'deployments.remove': ({ id }) => run((context) => deployments.removeDeployment(context, id)),
    'deployments.axis': (input) => deploymentAxis(db, input, timeZone()),
  };
}

export function createAlertHandlers({ db, run, now, me }: BoardRun): Part<typeof alertMethods> {
  return {
    'alerts.list': (input) => ok(alerts.listAlerts(db, { ...input, me: me(), now: now() })),
    'alerts.read': (input) => run((context) => alerts.readAlerts(context, input)),
    'alerts.readAll': () => run((context) => alerts.readAllAlerts(context)),
    'alerts.snooze': (input) => run((context) => alerts.snoozeAlerts(context, input)),
  };
}
