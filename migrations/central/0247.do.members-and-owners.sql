-- Who works in a store is settled by functions, which compare ranks: with the permission alone a manager could have
-- entered himself as owner.
DROP POLICY may_create ON store_users;
DROP POLICY may_update ON store_users;
DROP POLICY may_delete ON store_users;
REVOKE INSERT, UPDATE, DELETE ON store_users FROM app_user;

-- Nobody gives a rank above the own in that store, nor changes somebody who has one.
CREATE FUNCTION auth.judged_store(store uuid, colleague uuid, rank store_role) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  own public.store_role := (SELECT m.role FROM auth.my_stores() m WHERE m.store_id = store);
  theirs public.store_role := (SELECT m.role FROM public.store_users m WHERE m.store_id = store AND m.user_id = colleague);
BEGIN
  IF own IS NULL OR own < 'manager' OR own < rank OR own < theirs OR NOT auth.may('stores:update') THEN
    RAISE EXCEPTION 'there is no such store, or this is above your rank there' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

CREATE FUNCTION auth.set_store_member(store uuid, colleague uuid, rank store_role) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM auth.judged_store(store, colleague, rank);
  PERFORM auth.put_in_store(store, colleague, rank);
END $$;

CREATE FUNCTION auth.remove_store_member(store uuid, colleague uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM auth.judged_store(store, colleague, 'viewer');
  DELETE FROM public.store_users m WHERE m.store_id = store AND m.user_id = colleague;
END $$;

-- Whoever owned it goes on as its manager.
CREATE FUNCTION auth.transfer_store(store uuid, colleague uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  former uuid;
BEGIN
  PERFORM auth.judged_store(store, colleague, 'owner');
  SELECT s.user_id INTO former FROM public.stores s JOIN auth.users_extended u ON u.org_id = s.organization_id
    WHERE s.id = store AND u.id = colleague AND u.is_active AND NOT u.is_suspended AND u.deleted_at IS NULL FOR UPDATE OF s;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such person in this organization' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF former <> colleague THEN
    PERFORM auth.put_in_store(store, former, 'manager') FROM auth.users_extended u WHERE u.id = former AND u.deleted_at IS NULL;
    DELETE FROM public.store_users m WHERE m.store_id = store AND m.user_id = colleague;
    UPDATE public.stores SET user_id = colleague WHERE id = store;
    PERFORM auth.record_event('settings_changed', colleague, 'medium', 'Store handed over', jsonb_build_object('store_id', store, 'from', former));
  END IF;
END $$;

-- To another administrator, by the owner alone.
CREATE FUNCTION auth.transfer_organization(colleague uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.organizations o SET owner_id = colleague WHERE o.id = auth.user_org_id() AND o.owner_id = auth.uid()
    AND EXISTS (SELECT 1 FROM auth.users_extended u WHERE u.id = colleague AND u.org_id = o.id) AND auth.role_level(colleague) >= 80;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the owner hands the organization to another administrator of it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM auth.record_event('role_changed', colleague, 'high', 'Owner of the organization');
END $$;

GRANT EXECUTE ON FUNCTION auth.set_store_member(uuid, uuid, store_role), auth.remove_store_member(uuid, uuid),
  auth.transfer_store(uuid, uuid), auth.transfer_organization(uuid) TO app_user;

SELECT auth.seal();
