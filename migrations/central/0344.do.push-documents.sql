-- What the holder of a store saw goes here in bulk: whole documents, and the columns of the shop's tables made of them.
-- Set-based: the fence is checked once, a document whose hash is known costs no write, and a row that one of the shop's
-- tables cannot take (two terms with one slug) keeps the document and leaves out the columns.

-- Where the columns of an entity lie. `names`: columns that the pushed rows may carry; nothing else of them is read.
CREATE FUNCTION auth.shop_columns(entity text, OUT place regclass, OUT parent_column text, OUT parent_entity text,
  OUT names text[]) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  CASE entity
    WHEN 'products' THEN place := 'public.products'; names := '{name,slug,type,sku,status,price_text,regular_price_text,sale_price_text,manage_stock,stock_quantity,stock_status,categories,woo_modified_at}';
    WHEN 'variations' THEN place := 'public.product_variations'; parent_column := 'product_id'; parent_entity := 'products';
      names := '{sku,status,price_text,regular_price_text,sale_price_text,manage_stock,stock_quantity,stock_status,attributes,woo_modified_at}';
    WHEN 'orders' THEN place := 'public.orders'; names := '{number,status,total_text,currency,customer_name,customer_email,customer_phone,billing,shipping,payment_method,customer_woo_id,date_created_woo,woo_modified_at}';
    WHEN 'customers' THEN place := 'public.customers'; names := '{email,username,first_name,last_name,role,billing,shipping,is_paying_customer,woo_modified_at}';
    WHEN 'coupons' THEN place := 'public.coupons'; names := '{code,status,description,discount_type,amount_text,date_expires,usage_limit,usage_count,woo_modified_at}';
    WHEN 'categories' THEN place := 'public.store_categories'; names := '{name,slug,description,parent_woo_id,count,image_url,display,menu_order}';
    WHEN 'brands' THEN place := 'public.store_brands'; names := '{name,slug,description,count,logo_url}';
    WHEN 'tags' THEN place := 'public.store_tags'; names := '{name,slug,description,count}';
    WHEN 'shipping_classes' THEN place := 'public.shipping_classes'; names := '{name,slug,description,count}';
    WHEN 'attributes' THEN place := 'public.store_attributes'; names := '{name,slug,type,order_by,has_archives}';
    WHEN 'terms' THEN place := 'public.store_attribute_terms'; parent_column := 'attribute_id'; parent_entity := 'attributes';
      names := '{name,slug,description,count,menu_order}';
    WHEN 'order_notes' THEN place := 'public.order_notes'; parent_column := 'order_id'; parent_entity := 'orders';
      names := '{note,author,customer_note,date_created_woo}';
    WHEN 'order_refunds' THEN place := 'public.refunds'; parent_column := 'order_id'; parent_entity := 'orders';
      names := '{amount_text,reason,date_created_woo}';
    ELSE RAISE EXCEPTION 'a shop has no %', entity USING ERRCODE = 'invalid_parameter_value';
  END CASE;
END $$;

-- The trigger that numbers rows costs as much as the rest of a row. The push numbers them itself, as app_definer, whom no
-- client can be; whatever that role writes without a number gets one as before.
DO $$
DECLARE
  entity text;
  pushed regclass;
BEGIN
  FOREACH entity IN ARRAY ARRAY['products', 'variations', 'orders', 'customers', 'coupons', 'categories', 'tags', 'brands',
    'attributes', 'terms', 'shipping_classes', 'order_notes', 'order_refunds'] LOOP
    SELECT s.place INTO pushed FROM auth.shop_columns(entity) s;
    EXECUTE format('DROP TRIGGER bump_row_version ON %s', pushed);
    EXECUTE format('CREATE TRIGGER bump_row_version BEFORE UPDATE ON %s FOR EACH ROW
      WHEN (current_user <> ''app_definer'' OR NEW.row_version = OLD.row_version) EXECUTE FUNCTION public.bump_row_version()', pushed);
    EXECUTE format('CREATE TRIGGER bump_row_version_new BEFORE INSERT ON %s FOR EACH ROW
      WHEN (current_user <> ''app_definer'' OR NEW.row_version = 0) EXECUTE FUNCTION public.bump_row_version()', pushed);
  END LOOP;
END $$;

-- One statement for all entities, made of the names above and of nothing that a client sent. $1 store, $2 rows as JSON,
-- $3 moment, $4 to $6 ids, numbers and parents.
CREATE FUNCTION auth.shop_columns_statement(entity text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT format($sql$
    INSERT INTO %1$s AS t (id, store_id, woo_id, source, synced_at, deleted_at, row_version, row_xid%2$s%3$s, %4$s)
    SELECT u.id, $1, u.woo_id, 'woo', $3, NULL, nextval('public.mirror_row_version_seq'), pg_current_xact_id()%5$s%6$s, %7$s
    FROM json_to_recordset($2) AS c(row_woo_id bigint, %8$s)
    JOIN unnest($4, $5, $6) AS u(id, woo_id, parent_id) ON u.woo_id = c.row_woo_id
    ON CONFLICT (id) DO UPDATE SET woo_id = EXCLUDED.woo_id, source = 'woo', synced_at = EXCLUDED.synced_at, deleted_at = NULL,
      row_version = EXCLUDED.row_version, row_xid = EXCLUDED.row_xid%9$s%10$s, %11$s
    WHERE t.store_id = EXCLUDED.store_id $sql$,
    s.place, status.name, parent.name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
    CASE WHEN status.name <> '' THEN ', ''synced''' ELSE '' END, CASE WHEN parent.name <> '' THEN ', u.parent_id' ELSE '' END,
    string_agg('c.' || quote_ident(a.attname), ', ' ORDER BY a.attnum),
    string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum),
    CASE WHEN status.name <> '' THEN ', sync_status = ''synced''' ELSE '' END,
    CASE WHEN parent.name <> '' THEN format(', %1$I = EXCLUDED.%1$I', s.parent_column) ELSE '' END,
    string_agg(format('%1$I = EXCLUDED.%1$I', a.attname), ', ' ORDER BY a.attnum))
  FROM auth.shop_columns(entity) s
  JOIN pg_attribute a ON a.attrelid = s.place AND a.attname = ANY (s.names)
  CROSS JOIN LATERAL (SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_attribute f
    WHERE f.attrelid = s.place AND f.attname = 'sync_status') THEN ', sync_status' ELSE '' END) status(name)
  CROSS JOIN LATERAL (SELECT CASE WHEN s.parent_column IS NULL THEN '' ELSE ', ' || quote_ident(s.parent_column) END) parent(name)
  GROUP BY s.place, s.parent_column, status.name, parent.name
$$;

CREATE FUNCTION auth.push_shop_columns(store uuid, entity text, shop_rows json, ids uuid[], woo_ids bigint[], parents uuid[])
RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
DECLARE
  statement text := auth.shop_columns_statement(entity);
  moment timestamptz := clock_timestamp();
  single json;
BEGIN
  BEGIN
    EXECUTE statement USING store, shop_rows, moment, ids, woo_ids, parents;
    RETURN;
  EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN
    -- one row of a shop must not keep the others from being seen here
    NULL;
  END;
  FOR single IN SELECT * FROM json_array_elements(shop_rows) LOOP
    BEGIN
      EXECUTE statement USING store, json_build_array(single), moment, ids, woo_ids, parents;
    EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN
      RETURN NEXT (single->>'row_woo_id')::bigint;
    END;
  END LOOP;
END $$;

-- The lines of orders, whole per order; a line keeps its row as long as the shop keeps its number.
CREATE FUNCTION auth.push_order_items(store uuid, items json, ids uuid[], woo_ids bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
BEGIN
  DELETE FROM public.order_items i USING unnest(ids, woo_ids) AS u(id, woo_id)
  WHERE i.order_id = u.id AND i.store_id = store AND (i.woo_id IS NULL OR NOT EXISTS (
    SELECT 1 FROM json_to_recordset(items) AS c(order_woo_id bigint, woo_id bigint)
    WHERE c.order_woo_id = u.woo_id AND c.woo_id = i.woo_id));
  INSERT INTO public.order_items AS t (order_id, store_id, woo_id, product_id, variation_id, name, sku, quantity, unit_price_text, total_text)
  SELECT u.id, store, c.woo_id, p.id, v.id, c.name, c.sku, c.quantity, c.unit_price_text, c.total_text
  FROM json_to_recordset(items) AS c(order_woo_id bigint, woo_id bigint, product_woo_id bigint, variation_woo_id bigint, name text,
    sku text, quantity integer, unit_price_text text, total_text text)
  JOIN unnest(ids, woo_ids) AS u(id, woo_id) ON u.woo_id = c.order_woo_id
  JOIN public.orders o ON o.id = u.id AND o.store_id = store
  LEFT JOIN public.products p ON p.store_id = store AND p.woo_id = c.product_woo_id
  LEFT JOIN public.product_variations v ON v.store_id = store AND v.woo_id = c.variation_woo_id
  ON CONFLICT (order_id, woo_id) DO UPDATE SET product_id = EXCLUDED.product_id, variation_id = EXCLUDED.variation_id,
    name = EXCLUDED.name, sku = EXCLUDED.sku, quantity = EXCLUDED.quantity, unit_price_text = EXCLUDED.unit_price_text,
    total_text = EXCLUDED.total_text;
EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN
  -- the document of the order has its lines
  NULL;
END $$;

-- Takes observations of one entity, parents before what hangs on them. Answers only what the holder must know: `mapped`
-- (the team knows this record under another id, which it takes over), `no_parent` (not stored: the record that it hangs on
-- is not here), `no_columns` (stored; the shop's table could not take it).
CREATE FUNCTION push_documents(store uuid, fence bigint, entity text, ids uuid[], woo_ids bigint[], parent_woo_ids bigint[],
  hashes text[], modified bigint[], observed bigint[], documents text[], shop_rows json, items json DEFAULT NULL)
RETURNS TABLE (outcome text, given_id uuid, known_id uuid) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
#variable_conflict use_column
DECLARE
  above text := (SELECT s.parent_entity FROM auth.shop_columns(push_documents.entity) s);
  written uuid[];
  numbers bigint[];
  parents uuid[];
BEGIN
  PERFORM auth.check_fence(store, fence);
  IF cardinality(ids) > 1000 THEN
    RAISE EXCEPTION 'at most 1000 documents at once' USING ERRCODE = 'program_limit_exceeded';
  END IF;
  WITH given AS (
    SELECT * FROM unnest(ids, woo_ids, parent_woo_ids, hashes, modified, observed, documents)
      AS g(id, woo_id, parent_woo_id, hash, modified_ms, observed_ms, document)
  ), taken AS (
    INSERT INTO public.store_documents AS d (id, store_id, entity, woo_id, parent_id, hash, modified_ms, observed_ms, document, token)
    SELECT coalesce(k.id, g.id), store, push_documents.entity, g.woo_id, p.id, g.hash, g.modified_ms, g.observed_ms, g.document, fence
    FROM given g
    LEFT JOIN public.store_documents k ON k.store_id = store AND k.entity = push_documents.entity AND k.woo_id = g.woo_id
    LEFT JOIN public.store_documents p ON p.store_id = store AND p.entity = above AND p.woo_id = g.parent_woo_id
    WHERE k.hash IS DISTINCT FROM g.hash AND (above IS NULL OR p.id IS NOT NULL)
    ON CONFLICT (store_id, id) DO UPDATE SET woo_id = EXCLUDED.woo_id, parent_id = EXCLUDED.parent_id, hash = EXCLUDED.hash,
      modified_ms = EXCLUDED.modified_ms, observed_ms = EXCLUDED.observed_ms, document = EXCLUDED.document, token = EXCLUDED.token,
      row_version = nextval('public.mirror_row_version_seq'), row_xid = pg_current_xact_id()
    WHERE d.entity = EXCLUDED.entity
    RETURNING d.id, d.woo_id, d.parent_id
  )
  SELECT array_agg(t.id), array_agg(t.woo_id), array_agg(t.parent_id) INTO written, numbers, parents FROM taken t;
  IF written IS NOT NULL THEN
    RETURN QUERY SELECT 'no_columns', u.id, NULL::uuid
      FROM auth.push_shop_columns(store, push_documents.entity, shop_rows, written, numbers, parents) AS failed(number)
      JOIN unnest(written, numbers) AS u(id, woo_id) ON u.woo_id = failed.number;
    IF items IS NOT NULL THEN
      PERFORM auth.push_order_items(store, items, written, numbers);
    END IF;
    IF push_documents.entity = 'categories' THEN
      UPDATE public.store_categories c SET parent_id = p.id FROM public.store_categories p
      WHERE c.store_id = store AND p.store_id = store AND p.woo_id = c.parent_woo_id AND c.parent_id IS DISTINCT FROM p.id;
    END IF;
  END IF;
  RETURN QUERY SELECT CASE WHEN d.id IS NULL THEN 'no_parent' ELSE 'mapped' END, g.id, d.id
    FROM unnest(ids, woo_ids) AS g(id, woo_id)
    LEFT JOIN public.store_documents d ON d.store_id = store AND d.entity = push_documents.entity AND d.woo_id = g.woo_id
    WHERE d.id IS DISTINCT FROM g.id;
END $$;

-- What the shop surely no longer has. Its number is free again: a record that comes back is a new one.
CREATE FUNCTION push_removals(store uuid, fence bigint, ids uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  gone record;
BEGIN
  PERFORM auth.check_fence(store, fence);
  FOR gone IN
    SELECT d.entity, array_agg(d.id) AS ids FROM public.store_documents d
    WHERE d.store_id = store AND (d.id = ANY (ids) OR d.parent_id = ANY (ids)) GROUP BY d.entity
  LOOP
    EXECUTE format('UPDATE %s SET deleted_at = now(), woo_id = NULL WHERE store_id = $1 AND id = ANY ($2)',
      (SELECT s.place FROM auth.shop_columns(gone.entity) s)) USING store, gone.ids;
    DELETE FROM public.store_documents d WHERE d.store_id = store AND d.id = ANY (gone.ids);
  END LOOP;
END $$;

CREATE FUNCTION push_store_facts(store uuid, fence bigint, seen_facts jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  device uuid := auth.check_fence(store, fence);
BEGIN
  INSERT INTO public.store_facts AS f (store_id, facts, device_id, user_id, read_at) VALUES (store, seen_facts, device, auth.uid(), clock_timestamp())
  ON CONFLICT (store_id) DO UPDATE SET facts = EXCLUDED.facts, device_id = EXCLUDED.device_id, user_id = EXCLUDED.user_id, read_at = EXCLUDED.read_at;
  UPDATE public.stores s SET last_sync_at = clock_timestamp() WHERE s.id = store AND s.last_sync_at IS DISTINCT FROM clock_timestamp()
    AND (s.last_sync_at IS NULL OR s.last_sync_at < clock_timestamp() - interval '10 minutes');
END $$;

GRANT EXECUTE ON FUNCTION push_documents(uuid, bigint, text, uuid[], bigint[], bigint[], text[], bigint[], bigint[], text[], json, json),
  push_removals(uuid, bigint, uuid[]), push_store_facts(uuid, bigint, jsonb) TO app_user;

SELECT auth.seal();
