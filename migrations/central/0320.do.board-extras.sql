-- What the boards need beyond sprints, tasks and logs (docs/boards-spec.md), with the names of the mirror: places, keys,
-- whole minutes, links, history, templates, views, causes of refusals, alerts that are raised once.
--
-- Verify: SELECT count(*) FROM tasks t WHERE t.actual_minutes <>
--           (SELECT coalesce(sum(minutes), 0) FROM work_logs l WHERE l.task_id = t.id AND l.deleted_at IS NULL);  -- 0

ALTER TABLE sprints
  ADD COLUMN started_at timestamptz,
  ADD COLUMN completed_at timestamptz,
  ADD COLUMN committed_minutes integer CHECK (committed_minutes >= 0);

-- lists are never null, here as in the mirror
UPDATE tasks SET related_files = coalesce(related_files, '{}'), tags = coalesce(tags, '{}');
UPDATE bug_reports SET affected_files = coalesce(affected_files, '{}');
UPDATE deployments SET deployed_tasks = coalesce(deployed_tasks, '{}');
UPDATE task_logs SET context = coalesce(context, '{}');
ALTER TABLE tasks ALTER related_files SET DEFAULT '{}', ALTER related_files SET NOT NULL, ALTER tags SET DEFAULT '{}', ALTER tags SET NOT NULL;
ALTER TABLE bug_reports ALTER affected_files SET DEFAULT '{}', ALTER affected_files SET NOT NULL;
ALTER TABLE deployments ALTER deployed_tasks SET DEFAULT '{}', ALTER deployed_tasks SET NOT NULL;
ALTER TABLE task_logs ALTER context SET NOT NULL;

-- Hours are what minutes come to; who knows only hours writes those.
ALTER TABLE tasks
  ADD COLUMN number integer CHECK (number > 0),
  -- compared by bytes, as desktops do
  ADD COLUMN position text COLLATE "C" NOT NULL DEFAULT 'a0',
  ADD COLUMN estimated_minutes integer CHECK (estimated_minutes > 0),
  ADD COLUMN actual_minutes integer NOT NULL DEFAULT 0 CHECK (actual_minutes >= 0),
  ADD COLUMN start_date date,
  ADD COLUMN due_date date;
ALTER TABLE work_logs
  ADD COLUMN minutes integer CHECK (minutes BETWEEN 1 AND 1440),
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE task_comments ADD COLUMN mentions uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE task_logs ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN deleted_at timestamptz;

ALTER TABLE bug_reports
  ADD COLUMN number integer CHECK (number > 0),
  ADD COLUMN intake text NOT NULL DEFAULT 'pending' CHECK (intake IN ('pending', 'accepted', 'declined', 'duplicate', 'snoozed')),
  ADD COLUMN snoozed_until timestamptz CHECK (snoozed_until IS NULL OR intake = 'snoozed'),
  ADD COLUMN duplicate_of_id uuid REFERENCES bug_reports(id) ON DELETE SET NULL,
  ADD CHECK (duplicate_of_id IS NULL OR (intake = 'duplicate' AND duplicate_of_id <> id));
CREATE INDEX ON bug_reports (duplicate_of_id);

ALTER TABLE deployments
  ADD COLUMN store_id uuid REFERENCES stores(id) ON DELETE SET NULL,
  ADD COLUMN rolled_back_at timestamptz,
  ADD COLUMN rollback_reason text,
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX ON deployments (store_id);

ALTER TABLE project_alerts
  ADD COLUMN cause_key text,
  ADD COLUMN facts jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN settled_at timestamptz,
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN deleted_at timestamptz;
UPDATE project_alerts SET cause_key = 'alert:' || id;
ALTER TABLE project_alerts ALTER cause_key SET DEFAULT 'alert:' || gen_random_uuid(), ALTER cause_key SET NOT NULL,
  ADD UNIQUE (organization_id, cause_key);

CREATE TABLE sprint_capacity (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  sprint_id uuid NOT NULL REFERENCES sprints(id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  minutes integer NOT NULL CHECK (minutes >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz
);

CREATE TABLE task_links (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  from_task_id uuid NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  to_task_id uuid NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('blocks', 'duplicates', 'relates')),
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz,
  CHECK (from_task_id <> to_task_id)
);

CREATE TABLE task_history (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  task_id uuid NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  field text NOT NULL,
  old_value jsonb NOT NULL,
  new_value jsonb NOT NULL,
  batch_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz
);

CREATE TABLE task_templates (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  fields jsonb NOT NULL DEFAULT '{}',
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz
);

CREATE TABLE board_views (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  name text NOT NULL,
  is_shared boolean NOT NULL DEFAULT false,
  layout text NOT NULL DEFAULT 'board' CHECK (layout IN ('board', 'list', 'timeline')),
  group_by text NOT NULL DEFAULT 'none' CHECK (group_by IN ('none', 'assignee', 'priority', 'type', 'sprint')),
  filters jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz
);

CREATE TABLE error_links (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  fingerprint text NOT NULL,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  bug_report_id uuid REFERENCES bug_reports(id) ON DELETE CASCADE,
  task_id uuid REFERENCES tasks(id) ON DELETE CASCADE,
  error_code text NOT NULL,
  entity_type text NOT NULL,
  field text,
  resolved_at timestamptz,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz,
  CHECK ((bug_report_id IS NULL) <> (task_id IS NULL))
);

CREATE TABLE alert_states (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  alert_id uuid NOT NULL REFERENCES project_alerts(id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  read_at timestamptz,
  snoozed_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  deleted_at timestamptz
);

-- every reference is looked up from the other end when its target goes
DO $$
DECLARE
  reference record;
BEGIN
  FOR reference IN
    SELECT c.conrelid::regclass AS name, a.attname FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.conrelid::regclass::text IN ('sprint_capacity', 'task_links', 'task_history', 'task_templates',
      'board_views', 'error_links', 'alert_states')
  LOOP
    EXECUTE format('CREATE INDEX ON %s (%I)', reference.name, reference.attname);
  END LOOP;
END $$;

-- A number is given where a client gave none; twins of two desktops are told apart by who was born first.
CREATE FUNCTION number_born_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  EXECUTE format('SELECT coalesce(max(number), 0) + 1 FROM %s WHERE organization_id = $1', TG_RELID::regclass)
    INTO NEW.number USING NEW.organization_id;
  RETURN NEW;
END $$;
CREATE TRIGGER number_born_row BEFORE INSERT ON tasks FOR EACH ROW WHEN (NEW.number IS NULL) EXECUTE FUNCTION number_born_row();
CREATE TRIGGER number_born_row BEFORE INSERT ON bug_reports FOR EACH ROW WHEN (NEW.number IS NULL) EXECUTE FUNCTION number_born_row();
WITH numbered AS (SELECT id, row_number() OVER (PARTITION BY organization_id ORDER BY created_at, id) AS n FROM tasks)
UPDATE tasks SET number = n FROM numbered WHERE numbered.id = tasks.id;
WITH numbered AS (SELECT id, row_number() OVER (PARTITION BY organization_id ORDER BY created_at, id) AS n FROM bug_reports)
UPDATE bug_reports SET number = n FROM numbered WHERE numbered.id = bug_reports.id;
ALTER TABLE tasks ALTER number SET NOT NULL;
ALTER TABLE bug_reports ALTER number SET NOT NULL;
CREATE INDEX ON tasks (organization_id, number);
CREATE INDEX ON bug_reports (organization_id, number);

-- Whole minutes and hours say the same: whichever was written decides.
CREATE FUNCTION agree_on_hours() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'work_logs' THEN
    IF NEW.minutes IS NULL OR (TG_OP = 'UPDATE' AND NEW.minutes = OLD.minutes AND NEW.hours <> OLD.hours) THEN
      NEW.minutes := greatest(1, round(NEW.hours * 60));
    END IF;
    NEW.hours := round(NEW.minutes / 60.0, 4);
  ELSE
    IF NEW.estimated_hours IS DISTINCT FROM round(NEW.estimated_minutes / 60.0, 4) AND (TG_OP = 'INSERT' AND NEW.estimated_minutes IS NULL
      OR TG_OP = 'UPDATE' AND NEW.estimated_minutes IS NOT DISTINCT FROM OLD.estimated_minutes) THEN
      NEW.estimated_minutes := nullif(round(NEW.estimated_hours * 60), 0);
    END IF;
    NEW.estimated_hours := round(NEW.estimated_minutes / 60.0, 4);
    NEW.actual_hours := round(NEW.actual_minutes / 60.0, 4);
  END IF;
  RETURN NEW;
END $$;
-- only minutes need to be given; the trigger below makes the hours
ALTER TABLE work_logs ALTER hours SET DEFAULT 1;
CREATE TRIGGER agree_on_hours BEFORE INSERT OR UPDATE ON work_logs FOR EACH ROW EXECUTE FUNCTION agree_on_hours();
CREATE TRIGGER agree_on_hours BEFORE INSERT OR UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION agree_on_hours();
UPDATE work_logs SET hours = hours;
UPDATE tasks SET estimated_hours = estimated_hours;
ALTER TABLE work_logs ALTER minutes SET NOT NULL;

-- The sum of a task's logs, whoever writes them. It is no change of the task: desktops add up for themselves.
CREATE FUNCTION sum_work() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.tasks t SET actual_minutes = (
      SELECT coalesce(sum(l.minutes), 0) FROM public.work_logs l WHERE l.task_id = t.id AND l.deleted_at IS NULL)
    WHERE t.id IN (OLD.task_id, NEW.task_id);
  RETURN NULL;
END $$;
CREATE TRIGGER sum_work AFTER INSERT OR DELETE OR UPDATE OF task_id, minutes, hours, deleted_at ON work_logs
  FOR EACH ROW EXECUTE FUNCTION sum_work();
UPDATE tasks t SET actual_minutes = coalesce((SELECT sum(l.minutes) FROM work_logs l WHERE l.task_id = t.id AND l.deleted_at IS NULL), 0);
-- A client that writes the sum writes nothing.
CREATE FUNCTION keep_sum_of_work() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.actual_minutes := (SELECT coalesce(sum(l.minutes), 0) FROM public.work_logs l WHERE l.task_id = NEW.id AND l.deleted_at IS NULL);
  RETURN NEW;
END $$;
-- its name makes it run before the hours are made of the minutes
CREATE TRIGGER a_keep_sum_of_work BEFORE INSERT OR UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION keep_sum_of_work();

DO $$
DECLARE
  columns text := (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
    WHERE attrelid = 'tasks'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('actual_minutes', 'actual_hours', 'row_version', 'row_xid', 'updated_at'));
BEGIN
  DROP TRIGGER bump_row_version ON tasks;
  DROP TRIGGER set_updated_at ON tasks;
  EXECUTE format('CREATE TRIGGER bump_row_version BEFORE INSERT OR UPDATE OF %s ON tasks FOR EACH ROW EXECUTE FUNCTION bump_row_version()', columns);
  EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE OF %s ON tasks FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()', columns);
END $$;

SELECT mirror_table(name::regclass) FROM unnest(ARRAY[
  'sprint_capacity', 'task_links', 'task_history', 'task_templates', 'board_views', 'error_links', 'alert_states', 'task_logs']) name;
DO $$
DECLARE
  mirrored text;
BEGIN
  FOREACH mirrored IN ARRAY ARRAY['sprint_capacity', 'task_links', 'task_history', 'task_templates', 'board_views', 'error_links', 'alert_states', 'task_logs'] LOOP
    EXECUTE format('CREATE TRIGGER leave_tombstone AFTER DELETE ON %I FOR EACH ROW EXECUTE FUNCTION leave_tombstone()', mirrored);
  END LOOP;
  FOREACH mirrored IN ARRAY ARRAY['sprint_capacity', 'task_links', 'task_history', 'task_templates', 'board_views', 'error_links', 'alert_states',
    'task_logs', 'work_logs', 'deployments', 'project_alerts'] LOOP
    EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()', mirrored);
  END LOOP;
END $$;

-- Who may: everybody reads, whoever may create and update projects writes. deployments name a store now.
SELECT auth.open_by_permission(name::regclass, 'projects', writing_rank => 'viewer') FROM unnest(ARRAY[
  'sprint_capacity', 'task_links', 'task_templates', 'error_links', 'deployments']) name;
GRANT SELECT ON sprints, tasks, work_logs, task_comments, task_logs, bug_reports, deployments, project_alerts, sprint_capacity, task_links,
  task_templates, error_links, task_history, board_views, alert_states TO app_user;

-- What happened is added to and never changed, and nobody writes it in another's name.
SELECT auth.open_by_permission(name::regclass, 'projects') FROM unnest(ARRAY['task_history', 'task_logs']) name;
DROP POLICY may_create ON task_history;
DROP POLICY may_create ON task_logs;
DROP POLICY may_update ON task_history;
DROP POLICY may_update ON task_logs;
REVOKE UPDATE ON task_history, task_logs FROM app_user;
CREATE POLICY may_create ON task_history FOR INSERT TO app_user WITH CHECK (
  organization_id = (SELECT auth.user_org_id()) AND user_id = (SELECT auth.uid()) AND (SELECT auth.may('projects:create')));
CREATE POLICY may_create ON task_logs FOR INSERT TO app_user WITH CHECK (
  organization_id = (SELECT auth.user_org_id()) AND user_id = (SELECT auth.uid()) AND (SELECT auth.may('projects:create')));

-- Comments and views are their author's. Work is whoever worked's; who manages projects corrects it.
DROP POLICY may_create ON task_comments;
DROP POLICY may_update ON task_comments;
DROP POLICY may_create ON work_logs;
DROP POLICY may_update ON work_logs;
CREATE POLICY may_create ON task_comments FOR INSERT TO app_user WITH CHECK (
  organization_id = (SELECT auth.user_org_id()) AND user_id = (SELECT auth.uid()) AND (SELECT auth.may('projects:create')));
CREATE POLICY may_update ON task_comments FOR UPDATE TO app_user USING (
  organization_id = (SELECT auth.user_org_id()) AND user_id = (SELECT auth.uid()) AND (SELECT auth.may('projects:update')));
CREATE POLICY may_create ON work_logs FOR INSERT TO app_user WITH CHECK (
  organization_id = (SELECT auth.user_org_id()) AND user_id = (SELECT auth.uid()) AND (SELECT auth.may('projects:create')));
CREATE POLICY may_update ON work_logs FOR UPDATE TO app_user USING (
  organization_id = (SELECT auth.user_org_id()) AND ((user_id = (SELECT auth.uid()) AND (SELECT auth.may('projects:update')))
    OR (SELECT auth.may('projects:manage'))));

SELECT auth.open_by_permission('board_views', 'projects', reading => 'is_shared OR user_id = (SELECT auth.uid())');
DROP POLICY may_create ON board_views;
DROP POLICY may_update ON board_views;
CREATE POLICY may_create ON board_views FOR INSERT TO app_user WITH CHECK (
  organization_id = (SELECT auth.user_org_id()) AND user_id = (SELECT auth.uid()) AND (SELECT auth.may('projects:create')));
CREATE POLICY may_update ON board_views FOR UPDATE TO app_user USING (
  organization_id = (SELECT auth.user_org_id()) AND user_id = (SELECT auth.uid()) AND (SELECT auth.may('projects:update')));

-- What a person read and put off: whoever may read the boards.
SELECT auth.open_by_permission('alert_states', 'projects', reading => 'user_id = (SELECT auth.uid())');
DROP POLICY may_create ON alert_states;
DROP POLICY may_update ON alert_states;
CREATE POLICY may_create ON alert_states FOR INSERT TO app_user WITH CHECK (
  organization_id = (SELECT auth.user_org_id()) AND user_id = (SELECT auth.uid()) AND (SELECT auth.may('projects:read')));
CREATE POLICY may_update ON alert_states FOR UPDATE TO app_user USING (
  organization_id = (SELECT auth.user_org_id()) AND user_id = (SELECT auth.uid()) AND (SELECT auth.may('projects:read')));

SELECT auth.seal();
