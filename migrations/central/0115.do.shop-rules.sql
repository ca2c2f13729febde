-- What happens by itself when stores, prices, orders, hooks, deployments and rollbacks change.

CREATE FUNCTION check_store_member_org() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (SELECT org_id FROM auth.users_extended WHERE id = NEW.user_id) IS DISTINCT FROM NEW.organization_id THEN
    RAISE EXCEPTION 'the user is not a member of the store''s organization' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_store_member_org BEFORE INSERT OR UPDATE ON store_users
  FOR EACH ROW EXECUTE FUNCTION check_store_member_org();

-- Keeps an amount's text and number together: the text that the store wrote decides, and where only a number is given,
-- the text is that number. Arguments are the amounts' names; NAME_text stands beside NAME.
CREATE FUNCTION keep_amounts_verbatim() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  after jsonb := to_jsonb(NEW);
  before jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}'::jsonb END;
  fixed jsonb := '{}';
  name text;
  written text;
BEGIN
  FOREACH name IN ARRAY TG_ARGV LOOP
    written := after->>(name || '_text');
    IF written IS DISTINCT FROM before->>(name || '_text') THEN
      fixed := fixed || jsonb_build_object(name, public.decimal_of(written));
    ELSIF after->>name IS DISTINCT FROM before->>name THEN
      fixed := fixed || jsonb_build_object(name || '_text', after->>name);
    END IF;
  END LOOP;
  IF fixed <> '{}' THEN
    NEW := jsonb_populate_record(NEW, fixed);
  END IF;
  RETURN NEW;
END $$;
-- The same for the tables that pulls fill by the thousand: written out, it costs a tenth.
CREATE FUNCTION keep_prices_verbatim() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.price_text IS NOT NULL THEN NEW.price := public.decimal_of(NEW.price_text);
    ELSIF NEW.price IS NOT NULL THEN NEW.price_text := NEW.price::text; END IF;
    IF NEW.regular_price_text IS NOT NULL THEN NEW.regular_price := public.decimal_of(NEW.regular_price_text);
    ELSIF NEW.regular_price IS NOT NULL THEN NEW.regular_price_text := NEW.regular_price::text; END IF;
    IF NEW.sale_price_text IS NOT NULL THEN NEW.sale_price := public.decimal_of(NEW.sale_price_text);
    ELSIF NEW.sale_price IS NOT NULL THEN NEW.sale_price_text := NEW.sale_price::text; END IF;
    RETURN NEW;
  END IF;
  IF NEW.price_text IS DISTINCT FROM OLD.price_text THEN NEW.price := public.decimal_of(NEW.price_text);
  ELSIF NEW.price IS DISTINCT FROM OLD.price THEN NEW.price_text := NEW.price::text; END IF;
  IF NEW.regular_price_text IS DISTINCT FROM OLD.regular_price_text THEN NEW.regular_price := public.decimal_of(NEW.regular_price_text);
  ELSIF NEW.regular_price IS DISTINCT FROM OLD.regular_price THEN NEW.regular_price_text := NEW.regular_price::text; END IF;
  IF NEW.sale_price_text IS DISTINCT FROM OLD.sale_price_text THEN NEW.sale_price := public.decimal_of(NEW.sale_price_text);
  ELSIF NEW.sale_price IS DISTINCT FROM OLD.sale_price THEN NEW.sale_price_text := NEW.sale_price::text; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_prices_verbatim BEFORE INSERT OR UPDATE ON products
  FOR EACH ROW EXECUTE FUNCTION keep_prices_verbatim();
CREATE TRIGGER keep_prices_verbatim BEFORE INSERT OR UPDATE ON product_variations
  FOR EACH ROW EXECUTE FUNCTION keep_prices_verbatim();
CREATE TRIGGER keep_amounts_verbatim BEFORE INSERT OR UPDATE ON coupons
  FOR EACH ROW EXECUTE FUNCTION keep_amounts_verbatim('amount', 'minimum_amount', 'maximum_amount');
CREATE TRIGGER keep_amounts_verbatim BEFORE INSERT OR UPDATE ON orders
  FOR EACH ROW EXECUTE FUNCTION keep_amounts_verbatim('total');
CREATE TRIGGER keep_amounts_verbatim BEFORE INSERT OR UPDATE ON order_items
  FOR EACH ROW EXECUTE FUNCTION keep_amounts_verbatim('unit_price', 'total');
CREATE TRIGGER keep_amounts_verbatim BEFORE INSERT OR UPDATE ON refunds
  FOR EACH ROW EXECUTE FUNCTION keep_amounts_verbatim('amount');

CREATE FUNCTION log_order_status() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  person uuid := auth.uid();
BEGIN
  INSERT INTO public.order_status_logs (
    store_id, order_id, order_uuid, old_status, new_status, changed_by, user_id, source)
  VALUES (NEW.store_id, NEW.woo_id, NEW.id, OLD.status, NEW.status,
    coalesce((SELECT email FROM auth.users WHERE id = person), 'woocommerce'), person,
    CASE WHEN person IS NULL THEN 'woo' ELSE 'local' END::public.data_source);
  RETURN NULL;
END $$;
CREATE TRIGGER log_order_status AFTER UPDATE OF status ON orders
  FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status) EXECUTE FUNCTION log_order_status();

-- An order born here gets its number later; what was logged before then gets it too.
CREATE FUNCTION adopt_order_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.order_status_logs SET order_id = NEW.woo_id WHERE order_uuid = NEW.id AND order_id IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER adopt_order_number AFTER UPDATE OF woo_id ON orders
  FOR EACH ROW WHEN (OLD.woo_id IS NULL AND NEW.woo_id IS NOT NULL) EXECUTE FUNCTION adopt_order_number();

-- A thousand lines an hour for each store; what is not logged is counted. The limit stops the log, never the work.
CREATE FUNCTION check_webhook_log_rate_limit(store uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  logged integer;
BEGIN
  INSERT INTO public.webhook_log_rate_limit AS r (store_id, hour_bucket, log_count) VALUES (store, date_trunc('hour', now()), 1)
  ON CONFLICT (store_id, hour_bucket) DO UPDATE
    SET log_count = least(r.log_count + 1, 1001), dropped_count = r.dropped_count + (r.log_count >= 1000)::integer
  RETURNING log_count INTO logged;
  RETURN logged <= 1000;
END $$;

CREATE FUNCTION validate_webhook_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.check_webhook_log_rate_limit(NEW.store_id) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER validate_webhook_log BEFORE INSERT ON webhook_logs FOR EACH ROW EXECUTE FUNCTION validate_webhook_log();

-- The one door of the webhook receiver, which has checked the signature before it comes here.
CREATE FUNCTION log_webhook(store uuid, hook_topic text, delivery text, body_hash text, failure text DEFAULT NULL)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH written AS (
    INSERT INTO public.webhook_logs (store_id, topic, status, error_message, delivery_id, payload_hash, signature_valid)
    SELECT s.id, hook_topic, CASE WHEN failure IS NULL THEN 'success' ELSE 'failed' END, failure, delivery, body_hash, true
    FROM public.stores s WHERE s.id = store
    ON CONFLICT (store_id, delivery_id) DO NOTHING RETURNING 1)
  SELECT EXISTS (SELECT 1 FROM written)
$$;
GRANT EXECUTE ON FUNCTION log_webhook(uuid, text, text, text, text) TO app_ingest;

CREATE FUNCTION check_deployed_tasks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM unnest(NEW.deployed_tasks) t
    WHERE NOT EXISTS (SELECT 1 FROM public.tasks k WHERE k.id = t AND k.organization_id = NEW.organization_id)) THEN
    RAISE EXCEPTION 'deployed_tasks names an unknown task' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_deployed_tasks BEFORE INSERT OR UPDATE OF deployed_tasks ON deployments
  FOR EACH ROW EXECUTE FUNCTION check_deployed_tasks();

-- A task that goes leaves no dangling id behind.
CREATE FUNCTION forget_deployed_task() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.deployments SET deployed_tasks = array_remove(deployed_tasks, OLD.id) WHERE OLD.id = ANY (deployed_tasks);
  RETURN NULL;
END $$;
CREATE TRIGGER forget_deployed_task AFTER DELETE ON tasks FOR EACH ROW EXECUTE FUNCTION forget_deployed_task();

-- Four eyes: a run that needs approval does not start without somebody else's.
CREATE FUNCTION check_rollback_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.status IN ('approved', 'running', 'completed') AND NEW.approved_by IS NULL
    AND (SELECT coalesce(requires_approval, true) FROM public.rollback_procedures WHERE id = NEW.procedure_id) THEN
    RAISE EXCEPTION 'this rollback needs approval by somebody else' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_rollback_approval BEFORE INSERT OR UPDATE ON rollback_executions
  FOR EACH ROW EXECUTE FUNCTION check_rollback_approval();

CREATE FUNCTION finish_rollback() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.deployments SET status = 'rolled_back' WHERE id = NEW.deployment_id;
  RETURN NULL;
END $$;
CREATE TRIGGER finish_rollback AFTER UPDATE OF status ON rollback_executions
  FOR EACH ROW WHEN (NEW.status = 'completed' AND OLD.status <> 'completed' AND NEW.deployment_id IS NOT NULL)
  EXECUTE FUNCTION finish_rollback();

-- Both sides left the content that was last the same: one conflict per mapping, until it is settled.
CREATE FUNCTION detect_sync_conflict() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.checksum_synced IS NOT DISTINCT FROM OLD.checksum_synced
    AND NEW.checksum_local IS DISTINCT FROM NEW.checksum_synced
    AND NEW.checksum_remote IS DISTINCT FROM NEW.checksum_synced
    AND NEW.checksum_local IS DISTINCT FROM NEW.checksum_remote THEN
    INSERT INTO public.sync_conflict (org_id, store_id, mapping_id, entity_type, local_id, external_id)
    VALUES (NEW.org_id, NEW.store_id, NEW.id, NEW.entity_type, NEW.local_id, NEW.external_id)
    ON CONFLICT (mapping_id) WHERE status = 'open' DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER integration_mapping_conflict AFTER UPDATE ON integration_mapping
  FOR EACH ROW EXECUTE FUNCTION detect_sync_conflict();

-- Stock moves by a line in inventory_movement and by nothing else; its value follows.
CREATE FUNCTION apply_inventory_movement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.inventory_item SET stock_qty = stock_qty + NEW.qty_delta
    WHERE id = NEW.inventory_item_id AND organization_id = NEW.organization_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the inventory item belongs to another organization' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO core.stock_on_hand AS s (organization_id, inventory_item_id, qty, unit_cost)
  SELECT i.organization_id, i.id, i.stock_qty, coalesce(NEW.unit_cost, i.unit_cost) FROM public.inventory_item i
  WHERE i.id = NEW.inventory_item_id
  ON CONFLICT (inventory_item_id) DO UPDATE
    SET qty = EXCLUDED.qty, unit_cost = coalesce(EXCLUDED.unit_cost, s.unit_cost), as_of = now();
  RETURN NULL;
END $$;
CREATE TRIGGER apply_inventory_movement AFTER INSERT ON inventory_movement
  FOR EACH ROW EXECUTE FUNCTION apply_inventory_movement();

-- Points move by a line in the ledger, which says what the balance is then.
CREATE FUNCTION apply_loyalty_points() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.loyalty_member
    SET points_balance = points_balance + NEW.points, lifetime_points = lifetime_points + greatest(NEW.points, 0)
    WHERE id = NEW.member_id RETURNING points_balance INTO NEW.balance_after;
  RETURN NEW;
END $$;
CREATE TRIGGER apply_loyalty_points BEFORE INSERT ON loyalty_transaction
  FOR EACH ROW EXECUTE FUNCTION apply_loyalty_points();

-- Takes the price of an action from the balance, once per key. False, and a line in the log, where it does not suffice.
CREATE FUNCTION consume_credits(organization uuid, action text, once_key text DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  cost integer;
  remaining integer;
  line bigint;
BEGIN
  SELECT credits_cost INTO STRICT cost FROM public.credit_actions WHERE action_type = action;
  SELECT credits_remaining INTO remaining FROM public.organization_credits WHERE organization_id = organization FOR UPDATE;
  IF once_key IS NOT NULL AND EXISTS (
    SELECT 1 FROM public.credit_ledger WHERE organization_id = organization AND idempotency_key = once_key) THEN
    RETURN true;
  END IF;
  IF coalesce(remaining, 0) < cost THEN
    INSERT INTO public.credit_consumption_logs (
      organization_id, action_type, credits_consumed, credits_remaining, success, error_message)
    VALUES (organization, action, 0, coalesce(remaining, 0), false, 'insufficient credits');
    RETURN false;
  END IF;
  UPDATE public.organization_credits SET credits_remaining = remaining - cost WHERE organization_id = organization;
  INSERT INTO public.credit_consumption_logs (organization_id, action_type, credits_consumed, credits_remaining)
    VALUES (organization, action, cost, remaining - cost) RETURNING id INTO line;
  IF cost > 0 THEN
    INSERT INTO public.credit_ledger (
      organization_id, entry_type, amount, balance_after, action_type, consumption_log_id, idempotency_key)
    VALUES (organization, 'consume', -cost, remaining - cost, action, line, once_key);
  END IF;
  RETURN true;
END $$;

SELECT auth.seal();
