-- What the matrix of access (docs/sync-spec.md, ACCESS1 to ACCESS4) found open too far: rows of stores that a person is not
-- entered in, whole records on their way (buyers included), and writing by level where a permission is to decide.
--
-- Verify: SELECT count(*) FROM pg_policies WHERE 'app_user' = ANY (roles) AND cmd <> 'SELECT'
--           AND coalesce(qual, with_check) NOT LIKE '%may(%' AND coalesce(qual, with_check) NOT LIKE '%auth.uid()%';  -- 0

-- Whether the caller holds a permission now: denials and dates count, see auth.effective_permissions.
CREATE FUNCTION auth.may(permission text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM auth.my_permissions() held WHERE held.name = permission)
$$;
GRANT EXECUTE ON FUNCTION auth.may(text) TO app_user;

-- Replaces what a client may do with a table. Rows of the caller's organization; those that name a store only with at
-- least that rank in the store. Writing asks for `resource:create`, `:update` and, where it is given at all, `:delete`.
-- A null resource: nobody writes.
CREATE FUNCTION auth.open_by_permission(
  opened regclass, resource text, reading text DEFAULT 'true', reading_rank store_role DEFAULT 'viewer',
  writing_rank store_role DEFAULT 'manager', deletable boolean DEFAULT false, create_with text DEFAULT 'create',
  update_with text DEFAULT 'update') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  names text[] := (SELECT array_agg(attname::text) FROM pg_attribute WHERE attrelid = opened AND attnum > 0 AND NOT attisdropped);
  organization text := CASE WHEN 'organization_id' = ANY (names) THEN 'organization_id' WHEN 'org_id' = ANY (names) THEN 'org_id' END;
  stored text := CASE WHEN 'store_id' <> ALL (names) THEN ''
    WHEN organization IS NULL THEN 'store_id IN (SELECT auth.my_store_ids(%L))'
    ELSE ' AND (store_id IS NULL OR store_id IN (SELECT auth.my_store_ids(%L)))' END;
  own text := CASE WHEN organization IS NULL THEN '' ELSE organization || ' = (SELECT auth.user_org_id())' END;
  found record;
  changing text := own || format(stored, writing_rank) || ' AND (SELECT auth.may(%L))';
BEGIN
  FOR found IN SELECT polname FROM pg_policy WHERE polrelid = opened AND 'app_user'::regrole = ANY (polroles) LOOP
    EXECUTE format('DROP POLICY %I ON %s', found.polname, opened);
  END LOOP;
  EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %s FROM app_user', opened);
  EXECUTE format('CREATE POLICY may_read ON %s FOR SELECT TO app_user USING (%s AND (%s))', opened, own || format(stored, reading_rank), reading);
  IF resource IS NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE POLICY may_create ON %s FOR INSERT TO app_user WITH CHECK (%s)', opened, format(changing, resource || ':' || create_with));
  EXECUTE format('CREATE POLICY may_update ON %s FOR UPDATE TO app_user USING (%s)', opened, format(changing, resource || ':' || update_with));
  EXECUTE format('GRANT INSERT, UPDATE ON %s TO app_user', opened);
  IF deletable THEN
    EXECUTE format('CREATE POLICY may_delete ON %s FOR DELETE TO app_user USING (%s)', opened, format(changing, resource || ':delete'));
    EXECUTE format('GRANT DELETE ON %s TO app_user', opened);
  END IF;
END $$;

-- the shop: removing a record for good is rarer than marking it as deleted, and has a permission of its own
SELECT auth.open_by_permission(name::regclass, 'products', deletable => true) FROM unnest(ARRAY[
  'products', 'product_variations', 'product_images', 'product_attributes']) name;
SELECT auth.open_by_permission(name::regclass, 'taxonomies', deletable => true) FROM unnest(ARRAY[
  'store_categories', 'store_tags', 'store_brands', 'store_attributes', 'store_attribute_terms', 'shipping_classes']) name;
SELECT auth.open_by_permission('webhooks', 'webhooks', deletable => true);
-- buyers; coupons are bound to addresses, the others read coupons_summary
SELECT auth.open_by_permission(name::regclass, 'orders', reading_rank => 'manager', deletable => true) FROM unnest(ARRAY[
  'orders', 'order_items', 'order_notes', 'refunds']) name;
SELECT auth.open_by_permission('customers', 'customers', reading_rank => 'manager', deletable => true);
SELECT auth.open_by_permission('coupons', 'pricing', reading_rank => 'manager', deletable => true);
SELECT auth.open_by_permission(name::regclass, NULL, reading_rank => 'manager') FROM unnest(ARRAY['sync_logs', 'sync_errors']) name;

-- whole records on their way; those of no store are for managers of the organization
SELECT auth.open_by_permission(name::regclass, 'sync', reading_rank => 'manager',
  reading => 'store_id IS NOT NULL OR (SELECT auth.my_role_level()) >= 60') FROM unnest(ARRAY[
  'sync_job_queue', 'sync_conflict', 'sync_preview_cache', 'sync_activity_log']) name;
SELECT auth.open_by_permission(name::regclass, 'sync') FROM unnest(ARRAY[
  'sync_progress', 'sync_schedule', 'sync_state', 'integration_mapping']) name;
SELECT auth.open_by_permission(name::regclass, 'inventory') FROM unnest(ARRAY[
  'inventory_movement', 'inventory_allocation', 'inventory_location']) name;
-- ledgers are added to and never changed
DROP POLICY may_update ON inventory_movement;
REVOKE UPDATE ON inventory_movement FROM app_user;
DROP POLICY may_update ON sync_activity_log;
REVOKE UPDATE ON sync_activity_log FROM app_user;
SELECT auth.open_by_permission(name::regclass, 'inventory', reading => '(SELECT auth.my_role_level()) >= 60')
  FROM unnest(ARRAY['supplier', 'invoice']) name;
SELECT auth.open_by_permission(name::regclass, 'pricing') FROM unnest(ARRAY[
  'pricing_optimization_job', 'pricing_recommendation']) name;
SELECT auth.open_by_permission('pricing_rule', 'pricing', create_with => 'manage', update_with => 'manage');

-- people outside are for those who work with them
UPDATE auth.permissions SET metadata = metadata || '{"default_level": 40}' WHERE name = 'crm:read';
DELETE FROM auth.role_permissions rp USING auth.roles r, auth.permissions p
  WHERE r.id = rp.role_id AND p.id = rp.permission_id AND p.name = 'crm:read' AND r.is_system_role AND r.role_level < 40;
SELECT auth.open_by_permission(name::regclass, 'crm', reading => $$(SELECT auth.may('crm:read'))$$, writing_rank => 'viewer')
  FROM unnest(ARRAY['contacts', 'opportunities', 'crm_events', 'event_reminders']) name;
SELECT auth.open_by_permission(name::regclass, 'projects') FROM unnest(ARRAY[
  'sprints', 'tasks', 'bug_reports', 'deployments', 'work_logs', 'task_comments', 'project_alerts']) name;

-- arrangements
SELECT auth.open_by_permission(name::regclass, 'settings') FROM unnest(ARRAY[
  'organization_settings', 'notification_rules', 'escalation_rules', 'alert_rules', 'rollback_procedures']) name;
SELECT auth.open_by_permission('incidents', 'incidents');
SELECT auth.open_by_permission(name::regclass, 'agents') FROM unnest(ARRAY['automation_agents', 'agent_alerts']) name;
SELECT auth.open_by_permission('workflow_definitions', 'workflows');
SELECT auth.open_by_permission('loyalty_program', 'loyalty');
SELECT auth.open_by_permission('store_users', 'stores', deletable => true);
SELECT auth.open_by_permission(name::regclass, 'security', reading => $$(SELECT auth.may('security:read'))$$)
  FROM unnest(ARRAY['ip_whitelist', 'geo_restrictions', 'data_sensitivity_classifications']) name;

-- written by the system
SELECT auth.open_by_permission(name::regclass, NULL, reading => $$(SELECT auth.may('billing:read'))$$) FROM unnest(ARRAY[
  'organization_credits', 'credit_ledger', 'credit_consumption_logs', 'organization_subscriptions']) name;
SELECT auth.open_by_permission(name::regclass, NULL, reading => $$(SELECT auth.may('quotas:read'))$$) FROM unnest(ARRAY[
  'quota_alerts', 'organization_quota_overrides', 'api_rate_limits', 'api_usage_statistics', 'rate_limit_config',
  'rate_limit_tracking', 'rate_limit_quota_usage']) name;
SELECT auth.open_by_permission('workflow_execution_logs', NULL, reading => '(SELECT auth.my_role_level()) >= 60');
SELECT auth.open_by_permission('inventory_item', NULL);

DROP POLICY owners ON stores;
CREATE POLICY owners_read ON stores FOR SELECT TO app_user USING (id IN (SELECT auth.my_store_ids('owner')));
CREATE POLICY owners_update ON stores FOR UPDATE TO app_user
  USING (id IN (SELECT auth.my_store_ids('owner')) AND (SELECT auth.may('stores:update')))
  WITH CHECK (organization_id = (SELECT auth.user_org_id()) AND id IN (SELECT auth.my_store_ids('owner')));

DROP POLICY what_was_visible ON mirror_tombstones;
CREATE POLICY what_was_visible ON mirror_tombstones FOR SELECT TO app_user
  USING ((organization_id = (SELECT auth.user_org_id()) AND (store_id IS NULL OR store_id IN (SELECT auth.my_store_ids())))
    OR (for_everybody AND (SELECT auth.uid()) IS NOT NULL));

-- A device's fingerprint may stand for its second factor: it is compared, never shown.
REVOKE SELECT (device_fingerprint) ON auth.login_history, trusted_devices FROM app_user;
CREATE OR REPLACE VIEW login_attempts WITH (security_invoker = true) AS
  SELECT seq AS id, user_id, email, success, failure_reason, host(ip_address) AS ip_address, user_agent,
    NULL::text AS device_fingerprint, location, created_at
  FROM auth.login_history WHERE event_type IN ('login_success', 'login_failed');
REVOKE SELECT ON login_attempts FROM app_user;
GRANT SELECT (id, user_id, email, success, failure_reason, ip_address, user_agent, location, created_at) ON login_attempts TO app_user;

-- What everybody in a store may see of its coupons, without the addresses that some are bound to.
CREATE VIEW coupons_summary WITH (security_barrier = true) AS
  SELECT c.id, c.store_id, c.woo_id, c.code, c.status, c.discount_type, c.amount, c.amount_text, c.date_expires,
    c.usage_limit, c.usage_count, cardinality(c.email_restrictions) > 0 AS is_for_some_only, c.created_at, c.updated_at
  FROM coupons c JOIN auth.my_stores() mine ON mine.store_id = c.store_id WHERE c.deleted_at IS NULL;
GRANT CREATE ON SCHEMA public TO app_definer;
ALTER VIEW coupons_summary OWNER TO app_definer;
REVOKE CREATE ON SCHEMA public FROM app_definer;
GRANT SELECT ON coupons_summary TO app_user;

SELECT auth.seal();
