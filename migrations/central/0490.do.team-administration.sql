-- What the screens of a team's administration need beside what there is: an invitation that is taken back, who is locked out,
-- the own organization's chain, and who invites and enrols in the trail.

-- Nobody takes back what gives a higher role than the own. Accepted it is a device, which is revoked instead.
CREATE FUNCTION auth.withdraw_invitation(invitation uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT auth.may('users:create') THEN
    RAISE EXCEPTION 'inviting needs the permission users:create' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.organization_invitations i SET revoked_at = coalesce(i.revoked_at, now())
    WHERE i.id = invitation AND i.organization_id = auth.user_org_id() AND i.accepted_at IS NULL AND EXISTS (
      SELECT 1 FROM auth.roles r WHERE r.org_id = i.organization_id AND r.slug = i.role_slug AND r.role_level <= auth.my_role_level());
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such open invitation, or it is above you' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

-- Colleagues who are locked out by wrong tries now, for those who may unlock them.
CREATE FUNCTION auth.list_locks() RETURNS TABLE (user_id uuid, locked_until timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.id, u.locked_until FROM auth.users_extended u
  WHERE u.org_id = auth.user_org_id() AND u.locked_until > now() AND auth.may('users:update')
$$;

GRANT EXECUTE ON FUNCTION auth.withdraw_invitation(uuid), auth.list_locks() TO app_user;

SELECT audit_table('organization_invitations', '{token_hash}');
SELECT audit_table('auth.devices', '{db_role}');

SELECT auth.seal();
