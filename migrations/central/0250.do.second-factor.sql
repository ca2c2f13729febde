-- The second factor: codes by time (RFC 6238) or ten backup codes, judged here like passwords, in two transactions and
-- with the same lock. The secret is never shown again; of backup codes only hashes come here.
--
-- Somebody with a second factor clears their wrong tries only by it: otherwise the right password between two guesses of
-- a code would let them be tried for ever.

ALTER TABLE auth.sign_in_attempts DROP CONSTRAINT sign_in_attempts_purpose_check,
  ADD CONSTRAINT sign_in_attempts_purpose_check CHECK (purpose IN (
    'sign_in', 'password', 'second_factor', 'factor_on', 'factor_off', 'backup_codes', 'reset', 'address', 'unlock')),
  ADD COLUMN clears_failures boolean NOT NULL DEFAULT false,
  ADD COLUMN of_attempt uuid REFERENCES auth.sign_in_attempts(id) ON DELETE CASCADE,
  -- which code it was: a time step or a hash; -1 and the hash of anything for wrong ones, so that all lines are alike
  ADD COLUMN factor_step bigint NOT NULL DEFAULT -1,
  ADD COLUMN factor_hash text,
  ADD COLUMN next_secret text,
  ADD COLUMN next_backup_codes text[],
  ADD COLUMN next_email text;
UPDATE auth.sign_in_attempts SET clears_failures = verdict IN ('accepted', 'used_before');

-- RFC 4226 and 6238 with SHA-1: the code of a step (30 seconds since 1970).
CREATE FUNCTION auth.totp(secret bytea, step bigint, digits integer DEFAULT 6) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mac bytea := ext.hmac(int8send(step), secret, 'sha1');
  place integer := get_byte(mac, 19) & 15;
  number bigint := ((get_byte(mac, place) & 127)::bigint << 24) | (get_byte(mac, place + 1) << 16)
    | (get_byte(mac, place + 2) << 8) | get_byte(mac, place + 3);
BEGIN
  RETURN lpad((number % (10 ^ digits)::bigint)::text, digits, '0');
END $$;

-- The step whose code this is, one before and one after now included; -1 for none. All three are always computed.
CREATE FUNCTION auth.totp_step_of(secret text, code text) RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(max(s.step) FILTER (WHERE auth.totp(decode(secret, 'hex'), s.step) = code), -1)
  FROM (SELECT floor(extract(epoch FROM clock_timestamp()) / 30)::bigint + near AS step FROM generate_series(-1, 1) near) s
$$;

CREATE OR REPLACE FUNCTION auth.lock_of(person uuid, settled_only boolean) RETURNS TABLE (failures integer, locked_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*)::integer, CASE WHEN count(*) >= 5
    THEN max(a.created_at) + least(interval '1 day', interval '15 minutes' * power(2, least(count(*) - 5, 10))) END
  FROM auth.sign_in_attempts a
  WHERE a.user_id = person AND a.verdict = 'refused' AND (a.is_settled OR NOT settled_only) AND a.created_at > coalesce((
    SELECT max(b.created_at) FROM auth.sign_in_attempts b
    WHERE b.user_id = person AND b.clears_failures AND (b.is_settled OR NOT settled_only)), '-infinity')
$$;

-- As before, and for the second factor: its tries, and the backup codes that are used up.
CREATE OR REPLACE FUNCTION auth.settle_attempts(person uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  DELETE FROM auth.sign_in_attempts a WHERE a.user_id = person AND a.is_settled AND a.created_at < now() - interval '30 days';
  WITH settled AS (
    UPDATE auth.sign_in_attempts a SET is_settled = true
    WHERE a.user_id = person AND NOT a.is_settled AND a.xid <> pg_current_xact_id() RETURNING a.*
  ), history AS (
    INSERT INTO auth.login_history (user_id, email, event_type, auth_method, success, failure_reason, ip_address, device_info, created_at)
    SELECT s.user_id, u.email, CASE WHEN s.verdict <> 'accepted' THEN 'login_failed'
        WHEN s.purpose IN ('sign_in', 'second_factor') THEN 'login_success' ELSE 'password_reset' END,
      CASE WHEN s.purpose IN ('second_factor', 'backup_codes') THEN 'mfa' ELSE 'password' END, s.verdict = 'accepted',
      nullif(s.verdict::text, 'accepted'), s.ip_address, jsonb_build_object('login', s.db_role), s.created_at
    FROM settled s JOIN auth.users u ON u.id = s.user_id
    -- a password that still waits for its second factor is no sign-in yet
    WHERE s.verdict <> 'used_before' AND (s.verdict <> 'accepted' OR s.purpose IN ('second_factor', 'password', 'reset', 'address')
      OR (s.purpose = 'sign_in' AND s.clears_failures))
    ORDER BY s.created_at
  ), factors AS (
    INSERT INTO public.user_2fa_attempts (user_id, attempt_type, success, ip_address, created_at)
    SELECT s.user_id, CASE WHEN s.factor_step >= 0 THEN 'totp' WHEN s.verdict = 'accepted' THEN 'backup_code' ELSE 'unknown' END,
      s.verdict = 'accepted', s.ip_address, s.created_at
    FROM settled s WHERE s.factor_hash IS NOT NULL AND s.purpose IN ('second_factor', 'factor_off', 'backup_codes') ORDER BY s.created_at
  )
  UPDATE public.user_2fa_settings f SET last_verified_at = now(),
    backup_codes = ARRAY(SELECT kept FROM unnest(f.backup_codes) WITH ORDINALITY c (kept, place) WHERE kept <> ALL (u.used) ORDER BY place)
  FROM (SELECT array_agg(s.factor_hash) AS used FROM settled s
    WHERE s.verdict = 'accepted' AND s.purpose IN ('second_factor', 'factor_off', 'backup_codes')) u
  WHERE f.user_id = person AND u.used IS NOT NULL;
  UPDATE auth.users_extended u SET failed_login_attempts = l.failures, locked_until = l.locked_until
    FROM auth.lock_of(person, true) l WHERE u.id = person;
END $$;

-- Whether the caller's device may leave out the second factor of its person.
CREATE FUNCTION auth.device_is_trusted() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM auth.devices d JOIN public.trusted_devices t ON t.user_id = d.user_id AND t.device_fingerprint = d.id::text
    WHERE d.db_role = session_user AND d.revoked_at IS NULL AND t.is_active AND t.expires_at > now())
$$;

CREATE FUNCTION auth.needs_second_factor(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((SELECT u.two_factor_enabled FROM auth.users_extended u WHERE u.id = person), false) AND NOT auth.device_is_trusted()
$$;

CREATE OR REPLACE FUNCTION auth.begin_sign_in(address text, proof text, token_hash text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  attempt uuid;
  person uuid := (SELECT id FROM auth.users WHERE id = auth.device_owner() AND lower(email) = lower(btrim(address)));
  verdict auth.attempt_verdict;
  waits boolean;
BEGIN
  PERFORM auth.check_proof(proof);
  verdict := auth.judge_proof(person, proof);
  waits := auth.needs_second_factor(person);
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, session_token_hash, clears_failures)
    VALUES ('sign_in', person, verdict, token_hash, verdict = 'accepted' AND NOT waits) RETURNING id INTO attempt;
  RETURN attempt;
END $$;

-- The session of an accepted attempt, on the login that asks.
CREATE FUNCTION auth.open_session(person uuid, token_hash text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  opened uuid;
BEGIN
  INSERT INTO auth.user_sessions (user_id, session_token_hash, device_type, device_name, ip_address, expires_at)
  SELECT u.id, token_hash, 'desktop', (SELECT d.name FROM auth.devices d WHERE d.db_role = session_user), inet_client_addr(),
    now() + make_interval(mins => coalesce((SELECT s.session_ttl_minutes FROM public.organization_settings s WHERE s.organization_id = u.org_id), 720))
  FROM auth.users_extended u WHERE u.id = person RETURNING id INTO opened;
  UPDATE auth.users_extended SET last_login_at = now(), last_login_ip = inet_client_addr() WHERE id = person;
  RETURN opened;
END $$;

-- An accepted attempt counts no more when in between the password was changed, the person suspended or the device revoked.
CREATE FUNCTION auth.still_counts(judged auth.sign_in_attempts) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT judged.user_id IS NOT DISTINCT FROM auth.device_owner() AND EXISTS (
    SELECT 1 FROM auth.users_extended u WHERE u.id = judged.user_id AND u.is_active AND NOT u.is_suspended AND u.deleted_at IS NULL
      AND coalesce(u.password_changed_at, '-infinity') < judged.created_at)
$$;

CREATE FUNCTION auth.note_lock(judged auth.sign_in_attempts) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO auth.security_events (org_id, user_id, event_type, severity, description, ip_address)
  SELECT u.org_id, u.id, 'account_locked', 'high', 'Too many wrong tries', inet_client_addr() FROM auth.users_extended u
  WHERE u.id = judged.user_id AND judged.verdict = 'refused' AND judged.finished_at IS NULL AND u.locked_until > now()
$$;

-- accepted (the session counts from now on), refused, locked (until retry_at), or second_factor: no session yet, go on with
-- begin_second_factor(attempt, code).
CREATE OR REPLACE FUNCTION auth.finish_sign_in(attempt uuid)
RETURNS TABLE (outcome text, session_id uuid, expires_at timestamptz, retry_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  judged auth.sign_in_attempts := auth.committed_attempt(attempt, 'sign_in');
BEGIN
  PERFORM auth.settle_attempts(judged.user_id);
  IF judged.verdict = 'accepted' AND NOT auth.still_counts(judged) THEN
    judged.verdict := 'refused';
  END IF;
  IF judged.verdict = 'accepted' AND judged.session_id IS NULL AND auth.needs_second_factor(judged.user_id) THEN
    RETURN QUERY SELECT 'second_factor', NULL::uuid, NULL::timestamptz, NULL::timestamptz;
    RETURN;
  END IF;
  IF judged.verdict = 'accepted' AND judged.finished_at IS NULL THEN
    judged.session_id := auth.open_session(judged.user_id, judged.session_token_hash);
  END IF;
  PERFORM auth.note_lock(judged);
  UPDATE auth.sign_in_attempts a SET finished_at = coalesce(a.finished_at, now()), session_id = judged.session_id WHERE a.id = attempt;
  RETURN QUERY SELECT * FROM auth.told(judged);
END $$;

CREATE FUNCTION auth.told(judged auth.sign_in_attempts) RETURNS TABLE (outcome text, session_id uuid, expires_at timestamptz, retry_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT judged.verdict::text, judged.session_id, (SELECT s.expires_at FROM auth.user_sessions s WHERE s.id = judged.session_id),
    (SELECT u.locked_until FROM auth.users_extended u WHERE u.id = judged.user_id AND judged.verdict <> 'accepted' AND u.locked_until > now())
$$;

-- Judges a code of a person. What is right, used or locked makes no difference to what is read or written.
CREATE FUNCTION auth.judge_factor(person uuid, code text) RETURNS TABLE (verdict auth.attempt_verdict, step bigint, hash text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known auth.users_extended;
  settings public.user_2fa_settings;
  entered text := upper(regexp_replace(coalesce(code, ''), '[\s-]', '', 'g'));
  hashed text := encode(sha256(convert_to(entered, 'UTF8')), 'hex');
  found_step bigint;
  used_steps integer;
  used_hashes integer;
  is_locked boolean;
BEGIN
  SELECT * INTO known FROM auth.users_extended WHERE id = person FOR UPDATE;
  PERFORM auth.settle_attempts(person);
  SELECT * INTO settings FROM public.user_2fa_settings f WHERE f.user_id = person AND f.method = 'totp' AND f.is_enabled;
  found_step := auth.totp_step_of(coalesce(settings.secret, repeat('0', 40)), entered);
  SELECT count(*) FILTER (WHERE a.factor_step = found_step), count(*) FILTER (WHERE a.factor_hash = hashed AND NOT a.is_settled)
    INTO used_steps, used_hashes FROM auth.sign_in_attempts a WHERE a.user_id = person AND a.verdict = 'accepted';
  is_locked := EXISTS (SELECT 1 FROM auth.lock_of(person, false) l WHERE l.locked_until > clock_timestamp());
  verdict := CASE WHEN is_locked THEN 'locked'
    WHEN settings.id IS NOT NULL AND known.is_active AND NOT known.is_suspended AND known.deleted_at IS NULL
      AND ((found_step >= 0 AND used_steps = 0) OR (hashed = ANY (settings.backup_codes) AND used_hashes = 0)) THEN 'accepted' ELSE 'refused' END;
  step := CASE WHEN verdict = 'accepted' THEN found_step ELSE -1 END;
  hash := hashed;
  RETURN NEXT;
END $$;

-- `attempt`: of a sign-in that was answered with second_factor, within five minutes.
CREATE FUNCTION auth.begin_second_factor(attempt uuid, code text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  signing auth.sign_in_attempts := auth.committed_attempt(attempt, 'sign_in');
  judged record;
  made uuid;
BEGIN
  IF signing.verdict <> 'accepted' OR signing.session_id IS NOT NULL OR NOT auth.still_counts(signing) THEN
    RAISE EXCEPTION 'this sign-in waits for no second factor' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO judged FROM auth.judge_factor(signing.user_id, code);
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, session_token_hash, of_attempt, clears_failures, factor_step, factor_hash)
    VALUES ('second_factor', signing.user_id, judged.verdict, signing.session_token_hash, signing.id, judged.verdict = 'accepted', judged.step, judged.hash)
    RETURNING id INTO made;
  RETURN made;
END $$;

-- As finish_sign_in. `trust`: this device leaves the second factor out for 30 days.
CREATE FUNCTION auth.finish_second_factor(attempt uuid, trust boolean DEFAULT false)
RETURNS TABLE (outcome text, session_id uuid, expires_at timestamptz, retry_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  judged auth.sign_in_attempts := auth.committed_attempt(attempt, 'second_factor');
  signing auth.sign_in_attempts;
BEGIN
  SELECT * INTO signing FROM auth.sign_in_attempts a WHERE a.id = judged.of_attempt FOR UPDATE;
  PERFORM auth.settle_attempts(judged.user_id);
  IF judged.verdict = 'accepted' AND NOT auth.still_counts(signing) THEN
    judged.verdict := 'refused';
  END IF;
  IF judged.verdict = 'accepted' AND judged.finished_at IS NULL THEN
    judged.session_id := coalesce(signing.session_id, auth.open_session(judged.user_id, judged.session_token_hash));
    UPDATE auth.sign_in_attempts a SET finished_at = now(), session_id = judged.session_id WHERE a.id = signing.id;
    IF trust THEN
      INSERT INTO public.trusted_devices (user_id, device_fingerprint, device_name, device_type, ip_address, expires_at)
      SELECT d.user_id, d.id::text, d.name, 'desktop', inet_client_addr(), now() + interval '30 days'
      FROM auth.devices d WHERE d.db_role = session_user AND d.revoked_at IS NULL
      ON CONFLICT (user_id, device_fingerprint) DO UPDATE SET is_active = true, trusted_at = now(), last_used_at = now(), expires_at = excluded.expires_at;
    END IF;
  END IF;
  PERFORM auth.note_lock(judged);
  UPDATE auth.sign_in_attempts a SET finished_at = coalesce(a.finished_at, now()), session_id = judged.session_id WHERE a.id = attempt;
  RETURN QUERY SELECT * FROM auth.told(judged);
END $$;

GRANT EXECUTE ON FUNCTION auth.begin_second_factor(uuid, text), auth.finish_second_factor(uuid, boolean) TO app_user;

SELECT auth.seal();
