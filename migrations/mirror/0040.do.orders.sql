-- Orders with everything that hangs on them, and the people who place them.
CREATE TABLE customers (
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
  email TEXT NOT NULL DEFAULT '',
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  -- first and last name, else company, else e-mail: what lists show and search reads
  name TEXT NOT NULL DEFAULT '',
  username TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT 'customer',
  phone TEXT,
  billing TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(billing)),
  shipping TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(shipping)),
  is_paying_customer INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE coupons (
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
  code TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'publish',
  discount_type TEXT NOT NULL DEFAULT 'fixed_cart',
  amount TEXT NOT NULL DEFAULT '0.00',
  amount_sort REAL,
  description TEXT NOT NULL DEFAULT '',
  date_expires INTEGER,
  usage_count INTEGER NOT NULL DEFAULT 0,
  usage_limit INTEGER,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE orders (
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
  number TEXT,
  status TEXT NOT NULL,
  total TEXT NOT NULL DEFAULT '0.00',
  total_sort REAL,
  currency TEXT,
  customer_woo_id INTEGER,
  customer_name TEXT NOT NULL DEFAULT '',
  customer_email TEXT,
  customer_phone TEXT,
  billing TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(billing)),
  shipping TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(shipping)),
  payment_method TEXT,
  created_via TEXT,
  item_count INTEGER NOT NULL DEFAULT 0,
  date_created_woo INTEGER,
  -- order notes have no date filter: they are read when the order is opened
  notes_fetched_at INTEGER,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE order_items (
  row_number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  woo_id INTEGER,
  -- the store's numbers of what was sold; the rows are found through them, because a product may come later or be gone
  product_woo_id INTEGER,
  variation_woo_id INTEGER,
  name TEXT NOT NULL,
  sku TEXT,
  quantity INTEGER NOT NULL,
  unit_price TEXT,
  total TEXT NOT NULL DEFAULT '0.00',
  image_url TEXT,
  meta TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(meta))
) STRICT;

CREATE TABLE order_notes (
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
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  author TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL,
  customer_note INTEGER NOT NULL DEFAULT 0,
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE order_refunds (
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
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  amount TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  UNIQUE (store_id, woo_id)
) STRICT;

CREATE TABLE order_status_logs (
  row_number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  store_id TEXT NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  old_status TEXT NOT NULL,
  new_status TEXT NOT NULL,
  -- 'you' or 'store'
  changed_by TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('woo', 'local')),
  created_at INTEGER NOT NULL
) STRICT;
