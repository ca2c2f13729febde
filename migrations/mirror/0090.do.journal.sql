-- The journal: what runs did, for people to read. Nothing of the sync depends on it. Times are epoch milliseconds.
-- Kept for 30 days, sync_activity_log for 90; purged in small steps at the end of runs.

-- How far a run is or was, per entity; 'all' is the run as a whole. Quiet runs leave no rows.
CREATE TABLE sync_progress (
  sync_id TEXT NOT NULL,
  entity_type TEXT NOT NULL,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  -- 0: not known
  total_items INTEGER NOT NULL DEFAULT 0 CHECK (total_items >= 0),
  processed_count INTEGER NOT NULL DEFAULT 0 CHECK (processed_count >= 0),
  failed_count INTEGER NOT NULL DEFAULT 0 CHECK (failed_count >= 0),
  -- paused: ended before its end, the next run goes on from its place
  status TEXT NOT NULL DEFAULT 'in_progress' CHECK (status IN ('in_progress', 'completed', 'completed_with_errors', 'failed', 'cancelled', 'paused')),
  elapsed_seconds REAL NOT NULL DEFAULT 0,
  speed_items_per_min REAL,
  eta_seconds REAL,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  completed_at INTEGER,
  PRIMARY KEY (sync_id, entity_type),
  CHECK (total_items = 0 OR processed_count + failed_count <= total_items)
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_progress_by_store ON sync_progress (store_id, started_at);

-- Start and end of each run, and what people did about errors. Quiet runs of the schedule share one row per day.
CREATE TABLE sync_activity_log (
  id INTEGER PRIMARY KEY,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  sync_id TEXT,
  sync_type TEXT NOT NULL DEFAULT 'woocommerce',
  entity_type TEXT,
  action TEXT NOT NULL CHECK (action IN
    ('preview_delta', 'sync_start', 'sync_complete', 'batch_process', 'error_recovery', 'manual_trigger', 'scheduled_run', 'partial_resume')),
  -- 'run', 'quiet' (runs that found nothing to do); of error_recovery: 'retried', 'resolved', 'snoozed', 'woken', 'assigned', 'edited'
  activity_type TEXT NOT NULL,
  -- of sync_start 'started', of sync_complete the outcome of the run, else 'done'
  status TEXT NOT NULL,
  started_by TEXT NOT NULL,
  duration_ms INTEGER,
  -- code or tag of what went wrong
  error_message TEXT,
  -- {"kind","requests","entities":{"products":{"created":…}}}; only counts that are not zero
  details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
  -- how many events stand behind this row, and when the last of them was
  event_count INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sync_activity_log_by_store ON sync_activity_log (store_id, created_at);

-- One row per record that a run created, updated, deleted, sent, or could not. What was unchanged is not here, and a
-- page of records that are new in a first reading is one row.
CREATE TABLE sync_logs (
  id INTEGER PRIMARY KEY,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  sync_id TEXT NOT NULL,
  entity_type TEXT NOT NULL,
  -- null: a page of records
  entity_id TEXT,
  woo_id INTEGER,
  label TEXT,
  direction TEXT NOT NULL CHECK (direction IN ('pull', 'push')),
  action TEXT NOT NULL CHECK (action IN ('create', 'update', 'delete', 'sync')),
  -- conflict: a person decides; unknown: no clear answer, it is looked up; unreadable: it could not be stored, and is fetched again
  result TEXT NOT NULL CHECK (result IN ('done', 'refused', 'conflict', 'unknown', 'unreadable')),
  item_count INTEGER NOT NULL DEFAULT 1,
  -- of what was sent: from the claim to the stored answer; of what was read: merging and storing
  duration_ms INTEGER,
  error_code TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sync_logs_by_run ON sync_logs (sync_id, id);

CREATE TABLE taxonomy_sync_log (
  id INTEGER PRIMARY KEY,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  sync_id TEXT NOT NULL,
  taxonomy_type TEXT NOT NULL CHECK (taxonomy_type IN ('category', 'tag', 'brand', 'attribute', 'attribute_term', 'shipping_class')),
  action TEXT NOT NULL CHECK (action IN ('initial_sync', 'incremental_sync')),
  items_synced INTEGER NOT NULL DEFAULT 0,
  items_created INTEGER NOT NULL DEFAULT 0,
  items_updated INTEGER NOT NULL DEFAULT 0,
  items_failed INTEGER NOT NULL DEFAULT 0,
  duration_ms INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX taxonomy_sync_log_by_store ON taxonomy_sync_log (store_id, created_at);
