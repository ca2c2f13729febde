-- What people want of a shop, record by record: operations with the decisions and refusals that stand about them. A group is
-- taken whole or not at all. Every row names the version that it was made against (0: new); what moved on meanwhile, or
-- stands in front without having been seen, makes the group stale, and its desktop reads and merges. [SHARE1, SHARE2]

-- Who may want what: the permission that the desktops ask for the same.
CREATE FUNCTION auth.operation_permission(entity text, kind text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN kind = 'stock' THEN 'inventory:create' ELSE CASE
    WHEN entity IN ('products', 'variations') THEN 'products'
    WHEN entity IN ('orders', 'order_notes', 'order_refunds') THEN 'orders'
    WHEN entity = 'customers' THEN 'customers'
    WHEN entity = 'coupons' THEN 'pricing'
    ELSE 'taxonomies' END
    || CASE WHEN kind IN ('create', 'note') THEN ':create' WHEN kind IN ('trash', 'delete') THEN ':delete' ELSE ':update' END END
$$;

CREATE FUNCTION auth.shop_entity_type(entity text) RETURNS sync_entity_type LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE entity
    WHEN 'products' THEN 'product' WHEN 'variations' THEN 'variation' WHEN 'orders' THEN 'order' WHEN 'customers' THEN 'customer'
    WHEN 'coupons' THEN 'coupon' WHEN 'categories' THEN 'category' WHEN 'tags' THEN 'tag' WHEN 'brands' THEN 'brand'
    WHEN 'attributes' THEN 'attribute' WHEN 'terms' THEN 'attribute_term' WHEN 'shipping_classes' THEN 'shipping_class'
    WHEN 'order_notes' THEN 'order_note' WHEN 'order_refunds' THEN 'refund' END::sync_entity_type
$$;

-- One operation of a group. `is_fenced`: the holder says so, who alone knows what the shop answered.
CREATE FUNCTION auth.put_operation(store uuid, fence bigint, device uuid, unit jsonb, given jsonb) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known public.store_operations;
  version bigint;
  person uuid := auth.uid();
BEGIN
  SELECT * INTO known FROM public.store_operations o WHERE o.store_id = store AND o.id = (given->>'id')::uuid FOR UPDATE;
  IF fence IS NULL THEN
    IF NOT auth.may(auth.operation_permission(coalesce(known.entity, unit->>'entity'), coalesce(known.kind, given->>'kind'))) THEN
      RAISE EXCEPTION '%', auth.operation_permission(coalesce(known.entity, unit->>'entity'), coalesce(known.kind, given->>'kind'))
        USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- one that is new may have been sent before the shop was shared: that is looked up first
    IF given->>'state' NOT IN ('queued', 'held', 'ended') AND NOT (known.id IS NULL AND given->>'state' = 'unknown')
      OR given->>'outcome' = 'sent' THEN
      RAISE EXCEPTION 'only the holder of a store knows what the shop answered' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  IF known.id IS NULL THEN
    IF (given->>'base')::bigint <> 0 THEN
      RAISE EXCEPTION 'stale' USING ERRCODE = 'BR002';
    END IF;
    -- who splits a change, as a merge does, does not become its author
    person := coalesce((SELECT o.author_id FROM public.store_operations o WHERE fence IS NOT NULL AND o.store_id = store
      AND o.record_id = (unit->>'record')::uuid AND o.author_id = (given->>'author')::uuid LIMIT 1), person);
    INSERT INTO public.store_operations AS o (id, store_id, entity, record_id, parent_id, kind, payload, payload_version, reason, state,
      outcome, attempts, last_error, author_id, device_id, device_sequence, made_ms, claimed_server_ms, ended_at)
    VALUES ((given->>'id')::uuid, store, unit->>'entity', (unit->>'record')::uuid, (unit->>'parent')::uuid, given->>'kind',
      given->>'payload', (given->>'payload_version')::integer, given->>'reason', given->>'state', given->>'outcome',
      (given->>'attempts')::integer, given->>'last_error', person, device, (given->>'sequence')::bigint, (given->>'made_ms')::bigint,
      (given->>'claimed_server_ms')::bigint, CASE WHEN given->>'state' = 'ended' THEN now() END)
    RETURNING o.row_version INTO version;
    RETURN version;
  END IF;
  -- sent again after its answer was lost
  IF known.payload = given->>'payload' AND known.state = given->>'state' AND known.outcome IS NOT DISTINCT FROM given->>'outcome'
    AND known.record_id = (unit->>'record')::uuid THEN
    RETURN known.row_version;
  END IF;
  IF known.row_version <> (given->>'base')::bigint OR known.state = 'ended' OR known.entity <> unit->>'entity'
    OR (fence IS NULL AND known.state = 'sending') OR (fence IS NOT NULL AND known.state = 'sending' AND known.claimed_token <> fence) THEN
    RAISE EXCEPTION 'stale' USING ERRCODE = 'BR002';
  END IF;
  UPDATE public.store_operations o SET record_id = (unit->>'record')::uuid, payload = given->>'payload', state = given->>'state',
    outcome = given->>'outcome', attempts = (given->>'attempts')::integer, last_error = given->>'last_error',
    claimed_server_ms = coalesce((given->>'claimed_server_ms')::bigint, o.claimed_server_ms),
    ended_at = CASE WHEN given->>'state' = 'ended' THEN now() END
    WHERE o.store_id = store AND o.id = known.id RETURNING o.row_version INTO version;
  RETURN version;
END $$;

CREATE FUNCTION auth.put_decision(store uuid, unit jsonb, given jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known public.sync_conflict;
  version bigint;
BEGIN
  SELECT * INTO known FROM public.sync_conflict c WHERE c.id = (given->>'id')::uuid FOR UPDATE;
  IF known.id IS NOT NULL AND known.store_id IS DISTINCT FROM store THEN
    RAISE EXCEPTION 'stale' USING ERRCODE = 'BR002';
  END IF;
  IF known.mirrored = given->>'mirrored' THEN
    RETURN known.row_version;
  END IF;
  IF coalesce(known.row_version, 0) <> (given->>'base')::bigint OR known.status <> 'open' AND given->>'status' <> 'open' THEN
    RAISE EXCEPTION 'stale' USING ERRCODE = 'BR002';
  END IF;
  INSERT INTO public.sync_conflict AS c (id, org_id, store_id, entity_type, local_id, external_id, operation_id, conflict_type, status,
    resolution, resolved_by, resolved_at, conflicting_fields, mirrored)
  VALUES ((given->>'id')::uuid, (SELECT s.organization_id FROM public.stores s WHERE s.id = store), store,
    auth.shop_entity_type(unit->>'entity'), given->>'local_id', given->>'external_id', (given->>'operation_id')::uuid, given->>'kind',
    given->>'status', given->>'resolution', CASE WHEN given->>'status' <> 'open' THEN auth.uid() END,
    CASE WHEN given->>'status' <> 'open' THEN now() END, ARRAY(SELECT jsonb_array_elements_text(given->'fields')), given->>'mirrored')
  ON CONFLICT (id) DO UPDATE SET conflict_type = EXCLUDED.conflict_type, operation_id = EXCLUDED.operation_id, status = EXCLUDED.status,
    resolution = EXCLUDED.resolution, resolved_by = EXCLUDED.resolved_by, resolved_at = EXCLUDED.resolved_at,
    conflicting_fields = EXCLUDED.conflicting_fields, local_id = EXCLUDED.local_id, mirrored = EXCLUDED.mirrored
  RETURNING c.row_version INTO version;
  RETURN version;
EXCEPTION WHEN unique_violation THEN
  -- another decision about the record is open
  RAISE EXCEPTION 'stale' USING ERRCODE = 'BR002';
END $$;

CREATE FUNCTION auth.put_refusal(store uuid, unit jsonb, given jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known public.sync_errors;
  version bigint;
BEGIN
  SELECT * INTO known FROM public.sync_errors e WHERE e.id = (given->>'id')::uuid FOR UPDATE;
  IF known.id IS NOT NULL AND known.store_id <> store THEN
    RAISE EXCEPTION 'stale' USING ERRCODE = 'BR002';
  END IF;
  IF known.mirrored = given->>'mirrored' THEN
    RETURN known.row_version;
  END IF;
  IF coalesce(known.row_version, 0) <> (given->>'base')::bigint THEN
    RAISE EXCEPTION 'stale' USING ERRCODE = 'BR002';
  END IF;
  INSERT INTO public.sync_errors AS e (id, store_id, entity_type, entity_id, woo_id, operation_id, error_message, error_code, http_status,
    retry_count, resolved, resolved_at, resolved_by, assignee, mirrored)
  VALUES ((given->>'id')::uuid, store, unit->>'entity', given->>'entity_id', (given->>'woo_id')::bigint, (given->>'operation_id')::uuid,
    given->>'message', given->>'code', (given->>'http_status')::integer, (given->>'retry_count')::integer, (given->>'resolved')::boolean,
    CASE WHEN (given->>'resolved')::boolean THEN now() END, CASE WHEN (given->>'resolved')::boolean THEN auth.uid() END,
    given->>'assignee', given->>'mirrored')
  ON CONFLICT (id) DO UPDATE SET entity_id = EXCLUDED.entity_id, woo_id = EXCLUDED.woo_id, operation_id = EXCLUDED.operation_id,
    error_message = EXCLUDED.error_message, error_code = EXCLUDED.error_code, http_status = EXCLUDED.http_status,
    retry_count = EXCLUDED.retry_count, resolved = EXCLUDED.resolved, resolved_at = EXCLUDED.resolved_at,
    resolved_by = EXCLUDED.resolved_by, assignee = EXCLUDED.assignee, mirrored = EXCLUDED.mirrored
  RETURNING e.row_version INTO version;
  RETURN version;
END $$;

-- `fence`: null for who is not the holder. Answers per group, in their order: `taken` with the versions that its rows have
-- now, `stale`, `forbidden` with the permission that is missing, `refused` with the reason.
CREATE FUNCTION push_store_changes(store uuid, fence bigint, units jsonb) RETURNS TABLE (place integer, outcome text, detail text, versions jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  device uuid := auth.my_device();
  unit jsonb;
  given jsonb;
BEGIN
  IF device IS NULL OR store IS NULL OR NOT EXISTS (SELECT 1 FROM auth.my_store_ids('manager') mine WHERE mine = store) THEN
    RAISE EXCEPTION 'only managers of a store may change it, on an enrolled device' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF fence IS NOT NULL THEN
    PERFORM auth.check_fence(store, fence);
  END IF;
  IF jsonb_array_length(units) > 500 THEN
    RAISE EXCEPTION 'at most 500 records at once' USING ERRCODE = 'program_limit_exceeded';
  END IF;
  place := -1;
  FOR unit IN SELECT * FROM jsonb_array_elements(units) LOOP
    place := place + 1;
    detail := NULL;
    versions := '{}';
    BEGIN
      -- one after the other about one record: who comes second sees what the first one brought
      PERFORM 1 FROM public.store_documents d WHERE d.store_id = store AND d.id = (unit->>'record')::uuid FOR UPDATE;
      PERFORM 1 FROM public.store_operations o WHERE o.store_id = store AND o.record_id = (unit->>'record')::uuid AND o.state <> 'ended' FOR UPDATE;
      IF EXISTS (SELECT 1 FROM jsonb_array_elements(unit->'operations') g WHERE (g->>'base')::bigint = 0 AND NOT EXISTS (
          SELECT 1 FROM public.store_operations o WHERE o.store_id = store AND o.id = (g->>'id')::uuid))
        AND EXISTS (SELECT 1 FROM public.store_operations o WHERE o.store_id = store AND o.record_id = (unit->>'record')::uuid
          AND o.state <> 'ended' AND NOT unit->'seen' ? o.id::text) THEN
        RAISE EXCEPTION 'stale' USING ERRCODE = 'BR002';
      END IF;
      FOR given IN SELECT * FROM jsonb_array_elements(unit->'operations') LOOP
        versions := versions || jsonb_build_object(given->>'id', auth.put_operation(store, fence, device, unit, given));
      END LOOP;
      FOR given IN SELECT * FROM jsonb_array_elements(unit->'decisions') LOOP
        versions := versions || jsonb_build_object(given->>'id', auth.put_decision(store, unit, given));
      END LOOP;
      FOR given IN SELECT * FROM jsonb_array_elements(unit->'refusals') LOOP
        versions := versions || jsonb_build_object(given->>'id', auth.put_refusal(store, unit, given));
      END LOOP;
      outcome := 'taken';
    EXCEPTION
      WHEN SQLSTATE 'BR002' THEN
        outcome := 'stale';
        versions := NULL;
      WHEN insufficient_privilege THEN
        outcome := 'forbidden';
        detail := SQLERRM;
        versions := NULL;
      WHEN integrity_constraint_violation OR data_exception THEN
        outcome := 'refused';
        detail := SQLERRM;
        versions := NULL;
    END;
    RETURN NEXT;
  END LOOP;
END $$;

-- Of these operations the caller may send the ones that are answered, with their versions; the others moved on. [SHARE3]
CREATE FUNCTION claim_operations(store uuid, fence bigint, ids uuid[], known_versions bigint[], server_ms bigint)
RETURNS TABLE (id uuid, row_version bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  device uuid := auth.check_fence(store, fence);
BEGIN
  RETURN QUERY UPDATE public.store_operations o SET state = 'sending', claimed_by = device, claimed_token = fence,
    claimed_at = clock_timestamp(), claimed_server_ms = coalesce(server_ms, o.claimed_server_ms)
  FROM unnest(ids, known_versions) AS g(id, version)
  WHERE o.store_id = store AND o.id = g.id AND (o.row_version = g.version AND o.state = 'queued' OR o.state = 'sending' AND o.claimed_token = fence)
    -- what stands in front goes first, also where the holder has not read it yet [SHARE2]
    AND NOT EXISTS (SELECT 1 FROM public.store_operations e WHERE e.store_id = store AND e.record_id = o.record_id
      AND e.position < o.position AND e.state IN ('queued', 'sending', 'unknown'))
  RETURNING o.id, o.row_version;
END $$;

-- Requests that an earlier holder claimed may be on their way still: nobody knows what became of them. [SHARE4]
CREATE FUNCTION take_over_claims(store uuid, fence bigint) RETURNS SETOF uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM auth.check_fence(store, fence);
  RETURN QUERY UPDATE public.store_operations o SET state = 'unknown', attempts = greatest(o.attempts, 1)
    WHERE o.store_id = store AND o.state = 'sending' AND o.claimed_token < fence RETURNING o.id;
END $$;

GRANT EXECUTE ON FUNCTION push_store_changes(uuid, bigint, jsonb), claim_operations(uuid, bigint, uuid[], bigint[], bigint),
  take_over_claims(uuid, bigint) TO app_user;

SELECT auth.seal();
