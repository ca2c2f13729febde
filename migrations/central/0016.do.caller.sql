-- Who is asking. The client puts the token of its session into app.session_token, as a bound parameter in each
-- transaction; everything else follows from the session that the token's hash finds. Ids that a client sets count for
-- nothing, and a session counts only on the login it was opened on, so no colleague can use it from another.
--
-- None of the functions that take a person's id is callable by a client: they answer inside policies and other functions.

--
-- What every policy asks is written in plpgsql, which keeps its plans for the session: as nested SQL functions, planned anew
-- at each call before PostgreSQL 18, the same answers cost each query some milliseconds more.

-- The session of the transaction with its person and organization: no row when there is none that counts.
CREATE FUNCTION auth.caller(OUT session_id uuid, OUT user_id uuid, OUT org_id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  token text := nullif(current_setting('app.session_token', true), '');
BEGIN
  IF token IS NOT NULL THEN
    SELECT s.id, s.user_id, u.org_id INTO session_id, user_id, org_id
    FROM auth.user_sessions s JOIN auth.users_extended u ON u.id = s.user_id
    WHERE s.session_token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex')
      AND s.db_role = session_user
      AND s.status = 'active' AND s.revoked_at IS NULL AND s.expires_at > now()
      AND u.is_active AND NOT u.is_suspended AND u.deleted_at IS NULL;
  END IF;
END $$;

CREATE FUNCTION auth.session_id() RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT c.session_id FROM auth.caller() c);
END $$;

CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT c.user_id FROM auth.caller() c);
END $$;

CREATE FUNCTION auth.user_org_id() RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT c.org_id FROM auth.caller() c);
END $$;

-- The roles that a person holds now: of the own organization, or of the platform's.
CREATE FUNCTION auth.roles_of(person uuid) RETURNS SETOF auth.roles LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
  SELECT r.* FROM auth.user_roles ur
  JOIN auth.roles r ON r.id = ur.role_id
  JOIN auth.users_extended u ON u.id = ur.user_id
  JOIN public.organizations o ON o.id = r.org_id
  WHERE ur.user_id = person AND r.is_active AND (r.org_id = u.org_id OR o.is_platform)
    AND ur.effective_from <= now() AND (ur.effective_until IS NULL OR ur.effective_until > now())
    AND u.is_active AND NOT u.is_suspended AND u.deleted_at IS NULL;
END $$;

CREATE FUNCTION auth.role_level(person uuid) RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(max(r.role_level), 0) FROM auth.roles_of(person) r);
END $$;

-- Only the one organization of the platform has this role; a tenant's role of the same name means nothing.
CREATE FUNCTION auth.is_super_admin(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM auth.roles_of(person) r JOIN public.organizations o ON o.id = r.org_id
    WHERE o.is_platform AND r.slug = 'super_admin')
$$;

-- Grants of roles (with their parents) and of the person, without what is denied. Denying `manage` of a resource denies
-- all of it. Dates count on both sides: a denial that begins tomorrow denies nothing today.
CREATE FUNCTION auth.effective_permissions(person uuid)
RETURNS TABLE (permission_id uuid, name text, resource text, action public.permission_action)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH RECURSIVE held AS (
    SELECT r.id, r.parent_role_id FROM auth.roles_of(person) r
    UNION
    SELECT p.id, p.parent_role_id FROM held h JOIN auth.roles p ON p.id = h.parent_role_id AND p.is_active
  ), direct AS (
    SELECT d.permission_id, d.is_granted FROM auth.user_permissions d
    WHERE d.user_id = person AND d.effective_from <= now() AND (d.effective_until IS NULL OR d.effective_until > now())
  ), granted AS (
    SELECT rp.permission_id FROM held h JOIN auth.role_permissions rp ON rp.role_id = h.id
    UNION
    SELECT direct.permission_id FROM direct WHERE is_granted
  )
  SELECT p.id, p.name, p.resource, p.action FROM granted g JOIN auth.permissions p ON p.id = g.permission_id
  WHERE NOT EXISTS (
      SELECT 1 FROM direct d JOIN auth.permissions denied ON denied.id = d.permission_id
      WHERE NOT d.is_granted
        AND (denied.id = p.id OR (denied.resource = p.resource AND denied.action = 'manage')))
    AND EXISTS (
      SELECT 1 FROM auth.users_extended u
      WHERE u.id = person AND u.is_active AND NOT u.is_suspended AND u.deleted_at IS NULL)
$$;

-- The same for whoever asks.
CREATE FUNCTION auth.my_role_level() RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN auth.role_level(auth.uid());
END $$;

CREATE FUNCTION auth.am_super_admin() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT auth.is_super_admin(auth.uid())
$$;

CREATE FUNCTION auth.my_permissions() RETURNS TABLE (name text, resource text, action public.permission_action)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.name, p.resource, p.action FROM auth.effective_permissions(auth.uid()) p
$$;

-- Asked about anybody but the caller it answers no, so it tells nothing about colleagues or other tenants.
CREATE FUNCTION has_role(person uuid, wanted app_role) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(person = auth.uid() AND (wanted = 'user'::public.app_role OR auth.my_role_level() >= 80), false)
$$;

CREATE FUNCTION auth.protect_system_rows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  gone jsonb := to_jsonb(OLD);
BEGIN
  IF gone->>'is_system_role' = 'true' OR gone->>'is_system_permission' = 'true' THEN
    -- the roles of an organization go with it
    IF TG_TABLE_NAME = 'roles' AND NOT EXISTS (SELECT 1 FROM public.organizations WHERE id = (gone->>'org_id')::uuid) THEN
      RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the system''s own % cannot be deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER protect_system_roles BEFORE DELETE ON auth.roles
  FOR EACH ROW EXECUTE FUNCTION auth.protect_system_rows();
CREATE TRIGGER protect_system_permissions BEFORE DELETE ON auth.permissions
  FOR EACH ROW EXECUTE FUNCTION auth.protect_system_rows();

GRANT EXECUTE ON FUNCTION auth.session_id(), auth.uid(), auth.user_org_id(), auth.my_role_level(), auth.am_super_admin(),
  auth.my_permissions(), has_role(uuid, app_role) TO app_user;

SELECT auth.seal();
