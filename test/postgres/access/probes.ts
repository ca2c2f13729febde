import pg from 'pg';
import type { World } from '../support/world.ts';
import type { ActorLogin } from './actors.ts';
import type { Relation } from './objects.ts';
import { holdsPersonalData, PLACE } from './rows.ts';
import type { Stock, StoredRow } from './rows.ts';
import type { Actor, Rights, Verb } from './rules.ts';

/** What an actor is found to reach of a relation, by letters of rules.ts, and whether people from outside were in it. */
export type Reach = Rights & { readonly personal: boolean };
export type Probe = {
  readonly world: World;
  readonly stock: Stock;
  readonly actor: Actor;
  readonly login: ActorLogin;
  /** What a client would set to draw rows to itself. */
  readonly own: Readonly<Record<string, string>>;
};
type Content = StoredRow['content'];

const REFUSED = '42501';
/** A view that cannot be written at all. */
const CANNOT = '55000';
/** Only met behind the policies, so the policies let the row through. */
const BEHIND = new Set(['23505', '23502']);

/** Which table a view that can be written writes. */
const BEHIND_VIEW: Readonly<Record<string, string>> = { 'public.profiles': 'auth.users_extended' };

/** Tries everything on one table or view, and leaves nothing behind. */
export async function probe(given: Probe, relation: Relation): Promise<Reach> {
  const { client, begin } = given.login;
  await begin();
  try {
    const columns = await grantedColumns(client, relation);
    const seen =
      columns.SELECT.length === 0 ? await mustRefuse(client, relation) : await read(client, relation, columns);
    return {
      read: lettersOf(given, seen),
      insert: await insertProbe(given, relation, columns.INSERT),
      update: await updateProbe(given, relation, columns),
      delete: await deleteProbe(given, relation),
      personal: seen.some(holdsPersonalData),
    };
  } finally {
    await client.query('ROLLBACK');
  }
}

type Granted = Readonly<Record<'SELECT' | 'INSERT' | 'UPDATE', readonly string[]>>;

async function grantedColumns(client: pg.Client, relation: Relation): Promise<Granted> {
  const { rows } = await client.query<{ name: string; select: boolean; insert: boolean; update: boolean }>(
    `SELECT name, has_column_privilege($1::regclass, name, 'SELECT') AS select, has_column_privilege($1::regclass, name, 'INSERT') AS insert,
            has_column_privilege($1::regclass, name, 'UPDATE') AS update FROM unnest($2::text[]) name`,
    [await oidOf(client, relation), relation.columns.map(({ name }) => name)],
  );
  const generated = new Set(relation.columns.filter(({ isGenerated }) => isGenerated).map(({ name }) => name));
  const those = (verb: 'select' | 'insert' | 'update'): readonly string[] =>
    rows.filter((row) => row[verb] && (verb === 'select' || !generated.has(row.name))).map(({ name }) => name);
  return { SELECT: those('select'), INSERT: those('insert'), UPDATE: those('update') };
}

/** Not by name: a schema that the login may not look into hides the name. */
async function oidOf(client: pg.Client, { name }: Relation): Promise<string> {
  const [schema, table] = name.split('.');
  const { rows } = await client.query<{ oid: string }>(
    'SELECT c.oid::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2',
    [schema, table],
  );
  return rows[0]?.oid ?? '0';
}

async function read(client: pg.Client, { name }: Relation, { SELECT }: Granted): Promise<readonly Content[]> {
  const list = SELECT.map((column) => `"${column}"`).join(', ');
  const result = await attempt<Content>(client, `SELECT ${list} FROM ${name}`);
  return result === REFUSED ? [] : result.rows;
}

/** What is not granted column by column must not be granted as a whole, either. */
async function mustRefuse(client: pg.Client, { name }: Relation): Promise<readonly Content[]> {
  const result = await attempt<Content>(client, `SELECT * FROM ${name}`);
  return result === REFUSED ? [] : result.rows;
}

async function insertProbe(given: Probe, relation: Relation, columns: readonly string[]): Promise<string> {
  const { client } = given.login;
  if (columns.length === 0) {
    const result = await attempt(client, `INSERT INTO ${relation.name} DEFAULT VALUES`);
    return result === REFUSED ? '' : 'anything';
  }
  const names = columns.map((column) => `"${column}"`).join(', ');
  const accepted: Content[] = [];
  for (const { content } of oneOfEach(given, relation)) {
    const candidate = { ...content, ...freshKey(relation) };
    const result = await attempt(
      client,
      `INSERT INTO ${relation.name} (${names}) SELECT ${names} FROM jsonb_populate_record(NULL::${relation.name}, $1)`,
      [JSON.stringify(candidate)],
    );
    if (result !== REFUSED) accepted.push(content);
  }
  return lettersOf(given, accepted);
}

function freshKey({ key, columns }: Relation): Content {
  const type = columns.find(({ name }) => name === 'id')?.type;
  if (key.includes('id') && type === 'uuid') return { id: crypto.randomUUID() };
  return key.includes('id') ? { id: 900_000_000 + Math.floor(performance.now() * 1000) } : {};
}

function oneOfEach({ stock, actor }: Probe, { name }: Relation): readonly StoredRow[] {
  const first = new Map<string, StoredRow>();
  for (const row of stock.rows.get(name) ?? []) first.set(stock.letterOf(actor, row.content), row);
  return [...first.values()];
}

/**
 * Changes every row that it may, without looking: where nothing is read, only the policies of changing count. Columns
 * that say whose a row is are set to the actor's own, so that rows are drawn over if that is possible at all.
 */
async function updateProbe(given: Probe, relation: Relation, columns: Granted): Promise<string> {
  const { client } = given.login;
  const [fallback] = columns.UPDATE;
  if (fallback === undefined) {
    // keys may be identities, which have an error of their own
    const some = relation.columns.find(({ type, isGenerated }) => type !== 'int8' && !isGenerated)?.name ?? '';
    const result = await attempt(client, `UPDATE ${relation.name} SET "${some}" = NULL`);
    return result === REFUSED ? '' : 'anything';
  }
  const drawn = Object.entries(given.own).filter(([name]) => columns.UPDATE.includes(name));
  const values = drawn.map(([, value]) => value);
  const sets = drawn.map(([name], place) => `"${name}" = $${place + 1}`);
  const harmless = columns.UPDATE.find(
    (name) => !relation.key.includes(name) && !sets.some((set) => set.includes(name)),
  );
  const list = [...sets, `"${harmless ?? fallback}" = "${harmless ?? fallback}"`].join(', ');
  return await touched(given, relation, `UPDATE ${relation.name} SET ${list}`, values);
}

async function deleteProbe(given: Probe, relation: Relation): Promise<string> {
  return await touched(given, relation, `DELETE FROM ${relation.name}`, []);
}

/** Which rows an open statement holds: those that somebody else cannot lock now. */
async function touched(
  given: Probe,
  relation: Relation,
  statement: string,
  values: readonly string[],
): Promise<string> {
  const { client } = given.login;
  await client.query('SAVEPOINT touching');
  try {
    await client.query(statement, [...values]);
    const base = BEHIND_VIEW[relation.name] ?? relation.name;
    const free = await given.world.query(`SELECT ${PLACE} AS place FROM ${base} t FOR UPDATE SKIP LOCKED`);
    const places = new Set(free.map(({ place }) => place));
    const held = (given.stock.rows.get(base) ?? []).filter(({ place }) => !places.has(place));
    return lettersOf(
      given,
      held.map(({ content }) => content),
    );
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === CANNOT) return '';
    if (error instanceof pg.DatabaseError && error.code === REFUSED) return isPolicy(error) ? 'refused row' : '';
    throw new Error(`${given.actor}: ${statement}`, { cause: error });
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT touching');
  }
}

const isPolicy = ({ message }: pg.DatabaseError): boolean => message.includes('row-level security');

const lettersOf = ({ stock, actor }: Probe, rows: readonly Content[]): string =>
  'MCSGO'
    .split('')
    .filter((letter) => rows.some((row) => stock.letterOf(actor, row) === letter))
    .join('');

async function attempt<T extends Content>(
  client: pg.Client,
  statement: string,
  values: readonly unknown[] = [],
): Promise<pg.QueryResult<T> | typeof REFUSED> {
  await client.query('SAVEPOINT attempt');
  try {
    return await client.query<T>(statement, [...values]);
  } catch (error) {
    if (error instanceof pg.DatabaseError && (error.code === REFUSED || error.code === CANNOT)) return REFUSED;
    if (error instanceof pg.DatabaseError && BEHIND.has(error.code ?? ''))
      return { rows: [], rowCount: 0, command: '', oid: 0, fields: [] };
    throw new Error(statement, { cause: error });
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT attempt');
  }
}

/** `existing`: the letters that the table has rows of; null for views, whose rows nobody sees as a whole. */
export function differences(expected: Rights, found: Rights, existing: ReadonlySet<string> | null): readonly string[] {
  return (['read', 'insert', 'update', 'delete'] satisfies Verb[]).flatMap((verb) => {
    const want =
      existing === null
        ? expected[verb]
        : expected[verb]
            .split('')
            .filter((letter) => existing.has(letter))
            .join('');
    const isSame =
      existing === null && verb === 'read'
        ? (want === '') === (found.read === '') && found.read.split('').every((letter) => want.includes(letter))
        : want === found[verb];
    return isSame ? [] : [`${verb}: ${want || 'nothing'} expected, found ${found[verb] || 'nothing'}`];
  });
}
