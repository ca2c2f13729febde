-- Shops that a team shares (docs/team-sync.md): what their holder saw, what everybody wants, and who may talk to which shop
-- now. Documents and operations are written by functions only; the token of the lease decides who may write what was seen.

-- A token only rises. A lease that ran out keeps its holder until somebody takes it: what that one saw is still true.
CREATE TABLE store_leases (
  store_id uuid PRIMARY KEY REFERENCES stores(id) ON DELETE CASCADE,
  token bigint NOT NULL DEFAULT 0,
  device_id uuid REFERENCES auth.devices(id) ON DELETE SET NULL,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  taken_at timestamptz,
  renewed_at timestamptz,
  expires_at timestamptz NOT NULL DEFAULT '-infinity'
);

-- A record as the shop last showed it to the holder, whole. Its content is text, as it came: what is no valid jsonb
-- (a NUL in a name) is kept too. No trigger: the one function that writes sets version and transaction itself.
CREATE TABLE store_documents (
  id uuid NOT NULL,
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  entity text NOT NULL CHECK (entity IN ('products', 'variations', 'orders', 'customers', 'coupons', 'categories', 'tags',
    'brands', 'attributes', 'terms', 'shipping_classes', 'order_notes', 'order_refunds')),
  woo_id bigint NOT NULL,
  parent_id uuid,
  hash text NOT NULL,
  document text NOT NULL,
  -- when the shop says that it changed, and when the holder saw it, epoch milliseconds on their clocks
  modified_ms bigint,
  observed_ms bigint NOT NULL,
  token bigint NOT NULL,
  row_version bigint NOT NULL DEFAULT nextval('mirror_row_version_seq'),
  row_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (store_id, id),
  UNIQUE (store_id, entity, woo_id)
);
CREATE INDEX store_documents_feed ON store_documents (store_id, row_xid);
CREATE TRIGGER leave_tombstone AFTER DELETE ON store_documents FOR EACH ROW EXECUTE FUNCTION leave_tombstone();
-- four times as fast as the default; a server that was built without it keeps the default
DO $$
BEGIN
  ALTER TABLE store_documents ALTER COLUMN document SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  NULL;
END $$;

-- How the shop was when its holder last read it to the end: totals per collection, its clock, what it can do.
CREATE TABLE store_facts (
  store_id uuid PRIMARY KEY REFERENCES stores(id) ON DELETE CASCADE,
  facts jsonb NOT NULL DEFAULT '{}',
  device_id uuid REFERENCES auth.devices(id) ON DELETE SET NULL,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  read_at timestamptz NOT NULL DEFAULT now()
);

-- What everybody wants of the shop: the outbox of the whole team. `position` is the order in which central took them.
CREATE SEQUENCE store_operations_position_seq;
CREATE TABLE store_operations (
  id uuid NOT NULL,
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  entity text NOT NULL,
  record_id uuid NOT NULL,
  parent_id uuid,
  kind text NOT NULL CHECK (kind IN ('create', 'update', 'trash', 'delete', 'restore', 'status', 'note', 'stock')),
  payload text NOT NULL,
  payload_version integer NOT NULL DEFAULT 1,
  reason text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'unknown', 'refused', 'held', 'ended')),
  outcome text CHECK (outcome IN ('sent', 'superseded', 'settled')),
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  author_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  device_id uuid REFERENCES auth.devices(id) ON DELETE SET NULL,
  device_sequence bigint NOT NULL,
  made_ms bigint NOT NULL,
  position bigint NOT NULL DEFAULT nextval('store_operations_position_seq'),
  claimed_by uuid REFERENCES auth.devices(id) ON DELETE SET NULL,
  claimed_token bigint,
  claimed_at timestamptz,
  claimed_server_ms bigint,
  ended_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, id),
  CHECK ((state = 'ended') = (outcome IS NOT NULL))
);
SELECT mirror_table('store_operations');
CREATE INDEX store_operations_feed ON store_operations (store_id, row_xid);
CREATE INDEX store_operations_open ON store_operations (store_id, record_id) WHERE state <> 'ended';

-- Decisions and refusals of shared shops travel as the mirror has them; the columns beside are for who reads them here.
ALTER TABLE sync_conflict ADD COLUMN operation_id uuid, ADD COLUMN mirrored text;
ALTER TABLE sync_conflict DROP CONSTRAINT sync_conflict_conflict_type_check, ADD CONSTRAINT sync_conflict_conflict_type_check
  CHECK (conflict_type IN ('both_changed', 'deleted_remotely', 'deleted_locally', 'duplicate', 'stock_moved', 'mass_deletion',
    'outcome_unknown', 'store_replaced'));
CREATE UNIQUE INDEX sync_conflict_one_open_of_record ON sync_conflict (store_id, entity_type, local_id)
  WHERE status = 'open' AND mirrored IS NOT NULL AND local_id IS NOT NULL;
ALTER TABLE sync_errors ADD COLUMN operation_id uuid, ADD COLUMN assignee text, ADD COLUMN mirrored text;
CREATE INDEX sync_conflict_feed ON sync_conflict (store_id, row_xid);
CREATE INDEX sync_errors_feed ON sync_errors (store_id, row_xid);
CREATE INDEX mirror_tombstones_feed ON mirror_tombstones (store_id, row_xid);

-- A status that a holder brings from the shop was not set by the person whose desktop that is.
CREATE OR REPLACE FUNCTION log_order_status() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  person uuid := CASE WHEN NEW.sync_status = 'synced' AND NEW.synced_at IS DISTINCT FROM OLD.synced_at THEN NULL ELSE auth.uid() END;
BEGIN
  INSERT INTO public.order_status_logs (
    store_id, order_id, order_uuid, old_status, new_status, changed_by, user_id, source)
  VALUES (NEW.store_id, NEW.woo_id, NEW.id, OLD.status, NEW.status,
    coalesce((SELECT email FROM auth.users WHERE id = person), 'woocommerce'), person,
    CASE WHEN person IS NULL THEN 'woo' ELSE 'local' END::public.data_source);
  RETURN NULL;
END $$;

SELECT auth.seal();

-- Whoever is in the store sees who holds it and what it was like. Records of buyers are for managers, as in their tables.
CREATE POLICY members_read ON store_leases FOR SELECT TO app_user
  USING (store_id = ANY (ARRAY(SELECT auth.my_store_ids())));
CREATE POLICY members_read ON store_facts FOR SELECT TO app_user
  USING (store_id = ANY (ARRAY(SELECT auth.my_store_ids())));
CREATE POLICY members_read ON store_documents FOR SELECT TO app_user
  USING (store_id = ANY (ARRAY(SELECT auth.my_store_ids('manager')))
    OR (entity NOT IN ('orders', 'order_notes', 'order_refunds', 'customers', 'coupons')
      AND store_id = ANY (ARRAY(SELECT auth.my_store_ids()))));
CREATE POLICY members_read ON store_operations FOR SELECT TO app_user
  USING (store_id = ANY (ARRAY(SELECT auth.my_store_ids('manager')))
    OR (entity NOT IN ('orders', 'order_notes', 'order_refunds', 'customers', 'coupons')
      AND store_id = ANY (ARRAY(SELECT auth.my_store_ids()))));
GRANT SELECT ON store_leases, store_facts, store_documents, store_operations TO app_user;
GRANT SELECT (operation_id, mirrored) ON sync_conflict TO app_user;
GRANT SELECT (operation_id, assignee, mirrored) ON sync_errors TO app_user;
