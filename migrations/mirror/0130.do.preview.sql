-- What a preview of a run read from the store, per entity, for an hour: looking again costs nothing then.

CREATE TABLE sync_preview_cache (
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  entity_type TEXT NOT NULL,
  -- what the reading said; only the preview understands it
  delta_data TEXT NOT NULL CHECK (json_valid(delta_data)),
  -- digest of the settings, open changes and reading place that the answer holds for
  cache_key TEXT NOT NULL,
  computed_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  CHECK (expires_at > computed_at),
  PRIMARY KEY (store_id, entity_type)
) STRICT, WITHOUT ROWID;
