import { randomUUID } from 'node:crypto';
import type { World } from '../support/world.ts';
import type { Cast } from './actors.ts';
import { columnKindOf } from './columns.ts';
import type { Column, Relation } from './objects.ts';
import { ACTORS, kindOf } from './rules.ts';
import type { Actor } from './rules.ts';

/** Whose a row is. `person` and `store` only where the row names them. */
type Origin = {
  readonly tenant: 'A' | 'B' | 'other';
  readonly store: '1' | '2' | null;
  readonly person: string | null;
};
export type StoredRow = { readonly place: string; readonly content: Readonly<Record<string, unknown>> };
/** What lies in the tables, and how to tell whose it is by content alone. */
export type Stock = {
  readonly rows: ReadonlyMap<string, readonly StoredRow[]>;
  /** The letter of a row for that actor (see rules.ts), or O. */
  readonly letterOf: (actor: Actor, content: Readonly<Record<string, unknown>>) => string;
};

/** The people and places that rows already belong to; rows of these tables come with the world. */
const OF_THE_WORLD = new Set([
  ...['public.organizations', 'auth.users', 'auth.users_extended', 'auth.roles', 'auth.role_permissions'],
  ...['auth.user_roles', 'public.stores', 'public.store_users', 'auth.user_sessions', 'auth.permissions'],
  ...['public.client_requirements', 'public.schema_migrations'],
]);
/** Values without which a view would not show the row. */
const FITTING: Readonly<Record<string, unknown>> = {
  'public.workflow_templates.is_public': true,
  'public.audit_logs.severity_level': 'critical',
  'auth.login_history.event_type': 'login_success',
  'public.workflow_definitions.trigger_type': 'event',
  'public.store_documents.entity': 'products',
  'public.store_operations.entity': 'products',
};
const OTHER: Origin = { tenant: 'other', store: null, person: null };
const PERSONAL_MARK = '~personal~';
export const holdsPersonalData = (content: unknown): boolean => JSON.stringify(content).includes(PERSONAL_MARK);

/**
 * Only policies and rights are on trial: what would refuse a made-up row for other reasons is taken out of this copy of
 * the database. It can only refuse more than they do.
 */
export async function strip({ query }: World): Promise<void> {
  await query(`DO $$
    DECLARE item record;
    BEGIN
      FOR item IN SELECT conrelid::regclass AS name, conname FROM pg_constraint
        WHERE contype IN ('f', 'c', 'u') AND conparentid = 0 AND coninhcount = 0 AND conrelid <> 0 AND connamespace::regnamespace::text IN ('public', 'auth', 'core')
        ORDER BY contype = 'u'
      LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', item.name, item.conname);
      END LOOP;
      FOR item IN SELECT i.indexrelid::regclass AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indisunique AND NOT i.indisprimary AND NOT c.relispartition
          AND c.relnamespace::regnamespace::text IN ('public', 'auth', 'core')
      LOOP
        EXECUTE format('DROP INDEX %s', item.name);
      END LOOP;
      FOR item IN SELECT c.oid::regclass AS name FROM pg_class c
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text IN ('public', 'auth', 'core')
      LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', item.name);
      END LOOP;
    END $$`);
}

/** One row of each table for each person of A in the first store, one in the second store, and one of B. */
export async function stock(world: World, cast: Cast, relations: readonly Relation[]): Promise<Stock> {
  const origins = originsOf(world, cast);
  const origin = new Map<string, Origin>(knownIds(world, cast));
  const strangers = await world.query('SELECT id FROM organizations WHERE id <> ALL ($1)', [[world.orgA, world.orgB]]);
  for (const { id } of strangers) origin.set(String(id), OTHER);
  const roles = await world.query('SELECT org_id, id, slug FROM auth.roles');
  for (const role of roles) origin.set(String(role['id']), origin.get(String(role['org_id'])) ?? OTHER);
  const roleOf = (organization: string): unknown =>
    roles.find((role) => role['org_id'] === organization && role['slug'] === 'viewer')?.['id'];
  let count = 1000;
  for (const relation of relations) {
    if (relation.kind === 'view' || OF_THE_WORLD.has(relation.name)) continue;
    for (const each of kindOf(relation.name) === 'shared' && !namesTenant(relation) ? [OF_NOBODY] : origins) {
      const row: Record<string, unknown> = {};
      for (const column of relation.columns) {
        if (column.isGenerated || column.name === 'deleted_at') continue;
        count += 1;
        const anchor = anchorOf(column.name, each, roleOf(each.organization));
        const value = anchor ?? madeUp(relation.name, column, each.tag, count);
        if (column.type === 'uuid' && anchor === null && each !== OF_NOBODY) origin.set(String(value), each.origin);
        row[column.name] = value;
      }
      await insert(world, relation.name, row);
    }
  }
  for (const each of origins) origin.set(each.tag, each.origin);
  return { rows: await storedRows(world, relations), letterOf: letters(cast, origin) };
}

type Seed = {
  readonly tag: string;
  readonly organization: string;
  readonly store: string;
  readonly person: string;
  readonly origin: Origin;
};

const OF_NOBODY: Seed = { tag: '~nobody~', organization: '', store: '', person: '', origin: OTHER };
const namesTenant = ({ columns }: Relation): boolean =>
  columns.some(({ name }) => name === 'organization_id' || name === 'org_id');

function originsOf(world: World, cast: Cast): readonly Seed[] {
  const ofA = ACTORS.filter((actor) => actor !== 'stranger' && actor !== 'nobody').map((actor): Seed => {
    const person = cast.person[actor] ?? '';
    const origin = { tenant: 'A', store: '1', person } as const;
    return { tag: `~a-${actor}~`, organization: world.orgA, store: world.storeA, person, origin };
  });
  const second = { tenant: 'A', store: '2', person: cast.bystander } as const;
  const foreign = { tenant: 'B', store: '1', person: world.id.ownerB } as const;
  return [
    ...ofA,
    { tag: '~a-second~', organization: world.orgA, store: cast.storeA2, person: cast.bystander, origin: second },
    { tag: '~b~', organization: world.orgB, store: world.storeB, person: world.id.ownerB, origin: foreign },
  ];
}

function knownIds(world: World, cast: Cast): readonly (readonly [string, Origin])[] {
  const people = [...Object.values(cast.person), cast.bystander].filter((person) => person !== null);
  return [
    [world.orgA, { tenant: 'A', store: null, person: null }],
    [world.orgB, { tenant: 'B', store: null, person: null }],
    [world.storeA, { tenant: 'A', store: '1', person: null }],
    [cast.storeA2, { tenant: 'A', store: '2', person: null }],
    [world.storeB, { tenant: 'B', store: '1', person: null }],
    [world.id.strangerC, { tenant: 'other', store: null, person: world.id.strangerC }],
    ...people.map(
      (person) => [person, { tenant: person === world.id.ownerB ? 'B' : 'A', store: null, person }] as const,
    ),
  ];
}

function anchorOf(column: string, seed: Seed, role: unknown): unknown {
  if (column === 'organization_id' || column === 'org_id') return seed.organization;
  if (column === 'store_id') return seed.store;
  if (column === 'user_id') return seed.person;
  return column === 'role_id' ? role : null;
}

function madeUp(relation: string, column: Column, tag: string, count: number): unknown {
  const fitting = FITTING[`${relation}.${column.name}`];
  if (fitting !== undefined) return fitting;
  const text = `${tag}${columnKindOf(relation, column.name) === 'personal' ? PERSONAL_MARK : ''}${count}`;
  const { type } = column;
  if (column.firstLabel !== null) return column.firstLabel;
  if (type === 'uuid') return randomUUID();
  if (type === 'text' || type === 'varchar') return column.maxLength === null ? text : text.slice(0, column.maxLength);
  if (type === 'int2' || type === 'numeric') return 0;
  if (['int4', 'int8', 'float4', 'float8', 'xid8'].includes(type)) return count;
  if (type === 'bool') return false;
  if (type === 'jsonb') return { text };
  if (type === '_text') return [text];
  if (type.startsWith('_')) return [];
  if (type === 'inet' || type === 'cidr') return '10.0.0.1';
  if (type === 'bytea') return `\\x${Buffer.from(text).toString('hex')}`;
  if (type === 'time') return '12:00';
  if (type === 'interval') return '1 day';
  return new Date().toISOString();
}

async function insert({ query }: World, relation: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const names = Object.keys(row)
    .map((name) => `"${name}"`)
    .join(', ');
  await query(
    `INSERT INTO ${relation} (${names}) OVERRIDING SYSTEM VALUE SELECT ${names} FROM jsonb_populate_record(NULL::${relation}, $1) ON CONFLICT DO NOTHING`,
    [JSON.stringify(row)],
  );
}

async function storedRows(
  { query }: World,
  relations: readonly Relation[],
): Promise<ReadonlyMap<string, readonly StoredRow[]>> {
  const rows = new Map<string, readonly StoredRow[]>();
  for (const { name, kind } of relations) {
    if (kind === 'view') continue;
    const found = await query(`SELECT ${PLACE} AS place, to_jsonb(t) AS content FROM ${name} t`);
    rows.set(name, found as unknown as readonly StoredRow[]);
  }
  return rows;
}
export const PLACE = `t.tableoid::text || t.ctid::text`;

/** Everything in a row that is known to be somebody's, weighed against who asks. */
function letters(cast: Cast, origin: ReadonlyMap<string, Origin>): Stock['letterOf'] {
  const pattern = /[0-9a-f]{8}-[0-9a-f-]{27}|~[ab](?:-[a-z]+)?~/g;
  return (actor, content) => {
    const marks = JSON.stringify(content).match(pattern) ?? [];
    const found = marks.map((mark) => origin.get(mark)).filter((each) => each !== undefined);
    if (found.length === 0) return 'G';
    const tenant = actor === 'stranger' ? 'B' : 'A';
    if (actor === 'nobody' || found.some((each) => each.tenant !== tenant)) return 'O';
    if (tenant === 'A' && 'store_id' in content && found.some((each) => each.store === '2')) return 'S';
    if (tenant === 'A' && content['id'] === cast.storeA2) return 'S';
    return found.some((each) => each.person === cast.person[actor]) ? 'M' : 'C';
  };
}
