-- Turning the second factor on and off, and new backup codes: in two transactions, signed in. The desktop makes the secret
-- (20 bytes) and the ten codes; it sends the secret once and of the codes only their hashes (sha256 of the capital letters
-- and digits, in hex).

CREATE FUNCTION auth.check_backup_hashes(hashes text[]) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (SELECT count(DISTINCT h) FROM unnest(hashes) h WHERE h ~ '^[0-9a-f]{64}$') <> 10 OR cardinality(hashes) <> 10 THEN
    RAISE EXCEPTION 'ten different hashes of backup codes are needed' USING ERRCODE = 'invalid_parameter_value';
  END IF;
END $$;

CREATE FUNCTION auth.signed_in_person() RETURNS auth.users_extended LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me auth.users_extended;
BEGIN
  SELECT * INTO me FROM auth.users_extended u WHERE u.id = auth.uid();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'sign in first' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN me;
END $$;

-- That the code fits its secret is told at once: who asks has both.
CREATE FUNCTION auth.begin_second_factor_on(current_proof text, secret text, code text, backup_hashes text[]) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  me auth.users_extended := auth.signed_in_person();
  step bigint;
  verdict auth.attempt_verdict;
  made uuid;
BEGIN
  PERFORM auth.check_proof(current_proof);
  PERFORM auth.check_backup_hashes(backup_hashes);
  IF me.two_factor_enabled THEN
    RAISE EXCEPTION 'the second factor is on already' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF secret IS NULL OR secret !~ '^[0-9a-f]{40}$' THEN
    RAISE EXCEPTION 'a secret is 20 bytes in hex' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  step := auth.totp_step_of(secret, regexp_replace(coalesce(code, ''), '\s', '', 'g'));
  IF step < 0 THEN
    RAISE EXCEPTION 'the code does not fit the secret' USING ERRCODE = 'invalid_parameter_value', HINT = 'the clock of the telephone may be wrong';
  END IF;
  verdict := auth.judge_proof(me.id, current_proof);
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, clears_failures, factor_step, next_secret, next_backup_codes)
    VALUES ('factor_on', me.id, verdict, verdict = 'accepted', step, secret, backup_hashes) RETURNING id INTO made;
  RETURN made;
END $$;

CREATE FUNCTION auth.begin_second_factor_off(current_proof text, code text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  me auth.users_extended := auth.signed_in_person();
  by_password auth.attempt_verdict;
  judged record;
  verdict auth.attempt_verdict;
  made uuid;
BEGIN
  PERFORM auth.check_proof(current_proof);
  by_password := auth.judge_proof(me.id, current_proof);
  SELECT * INTO judged FROM auth.judge_factor(me.id, code);
  verdict := CASE WHEN by_password = 'accepted' THEN judged.verdict ELSE by_password END;
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, clears_failures, factor_step, factor_hash)
    VALUES ('factor_off', me.id, verdict, verdict = 'accepted', judged.step, judged.hash) RETURNING id INTO made;
  RETURN made;
END $$;

CREATE FUNCTION auth.begin_backup_codes(code text, backup_hashes text[]) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  me auth.users_extended := auth.signed_in_person();
  judged record;
  made uuid;
BEGIN
  PERFORM auth.check_backup_hashes(backup_hashes);
  SELECT * INTO judged FROM auth.judge_factor(me.id, code);
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, clears_failures, factor_step, factor_hash, next_backup_codes)
    VALUES ('backup_codes', me.id, judged.verdict, judged.verdict = 'accepted', judged.step, judged.hash, backup_hashes) RETURNING id INTO made;
  RETURN made;
END $$;

-- Takes a person's second factor away with every trust in a device.
CREATE FUNCTION auth.drop_second_factor(person uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  DELETE FROM public.user_2fa_settings f WHERE f.user_id = person;
  DELETE FROM public.trusted_devices t WHERE t.user_id = person;
  PERFORM auth.record_event('two_factor_disabled', person, 'high', 'Second factor off');
  INSERT INTO public.security_alerts (user_id, alert_type, severity, title, message)
    VALUES (person, '2fa_disabled', 'high', 'Second factor off', 'The second factor of your account was turned off.');
END $$;

-- For all three: accepted, refused or locked. Asked again it answers the same.
CREATE FUNCTION auth.finish_second_factor_change(attempt uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  judged auth.sign_in_attempts := auth.committed_attempt(attempt, (
    SELECT a.purpose FROM auth.sign_in_attempts a WHERE a.id = attempt AND a.purpose IN ('factor_on', 'factor_off', 'backup_codes')));
BEGIN
  IF judged.user_id IS DISTINCT FROM auth.uid() THEN
    RAISE EXCEPTION 'sign in first' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM auth.settle_attempts(judged.user_id);
  PERFORM auth.note_lock(judged);
  IF judged.verdict = 'accepted' AND judged.finished_at IS NULL THEN
    CASE judged.purpose
      WHEN 'factor_on' THEN
        INSERT INTO public.user_2fa_settings (user_id, method, is_enabled, secret, backup_codes, last_verified_at)
          VALUES (judged.user_id, 'totp', true, judged.next_secret, judged.next_backup_codes, now())
          ON CONFLICT (user_id, method) DO UPDATE SET is_enabled = true, secret = excluded.secret, backup_codes = excluded.backup_codes,
            last_verified_at = now();
        PERFORM auth.record_event('two_factor_enabled', judged.user_id, 'low', 'Second factor on');
      WHEN 'factor_off' THEN
        PERFORM auth.drop_second_factor(judged.user_id);
      ELSE
        UPDATE public.user_2fa_settings f SET backup_codes = judged.next_backup_codes WHERE f.user_id = judged.user_id AND f.method = 'totp';
        PERFORM auth.record_event('settings_changed', judged.user_id, 'low', 'New backup codes');
    END CASE;
  END IF;
  UPDATE auth.sign_in_attempts a SET finished_at = coalesce(a.finished_at, now()), next_secret = NULL, next_backup_codes = NULL WHERE a.id = attempt;
  RETURN judged.verdict;
END $$;

-- Whether it is on, and how many backup codes are left.
CREATE FUNCTION auth.my_second_factor() RETURNS TABLE (is_on boolean, since timestamptz, backup_codes_left integer, is_required boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.two_factor_enabled, u.two_factor_enabled_at, coalesce(f.backup_codes_remaining, 0), coalesce(s.require_2fa, false)
  FROM auth.users_extended u LEFT JOIN public.user_2fa_settings f ON f.user_id = u.id AND f.method = 'totp'
  LEFT JOIN public.organization_settings s ON s.organization_id = u.org_id WHERE u.id = auth.uid()
$$;

-- For somebody who lost telephone and backup codes.
CREATE FUNCTION auth.remove_second_factor(colleague uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM auth.judged_colleague(colleague, 'users:update');
  PERFORM auth.refuse_oneself(colleague);
  PERFORM auth.drop_second_factor(colleague);
  PERFORM auth.end_sessions(colleague, 'second factor removed');
END $$;

-- Without a session the password alone changes no password where there is a second factor.
CREATE OR REPLACE FUNCTION auth.begin_password_change(current_proof text, next_proof text) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  attempt uuid;
  person uuid := auth.device_owner();
  verdict auth.attempt_verdict := 'accepted';
  was_used boolean;
  has_factor boolean := (SELECT u.two_factor_enabled FROM auth.users_extended u WHERE u.id = person);
BEGIN
  PERFORM auth.check_proof(next_proof);
  IF (SELECT password_hash IS NOT NULL FROM auth.users_extended WHERE id = person) THEN
    PERFORM auth.check_proof(current_proof);
    IF has_factor AND auth.uid() IS DISTINCT FROM person THEN
      RAISE EXCEPTION 'sign in first' USING ERRCODE = 'insufficient_privilege';
    END IF;
    verdict := auth.judge_proof(person, current_proof);
  END IF;
  -- asked whatever the verdict, so that it takes the same time
  was_used := auth.password_was_used(person, next_proof);
  IF verdict = 'accepted' AND was_used THEN
    verdict := 'used_before';
  END IF;
  INSERT INTO auth.sign_in_attempts (purpose, user_id, verdict, next_password_hash, clears_failures)
    VALUES ('password', person, CASE WHEN person IS NULL THEN 'refused' ELSE verdict END, ext.crypt(next_proof, ext.gen_salt('bf', 8)),
      person IS NOT NULL AND verdict IN ('accepted', 'used_before') AND NOT has_factor)
    RETURNING id INTO attempt;
  RETURN attempt;
END $$;

GRANT EXECUTE ON FUNCTION auth.begin_second_factor_on(text, text, text, text[]), auth.begin_second_factor_off(text, text),
  auth.begin_backup_codes(text, text[]), auth.finish_second_factor_change(uuid), auth.my_second_factor(), auth.remove_second_factor(uuid) TO app_user;

SELECT auth.seal();
