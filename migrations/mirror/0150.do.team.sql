-- Whose mirror this is, where it belongs to a team. Passwords and session tokens are never here: they are among the
-- profile's protected secrets. Times are epoch milliseconds of this computer unless they say otherwise.

CREATE TABLE team_connection (
  only_row INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
  -- the login of this computer for that person
  login TEXT NOT NULL,
  -- host:port/database
  address TEXT NOT NULL,
  email TEXT NOT NULL,
  organization_name TEXT NOT NULL,
  -- null until central was reached for the first time
  organization_id TEXT,
  person_id TEXT,
  person_name TEXT,
  device_id TEXT,
  device_name TEXT,
  session_state TEXT NOT NULL CHECK (session_state IN ('signed-in', 'not-yet', 'by-person', 'expired', 'revoked', 'device-revoked')),
  -- on central's clock
  session_expires_at INTEGER,
  server_version INTEGER,
  connected_at INTEGER NOT NULL,
  CHECK ((person_id IS NULL) = (organization_id IS NULL))
) STRICT;

-- What that person may do, kept for work without contact.
CREATE TABLE team_access (
  only_row INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
  role_slug TEXT NOT NULL,
  role_name TEXT NOT NULL,
  role_level INTEGER NOT NULL,
  permissions TEXT NOT NULL CHECK (json_valid(permissions)),
  store_roles TEXT NOT NULL CHECK (json_valid(store_roles)),
  -- when central last said so, on its clock and on this computer's
  confirmed_at INTEGER NOT NULL,
  confirmed_local_at INTEGER NOT NULL,
  -- the latest moment that this computer's clock has shown since: a clock that is set back gains no time
  latest_local_at INTEGER NOT NULL
) STRICT;
