-- Rate limits, quotas, credits and what an organization has subscribed to. api_rate_limits.window_end is computed in UTC,
-- because adding minutes to a time with a zone is not immutable.

CREATE TABLE rate_limit_buckets (
  identifier varchar(255) NOT NULL,
  action varchar(100) NOT NULL,
  tokens numeric(10,4) NOT NULL DEFAULT 10,
  last_refill timestamptz NOT NULL DEFAULT now(),
  capacity integer NOT NULL DEFAULT 10,
  refill_per_second numeric(10,4) NOT NULL DEFAULT 0.1,
  PRIMARY KEY (identifier, action)
);

CREATE TABLE rate_limit_config (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  resource_type text NOT NULL,
  endpoint_pattern text,
  max_requests integer NOT NULL DEFAULT 1000,
  window_seconds integer NOT NULL DEFAULT 3600,
  quota_monthly integer,
  enabled boolean DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (organization_id, resource_type, endpoint_pattern)
);

CREATE TABLE rate_limit_tracking (
  id bigserial PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  resource_type text NOT NULL,
  endpoint text NOT NULL,
  request_timestamp timestamptz DEFAULT now(),
  response_status integer,
  rate_limited boolean DEFAULT false,
  metadata jsonb DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE rate_limit_quota_usage (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  resource_type text NOT NULL,
  year integer NOT NULL,
  month integer NOT NULL,
  request_count integer DEFAULT 0,
  rate_limited_count integer DEFAULT 0,
  last_updated timestamptz DEFAULT now(),
  UNIQUE (organization_id, resource_type, year, month),
  CHECK (month BETWEEN 1 AND 12)
);

CREATE TABLE api_rate_limits (
  id bigserial PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  endpoint text NOT NULL,
  request_count integer NOT NULL DEFAULT 1,
  window_start timestamptz NOT NULL DEFAULT now(),
  window_duration_minutes integer NOT NULL DEFAULT 60,
  window_end timestamptz GENERATED ALWAYS AS (((window_start AT TIME ZONE 'UTC') + window_duration_minutes * interval '1 minute') AT TIME ZONE 'UTC') STORED,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (organization_id, user_id, endpoint, window_start)
);
CREATE INDEX idx_rate_limits_cleanup ON api_rate_limits (window_end);

CREATE TABLE api_usage_statistics (
  id bigserial PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  endpoint text NOT NULL,
  date date NOT NULL,
  total_requests integer NOT NULL DEFAULT 0,
  successful_requests integer NOT NULL DEFAULT 0,
  failed_requests integer NOT NULL DEFAULT 0,
  average_response_time_ms numeric,
  p95_response_time_ms numeric,
  p99_response_time_ms numeric,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (organization_id, user_id, endpoint, date)
);

CREATE TABLE quota_policies (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  policy_name text UNIQUE NOT NULL,
  description text,
  endpoint_pattern text NOT NULL,
  max_requests_per_hour integer NOT NULL DEFAULT 1000,
  max_requests_per_day integer NOT NULL DEFAULT 10000,
  max_requests_per_month integer NOT NULL DEFAULT 100000,
  is_active boolean NOT NULL DEFAULT true,
  applies_to_role text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  warning_pct integer NOT NULL DEFAULT 80,
  critical_pct integer NOT NULL DEFAULT 95
);

CREATE TABLE organization_quota_overrides (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  policy_id uuid NOT NULL REFERENCES quota_policies(id) ON DELETE CASCADE,
  max_requests_per_hour integer,
  max_requests_per_day integer,
  max_requests_per_month integer,
  reason text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  UNIQUE (organization_id, policy_id)
);

CREATE TABLE quota_alerts (
  id bigserial PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  alert_type text NOT NULL,
  policy_name text NOT NULL,
  current_usage integer NOT NULL,
  limit_value integer NOT NULL,
  percentage_used numeric(5,2),
  message text NOT NULL,
  is_acknowledged boolean NOT NULL DEFAULT false,
  acknowledged_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  acknowledged_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  period text NOT NULL DEFAULT 'hour' CHECK (period IN ('hour','day','month')),
  period_start timestamptz NOT NULL DEFAULT date_trunc('hour', now()),
  UNIQUE NULLS NOT DISTINCT (organization_id, user_id, policy_name, alert_type, period, period_start),
  CHECK (alert_type IN ('warning', 'critical', 'exceeded'))
);
CREATE INDEX idx_quota_alerts_unacknowledged ON quota_alerts (is_acknowledged, created_at DESC) WHERE is_acknowledged = false;

CREATE TABLE credit_actions (
  action_type text PRIMARY KEY,
  credits_cost integer NOT NULL,
  description text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (credits_cost >= 0)
);

CREATE TABLE organization_credits (

  organization_id uuid PRIMARY KEY REFERENCES organizations(id) ON DELETE CASCADE,
  plan_name text NOT NULL DEFAULT 'free',
  total_credits integer NOT NULL DEFAULT 0,
  credits_remaining integer NOT NULL DEFAULT 0 CHECK (credits_remaining >= 0),
  cycle_start_date timestamptz NOT NULL DEFAULT now(),
  cycle_end_date timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE credit_consumption_logs (
  id bigserial PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  action_type text NOT NULL REFERENCES credit_actions(action_type) ON DELETE CASCADE,
  credits_consumed integer NOT NULL,
  credits_remaining integer NOT NULL,
  success boolean NOT NULL DEFAULT true,
  error_message text,
  created_at timestamptz NOT NULL DEFAULT now(),
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  reference_type text,
  reference_id text
);

CREATE TABLE credit_ledger (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  entry_type text NOT NULL CHECK (entry_type IN ('grant','purchase','consume','refund','expire','adjust')),
  amount integer NOT NULL CHECK (amount <> 0),
  balance_after integer NOT NULL CHECK (balance_after >= 0),
  action_type text REFERENCES credit_actions(action_type),
  consumption_log_id bigint,
  idempotency_key text,
  note text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organization_id, idempotency_key)
);

CREATE TABLE organization_subscriptions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  plan_name text NOT NULL DEFAULT 'free',
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('trialing','active','past_due','cancelled')),
  monthly_credits integer NOT NULL DEFAULT 0,
  current_period_start timestamptz NOT NULL DEFAULT now(),
  current_period_end timestamptz,
  external_ref text,
  cancelled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX one_live_subscription ON organization_subscriptions (organization_id) WHERE status IN ('trialing','active','past_due');

CREATE TABLE organization_settings (
  organization_id uuid PRIMARY KEY REFERENCES organizations(id) ON DELETE CASCADE,
  timezone text NOT NULL DEFAULT 'UTC',
  locale text NOT NULL DEFAULT 'en',
  default_currency text,
  require_2fa boolean NOT NULL DEFAULT false,
  password_max_age_days integer,
  session_ttl_minutes integer NOT NULL DEFAULT 720,
  ip_whitelist_enforced boolean NOT NULL DEFAULT false,
  settings jsonb NOT NULL DEFAULT '{}',
  updated_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

SELECT auth.seal();
