-- What goes after its time, and the partitions that come before theirs. Each function returns how many rows (or
-- partitions) it took away or made; keep_house() does all of it and is what a job calls.

CREATE FUNCTION auto_cleanup_preview_cache() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (DELETE FROM public.sync_preview_cache WHERE expires_at <= now() RETURNING 1)
  SELECT count(*)::integer FROM gone
$$;

CREATE FUNCTION cleanup_old_sync_logs() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (DELETE FROM public.sync_logs WHERE created_at < now() - interval '30 days' RETURNING 1),
    settled AS (
      DELETE FROM public.sync_errors
      WHERE resolved AND coalesce(resolved_at, created_at) < now() - interval '30 days' RETURNING 1)
  SELECT ((SELECT count(*) FROM gone) + (SELECT count(*) FROM settled))::integer
$$;

CREATE FUNCTION cleanup_old_taxonomy_sync_logs() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (DELETE FROM public.taxonomy_sync_log WHERE created_at < now() - interval '30 days' RETURNING 1)
  SELECT count(*)::integer FROM gone
$$;

-- What an entry said goes after its own time (365 days unless it says otherwise); that it was, when, and the hash of what
-- it said stay, so the chain still verifies. Entries that are not chained yet wait.
CREATE FUNCTION cleanup_old_audit_logs() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH redacted AS (
    UPDATE public.audit_logs SET redacted_at = now(), user_email = NULL, old_data = NULL, new_data = NULL,
      changes_json = NULL, metadata = '{}', ip_address = NULL, user_agent = NULL, geo_location = NULL, resource_name = NULL,
      action_description = '', error_message = NULL
    WHERE redacted_at IS NULL AND chain_seq IS NOT NULL
      AND coalesce(expires_at, created_at + make_interval(days => retention_period_days)) < now()
    RETURNING 1)
  SELECT count(*)::integer FROM redacted
$$;

CREATE FUNCTION auth.cleanup_security_events() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (DELETE FROM auth.security_events WHERE created_at < now() - interval '2 years' RETURNING 1)
  SELECT count(*)::integer FROM gone
$$;

CREATE FUNCTION auth.cleanup_password_history() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  WITH ranked AS (
    SELECT id, row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC) AS place FROM auth.password_history
  ), gone AS (
    DELETE FROM auth.password_history WHERE id IN (SELECT id FROM ranked WHERE place > 10) RETURNING 1)
  SELECT count(*)::integer FROM gone
$$;

-- Sessions a week after they ended, in whatever state; sign-in links after a day; idle buckets after an hour.
CREATE FUNCTION cleanup_expired_sessions() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH sessions AS (
    DELETE FROM auth.user_sessions
    WHERE least(expires_at, coalesce(revoked_at, expires_at)) < now() - interval '7 days' RETURNING 1
  ), links AS (
    DELETE FROM public.magic_links WHERE expires_at < now() - interval '1 day' RETURNING 1
  ), buckets AS (
    DELETE FROM public.rate_limit_buckets WHERE last_refill < now() - interval '1 hour' RETURNING 1)
  SELECT ((SELECT count(*) FROM sessions) + (SELECT count(*) FROM links) + (SELECT count(*) FROM buckets))::integer
$$;

CREATE FUNCTION cleanup_old_rate_limit_data() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH tracked AS (
    DELETE FROM public.rate_limit_tracking WHERE request_timestamp < now() - interval '48 hours' RETURNING 1
  ), counted AS (
    DELETE FROM public.api_rate_limits WHERE window_end < now() - interval '35 days' RETURNING 1
  ), hooks AS (
    DELETE FROM public.webhook_log_rate_limit WHERE hour_bucket < now() - interval '48 hours' RETURNING 1)
  SELECT ((SELECT count(*) FROM tracked) + (SELECT count(*) FROM counted) + (SELECT count(*) FROM hooks))::integer
$$;

CREATE FUNCTION cleanup_old_health_data() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH metrics AS (
    DELETE FROM public.system_metrics WHERE created_at < now() - interval '90 days' RETURNING 1
  ), checks AS (
    DELETE FROM public.system_health_checks WHERE created_at < now() - interval '30 days' RETURNING 1
  ), debugging AS (
    DELETE FROM public.debug_logs WHERE created_at < now() - interval '30 days' RETURNING 1)
  SELECT ((SELECT count(*) FROM metrics) + (SELECT count(*) FROM checks) + (SELECT count(*) FROM debugging))::integer
$$;

-- Accounts whose thirty days are over. The owner of a store stays until the store has another one; the request stays as
-- proof, with a hash in the place of the person.
CREATE FUNCTION finish_account_deletions() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  due record;
  finished integer := 0;
BEGIN
  FOR due IN
    SELECT r.id, r.user_id, u.email FROM public.account_deletion_requests r JOIN auth.users u ON u.id = r.user_id
    WHERE r.scheduled_for <= now() AND r.cancelled_at IS NULL AND r.completed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM public.stores s WHERE s.user_id = r.user_id)
    FOR UPDATE OF r SKIP LOCKED
  LOOP
    UPDATE public.account_deletion_requests
      SET completed_at = now(), email_hash = encode(sha256(convert_to(lower(due.email), 'UTF8')), 'hex') WHERE id = due.id;
    DELETE FROM auth.users WHERE id = due.user_id;
    finished := finished + 1;
  END LOOP;
  RETURN finished;
END $$;

-- Only the owner of a table may add and drop its partitions, so these two belong to app_owner.
CREATE FUNCTION maintain_partitions() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.ensure_month_partitions('public.sync_activity_log') + public.ensure_month_partitions('public.audit_logs')
$$;

-- Whole months of activity after 90 days; whole months of the trail when every entry was redacted. The end of what goes is
-- kept at the head of each chain.
CREATE FUNCTION drop_expired_partitions() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  part record;
  is_kept boolean;
  dropped integer := 0;
BEGIN
  FOR part IN
    SELECT c.oid::regclass AS name, i.inhparent = 'public.audit_logs'::regclass AS is_trail,
      to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' AS ends
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent IN ('public.audit_logs'::regclass, 'public.sync_activity_log'::regclass) AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'
  LOOP
    CONTINUE WHEN part.ends > now() - interval '90 days';
    IF part.is_trail THEN
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s WHERE redacted_at IS NULL)', part.name) INTO is_kept;
      CONTINUE WHEN is_kept;
      EXECUTE format($statement$
        UPDATE public.audit_chain_heads h SET purged_through_seq = g.chain_seq, purged_hash = g.audit_chain_hash
        FROM (SELECT DISTINCT ON (public.audit_chain_scope(organization_id)) public.audit_chain_scope(organization_id) AS scope,
            chain_seq, audit_chain_hash
          FROM %s ORDER BY public.audit_chain_scope(organization_id), chain_seq DESC) g
        WHERE g.scope = h.chain_scope AND g.chain_seq > h.purged_through_seq$statement$, part.name);
    END IF;
    EXECUTE format('DROP TABLE %s', part.name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;

CREATE FUNCTION keep_house() RETURNS jsonb LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT jsonb_build_object(
    'partitions', public.maintain_partitions(),
    'previews', public.auto_cleanup_preview_cache(),
    'sync_logs', public.cleanup_old_sync_logs(),
    'taxonomy_sync_logs', public.cleanup_old_taxonomy_sync_logs(),
    'sessions', public.cleanup_expired_sessions(),
    'rate_limits', public.cleanup_old_rate_limit_data(),
    'health', public.cleanup_old_health_data(),
    'security_events', auth.cleanup_security_events(),
    'passwords', auth.cleanup_password_history(),
    'accounts', public.finish_account_deletions(),
    'audit_entries', public.cleanup_old_audit_logs(),
    'months', public.drop_expired_partitions())
$$;

SELECT auth.seal();

GRANT EXECUTE ON FUNCTION keep_house(), maintain_partitions(), drop_expired_partitions(), auto_cleanup_preview_cache(),
  cleanup_old_sync_logs(), cleanup_old_taxonomy_sync_logs(), cleanup_old_audit_logs(), auth.cleanup_security_events(),
  auth.cleanup_password_history(), cleanup_expired_sessions(), cleanup_old_rate_limit_data(), cleanup_old_health_data(),
  finish_account_deletions(), chain_audit_logs(integer), verify_audit_chain(uuid) TO app_worker;
