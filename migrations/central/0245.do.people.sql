-- What an administrator does about colleagues. Each function judges who asks, by the session: the permission, the level
-- (nobody gives, takes or touches what is above the own), the organization. `colleague` is whom it is about, never who asks.

ALTER TABLE auth.user_permissions ADD COLUMN reason text CHECK (length(reason) <= 500);

-- The highest level that somebody has or will have, also while suspended: somebody suspended is no lower than before.
CREATE FUNCTION auth.level_held(person uuid) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(max(r.role_level), 0) FROM auth.user_roles ur JOIN auth.roles r ON r.id = ur.role_id
  WHERE ur.user_id = person AND (ur.effective_until IS NULL OR ur.effective_until > now())
$$;

-- Into the security events and the trail, about somebody, done by the caller (nobody: the owner of the server).
CREATE FUNCTION auth.record_event(event audit_event_type, about uuid, severity security_severity, description text, details jsonb DEFAULT '{}')
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  person auth.users_extended;
  actor_email text := (SELECT u.email FROM auth.users u WHERE u.id = auth.uid());
BEGIN
  SELECT * INTO person FROM auth.users_extended u WHERE u.id = about;
  INSERT INTO auth.security_events (org_id, user_id, event_type, severity, description, details, ip_address)
    VALUES (person.org_id, about, event::text, severity, description, details || jsonb_build_object('by', auth.uid()), inet_client_addr());
  INSERT INTO public.audit_logs (entry_kind, organization_id, user_id, user_email, action_type, action_category, severity_level,
    action_description, resource_type, resource_id, resource_name, metadata, ip_address)
  VALUES ('auth', person.org_id, auth.uid(), actor_email, event::text, 'access', CASE WHEN severity >= 'high' THEN 'warning' ELSE 'info' END,
    description, 'person', about::text, person.email, details, inet_client_addr());
END $$;

-- The colleague, locked until the end of the transaction, or a refusal that is the same whatever the cause. Changes of one
-- organization's people wait for each other: two administrators cannot take each other's role at the same moment.
CREATE FUNCTION auth.judged_colleague(colleague uuid, permission text) RETURNS auth.users_extended LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found_person auth.users_extended;
  organization public.organizations;
BEGIN
  IF NOT auth.may(permission) THEN
    RAISE EXCEPTION 'this needs the permission %', permission USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO organization FROM public.organizations o WHERE o.id = auth.user_org_id() FOR NO KEY UPDATE;
  SELECT * INTO found_person FROM auth.users_extended u
    WHERE u.id = colleague AND u.org_id = organization.id AND u.deleted_at IS NULL FOR NO KEY UPDATE;
  IF NOT FOUND OR auth.level_held(colleague) > auth.my_role_level()
    OR (organization.owner_id = colleague AND colleague <> auth.uid()) THEN
    RAISE EXCEPTION 'there is no such person, or they are above you' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN found_person;
END $$;

CREATE FUNCTION auth.refuse_oneself(colleague uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF colleague = auth.uid() THEN
    RAISE EXCEPTION 'nobody does this to themselves' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

-- An organization without anybody who may administer it could never be helped from a desktop again.
CREATE FUNCTION auth.keep_an_administrator(organization uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM auth.users_extended u JOIN auth.user_roles ur ON ur.user_id = u.id JOIN auth.roles r ON r.id = ur.role_id
    WHERE u.org_id = organization AND u.is_active AND NOT u.is_suspended AND u.deleted_at IS NULL AND r.org_id = organization
      AND r.role_level >= 80 AND ur.effective_from <= now() AND ur.effective_until IS NULL) THEN
    RAISE EXCEPTION 'this is the last administrator' USING ERRCODE = 'restrict_violation';
  END IF;
END $$;

-- One role per person; the owner of the organization stays its administrator.
CREATE FUNCTION auth.set_role(colleague uuid, role_slug text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  person auth.users_extended := auth.judged_colleague(colleague, 'users:update');
  wanted auth.roles;
BEGIN
  SELECT * INTO wanted FROM auth.roles r WHERE r.org_id = person.org_id AND r.slug = set_role.role_slug AND r.is_active
    AND r.role_level <= auth.my_role_level();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such role, or it is above your own' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF wanted.role_level < 80 AND EXISTS (SELECT 1 FROM public.organizations o WHERE o.owner_id = colleague) THEN
    RAISE EXCEPTION 'the owner stays an administrator; hand the organization over first' USING ERRCODE = 'restrict_violation';
  END IF;
  DELETE FROM auth.user_roles ur USING auth.roles r WHERE ur.user_id = colleague AND r.id = ur.role_id AND r.org_id = person.org_id AND r.id <> wanted.id;
  INSERT INTO auth.user_roles (user_id, role_id, assigned_by) VALUES (colleague, wanted.id, auth.uid())
    ON CONFLICT (user_id, role_id) DO UPDATE SET effective_from = least(auth.user_roles.effective_from, now()), effective_until = NULL;
  PERFORM auth.keep_an_administrator(person.org_id);
  PERFORM auth.record_event('role_changed', colleague, 'medium', 'Role changed', jsonb_build_object('role', wanted.slug));
END $$;

-- A grant or a denial of one permission, beside what the role gives. One gives only what one has.
CREATE FUNCTION auth.set_permission(colleague uuid, permission text, granted boolean, reason text, starts timestamptz DEFAULT NULL, ends timestamptz DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known uuid := (SELECT p.id FROM auth.permissions p WHERE p.name = set_permission.permission);
BEGIN
  PERFORM auth.judged_colleague(colleague, 'users:manage');
  PERFORM auth.refuse_oneself(colleague);
  IF known IS NULL OR nullif(btrim(reason), '') IS NULL THEN
    RAISE EXCEPTION 'name a permission and a reason' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF granted AND NOT auth.may(permission) THEN
    RAISE EXCEPTION 'you do not have % yourself', permission USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO auth.user_permissions (user_id, permission_id, is_granted, reason, effective_from, effective_until, granted_by)
    VALUES (colleague, known, granted, btrim(reason), coalesce(starts, now()), ends, auth.uid())
    ON CONFLICT (user_id, permission_id, is_granted) DO UPDATE SET reason = excluded.reason, effective_from = excluded.effective_from,
      effective_until = excluded.effective_until, granted_by = excluded.granted_by;
  PERFORM auth.record_event(CASE WHEN granted THEN 'permission_granted' ELSE 'permission_revoked' END::public.audit_event_type, colleague, 'medium',
    CASE WHEN granted THEN 'Permission granted' ELSE 'Permission denied' END, jsonb_build_object('permission', permission, 'reason', btrim(reason)));
END $$;

-- Takes a grant or a denial away; without its denial the role counts again, so lifting one is giving.
CREATE FUNCTION auth.clear_permission(colleague uuid, permission text, granted boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM auth.judged_colleague(colleague, 'users:manage');
  PERFORM auth.refuse_oneself(colleague);
  IF NOT granted AND NOT auth.may(permission) THEN
    RAISE EXCEPTION 'you do not have % yourself', permission USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM auth.user_permissions d USING auth.permissions p
    WHERE d.user_id = colleague AND p.id = d.permission_id AND p.name = clear_permission.permission AND d.is_granted = granted;
  PERFORM auth.record_event(CASE WHEN granted THEN 'permission_revoked' ELSE 'permission_granted' END::public.audit_event_type, colleague, 'medium',
    CASE WHEN granted THEN 'Grant taken away' ELSE 'Denial lifted' END, jsonb_build_object('permission', permission));
END $$;

-- The login of a device that was closed for a while; see make_device_login.
CREATE FUNCTION auth.open_device_login(login text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF login ~ '^device_[0-9a-f]{32}$' AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = login) THEN
    EXECUTE format('ALTER ROLE %I LOGIN CONNECTION LIMIT 3', login);
  END IF;
END $$;
GRANT CREATE ON SCHEMA auth TO app_enroller;
ALTER FUNCTION auth.open_device_login(text) OWNER TO app_enroller;
REVOKE CREATE ON SCHEMA auth FROM app_enroller;

CREATE FUNCTION auth.end_sessions(person uuid, why text, but_login text DEFAULT NULL) RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  WITH ended AS (
    UPDATE auth.user_sessions s SET status = 'revoked', revoked_at = now(), revoked_by = auth.uid(), revocation_reason = why
    WHERE s.user_id = person AND s.revoked_at IS NULL AND s.db_role IS DISTINCT FROM but_login RETURNING 1)
  SELECT count(*)::integer FROM ended
$$;

-- Sessions end at once, logins take no new connection, and open ones are ended by end_revoked_connections() after the commit.
CREATE FUNCTION auth.suspend_person(colleague uuid, reason text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  person auth.users_extended := auth.judged_colleague(colleague, 'users:update');
BEGIN
  PERFORM auth.refuse_oneself(colleague);
  IF nullif(btrim(reason), '') IS NULL THEN
    RAISE EXCEPTION 'give a reason' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE auth.users_extended SET is_suspended = true, suspended_at = now(), suspended_by = auth.uid(), suspension_reason = btrim(reason)
    WHERE id = colleague;
  PERFORM auth.keep_an_administrator(person.org_id);
  PERFORM auth.end_sessions(colleague, 'suspended');
  PERFORM auth.close_device_login(d.db_role) FROM auth.devices d WHERE d.user_id = colleague;
  PERFORM auth.record_event('user_suspended', colleague, 'high', 'Suspended', jsonb_build_object('reason', btrim(reason)));
END $$;

CREATE FUNCTION auth.unsuspend_person(colleague uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM auth.judged_colleague(colleague, 'users:update');
  UPDATE auth.users_extended SET is_suspended = false, suspended_at = NULL, suspended_by = NULL, suspension_reason = NULL
    WHERE id = colleague AND is_suspended;
  IF FOUND THEN
    PERFORM auth.open_device_login(d.db_role) FROM auth.devices d WHERE d.user_id = colleague AND d.revoked_at IS NULL;
    PERFORM auth.record_event('user_activated', colleague, 'medium', 'No longer suspended');
  END IF;
END $$;

-- What they did stays, under their name. Stores are handed over before. A new invitation brings the person back, without
-- the old password.
CREATE FUNCTION auth.remove_person(colleague uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  person auth.users_extended := auth.judged_colleague(colleague, 'users:delete');
BEGIN
  PERFORM auth.refuse_oneself(colleague);
  IF EXISTS (SELECT 1 FROM public.stores s WHERE s.user_id = colleague AND s.deleted_at IS NULL) THEN
    RAISE EXCEPTION 'this person owns stores; hand them over first' USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE auth.users_extended SET deleted_at = now(), is_active = false, password_hash = NULL, password_reset_token = NULL WHERE id = colleague;
  PERFORM auth.keep_an_administrator(person.org_id);
  PERFORM auth.end_sessions(colleague, 'removed');
  UPDATE auth.devices d SET revoked_at = coalesce(d.revoked_at, now()), revoked_by = coalesce(d.revoked_by, auth.uid()) WHERE d.user_id = colleague;
  PERFORM auth.close_device_login(d.db_role) FROM auth.devices d WHERE d.user_id = colleague;
  DELETE FROM public.store_users m WHERE m.user_id = colleague;
  DELETE FROM auth.user_permissions p WHERE p.user_id = colleague;
  DELETE FROM auth.user_roles r WHERE r.user_id = colleague;
  DELETE FROM public.user_2fa_settings f WHERE f.user_id = colleague;
  DELETE FROM public.trusted_devices t WHERE t.user_id = colleague;
  UPDATE public.organization_invitations i SET revoked_at = now()
    WHERE lower(i.email) = lower(person.email) AND i.organization_id = person.org_id AND i.accepted_at IS NULL AND i.revoked_at IS NULL;
  PERFORM auth.record_event('user_deleted', colleague, 'high', 'Removed from the organization');
END $$;

CREATE OR REPLACE FUNCTION auth.accept_invitation(invitation organization_invitations) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known auth.users_extended;
  made uuid;
BEGIN
  SELECT u.* INTO known FROM auth.users_extended u WHERE lower(u.email) = lower(invitation.email);
  IF NOT FOUND THEN
    INSERT INTO auth.users (email, raw_user_meta_data)
      VALUES (invitation.email, jsonb_build_object('invitation_token_hash', invitation.token_hash)) RETURNING id INTO made;
    RETURN made;
  END IF;
  IF known.org_id <> invitation.organization_id OR known.is_suspended OR (known.deleted_at IS NULL AND NOT known.is_active) THEN
    RETURN NULL;
  END IF;
  IF known.deleted_at IS NOT NULL THEN
    UPDATE auth.users_extended SET deleted_at = NULL, is_active = true, password_hash = NULL WHERE id = known.id;
    INSERT INTO auth.user_roles (user_id, role_id, assigned_by) SELECT known.id, r.id, invitation.invited_by FROM auth.roles r
      WHERE r.org_id = known.org_id AND r.slug = invitation.role_slug;
  END IF;
  UPDATE public.organization_invitations SET accepted_at = now() WHERE id = invitation.id;
  RETURN known.id;
END $$;

-- Ends what revoked devices, and those of people who are out, still have open; how many.
CREATE OR REPLACE FUNCTION auth.end_revoked_connections() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(sum(auth.end_device_connections(d.db_role)), 0)::integer
  FROM auth.devices d JOIN auth.users_extended u ON u.id = d.user_id
  WHERE d.revoked_at IS NOT NULL OR u.is_suspended OR NOT u.is_active OR u.deleted_at IS NOT NULL
$$;

GRANT EXECUTE ON FUNCTION auth.set_role(uuid, text), auth.set_permission(uuid, text, boolean, text, timestamptz, timestamptz),
  auth.clear_permission(uuid, text, boolean), auth.suspend_person(uuid, text), auth.unsuspend_person(uuid),
  auth.remove_person(uuid) TO app_user;

SELECT auth.seal();
