-- Who has what open (PRESENCE1), and who holds up everybody's feed.

-- Not logged, so it never reaches a backup or a replica, and is empty after a crash.
CREATE UNLOGGED TABLE presence (
  device_id uuid NOT NULL,
  organization_id uuid NOT NULL,
  person_id uuid NOT NULL,
  store_id uuid,
  resource text NOT NULL CHECK (resource ~ '^[a-z_]{1,40}$'),
  record_id uuid NOT NULL,
  is_editing boolean NOT NULL DEFAULT false,
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (device_id, resource, record_id)
);
CREATE INDEX idx_presence_record ON presence (organization_id, resource, record_id);
CREATE INDEX idx_presence_age ON presence (seen_at);

-- What this device has open now, wholly: what is not named any more is closed. [{resource, record_id, store_id, is_editing}],
-- at most 20. A store must be one of the caller's.
CREATE FUNCTION tell_presence(open_records jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  device uuid := auth.required_device();
  changed boolean;
BEGIN
  IF jsonb_typeof(open_records) IS DISTINCT FROM 'array' OR jsonb_array_length(open_records) > 20 THEN
    RAISE EXCEPTION 'a device has at most 20 records open' USING ERRCODE = 'program_limit_exceeded';
  END IF;
  DELETE FROM public.presence p WHERE p.seen_at < clock_timestamp() - interval '60 seconds';
  WITH told AS (
    SELECT DISTINCT ON (o.resource, o.record_id) o.resource, o.record_id, o.store_id, coalesce(o.is_editing, false) AS is_editing
    FROM jsonb_to_recordset(open_records) AS o (resource text, record_id uuid, store_id uuid, is_editing boolean)
    WHERE o.store_id IS NULL OR o.store_id IN (SELECT auth.my_store_ids())
  ), before AS (
    SELECT p.resource, p.record_id, p.is_editing FROM public.presence p WHERE p.device_id = device
  ), closed AS (
    DELETE FROM public.presence p WHERE p.device_id = device
      AND NOT EXISTS (SELECT 1 FROM told t WHERE t.resource = p.resource AND t.record_id = p.record_id)
  ), opened AS (
    INSERT INTO public.presence AS p (device_id, organization_id, person_id, store_id, resource, record_id, is_editing)
    SELECT device, auth.user_org_id(), auth.uid(), t.store_id, t.resource, t.record_id, t.is_editing FROM told t
    ON CONFLICT (device_id, resource, record_id) DO UPDATE SET seen_at = clock_timestamp(), is_editing = excluded.is_editing,
      person_id = excluded.person_id, organization_id = excluded.organization_id, store_id = excluded.store_id
  )
  -- signs of life alone are no news
  SELECT EXISTS (SELECT resource, record_id, is_editing FROM told EXCEPT TABLE before)
    OR EXISTS (TABLE before EXCEPT SELECT resource, record_id, is_editing FROM told) INTO changed;
  IF changed THEN
    PERFORM pg_notify(public.team_channel(auth.user_org_id()), '');
  END IF;
END $$;

-- Colleagues' open records of the last 60 seconds, one's own other devices included, this one left out.
CREATE FUNCTION team_presence()
RETURNS TABLE (person_id uuid, store_id uuid, resource text, record_id uuid, is_editing boolean, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.person_id, p.store_id, p.resource, p.record_id, bool_or(p.is_editing), min(p.since) FROM public.presence p
  WHERE p.organization_id = auth.user_org_id() AND p.device_id IS DISTINCT FROM auth.my_device()
    AND p.seen_at >= clock_timestamp() - interval '60 seconds'
    AND (p.store_id IS NULL OR p.store_id IN (SELECT auth.my_store_ids()))
  GROUP BY p.person_id, p.store_id, p.resource, p.record_id
$$;

-- How far the feed is behind: transactions that may be committed and are not readable yet, and for how long the oldest one
-- has been open, where the server lets the asker see that.
CREATE FUNCTION team_lag(OUT transactions bigint, OUT oldest_seconds integer) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint - (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint,
    (SELECT extract(epoch FROM clock_timestamp() - min(a.xact_start))::integer FROM pg_stat_activity a WHERE a.backend_xid IS NOT NULL)
$$;

-- Ends connections of one device that sit idle in a transaction. A client may turn its own timeout off, so somebody looks
-- after it. As end_device_connections: the rights of that login are taken for this moment only.
CREATE FUNCTION auth.end_idle_transactions_of(login text, older_than interval) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ended integer;
BEGIN
  IF login !~ '^device_[0-9a-f]{32}$' OR NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE usename = login) THEN
    RETURN 0;
  END IF;
  EXECUTE format('GRANT %I TO app_enroller', login);
  SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) INTO ended FROM pg_stat_activity
    WHERE usename = login AND state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - older_than;
  EXECUTE format('REVOKE %I FROM app_enroller', login);
  RETURN ended;
END $$;
GRANT CREATE ON SCHEMA auth TO app_enroller;
ALTER FUNCTION auth.end_idle_transactions_of(text, interval) OWNER TO app_enroller;
REVOKE CREATE ON SCHEMA auth FROM app_enroller;
GRANT EXECUTE ON FUNCTION auth.end_idle_transactions_of(text, interval) TO app_definer;

-- To be called every minute. Nothing is looked at while nothing committed is held up.
CREATE FUNCTION end_idle_transactions(older_than interval DEFAULT '2 minutes') RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot()) THEN
    RETURN 0;
  END IF;
  RETURN (SELECT coalesce(sum(auth.end_idle_transactions_of(d.db_role, greatest(older_than, interval '1 second'))), 0)::integer
    FROM auth.devices d);
END $$;

CREATE OR REPLACE FUNCTION keep_house() RETURNS jsonb LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
    'months', public.drop_expired_partitions(),
    'tombstones', public.cleanup_old_tombstones(),
    'pushes', public.cleanup_old_pushes())
$$;

GRANT EXECUTE ON FUNCTION team_channel(uuid), team_horizon(), auth.feed_history(), auth.my_device(), auth.required_device(),
  auth.shared_table(text), team_state(text[]), team_changes(xid8, bigint, xid8, text[], integer), team_rows(text, text, integer),
  last_push_sequence(), begin_push_line(bigint, uuid), finish_push_line(bigint, uuid, jsonb),
  auth.unwritable_field(regclass, text, jsonb), auth.shared_row(text, text), auth.write_shared_row(record, text, text, bigint, jsonb),
  auth.line_fault(jsonb, record), auth.field_of_constraint(regclass, text, jsonb), auth.take_line(jsonb), push_changes(jsonb),
  tell_presence(jsonb), team_presence(), team_lag() TO app_user;
GRANT EXECUTE ON FUNCTION end_idle_transactions(interval), cleanup_old_tombstones(integer), cleanup_old_pushes(), team_lag() TO app_worker;

SELECT auth.seal();
