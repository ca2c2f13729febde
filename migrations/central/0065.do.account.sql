-- What belongs to one person: ways to sign in, preferences, onboarding, exports and the end of the account.

CREATE TABLE user_2fa_settings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  is_enabled boolean NOT NULL DEFAULT false,
  method text NOT NULL DEFAULT 'totp',
  secret text CHECK (length(secret) > 32),
  backup_codes text[] NOT NULL DEFAULT '{}',
  backup_codes_remaining integer GENERATED ALWAYS AS (cardinality(backup_codes)) STORED,
  last_verified_at timestamptz,
  enforced_by_policy boolean DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, method),
  CHECK (method IN ('totp', 'sms', 'email', 'authenticator_app'))
);

CREATE TABLE user_2fa_attempts (
  id bigserial PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  attempt_type text NOT NULL,
  success boolean NOT NULL,
  ip_address inet,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE trusted_devices (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  device_fingerprint text NOT NULL,
  device_name text,
  device_type text,
  browser text,
  os text,
  ip_address inet,
  last_used_at timestamptz NOT NULL DEFAULT now(),
  trusted_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, device_fingerprint)
);

CREATE TABLE passkeys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  credential_id bytea UNIQUE NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL DEFAULT 0 CHECK (counter BETWEEN 0 AND 4294967295),
  device_name varchar(255),
  transports jsonb,
  aaguid bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz
);

CREATE TABLE magic_links (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid REFERENCES auth.users(id) ON DELETE CASCADE,
  email varchar(255) NOT NULL,
  token_hash varchar(255) UNIQUE NOT NULL,
  redirect_url text,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  ip_address inet,
  created_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0
);

CREATE TABLE oauth_accounts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  provider varchar(50) NOT NULL,
  provider_user_id varchar(255) NOT NULL,
  provider_email varchar(255),
  provider_name varchar(255),
  provider_avatar_url text,
  access_token_encrypted text,
  refresh_token_encrypted text,
  token_expires_at timestamptz,
  scopes jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (provider, provider_user_id),
  CHECK (provider IN ('google', 'microsoft', 'apple', 'github'))
);

CREATE TABLE api_tokens (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  name varchar(255) NOT NULL,
  token_hash varchar(255) UNIQUE NOT NULL,
  token_prefix varchar(10) NOT NULL,
  scopes jsonb DEFAULT '[]'::jsonb,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (length(token_prefix) = 8)
);

CREATE TABLE notification_preferences (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  category varchar(100) NOT NULL,
  event_type varchar(100) NOT NULL,
  email_enabled boolean DEFAULT true,
  push_enabled boolean DEFAULT true,
  in_app_enabled boolean DEFAULT true,
  frequency varchar(50) DEFAULT 'instant',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, category, event_type),
  CHECK (category IN ('activity', 'updates', 'marketing', 'security')),
  CHECK (frequency IN ('instant', 'daily', 'weekly'))
);

CREATE TABLE notification_quiet_hours (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid UNIQUE NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  enabled boolean DEFAULT false,
  start_time time DEFAULT '22:00',
  end_time time DEFAULT '08:00',
  timezone varchar(100) DEFAULT 'UTC',
  days_of_week integer[] DEFAULT ARRAY[0,
  1,
  2,
  3,
  4,
  5,
  6]
);

CREATE TABLE data_export_requests (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  status varchar(50) DEFAULT 'pending',
  format varchar(20) DEFAULT 'json',
  download_url text,
  file_size_bytes bigint,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  error_message text,
  file_sha256 text,
  CHECK (status IN ('pending', 'processing', 'ready', 'expired', 'failed')),
  CHECK (format IN ('json', 'csv'))
);

CREATE TABLE account_deletion_requests (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  reason text,
  feedback text,
  scheduled_for timestamptz NOT NULL DEFAULT (now() + interval '30 days'),
  cancelled_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  email_hash text
);
CREATE UNIQUE INDEX one_open_deletion ON account_deletion_requests (user_id) WHERE cancelled_at IS NULL AND completed_at IS NULL;

SELECT auth.seal();
