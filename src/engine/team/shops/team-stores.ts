import type { ReadableDb, WritableDb } from '../../database/database.ts';
import { prepared } from '../../database/database.ts';

/** A shop that the team shares, as this desktop knows it. Times: epoch ms. */
export type TeamStore = {
  readonly store_id: string;
  readonly rank: 'viewer' | 'manager' | 'owner';
  /** Central's transaction up to which its changes are here. [TEAM8] */
  readonly floor: string;
  readonly token: number | null;
  readonly joined_at: number;
  readonly filled_at: number | null;
  readonly pulled_at: number | null;
  readonly pushed_at: number | null;
  readonly read_at: number | null;
  readonly read_by: string | null;
  readonly holder_device: string | null;
  readonly holder_name: string | null;
  readonly holder_until: number | null;
  readonly alone_since: number | null;
};

export function teamStore(db: ReadableDb, storeId: string): TeamStore | null {
  return prepared<TeamStore>(db, `SELECT * FROM team_stores WHERE store_id = ?`).get(storeId) ?? null;
}

export function teamStores(db: ReadableDb): readonly TeamStore[] {
  return prepared<TeamStore>(db, `SELECT * FROM team_stores ORDER BY joined_at, store_id`).all();
}

export function addTeamStore(db: WritableDb, storeId: string, rank: TeamStore['rank'], now: number): void {
  prepared(
    db,
    `INSERT INTO team_stores (store_id, rank, joined_at) VALUES (?, ?, ?) ON CONFLICT (store_id) DO UPDATE SET rank = excluded.rank`,
  ).run(storeId, rank, now);
}

type Settable = Omit<TeamStore, 'store_id' | 'joined_at'>;

export function updateTeamStore(db: WritableDb, storeId: string, changes: Partial<Settable>): void {
  const names = Object.keys(changes);
  prepared(db, `UPDATE team_stores SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE store_id = ?`).run(
    ...names.map((name) => changes[name as keyof Settable] ?? null),
    storeId,
  );
}

const LEFT = 'team.left-stores';

/** Stores of the team that a person of this computer left: they do not come back by themselves. */
export function leftStores(db: ReadableDb): readonly string[] {
  const row = prepared<{ value: string }>(db, `SELECT value FROM app_settings WHERE name = ?`).get(LEFT);
  return row === undefined ? [] : (JSON.parse(row.value) as string[]);
}

export function noteLeft(db: WritableDb, storeId: string, isLeft: boolean): void {
  const others = leftStores(db).filter((id) => id !== storeId);
  prepared(
    db,
    `INSERT INTO app_settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  ).run(LEFT, JSON.stringify(isLeft ? [...others, storeId] : others));
}
