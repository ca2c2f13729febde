-- Paths, progress, checklist and templates for somebody who is new.

CREATE TABLE onboarding_paths (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name varchar(100) NOT NULL,
  description text,
  target_role varchar(100),
  target_use_case varchar(100),
  steps jsonb NOT NULL,
  is_default boolean DEFAULT false,
  is_active boolean DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (name)
);
CREATE UNIQUE INDEX one_default_path ON onboarding_paths (is_default) WHERE is_default;

CREATE TABLE user_onboarding_progress (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid UNIQUE NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  path_id uuid REFERENCES onboarding_paths(id) ON DELETE SET NULL,
  selected_role varchar(100),
  selected_use_case varchar(100),
  current_step varchar(100),
  completed_steps jsonb DEFAULT '[]'::jsonb,
  step_data jsonb DEFAULT '{}'::jsonb,
  started_at timestamptz DEFAULT now(),
  last_activity_at timestamptz DEFAULT now(),
  completed_at timestamptz
);

CREATE TABLE setup_checklist_items (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  key varchar(100) UNIQUE NOT NULL,
  title varchar(255) NOT NULL,
  description text,
  icon varchar(50),
  action_url text,
  sort_order integer DEFAULT 0,
  is_active boolean DEFAULT true,
  completion_event text
);

CREATE TABLE setup_checklist_progress (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  item_key varchar(100) NOT NULL REFERENCES setup_checklist_items(key) ON DELETE CASCADE,
  completed boolean DEFAULT false,
  completed_at timestamptz,
  dismissed boolean DEFAULT false,
  UNIQUE (user_id, item_key)
);

CREATE TABLE onboarding_templates (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name varchar(255) NOT NULL,
  description text,
  category varchar(100),
  industry varchar(100),
  preview_image_url text,
  template_data jsonb NOT NULL,
  usage_count integer DEFAULT 0,
  is_featured boolean DEFAULT false,
  is_active boolean DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (category IN ('events', 'tours', 'festivals', 'corporate', 'retail', 'inventory', 'crm'))
);

SELECT auth.seal();
