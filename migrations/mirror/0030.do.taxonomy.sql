-- Taxonomies: the store gives them no dates, so they are compared by content.
CREATE TABLE store_categories (
  row_number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  -- the store's own number; null while the record was never sent
  woo_id INTEGER,
  source TEXT NOT NULL CHECK (source IN ('woo', 'local')),
  synced_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  woo_modified_at INTEGER,
  sync_status TEXT NOT NULL DEFAULT 'synced' CHECK (sync_status IN ('synced', 'pending', 'error', 'conflict')),
  -- an unsent permanent deletion: hidden from lists, removed when the store confirms
  deleted_at INTEGER,
  name TEXT NOT NULL,
  slug TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  parent_woo_id INTEGER,
  parent_id TEXT REFERENCES store_categories (id) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  count INTEGER NOT NULL DEFAULT 0,
  image_url TEXT,
  display TEXT NOT NULL DEFAULT 'default',
  menu_order INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE store_brands (
  row_number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  -- the store's own number; null while the record was never sent
  woo_id INTEGER,
  source TEXT NOT NULL CHECK (source IN ('woo', 'local')),
  synced_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  woo_modified_at INTEGER,
  sync_status TEXT NOT NULL DEFAULT 'synced' CHECK (sync_status IN ('synced', 'pending', 'error', 'conflict')),
  -- an unsent permanent deletion: hidden from lists, removed when the store confirms
  deleted_at INTEGER,
  name TEXT NOT NULL,
  slug TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  parent_woo_id INTEGER,
  parent_id TEXT REFERENCES store_brands (id) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  count INTEGER NOT NULL DEFAULT 0,
  image_url TEXT,
  display TEXT NOT NULL DEFAULT 'default',
  menu_order INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE store_tags (
  row_number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  -- the store's own number; null while the record was never sent
  woo_id INTEGER,
  source TEXT NOT NULL CHECK (source IN ('woo', 'local')),
  synced_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  woo_modified_at INTEGER,
  sync_status TEXT NOT NULL DEFAULT 'synced' CHECK (sync_status IN ('synced', 'pending', 'error', 'conflict')),
  -- an unsent permanent deletion: hidden from lists, removed when the store confirms
  deleted_at INTEGER,
  name TEXT NOT NULL,
  slug TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  count INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE store_shipping_classes (
  row_number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  -- the store's own number; null while the record was never sent
  woo_id INTEGER,
  source TEXT NOT NULL CHECK (source IN ('woo', 'local')),
  synced_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  woo_modified_at INTEGER,
  sync_status TEXT NOT NULL DEFAULT 'synced' CHECK (sync_status IN ('synced', 'pending', 'error', 'conflict')),
  -- an unsent permanent deletion: hidden from lists, removed when the store confirms
  deleted_at INTEGER,
  name TEXT NOT NULL,
  slug TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  count INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE store_attributes (
  row_number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  -- the store's own number; null while the record was never sent
  woo_id INTEGER,
  source TEXT NOT NULL CHECK (source IN ('woo', 'local')),
  synced_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  woo_modified_at INTEGER,
  sync_status TEXT NOT NULL DEFAULT 'synced' CHECK (sync_status IN ('synced', 'pending', 'error', 'conflict')),
  -- an unsent permanent deletion: hidden from lists, removed when the store confirms
  deleted_at INTEGER,
  name TEXT NOT NULL,
  slug TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL DEFAULT 'select',
  order_by TEXT NOT NULL DEFAULT 'menu_order',
  has_archives INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE store_attribute_terms (
  row_number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  -- the store's own number; null while the record was never sent
  woo_id INTEGER,
  source TEXT NOT NULL CHECK (source IN ('woo', 'local')),
  synced_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  woo_modified_at INTEGER,
  sync_status TEXT NOT NULL DEFAULT 'synced' CHECK (sync_status IN ('synced', 'pending', 'error', 'conflict')),
  -- an unsent permanent deletion: hidden from lists, removed when the store confirms
  deleted_at INTEGER,
  attribute_id TEXT NOT NULL REFERENCES store_attributes (id) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL,
  slug TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  menu_order INTEGER NOT NULL DEFAULT 0,
  count INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, woo_id)
) STRICT;
