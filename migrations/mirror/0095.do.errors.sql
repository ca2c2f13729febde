-- Errors as they are worked through: their class, their cause across records and stores, and what people said to them.

ALTER TABLE sync_errors ADD COLUMN class TEXT NOT NULL DEFAULT 'value' CHECK (class IN
  ('value', 'missing', 'connection', 'intermittent', 'rate_limit', 'too_large', 'parse', 'duplicate', 'permission', 'gone'));
-- cause, field and entity: the same in every store
ALTER TABLE sync_errors ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
-- when this cause was first met on this record, earlier rows included
ALTER TABLE sync_errors ADD COLUMN first_seen_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_errors ADD COLUMN assignee TEXT;
-- until: not shown before that time; until_change: not shown before the error or the record is another
ALTER TABLE sync_errors ADD COLUMN snooze_kind TEXT CHECK (snooze_kind IN ('until', 'until_change'));
ALTER TABLE sync_errors ADD COLUMN snoozed_until INTEGER CHECK (snoozed_until IS NULL OR snooze_kind = 'until');
-- it had been resolved, and came back
ALTER TABLE sync_errors ADD COLUMN regressed_at INTEGER;
-- the record was accepted later; a person who resolved it stands in resolved_by
ALTER TABLE sync_errors ADD COLUMN auto_resolved INTEGER NOT NULL DEFAULT 0 CHECK (auto_resolved IN (0, 1));
ALTER TABLE sync_errors ADD COLUMN resolved_by TEXT;

-- Rows from before: their cause by the code alone; the next refusal of the same change names its class.
UPDATE sync_errors SET
  first_seen_at = created_at,
  fingerprint = error_code || '/' || coalesce(field, '') || '/' || entity_type,
  class = CASE
    WHEN error_code IN ('product_invalid_sku', 'product_invalid_global_unique_id', 'term_exists', 'woocommerce_rest_product_not_created',
      'woocommerce_rest_coupon_code_already_exists', 'registration-error-email-exists', 'registration-error-username-exists') THEN 'duplicate'
    WHEN http_status IN (401, 403) THEN 'permission'
    WHEN error_code = 'rest_missing_callback_param' THEN 'missing'
    WHEN error_code LIKE '%\_invalid\_id' ESCAPE '\' OR http_status IN (404, 410) THEN 'gone'
    ELSE 'value'
  END;

-- One open error per change that the store refused: a record may have several, and none hides another.
DROP INDEX sync_errors_one_open;
CREATE UNIQUE INDEX sync_errors_one_open ON sync_errors (store_id, entity_type, entity_id, operation_id) WHERE resolved = 0 AND entity_id IS NOT NULL;
CREATE INDEX sync_errors_by_cause ON sync_errors (resolved, fingerprint, last_seen_at);
CREATE INDEX sync_errors_by_record ON sync_errors (entity_id, fingerprint) WHERE entity_id IS NOT NULL;
-- what is old enough to be forgotten
CREATE INDEX sync_errors_by_end ON sync_errors (resolved_at) WHERE resolved = 1;
