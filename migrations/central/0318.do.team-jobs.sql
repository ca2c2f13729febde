-- Whoever sits in an open transaction holds up everybody's feed, and can turn its own timeout off.
INSERT INTO maintenance_jobs (name, statement, every) VALUES
  ('end_idle_transactions', 'public.end_idle_transactions()', '1 minute');

SELECT auth.seal();
