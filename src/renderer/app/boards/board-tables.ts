import type { MethodName } from '../engine-client.tsx';

const REFUSALS = ['error_links', 'sync_errors'];
const TASK_ROWS = ['tasks', 'task_links', 'task_comments', 'work_logs', 'sprints', 'deployments', ...REFUSALS];
const BUG_ROWS = ['bug_reports', 'tasks', ...REFUSALS];
const DEPLOYMENT_ROWS = ['deployments', 'tasks', 'sync_errors'];
const TIME_ROWS = ['work_logs', 'tasks', 'sprints', 'people'];

/** The tables that the answer of a reading method of the boards depends on; null: it changes something itself. */
const TABLES: Readonly<Partial<Record<MethodName, readonly string[]>>> = {
  'board.cards': TASK_ROWS,
  'board.tags': ['tasks'],
  'board.views': ['board_views'],
  'people.list': ['people'],
  'tasks.get': [...TASK_ROWS, 'bug_reports'],
  'tasks.find': ['tasks', 'work_logs'],
  'tasks.history': ['task_history', 'tasks', 'task_comments'],
  'tasks.logs': ['task_logs'],
  'templates.list': ['task_templates'],
  'sprints.list': ['sprints', 'tasks', 'work_logs'],
  'sprints.planning': ['sprints', 'sprint_capacity', 'tasks'],
  'sprints.burndown': ['sprints', 'tasks', 'work_logs', 'task_history'],
  'sprints.velocity': ['sprints', 'tasks', 'work_logs', 'task_history'],
  'timer.get': ['running_timer', 'tasks'],
  'time.list': TIME_ROWS,
  'time.sheet': TIME_ROWS,
  'time.report': TIME_ROWS,
  'bugs.list': BUG_ROWS,
  'bugs.get': BUG_ROWS,
  'boards.errorLinks': [...BUG_ROWS],
  'deployments.list': DEPLOYMENT_ROWS,
  'deployments.get': DEPLOYMENT_ROWS,
  'deployments.axis': [...DEPLOYMENT_ROWS, 'orders'],
  'alerts.list': ['project_alerts', 'alert_states'],
};

export function boardTablesReadBy(method: MethodName): readonly string[] | null {
  return TABLES[method] ?? null;
}
