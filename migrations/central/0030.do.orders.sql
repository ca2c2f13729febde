-- Customers, coupons, orders and what hangs on an order. woo_id is empty while a record born here is not in the shop yet.
-- Amounts are kept as the store wrote them beside their number.

CREATE TABLE customers (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  woo_id bigint,
  contact_id bigint REFERENCES contacts(id) ON DELETE SET NULL,
  email text NOT NULL,
  username text,
  first_name text,
  last_name text,
  role text,
  billing jsonb NOT NULL DEFAULT '{}',
  shipping jsonb NOT NULL DEFAULT '{}',
  is_paying_customer boolean,
  avatar_url text,
  date_created_woo timestamptz,
  woo_modified_at timestamptz,
  sync_status text NOT NULL DEFAULT 'pending' CHECK (sync_status IN ('synced','pending','error','conflict')),
  sync_error text,
  source data_source NOT NULL DEFAULT 'local',
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (store_id, woo_id),
  UNIQUE (id, store_id)
);
CREATE INDEX idx_customers_email ON customers (store_id, lower(email));

CREATE TABLE coupons (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  woo_id bigint,
  code text NOT NULL CHECK (code <> ''),
  status text NOT NULL DEFAULT 'publish',
  description text,
  discount_type text NOT NULL DEFAULT 'fixed_cart',
  amount numeric,
  amount_text text,
  date_expires timestamptz,
  individual_use boolean NOT NULL DEFAULT false,
  free_shipping boolean NOT NULL DEFAULT false,
  exclude_sale_items boolean NOT NULL DEFAULT false,
  minimum_amount numeric,
  minimum_amount_text text,
  maximum_amount numeric,
  maximum_amount_text text,
  usage_limit integer,
  usage_limit_per_user integer,
  limit_usage_to_x_items integer,
  usage_count integer NOT NULL DEFAULT 0,
  product_ids bigint[] NOT NULL DEFAULT '{}',
  excluded_product_ids bigint[] NOT NULL DEFAULT '{}',
  product_categories bigint[] NOT NULL DEFAULT '{}',
  excluded_product_categories bigint[] NOT NULL DEFAULT '{}',
  email_restrictions text[] NOT NULL DEFAULT '{}',
  woo_modified_at timestamptz,
  sync_status text NOT NULL DEFAULT 'pending' CHECK (sync_status IN ('synced','pending','error','conflict')),
  sync_error text,
  source data_source NOT NULL DEFAULT 'local',
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (store_id, woo_id),
  CONSTRAINT coupons_amount_verbatim CHECK (amount IS NOT DISTINCT FROM decimal_of(amount_text)),
  CONSTRAINT coupons_minimum_verbatim CHECK (minimum_amount IS NOT DISTINCT FROM decimal_of(minimum_amount_text)),
  CONSTRAINT coupons_maximum_verbatim CHECK (maximum_amount IS NOT DISTINCT FROM decimal_of(maximum_amount_text))
);
-- WooCommerce compares codes without case and keeps the codes of trashed coupons
CREATE UNIQUE INDEX coupons_code ON coupons (store_id, lower(code)) WHERE deleted_at IS NULL;

CREATE TABLE orders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  woo_id bigint,
  status text NOT NULL,
  total numeric NOT NULL,
  total_text text,
  discount_total_text text,
  shipping_total_text text,
  total_tax_text text,
  customer_name text NOT NULL,
  customer_email text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  number text,
  currency text,
  customer_phone text,
  billing jsonb,
  shipping jsonb,
  payment_method text,
  customer_woo_id bigint,
  customer_id uuid,
  contact_id bigint REFERENCES contacts(id) ON DELETE SET NULL,
  date_created_woo timestamptz,
  woo_modified_at timestamptz,
  source data_source DEFAULT 'woo',
  synced_at timestamptz,
  sync_status text NOT NULL DEFAULT 'synced',
  deleted_at timestamptz,
  UNIQUE (store_id, woo_id),
  UNIQUE (id, store_id),
  FOREIGN KEY (customer_id, store_id) REFERENCES customers (id, store_id) ON DELETE SET NULL (customer_id),
  CONSTRAINT orders_total_verbatim CHECK (total IS NOT DISTINCT FROM decimal_of(total_text))
);

CREATE TABLE order_items (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  order_id uuid NOT NULL,
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  woo_id bigint,
  product_id uuid REFERENCES products(id) ON DELETE SET NULL,
  variation_id uuid REFERENCES product_variations(id) ON DELETE SET NULL,
  name text NOT NULL,
  sku text,
  quantity integer NOT NULL,
  unit_price numeric,
  unit_price_text text,
  total numeric NOT NULL DEFAULT 0,
  total_text text,
  meta jsonb NOT NULL DEFAULT '[]',
  UNIQUE (order_id, woo_id),
  FOREIGN KEY (order_id, store_id) REFERENCES orders (id, store_id) ON DELETE CASCADE,
  CONSTRAINT order_items_unit_price_verbatim CHECK (unit_price IS NOT DISTINCT FROM decimal_of(unit_price_text)),
  CONSTRAINT order_items_total_verbatim CHECK (total IS NOT DISTINCT FROM decimal_of(total_text))
);

-- order_id is the order's number in the shop and empty for an order that is not there yet; order_uuid always says which
CREATE TABLE order_status_logs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  order_id bigint,
  old_status text NOT NULL,
  new_status text NOT NULL,
  changed_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  source data_source NOT NULL DEFAULT 'woo',
  order_uuid uuid,
  CHECK (num_nonnulls(order_id, order_uuid) > 0),
  FOREIGN KEY (store_id, order_id) REFERENCES orders (store_id, woo_id) ON UPDATE CASCADE ON DELETE CASCADE,
  FOREIGN KEY (order_uuid, store_id) REFERENCES orders (id, store_id) ON DELETE CASCADE
);
CREATE INDEX idx_order_status_logs_order ON order_status_logs (store_id, order_id);
CREATE INDEX idx_order_status_logs_uuid ON order_status_logs (order_uuid);

CREATE TABLE order_notes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  order_id uuid NOT NULL,
  woo_id bigint,
  note text NOT NULL,
  author text,
  customer_note boolean NOT NULL DEFAULT false,
  user_id uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  date_created_woo timestamptz,
  source data_source NOT NULL DEFAULT 'local',
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (order_id, woo_id),
  FOREIGN KEY (order_id, store_id) REFERENCES orders (id, store_id) ON DELETE CASCADE
);

CREATE TABLE refunds (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  store_id uuid NOT NULL REFERENCES stores(id) ON DELETE CASCADE,
  order_id uuid NOT NULL,
  woo_id bigint,
  amount numeric NOT NULL,
  amount_text text,
  reason text,
  refunded_by_woo bigint,
  refunded_payment boolean,
  line_items jsonb NOT NULL DEFAULT '[]',
  date_created_woo timestamptz,
  source data_source NOT NULL DEFAULT 'woo',
  synced_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  UNIQUE (order_id, woo_id),
  FOREIGN KEY (order_id, store_id) REFERENCES orders (id, store_id) ON DELETE CASCADE,
  CONSTRAINT refunds_amount_verbatim CHECK (amount IS NOT DISTINCT FROM decimal_of(amount_text))
);

SELECT auth.seal();
