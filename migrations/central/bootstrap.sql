-- Run by the login that migrates, before the numbered files and as itself: roles belong to the server, not to one
-- database, so they may be there already, or be made by another database's migration at this very moment.
DO $$
DECLARE
  wanted text;
  me name := current_user;
BEGIN
  IF current_setting('server_version_num')::integer < 150000 THEN
    RAISE EXCEPTION 'PostgreSQL 15 or later is needed' USING ERRCODE = 'feature_not_supported';
  END IF;
  FOREACH wanted IN ARRAY ARRAY['app_owner', 'app_definer', 'app_worker', 'app_ingest', 'app_user', 'app_enroller', 'app_enrol'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        -- app_enroller makes the logins of devices; app_enrol is what a desktop that has none yet comes in on, without a
        -- password until an administrator gives it one
        EXECUTE format('CREATE ROLE %I %s', wanted, CASE wanted
          WHEN 'app_enroller' THEN 'NOLOGIN CREATEROLE' WHEN 'app_enrol' THEN 'LOGIN CONNECTION LIMIT 10' ELSE 'NOLOGIN' END);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
  END LOOP;

  -- app_owner owns the tables, and hands the functions that look behind the policies to app_definer
  IF NOT pg_has_role('app_owner', 'app_definer', 'USAGE') THEN
    GRANT app_definer TO app_owner;
  END IF;
  -- the same for the few functions that make and close logins of devices
  IF NOT pg_has_role('app_owner', 'app_enroller', 'USAGE') THEN
    GRANT app_enroller TO app_owner;
  END IF;
  IF NOT pg_has_role('app_enroller', 'app_user', 'MEMBER WITH ADMIN OPTION') THEN
    EXECUTE 'GRANT app_user TO app_enroller WITH ADMIN OPTION'
      || CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN ', INHERIT FALSE, SET FALSE' ELSE '' END;
  END IF;
  -- Since 16 a role's maker may pass it on without being it: being it is a grant of its own.
  IF current_setting('server_version_num')::integer >= 160000 THEN
    IF NOT (pg_has_role(me, 'app_owner', 'SET') AND pg_has_role(me, 'app_owner', 'USAGE')) THEN
      EXECUTE format('GRANT app_owner TO %I WITH SET TRUE, INHERIT TRUE', me);
    END IF;
  ELSIF NOT pg_has_role(me, 'app_owner', 'USAGE') THEN
    EXECUTE format('GRANT app_owner TO %I', me);
  END IF;

  -- What is as it should be is left alone: a login that may do less than the first one then suffices for later runs.
  IF EXISTS (SELECT 1 FROM pg_namespace, aclexplode(nspacl) a WHERE nspname = 'public' AND a.grantee = 0) THEN
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
  END IF;
  IF NOT has_schema_privilege('app_owner', 'public', 'CREATE WITH GRANT OPTION')
    OR NOT has_schema_privilege('app_owner', 'public', 'USAGE WITH GRANT OPTION') THEN
    GRANT USAGE, CREATE ON SCHEMA public TO app_owner WITH GRANT OPTION;
  END IF;
  IF NOT has_database_privilege('app_owner', current_database(), 'CREATE') THEN
    EXECUTE format('GRANT CREATE, CONNECT ON DATABASE %I TO app_owner', current_database());
  END IF;
  -- a temporary table could stand before a real one in somebody's search path
  IF EXISTS (
    SELECT 1 FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) a
    WHERE datname = current_database() AND a.grantee = 0 AND a.privilege_type = 'TEMPORARY') THEN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  END IF;
END $$;

SET LOCAL ROLE app_owner;
-- What was applied, written by the migration itself. migration_name is the same by the name that documents use.
CREATE TABLE IF NOT EXISTS public.schema_migrations (
  version bigint PRIMARY KEY,
  name text,
  md5 text,
  run_at timestamptz,
  applied_by text NOT NULL DEFAULT session_user,
  migration_name text UNIQUE
    GENERATED ALWAYS AS (lpad(version::text, 4, '0') || '_' || replace(coalesce(name, ''), '-', '_')) STORED,
  checksum text GENERATED ALWAYS AS (md5) STORED
);
RESET ROLE;
