-- What was changed from or to nothing is told by JSON's null, which jsonb_populate_record takes for no value at all: a column
-- that must have one refused it.

-- Writes the row; false when there was nothing on that version to be written.
CREATE OR REPLACE FUNCTION auth.write_shared_row(seen record, kind text, row_key text, version bigint, fields jsonb)
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  written integer;
  own text := (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = seen.relation
    AND a.attname IN ('organization_id', 'org_id') AND NOT a.attisdropped);
  values_given jsonb := fields;
  names text;
  given text;
BEGIN
  IF kind = 'insert' THEN
    -- whose a row is follows from who sends it
    values_given := values_given || jsonb_build_object(seen.key_column, row_key)
      || CASE WHEN own IS NULL THEN '{}' ELSE jsonb_build_object(own, auth.user_org_id()) END;
  END IF;
  -- JSON's null is a value where nothing is not allowed
  SELECT string_agg(quote_ident(k), ', ' ORDER BY k), string_agg(CASE WHEN a.attnotnull AND a.atttypid = 'jsonb'::regtype
      THEN format('$1->%L', k) ELSE format('r.%I', k) END, ', ' ORDER BY k) INTO names, given
  FROM jsonb_object_keys(values_given) k JOIN pg_attribute a ON a.attrelid = seen.relation AND a.attname = k;
  IF kind = 'insert' THEN
    EXECUTE format('INSERT INTO %1$s (%2$s) SELECT %3$s FROM jsonb_populate_record(NULL::%1$s, $1) r', seen.relation, names, given)
      USING values_given;
  ELSIF kind = 'update' THEN
    EXECUTE format('UPDATE %1$s t SET (%2$s) = (SELECT %5$s FROM jsonb_populate_record(NULL::%1$s, $1) r) WHERE t.%3$I = $2::%4$s AND t.row_version = $3',
      seen.relation, names, seen.key_column, seen.key_type, given) USING values_given, row_key, version;
  ELSE
    EXECUTE format('DELETE FROM %s t WHERE t.%I = $1::%s AND t.row_version = $2', seen.relation, seen.key_column, seen.key_type)
      USING row_key, version;
  END IF;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written > 0;
END $$;

SELECT auth.seal();
