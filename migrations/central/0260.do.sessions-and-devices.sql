-- Where somebody is signed in, on which devices, and how well an account is kept. Lists are the caller's own; of a
-- colleague with users:read, and never of another organization.

CREATE FUNCTION auth.whose_list(colleague uuid) RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF colleague IS NULL OR colleague = auth.uid() THEN
    RETURN auth.uid();
  END IF;
  IF NOT auth.may('users:read') OR NOT EXISTS (SELECT 1 FROM auth.users_extended u WHERE u.id = colleague AND u.org_id = auth.user_org_id()) THEN
    RAISE EXCEPTION 'there is no such person, or they are not yours to look at' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN colleague;
END $$;

-- Those that count now, the latest first.
CREATE FUNCTION auth.list_sessions(colleague uuid DEFAULT NULL)
RETURNS TABLE (id uuid, device_name text, ip_address inet, created_at timestamptz, last_activity_at timestamptz, expires_at timestamptz, is_current boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id, s.device_name, s.ip_address, s.created_at, s.last_activity_at, s.expires_at, s.id IS NOT DISTINCT FROM auth.session_id()
  FROM auth.user_sessions s WHERE s.user_id = auth.whose_list(colleague)
    AND s.status = 'active' AND s.revoked_at IS NULL AND s.expires_at > now() ORDER BY s.last_activity_at DESC, s.id
$$;

-- Those that can sign in, and when they were last seen. `trust_id`: leaves out the second factor until then.
CREATE FUNCTION auth.list_devices(colleague uuid DEFAULT NULL)
RETURNS TABLE (id uuid, name text, created_at timestamptz, last_seen_at timestamptz, live_sessions integer, trust_id uuid, trusted_until timestamptz, is_this boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d.id, d.name, d.created_at, max(s.last_activity_at),
    count(s.id) FILTER (WHERE s.status = 'active' AND s.revoked_at IS NULL AND s.expires_at > now())::integer,
    t.id, t.expires_at, d.db_role = session_user
  FROM auth.devices d LEFT JOIN auth.user_sessions s ON s.db_role = d.db_role AND s.user_id = d.user_id
  LEFT JOIN public.trusted_devices t ON t.user_id = d.user_id AND t.device_fingerprint = d.id::text AND t.is_active AND t.expires_at > now()
  WHERE d.user_id = auth.whose_list(colleague) AND d.revoked_at IS NULL
  GROUP BY d.id, t.id ORDER BY max(s.last_activity_at) DESC NULLS LAST, d.created_at
$$;

-- A sign of life, at most one a minute.
CREATE FUNCTION auth.touch_session() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE auth.user_sessions s SET last_activity_at = now() WHERE s.id = auth.session_id() AND s.last_activity_at < now() - interval '1 minute';
  UPDATE auth.users_extended u SET last_activity_at = now() WHERE u.id = auth.uid()
    AND (u.last_activity_at IS NULL OR u.last_activity_at < now() - interval '15 minutes')
$$;

CREATE FUNCTION auth.revoke_other_sessions() RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH ended AS (
    UPDATE auth.user_sessions s SET status = 'revoked', revoked_at = now(), revoked_by = auth.uid(), revocation_reason = 'ended from elsewhere'
    WHERE s.user_id = auth.uid() AND s.id <> auth.session_id() AND s.revoked_at IS NULL RETURNING 1)
  SELECT count(*)::integer FROM ended
$$;

CREATE FUNCTION auth.revoke_sessions_of(colleague uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM auth.judged_colleague(colleague, 'users:update');
  PERFORM auth.record_event('session_terminated', colleague, 'medium', 'All sessions ended');
  RETURN auth.end_sessions(colleague, 'ended by an administrator');
END $$;

-- One's own session, or a colleague's with the permission, not of somebody above (suspended or not).
CREATE OR REPLACE FUNCTION auth.revoke_session(session uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE auth.user_sessions s SET status = 'revoked', revoked_at = coalesce(s.revoked_at, now()), revoked_by = auth.uid()
    WHERE s.id = session AND (s.user_id = auth.uid()
      OR (auth.may('users:update') AND auth.level_held(s.user_id) <= auth.my_role_level()
        AND EXISTS (SELECT 1 FROM auth.users_extended u WHERE u.id = s.user_id AND u.org_id = auth.user_org_id())));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such session, or it is not yours to end' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION auth.revoke_device(device uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  revoked auth.devices;
BEGIN
  UPDATE auth.devices d SET revoked_at = coalesce(d.revoked_at, now()), revoked_by = coalesce(d.revoked_by, auth.uid())
    WHERE d.id = device AND (d.user_id = auth.uid()
      OR (d.organization_id = auth.user_org_id() AND auth.may('users:update')
        AND auth.level_held(d.user_id) <= auth.my_role_level()))
    RETURNING * INTO revoked;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such device, or it is not yours to revoke' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE auth.user_sessions s SET status = 'revoked', revoked_at = now(), revoked_by = auth.uid(), revocation_reason = 'device revoked'
    WHERE s.db_role = revoked.db_role AND s.revoked_at IS NULL;
  DELETE FROM public.trusted_devices t WHERE t.user_id = revoked.user_id AND t.device_fingerprint = revoked.id::text;
  PERFORM auth.close_device_login(revoked.db_role);
END $$;

CREATE FUNCTION auth.revoke_other_devices() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  other uuid;
  revoked integer := 0;
BEGIN
  FOR other IN SELECT d.id FROM auth.devices d WHERE d.user_id = auth.uid() AND d.db_role <> session_user AND d.revoked_at IS NULL LOOP
    PERFORM auth.revoke_device(other);
    revoked := revoked + 1;
  END LOOP;
  RETURN revoked;
END $$;

CREATE FUNCTION auth.end_device_trust(trust uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  DELETE FROM public.trusted_devices t WHERE t.id = trust AND (t.user_id = auth.uid()
    OR (auth.may('users:update') AND auth.level_held(t.user_id) <= auth.my_role_level()
      AND EXISTS (SELECT 1 FROM auth.users_extended u WHERE u.id = t.user_id AND u.org_id = auth.user_org_id())));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this device is not trusted, or not yours' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

-- Each finding is a code with what it costs, and facts to word it with; the score is what is left of 100.
CREATE FUNCTION auth.security_findings(person uuid) RETURNS TABLE (code text, cost integer, facts jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH known AS (
    SELECT u.*, coalesce(f.backup_codes_remaining, 0) AS codes_left, coalesce(s.password_max_age_days, 365) AS most_days,
      (SELECT count(*) FROM auth.login_history l WHERE l.user_id = u.id AND NOT l.success AND l.created_at > now() - interval '30 days') AS failed,
      (SELECT count(*) FROM auth.security_events e WHERE e.user_id = u.id AND e.severity = 'critical' AND NOT e.false_positive
        AND e.created_at > now() - interval '90 days') AS critical,
      (SELECT count(*) FROM auth.user_sessions x WHERE x.user_id = u.id AND x.status = 'active' AND x.revoked_at IS NULL AND x.expires_at > now()) AS sessions,
      (SELECT count(*) FROM auth.devices d WHERE d.user_id = u.id AND d.revoked_at IS NULL) AS devices,
      now()::date - u.password_changed_at::date AS days
    FROM auth.users_extended u LEFT JOIN public.user_2fa_settings f ON f.user_id = u.id AND f.method = 'totp'
    LEFT JOIN public.organization_settings s ON s.organization_id = u.org_id WHERE u.id = person
  )
  SELECT 'second_factor_off', 35, '{}'::jsonb FROM known k WHERE NOT k.two_factor_enabled
  UNION ALL SELECT 'backup_codes_few', CASE WHEN k.codes_left = 0 THEN 10 ELSE 5 END, jsonb_build_object('left', k.codes_left)
    FROM known k WHERE k.two_factor_enabled AND k.codes_left < 3
  UNION ALL SELECT 'password_old', 15, jsonb_build_object('days', k.days) FROM known k WHERE k.days > k.most_days
  UNION ALL SELECT 'password_missing', 15, '{}' FROM known k WHERE k.password_hash IS NULL
  UNION ALL SELECT 'failed_sign_ins', CASE WHEN k.failed >= 5 THEN 15 ELSE 5 END, jsonb_build_object('count', k.failed) FROM known k WHERE k.failed > 0
  UNION ALL SELECT 'critical_events', 20, jsonb_build_object('count', k.critical) FROM known k WHERE k.critical > 0
  UNION ALL SELECT 'many_sessions', 5, jsonb_build_object('count', k.sessions) FROM known k WHERE k.sessions > 5
  UNION ALL SELECT 'many_devices', 10, jsonb_build_object('count', k.devices) FROM known k WHERE k.devices > 5
$$;

CREATE FUNCTION auth.my_security_report() RETURNS TABLE (score integer, findings jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT greatest(0, 100 - coalesce(sum(f.cost), 0))::integer,
    coalesce(jsonb_agg(jsonb_build_object('code', f.code, 'cost', f.cost, 'facts', f.facts) ORDER BY f.cost DESC, f.code), '[]')
  FROM auth.security_findings(auth.uid()) f HAVING auth.uid() IS NOT NULL
$$;

-- One number for an account, wherever it is shown.
CREATE OR REPLACE FUNCTION auth.my_security_score() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.score FROM auth.my_security_report() r
$$;

-- The organization as a whole, with security:read: its people's average, and what concerns several of them.
CREATE FUNCTION auth.organization_security_report() RETURNS TABLE (score integer, findings jsonb, people integer, with_second_factor integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT auth.may('security:read') THEN
    RAISE EXCEPTION 'this needs the permission security:read' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
  WITH colleagues AS (
    SELECT u.id, u.two_factor_enabled, auth.role_level(u.id) >= 80 AS administers, coalesce(f.cost, 0) AS cost
    FROM auth.users_extended u
    LEFT JOIN LATERAL (SELECT sum(x.cost)::integer AS cost FROM auth.security_findings(u.id) x) f ON true
    WHERE u.org_id = auth.user_org_id() AND u.is_active AND u.deleted_at IS NULL
  ), found AS (
    SELECT 'administrators_without_second_factor' AS code, jsonb_build_object('count', count(*)) AS facts
      FROM colleagues c WHERE c.administers AND NOT c.two_factor_enabled HAVING count(*) > 0
    UNION ALL SELECT 'second_factor_share', jsonb_build_object('of', count(*), 'with', count(*) FILTER (WHERE c.two_factor_enabled))
      FROM colleagues c HAVING count(*) > count(*) FILTER (WHERE c.two_factor_enabled)
    UNION ALL SELECT 'single_administrator', '{}' FROM colleagues c WHERE c.administers HAVING count(*) = 1
    UNION ALL SELECT 'open_invitations', jsonb_build_object('count', count(*)) FROM public.organization_invitations i
      WHERE i.organization_id = auth.user_org_id() AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now() HAVING count(*) > 0
    UNION ALL SELECT 'locked_people', jsonb_build_object('count', count(*)) FROM auth.users_extended u
      WHERE u.org_id = auth.user_org_id() AND u.locked_until > now() HAVING count(*) > 0
  )
  SELECT coalesce((SELECT round(avg(greatest(0, 100 - c.cost)))::integer FROM colleagues c), 0),
    coalesce((SELECT jsonb_agg(jsonb_build_object('code', f.code, 'facts', f.facts) ORDER BY f.code) FROM found f), '[]'),
    (SELECT count(*)::integer FROM colleagues), (SELECT count(*)::integer FROM colleagues c WHERE c.two_factor_enabled);
END $$;

GRANT EXECUTE ON FUNCTION auth.list_sessions(uuid), auth.list_devices(uuid), auth.touch_session(), auth.revoke_other_sessions(),
  auth.revoke_sessions_of(uuid), auth.revoke_other_devices(), auth.end_device_trust(uuid), auth.my_security_report(),
  auth.organization_security_report() TO app_user;

SELECT auth.seal();
