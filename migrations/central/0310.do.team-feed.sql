-- What desktops read of central (docs/team-sync.md, TEAM8 to TEAM13): the feed by transaction id, whole tables for the first
-- reading, how far the feed reaches, and hints without content. All of it runs as who asks, so policies and grants decide.

-- A page of the feed is a range of (row_xid, row_version): one huge transaction is read in pages, too.
CREATE FUNCTION auth.order_feed(mirrored regclass) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  outdated record;
BEGIN
  FOR outdated IN
    SELECT i.indexrelid::regclass AS name FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = mirrored AND a.attname = 'row_xid' AND i.indnkeyatts = 1
  LOOP
    EXECUTE format('DROP INDEX %s', outdated.name);
  END LOOP;
  EXECUTE format('CREATE INDEX ON %s (row_xid, row_version)', mirrored);
END $$;

-- Tells the desktops of an organization that something changed, once per transaction (the server drops repetitions), and
-- nothing else: anybody may listen, and anybody may send. Argument: the column that leads to the organization.
CREATE FUNCTION hint_team() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  changed_organization uuid;
BEGIN
  FOR changed_organization IN EXECUTE CASE TG_ARGV[0]
    WHEN 'store_id' THEN 'SELECT DISTINCT s.organization_id FROM (SELECT DISTINCT store_id FROM changed) c JOIN public.stores s ON s.id = c.store_id'
    WHEN '' THEN 'SELECT auth.user_org_id() WHERE EXISTS (SELECT 1 FROM changed)'
    ELSE format('SELECT DISTINCT %I FROM changed', TG_ARGV[0]) END
  LOOP
    IF changed_organization IS NOT NULL THEN
      PERFORM pg_notify(public.team_channel(changed_organization), '');
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

CREATE FUNCTION team_channel(organization uuid) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT 'team_' || replace(organization::text, '-', '')
$$;

CREATE FUNCTION auth.hint_changes(mirrored regclass) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  leads_to text := coalesce((SELECT attname::text FROM pg_attribute
    WHERE attrelid = mirrored AND NOT attisdropped AND attname IN ('organization_id', 'org_id', 'store_id')
    ORDER BY attname = 'store_id' LIMIT 1), '');
  verb text;
BEGIN
  FOREACH verb IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
    EXECUTE format('CREATE TRIGGER hint_team_%s AFTER %s ON %s REFERENCING %s TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION public.hint_team(%L)', lower(verb), verb, mirrored,
      CASE verb WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END, leads_to);
  END LOOP;
END $$;

-- What later migrations mirror is ordered and hinted from the start.
CREATE OR REPLACE FUNCTION mirror_table(mirrored regclass) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  EXECUTE format(
    'ALTER TABLE %s ADD COLUMN row_version bigint NOT NULL DEFAULT 0,
       ADD COLUMN row_xid xid8 NOT NULL DEFAULT pg_current_xact_id()', mirrored);
  EXECUTE format(
    'CREATE TRIGGER bump_row_version BEFORE INSERT OR UPDATE ON %s
       FOR EACH ROW EXECUTE FUNCTION public.bump_row_version()', mirrored);
  PERFORM auth.order_feed(mirrored);
  PERFORM auth.hint_changes(mirrored);
END $$;

-- Logs, which leave no tombstones, are no part of the feed.
SELECT auth.order_feed(tgrelid), auth.hint_changes(tgrelid) FROM pg_trigger WHERE tgname = 'leave_tombstone' AND tgparentid = 0;

-- A tombstone has its place among the rows.
ALTER TABLE mirror_tombstones ADD COLUMN row_version bigint NOT NULL DEFAULT nextval('mirror_row_version_seq');
DROP INDEX idx_mirror_tombstones;
CREATE INDEX idx_mirror_tombstones ON mirror_tombstones (organization_id, row_xid, row_version);
CREATE INDEX idx_mirror_tombstones_everybody ON mirror_tombstones (row_xid, row_version) WHERE for_everybody;
CREATE INDEX idx_mirror_tombstones_age ON mirror_tombstones (deleted_at);

-- The oldest floor that the feed still serves: tombstones below it are gone.
CREATE TABLE feed_horizon (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  horizon xid8 NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO feed_horizon (horizon) VALUES ('0');

CREATE FUNCTION cleanup_old_tombstones(kept_days integer DEFAULT 90) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  reached xid8;
  removed integer;
BEGIN
  IF kept_days < 1 THEN
    RAISE EXCEPTION 'tombstones are kept for a day at least' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  WITH gone AS (
    DELETE FROM public.mirror_tombstones WHERE deleted_at < now() - make_interval(days => kept_days) RETURNING row_xid
  ) SELECT count(*), max(row_xid) INTO removed, reached FROM gone;
  -- a floor of the very transaction has read it
  UPDATE public.feed_horizon SET horizon = ((reached::text)::numeric + 1)::text::xid8, moved_at = now()
    WHERE ((reached::text)::numeric + 1)::text::xid8 > horizon;
  RETURN removed;
END $$;

CREATE FUNCTION team_horizon() RETURNS xid8 LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT horizon FROM public.feed_horizon
$$;

-- Transaction ids mean something only within one history of one server: another server, or the same one brought back to an
-- earlier moment, has another. Where the server does not tell, the database's own number is all there is.
CREATE FUNCTION auth.feed_history() RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  own text := (SELECT oid::text FROM pg_database WHERE datname = current_database());
BEGIN
  RETURN (SELECT system_identifier::text FROM pg_control_system()) || '/'
    || (SELECT timeline_id::text FROM pg_control_checkpoint()) || '/' || own;
EXCEPTION WHEN insufficient_privilege THEN
  RETURN own;
END $$;

-- The device that asks: that of the login, as long as its own person is signed in on it.
CREATE FUNCTION auth.my_device() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT d.id FROM auth.devices d WHERE d.db_role = session_user AND d.revoked_at IS NULL AND d.user_id = auth.uid()
$$;

CREATE FUNCTION auth.required_device() RETURNS uuid LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  device uuid := auth.my_device();
BEGIN
  IF device IS NULL THEN
    RAISE EXCEPTION 'nobody is signed in on this device' USING ERRCODE = 'invalid_authorization_specification';
  END IF;
  RETURN device;
END $$;

-- A table of the feed as its caller may see it: `shown` is the list to select, with numbers as text, because JSON readers
-- round them. No row: there is no such table, it is not mirrored, or nothing of it may be read.
CREATE FUNCTION auth.shared_table(wanted text, OUT relation regclass, OUT key_column text, OUT key_type text, OUT shown text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found_relation oid := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = regexp_replace(wanted, '^(auth|core)\.', '') AND c.relkind = 'r'
      AND n.nspname = CASE WHEN wanted ~ '^(auth|core)\.' THEN split_part(wanted, '.', 1) ELSE 'public' END
      AND EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'leave_tombstone'));
BEGIN
  IF found_relation IS NULL THEN
    RETURN;
  END IF;
  SELECT a.attname, format_type(a.atttypid, a.atttypmod) INTO key_column, key_type
  FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
  WHERE i.indrelid = found_relation AND i.indisprimary AND i.indnkeyatts = 1;
  SELECT string_agg(CASE WHEN a.atttypid IN ('numeric'::regtype, 'bigint'::regtype)
      THEN format('t.%1$I::text AS %1$I', a.attname) ELSE format('t.%I', a.attname) END, ', ' ORDER BY a.attnum) INTO shown
  FROM pg_attribute a
  WHERE a.attrelid = found_relation AND a.attnum > 0 AND NOT a.attisdropped AND a.attname NOT IN ('row_version', 'row_xid')
    AND has_column_privilege(found_relation, a.attnum, 'SELECT');
  relation := CASE WHEN key_column IS NOT NULL AND shown IS NOT NULL
    AND has_column_privilege(found_relation, 'row_version', 'SELECT') THEN found_relation::regclass END;
END $$;

-- Where central stands, and what the caller is to it. Whoever finds another `history` or `access` than before, or a floor
-- below `horizon` or above `settled`, reads everything anew. Transaction ids are text: they do not fit a JSON number.
CREATE FUNCTION team_state(tables text[])
RETURNS TABLE (device_id uuid, person_id uuid, organization_id uuid, settled text, newest text, horizon text, history text,
  access text, last_sequence bigint, channel text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  device uuid := auth.required_device();
BEGIN
  RETURN QUERY SELECT device, auth.uid(), auth.user_org_id(), pg_snapshot_xmin(pg_current_snapshot())::text,
    pg_snapshot_xmax(pg_current_snapshot())::text, public.team_horizon()::text, auth.feed_history(),
    md5(jsonb_build_object(
      'organization', auth.user_org_id(), 'level', auth.my_role_level(),
      'permissions', (SELECT jsonb_agg(p.name ORDER BY p.name) FROM auth.my_permissions() p),
      'stores', (SELECT jsonb_agg(jsonb_build_array(s.store_id, s.role) ORDER BY s.store_id) FROM auth.my_stores() s),
      'tables', (SELECT jsonb_agg(jsonb_build_array(name, seen.shown) ORDER BY name) FROM unnest(tables) name, auth.shared_table(name) seen
        WHERE seen.relation IS NOT NULL))::text),
    public.last_push_sequence(), public.team_channel(auth.user_org_id());
END $$;

-- where only some columns are granted
GRANT SELECT (row_xid) ON stores, auth.users_extended TO app_user;

-- A page of changes behind (from_xid, from_version) and below `upto`, in that order; `content` is null for what was
-- deleted. Empty: all below `upto` is read. At most `max_rows` rows, and at most 4 MB unless the first row is larger.
CREATE FUNCTION team_changes(from_xid xid8, from_version bigint, upto xid8, tables text[], max_rows integer DEFAULT 500)
RETURNS TABLE (table_name text, key text, row_version bigint, row_xid text, content jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  parts text[] := '{}';
  wanted text;
  seen record;
  -- written out, so that an index on both columns serves it
  behind constant text := '(t.row_xid, t.row_version) > ($1, $2) AND t.row_xid < $3';
  reach xid8 := least(upto, pg_snapshot_xmin(pg_current_snapshot()));
  page_rows integer := least(greatest(max_rows, 1), 1000);
BEGIN
  PERFORM auth.required_device();
  FOREACH wanted IN ARRAY tables[1:200] LOOP
    SELECT * INTO seen FROM auth.shared_table(wanted);
    CONTINUE WHEN seen.relation IS NULL;
    parts := parts || format('(SELECT %L::text, t.%I::text, t.row_version, t.row_xid, (SELECT to_jsonb(x) FROM (SELECT %s) x)
      FROM %s t WHERE %s ORDER BY t.row_xid, t.row_version LIMIT $4)', wanted, seen.key_column, seen.shown, seen.relation, behind);
  END LOOP;
  parts := parts || format('(SELECT w.name, t.pk, t.row_version, t.row_xid, NULL::jsonb FROM public.mirror_tombstones t
    JOIN unnest($5) AS w (name) ON t.table_name = regexp_replace(w.name, ''^(auth|core)\.'', '''')
    WHERE %s ORDER BY t.row_xid, t.row_version LIMIT $4)', behind);
  RETURN QUERY EXECUTE format($statement$
    SELECT p.table_name, p.key, p.row_version, p.row_xid::text, p.content FROM (
      SELECT f.*, row_number() OVER place AS place, sum(octet_length(f.content::text)) OVER place AS bytes
      FROM (%s ORDER BY 4, 3 LIMIT $4) AS f (table_name, key, row_version, row_xid, content)
      WINDOW place AS (ORDER BY f.row_xid, f.row_version)
    ) p WHERE p.place = 1 OR p.bytes IS NULL OR p.bytes <= 4 * 1024 * 1024 ORDER BY p.place$statement$,
    array_to_string(parts, ' UNION ALL ')) USING from_xid, from_version, reach, page_rows, tables;
END $$;

-- A page of a whole table by key, for the first reading, which asks within one snapshot. Null: from the beginning.
CREATE FUNCTION team_rows(wanted text, after_key text, max_rows integer DEFAULT 500)
RETURNS TABLE (key text, row_version bigint, content jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  seen record;
BEGIN
  PERFORM auth.required_device();
  SELECT * INTO seen FROM auth.shared_table(wanted);
  IF seen.relation IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format($statement$
    SELECT p.key, p.row_version, p.content FROM (
      SELECT f.*, row_number() OVER () AS place, sum(octet_length(f.content::text)) OVER (ROWS UNBOUNDED PRECEDING) AS bytes FROM (
        SELECT t.%1$I::text AS key, t.row_version, (SELECT to_jsonb(x) FROM (SELECT %2$s) x) AS content
        FROM %3$s t %4$s ORDER BY t.%1$I LIMIT $2) f
    ) p WHERE p.place = 1 OR p.bytes <= 4 * 1024 * 1024$statement$, seen.key_column, seen.shown, seen.relation,
    CASE WHEN after_key IS NOT NULL THEN format('WHERE t.%I > $1::%s', seen.key_column, seen.key_type) ELSE '' END)
    USING after_key, least(greatest(max_rows, 1), 1000);
END $$;

SELECT auth.seal();
