-- What is there from the start. default_level in a permission's metadata says which roles of a new organization have it:
-- 20 viewer, 40 user, 60 manager, 80 administrator, 100 the platform.

INSERT INTO auth.permissions (name, resource, action, is_system_permission, metadata)
SELECT resource || ':' || action, resource, action::permission_action, true, jsonb_build_object('default_level', level)
FROM (
  SELECT resource, action, CASE
    WHEN action = 'read' AND resource IN ('products', 'taxonomies', 'orders', 'inventory', 'pricing', 'loyalty', 'stores', 'sync') THEN 20
    WHEN action = 'read' AND resource IN ('projects', 'crm', 'agents', 'workflows', 'incidents', 'notifications') THEN 20
    WHEN action IN ('create', 'update') AND resource IN ('projects', 'crm') THEN 40
    WHEN action = 'read' AND resource IN ('customers', 'webhooks', 'quotas') THEN 60
    WHEN action IN ('create', 'update', 'execute')
      AND resource IN ('products', 'taxonomies', 'orders', 'customers', 'inventory', 'pricing', 'sync') THEN 60
    ELSE 80 END AS level
  FROM unnest(ARRAY['products', 'taxonomies', 'orders', 'customers', 'inventory', 'pricing', 'loyalty', 'stores', 'webhooks',
    'sync', 'projects', 'agents', 'workflows', 'crm', 'incidents', 'notifications', 'quotas', 'billing', 'users', 'roles',
    'audit', 'security', 'settings']) resource
  CROSS JOIN unnest(ARRAY['create', 'read', 'update', 'delete', 'manage', 'execute']) action
) named
ON CONFLICT (name) DO NOTHING;

-- The one organization that has super administrators.
INSERT INTO organizations (name, slug, description, is_platform)
VALUES ('Platform', 'platform', 'Runs the installation', true) ON CONFLICT (slug) DO NOTHING;

INSERT INTO quota_policies (
  policy_name, description, endpoint_pattern, max_requests_per_hour, max_requests_per_day, max_requests_per_month)
VALUES
  ('ai_generation_default', 'Texts and scores made by a model', 'ai/*', 100, 1000, 10000),
  ('calendar_operations', 'Events and reminders', 'calendar/*', 200, 2000, 20000),
  ('email_sending', 'E-mail that is sent', 'email/*', 50, 500, 5000),
  ('superadmin_operations', 'Work on the platform', 'superadmin/*', 500, 5000, 50000),
  ('public_api_default', 'Everything else from outside', '*', 1000, 10000, 100000)
ON CONFLICT (policy_name) DO NOTHING;

INSERT INTO credit_actions (action_type, credits_cost, description) VALUES
  ('create_crm_event', 1, 'Enter an event with a contact'),
  ('schedule_reminder_email', 1, 'Remind by e-mail'),
  ('schedule_reminder_whatsapp', 2, 'Remind by WhatsApp'),
  ('send_email', 1, 'Send an e-mail'),
  ('send_whatsapp', 2, 'Send a WhatsApp message'),
  ('ai_lead_scoring', 5, 'Score a lead with a model'),
  ('ai_email_generation', 3, 'Draft an e-mail with a model')
ON CONFLICT (action_type) DO NOTHING;

INSERT INTO onboarding_paths (name, description, is_default, steps) VALUES (
  'Default Onboarding', 'From the first start to a connected store', true, '[
  {"key": "welcome", "required": true}, {"key": "profile", "required": true}, {"key": "organization", "required": true},
  {"key": "team", "required": false}, {"key": "preferences", "required": false}, {"key": "integrations", "required": false},
  {"key": "tour", "required": false}, {"key": "complete", "required": true}]')
ON CONFLICT (name) DO NOTHING;

INSERT INTO setup_checklist_items (key, title, description, action_url, sort_order, completion_event) VALUES
  ('create_event', 'Plan your first event', 'A call or a visit with a contact', '/crm/events/new', 1, 'crm_event.created'),
  ('invite_team', 'Invite a team member', 'Collaboration is better together', '/team/invite', 2, 'invitation.created'),
  ('connect_integration', 'Connect a store', 'Sync with a WooCommerce shop', '/stores/new', 3, 'store.connected'),
  ('customize_profile', 'Complete your profile', 'Add a photo and your name', '/account/profile', 4, 'profile.completed'),
  ('explore_dashboard', 'Explore the home screen', 'See what waits for you', '/home', 5, 'home.opened')
ON CONFLICT (key) DO NOTHING;

INSERT INTO sync_retry_policy (org_id, name) VALUES (NULL, 'default') ON CONFLICT (org_id, name) DO NOTHING;

SELECT auth.seal();
