import type { BugSeverity, BugStatus, DeploymentStatus, Environment, LinkKind, SprintStatus, TaskLogLevel, TaskPriority, TaskStatus, TaskType } from '../../../shared/domain/boards/words.ts'; // prettier-ignore
import { m } from '../../paraglide/messages.js';

type Words<T extends string> = Readonly<Record<T, () => string>>;

const STATUSES: Words<TaskStatus> = {
  todo: m.board_status_todo,
  in_progress: m.board_status_in_progress,
  review: m.board_status_review,
  testing: m.board_status_testing,
  done: m.board_status_done,
  blocked: m.board_status_blocked,
};
const TYPES: Words<TaskType> = {
  feature: m.board_type_feature,
  bug: m.board_type_bug,
  improvement: m.board_type_improvement,
  refactor: m.board_type_refactor,
  documentation: m.board_type_documentation,
};
const PRIORITIES: Words<TaskPriority> = {
  low: m.board_priority_low,
  medium: m.board_priority_medium,
  high: m.board_priority_high,
  critical: m.board_priority_critical,
};
const SPRINTS: Words<SprintStatus> = {
  planned: m.sprints_status_planned,
  active: m.sprints_status_active,
  completed: m.sprints_status_completed,
  cancelled: m.sprints_status_cancelled,
};
const SEVERITIES: Words<BugSeverity> = {
  minor: m.bugs_severity_minor,
  moderate: m.bugs_severity_moderate,
  major: m.bugs_severity_major,
  critical: m.bugs_severity_critical,
  blocker: m.bugs_severity_blocker,
};
const BUGS: Words<BugStatus> = {
  open: m.bugs_status_open,
  investigating: m.bugs_status_investigating,
  in_progress: m.bugs_status_in_progress,
  resolved: m.bugs_status_resolved,
  closed: m.bugs_status_closed,
  wont_fix: m.bugs_status_wont_fix,
};
const DEPLOYMENTS: Words<DeploymentStatus> = {
  pending: m.deployments_status_pending,
  in_progress: m.deployments_status_in_progress,
  success: m.deployments_status_success,
  failed: m.deployments_status_failed,
  rolled_back: m.deployments_status_rolled_back,
};
const PLACES: Words<Environment> = {
  development: m.deployments_env_development,
  staging: m.deployments_env_staging,
  production: m.deployments_env_production,
};
const LEVELS: Words<TaskLogLevel> = {
  debug: m.board_level_debug,
  info: m.board_level_info,
  warning: m.board_level_warning,
  error: m.board_level_error,
  critical: m.board_level_critical,
};
const LINKS: Readonly<Record<LinkKind, readonly [outgoing: () => string, incoming: () => string]>> = {
  blocks: [m.board_link_blocks, m.board_link_blocked_by],
  duplicates: [m.board_link_duplicates, m.board_link_duplicated_by],
  relates: [m.board_link_relates, m.board_link_relates],
};

export const wordStatus = (status: TaskStatus): string => STATUSES[status]();
export const wordType = (type: TaskType): string => TYPES[type]();
export const wordPriority = (priority: TaskPriority): string => PRIORITIES[priority]();
export const wordSprintStatus = (status: SprintStatus): string => SPRINTS[status]();
export const wordSeverity = (severity: BugSeverity): string => SEVERITIES[severity]();
export const wordBugStatus = (status: BugStatus): string => BUGS[status]();
export const wordDeploymentStatus = (status: DeploymentStatus): string => DEPLOYMENTS[status]();
export const wordEnvironment = (environment: Environment): string => PLACES[environment]();
export const wordLevel = (level: TaskLogLevel): string => LEVELS[level]();
/** Seen from one task: what it is to the other one. */
export const wordLink = (kind: LinkKind, outgoing: boolean): string => LINKS[kind][outgoing ? 0 : 1]();

/** A value that came as text from a row; one that this version does not know stands for itself. */
export function wordKnown<T extends string>(value: string, known: readonly T[], word: (value: T) => string): string {
  const found = known.find((candidate) => candidate === value);
  return found === undefined ? value : word(found);
}
