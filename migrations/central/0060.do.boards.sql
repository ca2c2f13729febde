-- Sprints, tasks, bugs, deployments and the work on them.

CREATE TABLE sprints (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  description text,
  start_date timestamptz NOT NULL,
  end_date timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'active', 'completed', 'cancelled')),
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz,
  CHECK (end_date > start_date)
);

CREATE TABLE tasks (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  sprint_id uuid REFERENCES sprints(id) ON DELETE SET NULL,
  title text NOT NULL,
  description text,
  type text NOT NULL DEFAULT 'feature' CHECK (type IN ('feature', 'bug', 'improvement', 'refactor', 'documentation')),
  status text NOT NULL DEFAULT 'todo' CHECK (status IN ('todo', 'in_progress', 'review', 'testing', 'done', 'blocked')),
  priority text NOT NULL DEFAULT 'medium' CHECK (priority IN ('low', 'medium', 'high', 'critical')),
  estimated_hours numeric,
  actual_hours numeric DEFAULT 0,
  assigned_to uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  related_files text[],
  tags text[],
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz
);

CREATE TABLE bug_reports (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  title text NOT NULL,
  description text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('minor', 'moderate', 'major', 'critical', 'blocker')),
  status text NOT NULL DEFAULT 'open'
    CHECK (status IN ('open', 'investigating', 'in_progress', 'resolved', 'closed', 'wont_fix')),
  introduced_by_task_id uuid REFERENCES tasks(id) ON DELETE SET NULL,
  resolved_by_task_id uuid REFERENCES tasks(id) ON DELETE SET NULL,
  affected_files text[],
  steps_to_reproduce text,
  root_cause text,
  resolution_notes text,
  reporter_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  assigned_to uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz
);

CREATE TABLE deployments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  sprint_id uuid REFERENCES sprints(id) ON DELETE SET NULL,
  version text NOT NULL,
  environment text NOT NULL CHECK (environment IN ('development', 'staging', 'production')),
  status text NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'in_progress', 'success', 'failed', 'rolled_back')),
  deployed_tasks uuid[],
  git_commit_hash text,
  deployed_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  notes text,
  error_log text,
  created_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz
);

CREATE TABLE work_logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  task_id uuid NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  hours numeric NOT NULL CHECK (hours > 0),
  description text,
  work_date date NOT NULL DEFAULT CURRENT_DATE,
  created_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz
);

CREATE TABLE task_comments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  task_id uuid NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  comment text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz
);

CREATE TABLE project_alerts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  task_id uuid REFERENCES tasks(id) ON DELETE CASCADE,
  sprint_id uuid REFERENCES sprints(id) ON DELETE CASCADE,
  type text NOT NULL
    CHECK (type IN ('overdue', 'budget_exceeded', 'sprint_delay', 'bug_critical', 'deployment_failed')),
  severity text NOT NULL DEFAULT 'medium' CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  message text NOT NULL,
  is_read boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  bug_report_id uuid REFERENCES bug_reports(id) ON DELETE CASCADE,
  deployment_id uuid REFERENCES deployments(id) ON DELETE CASCADE
);

CREATE TABLE task_logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  task_id uuid REFERENCES tasks(id) ON DELETE CASCADE,
  level text NOT NULL CHECK (level IN ('debug', 'info', 'warning', 'error', 'critical')),
  message text NOT NULL,
  stack_trace text,
  context jsonb DEFAULT '{}',
  file_path text,
  line_number integer,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE
);

SELECT auth.seal();
