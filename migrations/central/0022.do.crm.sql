-- Contacts and what is planned with them. Their ids are numbers given by this database, so a row born on a desktop that is
-- offline is known by its uid.

CREATE TABLE contacts (
  id bigserial PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  name text,
  email text,
  phone text,
  company text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  uid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  store_id uuid REFERENCES stores(id) ON DELETE SET NULL,
  woo_customer_id bigint,
  owner_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  tags text[] NOT NULL DEFAULT '{}',
  lead_score integer,
  deleted_at timestamptz,
  UNIQUE (store_id, woo_customer_id)
);

CREATE TABLE opportunities (
  id bigserial PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  contact_id bigint REFERENCES contacts(id) ON DELETE SET NULL,
  name text NOT NULL,
  amount numeric,
  stage text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  uid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  owner_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  currency text,
  expected_close date,
  closed_at timestamptz,
  deleted_at timestamptz
);

CREATE TABLE crm_events (
  id bigserial PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  contact_id bigint NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  event_summary text NOT NULL,
  event_description text,
  event_start_time timestamptz NOT NULL,
  event_end_time timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'confirmed',
  google_event_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  uid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  event_type text NOT NULL DEFAULT 'meeting',
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  CHECK (status IN ('confirmed', 'cancelled')),
  CHECK (event_end_time >= event_start_time)
);

CREATE TABLE event_reminders (
  id bigserial PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  crm_event_id bigint NOT NULL REFERENCES crm_events(id) ON DELETE CASCADE,
  contact_id bigint NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  channel text NOT NULL,
  scheduled_at timestamptz NOT NULL,
  status text NOT NULL DEFAULT 'scheduled',
  message text,
  error_message text,
  attempt_count integer DEFAULT 0,
  last_attempt_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  uid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  deleted_at timestamptz,
  CHECK (channel IN ('Email', 'WhatsApp')),
  CHECK (status IN ('scheduled', 'sent', 'failed', 'cancelled'))
);

SELECT auth.seal();
