/** The closed sets of the boards, the same in the mirror, in the central database, in the contract and on screen. */

export const TASK_STATUSES = ['todo', 'in_progress', 'review', 'testing', 'done', 'blocked'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];
export const TASK_TYPES = ['feature', 'bug', 'improvement', 'refactor', 'documentation'] as const;
export type TaskType = (typeof TASK_TYPES)[number];
export const TASK_PRIORITIES = ['low', 'medium', 'high', 'critical'] as const;
export type TaskPriority = (typeof TASK_PRIORITIES)[number];
export const LINK_KINDS = ['blocks', 'duplicates', 'relates'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];
export const TASK_LOG_LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type TaskLogLevel = (typeof TASK_LOG_LEVELS)[number];

export const SPRINT_STATUSES = ['planned', 'active', 'completed', 'cancelled'] as const;
export type SprintStatus = (typeof SPRINT_STATUSES)[number];

export const BUG_SEVERITIES = ['minor', 'moderate', 'major', 'critical', 'blocker'] as const;
export type BugSeverity = (typeof BUG_SEVERITIES)[number];
export const BUG_STATUSES = ['open', 'investigating', 'in_progress', 'resolved', 'closed', 'wont_fix'] as const;
export type BugStatus = (typeof BUG_STATUSES)[number];
export const BUG_INTAKES = ['pending', 'accepted', 'declined', 'duplicate', 'snoozed'] as const;
export type BugIntake = (typeof BUG_INTAKES)[number];

export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];
export const DEPLOYMENT_STATUSES = ['pending', 'in_progress', 'success', 'failed', 'rolled_back'] as const;
export type DeploymentStatus = (typeof DEPLOYMENT_STATUSES)[number];

export const ALERT_TYPES = ['overdue', 'budget_exceeded', 'sprint_delay', 'bug_critical', 'deployment_failed'] as const;
export type AlertType = (typeof ALERT_TYPES)[number];
export const ALERT_SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

export const BOARD_LAYOUTS = ['board', 'list', 'timeline'] as const;
export const BOARD_GROUPINGS = ['none', 'assignee', 'priority', 'type', 'sprint'] as const;
