-- Shops that this desktop shares with a team (docs/team-sync.md). Without a team these tables are empty and nothing writes
-- them: the triggers that mark changes are made when a shop is joined, and dropped with the last one.

CREATE TABLE team_stores (
  store_id TEXT PRIMARY KEY REFERENCES stores (id) ON DELETE CASCADE,
  -- of the person here
  rank TEXT NOT NULL CHECK (rank IN ('viewer', 'manager', 'owner')),
  -- the transaction of central up to which its changes are here, as text: it has 64 bits without a sign
  floor TEXT NOT NULL DEFAULT '0',
  -- of the lease that this desktop took last
  token INTEGER,
  joined_at INTEGER NOT NULL,
  -- when what was there at joining was here (or at central) to the end
  filled_at INTEGER,
  pulled_at INTEGER,
  pushed_at INTEGER,
  -- when a holder last read the shop to its end, and who that was
  read_at INTEGER,
  read_by TEXT,
  holder_device TEXT,
  holder_name TEXT,
  holder_until INTEGER,
  -- a person works here although central cannot be reached
  alone_since INTEGER
) STRICT;

-- On while rows of central are written: they are no changes of this desktop. Always off between two transactions.
CREATE TABLE team_applying (
  only_row INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
  is_on INTEGER NOT NULL DEFAULT 0 CHECK (is_on IN (0, 1))
) STRICT;
INSERT INTO team_applying (only_row) VALUES (1);

-- What central has not been told. Changed again, a row gets a new number: what was sent under the old one is then not all.
CREATE TABLE team_marks (
  mark INTEGER PRIMARY KEY AUTOINCREMENT,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  what TEXT NOT NULL CHECK (what IN ('document', 'removal', 'operation', 'decision', 'refusal')),
  row_id TEXT NOT NULL,
  UNIQUE (what, row_id)
) STRICT;
CREATE INDEX team_marks_by_store ON team_marks (store_id, what, mark);

-- Operations, decisions and refusals that central knows or may know. Version 0: it was offered, and no answer came yet.
CREATE TABLE team_rows (
  change_id TEXT PRIMARY KEY,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  -- central's order of operations
  position INTEGER,
  author_id TEXT,
  author_name TEXT
) STRICT, WITHOUT ROWID;

-- A colleague who made a change; null for the person here and for what no person did.
ALTER TABLE field_changes ADD COLUMN person TEXT;
