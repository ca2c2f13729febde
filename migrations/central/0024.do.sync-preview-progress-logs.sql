-- What a sync is about to do, how far it is and what happened: previews kept for an hour, progress with speed and
-- estimate, and a log in monthly partitions. The default partition takes what no month has yet, so nothing is refused.
--
-- Verify:    SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'
--              AND table_name IN ('sync_preview_cache', 'sync_progress', 'sync_activity_log');  -- 3
--            SELECT count(*) FROM pg_type
--              WHERE typname IN ('sync_type', 'sync_action', 'sync_entity_type', 'sync_status_type');  -- 4
--            SELECT count(*) FROM pg_proc WHERE proname IN ('update_sync_progress_elapsed', 'validate_sync_progress_totals',
--              'update_sync_progress_timestamp', 'auto_log_sync_activity_on_progress_change', 'ensure_month_partitions');  -- 5
--            SELECT count(*) FROM pg_trigger WHERE tgrelid = 'sync_progress'::regclass AND starts_with(tgname, 'sync_progress_');  -- 4
-- Roll back: forward only. Only telemetry is lost by
--            TRUNCATE sync_activity_log, sync_progress, sync_preview_cache;

CREATE TABLE sync_preview_cache (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  sync_type sync_type NOT NULL,
  entity_type sync_entity_type NOT NULL,
  sync_id varchar(255),
  delta_data jsonb NOT NULL DEFAULT '{}',
  computed_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL DEFAULT (now() + interval '1 hour'),
  computed_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  cache_key varchar(255),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (expires_at > computed_at),
  CONSTRAINT sync_preview_unique UNIQUE NULLS NOT DISTINCT (org_id, store_id, sync_type, entity_type, cache_key)
);
CREATE INDEX idx_sync_preview_expires ON sync_preview_cache (expires_at);

CREATE INDEX idx_sync_preview_org_type ON sync_preview_cache (org_id, sync_type, entity_type);
CREATE INDEX idx_sync_preview_key ON sync_preview_cache (cache_key) WHERE cache_key IS NOT NULL;

CREATE TABLE sync_progress (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  sync_id varchar(255) NOT NULL,
  job_id varchar(255),
  source_system sync_type NOT NULL DEFAULT 'woocommerce',
  entity_type sync_entity_type,
  total_items integer NOT NULL DEFAULT 0,
  current_item integer NOT NULL DEFAULT 0,
  processed_count integer NOT NULL DEFAULT 0,
  failed_count integer NOT NULL DEFAULT 0,
  status sync_status_type NOT NULL DEFAULT 'in_progress',
  elapsed_seconds numeric(12,3) NOT NULL DEFAULT 0,
  speed_items_per_min numeric(12,2),
  eta_seconds numeric(12,1),
  metadata jsonb NOT NULL DEFAULT '{}',
  started_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  initiated_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  CONSTRAINT sync_progress_counts CHECK (
    processed_count >= 0 AND failed_count >= 0 AND total_items >= 0
    AND (total_items = 0 OR processed_count + failed_count <= total_items)),
  CONSTRAINT sync_progress_unique UNIQUE (org_id, sync_id)
);

CREATE INDEX idx_sync_progress_org_job ON sync_progress (org_id, job_id);
CREATE INDEX idx_sync_progress_org_status ON sync_progress (org_id, status, updated_at DESC);

CREATE TABLE sync_activity_log (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid,
  sync_id varchar(255),
  sync_type sync_type,
  entity_type sync_entity_type,
  action sync_action,
  activity_type text NOT NULL,
  status text NOT NULL,
  duration_ms integer,
  error_message text,
  details jsonb NOT NULL DEFAULT '{}',
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX idx_sync_activity_org ON sync_activity_log (org_id, created_at DESC);
CREATE INDEX idx_sync_activity_sync ON sync_activity_log (sync_id, created_at DESC);
CREATE TABLE sync_activity_log_default PARTITION OF sync_activity_log DEFAULT;

-- Elapsed time by the wall clock: now() stands still within a transaction.
CREATE FUNCTION update_sync_progress_elapsed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  elapsed numeric;
  done integer := NEW.processed_count + NEW.failed_count;
BEGIN
  elapsed := greatest(extract(epoch FROM coalesce(NEW.completed_at, clock_timestamp()) - NEW.started_at), 0);
  NEW.elapsed_seconds := elapsed;
  NEW.speed_items_per_min := NULL;
  NEW.eta_seconds := NULL;
  IF done > 0 AND elapsed > 0 THEN
    NEW.speed_items_per_min := least(done / elapsed * 60, 9999999999);
    IF NEW.total_items > 0 THEN
      NEW.eta_seconds := least(greatest(NEW.total_items - done, 0) * elapsed / done, 99999999999);
    END IF;
  END IF;
  IF NEW.status IN ('completed', 'completed_with_errors', 'failed', 'cancelled', 'timeout') THEN
    NEW.completed_at := coalesce(NEW.completed_at, clock_timestamp());
    NEW.eta_seconds := 0;
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION validate_sync_progress_totals() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.total_items > 0 AND NEW.processed_count + NEW.failed_count > NEW.total_items THEN
    RAISE EXCEPTION 'sync %: % processed and % failed are more than % in all',
      NEW.sync_id, NEW.processed_count, NEW.failed_count, NEW.total_items USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION update_sync_progress_timestamp() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END $$;

CREATE FUNCTION auto_log_sync_activity_on_progress_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.status IS NOT DISTINCT FROM OLD.status THEN
    RETURN NULL;
  END IF;
  INSERT INTO public.sync_activity_log (
    org_id, store_id, sync_id, sync_type, entity_type, action, activity_type, status, duration_ms, details, user_id)
  VALUES (
    NEW.org_id, NEW.store_id, NEW.sync_id, NEW.source_system, NEW.entity_type,
    CASE
      WHEN TG_OP = 'INSERT' THEN 'sync_start'
      WHEN NEW.status IN ('completed', 'completed_with_errors') THEN 'sync_complete'
    END::public.sync_action,
    'progress', NEW.status::text, least(NEW.elapsed_seconds * 1000, 2147483647)::integer,
    jsonb_build_object('total', NEW.total_items, 'processed', NEW.processed_count, 'failed', NEW.failed_count),
    NEW.initiated_by);
  RETURN NULL;
END $$;

CREATE TRIGGER sync_progress_update_elapsed BEFORE INSERT OR UPDATE ON sync_progress
  FOR EACH ROW EXECUTE FUNCTION update_sync_progress_elapsed();
CREATE TRIGGER sync_progress_update_timestamp BEFORE UPDATE ON sync_progress
  FOR EACH ROW EXECUTE FUNCTION update_sync_progress_timestamp();
CREATE TRIGGER sync_progress_validate_totals BEFORE INSERT OR UPDATE ON sync_progress
  FOR EACH ROW EXECUTE FUNCTION validate_sync_progress_totals();
CREATE TRIGGER sync_progress_log_completion AFTER INSERT OR UPDATE ON sync_progress
  FOR EACH ROW EXECUTE FUNCTION auto_log_sync_activity_on_progress_change();

-- Makes the months from this one on. Rows that fell into the default partition are moved first: otherwise the new month
-- would be refused. A partition is a table of its own, so it gets the seal as well; nobody is granted anything on it.
-- Runs as the owner of the tables, whoever calls it.
CREATE FUNCTION ensure_month_partitions(parent regclass, months_ahead integer DEFAULT 3) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  schema_name text;
  parent_name text;
  month date;
  child text;
  first_moment text;
  last_moment text;
  made integer := 0;
BEGIN
  SELECT n.nspname, c.relname INTO schema_name, parent_name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = parent;
  IF parent_name NOT IN ('sync_activity_log', 'audit_logs') THEN
    RAISE EXCEPTION '% is not kept in months', parent USING ERRCODE = 'invalid_parameter_value';
  END IF;
  FOR ahead IN 0..months_ahead LOOP
    month := (date_trunc('month', now()) + make_interval(months => ahead))::date;
    child := format('%I.%I', schema_name, parent_name || to_char(month, '_YYYY_MM'));
    CONTINUE WHEN to_regclass(child) IS NOT NULL;
    first_moment := month::text || ' 00:00+00';
    last_moment := (month + interval '1 month')::date::text || ' 00:00+00';
    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
    EXECUTE format(
      'WITH moved AS (DELETE FROM %I.%I WHERE created_at >= %L AND created_at < %L RETURNING *) INSERT INTO %s SELECT * FROM moved',
      schema_name, parent_name || '_default', first_moment, last_moment, child);
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', parent, child, first_moment, last_moment);
    made := made + 1;
  END LOOP;
  IF made > 0 THEN
    PERFORM auth.seal_tables();
  END IF;
  RETURN made;
END $$;

SELECT auth.seal();
SELECT ensure_month_partitions('sync_activity_log');
