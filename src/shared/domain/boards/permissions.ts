/**
 * What each method of the boards asks of a person in a team: who creates, who changes, who only looks. Central's policies
 * ask the same. Reading and putting off alerts is everybody's own.
 */
export const BOARD_READS = [
  ...[
    'board.cards',
    'board.tags',
    'board.views',
    'people.list',
    'tasks.get',
    'tasks.find',
    'tasks.history',
    'tasks.logs',
  ],
  ...['templates.list', 'sprints.list', 'sprints.planning', 'sprints.burndown', 'sprints.velocity', 'timer.get'],
  ...[
    'time.read',
    'time.list',
    'time.sheet',
    'time.report',
    'time.export',
    'bugs.list',
    'bugs.get',
    'boards.errorLinks',
  ],
  ...['deployments.list', 'deployments.get', 'deployments.axis', 'alerts.list', 'alerts.read', 'alerts.readAll'],
  ...['alerts.snooze', 'people.nameMe', 'boards.idle'],
] as const;

const CREATING = [
  ...['board.saveView', 'tasks.create', 'tasks.duplicate', 'tasks.fromTemplate', 'tasks.link', 'tasks.comment'],
  ...['tasks.note', 'templates.save', 'sprints.create', 'timer.start', 'timer.stop', 'timer.settleIdle', 'time.enter'],
  ...['time.add', 'bugs.create', 'boards.fromErrorGroup', 'deployments.create'],
] as const;
const CHANGING = [
  ...[
    'board.removeView',
    'tasks.edit',
    'tasks.move',
    'tasks.editMany',
    'tasks.takeBack',
    'tasks.remove',
    'tasks.restore',
  ],
  ...['tasks.unlink', 'tasks.editComment', 'tasks.removeComment', 'templates.remove', 'sprints.edit', 'sprints.start'],
  ...['sprints.complete', 'sprints.cancel', 'sprints.remove', 'sprints.setCapacity', 'timer.drop', 'time.edit'],
  ...['time.remove', 'time.restore', 'bugs.edit', 'bugs.remove', 'bugs.accept', 'bugs.decline', 'bugs.duplicate'],
  ...['bugs.snooze', 'bugs.wake', 'bugs.resolve', 'boards.unlinkError', 'deployments.edit', 'deployments.rollBack'],
  'deployments.remove',
] as const;

type Method = (typeof CREATING)[number] | (typeof CHANGING)[number];
export const BOARD_PERMISSIONS = Object.fromEntries([
  ...CREATING.map((method) => [method, 'projects:create'] as const),
  ...CHANGING.map((method) => [method, 'projects:update'] as const),
]) as Readonly<Record<Method, 'projects:create' | 'projects:update'>>;
