-- Each person has a login of its own on each device: a shared one could be watched, locked out and ended by any
-- colleague. An invitation carries the server's address and a code; on the login app_enrol the code becomes a device.
--
-- The client owns its transaction and could roll back what it has been told. So the pair takes two: begin_enrolment
-- stores the request and answers with its id alone; finish_enrolment answers once that row was committed.

CREATE TABLE auth.devices (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  db_role text NOT NULL UNIQUE CHECK (db_role ~ '^device_[0-9a-f]{32}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  revoked_by uuid REFERENCES auth.users(id) ON DELETE SET NULL
);
CREATE INDEX idx_devices_user ON auth.devices (user_id);

CREATE TABLE auth.enrolment_requests (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- empty: the code led nowhere, which the request does not tell
  invitation_id uuid REFERENCES organization_invitations(id) ON DELETE CASCADE,
  device_name text NOT NULL,
  login_verifier text NOT NULL,
  device_id uuid REFERENCES auth.devices(id) ON DELETE CASCADE,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  created_at timestamptz NOT NULL DEFAULT now()
);

SELECT auth.seal();

CREATE POLICY own_or_administered ON auth.devices FOR SELECT TO app_user
  USING (user_id = (SELECT auth.uid())
    OR (organization_id = (SELECT auth.user_org_id()) AND (SELECT auth.may('users:read'))));
GRANT SELECT ON auth.devices TO app_user;

-- The three below run as app_enroller, who may make roles and see no table; only app_definer's functions call them.
-- The password never comes here: its verifier is what the server would make of it.
CREATE FUNCTION auth.make_device_login(login text, verifier text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF login !~ '^device_[0-9a-f]{32}$' OR verifier !~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/]{16,}=*\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' THEN
    RAISE EXCEPTION 'not a device''s login' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L CONNECTION LIMIT 3 IN ROLE app_user', login, verifier);
  -- whoever waits or sleeps in a transaction holds up everybody's feed
  EXECUTE format('ALTER ROLE %I SET lock_timeout = ''5s''', login);
  EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''60s''', login);
END $$;

CREATE FUNCTION auth.close_device_login(login text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF login ~ '^device_[0-9a-f]{32}$' AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = login) THEN
    EXECUTE format('ALTER ROLE %I NOLOGIN CONNECTION LIMIT 0', login);
  END IF;
END $$;

-- Ending a connection needs the rights of its login, which are taken for that moment only.
CREATE FUNCTION auth.end_device_connections(login text) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ended integer;
BEGIN
  IF login !~ '^device_[0-9a-f]{32}$' OR NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE usename = login) THEN
    RETURN 0;
  END IF;
  EXECUTE format('GRANT %I TO app_enroller', login);
  SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) INTO ended FROM pg_stat_activity WHERE usename = login;
  EXECUTE format('REVOKE %I FROM app_enroller', login);
  RETURN ended;
END $$;

GRANT CREATE ON SCHEMA auth TO app_enroller;
ALTER FUNCTION auth.make_device_login(text, text) OWNER TO app_enroller;
ALTER FUNCTION auth.close_device_login(text) OWNER TO app_enroller;
ALTER FUNCTION auth.end_device_connections(text) OWNER TO app_enroller;
REVOKE CREATE ON SCHEMA auth FROM app_enroller;
GRANT USAGE ON SCHEMA auth TO app_enroller, app_enrol;

-- Returns the code, which is nowhere else: only its hash is kept. Nobody gives a higher role than the own.
CREATE FUNCTION auth.create_invitation(address text, role_slug text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  code text := encode(ext.gen_random_bytes(20), 'hex');
  organization uuid := auth.user_org_id();
BEGIN
  IF NOT auth.may('users:create') THEN
    RAISE EXCEPTION 'inviting needs the permission users:create' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM auth.roles r WHERE r.org_id = organization AND r.slug = create_invitation.role_slug
    AND r.is_active AND r.role_level <= auth.my_role_level()) THEN
    RAISE EXCEPTION 'there is no such role, or it is above your own' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.organization_invitations (organization_id, email, role_slug, token_hash, invited_by)
    VALUES (organization, lower(btrim(address)), role_slug, encode(sha256(convert_to(code, 'UTF8')), 'hex'), auth.uid());
  RETURN code;
END $$;

-- A code for one more device of one's own, for an hour.
CREATE FUNCTION auth.invite_own_device() RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  code text := encode(ext.gen_random_bytes(20), 'hex');
BEGIN
  IF auth.uid() IS NULL THEN
    RAISE EXCEPTION 'sign in first' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.organization_invitations (organization_id, email, role_slug, token_hash, invited_by, expires_at)
  SELECT auth.user_org_id(), u.email, 'viewer', encode(sha256(convert_to(code, 'UTF8')), 'hex'), u.id, now() + interval '1 hour'
    FROM auth.users u WHERE u.id = auth.uid();
  RETURN code;
END $$;

CREATE FUNCTION auth.begin_enrolment(code text, device_name text, login_verifier text) RETURNS uuid LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM auth.enrolment_requests WHERE created_at < now() - interval '1 day';
  INSERT INTO auth.enrolment_requests (invitation_id, device_name, login_verifier)
  SELECT (
      SELECT i.id FROM public.organization_invitations i
      WHERE i.token_hash = encode(sha256(convert_to(code, 'UTF8')), 'hex')
        AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()),
    left(coalesce(nullif(btrim(device_name), ''), 'device'), 100), login_verifier
  RETURNING id
$$;

-- The person of an invitation: an existing one of that organization, or made by it (see handle_new_user).
CREATE FUNCTION auth.accept_invitation(invitation organization_invitations) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
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
  IF known.org_id <> invitation.organization_id OR NOT known.is_active OR known.is_suspended OR known.deleted_at IS NOT NULL THEN
    RETURN NULL;
  END IF;
  UPDATE public.organization_invitations SET accepted_at = now() WHERE id = invitation.id;
  RETURN known.id;
END $$;

-- Makes the device and its login. Asked again about the same request it gives the same answer, because the first one
-- may have been lost on its way.
CREATE FUNCTION auth.finish_enrolment(request uuid) RETURNS TABLE (db_role text, email text, organization text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  asked auth.enrolment_requests;
  invitation public.organization_invitations;
  enrolled uuid;
  login text := 'device_' || replace(gen_random_uuid()::text, '-', '');
BEGIN
  SELECT * INTO asked FROM auth.enrolment_requests r WHERE r.id = request FOR UPDATE;
  IF NOT FOUND OR asked.xid = pg_current_xact_id() OR asked.created_at < now() - interval '10 minutes' THEN
    RAISE EXCEPTION 'call begin_enrolment first, in a transaction of its own' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF asked.device_id IS NULL THEN
    SELECT * INTO invitation FROM public.organization_invitations i WHERE i.id = asked.invitation_id
      AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now() FOR UPDATE;
    IF FOUND THEN
      enrolled := auth.accept_invitation(invitation);
    END IF;
    IF enrolled IS NULL THEN
      RAISE EXCEPTION 'this code is wrong, used or too old' USING ERRCODE = 'invalid_authorization_specification';
    END IF;
    PERFORM auth.make_device_login(login, asked.login_verifier);
    INSERT INTO auth.devices (user_id, organization_id, db_role, name)
      VALUES (enrolled, invitation.organization_id, login, asked.device_name) RETURNING id INTO asked.device_id;
    UPDATE auth.enrolment_requests SET device_id = asked.device_id WHERE id = request;
  END IF;
  RETURN QUERY SELECT d.db_role, u.email, o.name FROM auth.devices d JOIN auth.users u ON u.id = d.user_id
    JOIN public.organizations o ON o.id = d.organization_id WHERE d.id = asked.device_id AND d.revoked_at IS NULL;
END $$;
GRANT EXECUTE ON FUNCTION auth.begin_enrolment(text, text, text), auth.finish_enrolment(uuid) TO app_enrol;

-- One's own device, or a colleague's with the permission. It cannot sign in from then on, and its sessions are over;
-- connections that are open are ended by end_revoked_connections(), after this was committed.
CREATE FUNCTION auth.revoke_device(device uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  revoked auth.devices;
BEGIN
  UPDATE auth.devices d SET revoked_at = coalesce(d.revoked_at, now()), revoked_by = coalesce(d.revoked_by, auth.uid())
    WHERE d.id = device AND (d.user_id = auth.uid()
      OR (d.organization_id = auth.user_org_id() AND auth.may('users:update')
        AND auth.role_level(d.user_id) <= auth.my_role_level()))
    RETURNING * INTO revoked;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such device, or it is not yours to revoke' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE auth.user_sessions s SET status = 'revoked', revoked_at = now(), revoked_by = auth.uid(), revocation_reason = 'device revoked'
    WHERE s.db_role = revoked.db_role AND s.revoked_at IS NULL;
  PERFORM auth.close_device_login(revoked.db_role);
END $$;

-- With its person a device's line goes; its login must not stay open without one.
CREATE FUNCTION auth.close_deleted_device() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM auth.close_device_login(OLD.db_role);
  RETURN NULL;
END $$;
CREATE TRIGGER close_deleted_device AFTER DELETE ON auth.devices FOR EACH ROW EXECUTE FUNCTION auth.close_deleted_device();

-- Ends what revoked devices of this database still have open; how many.
CREATE FUNCTION auth.end_revoked_connections() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(sum(auth.end_device_connections(d.db_role)), 0)::integer FROM auth.devices d WHERE d.revoked_at IS NOT NULL
$$;
GRANT EXECUTE ON FUNCTION auth.create_invitation(text, text), auth.invite_own_device(), auth.revoke_device(uuid),
  auth.end_revoked_connections() TO app_user;
GRANT EXECUTE ON FUNCTION auth.end_revoked_connections() TO app_worker;

SELECT auth.seal();
