-- The trail: what people and the system did. It outlives its subjects, so it refers to nothing. Entries are written at
-- once and chained later by a job, so no tenant waits for another and no bulk write for its own entries.

-- an identity column is not passed on to partitions before PostgreSQL 17
CREATE SEQUENCE audit_logs_id_seq;

CREATE TABLE audit_logs (
  id bigint NOT NULL DEFAULT nextval('audit_logs_id_seq'),
  uid uuid NOT NULL DEFAULT gen_random_uuid(),
  entry_kind text NOT NULL DEFAULT 'action' CHECK (entry_kind IN ('row_change','action','auth','superadmin')),
  organization_id uuid,
  user_id uuid,
  user_email text,
  action_type text NOT NULL,
  action_category text,
  severity_level text NOT NULL DEFAULT 'info' CHECK (severity_level IN ('debug','info','warning','error','critical')),
  action_description text NOT NULL DEFAULT '',
  resource_type text NOT NULL,
  resource_id text,
  resource_name text,
  table_name text,
  record_id text,
  action text,
  old_data jsonb,
  new_data jsonb,
  changed_fields text[],
  changes_json jsonb,
  operation_type text CHECK (operation_type IN ('CREATE','UPDATE','DELETE','READ','EXECUTE')),
  metadata jsonb NOT NULL DEFAULT '{}',
  ip_address inet,
  user_agent text,
  session_id text,
  request_id text,
  geo_location jsonb,
  success boolean NOT NULL DEFAULT true,
  error_message text,
  risk_score integer CHECK (risk_score BETWEEN 0 AND 100),
  anomaly_detected boolean NOT NULL DEFAULT false,
  compliance_flags text[],
  retention_class text NOT NULL DEFAULT 'standard',
  retention_period_days integer NOT NULL DEFAULT 365,
  expires_at timestamptz,
  encrypted_at_rest boolean NOT NULL DEFAULT false,
  chain_seq bigint,
  payload_hash text,
  previous_hash text,
  audit_chain_hash text,
  verified boolean NOT NULL DEFAULT false,
  row_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  redacted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, created_at),
  CHECK (entry_kind <> 'row_change'
    OR (table_name IS NOT NULL AND record_id IS NOT NULL AND action IN ('INSERT','UPDATE','DELETE')))
) PARTITION BY RANGE (created_at);
CREATE INDEX idx_audit_org_time ON audit_logs (organization_id, created_at DESC);
CREATE INDEX idx_audit_record ON audit_logs (table_name, record_id);

CREATE INDEX idx_audit_unchained ON audit_logs (id) WHERE chain_seq IS NULL;
CREATE UNIQUE INDEX idx_audit_chain ON audit_logs (organization_id, chain_seq, created_at) WHERE chain_seq IS NOT NULL;

CREATE TABLE audit_logs_default PARTITION OF audit_logs DEFAULT;

-- The end of each organization's chain; the scope of entries without one is all zeros. What retention took away from the
-- beginning is remembered by its last number and hash, so the rest still verifies.
CREATE TABLE audit_chain_heads (
  chain_scope uuid PRIMARY KEY,
  last_seq bigint NOT NULL DEFAULT 0,
  last_hash text NOT NULL DEFAULT '',
  purged_through_seq bigint NOT NULL DEFAULT 0,
  purged_hash text
);

CREATE FUNCTION audit_chain_scope(organization uuid) RETURNS uuid LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(organization, '00000000-0000-0000-0000-000000000000'::uuid)
$$;

-- The columns are named one by one: a column added later must not change the hash of what is there.
CREATE FUNCTION audit_payload_hash(entry audit_logs) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(
    entry.id, entry.uid, entry.entry_kind, entry.organization_id, entry.user_id, entry.user_email, entry.action_type,
    entry.action_category, entry.severity_level, entry.action_description, entry.resource_type, entry.resource_id,
    entry.resource_name, entry.table_name, entry.record_id, entry.action, entry.old_data, entry.new_data,
    entry.changed_fields, entry.changes_json, entry.operation_type, entry.metadata, entry.ip_address, entry.user_agent,
    entry.session_id, entry.request_id, entry.geo_location, entry.success, entry.error_message, entry.risk_score,
    entry.anomaly_detected, entry.compliance_flags, entry.retention_class, entry.retention_period_days,
    entry.created_at)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_link_hash(previous text, payload text, seq bigint) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(sha256(convert_to(previous || '|' || payload || '|' || seq, 'UTF8')), 'hex')
$$;

-- Links entries that no running transaction can still come before. Returns how many; call it until that is 0.
CREATE FUNCTION chain_audit_logs(at_most integer DEFAULT 5000) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  entry public.audit_logs;
  head public.audit_chain_heads;
  horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
  linked integer := 0;
BEGIN
  -- one worker at a time; whoever comes second has nothing to do
  IF NOT pg_try_advisory_xact_lock(hashtextextended('backroom audit chain', 0)) THEN
    RETURN 0;
  END IF;
  FOR entry IN SELECT * FROM public.audit_logs WHERE chain_seq IS NULL AND row_xid < horizon ORDER BY id LIMIT at_most LOOP
    INSERT INTO public.audit_chain_heads (chain_scope) VALUES (public.audit_chain_scope(entry.organization_id))
      ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM public.audit_chain_heads
      WHERE chain_scope = public.audit_chain_scope(entry.organization_id) FOR UPDATE;
    entry.chain_seq := head.last_seq + 1;
    entry.payload_hash := public.audit_payload_hash(entry);
    entry.audit_chain_hash := public.audit_link_hash(head.last_hash, entry.payload_hash, entry.chain_seq);
    UPDATE public.audit_logs SET chain_seq = entry.chain_seq, previous_hash = head.last_hash,
      payload_hash = entry.payload_hash, audit_chain_hash = entry.audit_chain_hash
      WHERE id = entry.id AND created_at = entry.created_at;
    UPDATE public.audit_chain_heads SET last_seq = entry.chain_seq, last_hash = entry.audit_chain_hash
      WHERE chain_scope = head.chain_scope;
    linked := linked + 1;
  END LOOP;
  RETURN linked;
END $$;

-- Every break of the chain: an entry that was changed, one whose link does not fit, a number that is missing, and an end
-- that is not where the head says. Nothing means whole. A redacted entry still counts by the hash of what it said.
CREATE FUNCTION verify_audit_chain(organization uuid) RETURNS TABLE (chain_seq bigint, entry_id bigint, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH head AS (
    SELECT * FROM public.audit_chain_heads WHERE chain_scope = public.audit_chain_scope(organization)
  ), links AS (
    SELECT a.id, a.chain_seq, a.previous_hash, a.payload_hash, a.audit_chain_hash, a.redacted_at,
      public.audit_payload_hash(a) AS found_hash,
      lag(a.audit_chain_hash, 1, coalesce(h.purged_hash, '')) OVER (ORDER BY a.chain_seq) AS expected_previous,
      lag(a.chain_seq, 1, h.purged_through_seq) OVER (ORDER BY a.chain_seq) AS seq_before
    FROM public.audit_logs a, head h
    WHERE public.audit_chain_scope(a.organization_id) = h.chain_scope AND a.chain_seq > h.purged_through_seq
  )
  SELECT l.chain_seq, l.id, 'changed' FROM links l WHERE l.redacted_at IS NULL AND l.payload_hash <> l.found_hash
  UNION ALL
  SELECT l.chain_seq, l.id, 'does not follow' FROM links l
  WHERE l.previous_hash <> l.expected_previous
    OR l.audit_chain_hash <> public.audit_link_hash(l.previous_hash, l.payload_hash, l.chain_seq)
  UNION ALL
  SELECT l.chain_seq, l.id, 'entries before it are missing' FROM links l WHERE l.chain_seq <> l.seq_before + 1
  UNION ALL
  SELECT h.last_seq, NULL, 'the end is missing' FROM head h
  WHERE h.last_seq > h.purged_through_seq AND h.last_seq <> coalesce((SELECT max(l.chain_seq) FROM links l), 0)
$$;

-- The organization that a changed row belongs to: its own, its store's, its person's.
CREATE FUNCTION audit_organization_of(changed jsonb) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(
    (changed->>'organization_id')::uuid,
    (changed->>'org_id')::uuid,
    (SELECT s.organization_id FROM public.stores s WHERE s.id = (changed->>'store_id')::uuid),
    (SELECT u.org_id FROM auth.users_extended u WHERE u.id = (changed->>'user_id')::uuid))
$$;

-- One entry for each row that somebody changed. Rows that only take over what the shop has (synced now, and at a new
-- moment) are counted in one entry per statement and store instead. Arguments: the key column, whether rows can be taken
-- over, and the columns that stay out. Compiling its statements would take longer than running them.
CREATE FUNCTION audit_log_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
DECLARE
  rows_of_both text := CASE TG_OP
    WHEN 'INSERT' THEN 'new_rows n'
    WHEN 'DELETE' THEN 'old_rows o'
    ELSE format('old_rows o JOIN new_rows n ON n.%1$I = o.%1$I', TG_ARGV[0]) END;
  before text := CASE TG_OP WHEN 'INSERT' THEN 'NULL::jsonb' ELSE 'to_jsonb(o)' END;
  after text := CASE TG_OP WHEN 'DELETE' THEN 'NULL::jsonb' ELSE 'to_jsonb(n)' END;
  -- a pull writes thousands of rows: which ones they are is decided before anything is made of them
  pulled text := CASE WHEN TG_ARGV[1] <> 'pulled' OR TG_OP = 'DELETE' THEN 'false'
    WHEN TG_OP = 'INSERT' THEN $sql$ (n.sync_status = 'synced' AND n.synced_at IS NOT NULL) $sql$
    ELSE $sql$ (n.sync_status = 'synced' AND n.synced_at IS NOT NULL AND n.synced_at IS DISTINCT FROM o.synced_at) $sql$ END;
  actor uuid := auth.uid();
  actor_email text := (SELECT u.email FROM auth.users u WHERE u.id = actor);
BEGIN
  EXECUTE format($sql$
    INSERT INTO public.audit_logs (
      entry_kind, organization_id, user_id, user_email, action_type, action_category, resource_type, resource_id,
      table_name, record_id, action, old_data, new_data, changed_fields)
    SELECT 'row_change', public.audit_organization_of(coalesce(after, before)), $1, $2, lower($3), 'data_modification', $4,
      coalesce(after, before)->>$6, $4, coalesce(after, before)->>$6, $3, before - $5, after - $5, fields
    FROM (
      SELECT before, after, (
        SELECT array_agg(key ORDER BY key) FROM jsonb_each(after)
        WHERE before IS NOT NULL AND before->key IS DISTINCT FROM value
          AND key NOT IN ('updated_at', 'row_version', 'row_xid')) AS fields
      FROM (SELECT %s AS before, %s AS after FROM %s WHERE NOT %s) images
    ) changes WHERE $3 <> 'UPDATE' OR fields IS NOT NULL
  $sql$, before, after, rows_of_both, pulled)
  USING actor, actor_email, TG_OP, TG_TABLE_NAME::text, TG_ARGV[2:], TG_ARGV[0];

  IF pulled <> 'false' THEN
    EXECUTE format($sql$
      INSERT INTO public.audit_logs (
        entry_kind, organization_id, user_id, user_email, action_type, action_category, resource_type, metadata)
      SELECT 'action', (SELECT s.organization_id FROM public.stores s WHERE s.id = n.store_id), $1, $2, 'store_pull',
        'synchronization', $3, jsonb_build_object('store_id', n.store_id, 'rows', count(*), 'new', count(*) * $4)
      FROM %s WHERE %s GROUP BY n.store_id
    $sql$, rows_of_both, pulled)
    USING actor, actor_email, TG_TABLE_NAME::text, (TG_OP = 'INSERT')::integer;
  END IF;
  RETURN NULL;
END $$;

-- The entries of an audited table: audit_table('stores', '{api_key}') leaves the key out.
CREATE FUNCTION audit_table(audited regclass, hidden text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  names text[] := (SELECT array_agg(attname::text) FROM pg_attribute WHERE attrelid = audited AND attnum > 0);
  key text := CASE WHEN 'id' = ANY (names) THEN 'id' ELSE 'organization_id' END;
  kind text := CASE WHEN names @> '{store_id,synced_at,sync_status}' THEN 'pulled' ELSE 'edited' END;
  arguments text := (
    SELECT string_agg(quote_literal(argument), ', ' ORDER BY place)
    FROM unnest(ARRAY[key, kind] || hidden || ARRAY['row_version', 'row_xid']) WITH ORDINALITY a (argument, place));
  rows_seen record;
BEGIN
  FOR rows_seen IN SELECT * FROM (VALUES
    ('insert', 'NEW TABLE AS new_rows'), ('update', 'OLD TABLE AS old_rows NEW TABLE AS new_rows'),
    ('delete', 'OLD TABLE AS old_rows')) v (event, tables)
  LOOP
    EXECUTE format(
      'CREATE TRIGGER audit_%s AFTER %s ON %s REFERENCING %s
         FOR EACH STATEMENT EXECUTE FUNCTION public.audit_log_changes(%s)',
      rows_seen.event, upper(rows_seen.event), audited, rows_seen.tables, arguments);
  END LOOP;
END $$;

SELECT audit_table('stores', '{api_key,api_secret,webhook_secret}');
SELECT audit_table('store_users');
SELECT audit_table('products');
SELECT audit_table('product_variations');
SELECT audit_table('orders');
SELECT audit_table('customers');
SELECT audit_table('coupons');
SELECT audit_table('inventory_item');
SELECT audit_table('pricing_rule');
SELECT audit_table('api_tokens', '{token_hash}');
SELECT audit_table('integrations', '{credentials}');
SELECT audit_table('outbound_webhooks', '{secret_encrypted}');
SELECT audit_table('workflow_definitions');
SELECT audit_table('organization_settings');
SELECT audit_table('auth.user_roles');
SELECT audit_table('auth.user_permissions');

SELECT auth.seal();
SELECT ensure_month_partitions('audit_logs');
