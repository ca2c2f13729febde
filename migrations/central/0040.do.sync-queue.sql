-- Queue, schedules, state, checksums and conflicts of the sync, and its logs per item.
--
-- Verify:    SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public' AND table_name IN ('sync_job_queue',
--              'sync_schedule', 'sync_retry_policy', 'sync_state', 'integration_mapping', 'sync_conflict', 'sync_errors',
--              'sync_logs', 'taxonomy_sync_log');  -- 9
-- Roll back: forward only. What waits in the queue is stopped by
--            UPDATE sync_job_queue SET status = 'cancelled' WHERE status = 'queued';

CREATE TABLE sync_retry_policy (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id uuid REFERENCES organizations(id) ON DELETE CASCADE,
  name text NOT NULL,
  max_attempts integer NOT NULL DEFAULT 3 CHECK (max_attempts BETWEEN 0 AND 20),
  base_delay_seconds integer NOT NULL DEFAULT 60 CHECK (base_delay_seconds > 0),
  multiplier numeric(5,2) NOT NULL DEFAULT 2 CHECK (multiplier >= 1),
  max_delay_seconds integer NOT NULL DEFAULT 3600,
  jitter_ratio numeric(3,2) NOT NULL DEFAULT 0.20 CHECK (jitter_ratio BETWEEN 0 AND 1),
  retry_on text[] NOT NULL DEFAULT ARRAY['408',
  '425',
  '429',
  '500',
  '502',
  '503',
  '504',
  'ECONNRESET',
  'ETIMEDOUT'],
  never_retry_on text[] NOT NULL DEFAULT ARRAY['400',
  '401',
  '403',
  '404',
  '409'],
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (org_id, name)
);

CREATE TABLE sync_schedule (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  name text NOT NULL,
  sync_type sync_type NOT NULL DEFAULT 'woocommerce',
  entity_type sync_entity_type,
  direction text NOT NULL DEFAULT 'both' CHECK (direction IN ('pull','push','both')),
  cron_expression text,
  interval_minutes integer CHECK (interval_minutes > 0),
  timezone text NOT NULL DEFAULT 'UTC',
  is_enabled boolean NOT NULL DEFAULT true,
  next_run_at timestamptz,
  last_run_at timestamptz,
  last_status sync_status_type,
  last_sync_id varchar(255),
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (num_nonnulls(cron_expression, interval_minutes) = 1)
);
CREATE INDEX idx_sync_schedule_due ON sync_schedule (next_run_at) WHERE is_enabled;

CREATE TABLE sync_job_queue (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  sync_type sync_type NOT NULL DEFAULT 'woocommerce',
  entity_type sync_entity_type,
  action sync_action NOT NULL DEFAULT 'manual_trigger',
  direction text NOT NULL DEFAULT 'both' CHECK (direction IN ('pull','push','both')),
  payload jsonb NOT NULL DEFAULT '{}',
  priority smallint NOT NULL DEFAULT 100,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued','running','succeeded','failed','dead','cancelled')),
  attempts integer NOT NULL DEFAULT 0,
  retry_policy_id uuid REFERENCES sync_retry_policy(id) ON DELETE SET NULL,
  run_after timestamptz NOT NULL DEFAULT now(),
  claimed_by text,
  claimed_at timestamptz,
  lease_expires_at timestamptz,
  sync_id varchar(255),
  schedule_id uuid REFERENCES sync_schedule(id) ON DELETE SET NULL,
  idempotency_key varchar(255),
  last_error text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  UNIQUE (org_id, idempotency_key)
);
CREATE INDEX idx_sync_job_ready ON sync_job_queue (priority, run_after) WHERE status = 'queued';

CREATE TABLE sync_state (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  sync_type sync_type NOT NULL,
  entity_type sync_entity_type NOT NULL,
  direction text NOT NULL DEFAULT 'pull' CHECK (direction IN ('pull','push')),
  cursor jsonb NOT NULL DEFAULT '{}',
  last_remote_modified_at timestamptz,
  last_full_sync_at timestamptz,
  last_incremental_at timestamptz,
  last_sync_id varchar(255),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (org_id, store_id, sync_type, entity_type, direction)
);

CREATE TABLE integration_mapping (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  sync_type sync_type NOT NULL,
  entity_type sync_entity_type NOT NULL,
  local_id text NOT NULL,
  external_id text NOT NULL,
  external_parent_id text,
  checksum_synced text,
  checksum_local text,
  checksum_remote text,
  remote_modified_at timestamptz,
  last_synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (org_id, store_id, sync_type, entity_type, external_id),
  UNIQUE NULLS NOT DISTINCT (org_id, store_id, sync_type, entity_type, local_id)
);

CREATE TABLE sync_conflict (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  mapping_id uuid REFERENCES integration_mapping(id) ON DELETE CASCADE,
  sync_id varchar(255),
  entity_type sync_entity_type NOT NULL,
  local_id text,
  external_id text,
  conflict_type text NOT NULL DEFAULT 'both_changed'
    CHECK (conflict_type IN ('both_changed','deleted_remotely','deleted_locally','duplicate')),
  base_data jsonb,
  local_data jsonb,
  remote_data jsonb,
  conflicting_fields text[],
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open','resolved','ignored')),
  resolution text CHECK (resolution IN ('keep_local','keep_remote','merge')),
  resolved_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  resolved_at timestamptz,
  detected_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX sync_conflict_one_open ON sync_conflict (mapping_id) WHERE status = 'open';

CREATE TABLE sync_errors (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  entity_type text NOT NULL,
  entity_id text,
  woo_id bigint,
  error_message text NOT NULL,
  error_code text,
  stack_trace text,
  retry_count integer DEFAULT 0,
  last_retry_at timestamptz,
  resolved boolean DEFAULT false,
  resolved_at timestamptz,
  metadata jsonb DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  job_id uuid REFERENCES sync_job_queue(id) ON DELETE SET NULL,
  sync_id varchar(255),
  http_status integer,
  next_retry_at timestamptz,
  resolved_by uuid REFERENCES auth.users(id) ON DELETE SET NULL
);

CREATE TABLE sync_logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  entity_type text NOT NULL
    CHECK (entity_type IN (
      'product', 'order', 'category', 'tag', 'brand', 'attribute', 'variation', 'attribute_term', 'image', 'customer',
      'inventory', 'invoice', 'supplier')),
  entity_id text,
  woo_id bigint,
  action text NOT NULL CHECK (action IN ('create', 'update', 'delete', 'sync')),
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('success', 'failed', 'pending')),
  duration_ms integer,
  metadata jsonb DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  sync_id varchar(255),
  direction text CHECK (direction IN ('pull','push')),
  error_message text
);

CREATE TABLE taxonomy_sync_log (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  taxonomy_type text NOT NULL CHECK (taxonomy_type IN ('category','tag','brand','attribute','all')),
  action text NOT NULL CHECK (action IN ('initial_sync', 'incremental_sync', 'webhook_update')),
  items_synced integer DEFAULT 0,
  items_created integer DEFAULT 0,
  items_updated integer DEFAULT 0,
  items_failed integer DEFAULT 0,
  duration_ms integer,
  error_details jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  sync_id varchar(255)
);

CREATE TABLE mirror_tombstones (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organization_id uuid,
  store_id uuid,
  table_name text NOT NULL,
  pk text NOT NULL,
  for_everybody boolean NOT NULL DEFAULT false,
  row_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  deleted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_mirror_tombstones ON mirror_tombstones (organization_id, row_xid);

SELECT auth.seal();
