-- Sharing a shop: entering it, giving its key to single devices, and what those who may not see buyers get of its orders.

-- Enters a shop, or answers the one that the organization has at this address. [JOIN1]
CREATE FUNCTION share_store(id uuid, name text, url text, currency text, woo_version text, wp_timezone text)
RETURNS TABLE (store_id uuid, is_new boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  organization uuid := auth.user_org_id();
  entered uuid;
BEGIN
  IF organization IS NULL OR NOT auth.may('stores:create') THEN
    RAISE EXCEPTION 'stores:create' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF share_store.url !~ '^https?://[^[:space:]]+$' OR length(share_store.url) > 2000 OR length(share_store.name) NOT BETWEEN 1 AND 200 THEN
    RAISE EXCEPTION 'a store needs a name and an http address' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO public.stores AS s (id, name, url, api_key, api_secret, user_id, currency, organization_id, woo_version, wp_timezone)
  VALUES (share_store.id, share_store.name, share_store.url, '', '', auth.uid(), share_store.currency, organization,
    share_store.woo_version, share_store.wp_timezone)
  ON CONFLICT (organization_id, url) DO NOTHING RETURNING s.id INTO entered;
  IF entered IS NOT NULL THEN
    RETURN QUERY SELECT entered, true;
  ELSE
    RETURN QUERY SELECT s.id, false FROM public.stores s WHERE s.organization_id = organization AND s.url = share_store.url;
  END IF;
END $$;

-- A device's public half (X25519, 32 bytes): what is sealed for it opens on that device alone.
CREATE TABLE device_keys (
  device_id uuid PRIMARY KEY REFERENCES auth.devices(id) ON DELETE CASCADE,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
  published_at timestamptz NOT NULL DEFAULT now()
);

-- A shop's key, sealed by an owner for one device. Only that device is given it.
CREATE TABLE store_key_shares (
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  device_id uuid NOT NULL REFERENCES auth.devices(id) ON DELETE CASCADE,
  sealed text NOT NULL CHECK (length(sealed) BETWEEN 40 AND 4000),
  sealed_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, device_id)
);

CREATE FUNCTION publish_device_key(public_key bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  device uuid := auth.my_device();
BEGIN
  IF device IS NULL THEN
    RAISE EXCEPTION 'only an enrolled device has a key' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.device_keys AS k (device_id, organization_id, user_id, public_key)
  VALUES (device, auth.user_org_id(), auth.uid(), publish_device_key.public_key)
  ON CONFLICT (device_id) DO UPDATE SET public_key = EXCLUDED.public_key, published_at = now();
  -- what was sealed for the former key opens no more
  DELETE FROM public.store_key_shares s WHERE s.device_id = device AND EXISTS (
    SELECT 1 FROM public.device_keys k WHERE k.device_id = device AND k.published_at = now() AND k.xmax <> 0);
END $$;

-- Only owners of the store, only for devices of people who are managers in it; each one is in the trail of the keys.
CREATE FUNCTION share_store_key(store uuid, device uuid, sealed text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF store IS NULL OR NOT EXISTS (SELECT 1 FROM auth.my_store_ids('owner') mine WHERE mine = store) THEN
    RAISE EXCEPTION 'only the owners of a store may share its key' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM auth.devices d JOIN public.device_keys k ON k.device_id = d.id
    JOIN public.stores s ON s.id = store AND s.organization_id = d.organization_id
    LEFT JOIN public.store_users m ON m.store_id = s.id AND m.user_id = d.user_id
    WHERE d.id = device AND d.revoked_at IS NULL
      AND (m.role >= 'manager' OR s.user_id = d.user_id OR auth.role_level(d.user_id) >= 80)) THEN
    RAISE EXCEPTION 'this device may not hold the key of the store' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.credential_access_logs (store_id, organization_id, user_id, user_email, session_id, ip_address, purpose)
  SELECT s.id, s.organization_id, auth.uid(), (SELECT u.email FROM auth.users u WHERE u.id = auth.uid()), auth.session_id(),
    host(inet_client_addr()), 'share with device ' || device
  FROM public.stores s WHERE s.id = store;
  INSERT INTO public.store_key_shares AS k (store_id, device_id, sealed, sealed_by) VALUES (store, device, share_store_key.sealed, auth.uid())
  ON CONFLICT (store_id, device_id) DO UPDATE SET sealed = EXCLUDED.sealed, sealed_by = EXCLUDED.sealed_by, created_at = now();
END $$;

-- The keys that were sealed for the device that asks. Sealed, they are of use to nobody else.
CREATE FUNCTION my_store_keys() RETURNS TABLE (store_id uuid, sealed text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT k.store_id, k.sealed FROM public.store_key_shares k
  WHERE k.device_id = auth.my_device() AND k.store_id IN (SELECT auth.my_store_ids('manager'))
$$;

CREATE FUNCTION withdraw_store_key(store uuid, device uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF store IS NULL OR NOT EXISTS (SELECT 1 FROM auth.my_store_ids('owner') mine WHERE mine = store) THEN
    RAISE EXCEPTION 'only the owners of a store may share its key' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.store_key_shares s WHERE s.store_id = store AND s.device_id = device;
  RETURN FOUND;
END $$;

-- What a viewer's desktop mirrors of orders: masked for everybody, whatever the rank, with what a feed needs. [MASK1]
CREATE VIEW orders_masked WITH (security_barrier = true) AS
  SELECT o.id, o.store_id, o.woo_id, o.number, o.status, o.total_text, o.currency, mask_pii(o.customer_name) AS customer_name,
    mask_pii(o.customer_email) AS customer_email, mask_pii(o.customer_phone) AS customer_phone, o.date_created_woo,
    o.woo_modified_at, o.deleted_at IS NOT NULL AS is_removed,
    (SELECT coalesce(sum(i.quantity), 0) FROM order_items i WHERE i.order_id = o.id) AS item_count, o.row_version, o.row_xid
  FROM orders o JOIN auth.my_stores() mine ON mine.store_id = o.store_id;

GRANT CREATE ON SCHEMA public TO app_definer;
ALTER VIEW orders_masked OWNER TO app_definer;
REVOKE CREATE ON SCHEMA public FROM app_definer;
GRANT SELECT ON orders_masked TO app_user;

GRANT EXECUTE ON FUNCTION share_store(uuid, text, text, text, text, text), publish_device_key(bytea),
  share_store_key(uuid, uuid, text), my_store_keys(), withdraw_store_key(uuid, uuid) TO app_user;

SELECT auth.seal();

CREATE POLICY colleagues_read ON device_keys FOR SELECT TO app_user USING (organization_id = (SELECT auth.user_org_id()));
GRANT SELECT ON device_keys TO app_user;
