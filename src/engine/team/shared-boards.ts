import { BOARD_TABLES } from '../../shared/domain/boards/tables.ts';
import type { BoardTable, BoardTableName } from '../../shared/domain/boards/tables.ts';
import type { ColumnType, Meeting, SharedColumn, SharedTable } from './shared-table.ts';

/** What is no text, by name; a table may say otherwise. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  ...ofType('time', 'created_at', 'updated_at', 'deleted_at', 'completed_at', 'started_at', 'resolved_at'),
  ...ofType('time', 'snoozed_until', 'read_at', 'settled_at', 'rolled_back_at'),
  ...ofType('day', 'start_date', 'due_date', 'work_date'),
  ...ofType('number', 'number', 'minutes', 'committed_minutes', 'estimated_minutes', 'line_number'),
  ...ofType('boolean', 'is_shared', 'is_read'),
  ...ofType('json', 'related_files', 'tags', 'affected_files', 'deployed_tasks', 'fields', 'filters', 'facts'),
  ...ofType('json', 'context', 'old_value', 'new_value'),
  ...ofType('people', 'mentions'),
};
const OTHER_TYPES: Readonly<Record<string, ColumnType>> = { 'sprints.start_date': 'time', 'sprints.end_date': 'time' };
/** JSON's null is a value here, and nothing at central. */
const JSON_NULL = new Set(['old_value', 'new_value']);

/** Parents before what hangs on them. */
const RANKS: Readonly<Record<BoardTableName, number>> = {
  sprints: 1,
  task_templates: 1,
  board_views: 1,
  tasks: 2,
  sprint_capacity: 2,
  deployments: 2,
  bug_reports: 3,
  work_logs: 3,
  task_comments: 3,
  task_links: 3,
  task_history: 3,
  task_logs: 3,
  error_links: 4,
  project_alerts: 4,
  alert_states: 5,
};
const APPENDED = new Set<BoardTableName>(['work_logs', 'task_comments', 'task_history', 'task_logs']);
/** Made by rules, not by people: whichever desktop was first is right. */
const NEVER_ASKING = new Set<BoardTableName>(['project_alerts', 'alert_states']);

/** The boards as desktops share them, and who works on them. [BOARD6] */
export const SHARED_BOARDS: readonly SharedTable[] = [
  {
    table: 'people',
    centralTable: 'auth.users_extended',
    columns: [
      { name: 'name', type: 'text', centralName: 'display_name', ifNull: '' },
      { name: 'email', type: 'text' },
      { name: 'is_active', type: 'boolean' },
      { name: 'created_at', type: 'time' },
      { name: 'updated_at', type: 'time' },
    ],
    rank: 0,
    meeting: 'read-only',
    groups: [],
    fieldsThatNeverAsk: [],
    resource: 'users',
  },
  ...(Object.entries(BOARD_TABLES) as readonly (readonly [BoardTableName, BoardTable])[]).map(sharedBoard),
];

function sharedBoard([name, board]: readonly [BoardTableName, BoardTable]): SharedTable {
  const columns = board.columns
    .filter((column) => column !== 'id' && !board.derived.includes(column))
    .map((column) => columnOf(name, board, column));
  const quiet = board.groups.filter((group) => group.includes('status') || group.includes('position')).flat();
  return {
    table: name,
    centralTable: name,
    columns,
    rank: RANKS[name],
    meeting: (APPENDED.has(name) ? 'append' : 'merge') satisfies Meeting,
    groups: board.groups,
    fieldsThatNeverAsk: NEVER_ASKING.has(name) ? columns.map((column) => column.name) : [...board.fixed, ...quiet],
    resource: 'projects',
  };
}

function columnOf(table: BoardTableName, board: BoardTable, name: string): SharedColumn {
  const fallback: ColumnType = board.people.includes(name) ? 'person' : 'text';
  return {
    name,
    type: OTHER_TYPES[`${table}.${name}`] ?? TYPES[name] ?? fallback,
    ...(name === 'updated_at' ? { isCentrals: true } : {}),
    ...(JSON_NULL.has(name) ? { ifNull: 'null' } : {}),
  };
}

function ofType(type: ColumnType, ...names: readonly string[]): Readonly<Record<string, ColumnType>> {
  return Object.fromEntries(names.map((name) => [name, type]));
}
