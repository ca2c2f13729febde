import type { TestDatabase } from '../support/test-database.ts';

export const SCHEMAS = `('public', 'auth', 'core', 'compat_000', 'compat_001', 'compat_002', 'compat_003', 'compat_004')`;

export type Column = {
  readonly name: string;
  readonly type: string;
  readonly maxLength: number | null;
  readonly firstLabel: string | null;
  readonly isGenerated: boolean;
};
export type Relation = {
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly columns: readonly Column[];
  readonly key: readonly string[];
};

/** Every table and view with its columns, schema first; partitions are left to their parents. */
export async function relationsOf({ query }: Pick<TestDatabase, 'query'>): Promise<readonly Relation[]> {
  const rows = await query(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind,
      (SELECT json_agg(json_build_object('name', a.attname, 'type', t.typname,
          'maxLength', CASE WHEN t.typname = 'varchar' AND a.atttypmod > 0 THEN a.atttypmod - 4 END,
          'firstLabel', (SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder LIMIT 1),
          'isGenerated', a.attgenerated <> '') ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
      (SELECT coalesce(json_agg(a.attname), '[]') FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary) AS key
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ${SCHEMAS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition ORDER BY 1`);
  return rows as unknown as readonly Relation[];
}

export async function partitionsOf({ query }: Pick<TestDatabase, 'query'>): Promise<readonly string[]> {
  const rows = await query(`SELECT format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ${SCHEMAS} AND c.relispartition AND c.relkind IN ('r', 'p') ORDER BY 1`);
  return rows.map(({ name }) => String(name));
}

/** Every function as `schema.name(types)`. */
export async function functionsOf({ query }: Pick<TestDatabase, 'query'>): Promise<readonly string[]> {
  const rows = await query(`
    SELECT format('%I.%I(%s)', n.nspname, p.proname, (
      SELECT coalesce(string_agg(format_type(t, NULL), ',' ORDER BY place), '') FROM unnest(p.proargtypes) WITH ORDINALITY u (t, place))) AS name
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ${SCHEMAS} ORDER BY 1`);
  return rows.map(({ name }) => String(name));
}

/** Every sequence with the column that counts by it, if one does. */
export async function sequencesOf({
  query,
}: Pick<TestDatabase, 'query'>): Promise<readonly { readonly name: string; readonly of: string | null }[]> {
  const rows = await query(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name, (
      SELECT format('%I.%I', tn.nspname, t.relname) FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
      JOIN pg_namespace tn ON tn.oid = t.relnamespace
      WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')) AS of
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ${SCHEMAS} AND c.relkind = 'S' ORDER BY 1`);
  return rows.map(({ name, of }) => ({ name: String(name), of: of === null ? null : String(of) }));
}
