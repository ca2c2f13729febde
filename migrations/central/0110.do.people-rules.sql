-- What happens by itself when people, organizations and passwords change.

-- Each organization has its roles, settings and balance from birth. Only the platform's has super administrators.
CREATE FUNCTION seed_org_roles() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO auth.roles (org_id, name, slug, is_system_role, role_level)
  SELECT NEW.id, v.name, v.slug, true, v.level
  FROM (VALUES ('Administrator', 'admin', 80), ('Manager', 'manager', 60), ('User', 'user', 40), ('Viewer', 'viewer', 20),
    ('Super administrator', 'super_admin', 100)) v (name, slug, level)
  WHERE v.slug <> 'super_admin' OR NEW.is_platform;
  INSERT INTO auth.role_permissions (role_id, permission_id)
  SELECT r.id, p.id FROM auth.roles r CROSS JOIN auth.permissions p
  WHERE r.org_id = NEW.id AND r.role_level >= coalesce((p.metadata->>'default_level')::integer, 101);
  INSERT INTO public.organization_settings (organization_id) VALUES (NEW.id);
  INSERT INTO public.organization_credits (organization_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER seed_org_roles AFTER INSERT ON organizations FOR EACH ROW EXECUTE FUNCTION seed_org_roles();

-- Signing up makes an organization of one's own; into another one leads only its invitation, for that very address.
CREATE FUNCTION handle_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  given jsonb := NEW.raw_user_meta_data;
  shown text := left(coalesce(nullif(given->>'display_name', ''), split_part(NEW.email, '@', 1)), 100);
  invitation public.organization_invitations;
  organization uuid;
  role_slug text := 'admin';
BEGIN
  IF given ? 'anchor_only' THEN
    RETURN NULL;
  END IF;
  SELECT * INTO invitation FROM public.organization_invitations i
    WHERE i.token_hash = given->>'invitation_token_hash' AND lower(i.email) = lower(NEW.email)
      AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now() FOR UPDATE;
  IF FOUND THEN
    organization := invitation.organization_id;
    role_slug := invitation.role_slug;
    UPDATE public.organization_invitations SET accepted_at = now() WHERE id = invitation.id;
  ELSE
    INSERT INTO public.organizations (name, owner_id) VALUES (left(shown || '''s organization', 255), NEW.id)
      RETURNING id INTO organization;
  END IF;
  INSERT INTO auth.users_extended (
    id, email, org_id, display_name, first_name, last_name, stack_auth_provider, stack_auth_user_id)
  VALUES (NEW.id, NEW.email, organization, shown, given->>'first_name', given->>'last_name',
    coalesce(given->>'provider', 'local'), given->>'provider_user_id');
  INSERT INTO auth.user_preferences (user_id) VALUES (NEW.id);
  INSERT INTO auth.user_roles (user_id, role_id)
    SELECT NEW.id, r.id FROM auth.roles r WHERE r.org_id = organization AND r.slug = role_slug;
  RETURN NULL;
END $$;
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION handle_new_user();

-- A person may also be entered here directly; the anchor that everything points to is made then.
CREATE FUNCTION auth.anchor_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.id := coalesce(NEW.id, gen_random_uuid());
  NEW.full_name := coalesce(NEW.full_name, nullif(btrim(concat_ws(' ', NEW.first_name, NEW.last_name)), ''));
  NEW.display_name := coalesce(NEW.display_name, left(NEW.full_name, 100), split_part(NEW.email, '@', 1));
  INSERT INTO auth.users (id, email, raw_user_meta_data) VALUES (NEW.id, NEW.email, '{"anchor_only": true}')
    ON CONFLICT (id) DO NOTHING;
  RETURN NEW;
END $$;
CREATE TRIGGER anchor_user BEFORE INSERT ON auth.users_extended FOR EACH ROW EXECUTE FUNCTION auth.anchor_user();

-- An identity number is sealed by the program before it comes here: number_encrypted is that seal, keyed_hash an HMAC
-- with a key that this database does not have. What stays readable are its last four characters.
CREATE FUNCTION auth.set_id_number(person uuid, last_four text, keyed_hash text, number_encrypted bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE auth.users_extended SET id_number = '*********' || right(last_four, 4), id_number_hash = keyed_hash,
    id_number_encrypted = number_encrypted WHERE id = person
$$;

-- Without the keyed hash that belongs to it, a new number must not stand beside the hash of the old one.
CREATE FUNCTION auth.update_id_number_hash() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.id_number IS DISTINCT FROM OLD.id_number
    AND NEW.id_number_hash IS NOT DISTINCT FROM OLD.id_number_hash THEN
    NEW.id_number_hash := NULL;
    NEW.id_number_encrypted := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER update_id_number_hash BEFORE INSERT OR UPDATE OF id_number ON auth.users_extended
  FOR EACH ROW EXECUTE FUNCTION auth.update_id_number_hash();

CREATE FUNCTION sync_2fa_flag() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  person uuid := coalesce(NEW.user_id, OLD.user_id);
  is_on boolean;
BEGIN
  SELECT coalesce(bool_or(is_enabled), false) INTO is_on FROM public.user_2fa_settings WHERE user_id = person;
  UPDATE auth.users_extended
    SET two_factor_enabled = is_on, two_factor_enabled_at = CASE WHEN is_on THEN coalesce(two_factor_enabled_at, now()) END
    WHERE id = person AND two_factor_enabled IS DISTINCT FROM is_on;
  RETURN NULL;
END $$;
CREATE TRIGGER sync_2fa_flag AFTER INSERT OR UPDATE OR DELETE ON user_2fa_settings
  FOR EACH ROW EXECUTE FUNCTION sync_2fa_flag();

-- Ten passwords are remembered; a new one ends every reset that was asked for.
CREATE FUNCTION auth.remember_password() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.password_hash IS NULL OR NEW.password_hash IS NOT DISTINCT FROM OLD.password_hash THEN
    RETURN NEW;
  END IF;
  NEW.password_changed_at := now();
  NEW.password_reset_token := NULL;
  NEW.password_reset_expires_at := NULL;
  NEW.must_change_password := false;
  INSERT INTO auth.password_history (user_id, password_hash) VALUES (NEW.id, NEW.password_hash);
  DELETE FROM auth.password_history WHERE id IN (
    SELECT id FROM auth.password_history WHERE user_id = NEW.id ORDER BY created_at DESC OFFSET 10);
  RETURN NEW;
END $$;
CREATE TRIGGER remember_password BEFORE UPDATE OF password_hash ON auth.users_extended
  FOR EACH ROW EXECUTE FUNCTION auth.remember_password();

-- crypt() is looked up where pgcrypto is: where it was installed before, that is not our schema.
CREATE FUNCTION auth.password_matches(plain text, hash text) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  place name := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pgcrypto');
  matches boolean;
BEGIN
  EXECUTE format('SELECT %I.crypt($1, $2) = $2', place) INTO matches USING plain, hash;
  RETURN matches;
END $$;

CREATE FUNCTION auth.password_was_used(person uuid, plain text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM (
      SELECT password_hash FROM auth.password_history WHERE user_id = person ORDER BY created_at DESC LIMIT 10) h
    WHERE auth.password_matches(plain, h.password_hash))
$$;

-- A lock that is over is none.
CREATE FUNCTION auth.is_locked(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM auth.users_extended WHERE id = person AND locked_until IS NOT NULL AND locked_until > now())
$$;

CREATE FUNCTION auth.has_recent_security_events(person uuid, kind text, hours integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM auth.security_events e
    WHERE e.user_id = person AND e.event_type = kind AND e.created_at > now() - make_interval(hours => hours))
$$;

-- 0 to 100: second factor 30, no failed sign-in for 30 days 20, no critical event for 90 days 30, password newer than
-- 90 days 20.
CREATE FUNCTION auth.calculate_security_score(person uuid) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN u.two_factor_enabled THEN 30 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM auth.login_history l WHERE l.user_id = u.id AND NOT l.success
        AND l.created_at > now() - interval '30 days') THEN 0 ELSE 20 END
    + CASE WHEN EXISTS (SELECT 1 FROM auth.security_events e WHERE e.user_id = u.id AND e.severity = 'critical'
        AND NOT e.false_positive AND e.created_at > now() - interval '90 days') THEN 0 ELSE 30 END
    + CASE WHEN u.password_changed_at > now() - interval '90 days' THEN 20 ELSE 0 END
  FROM auth.users_extended u WHERE u.id = person
$$;

CREATE FUNCTION auth.my_security_score() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT auth.calculate_security_score(auth.uid())
$$;
GRANT EXECUTE ON FUNCTION auth.my_security_score() TO app_user;

SELECT auth.seal();
