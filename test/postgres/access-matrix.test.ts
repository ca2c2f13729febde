import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { assemble } from './access/actors.ts';
import type { Cast } from './access/actors.ts';
import { CALLERS } from './access/functions.ts';
import { judge, readMatrix, rightsIn } from './access/matrix.ts';
import type { Objects } from './access/matrix.ts';
import { functionsOf, partitionsOf, relationsOf, sequencesOf } from './access/objects.ts';
import { differences, probe } from './access/probes.ts';
import type { Probe } from './access/probes.ts';
import { stock, strip } from './access/rows.ts';
import type { Stock } from './access/rows.ts';
import { ACTORS } from './access/rules.ts';
import type { Actor } from './access/rules.ts';
import { provideWorld } from './support/world.ts';

const matrix = readMatrix(readFileSync(join(import.meta.dirname, 'access-matrix.json'), 'utf8'));
/** Their content is of people outside; these actors never meet it. */
const WITHOUT_PERSONAL_DATA: readonly Actor[] = ['viewer', 'developer', 'stranger', 'nobody'];
/** What the CRM knows of people outside is for those who work with it, from `user` on. */
const CRM = 'crm';

const world = provideWorld();
let objects: Objects;
let cast: Cast;
let stored: Stock;

beforeAll(async () => {
  objects = {
    relations: await relationsOf(world()),
    functions: await functionsOf(world()),
    sequences: await sequencesOf(world()),
  };
  cast = await assemble(world());
  await strip(world());
  stored = await stock(world(), cast, objects.relations);
});

describe('[ACCESS1] every object has a verdict', () => {
  test('[ACCESS1] no table, view, column, function or sequence is without one, and none is about what is not there', () => {
    expect(objects.relations.map(({ name }) => name)).toEqual(Object.keys(matrix.relations));
    for (const { name, columns } of objects.relations)
      expect(Object.keys(matrix.relations[name]?.columns ?? {}), name).toEqual(columns.map((column) => column.name));
    expect(objects.functions).toEqual(Object.keys(matrix.functions));
    expect(objects.sequences.map(({ name }) => name)).toEqual(Object.keys(matrix.sequences));
  });

  test('[ACCESS1] the verdicts are what the rules say', () => {
    expect(judge(objects)).toEqual(matrix);
  });

  test('[ACCESS1] a table, column, function or sequence that nobody has judged is found', async () => {
    const { query } = world();
    await query(
      `CREATE TABLE core.unjudged (id serial); CREATE VIEW public.unjudged AS SELECT 1 AS one;
       CREATE FUNCTION core.unjudged(uuid) RETURNS integer LANGUAGE sql AS 'SELECT 1'; ALTER TABLE core.stock_on_hand ADD COLUMN unjudged text`,
    );
    const names = (await relationsOf(world())).map(({ name }) => name);
    expect(names.filter((name) => !(name in matrix.relations))).toEqual(['core.unjudged', 'public.unjudged']);
    expect((await functionsOf(world())).filter((name) => !(name in matrix.functions))).toEqual(['core.unjudged(uuid)']);
    expect((await sequencesOf(world())).filter(({ name }) => !(name in matrix.sequences))).toHaveLength(1);
    expect(() =>
      judge({ ...objects, relations: [{ name: 'core.unjudged', kind: 'table', columns: [], key: [] }] }),
    ).toThrow('core.unjudged');
    await query(
      'DROP TABLE core.unjudged; DROP VIEW public.unjudged; DROP FUNCTION core.unjudged(uuid); ALTER TABLE core.stock_on_hand DROP COLUMN unjudged',
    );
  });
});

describe('[ACCESS2] every verdict holds, as raw SQL on the login of each', () => {
  const probing = (actor: Actor): Probe => {
    const { orgA, orgB, storeA, storeB, id } = world();
    const isB = actor === 'stranger';
    const organization = isB ? orgB : orgA;
    const own = {
      organization_id: organization,
      org_id: organization,
      store_id: isB ? storeB : storeA,
      user_id: cast.person[actor] ?? id.ownerA,
    };
    return { world: world(), stock: stored, actor, login: cast.logins[actor], own };
  };

  test.each(ACTORS)('[ACCESS2] rows and verbs of %s', async (actor) => {
    const wrong: string[] = [];
    for (const relation of objects.relations) {
      const verdict = matrix.relations[relation.name];
      if (verdict === undefined) continue;
      const found = await probe(probing(actor), relation);
      const rows = stored.rows.get(relation.name);
      const existing = rows === undefined ? null : new Set(rows.map(({ content }) => stored.letterOf(actor, content)));
      for (const difference of differences(rightsIn(verdict, actor), found, existing))
        wrong.push(`${relation.name} (${verdict.kind}) ${difference}`);
      if (found.personal && WITHOUT_PERSONAL_DATA.includes(actor) && verdict.kind !== CRM && actor !== 'stranger')
        wrong.push(`${relation.name} shows personal data`);
    }
    expect(wrong).toEqual([]);
  });

  test('[ACCESS2] sealed columns are refused one by one; the others are readable where the table is', async () => {
    const wrong: string[] = [];
    const { client, begin } = cast.logins.owner;
    await begin();
    for (const { name, columns } of objects.relations) {
      const verdict = matrix.relations[name];
      const isOpen = verdict !== undefined && ACTORS.some((actor) => rightsIn(verdict, actor).read !== '');
      for (const column of columns) {
        await client.query('SAVEPOINT one');
        const answer = await client.query(`SELECT "${column.name}" FROM ${name} LIMIT 0`).then(
          () => 'read',
          (error: unknown) => (error as { code?: string }).code ?? '',
        );
        await client.query('ROLLBACK TO SAVEPOINT one');
        const expected = isOpen && verdict.columns[column.name] !== 'sealed' ? 'read' : '42501';
        if (answer !== expected) wrong.push(`${name}.${column.name}: ${answer}`);
      }
    }
    await client.query('ROLLBACK');
    expect(wrong).toEqual([]);
  });

  test('[ACCESS2] where only some columns may be changed, the others may not', async () => {
    const { client } = cast.logins.owner;
    for (const [name, { writable }] of Object.entries(matrix.relations)) {
      if (writable === undefined) continue;
      const { rows } = await client.query<{ column: string }>(
        `SELECT attname AS column FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
         AND has_column_privilege(attrelid, attnum, 'UPDATE')`,
        [name],
      );
      expect(rows.map(({ column }) => column).sort(), name).toEqual([...writable].sort());
    }
  });

  test('[ACCESS2] a partition is for nobody; its parent is asked', async () => {
    const partitions = await partitionsOf(world());
    expect(partitions.length).toBeGreaterThan(4);
    const { client } = cast.logins.owner;
    for (const name of partitions)
      await expect(client.query(`SELECT 1 FROM ${name}`), name).rejects.toMatchObject({ code: '42501' });
  });

  test('[ACCESS2] functions are called by those whom the verdict names', async () => {
    const granted = await world().query(
      `SELECT name, (SELECT coalesce(json_agg(r ORDER BY place), '[]') FROM unnest($2::text[]) WITH ORDINALITY u (r, place)
         WHERE has_function_privilege(r, name::regprocedure, 'EXECUTE')) AS callers FROM unnest($1::text[]) name`,
      [objects.functions, await existing(CALLERS)],
    );
    expect(Object.fromEntries(granted.map(({ name, callers }) => [name, callers]))).toEqual(matrix.functions);
  });

  test('[ACCESS2] counters count for those who insert, and are neither read nor set by anybody', async () => {
    const found = await world().query(
      `SELECT name, has_sequence_privilege('app_user', name, 'USAGE') AS counts,
              has_sequence_privilege('app_user', name, 'SELECT, UPDATE') AS more FROM unnest($1::text[]) name`,
      [objects.sequences.map(({ name }) => name)],
    );
    for (const { name, counts, more } of found)
      expect({ name, counts, more }).toEqual({
        name,
        counts: matrix.sequences[String(name)] === 'counter',
        more: false,
      });
  });

  test('[ACCESS2] workers and the webhook receiver have functions and no tables', async () => {
    const open = await world().query(
      `SELECT r, n.name FROM unnest($1::text[]) r CROSS JOIN unnest($2::text[]) n (name)
       WHERE has_any_column_privilege(r, n.name, 'SELECT, INSERT, UPDATE') OR has_table_privilege(r, n.name, 'DELETE, TRUNCATE, TRIGGER')`,
      [await existing(['app_worker', 'app_ingest', 'app_enrol']), objects.relations.map(({ name }) => name)],
    );
    const gates = Object.entries(matrix.relations).filter(([, { kind }]) => kind === 'gate');
    expect(new Set(open.map(({ name }) => name))).toEqual(new Set(gates.map(([name]) => name)));
  });

  test('[ACCESS2] nobody may truncate, add triggers or refer to a table', async () => {
    const open = await world().query(
      `SELECT name FROM unnest($1::text[]) name WHERE has_table_privilege('app_user', name, 'TRUNCATE, TRIGGER, REFERENCES')`,
      [objects.relations.map(({ name }) => name)],
    );
    expect(open).toEqual([]);
  });
});

async function existing(roles: readonly string[]): Promise<readonly string[]> {
  const rows = await world().query(
    'SELECT r FROM unnest($1::text[]) WITH ORDINALITY u (r, place) WHERE to_regrole(r) IS NOT NULL ORDER BY place',
    [roles],
  );
  return rows.map(({ r }) => String(r));
}
