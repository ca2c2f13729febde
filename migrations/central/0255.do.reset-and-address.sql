-- A forgotten password, a lock, another address. There is no e-mail: an administrator hands out a code that the person
-- enters on a device of their own (or on a new one, by an invitation).

-- For functions that judge, and for the owner of the server. The code is good for an hour, once; a lock ends with it.
CREATE FUNCTION auth.make_password_reset(person uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  letters constant text := 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  code text := (SELECT string_agg(substr(letters, (get_byte(b.bytes, place) & 31) + 1, 1), '' ORDER BY place)
    FROM (SELECT ext.gen_random_bytes(16) AS bytes) b, generate_series(0, 15) place);
BEGIN
  UPDATE auth.users_extended SET password_reset_token = encode(sha256(convert_to(code, 'UTF8')), 'hex'),
    password_reset_expires_at = now() + interval '1 hour' WHERE id = person AND deleted_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such person' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM auth.clear_lock(person);
  PERFORM auth.record_event('password_reset_requested', person, 'high', 'A code to reset the password was issued');
  RETURN concat_ws('-', substr(code, 1, 4), substr(code, 5, 4), substr(code, 9, 4), substr(code, 13, 4));
END $$;

CREATE FUNCTION auth.clear_lock(person uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, clears_failures, is_settled, finished_at)
    VALUES ('unlock', person, 'accepted', true, true, now());
  UPDATE auth.users_extended SET failed_login_attempts = 0, locked_until = NULL WHERE id = person;
END $$;

CREATE FUNCTION auth.issue_password_reset(colleague uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM auth.judged_colleague(colleague, 'users:update');
  PERFORM auth.refuse_oneself(colleague);
  RETURN auth.make_password_reset(colleague);
END $$;

CREATE FUNCTION auth.unlock_person(colleague uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM auth.judged_colleague(colleague, 'users:update');
  PERFORM auth.refuse_oneself(colleague);
  PERFORM auth.clear_lock(colleague);
  PERFORM auth.record_event('user_activated', colleague, 'medium', 'Unlocked');
END $$;

-- On the person's own device, without a session. Judged like a sign-in.
CREATE FUNCTION auth.begin_password_reset(code text, next_proof text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  attempt uuid;
  person uuid := auth.device_owner();
  hashed text := encode(sha256(convert_to(upper(regexp_replace(coalesce(code, ''), '[\s-]', '', 'g')), 'UTF8')), 'hex');
  known auth.users_extended;
  is_right boolean;
  is_locked boolean;
  was_used boolean;
  verdict auth.attempt_verdict;
BEGIN
  PERFORM auth.check_proof(next_proof);
  SELECT * INTO known FROM auth.users_extended WHERE id = person FOR UPDATE;
  PERFORM auth.settle_attempts(person);
  is_right := coalesce(known.password_reset_token = hashed AND known.password_reset_expires_at > now() AND known.is_active
    AND NOT known.is_suspended AND known.deleted_at IS NULL, false);
  is_locked := EXISTS (SELECT 1 FROM auth.lock_of(person, false) l WHERE l.locked_until > clock_timestamp());
  was_used := auth.password_was_used(person, next_proof);
  verdict := CASE WHEN is_locked THEN 'locked' WHEN NOT is_right THEN 'refused' WHEN was_used THEN 'used_before' ELSE 'accepted' END;
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, next_password_hash, factor_hash, clears_failures)
    VALUES ('reset', person, verdict, ext.crypt(next_proof, ext.gen_salt('bf', 8)), hashed,
      verdict IN ('accepted', 'used_before') AND NOT known.two_factor_enabled) RETURNING id INTO attempt;
  RETURN attempt;
END $$;

-- accepted (every session of the person is over, and every trust in a device), refused, locked or used_before.
CREATE FUNCTION auth.finish_password_reset(attempt uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  judged auth.sign_in_attempts := auth.committed_attempt(attempt, 'reset');
BEGIN
  PERFORM auth.settle_attempts(judged.user_id);
  PERFORM auth.note_lock(judged);
  IF judged.verdict = 'accepted' AND judged.finished_at IS NULL THEN
    -- used by another try in between, or issued anew
    IF NOT auth.still_counts(judged) OR NOT EXISTS (SELECT 1 FROM auth.users_extended u WHERE u.id = judged.user_id
      AND u.password_reset_token = judged.factor_hash) THEN
      RETURN 'refused';
    END IF;
    UPDATE auth.users_extended SET password_hash = judged.next_password_hash WHERE id = judged.user_id;
    PERFORM auth.end_sessions(judged.user_id, 'password reset');
    DELETE FROM public.trusted_devices t WHERE t.user_id = judged.user_id;
    PERFORM auth.record_event('password_reset_completed', judged.user_id, 'medium', 'Password reset by code');
  END IF;
  UPDATE auth.sign_in_attempts a SET finished_at = coalesce(a.finished_at, now()), next_password_hash = NULL WHERE a.id = attempt;
  RETURN judged.verdict;
END $$;

-- The proof is made of address and password, so a new address needs the current proof and one made of the new address.
CREATE FUNCTION auth.begin_address_change(current_proof text, address text, next_proof text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  me auth.users_extended := auth.signed_in_person();
  attempt uuid;
  verdict auth.attempt_verdict;
BEGIN
  PERFORM auth.check_proof(current_proof);
  PERFORM auth.check_proof(next_proof);
  IF address IS NULL OR btrim(address) !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' OR length(address) > 320 THEN
    RAISE EXCEPTION 'this is no e-mail address' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  verdict := auth.judge_proof(me.id, current_proof);
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, next_password_hash, next_email, clears_failures)
    VALUES ('address', me.id, verdict, ext.crypt(next_proof, ext.gen_salt('bf', 8)), lower(btrim(address)), verdict = 'accepted' AND NOT me.two_factor_enabled)
    RETURNING id INTO attempt;
  RETURN attempt;
END $$;

-- accepted (sessions elsewhere are over), refused, locked, or taken by somebody else.
CREATE FUNCTION auth.finish_address_change(attempt uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  judged auth.sign_in_attempts := auth.committed_attempt(attempt, 'address');
  former text := (SELECT u.email FROM auth.users u WHERE u.id = judged.user_id);
BEGIN
  IF judged.user_id IS DISTINCT FROM auth.uid() THEN
    RAISE EXCEPTION 'sign in first' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM auth.settle_attempts(judged.user_id);
  PERFORM auth.note_lock(judged);
  IF judged.verdict = 'accepted' AND judged.finished_at IS NULL THEN
    IF EXISTS (SELECT 1 FROM auth.users u WHERE lower(u.email) = judged.next_email AND u.id <> judged.user_id) THEN
      RETURN 'taken';
    END IF;
    IF EXISTS (SELECT 1 FROM auth.users_extended u WHERE u.id = judged.user_id AND u.password_changed_at >= judged.created_at) THEN
      RETURN 'refused';
    END IF;
    UPDATE auth.users SET email = judged.next_email WHERE id = judged.user_id;
    UPDATE auth.users_extended SET password_hash = judged.next_password_hash, email_verified = false, email_verified_at = NULL WHERE id = judged.user_id;
    -- an open code for the former address would make somebody new
    UPDATE public.organization_invitations i SET revoked_at = now()
      WHERE lower(i.email) = lower(former) AND i.accepted_at IS NULL AND i.revoked_at IS NULL;
    PERFORM auth.end_sessions(judged.user_id, 'address changed', session_user);
    PERFORM auth.record_event('user_updated', judged.user_id, 'high', 'Address changed', jsonb_build_object('from', former, 'to', judged.next_email));
  END IF;
  UPDATE auth.sign_in_attempts a SET finished_at = coalesce(a.finished_at, now()), next_password_hash = NULL WHERE a.id = attempt;
  RETURN judged.verdict;
END $$;

GRANT EXECUTE ON FUNCTION auth.issue_password_reset(uuid), auth.unlock_person(uuid), auth.begin_password_reset(text, text),
  auth.finish_password_reset(uuid), auth.begin_address_change(text, text, text), auth.finish_address_change(uuid) TO app_user;

SELECT auth.seal();
