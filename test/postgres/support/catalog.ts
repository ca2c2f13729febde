import type { TestDatabase } from './test-database.ts';

/** Everything that makes a schema what it is, as lines that can be compared. */
export async function catalogOf({ query }: Pick<TestDatabase, 'query'>): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [kind, statement] of Object.entries(QUESTIONS)) {
    for (const row of await query(statement)) lines.push(`${kind} ${Object.values(row).map(String).join(' | ')}`);
  }
  return lines.sort();
}

const OURS = `IN ('public', 'auth', 'core', 'ext', 'compat_000', 'compat_001', 'compat_002', 'compat_003', 'compat_004')`;

const QUESTIONS: Readonly<Record<string, string>> = {
  schema: `SELECT nspname, nspowner::regrole, nspacl FROM pg_namespace WHERE nspname ${OURS}`,
  relation: `SELECT c.oid::regclass, c.relkind, c.relowner::regrole, c.relacl, c.relrowsecurity, c.relforcerowsecurity, c.reloptions
             FROM pg_class c WHERE c.relnamespace::regnamespace::text ${OURS} AND c.relkind <> 'i'`,
  column: `SELECT a.attrelid::regclass, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated,
             a.attidentity, a.attacl, pg_get_expr(d.adbin, d.adrelid)
           FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
           WHERE c.relnamespace::regnamespace::text ${OURS} AND a.attnum > 0 AND c.relkind IN ('r', 'p', 'v')`,
  constraint: `SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
               WHERE connamespace::regnamespace::text ${OURS}`,
  index: `SELECT schemaname, indexname, indexdef FROM pg_indexes WHERE schemaname ${OURS}`,
  view: `SELECT schemaname, viewname, viewowner, definition FROM pg_views WHERE schemaname ${OURS}`,
  function: `SELECT p.oid::regprocedure, p.proowner::regrole, p.proacl, p.proconfig, md5(pg_get_functiondef(p.oid)) FROM pg_proc p
             WHERE p.pronamespace::regnamespace::text ${OURS} AND p.prokind = 'f'`,
  trigger: `SELECT tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal`,
  policy: `SELECT * FROM pg_policies WHERE schemaname ${OURS}`,
  enum: `SELECT enumtypid::regtype, enumlabel, row_number() OVER (PARTITION BY enumtypid ORDER BY enumsortorder) FROM pg_enum`,
  default: `SELECT defaclrole::regrole, defaclobjtype, defaclacl FROM pg_default_acl`,
  history: `SELECT version, name, md5 FROM schema_migrations`,
  row: `SELECT 'permission' AS what, name FROM auth.permissions UNION ALL SELECT 'quota', policy_name FROM quota_policies
        UNION ALL SELECT 'credit', action_type || credits_cost FROM credit_actions
        UNION ALL SELECT 'organization', slug FROM organizations UNION ALL SELECT 'item', key FROM setup_checklist_items
        UNION ALL SELECT 'path', name FROM onboarding_paths`,
};
