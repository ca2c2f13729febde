-- Loyalty: members hold points, and every change of points is a line in the ledger.
--
-- Verify:    SELECT count(*) FROM loyalty_member m WHERE points_balance <> (
--              SELECT coalesce(sum(points), 0) FROM loyalty_transaction t WHERE t.member_id = m.id);  -- 0
-- Roll back: forward only. Points are put right by a line of the kind `reverse` or `adjust`.

CREATE TABLE loyalty_program (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  store_id uuid REFERENCES stores(id) ON DELETE CASCADE,
  name text NOT NULL,
  points_per_currency numeric(10,4) NOT NULL DEFAULT 1 CHECK (points_per_currency >= 0),
  points_expire_days integer,
  earn_on_status text NOT NULL DEFAULT 'completed',
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE loyalty_tier (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  program_id uuid NOT NULL REFERENCES loyalty_program(id) ON DELETE CASCADE,
  name text NOT NULL,
  min_points integer NOT NULL DEFAULT 0,
  earn_multiplier numeric(5,2) NOT NULL DEFAULT 1,
  benefits jsonb NOT NULL DEFAULT '{}',
  UNIQUE (program_id, name),
  UNIQUE (program_id, min_points)
);

CREATE TABLE loyalty_member (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  program_id uuid NOT NULL REFERENCES loyalty_program(id) ON DELETE CASCADE,
  contact_id bigint NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
  tier_id uuid REFERENCES loyalty_tier(id) ON DELETE SET NULL,
  points_balance integer NOT NULL DEFAULT 0 CHECK (points_balance >= 0),
  lifetime_points integer NOT NULL DEFAULT 0,
  enrolled_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (program_id, contact_id)
);

CREATE TABLE loyalty_reward (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  program_id uuid NOT NULL REFERENCES loyalty_program(id) ON DELETE CASCADE,
  name text NOT NULL,
  points_cost integer NOT NULL CHECK (points_cost > 0),
  reward_type text NOT NULL CHECK (reward_type IN ('coupon_fixed','coupon_percent','free_product','custom')),
  config jsonb NOT NULL DEFAULT '{}',
  stock integer,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE loyalty_redemption (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  member_id uuid NOT NULL REFERENCES loyalty_member(id) ON DELETE CASCADE,
  reward_id uuid NOT NULL REFERENCES loyalty_reward(id) ON DELETE RESTRICT,
  points_spent integer NOT NULL CHECK (points_spent > 0),
  status text NOT NULL DEFAULT 'issued' CHECK (status IN ('issued','redeemed','expired','cancelled')),
  woo_coupon_code text,
  issued_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  issued_at timestamptz NOT NULL DEFAULT now(),
  redeemed_at timestamptz,
  order_id uuid REFERENCES orders(id) ON DELETE SET NULL
);

CREATE TABLE loyalty_transaction (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  member_id uuid NOT NULL REFERENCES loyalty_member(id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('earn','redeem','adjust','expire','reverse')),
  points integer NOT NULL CHECK (points <> 0),
  balance_after integer NOT NULL CHECK (balance_after >= 0),
  order_id uuid REFERENCES orders(id) ON DELETE SET NULL,
  redemption_id uuid REFERENCES loyalty_redemption(id) ON DELETE SET NULL,
  idempotency_key text,
  note text,
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (member_id, idempotency_key)
);

SELECT auth.seal();
