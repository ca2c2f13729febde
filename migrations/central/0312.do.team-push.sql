-- What desktops change in central (docs/team-sync.md, TEAM2 to TEAM6): lines, each taken once per device and sequence, each
-- on the version that it was made against, each by itself. Runs as who asks: policies, grants and triggers decide.

-- `answer` holds no content: what a row is now is read when it is asked for.
CREATE TABLE device_pushes (
  device_id uuid NOT NULL REFERENCES auth.devices(id) ON DELETE CASCADE,
  sequence bigint NOT NULL CHECK (sequence > 0),
  -- which line it was: a restored copy of a desktop counts anew
  line_id uuid NOT NULL,
  answer jsonb,
  taken_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (device_id, sequence)
);
CREATE INDEX idx_device_pushes_age ON device_pushes (taken_at);

CREATE FUNCTION last_push_sequence() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(max(p.sequence), 0) FROM public.device_pushes p WHERE p.device_id = auth.my_device()
$$;

-- Null: taken now, to be answered in this transaction. Two processes with one line wait for each other here.
CREATE FUNCTION begin_push_line(line_sequence bigint, line uuid) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  device uuid := auth.required_device();
  known public.device_pushes;
BEGIN
  INSERT INTO public.device_pushes (device_id, sequence, line_id) VALUES (device, line_sequence, line) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    RETURN NULL;
  END IF;
  SELECT * INTO known FROM public.device_pushes p WHERE p.device_id = device AND p.sequence = line_sequence;
  IF known.line_id <> line OR known.answer IS NULL THEN
    RETURN jsonb_build_object('outcome', 'sequence_taken');
  END IF;
  RETURN known.answer;
END $$;

CREATE FUNCTION finish_push_line(line_sequence bigint, line uuid, given jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  UPDATE public.device_pushes p SET answer = given
    WHERE p.device_id = auth.my_device() AND p.sequence = line_sequence AND p.line_id = line AND p.answer IS NULL
$$;

-- Answers are needed until the desktop has read them. Later a line that comes again is judged anew, and finds its own row
-- or version.
CREATE FUNCTION cleanup_old_pushes() RETURNS integer LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  WITH gone AS (
    DELETE FROM public.device_pushes p WHERE p.taken_at < now() - interval '90 days'
      -- the last one of each device stays, so that its counting goes on
      AND EXISTS (SELECT 1 FROM public.device_pushes l WHERE l.device_id = p.device_id AND l.sequence > p.sequence) RETURNING 1)
  SELECT count(*)::integer FROM gone
$$;

-- Which of the named fields is none that a client writes, and why; null when all are.
CREATE FUNCTION auth.unwritable_field(relation regclass, key_column text, fields jsonb, OUT field text, OUT code text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT named.field, CASE WHEN a.attname IS NULL THEN '42703' ELSE '428C9' END
  FROM jsonb_object_keys(fields) AS named (field)
  LEFT JOIN pg_attribute a ON a.attrelid = relation AND a.attname = named.field AND a.attnum > 0 AND NOT a.attisdropped
  WHERE a.attname IS NULL OR a.attgenerated <> '' OR a.attidentity = 'a'
    OR named.field IN (key_column, 'organization_id', 'org_id', 'row_version', 'row_xid')
  ORDER BY named.field LIMIT 1
$$;

-- The row as the caller sees it, or null.
CREATE FUNCTION auth.shared_row(wanted text, row_key text, OUT row_version bigint, OUT content jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  seen record;
BEGIN
  SELECT * INTO seen FROM auth.shared_table(wanted);
  IF seen.relation IS NOT NULL THEN
    EXECUTE format('SELECT t.row_version, (SELECT to_jsonb(x) FROM (SELECT %s) x) FROM %s t WHERE t.%I = $1::%s',
      seen.shown, seen.relation, seen.key_column, seen.key_type) INTO row_version, content USING row_key;
  END IF;
END $$;

-- Writes the row; false when there was nothing on that version to be written.
CREATE FUNCTION auth.write_shared_row(seen record, kind text, row_key text, version bigint, fields jsonb)
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  written integer;
  own text := (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = seen.relation
    AND a.attname IN ('organization_id', 'org_id') AND NOT a.attisdropped);
  values_given jsonb := fields;
  names text;
BEGIN
  IF kind = 'insert' THEN
    -- whose a row is follows from who sends it
    values_given := values_given || jsonb_build_object(seen.key_column, row_key)
      || CASE WHEN own IS NULL THEN '{}' ELSE jsonb_build_object(own, auth.user_org_id()) END;
  END IF;
  SELECT string_agg(quote_ident(k), ', ' ORDER BY k) INTO names FROM jsonb_object_keys(values_given) k;
  IF kind = 'insert' THEN
    EXECUTE format('INSERT INTO %1$s (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1)', seen.relation, names)
      USING values_given;
  ELSIF kind = 'update' THEN
    EXECUTE format('UPDATE %1$s t SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1)) WHERE t.%3$I = $2::%4$s AND t.row_version = $3',
      seen.relation, names, seen.key_column, seen.key_type) USING values_given, row_key, version;
  ELSE
    EXECUTE format('DELETE FROM %s t WHERE t.%I = $1::%s AND t.row_version = $2', seen.relation, seen.key_column, seen.key_type)
      USING row_key, version;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written > 0;
END $$;

-- What is wrong with a line before it touches anything; null when nothing is.
CREATE FUNCTION auth.line_fault(line jsonb, seen record, OUT outcome text, OUT code text, OUT field text, OUT detail text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  bad record;
BEGIN
  IF octet_length(line::text) > 1024 * 1024 THEN
    outcome := 'refused'; code := '54000'; detail := 'a line holds at most 1 MB';
  ELSIF seen.relation IS NULL THEN
    outcome := 'unknown_table'; code := '42P01'; detail := 'there is no such shared table';
  ELSIF coalesce(line->>'kind', '') NOT IN ('insert', 'update', 'delete') OR line->>'key' IS NULL
    OR jsonb_typeof(coalesce(line->'fields', '{}')) <> 'object' OR (line->>'kind' = 'update' AND coalesce(line->'fields', '{}') = '{}')
    OR (line->>'kind' <> 'insert' AND coalesce(line->>'version', '') !~ '^[0-9]{1,18}$') THEN
    outcome := 'refused'; code := '22023'; detail := 'a line has a key, a kind, fields, and the version it was made against';
  ELSE
    SELECT * INTO bad FROM auth.unwritable_field(seen.relation, seen.key_column, coalesce(line->'fields', '{}'));
    IF bad.field IS NOT NULL THEN
      outcome := 'refused'; code := bad.code; field := left(bad.field, 100);
      detail := CASE bad.code WHEN '42703' THEN 'there is no such field' ELSE 'central sets this field itself' END;
    END IF;
  END IF;
END $$;

-- A column of the line that a constraint is about, where the error names none.
CREATE FUNCTION auth.field_of_constraint(relation regclass, constraint_called text, fields jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.attname::text FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
  WHERE c.conrelid = relation AND c.conname = constraint_called
  ORDER BY coalesce(fields, '{}') ? a.attname DESC, array_position(c.conkey, a.attnum) LIMIT 1
$$;

-- One line in a transaction of its own. What has to do with the moment and not with the line (locks, deadlocks, a full
-- disk, an ending server) ends the whole push, which can be sent again.
CREATE FUNCTION auth.take_line(line jsonb) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  seen record;
  fault record;
  found_row record;
  state text; said text; field_named text; constraint_named text;
BEGIN
  SELECT * INTO seen FROM auth.shared_table(line->>'table');
  SELECT * INTO fault FROM auth.line_fault(line, seen);
  IF fault.outcome IS NOT NULL THEN
    RETURN jsonb_strip_nulls(to_jsonb(fault));
  END IF;
  SELECT * INTO found_row FROM auth.shared_row(line->>'table', line->>'key');
  IF line->>'kind' = 'insert' AND found_row.row_version IS NOT NULL THEN
    RETURN '{"outcome": "stale"}';
  END IF;
  IF auth.write_shared_row(seen, line->>'kind', line->>'key', (line->>'version')::bigint, coalesce(line->'fields', '{}')) THEN
    SELECT * INTO found_row FROM auth.shared_row(line->>'table', line->>'key');
    RETURN jsonb_build_object('outcome', 'applied', 'row_version', found_row.row_version);
  END IF;
  -- nothing was written: it is gone (or never was, or is somebody else's), it is newer, or it may not be changed
  SELECT * INTO found_row FROM auth.shared_row(line->>'table', line->>'key');
  IF found_row.row_version = (line->>'version')::bigint THEN
    RETURN jsonb_build_object('outcome', 'refused', 'code', '42501', 'detail', 'this row is not yours to change');
  END IF;
  RETURN '{"outcome": "stale"}';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT, field_named = COLUMN_NAME, constraint_named = CONSTRAINT_NAME;
  IF state ~ '^(08|25|40|53|55|57|58|F0|XX)' THEN
    RAISE;
  END IF;
  RETURN jsonb_strip_nulls(jsonb_build_object('outcome', 'refused', 'code', state, 'detail', left(said, 500),
    'field', coalesce(nullif(field_named, ''), auth.field_of_constraint(seen.relation, constraint_named, line->'fields'))));
END $$;

-- Lines are {sequence, id, table, key, kind: insert|update|delete, version, fields}. Answers come in the lines' order.
-- applied: `current` is the row as it stands, which triggers may have added to. stale: so is it, and null when it is gone.
-- sequence_taken: another line has this number; the next free one is behind last_push_sequence().
CREATE FUNCTION push_changes(lines jsonb)
RETURNS TABLE (sequence bigint, outcome text, row_version bigint, current_version bigint, current jsonb, sqlstate text, field text, detail text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  line jsonb;
  answer jsonb;
  line_sequence bigint;
  now_there record;
BEGIN
  PERFORM auth.required_device();
  IF jsonb_typeof(lines) IS DISTINCT FROM 'array' OR jsonb_array_length(lines) > 500 THEN
    RAISE EXCEPTION 'a push is a list of at most 500 lines' USING ERRCODE = 'program_limit_exceeded';
  END IF;
  FOR line IN SELECT jsonb_array_elements(lines) LOOP
    line_sequence := (line->>'sequence')::bigint;
    answer := public.begin_push_line(line_sequence, (line->>'id')::uuid);
    IF answer IS NULL THEN
      answer := auth.take_line(line);
      PERFORM public.finish_push_line(line_sequence, (line->>'id')::uuid, answer);
    END IF;
    now_there := NULL;
    IF answer->>'outcome' IN ('applied', 'stale') THEN
      SELECT r.row_version AS version, r.content INTO now_there FROM auth.shared_row(line->>'table', line->>'key') r;
    ELSE
      SELECT NULL::bigint AS version, NULL::jsonb AS content INTO now_there;
    END IF;
    RETURN QUERY SELECT line_sequence, answer->>'outcome', (answer->>'row_version')::bigint, now_there.version, now_there.content,
      answer->>'code', answer->>'field', answer->>'detail';
  END LOOP;
END $$;

SELECT auth.seal();
