-- What the sync remembers. State changes and their cursors or claims always commit together.

-- The store's last confirmed answer per record: the base of every merge, with all its fields, volatile ones left out.
CREATE TABLE base_documents (
  row_number INTEGER PRIMARY KEY,
  record_id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  entity TEXT NOT NULL,
  -- content hash of `document`: how an unchanged record is recognised
  hash TEXT NOT NULL,
  observed_at INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;

-- Intents of this computer. An operation ends as sent, superseded or settled by a person; it is never dropped.
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  -- also the stamp (meta_data backroom_op) that a create carries to the store
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  entity TEXT NOT NULL,
  record_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'update', 'trash', 'delete', 'restore', 'status', 'note', 'stock')),
  -- update/status: {"fields":{path:{"base":…,"value":…}}}; create: {"values":{…}}; note: {"text","customer","note_id"}; stock: {"adjust":n}|{"count":n,"basis":n}
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  payload_version INTEGER NOT NULL DEFAULT 1,
  reason TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL DEFAULT '',
  -- queued; sending: claimed before the request left; unknown: no clear answer came; refused: the store said no;
  -- held: waits for a person's decision
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'unknown', 'refused', 'held', 'ended')),
  outcome TEXT CHECK (outcome IN ('sent', 'superseded', 'settled')),
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  claimed_at INTEGER,
  -- the shop's clock when the request left: bounds the search for its effect
  claimed_server_time INTEGER,
  next_attempt_at INTEGER,
  -- complete looks for an unknown outcome that found nothing, and when the first of them was
  looks INTEGER NOT NULL DEFAULT 0,
  first_look_at INTEGER,
  last_error TEXT CHECK (last_error IS NULL OR json_valid(last_error)),
  ended_at INTEGER,
  CHECK ((state = 'ended') = (outcome IS NOT NULL))
) STRICT;
CREATE INDEX outbox_open ON outbox (store_id, sequence) WHERE state <> 'ended';
CREATE INDEX outbox_open_record ON outbox (record_id, sequence) WHERE state <> 'ended';
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE state = 'ended';

-- Where each pull stands; `position` is a JSON value that only its own reader understands.
CREATE TABLE sync_cursors (
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  entity TEXT NOT NULL,
  -- 'first', 'modified', 'census', 'scan'
  cursor TEXT NOT NULL,
  position TEXT NOT NULL CHECK (json_valid(position)),
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (store_id, entity, cursor)
) STRICT, WITHOUT ROWID;

-- As the store counted each collection at the last complete look.
CREATE TABLE store_totals (
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  entity TEXT NOT NULL,
  total INTEGER NOT NULL,
  counted_at INTEGER NOT NULL,
  PRIMARY KEY (store_id, entity)
) STRICT, WITHOUT ROWID;

-- Records known to exist (or suspected to differ) that must be fetched one by one.
CREATE TABLE sync_holes (
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  entity TEXT NOT NULL,
  woo_id INTEGER NOT NULL,
  parent_woo_id INTEGER,
  reason TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (store_id, entity, woo_id)
) STRICT, WITHOUT ROWID;

-- Records that a complete census did not find. Two censuses and an answer for the id itself make a deletion.
CREATE TABLE sync_missing (
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  entity TEXT NOT NULL,
  woo_id INTEGER NOT NULL,
  record_id TEXT NOT NULL,
  -- complete censuses that missed it
  missed INTEGER NOT NULL DEFAULT 0,
  first_missed_at INTEGER NOT NULL,
  -- number of the census that missed it last
  census INTEGER NOT NULL,
  -- what a person said to a held mass deletion
  decision TEXT CHECK (decision IN ('remove', 'keep')),
  PRIMARY KEY (store_id, entity, woo_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_runs (
  id TEXT PRIMARY KEY,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('first', 'incremental', 'census', 'full')),
  outcome TEXT NOT NULL CHECK (outcome IN ('running', 'succeeded', 'incomplete', 'failed', 'cancelled')),
  started_by TEXT NOT NULL CHECK (started_by IN ('person', 'schedule', 'startup', 'command-line')),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  requests INTEGER NOT NULL DEFAULT 0,
  -- {"products":{"fetched":…,"created":…,…},…}
  entities TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(entities)),
  problem TEXT CHECK (problem IS NULL OR json_valid(problem))
) STRICT;
CREATE INDEX sync_runs_by_store ON sync_runs (store_id, started_at);

CREATE TABLE sync_errors (
  id TEXT PRIMARY KEY,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  entity_type TEXT NOT NULL,
  entity_id TEXT,
  woo_id INTEGER,
  operation_id TEXT,
  error_code TEXT NOT NULL,
  error_message TEXT NOT NULL,
  http_status INTEGER,
  field TEXT,
  -- what the engine does next, and what the error means for the data
  recovery TEXT NOT NULL,
  meaning TEXT NOT NULL,
  retry_count INTEGER NOT NULL DEFAULT 0,
  last_retry_at INTEGER,
  next_retry_at INTEGER,
  metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  resolved INTEGER NOT NULL DEFAULT 0 CHECK (resolved IN (0, 1)),
  resolved_at INTEGER,
  resolution_note TEXT
) STRICT;
CREATE UNIQUE INDEX sync_errors_one_open ON sync_errors (store_id, entity_type, entity_id) WHERE resolved = 0 AND entity_id IS NOT NULL;
CREATE INDEX sync_errors_by_store ON sync_errors (store_id, resolved, created_at);

CREATE TABLE sync_conflict (
  id TEXT PRIMARY KEY,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  entity_type TEXT NOT NULL,
  local_id TEXT,
  external_id INTEGER,
  operation_id TEXT,
  conflict_type TEXT NOT NULL CHECK (conflict_type IN
    ('both_changed', 'stock_moved', 'deleted_remotely', 'mass_deletion', 'duplicate', 'outcome_unknown', 'store_replaced')),
  -- {path:value}: what both last agreed, what stands here, what the store says
  base_data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(base_data)),
  local_data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(local_data)),
  remote_data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(remote_data)),
  conflicting_fields TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(conflicting_fields)),
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved', 'ignored')),
  resolution TEXT CHECK (resolution IN ('keep_local', 'keep_remote', 'merge')),
  resolved_at INTEGER,
  detected_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sync_conflict_one_open ON sync_conflict (store_id, entity_type, local_id) WHERE status = 'open' AND local_id IS NOT NULL;
CREATE INDEX sync_conflict_by_store ON sync_conflict (store_id, status, detected_at);
