-- Webhooks in both directions and other systems. Credentials stand here only as sealed envelopes.

CREATE TABLE webhooks (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  woo_webhook_id bigint,
  topic text NOT NULL,
  delivery_url text NOT NULL,
  status text NOT NULL DEFAULT 'active',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  last_delivery_at timestamptz,
  failure_count integer NOT NULL DEFAULT 0,
  UNIQUE (store_id, topic, delivery_url)
);

CREATE TABLE webhook_logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  topic text NOT NULL,
  status text NOT NULL CHECK (status IN ('success', 'failed')),
  error_message text,
  received_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  delivery_id text,
  payload_hash text,
  signature_valid boolean,
  UNIQUE (store_id, delivery_id)
);

CREATE TABLE webhook_log_rate_limit (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  hour_bucket timestamptz NOT NULL,
  log_count integer DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  dropped_count integer NOT NULL DEFAULT 0,
  UNIQUE (store_id, hour_bucket)
);

CREATE TABLE outbound_webhooks (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  url text NOT NULL CHECK (url ~ '^https://'),
  events jsonb NOT NULL DEFAULT '[]',
  secret_encrypted text NOT NULL,
  secret_hint text,
  is_active boolean NOT NULL DEFAULT true,
  last_triggered_at timestamptz,
  failure_count integer NOT NULL DEFAULT 0,
  disabled_reason text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  webhook_id uuid NOT NULL REFERENCES outbound_webhooks(id) ON DELETE CASCADE,
  event_type varchar(100) NOT NULL,
  payload jsonb NOT NULL,
  response_status integer,
  response_body text,
  duration_ms integer,
  success boolean,
  attempt integer NOT NULL DEFAULT 1,
  next_retry_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_webhook_deliveries ON webhook_deliveries (webhook_id, created_at DESC);

CREATE TABLE api_integrations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  provider_name text NOT NULL,
  provider_type text NOT NULL,
  display_name text NOT NULL,
  is_active boolean NOT NULL DEFAULT false,
  credentials jsonb NOT NULL DEFAULT '{}',
  configuration jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'disconnected',
  last_ping_at timestamptz,
  last_error text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid REFERENCES organizations(id) ON DELETE CASCADE,
  CHECK (credentials = '{}' OR credentials ? 'ct'),
  CHECK (provider_type IN ('messaging', 'email', 'ai', 'push', 'custom'))
);

CREATE TABLE integrations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  name text NOT NULL,
  type text NOT NULL,
  status text NOT NULL DEFAULT 'active',
  configuration jsonb DEFAULT '{}',
  credentials jsonb DEFAULT '{}',
  last_sync_at timestamptz,
  last_error text,
  is_active boolean DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  api_integration_id uuid REFERENCES api_integrations(id) ON DELETE SET NULL,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  CHECK (credentials = '{}' OR credentials ? 'ct'),
  CHECK (type IN ('email', 'calendar', 'crm', 'payment', 'messaging', 'analytics', 'custom'))
);
CREATE INDEX idx_active_integrations ON integrations (organization_id, is_active) WHERE is_active = true;

CREATE TABLE connected_apps (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  provider varchar(100) NOT NULL,
  provider_account_id varchar(255),
  scopes jsonb,
  access_token_encrypted text,
  refresh_token_encrypted text,
  token_expires_at timestamptz,
  last_sync_at timestamptz,
  connected_at timestamptz DEFAULT now(),
  disconnected_at timestamptz,
  integration_id uuid REFERENCES integrations(id) ON DELETE SET NULL,
  UNIQUE NULLS NOT DISTINCT (organization_id, user_id, provider, provider_account_id)
);

CREATE TABLE integration_usage_logs (
  id bigserial PRIMARY KEY,
  integration_id uuid REFERENCES api_integrations(id) ON DELETE CASCADE,
  operation_type text NOT NULL,
  request_data jsonb,
  response_data jsonb,
  status_code integer,
  success boolean NOT NULL,
  error_message text,
  duration_ms integer,
  created_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid REFERENCES organizations(id) ON DELETE CASCADE
);

SELECT auth.seal();
