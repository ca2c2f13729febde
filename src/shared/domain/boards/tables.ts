/**
 * The tables of the boards that desktops share, and how two versions of a row become one. [BOARD6]
 *
 * - `groups`: columns that are one decision and are taken from the same side together.
 * - `derived`: never taken from the other side; the mirror and the central database compute them.
 * - `fixed`: stand from birth on and never change.
 * - every other column merges on its own.
 *
 * `author`: only the person in that column may change the row.
 */
export type BoardTable = {
  readonly columns: readonly string[];
  readonly groups: readonly (readonly string[])[];
  readonly derived: readonly string[];
  readonly fixed: readonly string[];
  readonly author: string | null;
  /** Columns that name a person; `mentions` is a JSON array of them. */
  readonly people: readonly string[];
};

const COMMON = ['id', 'created_at', 'updated_at', 'deleted_at'] as const;

function table(
  columns: readonly string[],
  rest: Partial<Omit<BoardTable, 'columns'>> & { readonly people: readonly string[] },
): BoardTable {
  const { groups = [], derived = [], fixed = [], author = null, people } = rest;
  return { columns: [...COMMON, ...columns], groups, derived, fixed: ['id', 'created_at', ...fixed], author, people };
}

export const BOARD_TABLES = {
  sprints: table(
    [
      'name',
      'description',
      'start_date',
      'end_date',
      'status',
      'started_at',
      'completed_at',
      'committed_minutes',
      'created_by',
    ],
    {
      // the end stays after the start
      groups: [
        ['start_date', 'end_date'],
        ['status', 'started_at', 'completed_at', 'committed_minutes'],
      ],
      fixed: ['created_by'],
      people: ['created_by'],
    },
  ),
  sprint_capacity: table(['sprint_id', 'user_id', 'minutes'], { fixed: ['sprint_id', 'user_id'], people: ['user_id'] }),
  tasks: table(
    [
      ...['number', 'sprint_id', 'title', 'description', 'type', 'status', 'priority', 'position', 'estimated_minutes'],
      ...[
        'actual_minutes',
        'start_date',
        'due_date',
        'assigned_to',
        'created_by',
        'related_files',
        'tags',
        'completed_at',
      ],
    ],
    {
      groups: [['status', 'position', 'completed_at']],
      derived: ['actual_minutes', 'actual_hours', 'estimated_hours'],
      fixed: ['number', 'created_by'],
      people: ['assigned_to', 'created_by'],
    },
  ),
  work_logs: table(['task_id', 'user_id', 'minutes', 'description', 'work_date'], {
    derived: ['hours'],
    fixed: ['user_id'],
    author: 'user_id',
    people: ['user_id'],
  }),
  task_comments: table(['task_id', 'user_id', 'comment', 'mentions'], {
    groups: [['comment', 'mentions']],
    fixed: ['task_id', 'user_id'],
    author: 'user_id',
    people: ['user_id', 'mentions'],
  }),
  task_links: table(['from_task_id', 'to_task_id', 'kind', 'created_by'], {
    fixed: ['from_task_id', 'to_task_id', 'kind'],
    people: ['created_by'],
  }),
  task_history: table(['task_id', 'user_id', 'field', 'old_value', 'new_value', 'batch_id'], {
    fixed: ['task_id', 'user_id', 'field', 'old_value', 'new_value', 'batch_id'],
    people: ['user_id'],
  }),
  task_templates: table(['name', 'fields', 'created_by'], { fixed: ['created_by'], people: ['created_by'] }),
  board_views: table(['user_id', 'name', 'is_shared', 'layout', 'group_by', 'filters'], {
    fixed: ['user_id'],
    author: 'user_id',
    people: ['user_id'],
  }),
  task_logs: table(['task_id', 'level', 'message', 'stack_trace', 'context', 'file_path', 'line_number', 'user_id'], {
    fixed: ['task_id', 'level', 'message', 'stack_trace', 'context', 'file_path', 'line_number', 'user_id'],
    people: ['user_id'],
  }),
  bug_reports: table(
    [
      ...['number', 'title', 'description', 'severity', 'status', 'intake', 'snoozed_until', 'duplicate_of_id'],
      ...['introduced_by_task_id', 'resolved_by_task_id', 'affected_files', 'steps_to_reproduce', 'root_cause'],
      ...['resolution_notes', 'reporter_id', 'assigned_to', 'resolved_at'],
    ],
    {
      groups: [
        ['status', 'resolved_at'],
        ['intake', 'snoozed_until', 'duplicate_of_id'],
      ],
      fixed: ['number', 'reporter_id'],
      people: ['reporter_id', 'assigned_to'],
    },
  ),
  error_links: table(
    [
      ...['fingerprint', 'store_id', 'bug_report_id', 'task_id', 'error_code', 'entity_type', 'field', 'resolved_at'],
      'created_by',
    ],
    {
      fixed: ['fingerprint', 'store_id', 'error_code', 'entity_type', 'field'],
      groups: [['bug_report_id', 'task_id']],
      people: ['created_by'],
    },
  ),
  deployments: table(
    [
      ...[
        'sprint_id',
        'store_id',
        'version',
        'environment',
        'status',
        'deployed_tasks',
        'git_commit_hash',
        'deployed_by',
      ],
      ...['notes', 'error_log', 'rolled_back_at', 'rollback_reason', 'completed_at'],
    ],
    {
      groups: [['status', 'completed_at', 'rolled_back_at', 'rollback_reason']],
      fixed: ['deployed_by'],
      people: ['deployed_by'],
    },
  ),
  project_alerts: table(
    [
      ...[
        'cause_key',
        'task_id',
        'sprint_id',
        'bug_report_id',
        'deployment_id',
        'type',
        'severity',
        'message',
        'facts',
      ],
      ...['is_read', 'settled_at'],
    ],
    { fixed: ['cause_key', 'task_id', 'sprint_id', 'bug_report_id', 'deployment_id', 'type'], people: [] },
  ),
  alert_states: table(['alert_id', 'user_id', 'read_at', 'snoozed_until'], {
    fixed: ['alert_id', 'user_id'],
    author: 'user_id',
    people: ['user_id'],
  }),
} as const satisfies Readonly<Record<string, BoardTable>>;
export type BoardTableName = keyof typeof BOARD_TABLES;
