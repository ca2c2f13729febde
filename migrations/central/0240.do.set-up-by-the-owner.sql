-- The first people. What stands here is for the login that migrates (a member of app_owner) and for other functions: no
-- client may call any of it but the last one. It judges nobody; it keeps tenants apart all the same.

-- What a desktop needs beside a code before it can enrol: the password of app_enrol, which part of every invitation is.
CREATE TABLE auth.enrolment_gate (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  password text NOT NULL CHECK (length(password) >= 20),
  set_at timestamptz NOT NULL DEFAULT now()
);

-- An organization with its first administrator, who has neither password nor device yet.
CREATE FUNCTION auth.sign_up_organization(organization_name text, address text, shown text DEFAULT NULL)
RETURNS TABLE (organization_id uuid, user_id uuid) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  owner uuid;
BEGIN
  IF nullif(btrim(organization_name), '') IS NULL THEN
    RAISE EXCEPTION 'an organization needs a name' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO auth.users (email, raw_user_meta_data)
    VALUES (lower(btrim(address)), jsonb_strip_nulls(jsonb_build_object('display_name', nullif(btrim(shown), '')))) RETURNING id INTO owner;
  RETURN QUERY UPDATE public.organizations o SET name = left(btrim(organization_name), 255) WHERE o.owner_id = owner RETURNING o.id, owner;
END $$;

-- Returns the code, which is nowhere else. Whoever is a person of the organization already keeps their role.
CREATE FUNCTION auth.issue_invitation(organization uuid, address text, role_slug text, inviter uuid, lives interval DEFAULT '7 days')
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  code text := encode(ext.gen_random_bytes(20), 'hex');
BEGIN
  IF NOT EXISTS (SELECT 1 FROM auth.roles r WHERE r.org_id = organization AND r.slug = issue_invitation.role_slug AND r.is_active) THEN
    RAISE EXCEPTION 'there is no such role in that organization' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO public.organization_invitations (organization_id, email, role_slug, token_hash, invited_by, expires_at)
    VALUES (organization, lower(btrim(address)), role_slug, encode(sha256(convert_to(code, 'UTF8')), 'hex'), inviter, now() + lives);
  RETURN code;
END $$;

-- A person with a role, without the way through an invitation.
CREATE FUNCTION auth.add_person(organization uuid, address text, role_slug text, shown text DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  code text := auth.issue_invitation(organization, address, role_slug, NULL);
  made uuid;
BEGIN
  INSERT INTO auth.users (email, raw_user_meta_data)
    VALUES (lower(btrim(address)), jsonb_strip_nulls(jsonb_build_object('display_name', nullif(btrim(shown), ''),
      'invitation_token_hash', encode(sha256(convert_to(code, 'UTF8')), 'hex')))) RETURNING id INTO made;
  RETURN made;
END $$;

CREATE FUNCTION auth.set_first_password(person uuid, proof text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM auth.check_proof(proof);
  UPDATE auth.users_extended SET password_hash = ext.crypt(proof, ext.gen_salt('bf', 8)) WHERE id = person AND password_hash IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such person, or a password is set already' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END $$;

-- The login of a device whose password the caller has made; `verifier` is what the server keeps of it.
CREATE FUNCTION auth.add_device(person uuid, device_name text, verifier text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  login text := 'device_' || replace(gen_random_uuid()::text, '-', '');
BEGIN
  INSERT INTO auth.devices (user_id, organization_id, db_role, name)
    SELECT u.id, u.org_id, login, left(btrim(device_name), 100) FROM auth.users_extended u WHERE u.id = person AND u.deleted_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such person' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM auth.make_device_login(login, verifier);
  RETURN login;
END $$;

-- Enters a person in a store of the same organization, or changes the role there.
CREATE FUNCTION auth.put_in_store(store uuid, person uuid, rank store_role) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO public.store_users (store_id, user_id, role, organization_id)
    SELECT s.id, u.id, rank, s.organization_id FROM public.stores s
    JOIN auth.users_extended u ON u.org_id = s.organization_id AND u.deleted_at IS NULL WHERE s.id = store AND u.id = person
    ON CONFLICT (store_id, user_id) DO UPDATE SET role = excluded.role;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'store and person are not of one organization' USING ERRCODE = 'invalid_parameter_value';
  END IF;
END $$;

-- Null until an owner has opened the gate. Any person may invite a device of their own, so any person may have it.
CREATE FUNCTION auth.enrolment_password() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.password FROM auth.enrolment_gate g WHERE auth.uid() IS NOT NULL
$$;
GRANT EXECUTE ON FUNCTION auth.enrolment_password() TO app_user;

-- Whoever may invite could otherwise enrol a device as somebody above them, and set the first password there.
CREATE OR REPLACE FUNCTION auth.create_invitation(address text, role_slug text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT auth.may('users:create') THEN
    RAISE EXCEPTION 'inviting needs the permission users:create' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM auth.roles r WHERE r.org_id = auth.user_org_id() AND r.slug = create_invitation.role_slug
    AND r.is_active AND r.role_level <= auth.my_role_level()) THEN
    RAISE EXCEPTION 'there is no such role, or it is above your own' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT 1 FROM auth.users_extended u WHERE lower(u.email) = lower(btrim(address)) AND u.org_id = auth.user_org_id()
    AND auth.role_level(u.id) > auth.my_role_level()) THEN
    RAISE EXCEPTION 'this person is above you' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN auth.issue_invitation(auth.user_org_id(), address, role_slug, auth.uid());
END $$;

SELECT auth.seal();
