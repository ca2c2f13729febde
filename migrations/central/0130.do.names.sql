-- Names that earlier documents gave to the same things. Where two documents gave one name to different things, each has
-- a schema of its own: with search_path = compat_003, public, auth a reader of document 003 finds its own names.

CREATE VIEW organization WITH (security_invoker = true) AS
  SELECT id, name, slug, description, is_active, created_at, updated_at FROM organizations;

CREATE VIEW profiles WITH (security_invoker = true) AS
  SELECT u.id, u.org_id AS organization_id,
    coalesce((
      SELECT r.slug FROM auth.user_roles ur JOIN auth.roles r ON r.id = ur.role_id
      WHERE ur.user_id = u.id AND ur.effective_from <= now() AND (ur.effective_until IS NULL OR ur.effective_until > now())
      ORDER BY r.role_level DESC LIMIT 1), 'user') AS role,
    u.first_name, u.last_name, u.email, u.phone, u.avatar_url, u.created_at, u.updated_at
  FROM auth.users_extended u WHERE u.deleted_at IS NULL;

CREATE FUNCTION profiles_write() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.role IS DISTINCT FROM OLD.role OR NEW.organization_id IS DISTINCT FROM OLD.organization_id
    OR NEW.email IS DISTINCT FROM OLD.email THEN
    RAISE EXCEPTION 'role, organization and email are not changed through profiles' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE auth.users_extended SET first_name = NEW.first_name, last_name = NEW.last_name, phone = NEW.phone,
    avatar_url = NEW.avatar_url WHERE id = OLD.id;
  RETURN NEW;
END $$;
CREATE TRIGGER profiles_write INSTEAD OF UPDATE ON profiles FOR EACH ROW EXECUTE FUNCTION profiles_write();

CREATE VIEW user_roles WITH (security_invoker = true) AS
  SELECT DISTINCT ON (ur.user_id, r.role_level >= 80) ur.id, ur.user_id,
    CASE WHEN r.role_level >= 80 THEN 'admin' ELSE 'user' END::app_role AS role, ur.created_at
  FROM auth.user_roles ur JOIN auth.roles r ON r.id = ur.role_id
  WHERE ur.effective_from <= now() AND (ur.effective_until IS NULL OR ur.effective_until > now())
  ORDER BY ur.user_id, r.role_level >= 80, ur.created_at;

CREATE VIEW user_sessions WITH (security_invoker = true) AS
  SELECT id, user_id, session_token_hash, device_type, device_name, browser, os, ip_address, city AS location_city,
    country AS location_country, id = auth.session_id() AS is_current, created_at, last_activity_at AS last_active_at,
    expires_at, revoked_at
  FROM auth.user_sessions;

CREATE VIEW login_history WITH (security_invoker = true) AS
  SELECT id, user_id, event_type, auth_method, ip_address, device_info, location, success, failure_reason, created_at
  FROM auth.login_history WHERE user_id IS NOT NULL;

CREATE VIEW login_attempts WITH (security_invoker = true) AS
  SELECT seq AS id, user_id, email, success, failure_reason, host(ip_address) AS ip_address, user_agent,
    device_fingerprint, location, created_at
  FROM auth.login_history WHERE event_type IN ('login_success', 'login_failed');

CREATE VIEW security_events WITH (security_invoker = true) AS
  SELECT seq AS id, org_id AS organization_id, user_id, event_type, severity::text AS severity, description,
    host(ip_address) AS ip_address, user_agent, threat_indicators, mitigation_applied, false_positive, investigated_by,
    investigated_at, notes, created_at, updated_at
  FROM auth.security_events;

CREATE VIEW auth.audit_events WITH (security_invoker = true) AS
  SELECT uid AS id, organization_id AS org_id, user_id, session_id, action_type::audit_event_type AS event_type,
    action_category AS event_category, severity_level AS severity, resource_type, resource_id, resource_name, action,
    metadata, ip_address, user_agent, created_at
  FROM audit_logs WHERE entry_kind = 'auth';

-- Whoever is signed in writes as who they are; organization and person of the row count only where nobody is.
CREATE FUNCTION auth.audit_events_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.audit_logs (
    entry_kind, organization_id, user_id, session_id, action_type, action_category, severity_level, resource_type,
    resource_id, resource_name, action, metadata, ip_address, user_agent)
  VALUES ('auth', coalesce(auth.user_org_id(), NEW.org_id), coalesce(auth.uid(), NEW.user_id), NEW.session_id,
    NEW.event_type::text, NEW.event_category, coalesce(NEW.severity, 'info'), coalesce(NEW.resource_type, 'user'),
    NEW.resource_id, NEW.resource_name, NEW.action, coalesce(NEW.metadata, '{}'), NEW.ip_address, NEW.user_agent);
  RETURN NEW;
END $$;
CREATE TRIGGER audit_events_insert INSTEAD OF INSERT ON auth.audit_events
  FOR EACH ROW EXECUTE FUNCTION auth.audit_events_insert();

CREATE VIEW audit_logs_enhanced WITH (security_invoker = true) AS
  SELECT id, organization_id, user_id, action_type, resource_type, resource_id, metadata AS details,
    host(ip_address) AS ip_address, user_agent, request_id, session_id, geo_location, risk_score, anomaly_detected,
    compliance_flags AS compliance_tags, retention_class, encrypted_at_rest, audit_chain_hash, previous_hash, verified,
    created_at, expires_at
  FROM audit_logs;

CREATE VIEW superadmin_logs WITH (security_invoker = true) AS
  SELECT id, user_id AS admin_user_id, user_email AS admin_email, action_type AS action, operation_type,
    resource_type AS target_type, resource_id AS target_id, metadata AS details,
    CASE WHEN success THEN 'success' ELSE 'failure' END AS result, error_message, host(ip_address) AS ip_address,
    user_agent, created_at
  FROM audit_logs WHERE entry_kind = 'superadmin';

CREATE VIEW audit_critical_changes WITH (security_invoker = true) AS
  SELECT id, organization_id, user_id, user_email, table_name, record_id, action, changed_fields, severity_level, created_at
  FROM audit_logs
  WHERE created_at > now() - interval '7 days' AND (severity_level IN ('error', 'critical')
    OR (entry_kind = 'row_change' AND (action = 'DELETE' OR table_name IN ('stores', 'user_roles', 'user_permissions'))));

CREATE VIEW audit_user_activity WITH (security_invoker = true) AS
  SELECT user_id, user_email, count(*) AS actions, count(DISTINCT resource_type) AS resources, max(created_at) AS last_activity
  FROM audit_logs WHERE created_at > now() - interval '30 days' GROUP BY user_id, user_email;

CREATE VIEW agent_execution_log WITH (security_invoker = true) AS
  SELECT uid AS id, agent_type, execution_type, status, duration_ms, insights_generated, alerts_generated,
    error_details AS error_message, metadata, execution_start AS started_at, execution_end AS completed_at
  FROM agent_execution_logs;

CREATE VIEW sync_log WITH (security_invoker = true) AS SELECT * FROM sync_logs;
CREATE VIEW sync_error_log WITH (security_invoker = true) AS SELECT * FROM sync_errors;

CREATE VIEW google_credentials WITH (security_invoker = true) AS
  SELECT id, organization_id, user_id, provider_account_id, scopes, token_expires_at, last_sync_at, connected_at,
    disconnected_at
  FROM connected_apps WHERE provider = 'google';

CREATE VIEW automations WITH (security_invoker = true) AS
  SELECT id, organization_id, name, description, trigger_type, trigger_config, steps, is_active, created_by, created_at,
    updated_at
  FROM workflow_definitions WHERE trigger_type IN ('event', 'schedule');

-- the same names, other things
CREATE VIEW compat_003.webhooks WITH (security_invoker = true) AS
  SELECT id, organization_id, url, events, encode(sha256(convert_to(secret_encrypted, 'UTF8')), 'hex') AS secret_hash,
    is_active, last_triggered_at, failure_count, created_at
  FROM public.outbound_webhooks;

CREATE VIEW compat_000.sync_progress WITH (security_invoker = true) AS
  SELECT id, org_id, sync_id, job_id, entity_type, total_items, processed_count, failed_count,
    CASE status::text WHEN 'in_progress' THEN 'running' ELSE status::text END AS status, metadata, started_at, updated_at,
    completed_at, initiated_by
  FROM public.sync_progress;

-- Secrets that have moved or are kept only as hashes are empty here.
CREATE VIEW compat_000.users_extended WITH (security_invoker = true) AS
  SELECT u.*, NULL::text AS two_factor_secret, NULL::text[] AS two_factor_backup_codes FROM auth.users_extended u;
CREATE VIEW compat_000.user_sessions WITH (security_invoker = true) AS
  SELECT s.*, NULL::text AS session_token, NULL::text AS refresh_token FROM auth.user_sessions s;

GRANT SELECT ON organization, profiles, user_roles, login_history, login_attempts, audit_logs_enhanced,
  audit_critical_changes, audit_user_activity, agent_execution_log, sync_log, sync_error_log, automations TO app_user;
GRANT UPDATE (first_name, last_name, phone, avatar_url, role, organization_id, email) ON profiles TO app_user;

SELECT auth.seal();
