-- What desktops mirror. row_version is the base of compare-and-set; row_xid orders the feed by transaction: a reader that
-- stays below pg_snapshot_xmin() misses no late commit, which an order by version would. Deletions leave a tombstone.

CREATE SEQUENCE mirror_row_version_seq;

CREATE FUNCTION bump_row_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.row_version := nextval('public.mirror_row_version_seq');
  NEW.row_xid := pg_current_xact_id();
  RETURN NEW;
END $$;

-- Arguments: 'everybody' for rows that belong to no organization, or a column and the parent that has the organization.
CREATE FUNCTION leave_tombstone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  gone jsonb := to_jsonb(OLD);
  organization uuid := public.audit_organization_of(gone);
BEGIN
  IF organization IS NULL AND TG_NARGS = 2 THEN
    EXECUTE format(
      'SELECT public.audit_organization_of(to_jsonb(p)) FROM %s p WHERE p.id = ($1->>%L)::uuid', TG_ARGV[1], TG_ARGV[0])
      INTO organization USING gone;
  END IF;
  INSERT INTO public.mirror_tombstones (organization_id, store_id, table_name, pk, for_everybody)
  VALUES (organization, (gone->>'store_id')::uuid, TG_TABLE_NAME,
    coalesce(gone->>'id', gone->>'organization_id', gone->>'action_type'), TG_NARGS = 1);
  RETURN NULL;
END $$;

CREATE FUNCTION mirror_table(mirrored regclass) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  EXECUTE format(
    'ALTER TABLE %s ADD COLUMN row_version bigint NOT NULL DEFAULT 0,
       ADD COLUMN row_xid xid8 NOT NULL DEFAULT pg_current_xact_id()', mirrored);
  EXECUTE format(
    'CREATE TRIGGER bump_row_version BEFORE INSERT OR UPDATE ON %s
       FOR EACH ROW EXECUTE FUNCTION public.bump_row_version()', mirrored);
  EXECUTE format('CREATE INDEX ON %s (row_xid)', mirrored);
END $$;

-- Logs come and go by age on both sides, so they leave no tombstones.
SELECT mirror_table(name::regclass) FROM unnest(ARRAY[
    'sync_activity_log', 'sync_logs', 'taxonomy_sync_log', 'debug_logs', 'webhook_logs', 'system_health_checks',
    'sync_preview_cache', 'webhook_deliveries', 'notification_logs', 'agent_execution_logs',
    'workflow_execution_logs', 'workflow_execution_steps', 'alert_history', 'credit_consumption_logs'
]) AS name;

-- of every organization
SELECT mirror_table(name::regclass) FROM unnest(ARRAY[
    'auth.permissions', 'credit_actions', 'onboarding_paths', 'onboarding_templates', 'quota_policies',
    'setup_checklist_items', 'workflow_templates'
]) AS name;

-- of an organization, a store or a person, which a column names
SELECT mirror_table(name::regclass) FROM unnest(ARRAY[
    'auth.roles', 'auth.user_permissions', 'auth.user_preferences', 'auth.user_roles', 'auth.users_extended',
    'core.stock_on_hand', 'agent_alerts', 'agent_insights', 'automation_agents', 'bug_reports', 'contacts',
    'coupons', 'crm_events', 'customers', 'deployments', 'event_reminders', 'forms', 'incidents',
    'integration_mapping', 'integrations', 'inventory_allocation', 'inventory_item', 'inventory_location',
    'inventory_movement', 'invoice', 'loyalty_program', 'notification_preferences', 'notification_quiet_hours',
    'opportunities', 'order_items', 'order_notes', 'order_status_logs', 'orders', 'organization_credits',
    'organization_settings', 'organization_subscriptions', 'organizations', 'outbound_webhooks', 'price_history',
    'pricing_optimization_job', 'pricing_recommendation', 'pricing_rule', 'product_attributes', 'product_images',
    'product_variations', 'products', 'project_alerts', 'quota_alerts', 'refunds', 'security_alerts',
    'setup_checklist_progress', 'shipping_classes', 'sprints', 'store_attribute_terms', 'store_attributes',
    'store_brands', 'store_categories', 'store_tags', 'store_users', 'stores', 'supplier', 'sync_conflict',
    'sync_errors', 'sync_job_queue', 'sync_progress', 'sync_retry_policy', 'sync_schedule', 'sync_state',
    'task_comments', 'tasks', 'user_onboarding_progress', 'webhooks', 'work_logs', 'workflow_definitions'
]) AS name;

-- of an organization that a parent names
SELECT mirror_table('auth.role_permissions');
SELECT mirror_table('loyalty_member');
SELECT mirror_table('loyalty_reward');
SELECT mirror_table('loyalty_tier');
SELECT mirror_table('incident_actions');
SELECT mirror_table('loyalty_redemption');

DO $$
DECLARE
  mirrored record;
BEGIN
  FOR mirrored IN
    SELECT t.tgrelid::regclass AS name, CASE
      WHEN t.tgrelid = 'auth.role_permissions'::regclass THEN '''role_id'', ''auth.roles'''
      WHEN t.tgrelid = 'loyalty_member'::regclass THEN '''program_id'', ''public.loyalty_program'''
      WHEN t.tgrelid = 'loyalty_reward'::regclass THEN '''program_id'', ''public.loyalty_program'''
      WHEN t.tgrelid = 'loyalty_tier'::regclass THEN '''program_id'', ''public.loyalty_program'''
      WHEN t.tgrelid = 'incident_actions'::regclass THEN '''incident_id'', ''public.incidents'''
      WHEN t.tgrelid::regclass::text IN (
    'auth.permissions', 'credit_actions', 'onboarding_paths', 'onboarding_templates', 'quota_policies',
    'setup_checklist_items', 'workflow_templates') THEN '''everybody'''
      ELSE '' END AS arguments
    FROM pg_trigger t WHERE t.tgname = 'bump_row_version' AND t.tgparentid = 0
      AND t.tgrelid::regclass::text NOT IN (
    'sync_activity_log', 'sync_logs', 'taxonomy_sync_log', 'debug_logs', 'webhook_logs', 'system_health_checks',
    'sync_preview_cache', 'webhook_deliveries', 'notification_logs', 'agent_execution_logs',
    'workflow_execution_logs', 'workflow_execution_steps', 'alert_history', 'credit_consumption_logs')
  LOOP
    EXECUTE format('CREATE TRIGGER leave_tombstone AFTER DELETE ON %s FOR EACH ROW EXECUTE FUNCTION leave_tombstone(%s)',
      mirrored.name, mirrored.arguments);
  END LOOP;

  FOR mirrored IN
    SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace IN ('public'::regnamespace, 'auth'::regnamespace, 'core'::regnamespace) AND c.relkind = 'r'
      AND NOT c.relispartition AND a.attname = 'updated_at' AND c.relname <> 'sync_progress'
  LOOP
    EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()',
      mirrored.name);
  END LOOP;
END $$;

SELECT auth.seal();
