-- What everything else stands on: schemas, words of the domain, and the seal that every file ends with.
--
-- Verify:    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
--            WHERE n.nspname IN ('public','auth','core') AND c.relkind IN ('r','p') AND NOT c.relforcerowsecurity;  -- 0
-- Roll back: forward only. A migration that fails leaves nothing behind (one transaction each); one that was wrong is
--            corrected by the next file; what was lost comes back from the backup that was made before.

CREATE SCHEMA auth;
CREATE SCHEMA core;
CREATE SCHEMA ext;
CREATE SCHEMA compat_000;
CREATE SCHEMA compat_001;
CREATE SCHEMA compat_002;
CREATE SCHEMA compat_003;
CREATE SCHEMA compat_004;

-- Functions are for nobody until they are granted. Only a default for all schemas takes PUBLIC's own right away.
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE app_definer REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- crypt() and hmac(), in a schema that only the definer functions may look into
CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA ext;
GRANT USAGE ON SCHEMA ext TO app_definer;

CREATE TYPE app_role AS ENUM ('admin', 'user');
CREATE TYPE store_role AS ENUM ('viewer', 'manager', 'owner');  -- ascending, so that >= compares rank
CREATE TYPE data_source AS ENUM ('woo', 'local');
CREATE TYPE sync_type AS ENUM ('woocommerce', 'odoo', 'shopify', 'custom');
CREATE TYPE sync_action AS ENUM (
  'preview_delta', 'sync_start', 'sync_complete', 'batch_process', 'error_recovery', 'manual_trigger', 'scheduled_run',
  'partial_resume');
CREATE TYPE sync_entity_type AS ENUM (
  'customer', 'product', 'order', 'invoice', 'supplier', 'inventory', 'category', 'attribute', 'tag', 'brand',
  'variation', 'attribute_term', 'image', 'webhook', 'coupon', 'order_note', 'refund', 'shipping_class');
CREATE TYPE sync_status_type AS ENUM (
  'pending', 'in_progress', 'completed', 'completed_with_errors', 'failed', 'cancelled', 'paused', 'timeout');
CREATE TYPE user_role_type AS ENUM ('super_admin', 'admin', 'manager', 'user', 'viewer');
CREATE TYPE permission_action AS ENUM ('create', 'read', 'update', 'delete', 'manage', 'execute');
CREATE TYPE session_status AS ENUM ('active', 'expired', 'revoked', 'suspicious');
CREATE TYPE audit_event_type AS ENUM (
  'login', 'logout', 'login_failed', 'password_changed', 'password_reset_requested', 'password_reset_completed',
  'two_factor_enabled', 'two_factor_disabled', 'two_factor_verified', 'role_changed', 'permission_granted',
  'permission_revoked', 'user_created', 'user_updated', 'user_deleted', 'user_suspended', 'user_activated',
  'session_created', 'session_terminated', 'security_event', 'data_export', 'data_import', 'settings_changed');
CREATE TYPE employment_equity_type AS ENUM (
  'african', 'coloured', 'indian', 'white', 'other', 'prefer_not_to_say');
CREATE TYPE bee_status_type AS ENUM (
  'level_1', 'level_2', 'level_3', 'level_4', 'level_5', 'level_6', 'level_7', 'level_8', 'non_compliant');
CREATE TYPE security_severity AS ENUM ('low', 'medium', 'high', 'critical');

-- The number of a decimal string as the store writes it; anything else has none. Its body is bound when it is made, so it
-- needs no search path and can be merged into what calls it.
CREATE FUNCTION decimal_of(written text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN written ~ '^-?[0-9]+(\.[0-9]+)?$' THEN written::numeric END;

CREATE FUNCTION update_updated_at_column() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END $$;

-- The oldest program that may work with this schema. A migration that an older one would misread raises it.
CREATE TABLE client_requirements (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  minimum_client_version text NOT NULL CHECK (minimum_client_version ~ '^[0-9]+\.[0-9]+\.[0-9]+$'),
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- Row level security on and forced (the owner is bound too) for every table that lacks it; only definer functions, which
-- belong to app_definer, see past the policies.
CREATE FUNCTION auth.seal_tables() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  item record;
BEGIN
  FOR item IN
    SELECT c.oid::regclass AS name, c.relispartition AS is_partition FROM pg_class c
    WHERE c.relnamespace IN ('public'::regnamespace, 'auth'::regnamespace, 'core'::regnamespace)
      AND c.relkind IN ('r', 'p') AND NOT c.relforcerowsecurity
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', item.name);
    EXECUTE format('CREATE POLICY behind_the_policies ON %s TO app_definer USING (true) WITH CHECK (true)', item.name);
    CONTINUE WHEN item.is_partition;
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO app_definer', item.name);
  END LOOP;
END $$;

-- Ends every migration: what it made is closed before it is visible. SECURITY DEFINER functions go to app_definer, who
-- owns no table; those that make and drop partitions stay with the owner, because only an owner can.
CREATE FUNCTION auth.seal() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  item record;
BEGIN
  PERFORM auth.seal_tables();
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, auth, core TO app_definer;
  GRANT CREATE ON SCHEMA public, auth TO app_definer;
  FOR item IN
    SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace IN ('public'::regnamespace, 'auth'::regnamespace) AND p.prosecdef
      AND p.proowner = 'app_owner'::regrole
      AND p.proname NOT IN ('ensure_month_partitions', 'maintain_partitions', 'drop_expired_partitions')
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO app_definer', item.name);
  END LOOP;
  REVOKE CREATE ON SCHEMA public, auth FROM app_definer;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public, auth TO app_definer;
END $$;

GRANT USAGE ON SCHEMA public, auth, core, compat_000, compat_001, compat_002, compat_003, compat_004 TO app_user;
GRANT USAGE ON SCHEMA public, auth TO app_worker, app_ingest;
GRANT USAGE ON SCHEMA public, auth, core TO app_definer;
-- checks of columns run as whoever writes
GRANT EXECUTE ON FUNCTION decimal_of(text) TO app_user;

SELECT auth.seal();

CREATE POLICY anybody_reads ON client_requirements FOR SELECT TO app_user, app_worker, app_ingest USING (true);
GRANT SELECT ON client_requirements TO app_user, app_worker, app_ingest;
CREATE POLICY anybody_reads ON schema_migrations FOR SELECT TO app_user, app_worker, app_ingest USING (true);
GRANT SELECT ON schema_migrations TO app_user, app_worker, app_ingest;

INSERT INTO client_requirements (minimum_client_version) VALUES ('0.1.0');
