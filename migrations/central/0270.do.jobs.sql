-- What must be done again and again, by whichever desktop is there. run_due_jobs() does what is due with the rights of the
-- functions themselves and gives its caller none. One job is done by one caller: its line is locked meanwhile, and others
-- pass over it. What a caller rolls back was not done and is due as before.

CREATE TABLE maintenance_jobs (
  name text PRIMARY KEY CHECK (name ~ '^[a-z_]{1,60}$'),
  -- one call; what it answers is kept
  statement text NOT NULL,
  every interval NOT NULL CHECK (every >= interval '10 seconds'),
  is_enabled boolean NOT NULL DEFAULT true,
  next_run_at timestamptz NOT NULL DEFAULT now(),
  last_run_at timestamptz,
  last_duration_ms integer,
  last_result jsonb,
  last_error_code text,
  last_error text,
  last_error_at timestamptz,
  failures integer NOT NULL DEFAULT 0
);

-- Every chain of the server; a break is a critical security event of its organization, one a day.
CREATE FUNCTION auth.verify_audit_chains() RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  head record;
  breaks integer;
  whole integer := 0;
  broken integer := 0;
BEGIN
  FOR head IN SELECT h.chain_scope, o.id AS organization FROM public.audit_chain_heads h LEFT JOIN public.organizations o ON o.id = h.chain_scope LOOP
    SELECT count(*) INTO breaks FROM public.verify_audit_chain(head.chain_scope);
    whole := whole + (breaks = 0)::integer;
    broken := broken + (breaks > 0)::integer;
    CONTINUE WHEN breaks = 0 OR EXISTS (SELECT 1 FROM auth.security_events e WHERE e.event_type = 'audit_chain_broken'
      AND e.org_id IS NOT DISTINCT FROM head.organization AND e.created_at > now() - interval '20 hours');
    INSERT INTO auth.security_events (org_id, event_type, severity, description, details)
      VALUES (head.organization, 'audit_chain_broken', 'critical', 'The trail was changed behind our back', jsonb_build_object('problems', breaks));
  END LOOP;
  RETURN jsonb_build_object('whole', whole, 'broken', broken);
END $$;

-- Does up to `at_most` jobs and tells which; nothing when nothing is due or the caller asks too often (ten at once, then
-- six a minute). A job that fails is tried again after 1, 2, 4 … minutes and stops no other.
CREATE FUNCTION run_due_jobs(at_most integer DEFAULT 1) RETURNS TABLE (job text, outcome text, duration_ms integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  due public.maintenance_jobs;
  token text := coalesce(current_setting('app.session_token', true), '');
  started timestamptz;
  answer jsonb;
  code text;
  message text;
BEGIN
  IF auth.uid() IS NULL AND NOT pg_has_role(session_user, 'app_worker', 'USAGE') THEN
    RAISE EXCEPTION 'sign in first' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM public.maintenance_jobs j WHERE j.is_enabled AND j.next_run_at <= clock_timestamp())
    OR NOT public.check_rate_limit(session_user, 'run_due_jobs') THEN
    RETURN;
  END IF;
  FOR place IN 1..least(greatest(coalesce(at_most, 1), 1), 20) LOOP
    SELECT * INTO due FROM public.maintenance_jobs j WHERE j.is_enabled AND j.next_run_at <= clock_timestamp()
      ORDER BY j.next_run_at, j.name FOR UPDATE SKIP LOCKED LIMIT 1;
    EXIT WHEN NOT FOUND;
    started := clock_timestamp();
    code := NULL;
    message := NULL;
    answer := NULL;
    BEGIN
      -- what a job does is nobody's doing, least of all of whose desktop happened to be there
      PERFORM set_config('app.session_token', '', true);
      EXECUTE format('SELECT to_jsonb(x.answer) FROM (SELECT %s AS answer) x', due.statement) INTO answer;
    EXCEPTION WHEN OTHERS THEN
      code := SQLSTATE;
      message := SQLERRM;
    END;
    PERFORM set_config('app.session_token', token, true);
    duration_ms := (extract(epoch FROM clock_timestamp() - started) * 1000)::integer;
    UPDATE public.maintenance_jobs j SET last_run_at = started, last_duration_ms = run_due_jobs.duration_ms,
      last_result = CASE WHEN code IS NULL THEN answer ELSE j.last_result END,
      last_error_code = coalesce(code, j.last_error_code), last_error = coalesce(message, j.last_error),
      last_error_at = CASE WHEN code IS NULL THEN j.last_error_at ELSE started END,
      failures = CASE WHEN code IS NULL THEN 0 ELSE j.failures + 1 END,
      next_run_at = started + CASE WHEN code IS NULL THEN j.every
        ELSE least(interval '1 minute' * power(2, least(j.failures, 10)), greatest(j.every, interval '1 hour')) END
      WHERE j.name = due.name;
    job := due.name;
    outcome := CASE WHEN code IS NULL THEN 'done' ELSE 'failed' END;
    RETURN NEXT;
  END LOOP;
END $$;

-- For who may read the settings. Of a failure its code alone: its words may name what is not theirs.
CREATE FUNCTION list_jobs() RETURNS TABLE (job text, every interval, is_enabled boolean, next_run_at timestamptz, last_run_at timestamptz,
  last_duration_ms integer, failures integer, last_error_code text, last_error_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT j.name, j.every, j.is_enabled, j.next_run_at, j.last_run_at, j.last_duration_ms, j.failures, j.last_error_code, j.last_error_at
  FROM public.maintenance_jobs j WHERE auth.may('settings:read') ORDER BY j.name
$$;

INSERT INTO maintenance_jobs (name, statement, every) VALUES
  ('chain_audit_logs', 'public.chain_audit_logs(5000)', '1 minute'),
  ('verify_audit_chains', 'auth.verify_audit_chains()', '1 day'),
  ('keep_house', 'public.keep_house()', '1 day'),
  ('end_revoked_connections', 'auth.end_revoked_connections()', '1 minute'),
  ('purge_previews', 'public.auto_cleanup_preview_cache()', '10 minutes'),
  ('purge_sessions', 'public.cleanup_expired_sessions()', '1 hour'),
  ('purge_rate_limits', 'public.cleanup_old_rate_limit_data()', '1 hour'),
  ('finish_account_deletions', 'public.finish_account_deletions()', '1 hour');

GRANT EXECUTE ON FUNCTION run_due_jobs(integer) TO app_user, app_worker;
GRANT EXECUTE ON FUNCTION list_jobs() TO app_user;
GRANT EXECUTE ON FUNCTION auth.verify_audit_chains() TO app_worker;

SELECT auth.seal();
