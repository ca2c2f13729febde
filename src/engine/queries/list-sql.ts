import type { Compilable, RawBuilder } from 'kysely';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely';
import type { ReadableDb } from '../database/database.ts';
import { prepared } from '../database/database.ts';
import type { SortKey } from './record-tables.ts';

/** Kysely only writes SQL here: it has no connection and runs nothing. */
const writer = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** One piece of a list: rows of one table that an index finds. Pieces are merged in the order of the sort keys. */
export type Arm = {
  readonly table: string;
  /** How the table is read: one index by name, row numbers only, or as SQLite likes (unique columns). */
  readonly access: { readonly index: string } | 'rows' | 'free';
  readonly where: readonly RawBuilder<unknown>[];
};

function source(arm: Arm): RawBuilder<unknown> {
  if (arm.access === 'free') return sql`r`;
  return arm.access === 'rows' ? sql`r NOT INDEXED` : sql`r INDEXED BY ${sql.ref(arm.access.index)}`;
}

function armRows(arm: Arm, keys: readonly SortKey[]) {
  const rows = writer
    .selectFrom(sql<{ row_number: number }>`${sql.table(arm.table)}`.as<'r'>(source(arm)))
    .select(sql<number>`r.row_number`.as('row_number'))
    .where(sql<boolean>`${sql.join(arm.where, sql` AND `)}`);
  const columns = keys.map((key, index) => {
    const collate = key.collate === undefined ? '' : ` COLLATE ${key.collate}`;
    return sql<unknown>`${sql.raw(key.sql + collate)}`.as(`k${index}`);
  });
  return rows.select(columns);
}

/** Row numbers in order, of all arms together. */
export function pageQuery(
  arms: readonly Arm[],
  keys: readonly SortKey[],
  descending: boolean,
  limit: number,
  offset: number,
): Compilable {
  const [first, ...others] = arms.map((arm) => armRows(arm, keys));
  if (first === undefined) throw new Error('a list needs an arm');
  let query = first;
  for (const other of others) query = query.unionAll(other);
  const direction = descending ? 'desc' : 'asc';
  for (const index of keys.keys()) query = query.orderBy(sql.ref(`k${index}`), direction);
  return query.orderBy(sql.ref('row_number'), direction).limit(limit).offset(offset);
}

/** How many rows an arm has. */
export function countQuery(arm: Arm): Compilable {
  return writer
    .selectFrom(sql<{ row_number: number }>`${sql.table(arm.table)}`.as<'r'>(source(arm)))
    .select(sql<number>`count(*)`.as('total'))
    .where(sql<boolean>`${sql.join(arm.where, sql` AND `)}`);
}

/** Sum of the maintained counters under `where`; the counters' row is `r`, as the table's is elsewhere. */
export function counterQuery(where: readonly RawBuilder<unknown>[]): Compilable {
  return writer
    .selectFrom(sql<{ row_count: number }>`list_counts`.as('r'))
    .select(sql<number>`coalesce(sum(r.row_count), 0)`.as('total'))
    .where(sql<boolean>`${sql.join(where, sql` AND `)}`);
}

/** Runs compiled SQL through the connection's prepared statements; the first column of each row. */
export function firstColumn(db: ReadableDb, query: Compilable): number[] {
  const { sql: text, parameters } = query.compile();
  return prepared<number>(db, text)
    .pluck()
    .all(...parameters);
}
