-- Roles of an organization and what they permit. A denial stands beside a grant and has its own dates.

CREATE TABLE auth.roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id uuid NOT NULL REFERENCES organizations(id) ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 2 AND 50),
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9_-]+$'),
  description text,
  is_system_role boolean NOT NULL DEFAULT false,
  role_level integer NOT NULL DEFAULT 0 CHECK (role_level BETWEEN 0 AND 100),
  parent_role_id uuid REFERENCES auth.roles(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  is_active boolean NOT NULL DEFAULT true,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (org_id, slug)
);

CREATE TABLE auth.permissions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9_:]+$'),
  resource text NOT NULL,
  action permission_action NOT NULL,
  description text,
  conditions jsonb NOT NULL DEFAULT '[]',
  is_system_permission boolean NOT NULL DEFAULT false,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by uuid REFERENCES auth.users(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (resource, action)
);

CREATE TABLE auth.role_permissions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  role_id uuid NOT NULL REFERENCES auth.roles(id) ON DELETE CASCADE,
  permission_id uuid NOT NULL REFERENCES auth.permissions(id) ON DELETE CASCADE,
  constraints jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  granted_by uuid REFERENCES auth.users(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (role_id, permission_id)
);

CREATE TABLE auth.user_roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  role_id uuid NOT NULL REFERENCES auth.roles(id) ON DELETE CASCADE,
  effective_from timestamptz NOT NULL DEFAULT now(),
  effective_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  assigned_by uuid REFERENCES auth.users(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (user_id, role_id),
  CHECK (effective_until IS NULL OR effective_until > effective_from)
);
CREATE INDEX idx_user_roles_user_active ON auth.user_roles (user_id, effective_until);

CREATE TABLE auth.user_permissions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  permission_id uuid NOT NULL REFERENCES auth.permissions(id) ON DELETE CASCADE,
  is_granted boolean NOT NULL DEFAULT true,
  constraints jsonb NOT NULL DEFAULT '{}',
  effective_from timestamptz NOT NULL DEFAULT now(),
  effective_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  granted_by uuid REFERENCES auth.users(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (user_id, permission_id, is_granted),
  CHECK (effective_until IS NULL OR effective_until > effective_from)
);
CREATE INDEX idx_user_perms_user_granted ON auth.user_permissions (user_id, is_granted, effective_until);

SELECT auth.seal();
