-- Every change of an editable field: who made it, when, in which run or bulk edit. Values are JSON.
CREATE TABLE field_changes (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  entity TEXT NOT NULL,
  record_id TEXT NOT NULL,
  field TEXT NOT NULL,
  old_value TEXT NOT NULL CHECK (json_valid(old_value)),
  new_value TEXT NOT NULL CHECK (json_valid(new_value)),
  -- you: a person here; store: seen in the shop; merge: both sides put together
  author TEXT NOT NULL CHECK (author IN ('you', 'store', 'merge')),
  run_id TEXT,
  -- one bulk edit, which can be taken back as a whole
  batch_id TEXT,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX field_changes_by_record ON field_changes (record_id, sequence);
CREATE INDEX field_changes_by_batch ON field_changes (batch_id, sequence) WHERE batch_id IS NOT NULL;
CREATE INDEX field_changes_by_time ON field_changes (changed_at);
