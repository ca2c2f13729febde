-- Who is suspended above the caller is above all the same: a code for them would have counted once they are back.
CREATE OR REPLACE FUNCTION auth.create_invitation(address text, role_slug text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT auth.may('users:create') THEN
    RAISE EXCEPTION 'inviting needs the permission users:create' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM auth.roles r WHERE r.org_id = auth.user_org_id() AND r.slug = create_invitation.role_slug
    AND r.is_active AND r.role_level <= auth.my_role_level()) THEN
    RAISE EXCEPTION 'there is no such role, or it is above your own' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT 1 FROM auth.users_extended u WHERE lower(u.email) = lower(btrim(address)) AND u.org_id = auth.user_org_id()
    AND auth.level_held(u.id) > auth.my_role_level()) THEN
    RAISE EXCEPTION 'this person is above you' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN auth.issue_invitation(auth.user_org_id(), address, role_slug, auth.uid());
END $$;

-- As before; dates that cannot be meant are named.
CREATE OR REPLACE FUNCTION auth.set_permission(colleague uuid, permission text, granted boolean, reason text, starts timestamptz DEFAULT NULL, ends timestamptz DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known uuid := (SELECT p.id FROM auth.permissions p WHERE p.name = set_permission.permission);
BEGIN
  PERFORM auth.judged_colleague(colleague, 'users:manage');
  PERFORM auth.refuse_oneself(colleague);
  IF known IS NULL OR nullif(btrim(reason), '') IS NULL THEN
    RAISE EXCEPTION 'name a permission and a reason' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF ends <= coalesce(starts, now()) THEN
    RAISE EXCEPTION 'it would end before it begins' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF granted AND NOT auth.may(permission) THEN
    RAISE EXCEPTION 'you do not have % yourself', permission USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO auth.user_permissions (user_id, permission_id, is_granted, reason, effective_from, effective_until, granted_by)
    VALUES (colleague, known, granted, btrim(reason), coalesce(starts, now()), ends, auth.uid())
    ON CONFLICT (user_id, permission_id, is_granted) DO UPDATE SET reason = excluded.reason, effective_from = excluded.effective_from,
      effective_until = excluded.effective_until, granted_by = excluded.granted_by;
  PERFORM auth.record_event(CASE WHEN granted THEN 'permission_granted' ELSE 'permission_revoked' END::public.audit_event_type, colleague, 'medium',
    CASE WHEN granted THEN 'Permission granted' ELSE 'Permission denied' END, jsonb_build_object('permission', permission, 'reason', btrim(reason)));
END $$;

-- As before; a job that takes longer than its caller may wait has failed, else each desktop would begin it anew.
CREATE OR REPLACE FUNCTION run_due_jobs(at_most integer DEFAULT 1) RETURNS TABLE (job text, outcome text, duration_ms integer)
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
    EXCEPTION WHEN query_canceled OR OTHERS THEN
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

SELECT auth.seal();
