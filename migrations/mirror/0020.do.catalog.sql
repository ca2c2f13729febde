-- The catalogue. A row is the local view of a record: the store's last confirmed answer (base_documents)
-- with the unsent operations (outbox) laid over it. Long texts stay in the document, off the hot rows.
-- Ids are uuids from birth; (store_id, woo_id) decides identity once the store knows the record. Parents are
-- referenced with ON UPDATE CASCADE because a local id can be rewritten when two desktops meet.
CREATE TABLE products (
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
  slug TEXT,
  type TEXT NOT NULL DEFAULT 'simple',
  sku TEXT,
  status TEXT NOT NULL,
  -- money: the store's own decimal strings, kept verbatim; *_sort is the number to sort by
  price TEXT,
  regular_price TEXT,
  sale_price TEXT,
  price_sort REAL,
  on_sale INTEGER NOT NULL DEFAULT 0,
  manage_stock INTEGER NOT NULL DEFAULT 0,
  stock_quantity INTEGER,
  stock_status TEXT NOT NULL DEFAULT 'instock',
  image_url TEXT,
  -- [{"woo_id":16,"name":"Mugs"}]: names as the store said them
  categories TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(categories)),
  variation_count INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE product_variations (
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
  product_id TEXT NOT NULL REFERENCES products (id) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL DEFAULT '',
  sku TEXT,
  status TEXT NOT NULL,
  -- money: the store's own decimal strings, kept verbatim; *_sort is the number to sort by
  price TEXT,
  regular_price TEXT,
  sale_price TEXT,
  price_sort REAL,
  on_sale INTEGER NOT NULL DEFAULT 0,
  manage_stock INTEGER NOT NULL DEFAULT 0,
  stock_quantity INTEGER,
  stock_status TEXT NOT NULL DEFAULT 'instock',
  image_url TEXT,
  -- manage_stock is "parent": the product's own stock counts
  stock_from_parent INTEGER NOT NULL DEFAULT 0,
  attributes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(attributes)),
  menu_order INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE product_images (
  row_number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  product_id TEXT NOT NULL REFERENCES products (id) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  woo_id INTEGER,
  original_url TEXT NOT NULL,
  type TEXT NOT NULL DEFAULT 'gallery' CHECK (type IN ('featured', 'gallery')),
  alt_text TEXT,
  display_order INTEGER NOT NULL DEFAULT 0,
  source TEXT NOT NULL CHECK (source IN ('woo', 'local')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE product_attributes (
  row_number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  product_id TEXT NOT NULL REFERENCES products (id) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  -- the number of the global attribute; null for one that only this product has
  woo_id INTEGER,
  name TEXT NOT NULL,
  options TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(options)),
  variation INTEGER NOT NULL DEFAULT 0,
  visible INTEGER NOT NULL DEFAULT 1,
  position INTEGER NOT NULL DEFAULT 0,
  source TEXT NOT NULL CHECK (source IN ('woo', 'local')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
