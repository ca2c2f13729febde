import { beforeAll, describe, expect, test } from 'vitest';
import { readSeedFacts, SEEDS } from './support/seed-facts.ts';
import type { SeedFacts } from './support/seed-facts.ts';
import { createTestDatabase } from './support/test-database.ts';
import type { TestDatabase } from './support/test-database.ts';

let database: TestDatabase;
/** Columns by `schema.relation`. */
let columns: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  database = await createTestDatabase();
  const rows = await database.query(
    `SELECT n.nspname || '.' || c.relname AS relation, array_agg(a.attname::text) AS names
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 AND NOT a.attisdropped GROUP BY 1`,
  );
  columns = new Map(rows.map((row) => [String(row['relation']), new Set(row['names'] as string[])]));
});

/** Where a reader of the document finds the name: among its own names, as it is written, in the two common schemas. */
function relationOf(seed: string, { schema, name }: { schema: string; name: string }): string | undefined {
  const places = [`compat_${seed}`, schema, 'public', 'auth'].map((place) => `${place}.${name}`);
  return places.find((place) => columns.has(place));
}

function missingColumns(seed: string, facts: SeedFacts): readonly string[] {
  return facts.relations.flatMap((relation) => {
    const place = relationOf(seed, relation);
    if (place === undefined) return [`${relation.schema}.${relation.name}`];
    const found = columns.get(place);
    return relation.columns.filter((column) => found?.has(column) !== true).map((column) => `${place}.${column}`);
  });
}

describe.each(SEEDS)('[CENTRAL4] document %s', (seed) => {
  const facts = readSeedFacts(seed);

  test('[CENTRAL4] finds every table, view and column under its own name', () => {
    expect(missingColumns(seed, facts)).toEqual([]);
    expect(facts.relations.length).toBeGreaterThan(8);
  });

  test('[CENTRAL4] can ask for them with its own search path', async () => {
    await database.query(`SET search_path = compat_${seed}, public, auth`);
    for (const relation of facts.relations) {
      const qualified =
        ['auth', 'core'].includes(relation.schema) && relationOf(seed, relation)?.startsWith('compat_') !== true;
      await database.query(`SELECT * FROM ${qualified ? `${relation.schema}.` : ''}"${relation.name}" LIMIT 0`);
    }
    await database.query('RESET search_path');
  });

  test('[CENTRAL4] finds every value of its enums and every function', async () => {
    const labels = await database.query(`SELECT enumtypid::regtype::text AS type, enumlabel AS label FROM pg_enum`);
    const known = new Set(labels.map((row) => `${String(row['type'])}.${String(row['label'])}`));
    const functions = await database.query(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace::regnamespace::text IN ('public', 'auth')`,
    );
    const names = new Set(functions.map((row) => String(row['name'])));
    const wanted = facts.enums.flatMap(({ name, values }) => values.map((value) => `${name}.${value}`));
    expect(wanted.filter((value) => !known.has(value))).toEqual([]);
    expect(facts.functions.filter((name) => !names.has(name) && !REPLACED.has(name))).toEqual([]);
  });
});

/** Where the rows stand that a document indexes under another name, and their columns that are named otherwise. */
const INDEXED_AS: Readonly<Record<string, string>> = {
  organization: 'organizations',
  user_sessions: 'auth.user_sessions',
  login_history: 'auth.login_history',
  'auth.audit_events': 'audit_logs',
};
const COLUMN_AS: Readonly<Record<string, string>> = {
  'auth.user_sessions.session_token': 'session_token_hash',
  'auth.login_history.email': 'lower(email)',
  'audit_logs.org_id': 'organization_id',
  'audit_logs.event_type': 'action_type',
};

describe('[CENTRAL4] the indexes of the documents', () => {
  test.each(SEEDS)('[CENTRAL4] document %s: what is searched for by an index is found by one', async (seed) => {
    const indexes = await database.query(
      `SELECT i.indrelid::regclass::text AS relation,
         (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true), ',' ORDER BY n) FROM generate_series(1, i.indnkeyatts) n) AS columns
       FROM pg_index i`,
    );
    const known = indexes.map((row) => `${String(row['relation'])}(${String(row['columns'])},`);
    const missing = readSeedFacts(seed).indexes.filter(({ table, definition }) => {
      const columns = /^\(([^)]+)\)/.exec(definition)?.[1] ?? '';
      if (columns === 'columns not given') return false;
      const relation = INDEXED_AS[table] ?? table;
      const names = columns.split(', ').map((name) => name.replace(/ (?:DESC|ASC)$/, ''));
      const wanted = `${relation}(${names.map((name) => COLUMN_AS[`${relation}.${name}`] ?? name).join(',')},`;
      return !known.some((index) => index.startsWith(wanted));
    });
    expect(missing).toEqual([]);
  });
});

/** Four more functions that set updated_at: one does it for all. */
const REPLACED: ReadonlySet<string> = new Set([
  'update_updated_at',
  'sync_preview_touch_updated_at',
  'update_agent_insights_updated_at',
]);

describe('[CENTRAL4] the check itself', () => {
  test('names what is missing', () => {
    const facts: SeedFacts = {
      ...readSeedFacts('002'),
      relations: [
        { schema: 'public', name: 'organization', columns: ['slug', 'shoe_size'] },
        { schema: 'public', name: 'unicorns', columns: [] },
      ],
    };
    expect(missingColumns('002', facts)).toEqual(['public.organization.shoe_size', 'public.unicorns']);
  });

  test('sees all 1,372 columns', () => {
    const count = SEEDS.flatMap((seed) => readSeedFacts(seed).relations.flatMap(({ columns }) => columns)).length;
    expect(count).toBe(1_372);
  });
});

describe('[CENTRAL5] what is there from the start', () => {
  const KEYS: Readonly<Record<string, string>> = {
    schema_migrations: 'migration_name',
    onboarding_paths: 'name',
    setup_checklist_items: 'key',
    quota_policies: 'policy_name',
    credit_actions: 'action_type',
  };

  test('[CENTRAL5] every default row of the documents, with its figures', async () => {
    const rows = SEEDS.flatMap((seed) => readSeedFacts(seed).defaultRows).filter(({ table }) => table in KEYS);
    expect(rows).toHaveLength(19);
    for (const { table, name, values } of rows) {
      const found = await database.row(`SELECT to_jsonb(t) AS data FROM ${table} t WHERE ${KEYS[table] ?? ''} = $1`, [
        name,
      ]);
      expect(found['data']).toMatchObject(figuresOf(values));
    }
  });

  test('[CENTRAL5] nothing for tests: no organization but the platform’s, nobody', async () => {
    expect(await database.query('SELECT slug, is_platform FROM organizations')).toEqual([
      { slug: 'platform', is_platform: true },
    ]);
    expect(await database.query('SELECT 1 FROM auth.users')).toEqual([]);
  });

  test('[CENTRAL5] the default path has its eight steps, the required ones marked', async () => {
    const steps =
      await database.value(`SELECT jsonb_agg(s->>'key' || CASE WHEN (s->>'required')::boolean THEN '*' ELSE '' END)
      FROM onboarding_paths, jsonb_array_elements(steps) s WHERE is_default`);
    expect(steps).toEqual(
      readSeedFacts('003')
        .defaultRows.filter(({ table }) => table === 'onboarding_paths')
        .flatMap(({ values }) => (values as { steps: string[] }).steps),
    );
  });
});

/** Numbers only: words and addresses were written anew for this app. */
function figuresOf(values: unknown): Readonly<Record<string, number>> {
  const entries = Object.entries(values as Record<string, unknown>);
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}
