-- Who talks to a shop (LEASE1 to LEASE6 of docs/team-sync.md). Time is clock_timestamp(): a transaction that was begun long
-- ago must not make a lease look alive.

-- Refuses everybody who may not run the sync of a store. Answers the device that asks.
CREATE FUNCTION auth.sync_device(store uuid) RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  device uuid := auth.my_device();
BEGIN
  IF device IS NULL OR store IS NULL OR NOT auth.may('sync:execute')
    OR NOT EXISTS (SELECT 1 FROM auth.my_store_ids('manager') mine WHERE mine = store) THEN
    RAISE EXCEPTION 'only managers of a store may sync it, on an enrolled device' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN device;
END $$;

-- Refuses what does not carry the newest token of the store from the very device that it was given to. The row stays
-- locked until the end of the transaction, so nobody takes the lease over in the middle of a write.
CREATE FUNCTION auth.check_fence(store uuid, fence bigint) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  device uuid := auth.sync_device(store);
BEGIN
  PERFORM 1 FROM public.store_leases l WHERE l.store_id = store AND l.token = fence AND l.device_id = device FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the lease of this store is another one''s now' USING ERRCODE = 'BR001';
  END IF;
  RETURN device;
END $$;

-- `granted` with a new token; `held`: by whom and until when; `slow_down`: taken too often in a row.
CREATE FUNCTION take_store_lease(store uuid, OUT outcome text, OUT token bigint, OUT held_by_device uuid,
  OUT held_by uuid, OUT held_until timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  device uuid := auth.sync_device(store);
  lease public.store_leases;
BEGIN
  INSERT INTO public.store_leases (store_id) VALUES (store) ON CONFLICT DO NOTHING;
  SELECT * INTO lease FROM public.store_leases l WHERE l.store_id = store FOR UPDATE;
  IF lease.device_id IS DISTINCT FROM device AND lease.expires_at > clock_timestamp() THEN
    outcome := 'held';
  ELSE
    INSERT INTO public.rate_limit_buckets (identifier, action, tokens, capacity, refill_per_second)
      VALUES ('device ' || device, 'lease ' || store, 20, 20, 0.5) ON CONFLICT DO NOTHING;
    IF public.check_rate_limit('device ' || device, 'lease ' || store) THEN
      outcome := 'granted';
      UPDATE public.store_leases l SET token = l.token + 1, device_id = device, user_id = auth.uid(), taken_at = clock_timestamp(),
        renewed_at = clock_timestamp(), expires_at = clock_timestamp() + interval '30 seconds'
        WHERE l.store_id = store RETURNING * INTO lease;
    ELSE
      outcome := 'slow_down';
    END IF;
  END IF;
  token := CASE WHEN outcome = 'granted' THEN lease.token END;
  held_by_device := lease.device_id;
  held_by := lease.user_id;
  held_until := lease.expires_at;
END $$;

-- False when it ran out or is another's: then it is over, also where nobody took it meanwhile. [LEASE2]
CREATE FUNCTION renew_store_lease(store uuid, fence bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  device uuid := auth.sync_device(store);
BEGIN
  UPDATE public.store_leases l SET renewed_at = clock_timestamp(), expires_at = clock_timestamp() + interval '30 seconds'
    WHERE l.store_id = store AND l.token = fence AND l.device_id = device AND l.expires_at > clock_timestamp();
  RETURN FOUND;
END $$;

CREATE FUNCTION release_store_lease(store uuid, fence bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  device uuid := auth.sync_device(store);
BEGIN
  UPDATE public.store_leases l SET expires_at = clock_timestamp(), device_id = NULL, user_id = NULL
    WHERE l.store_id = store AND l.token = fence AND l.device_id = device;
  RETURN FOUND;
END $$;

GRANT EXECUTE ON FUNCTION take_store_lease(uuid), renew_store_lease(uuid, bigint), release_store_lease(uuid, bigint) TO app_user;

SELECT auth.seal();
