-- People and organizations. auth.users is the anchor that every reference to a person points to.

CREATE TABLE organizations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  slug text NOT NULL UNIQUE DEFAULT ('org-' || replace(gen_random_uuid()::text,'-',''))
    CHECK (slug ~ '^[a-z0-9][a-z0-9-]*$'),
  description text,
  is_active boolean NOT NULL DEFAULT true,
  is_platform boolean NOT NULL DEFAULT false,
  owner_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE UNIQUE INDEX organizations_one_platform ON organizations (is_platform) WHERE is_platform;
CREATE INDEX idx_organization_active ON organizations (is_active);
CREATE INDEX idx_organization_created ON organizations (created_at DESC);

CREATE TABLE auth.users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL CHECK (email ~* '^[^@\s]+@[^@\s]+\.[^@\s]+$'),
  raw_user_meta_data jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (id, email)
);
CREATE UNIQUE INDEX users_email_ci ON auth.users (lower(email));

ALTER TABLE organizations ADD FOREIGN KEY (owner_id) REFERENCES auth.users(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE auth.users_extended (
  id uuid PRIMARY KEY,
  stack_auth_user_id text UNIQUE,
  stack_auth_provider text NOT NULL DEFAULT 'local',
  email text NOT NULL UNIQUE,
  email_verified boolean NOT NULL DEFAULT false,
  email_verified_at timestamptz,
  first_name text,
  last_name text,
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 100),
  full_name text,
  avatar_url text,
  phone text CHECK (phone ~ '^\+?[0-9 ()./-]{6,25}$'),
  mobile text CHECK (mobile ~ '^\+?[0-9 ()./-]{6,25}$'),
  org_id uuid NOT NULL REFERENCES organizations(id) ON DELETE RESTRICT,
  department text,
  job_title text,
  employee_id text,
  id_number text CHECK (id_number !~ '^[0-9]{13}$'),
  id_number_hash text,
  id_number_encrypted bytea,
  employment_equity employment_equity_type,
  bee_status bee_status_type,
  address_street text,
  address_suburb text,
  address_city text,
  address_province text,
  address_postal_code text,
  address_country text DEFAULT 'South Africa',
  is_active boolean NOT NULL DEFAULT true,
  is_suspended boolean NOT NULL DEFAULT false,
  suspended_at timestamptz,
  suspended_by uuid REFERENCES auth.users(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  suspension_reason text,
  password_hash text CHECK (length(password_hash) >= 60),
  password_changed_at timestamptz,
  password_expires_at timestamptz,
  password_reset_token text CHECK (password_reset_token ~ '^[0-9a-f]{64}$'),
  password_reset_expires_at timestamptz,
  must_change_password boolean NOT NULL DEFAULT false,
  failed_login_attempts integer NOT NULL DEFAULT 0,
  locked_until timestamptz,
  two_factor_enabled boolean NOT NULL DEFAULT false,
  two_factor_enabled_at timestamptz,
  last_login_at timestamptz,
  last_login_ip inet,
  last_activity_at timestamptz,
  metadata jsonb NOT NULL DEFAULT '{}',
  preferences jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  FOREIGN KEY (id, email) REFERENCES auth.users(id, email) ON UPDATE CASCADE ON DELETE CASCADE,
  CONSTRAINT must_have_auth_provider CHECK (stack_auth_provider = 'local' OR stack_auth_user_id IS NOT NULL)
);
CREATE INDEX idx_users_extended_org_active ON auth.users_extended (org_id, is_active) WHERE is_active;
CREATE INDEX idx_users_extended_id_number_hash ON auth.users_extended (id_number_hash);

CREATE TABLE organization_invitations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  email text NOT NULL,
  role_slug text NOT NULL DEFAULT 'user',
  token_hash text NOT NULL UNIQUE,
  invited_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  expires_at timestamptz NOT NULL DEFAULT (now() + interval '7 days'),
  accepted_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE auth.user_sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,

  db_role text NOT NULL DEFAULT session_user,
  session_token_hash text NOT NULL UNIQUE,
  refresh_token_hash text UNIQUE,
  device_name text,
  device_type text CHECK (device_type IN ('desktop','mobile','tablet')),
  device_fingerprint text,
  browser text,
  os text,
  user_agent text,
  ip_address inet,
  country text,
  city text,
  status session_status NOT NULL DEFAULT 'active',
  created_at timestamptz NOT NULL DEFAULT now(),
  last_activity_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_by uuid REFERENCES auth.users(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  revocation_reason text,
  metadata jsonb NOT NULL DEFAULT '{}',
  CHECK (expires_at > created_at)
);
CREATE INDEX idx_sessions_user_status ON auth.user_sessions (user_id, status);
CREATE INDEX idx_sessions_active ON auth.user_sessions (status, expires_at) WHERE status = 'active';

CREATE TABLE auth.login_history (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  email text,
  event_type text NOT NULL DEFAULT 'login_failed'
    CHECK (event_type IN ('login_success','login_failed','logout','password_reset')),
  auth_method text CHECK (auth_method IN ('password','magic_link','oauth','passkey','mfa')),
  success boolean NOT NULL,
  failure_reason text,
  ip_address inet,
  user_agent text,
  device_fingerprint text,
  device_info jsonb,
  session_id uuid REFERENCES auth.user_sessions(id) ON DELETE SET NULL,
  location jsonb,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_login_history_user ON auth.login_history (user_id, created_at DESC);
CREATE INDEX idx_login_history_email ON auth.login_history (lower(email), created_at DESC);

CREATE TABLE auth.security_events (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  org_id uuid REFERENCES organizations(id) ON DELETE SET NULL,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  event_type text NOT NULL CHECK (length(event_type) <= 100),
  severity security_severity NOT NULL DEFAULT 'medium',
  description text NOT NULL DEFAULT '',
  details jsonb NOT NULL DEFAULT '{}',
  threat_indicators jsonb,
  ip_address inet,
  user_agent text,
  location jsonb,
  mitigation_applied text,
  false_positive boolean NOT NULL DEFAULT false,
  investigated_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  investigated_at timestamptz,
  notes text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_security_events_org_time ON auth.security_events (org_id, created_at DESC);
CREATE INDEX idx_security_events_user_time ON auth.security_events (user_id, created_at DESC);

CREATE TABLE auth.user_preferences (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL UNIQUE REFERENCES auth.users(id) ON DELETE CASCADE,
  language text NOT NULL DEFAULT 'en',
  timezone text NOT NULL DEFAULT 'UTC',
  notifications jsonb NOT NULL DEFAULT '{}',
  ui_preferences jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE auth.password_history (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (user_id, created_at)
);

SELECT auth.seal();
