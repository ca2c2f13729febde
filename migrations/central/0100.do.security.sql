-- What watches over access: allowed addresses, alerts, classified columns and who looked at credentials.

CREATE TABLE ip_whitelist (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  ip_address inet NOT NULL,
  ip_range cidr,
  description text,
  is_active boolean DEFAULT true,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  approved_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  use_count integer DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ip_access_log (
  id bigserial PRIMARY KEY,
  organization_id uuid REFERENCES organizations(id) ON DELETE CASCADE,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  ip_address inet NOT NULL,
  access_granted boolean NOT NULL,
  denial_reason text,
  endpoint text,
  method text,
  user_agent text,
  location jsonb,
  whitelist_rule_id uuid REFERENCES ip_whitelist(id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE geo_restrictions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  restriction_type text NOT NULL,
  country_codes text[],
  region_codes text[],
  is_allowlist boolean DEFAULT true,
  is_active boolean DEFAULT true,
  description text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (restriction_type IN ('country', 'region', 'custom'))
);

CREATE TABLE security_alerts (
  id bigserial PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  alert_type text NOT NULL,
  severity text NOT NULL DEFAULT 'medium',
  title text NOT NULL,
  message text NOT NULL,
  metadata jsonb,
  is_acknowledged boolean NOT NULL DEFAULT false,
  acknowledged_at timestamptz,
  acknowledged_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  security_event_id uuid REFERENCES auth.security_events(id) ON DELETE SET NULL,
  CHECK (alert_type IN (
      'suspicious_login', 'too_many_failed_attempts', '2fa_disabled', 'new_device', 'unusual_location'))
);

CREATE TABLE anomaly_response_actions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  anomaly_id text NOT NULL,
  action_type text NOT NULL CHECK (action_type IN ('email_sent', 'user_suspended', 'log_created', 'notification_sent')),
  target_user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  target_email text,
  severity text NOT NULL CHECK (severity IN ('high', 'medium', 'low')),
  metadata jsonb DEFAULT '{}'::jsonb,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'completed', 'failed')),
  error_message text,
  created_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  organization_id uuid REFERENCES organizations(id) ON DELETE CASCADE,
  security_event_id uuid REFERENCES auth.security_events(id) ON DELETE SET NULL
);

CREATE TABLE data_sensitivity_classifications (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid REFERENCES organizations(id) ON DELETE CASCADE,
  table_name text NOT NULL,
  column_name text NOT NULL,
  sensitivity_level text NOT NULL,
  classification_reason text,
  encryption_required boolean DEFAULT false,
  retention_days integer,
  compliance_tags text[],
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (organization_id, table_name, column_name),
  CHECK (sensitivity_level IN ('public', 'internal', 'confidential', 'restricted', 'pii', 'pci'))
);

CREATE TABLE audit_log_exports (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid REFERENCES organizations(id) ON DELETE CASCADE,
  requested_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  export_type text NOT NULL,
  filters jsonb,
  status text DEFAULT 'pending',
  file_path text,
  file_size_bytes bigint,
  record_count integer,
  started_at timestamptz DEFAULT now(),
  completed_at timestamptz,
  error_message text,
  created_at timestamptz NOT NULL DEFAULT now(),
  file_sha256 text,
  CHECK (export_type IN ('csv', 'json', 'pdf'))
);

CREATE TABLE credential_access_logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid REFERENCES stores(id) ON DELETE SET NULL,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  accessed_at timestamptz NOT NULL DEFAULT now(),
  ip_address text,
  user_agent text,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  user_email text,
  purpose text,
  session_id uuid,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);

SELECT auth.seal();
