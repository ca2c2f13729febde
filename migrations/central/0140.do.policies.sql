-- Who may do what, as far as it is decided. Everything that no line here names stays closed: no grant and no policy.
-- Clients ask as app_user (or a login that is a member of it); what they are follows from their session, see 0016.

-- Rows of a store, for its members; writing needs at least the given role.
CREATE FUNCTION auth.open_to_store(opened regclass, reading store_role, writing store_role DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  within text := format('store_id = ANY (ARRAY(SELECT auth.my_store_ids(%L)))', reading);
  changing text := format('store_id = ANY (ARRAY(SELECT auth.my_store_ids(%L)))', writing);
BEGIN
  EXECUTE format('CREATE POLICY members_read ON %s FOR SELECT TO app_user USING (%s)', opened, within);
  EXECUTE format('GRANT SELECT ON %s TO app_user', opened);
  IF writing IS NOT NULL THEN
    EXECUTE format('CREATE POLICY members_add ON %s FOR INSERT TO app_user WITH CHECK (%s)', opened, changing);
    EXECUTE format('CREATE POLICY members_change ON %s FOR UPDATE TO app_user USING (%s) WITH CHECK (%s)',
      opened, changing, changing);
    EXECUTE format('CREATE POLICY members_remove ON %s FOR DELETE TO app_user USING (%s)', opened, changing);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %s TO app_user', opened);
  END IF;
END $$;

-- Rows of an organization, for its members; writing needs the given level (40 user, 60 manager, 80 administrator; null:
-- only functions write). A store that a row names must be one of the caller's. Hidden columns are not granted; rows of a
-- ledger are added and never changed.
CREATE FUNCTION auth.open_to_organization(
  opened regclass, writing_level integer DEFAULT NULL, reading_level integer DEFAULT 0, hidden text[] DEFAULT '{}',
  is_ledger boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  names text[] := (
    SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = opened AND attnum > 0 AND NOT attisdropped);
  tenant text := CASE WHEN 'organization_id' = ANY (names) THEN 'organization_id' ELSE 'org_id' END;
  own text := tenant || ' = (SELECT auth.user_org_id())';
  reading text := own || CASE WHEN reading_level > 0
    THEN format(' AND (SELECT auth.my_role_level()) >= %s', reading_level) ELSE '' END;
  changing text := own || format(' AND (SELECT auth.my_role_level()) >= %s', writing_level);
  stored text := changing || CASE WHEN 'store_id' = ANY (names)
    THEN ' AND (store_id IS NULL OR store_id = ANY (ARRAY(SELECT auth.my_store_ids())))' ELSE '' END;
  shown text := (SELECT string_agg(quote_ident(name), ', ') FROM unnest(names) name WHERE name <> ALL (hidden));
  counter text;
BEGIN
  EXECUTE format('CREATE POLICY organization_reads ON %s FOR SELECT TO app_user USING (%s)', opened, reading);
  EXECUTE format('GRANT SELECT (%s) ON %s TO app_user', shown, opened);
  IF writing_level IS NOT NULL THEN
    EXECUTE format('CREATE POLICY organization_adds ON %s FOR INSERT TO app_user WITH CHECK (%s)', opened, stored);
    EXECUTE format('GRANT INSERT ON %s TO app_user', opened);
    counter := CASE WHEN 'id' = ANY (names) THEN pg_get_serial_sequence(opened::text, 'id') END;
    IF counter IS NOT NULL THEN
      EXECUTE format('GRANT USAGE ON SEQUENCE %s TO app_user', counter);
    END IF;
  END IF;
  IF writing_level IS NOT NULL AND NOT is_ledger THEN
    EXECUTE format('CREATE POLICY organization_changes ON %s FOR UPDATE TO app_user USING (%s) WITH CHECK (%s)',
      opened, changing, stored);
    EXECUTE format('GRANT UPDATE ON %s TO app_user', opened);
  END IF;
END $$;

-- Rows of one person, for that person.
CREATE FUNCTION auth.open_to_owner(opened regclass, writing boolean, hidden text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own constant text := 'user_id = (SELECT auth.uid())';
  shown text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = opened AND attnum > 0 AND NOT attisdropped AND attname <> ALL (hidden));
BEGIN
  EXECUTE format('CREATE POLICY own_rows ON %s FOR SELECT TO app_user USING (%s)', opened, own);
  EXECUTE format('GRANT SELECT (%s) ON %s TO app_user', shown, opened);
  IF writing THEN
    EXECUTE format('CREATE POLICY own_rows_change ON %s TO app_user USING (%s) WITH CHECK (%s)', opened, own, own);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %s TO app_user', opened);
  END IF;
END $$;

-- Rows of every organization, for everybody who is signed in.
CREATE FUNCTION auth.open_to_everybody(opened regclass, shown_when text DEFAULT 'true') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  EXECUTE format(
    'CREATE POLICY everybody_reads ON %s FOR SELECT TO app_user USING ((SELECT auth.uid()) IS NOT NULL AND (%s))',
    opened, shown_when);
  EXECUTE format('GRANT SELECT ON %s TO app_user', opened);
END $$;

-- the shop
SELECT auth.open_to_store(name::regclass, 'viewer', 'manager') FROM unnest(ARRAY[
  'products', 'product_variations', 'product_images', 'product_attributes', 'store_categories', 'store_tags',
  'store_brands', 'store_attributes', 'store_attribute_terms', 'shipping_classes', 'coupons', 'webhooks']) name;
-- personal data: managers and owners; viewers read orders_summary
SELECT auth.open_to_store(name::regclass, 'manager', 'manager') FROM unnest(ARRAY[
  'orders', 'order_items', 'order_notes', 'refunds', 'customers']) name;
SELECT auth.open_to_store('order_status_logs', 'manager');
SELECT auth.open_to_store(name::regclass, 'viewer') FROM unnest(ARRAY[
  'webhook_logs', 'sync_logs', 'sync_errors', 'taxonomy_sync_log']) name;

-- the organization's work: everybody from `user` on
SELECT auth.open_to_organization(name::regclass, 40) FROM unnest(ARRAY[
  'contacts', 'opportunities', 'crm_events', 'event_reminders', 'sprints', 'tasks', 'bug_reports', 'deployments',
  'work_logs', 'task_comments', 'project_alerts', 'sync_preview_cache', 'sync_progress', 'sync_job_queue', 'sync_schedule', 'sync_state', 'integration_mapping', 'sync_conflict', 'inventory_allocation', 'inventory_location', 'supplier', 'invoice', 'pricing_optimization_job',
  'pricing_recommendation', 'incidents', 'agent_alerts']) name;
SELECT auth.open_to_organization(name::regclass, 40, is_ledger => true) FROM unnest(ARRAY[
  'inventory_movement', 'sync_activity_log']) name;
-- its arrangements: administrators
SELECT auth.open_to_organization(name::regclass, 80) FROM unnest(ARRAY[
  'organization_settings', 'notification_rules', 'escalation_rules', 'alert_rules', 'rollback_procedures',
  'automation_agents', 'store_users', 'workflow_definitions', 'loyalty_program', 'pricing_rule']) name;
SELECT auth.open_to_organization(name::regclass, 80, 80) FROM unnest(ARRAY[
  'ip_whitelist', 'geo_restrictions', 'data_sensitivity_classifications']) name;
-- sealed contents are not granted to read, whoever asks
SELECT auth.open_to_organization('organization_invitations', NULL, 80, '{token_hash}');
SELECT auth.open_to_organization('integrations', NULL, 80, '{credentials}');
SELECT auth.open_to_organization('api_integrations', NULL, 80, '{credentials}');
SELECT auth.open_to_organization('outbound_webhooks', NULL, 80, '{secret_encrypted}');
SELECT auth.open_to_organization('api_tokens', NULL, 80, '{token_hash}');
SELECT auth.open_to_organization('credential_access_logs', NULL, 80);
SELECT auth.open_to_organization('forms', NULL, 40, '{public_token_hash}');
-- written by the system only
SELECT auth.open_to_organization(name::regclass) FROM unnest(ARRAY[
  'organization_credits', 'credit_ledger', 'credit_consumption_logs', 'organization_subscriptions', 'quota_alerts',
  'organization_quota_overrides', 'api_rate_limits', 'api_usage_statistics', 'rate_limit_config', 'rate_limit_tracking',
  'rate_limit_quota_usage', 'agent_execution_logs', 'agent_insights', 'workflow_execution_logs', 'alert_history',
  'price_history', 'core.stock_on_hand', 'inventory_item', 'task_logs', 'system_metrics']) name;

-- one's own
SELECT auth.open_to_owner(name::regclass, true) FROM unnest(ARRAY[
  'auth.user_preferences', 'notification_preferences', 'notification_quiet_hours', 'user_onboarding_progress',
  'setup_checklist_progress']) name;
-- evidence is read and never written, not even one's own
SELECT auth.open_to_owner(name::regclass, false) FROM unnest(ARRAY[
  'auth.login_history', 'security_alerts', 'user_2fa_attempts', 'trusted_devices', 'data_export_requests',
  'account_deletion_requests', 'notification_logs']) name;
SELECT auth.open_to_owner('auth.user_sessions', false, '{session_token_hash,refresh_token_hash,device_fingerprint,metadata}');

-- the same for all
SELECT auth.open_to_everybody(name::regclass) FROM unnest(ARRAY[
  'auth.permissions', 'quota_policies', 'credit_actions', 'onboarding_paths', 'onboarding_templates',
  'setup_checklist_items']) name;
SELECT auth.open_to_everybody('workflow_templates', 'is_public');
SELECT auth.open_to_everybody('sync_retry_policy', 'org_id IS NULL OR org_id = (SELECT auth.user_org_id())');

-- tables with a shape of their own
CREATE POLICY my_organization ON organizations FOR SELECT TO app_user USING (id = (SELECT auth.user_org_id()));
GRANT SELECT ON organizations TO app_user;

CREATE POLICY owners ON stores TO app_user USING (id = ANY (ARRAY(SELECT auth.my_store_ids('owner'))))
  WITH CHECK (organization_id = (SELECT auth.user_org_id()) AND id = ANY (ARRAY(SELECT auth.my_store_ids('owner'))));
GRANT SELECT (id, name, url, currency, organization_id, user_id, status, woo_version, wp_timezone, last_sync_at, created_at,
  updated_at, deleted_at, row_version), UPDATE (name, url, currency, status) ON stores TO app_user;

CREATE POLICY colleagues ON auth.users_extended FOR SELECT TO app_user USING (org_id = (SELECT auth.user_org_id()));
CREATE POLICY myself ON auth.users_extended FOR UPDATE TO app_user
  USING (id = (SELECT auth.uid())) WITH CHECK (id = (SELECT auth.uid()));
GRANT SELECT (id, email, first_name, last_name, display_name, full_name, avatar_url, phone, org_id, department, job_title,
  is_active, is_suspended, two_factor_enabled, last_activity_at, created_at, updated_at, deleted_at, row_version),
  UPDATE (first_name, last_name, display_name, avatar_url, phone) ON auth.users_extended TO app_user;

CREATE POLICY my_organization ON auth.roles FOR SELECT TO app_user USING (org_id = (SELECT auth.user_org_id()));
CREATE POLICY my_organization ON auth.role_permissions FOR SELECT TO app_user USING (role_id IN (SELECT id FROM auth.roles));
CREATE POLICY colleagues ON auth.user_roles FOR SELECT TO app_user USING (user_id IN (SELECT id FROM auth.users_extended));
CREATE POLICY mine_or_administered ON auth.user_permissions FOR SELECT TO app_user
  USING (user_id = (SELECT auth.uid())
    OR ((SELECT auth.my_role_level()) >= 80 AND user_id IN (SELECT id FROM auth.users_extended)));
GRANT SELECT ON auth.roles, auth.role_permissions, auth.user_roles, auth.user_permissions TO app_user;

CREATE POLICY administrators ON auth.security_events FOR SELECT TO app_user
  USING ((org_id = (SELECT auth.user_org_id()) AND (SELECT auth.my_role_level()) >= 80) OR (SELECT auth.am_super_admin()));
GRANT SELECT ON auth.security_events TO app_user;

CREATE POLICY administrators ON audit_logs FOR SELECT TO app_user
  USING ((organization_id = (SELECT auth.user_org_id()) AND (SELECT auth.my_role_level()) >= 80)
    OR (SELECT auth.am_super_admin()));
GRANT SELECT ON audit_logs TO app_user;

CREATE POLICY what_was_visible ON mirror_tombstones FOR SELECT TO app_user
  USING (organization_id = (SELECT auth.user_org_id()) OR (for_everybody AND (SELECT auth.uid()) IS NOT NULL));
GRANT SELECT ON mirror_tombstones TO app_user;

SELECT auth.seal();
