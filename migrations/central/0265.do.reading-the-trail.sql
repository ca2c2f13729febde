-- The trail on a screen: pages with filters, whether it is whole, and a record of what was exported. Who may is decided by
-- audit:read (and security:read for security events), so a denial counts here too.

DROP POLICY administrators ON audit_logs;
CREATE POLICY may_read ON audit_logs FOR SELECT TO app_user
  USING ((organization_id = (SELECT auth.user_org_id()) AND (SELECT auth.may('audit:read'))) OR (SELECT auth.am_super_admin()));
DROP POLICY administrators ON auth.security_events;
CREATE POLICY may_read ON auth.security_events FOR SELECT TO app_user
  USING ((org_id = (SELECT auth.user_org_id()) AND (SELECT auth.may('security:read'))) OR (SELECT auth.am_super_admin()));

CREATE POLICY may_read ON audit_log_exports FOR SELECT TO app_user
  USING (organization_id = (SELECT auth.user_org_id()) AND (SELECT auth.may('audit:read')));
GRANT SELECT ON audit_log_exports TO app_user;

-- The latest first. A filter that is null does not count; `words` must all stand somewhere in the entry, as they are
-- written. The next page begins at the last line's created_at and id. Runs as who asks: the policy decides.
CREATE FUNCTION read_audit_log(
  actor uuid DEFAULT NULL, tables text[] DEFAULT NULL, actions text[] DEFAULT NULL, store uuid DEFAULT NULL,
  since timestamptz DEFAULT NULL, until timestamptz DEFAULT NULL, words text DEFAULT NULL,
  before_time timestamptz DEFAULT NULL, before_id bigint DEFAULT NULL, at_most integer DEFAULT 100)
RETURNS TABLE (id bigint, created_at timestamptz, entry_kind text, actor_id uuid, actor_email text, action_type text, severity_level text,
  description text, resource_type text, resource_id text, resource_name text, table_name text, record_id text, changed_fields text[],
  old_data jsonb, new_data jsonb, metadata jsonb, success boolean, is_linked boolean, is_redacted boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.id, a.created_at, a.entry_kind, a.user_id, a.user_email, a.action_type, a.severity_level, a.action_description,
    a.resource_type, a.resource_id, a.resource_name, a.table_name, a.record_id, a.changed_fields, a.old_data, a.new_data, a.metadata,
    a.success, a.chain_seq IS NOT NULL, a.redacted_at IS NOT NULL
  FROM public.audit_logs a
  WHERE a.organization_id = (SELECT auth.user_org_id())
    AND (actor IS NULL OR a.user_id = actor)
    AND (tables IS NULL OR a.table_name = ANY (tables))
    AND (actions IS NULL OR a.action_type = ANY (actions))
    AND (since IS NULL OR a.created_at >= since) AND (until IS NULL OR a.created_at < until)
    AND (before_time IS NULL OR (a.created_at, a.id) < (before_time, coalesce(before_id, 0)))
    AND (store IS NULL OR store::text IN (a.new_data->>'store_id', a.old_data->>'store_id', a.metadata->>'store_id')
      OR (a.table_name = 'stores' AND a.record_id = store::text))
    AND (nullif(btrim(words), '') IS NULL OR NOT EXISTS (
      SELECT 1 FROM regexp_split_to_table(lower(btrim(words)), '\s+') word
      WHERE strpos(lower(concat_ws(' ', a.action_type, a.action_description, a.resource_type, a.resource_id, a.resource_name, a.table_name,
        a.record_id, a.user_email, a.old_data::text, a.new_data::text, a.metadata::text)), word) = 0))
  ORDER BY a.created_at DESC, a.id DESC LIMIT least(greatest(coalesce(at_most, 100), 1), 1000)
$$;

-- Whether the trail of the caller's organization is whole. `problems`: the first hundred, each with its place in the chain
-- (`seq`), the entry and a code: changed, broken_link, gap, cut_end.
CREATE FUNCTION verify_my_audit_chain() RETURNS TABLE (is_whole boolean, linked bigint, waiting bigint, redacted bigint,
  last_seq bigint, purged_through_seq bigint, problem_count bigint, problems jsonb, checked_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  organization uuid := auth.user_org_id();
BEGIN
  IF NOT auth.may('audit:read') THEN
    RAISE EXCEPTION 'this needs the permission audit:read' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT v.chain_seq, v.entry_id, CASE v.problem WHEN 'changed' THEN 'changed' WHEN 'does not follow' THEN 'broken_link'
      WHEN 'the end is missing' THEN 'cut_end' ELSE 'gap' END AS code FROM public.verify_audit_chain(organization) v
  ), counted AS (
    SELECT count(*) FILTER (WHERE a.chain_seq IS NOT NULL) AS linked, count(*) FILTER (WHERE a.chain_seq IS NULL) AS waiting,
      count(*) FILTER (WHERE a.redacted_at IS NOT NULL) AS redacted FROM public.audit_logs a WHERE a.organization_id = organization
  )
  SELECT NOT EXISTS (SELECT 1 FROM found), c.linked, c.waiting, c.redacted, coalesce(h.last_seq, 0), coalesce(h.purged_through_seq, 0),
    (SELECT count(*) FROM found),
    coalesce((SELECT jsonb_agg(jsonb_build_object('seq', f.chain_seq, 'entry', f.entry_id, 'code', f.code) ORDER BY f.chain_seq, f.code)
      FROM (SELECT * FROM found ORDER BY found.chain_seq, found.code LIMIT 100) f), '[]'), clock_timestamp()
  FROM counted c LEFT JOIN public.audit_chain_heads h ON h.chain_scope = public.audit_chain_scope(organization);
END $$;

-- That somebody took entries out, before and after: what was asked for, how many there were, and the file's sum.
CREATE FUNCTION begin_audit_export(kind text, asked jsonb) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  made uuid;
BEGIN
  IF NOT auth.may('audit:read') THEN
    RAISE EXCEPTION 'this needs the permission audit:read' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.audit_log_exports (organization_id, requested_by, export_type, filters, status)
    VALUES (auth.user_org_id(), auth.uid(), kind, asked, 'pending') RETURNING id INTO made;
  INSERT INTO public.audit_logs (entry_kind, organization_id, user_id, user_email, action_type, action_category, resource_type, resource_id, metadata)
    VALUES ('action', auth.user_org_id(), auth.uid(), (SELECT u.email FROM auth.users u WHERE u.id = auth.uid()), 'data_export', 'access',
      'audit_logs', made::text, jsonb_build_object('type', kind, 'filters', asked));
  RETURN made;
END $$;

CREATE FUNCTION finish_audit_export(export uuid, records integer, bytes bigint, sha256 text, problem text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.audit_log_exports e SET status = CASE WHEN problem IS NULL THEN 'completed' ELSE 'failed' END, completed_at = now(),
    record_count = records, file_size_bytes = bytes, file_sha256 = sha256, error_message = left(problem, 500)
    WHERE e.id = export AND e.requested_by = auth.uid() AND e.status = 'pending';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such export, or it has ended' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

GRANT EXECUTE ON FUNCTION read_audit_log(uuid, text[], text[], uuid, timestamptz, timestamptz, text, timestamptz, bigint, integer),
  verify_my_audit_chain(), begin_audit_export(text, jsonb), finish_audit_export(uuid, integer, bigint, text, text) TO app_user;

SELECT auth.seal();
