-- Signing in, and changing the password, on the login of one's own device. A judged call takes two transactions, because
-- the client owns them: begin_x judges and answers with an id alone; finish_x tells what was committed. begin_x writes one
-- line of the same size whatever the verdict; counts, locks and history follow from committed lines only, so nothing that
-- a client can see or measure before its commit tells right from wrong.
--
-- Passwords do not come here. `proof` is what the desktop derives from one (scrypt, 32 bytes, base64url); it is hashed
-- again before it is kept, and anything that does not look like a proof is refused before it is looked at.

CREATE TYPE auth.attempt_verdict AS ENUM ('accepted', 'refused', 'locked', 'used_before');

CREATE TABLE auth.sign_in_attempts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  purpose text NOT NULL CHECK (purpose IN ('sign_in', 'password')),
  db_role text NOT NULL DEFAULT session_user,
  user_id uuid REFERENCES auth.users(id) ON DELETE CASCADE,
  verdict auth.attempt_verdict NOT NULL,
  session_token_hash text CHECK (session_token_hash ~ '^[0-9a-f]{64}$'),
  next_password_hash text,
  session_id uuid REFERENCES auth.user_sessions(id) ON DELETE CASCADE,
  finished_at timestamptz,
  is_settled boolean NOT NULL DEFAULT false,
  ip_address inet DEFAULT inet_client_addr(),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX idx_sign_in_attempts_user ON auth.sign_in_attempts (user_id, created_at);

-- The person of the device that asks, and of no other.
CREATE FUNCTION auth.device_owner() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT user_id FROM auth.devices WHERE db_role = session_user AND revoked_at IS NULL
$$;

CREATE FUNCTION auth.check_proof(proof text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF proof IS NULL OR proof !~ '^[A-Za-z0-9_-]{43}$' THEN
    RAISE EXCEPTION 'a proof is 43 characters of base64url, never the password itself' USING ERRCODE = 'invalid_parameter_value';
  END IF;
END $$;

-- Until when a person is locked out, by the tries so far: five wrong ones in a row for 15 minutes, each further one for
-- twice as long, a day at most. `settled_only` leaves out what is not committed yet.
CREATE FUNCTION auth.lock_of(person uuid, settled_only boolean) RETURNS TABLE (failures integer, locked_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*)::integer, CASE WHEN count(*) >= 5
    THEN max(a.created_at) + least(interval '1 day', interval '15 minutes' * power(2, least(count(*) - 5, 10))) END
  FROM auth.sign_in_attempts a
  WHERE a.user_id = person AND a.verdict = 'refused' AND (a.is_settled OR NOT settled_only) AND a.created_at > coalesce((
    SELECT max(b.created_at) FROM auth.sign_in_attempts b
    WHERE b.user_id = person AND b.verdict IN ('accepted', 'used_before') AND (b.is_settled OR NOT settled_only)), '-infinity')
$$;

-- Brings committed tries into the history and the person's own line, and drops those that no lock can depend on.
CREATE FUNCTION auth.settle_attempts(person uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  DELETE FROM auth.sign_in_attempts a WHERE a.user_id = person AND a.is_settled AND a.created_at < now() - interval '30 days';
  WITH settled AS (
    UPDATE auth.sign_in_attempts a SET is_settled = true
    WHERE a.user_id = person AND NOT a.is_settled AND a.xid <> pg_current_xact_id() RETURNING a.*
  )
  INSERT INTO auth.login_history (user_id, email, event_type, auth_method, success, failure_reason, ip_address, device_info, created_at)
  SELECT s.user_id, u.email, CASE WHEN s.verdict <> 'accepted' THEN 'login_failed' WHEN s.purpose = 'sign_in' THEN 'login_success' ELSE 'password_reset' END,
    'password', s.verdict = 'accepted', nullif(s.verdict::text, 'accepted'), s.ip_address, jsonb_build_object('login', s.db_role), s.created_at
  FROM settled s JOIN auth.users u ON u.id = s.user_id WHERE s.verdict <> 'used_before' ORDER BY s.created_at;
  UPDATE auth.users_extended u SET failed_login_attempts = l.failures, locked_until = l.locked_until
    FROM auth.lock_of(person, true) l WHERE u.id = person;
END $$;

-- While it is locked nothing is right and nothing is counted. Nobody (null) costs as much and is refused.
CREATE FUNCTION auth.judge_proof(person uuid, proof text) RETURNS auth.attempt_verdict LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known auth.users_extended;
  kept text;
  is_right boolean;
BEGIN
  -- one try at a time; who looks at an older snapshot fails here
  SELECT * INTO known FROM auth.users_extended WHERE id = person FOR UPDATE;
  PERFORM auth.settle_attempts(person);
  kept := coalesce(known.password_hash, '$2a$08$abcdefghijklmnopqrstuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu');
  is_right := ext.crypt(proof, kept) = kept AND known.password_hash IS NOT NULL AND known.is_active
    AND NOT known.is_suspended AND known.deleted_at IS NULL;
  RETURN CASE WHEN EXISTS (SELECT 1 FROM auth.lock_of(person, false) l WHERE l.locked_until > clock_timestamp()) THEN 'locked'
    WHEN is_right THEN 'accepted' ELSE 'refused' END::auth.attempt_verdict;
END $$;

-- `token_hash`: sha256 of the token that the desktop has made for its session, in hex.
CREATE FUNCTION auth.begin_sign_in(address text, proof text, token_hash text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  attempt uuid;
  person uuid := (SELECT id FROM auth.users WHERE id = auth.device_owner() AND lower(email) = lower(btrim(address)));
BEGIN
  PERFORM auth.check_proof(proof);
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, session_token_hash)
    VALUES ('sign_in', person, auth.judge_proof(person, proof), token_hash) RETURNING id INTO attempt;
  RETURN attempt;
END $$;

-- The committed attempt of this login, or an error that is the same for all others.
CREATE FUNCTION auth.committed_attempt(attempt uuid, wanted text) RETURNS auth.sign_in_attempts LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_attempt auth.sign_in_attempts;
BEGIN
  SELECT * INTO found_attempt FROM auth.sign_in_attempts a
    WHERE a.id = attempt AND a.purpose = wanted AND a.db_role = session_user AND a.xid <> pg_current_xact_id()
      AND a.created_at > now() - interval '5 minutes' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'begin first, in a transaction of its own' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN found_attempt;
END $$;

-- accepted (the session counts from now on), refused, locked (until retry_at), or second_factor (no session yet).
CREATE FUNCTION auth.finish_sign_in(attempt uuid)
RETURNS TABLE (outcome text, session_id uuid, expires_at timestamptz, retry_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  judged auth.sign_in_attempts := auth.committed_attempt(attempt, 'sign_in');
  known auth.users_extended;
BEGIN
  PERFORM auth.settle_attempts(judged.user_id);
  SELECT * INTO known FROM auth.users_extended u WHERE u.id = judged.user_id;
  IF judged.verdict = 'accepted' AND judged.user_id IS DISTINCT FROM auth.device_owner() THEN
    judged.verdict := 'refused';
  END IF;
  IF judged.verdict = 'accepted' AND known.two_factor_enabled THEN
    RETURN QUERY SELECT 'second_factor', NULL::uuid, NULL::timestamptz, NULL::timestamptz;
    RETURN;
  END IF;
  IF judged.verdict = 'accepted' AND judged.finished_at IS NULL THEN
    INSERT INTO auth.user_sessions (user_id, session_token_hash, device_type, device_name, ip_address, expires_at)
    SELECT judged.user_id, judged.session_token_hash, 'desktop', (SELECT d.name FROM auth.devices d WHERE d.db_role = session_user),
      inet_client_addr(), now() + make_interval(mins => coalesce(
        (SELECT s.session_ttl_minutes FROM public.organization_settings s WHERE s.organization_id = known.org_id), 720))
    RETURNING id INTO judged.session_id;
    UPDATE auth.users_extended SET last_login_at = now(), last_login_ip = inet_client_addr() WHERE id = judged.user_id;
  END IF;
  IF judged.verdict = 'refused' AND judged.finished_at IS NULL AND known.locked_until > now() THEN
    INSERT INTO auth.security_events (org_id, user_id, event_type, severity, description, ip_address)
    VALUES (known.org_id, known.id, 'account_locked', 'high', 'Too many wrong passwords', inet_client_addr());
  END IF;
  UPDATE auth.sign_in_attempts a SET finished_at = coalesce(a.finished_at, now()), session_id = judged.session_id WHERE a.id = attempt;
  RETURN QUERY SELECT judged.verdict::text, judged.session_id,
    (SELECT s.expires_at FROM auth.user_sessions s WHERE s.id = judged.session_id),
    CASE WHEN judged.verdict <> 'accepted' AND known.locked_until > now() THEN known.locked_until END;
END $$;

-- The first password needs no earlier one; every other does, and the last ten are not taken again.
CREATE FUNCTION auth.begin_password_change(current_proof text, next_proof text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  attempt uuid;
  person uuid := auth.device_owner();
  verdict auth.attempt_verdict := 'accepted';
  was_used boolean;
BEGIN
  PERFORM auth.check_proof(next_proof);
  IF (SELECT password_hash IS NOT NULL FROM auth.users_extended WHERE id = person) THEN
    PERFORM auth.check_proof(current_proof);
    verdict := auth.judge_proof(person, current_proof);
  END IF;
  -- asked whatever the verdict, so that it takes the same time
  was_used := auth.password_was_used(person, next_proof);
  IF verdict = 'accepted' AND was_used THEN
    verdict := 'used_before';
  END IF;
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, next_password_hash)
    VALUES ('password', person, CASE WHEN person IS NULL THEN 'refused' ELSE verdict END, ext.crypt(next_proof, ext.gen_salt('bf', 8)))
    RETURNING id INTO attempt;
  RETURN attempt;
END $$;

-- accepted (all sessions but this login's are over), refused, locked or used_before.
CREATE FUNCTION auth.finish_password_change(attempt uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  judged auth.sign_in_attempts := auth.committed_attempt(attempt, 'password');
BEGIN
  PERFORM auth.settle_attempts(judged.user_id);
  IF judged.verdict = 'accepted' AND judged.finished_at IS NULL THEN
    IF judged.user_id IS DISTINCT FROM auth.device_owner() THEN
      RETURN 'refused';
    END IF;
    -- somebody else's change in between was made with the password that this one was judged by
    IF (SELECT u.password_changed_at >= judged.created_at FROM auth.users_extended u WHERE u.id = judged.user_id) THEN
      RETURN 'refused';
    END IF;
    UPDATE auth.users_extended SET password_hash = judged.next_password_hash WHERE id = judged.user_id;
    UPDATE auth.user_sessions s SET status = 'revoked', revoked_at = now(), revoked_by = judged.user_id, revocation_reason = 'password changed'
      WHERE s.user_id = judged.user_id AND s.db_role <> session_user AND s.revoked_at IS NULL;
  END IF;
  UPDATE auth.sign_in_attempts a SET finished_at = coalesce(a.finished_at, now()), next_password_hash = NULL WHERE a.id = attempt;
  RETURN judged.verdict;
END $$;

CREATE FUNCTION auth.sign_out() RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  UPDATE auth.user_sessions SET status = 'revoked', revoked_at = now(), revoked_by = user_id, revocation_reason = 'signed out'
    WHERE id = auth.session_id()
$$;

-- One's own session, or a colleague's with the permission, not of somebody above.
CREATE FUNCTION auth.revoke_session(session uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE auth.user_sessions s SET status = 'revoked', revoked_at = coalesce(s.revoked_at, now()), revoked_by = auth.uid()
    WHERE s.id = session AND (s.user_id = auth.uid()
      OR (auth.may('users:update') AND auth.role_level(s.user_id) <= auth.my_role_level()
        AND EXISTS (SELECT 1 FROM auth.users_extended u WHERE u.id = s.user_id AND u.org_id = auth.user_org_id())));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such session, or it is not yours to end' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

GRANT EXECUTE ON FUNCTION auth.begin_sign_in(text, text, text), auth.finish_sign_in(uuid), auth.begin_password_change(text, text),
  auth.finish_password_change(uuid), auth.sign_out(), auth.revoke_session(uuid) TO app_user;

SELECT auth.seal();
