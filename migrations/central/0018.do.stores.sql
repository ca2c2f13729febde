-- Stores, who works in them, and their taxonomy. woo_id is empty until the shop knows the record.

CREATE TABLE stores (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  url text NOT NULL,
  api_key text NOT NULL,
  api_secret text NOT NULL,
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE RESTRICT,
  currency text NOT NULL DEFAULT 'ILS',
  webhook_secret text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  woo_version text,
  wp_timezone text,
  status text NOT NULL DEFAULT 'connected' CHECK (status IN ('connected','paused','error','disconnected')),
  last_sync_at timestamptz,
  deleted_at timestamptz,
  UNIQUE (organization_id, url),
  UNIQUE (id, organization_id)
);

CREATE TABLE store_users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  role store_role NOT NULL DEFAULT 'viewer',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  UNIQUE (store_id, user_id),
  FOREIGN KEY (store_id, organization_id) REFERENCES stores(id, organization_id) ON DELETE CASCADE
);

CREATE TABLE store_attributes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  woo_id bigint,
  name text NOT NULL,
  slug text NOT NULL,
  type text DEFAULT 'select',
  order_by text DEFAULT 'menu_order',
  has_archives boolean DEFAULT false,
  source data_source DEFAULT 'local',
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (store_id, woo_id),
  UNIQUE (id, store_id)
);

CREATE TABLE store_categories (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  woo_id bigint,
  name text NOT NULL,
  slug text NOT NULL,
  description text,
  parent_id uuid REFERENCES store_categories(id) ON DELETE SET NULL,
  parent_woo_id bigint,
  count integer DEFAULT 0,
  image_url text,
  display text DEFAULT 'default',
  menu_order integer DEFAULT 0,
  sync_status text NOT NULL DEFAULT 'pending' CHECK (sync_status IN ('synced', 'pending', 'error')),
  last_synced_at timestamptz,
  sync_error text,
  source data_source DEFAULT 'local',
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (store_id, woo_id)
);
-- a term that is gone must not keep its slug from the next one
CREATE UNIQUE INDEX store_categories_slug ON store_categories (store_id, slug) WHERE deleted_at IS NULL;

CREATE TABLE store_tags (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  woo_id bigint,
  name text NOT NULL,
  slug text NOT NULL,
  description text,
  count integer DEFAULT 0,
  sync_status text NOT NULL DEFAULT 'pending' CHECK (sync_status IN ('synced', 'pending', 'error')),
  last_synced_at timestamptz,
  sync_error text,
  source data_source DEFAULT 'local',
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (store_id, woo_id)
);
-- a term that is gone must not keep its slug from the next one
CREATE UNIQUE INDEX store_tags_slug ON store_tags (store_id, slug) WHERE deleted_at IS NULL;

CREATE TABLE store_brands (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  woo_id bigint,
  name text NOT NULL,
  slug text NOT NULL,
  description text,
  logo_url text,
  count integer DEFAULT 0,
  sync_status text NOT NULL DEFAULT 'pending' CHECK (sync_status IN ('synced', 'pending', 'error')),
  last_synced_at timestamptz,
  sync_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  source data_source DEFAULT 'local',
  synced_at timestamptz,
  deleted_at timestamptz,
  UNIQUE (store_id, woo_id)
);
-- a term that is gone must not keep its slug from the next one
CREATE UNIQUE INDEX store_brands_slug ON store_brands (store_id, slug) WHERE deleted_at IS NULL;

CREATE TABLE store_attribute_terms (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  attribute_id uuid NOT NULL,
  woo_id bigint,
  name text NOT NULL,
  slug text NOT NULL,
  description text,
  count integer DEFAULT 0,
  menu_order integer DEFAULT 0,
  source data_source DEFAULT 'local',
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (store_id, attribute_id, woo_id),
  FOREIGN KEY (attribute_id, store_id) REFERENCES store_attributes (id, store_id) ON DELETE CASCADE
);

CREATE TABLE shipping_classes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  woo_id bigint,
  name text NOT NULL,
  slug text NOT NULL,
  description text,
  count integer DEFAULT 0,
  sync_status text NOT NULL DEFAULT 'pending' CHECK (sync_status IN ('synced','pending','error')),
  last_synced_at timestamptz,
  sync_error text,
  source data_source DEFAULT 'local',
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (store_id, woo_id),
  UNIQUE (id, store_id)
);
CREATE UNIQUE INDEX shipping_classes_slug ON shipping_classes (store_id, slug) WHERE deleted_at IS NULL;

SELECT auth.seal();
