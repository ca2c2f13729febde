-- The project boards: sprints, tasks, work on them, bugs, deployments, alerts. Rules: docs/boards-spec.md.
-- Times are epoch milliseconds, days 'YYYY-MM-DD', arrays and objects JSON. Names, statuses and checks are those of the
-- central database. Rows may come from other desktops in any order, so they refer to each other without foreign keys,
-- and are marked as deleted instead of removed. Minutes are the truth; `hours` is what the central database calls them.

-- Who works here. Alone: one row, this computer's person; with a team all colleagues.
CREATE TABLE people (
  id TEXT PRIMARY KEY,
  -- empty: not named yet
  name TEXT NOT NULL DEFAULT '',
  email TEXT,
  is_me INTEGER NOT NULL DEFAULT 0 CHECK (is_me IN (0, 1)),
  is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX people_one_me ON people (is_me) WHERE is_me = 1;

CREATE TABLE sprints (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT,
  start_date INTEGER NOT NULL,
  end_date INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'active', 'completed', 'cancelled')),
  -- when it really began and ended, and how much was estimated in it at its beginning
  started_at INTEGER,
  completed_at INTEGER,
  committed_minutes INTEGER CHECK (committed_minutes >= 0),
  created_by TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  CHECK (end_date > start_date)
) STRICT;
CREATE INDEX sprints_by_start ON sprints (start_date, id) WHERE deleted_at IS NULL;

-- How much a person can do in a sprint. The id is derived from both, so two desktops write the same row.
CREATE TABLE sprint_capacity (
  id TEXT PRIMARY KEY,
  sprint_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes >= 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX sprint_capacity_by_sprint ON sprint_capacity (sprint_id, user_id) WHERE deleted_at IS NULL;

CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  -- 123 of BR-123: given once, never changed; tasks of two desktops may share one [BOARD3]
  number INTEGER NOT NULL CHECK (number > 0),
  sprint_id TEXT,
  title TEXT NOT NULL,
  description TEXT,
  type TEXT NOT NULL DEFAULT 'feature' CHECK (type IN ('feature', 'bug', 'improvement', 'refactor', 'documentation')),
  status TEXT NOT NULL DEFAULT 'todo' CHECK (status IN ('todo', 'in_progress', 'review', 'testing', 'done', 'blocked')),
  priority TEXT NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'critical')),
  -- fractional index: the place within the column, ties by id [BOARD5]
  position TEXT NOT NULL,
  estimated_minutes INTEGER CHECK (estimated_minutes > 0),
  estimated_hours TEXT GENERATED ALWAYS AS (rtrim(rtrim(printf('%.4f', estimated_minutes / 60.0), '0'), '.')) VIRTUAL,
  -- the sum of its work logs, kept by the triggers below whoever writes [LOG2]
  actual_minutes INTEGER NOT NULL DEFAULT 0 CHECK (actual_minutes >= 0),
  actual_hours TEXT GENERATED ALWAYS AS (rtrim(rtrim(printf('%.4f', actual_minutes / 60.0), '0'), '.')) VIRTUAL,
  start_date TEXT CHECK (start_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  due_date TEXT CHECK (due_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  assigned_to TEXT,
  created_by TEXT,
  related_files TEXT NOT NULL DEFAULT '[]' CHECK (json_type(related_files) = 'array'),
  tags TEXT NOT NULL DEFAULT '[]' CHECK (json_type(tags) = 'array'),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  completed_at INTEGER,
  deleted_at INTEGER
) STRICT;
CREATE INDEX tasks_by_place ON tasks (status, position, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_sprint ON tasks (sprint_id, status, position, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_number ON tasks (number, created_at, id);
CREATE INDEX tasks_by_assignee ON tasks (assigned_to, status, position, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_due ON tasks (due_date, id) WHERE due_date IS NOT NULL AND completed_at IS NULL AND deleted_at IS NULL;
-- what reports group work by, without the rows
CREATE INDEX tasks_by_kind ON tasks (id, sprint_id, type);
CREATE INDEX tasks_over_budget ON tasks (id) WHERE actual_minutes > estimated_minutes AND deleted_at IS NULL;

CREATE TABLE work_logs (
  id TEXT PRIMARY KEY,
  task_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
  hours TEXT GENERATED ALWAYS AS (rtrim(rtrim(printf('%.4f', minutes / 60.0), '0'), '.')) VIRTUAL,
  description TEXT,
  -- the day on which the work was done, where the person was; when it was written is created_at
  work_date TEXT NOT NULL CHECK (work_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX work_logs_by_task ON work_logs (task_id, work_date, minutes, deleted_at) WHERE deleted_at IS NULL;
-- time reports read nothing but these: with deleted_at in them, rows need not be looked at
CREATE INDEX work_logs_by_day ON work_logs (work_date, user_id, task_id, minutes, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX work_logs_by_person ON work_logs (user_id, work_date, task_id, minutes, deleted_at) WHERE deleted_at IS NULL;

CREATE TRIGGER work_logs_added AFTER INSERT ON work_logs BEGIN
  UPDATE tasks SET actual_minutes = (SELECT coalesce(sum(minutes), 0) FROM work_logs WHERE task_id = new.task_id AND deleted_at IS NULL)
    WHERE id = new.task_id;
END;
CREATE TRIGGER work_logs_changed AFTER UPDATE OF task_id, minutes, deleted_at ON work_logs BEGIN
  UPDATE tasks SET actual_minutes = (SELECT coalesce(sum(l.minutes), 0) FROM work_logs AS l WHERE l.task_id = tasks.id AND l.deleted_at IS NULL)
    WHERE id IN (old.task_id, new.task_id);
END;
CREATE TRIGGER work_logs_removed AFTER DELETE ON work_logs BEGIN
  UPDATE tasks SET actual_minutes = (SELECT coalesce(sum(minutes), 0) FROM work_logs WHERE task_id = old.task_id AND deleted_at IS NULL)
    WHERE id = old.task_id;
END;
-- a task may come after its logs, and with another desktop's sum
CREATE TRIGGER tasks_added AFTER INSERT ON tasks BEGIN
  UPDATE tasks SET actual_minutes = (SELECT coalesce(sum(minutes), 0) FROM work_logs WHERE task_id = new.id AND deleted_at IS NULL)
    WHERE id = new.id;
END;

CREATE TABLE task_comments (
  id TEXT PRIMARY KEY,
  task_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  comment TEXT NOT NULL,
  -- ids of the people it names
  mentions TEXT NOT NULL DEFAULT '[]' CHECK (json_type(mentions) = 'array'),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX task_comments_by_task ON task_comments (task_id, created_at, id, deleted_at) WHERE deleted_at IS NULL;

-- `from` blocks, duplicates or relates to `to`. The id is derived from all three.
CREATE TABLE task_links (
  id TEXT PRIMARY KEY,
  from_task_id TEXT NOT NULL,
  to_task_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('blocks', 'duplicates', 'relates')),
  created_by TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  CHECK (from_task_id <> to_task_id)
) STRICT;
CREATE INDEX task_links_from ON task_links (from_task_id, kind) WHERE deleted_at IS NULL;
CREATE INDEX task_links_to ON task_links (to_task_id, kind) WHERE deleted_at IS NULL;

-- What was changed in a task, field by field. Only ever added to.
CREATE TABLE task_history (
  id TEXT PRIMARY KEY,
  task_id TEXT NOT NULL,
  user_id TEXT,
  field TEXT NOT NULL,
  old_value TEXT NOT NULL CHECK (json_valid(old_value)),
  new_value TEXT NOT NULL CHECK (json_valid(new_value)),
  -- one command on many tasks, which can be taken back as a whole
  batch_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX task_history_by_task ON task_history (task_id, created_at, id);
CREATE INDEX task_history_by_field ON task_history (field, task_id, created_at, id);
CREATE INDEX task_history_by_batch ON task_history (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE task_templates (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- the fields that a task made from it begins with
  fields TEXT NOT NULL DEFAULT '{}' CHECK (json_type(fields) = 'object'),
  created_by TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;

-- A way of looking at the board that somebody gave a name.
CREATE TABLE board_views (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_shared INTEGER NOT NULL DEFAULT 0 CHECK (is_shared IN (0, 1)),
  layout TEXT NOT NULL DEFAULT 'board' CHECK (layout IN ('board', 'list', 'timeline')),
  group_by TEXT NOT NULL DEFAULT 'none' CHECK (group_by IN ('none', 'assignee', 'priority', 'type', 'sprint')),
  filters TEXT NOT NULL DEFAULT '{}' CHECK (json_type(filters) = 'object'),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;

-- What happened to a task elsewhere: written by hooks, jobs and this program. Only ever added to.
CREATE TABLE task_logs (
  id TEXT PRIMARY KEY,
  task_id TEXT,
  level TEXT NOT NULL CHECK (level IN ('debug', 'info', 'warning', 'error', 'critical')),
  message TEXT NOT NULL,
  stack_trace TEXT,
  context TEXT NOT NULL DEFAULT '{}' CHECK (json_type(context) = 'object'),
  file_path TEXT,
  line_number INTEGER,
  user_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX task_logs_by_task ON task_logs (task_id, created_at, id);

CREATE TABLE bug_reports (
  id TEXT PRIMARY KEY,
  -- 12 of BUG-12, by the rule of tasks
  number INTEGER NOT NULL CHECK (number > 0),
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('minor', 'moderate', 'major', 'critical', 'blocker')),
  status TEXT NOT NULL DEFAULT 'open'
    CHECK (status IN ('open', 'investigating', 'in_progress', 'resolved', 'closed', 'wont_fix')),
  -- whether somebody took it on; snoozed: out of sight until snoozed_until
  intake TEXT NOT NULL DEFAULT 'pending' CHECK (intake IN ('pending', 'accepted', 'declined', 'duplicate', 'snoozed')),
  snoozed_until INTEGER CHECK (snoozed_until IS NULL OR intake = 'snoozed'),
  duplicate_of_id TEXT CHECK (duplicate_of_id IS NULL OR (intake = 'duplicate' AND duplicate_of_id <> id)),
  introduced_by_task_id TEXT,
  resolved_by_task_id TEXT,
  affected_files TEXT NOT NULL DEFAULT '[]' CHECK (json_type(affected_files) = 'array'),
  steps_to_reproduce TEXT,
  root_cause TEXT,
  resolution_notes TEXT,
  reporter_id TEXT,
  assigned_to TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  resolved_at INTEGER,
  deleted_at INTEGER
) STRICT;
CREATE INDEX bug_reports_by_intake ON bug_reports (intake, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX bug_reports_by_status ON bug_reports (status, severity, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX bug_reports_by_number ON bug_reports (number, created_at, id);
CREATE INDEX bug_reports_by_resolver ON bug_reports (resolved_by_task_id) WHERE resolved_by_task_id IS NOT NULL;
CREATE INDEX bug_reports_by_introducer ON bug_reports (introduced_by_task_id) WHERE introduced_by_task_id IS NOT NULL;

-- A cause of refusals and the bug or task that it became. The id is derived from both.
CREATE TABLE error_links (
  id TEXT PRIMARY KEY,
  -- the cause as triage groups it, and in which store; null: in all of them
  fingerprint TEXT NOT NULL,
  store_id TEXT,
  bug_report_id TEXT,
  task_id TEXT,
  -- what it was called when it was linked, for when its errors are gone
  error_code TEXT NOT NULL,
  entity_type TEXT NOT NULL,
  field TEXT,
  -- when the last refusal of it was gone; null: there are some
  resolved_at INTEGER,
  created_by TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  CHECK ((bug_report_id IS NULL) <> (task_id IS NULL))
) STRICT;
CREATE INDEX error_links_by_cause ON error_links (fingerprint, store_id) WHERE deleted_at IS NULL;
CREATE INDEX error_links_by_task ON error_links (task_id) WHERE task_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX error_links_by_bug ON error_links (bug_report_id) WHERE bug_report_id IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE deployments (
  id TEXT PRIMARY KEY,
  sprint_id TEXT,
  -- the store that it went to, where it went to one
  store_id TEXT,
  version TEXT NOT NULL,
  environment TEXT NOT NULL CHECK (environment IN ('development', 'staging', 'production')),
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'in_progress', 'success', 'failed', 'rolled_back')),
  deployed_tasks TEXT NOT NULL DEFAULT '[]' CHECK (json_type(deployed_tasks) = 'array'),
  git_commit_hash TEXT,
  deployed_by TEXT,
  notes TEXT,
  error_log TEXT,
  rolled_back_at INTEGER,
  -- why it was taken back
  rollback_reason TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  completed_at INTEGER,
  deleted_at INTEGER
) STRICT;
CREATE INDEX deployments_by_time ON deployments (coalesce(completed_at, created_at), id) WHERE deleted_at IS NULL;

-- The id is derived from the cause, so two desktops that notice the same thing raise one alert. [ALERT1]
CREATE TABLE project_alerts (
  id TEXT PRIMARY KEY,
  cause_key TEXT NOT NULL UNIQUE,
  task_id TEXT,
  sprint_id TEXT,
  bug_report_id TEXT,
  deployment_id TEXT,
  type TEXT NOT NULL CHECK (type IN ('overdue', 'budget_exceeded', 'sprint_delay', 'bug_critical', 'deployment_failed')),
  severity TEXT NOT NULL DEFAULT 'medium' CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  -- name of what it is about; the words around it are made from type and facts
  message TEXT NOT NULL,
  facts TEXT NOT NULL DEFAULT '{}' CHECK (json_type(facts) = 'object'),
  -- read by anybody; who read it stands in alert_states
  is_read INTEGER NOT NULL DEFAULT 0 CHECK (is_read IN (0, 1)),
  -- when its cause was gone
  settled_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX project_alerts_by_time ON project_alerts (created_at, id) WHERE deleted_at IS NULL;

-- What a person did with an alert. The id is derived from both.
CREATE TABLE alert_states (
  id TEXT PRIMARY KEY,
  alert_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  read_at INTEGER,
  snoozed_until INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX alert_states_by_alert ON alert_states (alert_id, user_id);

-- The one timer of this computer; stays here. [LOG6]
CREATE TABLE running_timer (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  task_id TEXT NOT NULL,
  description TEXT,
  -- of the stretch that runs
  started_at INTEGER NOT NULL,
  -- stretches before it: [[from, to], …]
  stretches TEXT NOT NULL DEFAULT '[]' CHECK (json_type(stretches) = 'array'),
  -- when the program last knew that it ran: what lies between this and a start is a question to the person
  seen_at INTEGER NOT NULL,
  -- since when nobody was at the computer, while that question waits
  idle_since INTEGER,
  idle_until INTEGER CHECK (idle_until IS NULL OR idle_since IS NOT NULL)
) STRICT;

-- what began after a deployment
CREATE INDEX sync_errors_by_beginning ON sync_errors (first_seen_at, fingerprint);
