-- Stores that this computer mirrors. Keys and secrets are never here: they live in the profile's protected secrets file.
CREATE TABLE stores (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  url TEXT NOT NULL,
  currency TEXT NOT NULL DEFAULT 'ILS',
  woo_version TEXT,
  wp_timezone TEXT,
  status TEXT NOT NULL DEFAULT 'connected' CHECK (status IN ('connected', 'paused', 'error', 'disconnected')),
  -- watch: everything is pulled, edits queue, nothing is sent
  mode TEXT NOT NULL DEFAULT 'watch' CHECK (mode IN ('watch', 'push')),
  cadence TEXT NOT NULL DEFAULT 'balanced' CHECK (cadence IN ('eco', 'balanced', 'realtime')),
  auth_mode TEXT NOT NULL DEFAULT 'header' CHECK (auth_mode IN ('header', 'query')),
  -- largest page that the host bore
  page_size INTEGER NOT NULL DEFAULT 100 CHECK (page_size BETWEEN 1 AND 100),
  -- whether /variations exists; null until asked
  has_variations_route INTEGER CHECK (has_variations_route IN (0, 1)),
  is_demo INTEGER NOT NULL DEFAULT 0 CHECK (is_demo IN (0, 1)),
  -- raised when the shop behind the address was restored or swapped
  epoch INTEGER NOT NULL DEFAULT 1,
  last_server_time INTEGER,
  first_sync_completed_at INTEGER,
  last_sync_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE app_settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
