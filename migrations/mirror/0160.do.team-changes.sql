-- Sharing rows with the team's central database (docs/team-sync.md). Empty, and without a trigger anywhere, for who works
-- alone: the triggers that mark changed rows are made at connecting and dropped at disconnecting.

CREATE TABLE team_state (
  only_row INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
  connected_at INTEGER NOT NULL,
  organization_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  -- of the next line; numbers are never used twice
  next_sequence INTEGER NOT NULL DEFAULT 1 CHECK (next_sequence > 0),
  -- 1 within the transactions that write what came from central: such changes mark nothing
  applying INTEGER NOT NULL DEFAULT 0 CHECK (applying IN (0, 1)),
  -- how far the feed is read: all transactions below floor_xid, and of that one all versions up to floor_version;
  -- null: everything has to be read anew
  floor_xid TEXT,
  floor_version INTEGER NOT NULL DEFAULT 0,
  -- what central's history and this person's access were at the last whole reading
  history TEXT,
  access TEXT,
  -- which whole reading has seen a shadow last
  generation INTEGER NOT NULL DEFAULT 0,
  -- rows went that may not be seen any more: the file's free pages still hold them
  wipe_pending INTEGER NOT NULL DEFAULT 0 CHECK (wipe_pending IN (0, 1)),
  last_push_at INTEGER,
  last_pull_at INTEGER
) STRICT;

-- Central's rows as this computer last saw them, in the mirror's own types: the base of each merge.
CREATE TABLE team_shadows (
  table_name TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  content TEXT NOT NULL CHECK (json_type(content) = 'object'),
  generation INTEGER NOT NULL,
  PRIMARY KEY (table_name, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_shadows_by_generation ON team_shadows (generation);

-- Rows that were changed here since their last line was made.
CREATE TABLE team_dirty (
  table_name TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (table_name, key)
) STRICT, WITHOUT ROWID;

-- Changes on their way: one line per row at a time. A line stays until central has answered it.
CREATE TABLE team_outbox (
  id TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL UNIQUE,
  table_name TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('insert', 'update', 'delete')),
  -- central's version that it was made against
  version INTEGER CHECK ((version IS NULL) = (kind = 'insert')),
  -- what changed, in the mirror's own types
  fields TEXT NOT NULL CHECK (json_type(fields) = 'object'),
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'refused')),
  -- SQLSTATE, field and reason of the refusal
  code TEXT CHECK ((code IS NULL) = (state = 'waiting')),
  field TEXT,
  detail TEXT,
  created_at INTEGER NOT NULL,
  refused_at INTEGER,
  UNIQUE (table_name, key)
) STRICT;
CREATE INDEX team_outbox_waiting ON team_outbox (sequence) WHERE state = 'waiting';

-- What was changed here and elsewhere at once: central's value stands in the row, this computer's waits for a person.
CREATE TABLE team_decisions (
  id TEXT PRIMARY KEY,
  table_name TEXT NOT NULL,
  key TEXT NOT NULL,
  -- deleted: the row is gone at central, or may not be seen any more
  kind TEXT NOT NULL CHECK (kind IN ('both_changed', 'deleted')),
  -- {field: {"base", "mine", "theirs", "earlier": […]}}; deleted: without "theirs"
  fields TEXT NOT NULL CHECK (json_type(fields) = 'object'),
  -- of a deleted row: all of it, so that it can come back; null: it may not be seen any more
  content TEXT CHECK (json_type(content) = 'object'),
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved')),
  detected_at INTEGER NOT NULL,
  resolved_at INTEGER CHECK ((resolved_at IS NULL) = (status = 'open'))
) STRICT;
CREATE UNIQUE INDEX team_decisions_one_open ON team_decisions (table_name, key) WHERE status = 'open';

-- Rows of central that cannot be stored here yet: tried again at each reading.
CREATE TABLE team_holes (
  table_name TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  content TEXT NOT NULL CHECK (json_type(content) = 'object'),
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (table_name, key)
) STRICT, WITHOUT ROWID;
