-- Workflows: the rows are the draft, steps the published version; runs say which version they followed.

CREATE TABLE workflow_definitions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  name text NOT NULL,
  description text,
  trigger_type text NOT NULL,
  trigger_config jsonb DEFAULT '{}',
  steps jsonb NOT NULL DEFAULT '[]',
  is_active boolean DEFAULT false,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  last_run_at timestamptz,
  run_count integer DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  current_version integer NOT NULL DEFAULT 0
);

CREATE TABLE workflow_versions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workflow_id uuid NOT NULL REFERENCES workflow_definitions(id) ON DELETE CASCADE,
  version_number integer NOT NULL,
  workflow_json jsonb NOT NULL,
  change_summary text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (workflow_id, version_number)
);

CREATE TABLE workflow_triggers (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workflow_id uuid NOT NULL REFERENCES workflow_definitions(id) ON DELETE CASCADE,
  trigger_type text NOT NULL,
  trigger_config jsonb NOT NULL DEFAULT '{}',
  webhook_url text,
  webhook_secret text,
  schedule_cron text,
  event_name text,
  is_active boolean DEFAULT true,
  last_triggered_at timestamptz,
  trigger_count integer DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (trigger_type IN ('webhook', 'schedule', 'event', 'manual', 'api_call'))
);

CREATE TABLE workflow_conditions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workflow_id uuid NOT NULL REFERENCES workflow_definitions(id) ON DELETE CASCADE,
  step_index integer NOT NULL,
  condition_type text NOT NULL,
  field_name text,
  operator text,
  value jsonb,
  next_step_on_true integer,
  next_step_on_false integer,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (workflow_id, step_index),
  CHECK (condition_type IN ('field_equals', 'field_contains', 'field_greater_than', 'field_less_than', 'custom_logic'))
);

CREATE TABLE workflow_actions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workflow_id uuid NOT NULL REFERENCES workflow_definitions(id) ON DELETE CASCADE,
  step_index integer NOT NULL,
  action_type text NOT NULL,
  action_config jsonb NOT NULL DEFAULT '{}',
  retry_config jsonb DEFAULT '{"max_retries": 3, "retry_delay_seconds": 60}',
  timeout_seconds integer DEFAULT 300,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (workflow_id, step_index),
  CHECK (action_type IN (
      'send_email', 'send_sms', 'send_whatsapp', 'create_task', 'update_contact', 'ai_generate', 'webhook', 'delay',
      'condition'))
);

CREATE TABLE workflow_variables (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workflow_id uuid NOT NULL REFERENCES workflow_definitions(id) ON DELETE CASCADE,
  variable_name text NOT NULL,
  variable_type text NOT NULL,
  default_value jsonb,
  is_required boolean DEFAULT false,
  description text,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (workflow_id, variable_name),
  CHECK (variable_type IN ('string', 'number', 'boolean', 'json', 'secret'))
);

CREATE TABLE workflow_templates (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  description text,
  category text NOT NULL,
  icon text,
  template_json jsonb NOT NULL,
  variables jsonb DEFAULT '{}',
  is_public boolean DEFAULT true,
  use_count integer DEFAULT 0,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (category IN ('customer_engagement', 'lead_management', 'support', 'marketing', 'custom'))
);

CREATE TABLE workflow_execution_logs (
  id bigserial PRIMARY KEY,
  workflow_id uuid NOT NULL REFERENCES workflow_definitions(id) ON DELETE CASCADE,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  execution_start timestamptz NOT NULL DEFAULT now(),
  execution_end timestamptz,
  status text NOT NULL,
  result_summary jsonb,
  error_details text,
  trigger_data jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  version_number integer,
  idempotency_key text,
  UNIQUE (workflow_id, idempotency_key)
);

CREATE TABLE workflow_execution_steps (
  id bigserial PRIMARY KEY,
  execution_log_id bigint NOT NULL REFERENCES workflow_execution_logs(id) ON DELETE CASCADE,
  step_index integer NOT NULL,
  step_type text NOT NULL,
  step_config jsonb,
  execution_start timestamptz NOT NULL DEFAULT now(),
  execution_end timestamptz,
  status text NOT NULL,
  result jsonb,
  error_message text,
  retry_count integer DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (execution_log_id, step_index, retry_count)
);

CREATE TABLE forms (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  name text NOT NULL,
  description text,
  fields jsonb NOT NULL DEFAULT '[]',
  is_active boolean NOT NULL DEFAULT true,
  public_token_hash text UNIQUE,
  workflow_id uuid REFERENCES workflow_definitions(id) ON DELETE SET NULL,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE form_submissions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  form_id uuid NOT NULL REFERENCES forms(id) ON DELETE CASCADE,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  contact_id bigint REFERENCES contacts(id) ON DELETE SET NULL,
  data jsonb NOT NULL,
  ip_address inet,
  created_at timestamptz NOT NULL DEFAULT now()
);

SELECT auth.seal();
