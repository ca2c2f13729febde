import { alertEvents, alertMethods } from './boards-alerts.ts';
import { bugMethods } from './boards-bugs.ts';
import { deploymentMethods } from './boards-deployments.ts';
import { sprintMethods } from './boards-sprints.ts';
import { taskMethods } from './boards-tasks.ts';
import { timeEvents, timeMethods } from './boards-time.ts';

/**
 * The project boards. Fields of rows are called as their columns; minutes are whole; days are `YYYY-MM-DD`, instants
 * ISO texts. A refused field answers `FieldRefused` with a reason of `BOARD_REFUSALS`.
 */
export const boardMethods = {
  ...taskMethods,
  ...sprintMethods,
  ...timeMethods,
  ...bugMethods,
  ...deploymentMethods,
  ...alertMethods,
} as const;
export const boardEvents = { ...timeEvents, ...alertEvents } as const;
