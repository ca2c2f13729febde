import { wordKnown, wordBugStatus, wordDeploymentStatus, wordEnvironment, wordPriority, wordSeverity, wordSprintStatus, wordStatus, wordType } from '../../app/boards/board-words.ts'; // prettier-ignore
import { minutesWords } from '../../app/boards/hours.ts';
import { formatMoment } from '../../app/formats.ts';
import type { Locale } from '../../paraglide/runtime.js';
import type { SharedDecision, SharedRefusal } from '../../../shared/contract/shared-rows.ts';
import { BUG_SEVERITIES, BUG_STATUSES, DEPLOYMENT_STATUSES, ENVIRONMENTS, SPRINT_STATUSES, TASK_PRIORITIES, TASK_STATUSES, TASK_TYPES } from '../../../shared/domain/boards/words.ts'; // prettier-ignore
import { m } from '../../paraglide/messages.js';
import { taskFieldWords } from '../board/task-field-words.ts';

type SharedRow = Pick<SharedDecision, 'table' | 'label'>;
export type SharedValue = string | number | null;

const KINDS: Readonly<Record<string, () => string>> = {
  tasks: m.shared_kind_tasks,
  sprints: m.shared_kind_sprints,
  sprint_capacity: m.shared_kind_sprint_capacity,
  bug_reports: m.shared_kind_bug_reports,
  deployments: m.shared_kind_deployments,
  task_comments: m.shared_kind_task_comments,
  work_logs: m.shared_kind_work_logs,
  task_links: m.shared_kind_task_links,
  task_templates: m.shared_kind_task_templates,
  board_views: m.shared_kind_board_views,
  task_history: m.shared_kind_task_history,
  task_logs: m.shared_kind_task_logs,
  error_links: m.shared_kind_error_links,
  project_alerts: m.shared_kind_project_alerts,
  alert_states: m.shared_kind_alert_states,
  people: m.shared_kind_people,
};

/** “Task”, “Sprint”: what a shared row is. */
export function sharedKind(table: string): string {
  return KINDS[table]?.() ?? table;
}

/** What people call the row; the kind where it has no name. */
export function sharedLabel({ table, label }: SharedRow): string {
  return label === null || label === '' ? sharedKind(table) : label;
}

const FIELDS: Readonly<Record<string, () => string>> = {
  created_by: m.shared_field_created_by,
  description: m.shared_field_description,
  name: m.shared_field_name,
  end_date: m.shared_field_end,
  minutes: m.shared_field_minutes,
  committed_minutes: m.shared_field_minutes,
  work_date: m.shared_field_day,
  comment: m.shared_field_comment,
  version: m.shared_field_version,
  environment: m.shared_field_environment,
  severity: m.shared_field_severity,
  steps_to_reproduce: m.shared_field_steps,
  root_cause: m.shared_field_root_cause,
  resolution_notes: m.shared_field_resolution,
  duplicate_of_id: m.shared_field_duplicate,
  introduced_by_task_id: m.shared_field_introduced,
  resolved_by_task_id: m.shared_field_resolved_by,
  affected_files: m.board_field_files,
  intake: m.shared_field_intake,
  notes: m.shared_field_notes,
  git_commit_hash: m.shared_field_commit,
  error_log: m.shared_field_error_log,
  rollback_reason: m.shared_field_rollback,
  deployed_tasks: m.shared_field_tasks,
  store_id: m.shared_field_store,
  layout: m.shared_field_layout,
  filters: m.shared_field_filters,
  group_by: m.shared_field_group,
  is_shared: m.shared_field_shared,
  task_id: m.shared_field_task,
  bug_report_id: m.shared_field_bug,
};

/** A column of a shared row in the person's language; one that has no words here keeps its name. */
export function sharedField(table: string, field: string): string {
  if (field === 'status' && table !== 'tasks') return m.shared_field_status();
  return FIELDS[field]?.() ?? taskFieldWords(field);
}

const STATUS_OF: Readonly<Record<string, (value: string) => string>> = {
  tasks: (value) => wordKnown(value, TASK_STATUSES, wordStatus),
  sprints: (value) => wordKnown(value, SPRINT_STATUSES, wordSprintStatus),
  bug_reports: (value) => wordKnown(value, BUG_STATUSES, wordBugStatus),
  deployments: (value) => wordKnown(value, DEPLOYMENT_STATUSES, wordDeploymentStatus),
};
const WORDS: Readonly<Record<string, (value: string) => string>> = {
  type: (value) => wordKnown(value, TASK_TYPES, wordType),
  priority: (value) => wordKnown(value, TASK_PRIORITIES, wordPriority),
  severity: (value) => wordKnown(value, BUG_SEVERITIES, wordSeverity),
  environment: (value) => wordKnown(value, ENVIRONMENTS, wordEnvironment),
};
const MINUTES = /minutes$/;
/** Epoch milliseconds in the mirror. */
const MOMENTS = /^(?:start_date|end_date|.*_at|snoozed_until)$/;
const LISTS = /^(?:tags|related_files|affected_files|deployed_tasks|mentions)$/;

/** Names of rows that a value points to. */
export type SharedNames = {
  readonly person: (id: string) => string | null;
  readonly other: (field: string, id: string) => string | null;
};
const PEOPLE = /^(?:assigned_to|created_by|user_id|reporter_id|deployed_by)$/;

/** A value of a shared row as text, or null where there is none. */
export function sharedValueText(
  table: string,
  field: string,
  value: SharedValue,
  names: SharedNames,
  locale: Locale,
): string | null {
  if (value === null || value === '') return null;
  if (field.startsWith('is_')) return value === 1 ? m.shared_value_yes() : m.shared_value_no();
  if (typeof value === 'number') {
    if (MINUTES.test(field)) return minutesWords(value);
    return MOMENTS.test(field) ? formatMoment(new Date(value).toISOString(), locale) : String(value);
  }
  if (LISTS.test(field)) return listText(value);
  if (PEOPLE.test(field)) return names.person(value) ?? value;
  if (field === 'status') return STATUS_OF[table]?.(value) ?? value;
  return WORDS[field]?.(value) ?? (field.endsWith('_id') ? (names.other(field, value) ?? value) : value);
}

function listText(json: string): string | null {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.map(String).join(', ') || null : json;
  } catch {
    return json;
  }
}

/** One line under the name in the list. */
export function sharedDecisionDetail({ table, kind, fields }: SharedDecision): string {
  if (kind === 'deleted') return m.shared_gone_short();
  return fields.map(({ name }) => sharedField(table, name)).join(', ');
}

/** Why central refused, by SQLSTATE, and what is to be done. [TEAM6] */
export function refusalReason({ code }: Pick<SharedRefusal, 'code'>): string {
  switch (code) {
    case '42501':
      return m.shared_reason_permission();
    case '23503':
      return m.shared_reason_parent();
    case '23505':
    case '23P01':
      return m.shared_reason_twice();
    case '23514':
    case 'P0001':
      return m.shared_reason_rule();
    case '23502':
      return m.shared_reason_missing();
    case '22001':
    case '54000':
      return m.shared_reason_long();
    case '42P01':
      return m.shared_reason_unknown_kind();
    default:
      return code.startsWith('22') ? m.shared_reason_value() : m.shared_reason_other();
  }
}

export function refusedWhat({ kind }: Pick<SharedRefusal, 'kind'>): string {
  switch (kind) {
    case 'insert':
      return m.shared_refused_insert();
    case 'update':
      return m.shared_refused_update();
    case 'delete':
      return m.shared_refused_delete();
  }
}
