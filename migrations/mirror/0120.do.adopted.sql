-- Unsent changes that travel between computers in a file.

-- Adopted here and not placed yet: their store is not connected, their record is not known, or a decision about it is open.
CREATE TABLE adopted_changes (
  -- the order in which they were made
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  operation_id TEXT NOT NULL UNIQUE,
  store_url TEXT NOT NULL,
  store_name TEXT NOT NULL,
  -- null while no store here has that address
  store_id TEXT REFERENCES stores (id) ON DELETE CASCADE,
  -- the change with all that it needs, as it stands in the file
  change TEXT NOT NULL CHECK (json_valid(change)),
  reason TEXT NOT NULL CHECK (reason IN
    ('store-not-connected', 'record-unknown', 'asked-for', 'parent-unknown', 'reference-unknown', 'decision-open', 'being-deleted', 'earlier-waits')),
  adopted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX adopted_changes_by_store ON adopted_changes (store_id, position);

-- Changes that must not happen twice and that another computer may send too: looked for before every sending.
CREATE TABLE shared_operations (
  operation_id TEXT PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
  -- what the other computer has of it
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  -- the shop's clock before the other computer could have sent it, epoch milliseconds
  server_time INTEGER NOT NULL,
  shared_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
