-- Anybody on a login may take any advisory lock and keep it, so nothing that must happen may wait for one. Linking the
-- trail is kept to one worker by a row that no client can lock.
CREATE OR REPLACE FUNCTION chain_audit_logs(at_most integer DEFAULT 5000) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  entry public.audit_logs;
  head public.audit_chain_heads;
  horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
  linked integer := 0;
BEGIN
  INSERT INTO public.audit_chain_heads (chain_scope) VALUES (public.audit_chain_scope(NULL)) ON CONFLICT DO NOTHING;
  -- one worker at a time; whoever comes second has nothing to do
  PERFORM 1 FROM public.audit_chain_heads WHERE chain_scope = public.audit_chain_scope(NULL) FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  FOR entry IN SELECT * FROM public.audit_logs WHERE chain_seq IS NULL AND row_xid < horizon ORDER BY id LIMIT at_most LOOP
    INSERT INTO public.audit_chain_heads (chain_scope) VALUES (public.audit_chain_scope(entry.organization_id))
      ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM public.audit_chain_heads
      WHERE chain_scope = public.audit_chain_scope(entry.organization_id) FOR UPDATE;
    entry.chain_seq := head.last_seq + 1;
    entry.payload_hash := public.audit_payload_hash(entry);
    entry.audit_chain_hash := public.audit_link_hash(head.last_hash, entry.payload_hash, entry.chain_seq);
    UPDATE public.audit_logs SET chain_seq = entry.chain_seq, previous_hash = head.last_hash,
      payload_hash = entry.payload_hash, audit_chain_hash = entry.audit_chain_hash
      WHERE id = entry.id AND created_at = entry.created_at;
    UPDATE public.audit_chain_heads SET last_seq = entry.chain_seq, last_hash = entry.audit_chain_hash
      WHERE chain_scope = head.chain_scope;
    linked := linked + 1;
  END LOOP;
  RETURN linked;
END $$;

SELECT auth.seal();
