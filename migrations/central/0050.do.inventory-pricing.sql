-- Stock and prices. inventory_item is the truth for managed stock and changes only through inventory_movement;
-- stock_quantity of a product is the last value exchanged with the shop.
--
-- Verify:    SELECT count(*) FROM information_schema.columns WHERE table_name = 'inventory_item'
--              AND column_name IN ('stock_qty', 'reserved_qty', 'available_qty');  -- 3
--            SELECT count(*) FROM information_schema.columns WHERE table_schema = 'core' AND table_name = 'stock_on_hand'
--              AND starts_with(column_name, 'ai_');  -- 5
--            SELECT count(*) FROM inventory_item WHERE available_qty <> stock_qty - reserved_qty;  -- 0
-- Roll back: forward only. Stock is put right by a movement of the type `adjustment`, which leaves the wrong one readable.

CREATE TABLE supplier (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  name text NOT NULL,
  email text,
  phone text,
  currency text,
  lead_time_days integer,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE inventory_location (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  code text NOT NULL,
  name text NOT NULL,
  address jsonb,
  is_default boolean NOT NULL DEFAULT false,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organization_id, code)
);

CREATE TABLE inventory_item (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  location_id uuid NOT NULL REFERENCES inventory_location(id) ON DELETE RESTRICT,
  store_id uuid REFERENCES stores(id) ON DELETE SET NULL,
  product_id uuid REFERENCES products(id) ON DELETE CASCADE,
  variation_id uuid REFERENCES product_variations(id) ON DELETE CASCADE,
  supplier_id uuid REFERENCES supplier(id) ON DELETE SET NULL,
  sku text,
  stock_qty integer NOT NULL DEFAULT 0,
  reserved_qty integer NOT NULL DEFAULT 0 CHECK (reserved_qty >= 0),
  available_qty integer GENERATED ALWAYS AS (stock_qty - reserved_qty) STORED,
  reorder_point integer,
  reorder_qty integer,
  unit_cost numeric,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (num_nonnulls(product_id, variation_id) = 1),
  CHECK (reserved_qty <= GREATEST(stock_qty, 0)),
  UNIQUE NULLS NOT DISTINCT (location_id, product_id, variation_id)
);

CREATE TABLE inventory_movement (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  inventory_item_id uuid NOT NULL REFERENCES inventory_item(id) ON DELETE CASCADE,
  movement_type text NOT NULL
    CHECK (movement_type IN ('receipt','sale','return','adjustment','transfer_in','transfer_out','stocktake')),
  qty_delta integer NOT NULL CHECK (qty_delta <> 0),
  unit_cost numeric,
  reason text,
  reference_type text,
  reference_id text,
  idempotency_key text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organization_id, idempotency_key)
);

CREATE TABLE inventory_allocation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  inventory_item_id uuid NOT NULL REFERENCES inventory_item(id) ON DELETE CASCADE,
  order_id uuid REFERENCES orders(id) ON DELETE CASCADE,
  allocation_type text NOT NULL DEFAULT 'order' CHECK (allocation_type IN ('order','manual','consignment')),
  allocated_qty integer NOT NULL CHECK (allocated_qty > 0),
  status text NOT NULL DEFAULT 'reserved' CHECK (status IN ('reserved','fulfilled','released','expired')),
  expires_at timestamptz,
  notes text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE core.stock_on_hand (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  inventory_item_id uuid NOT NULL UNIQUE REFERENCES inventory_item(id) ON DELETE CASCADE,
  qty integer NOT NULL DEFAULT 0,
  unit_cost numeric,
  total_value numeric GENERATED ALWAYS AS (qty * unit_cost) STORED,
  ai_suggested_price numeric,
  ai_confidence numeric(4,3) CHECK (ai_confidence BETWEEN 0 AND 1),
  ai_rationale text,
  ai_model text,
  ai_priced_at timestamptz,
  as_of timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE pricing_rule (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  name text NOT NULL,
  rule_type text NOT NULL CHECK (rule_type IN ('cost_plus','margin','markdown','competitor_match','bundle','manual')),
  applies_to jsonb NOT NULL DEFAULT '{}',
  config jsonb NOT NULL DEFAULT '{}',
  min_price numeric,
  max_price numeric,
  min_margin_pct numeric(6,2),
  rounding text,
  priority integer NOT NULL DEFAULT 100,
  is_active boolean NOT NULL DEFAULT true,
  valid_from timestamptz,
  valid_until timestamptz,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (min_price IS NULL OR max_price IS NULL OR min_price <= max_price)
);

CREATE TABLE pricing_optimization_job (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  strategy text NOT NULL,
  scope jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued','running','completed','failed','cancelled')),
  products_considered integer NOT NULL DEFAULT 0,
  recommendations_created integer NOT NULL DEFAULT 0,
  error_message text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE pricing_recommendation (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  job_id uuid NOT NULL REFERENCES pricing_optimization_job(id) ON DELETE CASCADE,
  rule_id uuid REFERENCES pricing_rule(id) ON DELETE SET NULL,
  product_id uuid REFERENCES products(id) ON DELETE CASCADE,
  variation_id uuid REFERENCES product_variations(id) ON DELETE CASCADE,
  current_price numeric,
  recommended_price numeric NOT NULL CHECK (recommended_price >= 0),
  expected_margin_pct numeric(6,2),
  confidence numeric(4,3) CHECK (confidence BETWEEN 0 AND 1),
  rationale text,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending','accepted','rejected','applied','expired')),
  decided_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  decided_at timestamptz,
  applied_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (num_nonnulls(product_id, variation_id) = 1)
);

CREATE TABLE price_history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  product_id uuid REFERENCES products(id) ON DELETE CASCADE,
  variation_id uuid REFERENCES product_variations(id) ON DELETE CASCADE,
  old_price numeric,
  new_price numeric,
  source text NOT NULL CHECK (source IN ('manual','rule','recommendation','woo')),
  recommendation_id uuid REFERENCES pricing_recommendation(id) ON DELETE SET NULL,
  changed_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE invoice (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  order_id uuid REFERENCES orders(id) ON DELETE SET NULL,
  supplier_id uuid REFERENCES supplier(id) ON DELETE SET NULL,
  direction text NOT NULL DEFAULT 'sales' CHECK (direction IN ('sales','purchase')),
  invoice_number text NOT NULL,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft','open','paid','void')),
  currency text NOT NULL,
  total numeric NOT NULL,
  issued_at timestamptz,
  due_at timestamptz,
  external_ref text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organization_id, direction, invoice_number)
);

SELECT auth.seal();
