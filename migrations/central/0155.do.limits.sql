-- Counting and measuring: rate limits, quotas, severities, and what the database says about itself.

-- Takes one token of the bucket of somebody and something; false when it is empty. Meant for what happens before anybody
-- is signed in. A new bucket is full; tokens come back by the clock.
CREATE FUNCTION check_rate_limit(who text, what text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  bucket public.rate_limit_buckets;
  available numeric;
BEGIN
  INSERT INTO public.rate_limit_buckets (identifier, action) VALUES (who, what) ON CONFLICT DO NOTHING;
  SELECT * INTO bucket FROM public.rate_limit_buckets WHERE identifier = who AND action = what FOR UPDATE;
  available := least(bucket.capacity,
    bucket.tokens + extract(epoch FROM greatest(clock_timestamp() - bucket.last_refill, interval '0')) * bucket.refill_per_second);
  UPDATE public.rate_limit_buckets
    SET tokens = available - CASE WHEN available >= 1 THEN 1 ELSE 0 END, last_refill = clock_timestamp()
    WHERE identifier = who AND action = what;
  RETURN available >= 1;
END $$;

-- What the caller's organization has used of each policy, with its own exception in the place of the policy where it has one.
CREATE FUNCTION get_quota_usage() RETURNS TABLE (
  policy_name text, used_hour bigint, limit_hour integer, used_day bigint, limit_day integer, used_month bigint, limit_month integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
  SELECT p.policy_name,
    coalesce(sum(l.request_count) FILTER (WHERE l.window_end > now()), 0),
    coalesce(o.max_requests_per_hour, p.max_requests_per_hour),
    coalesce(sum(l.request_count) FILTER (WHERE l.window_start >= date_trunc('day', now())), 0),
    coalesce(o.max_requests_per_day, p.max_requests_per_day),
    coalesce(sum(l.request_count) FILTER (WHERE l.window_start >= date_trunc('month', now())), 0),
    coalesce(o.max_requests_per_month, p.max_requests_per_month)
  FROM public.quota_policies p
  LEFT JOIN public.organization_quota_overrides o ON o.policy_id = p.id AND o.organization_id = auth.user_org_id()
    AND (o.expires_at IS NULL OR o.expires_at > now())
  LEFT JOIN public.api_rate_limits l ON l.organization_id = auth.user_org_id()
    AND l.endpoint LIKE replace(p.endpoint_pattern, '*', '%')
  WHERE p.is_active AND auth.uid() IS NOT NULL
  GROUP BY p.policy_name, p.max_requests_per_hour, p.max_requests_per_day, p.max_requests_per_month,
    o.max_requests_per_hour, o.max_requests_per_day, o.max_requests_per_month
$$;

-- Words of different origin on one scale: 0 the least, 4 the most; null for words that are none. Compared as words, low
-- would be above high.
CREATE FUNCTION severity_rank(word text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE lower(word)
    WHEN 'debug' THEN 0 WHEN 'info' THEN 0 WHEN 'minor' THEN 1 WHEN 'low' THEN 1
    WHEN 'moderate' THEN 2 WHEN 'medium' THEN 2 WHEN 'warn' THEN 2 WHEN 'warning' THEN 2
    WHEN 'major' THEN 3 WHEN 'high' THEN 3 WHEN 'error' THEN 3
    WHEN 'critical' THEN 4 WHEN 'blocker' THEN 4 WHEN 'exceeded' THEN 4 END
$$;

-- What a client may keep of its own session: the event with organization, role and permissions of the caller.
CREATE FUNCTION custom_access_token_hook(event jsonb) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN auth.uid() IS NULL THEN event ELSE
    event || jsonb_build_object('claims', coalesce(event->'claims', '{}') || jsonb_build_object(
      'user_id', auth.uid(),
      'organization_id', auth.user_org_id(),
      'role', (SELECT slug FROM auth.roles_of(auth.uid()) ORDER BY role_level DESC LIMIT 1),
      'permissions', (SELECT coalesce(jsonb_agg(p.name ORDER BY p.name), '[]') FROM auth.my_permissions() p)))
  END
$$;

-- Nothing where pg_stat_statements is not installed.
CREATE FUNCTION get_slow_queries(threshold_ms integer)
RETURNS TABLE (query text, calls bigint, total_time double precision, mean_time double precision, max_time double precision)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  place text := (SELECT format('%I.pg_stat_statements', n.nspname) FROM pg_extension e
    JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements');
BEGIN
  IF place IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT s.query, s.calls, s.total_exec_time, s.mean_exec_time, s.max_exec_time FROM %s s
     WHERE s.mean_exec_time >= $1 AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
     ORDER BY s.total_exec_time DESC LIMIT 100', place) USING threshold_ms;
END $$;

CREATE FUNCTION check_index_health()
RETURNS TABLE (table_name text, index_name text, bytes bigint, scans bigint, is_valid boolean, is_unused boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_relation_size(i.indexrelid), coalesce(s.idx_scan, 0),
    i.indisvalid, coalesce(s.idx_scan, 0) = 0 AND NOT i.indisunique
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  LEFT JOIN pg_stat_user_indexes s ON s.indexrelid = i.indexrelid
  WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'auth', 'core'))
$$;

GRANT EXECUTE ON FUNCTION get_quota_usage(), severity_rank(text), custom_access_token_hook(jsonb) TO app_user;
GRANT EXECUTE ON FUNCTION get_slow_queries(integer), check_index_health(), severity_rank(text) TO app_worker;

SELECT auth.seal();
