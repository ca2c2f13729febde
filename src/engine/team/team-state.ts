import type { ReadableDb, WritableDb } from '../database/database.ts';
import { inDurableTransaction, inTransaction, prepared } from '../database/database.ts';
import type { CentralState, FeedPlace } from './team-server.ts';

export type TeamState = {
  readonly organizationId: string;
  readonly personId: string;
  readonly deviceId: string;
  readonly nextSequence: number;
  /** Null: everything has to be read anew. */
  readonly floor: FeedPlace | null;
  readonly history: string | null;
  readonly access: string | null;
  readonly generation: number;
  readonly lastPushAt: number | null;
  readonly lastPullAt: number | null;
};

type StateRow = {
  readonly organization_id: string;
  readonly person_id: string;
  readonly device_id: string;
  readonly next_sequence: number;
  readonly floor_xid: string | null;
  readonly floor_version: number;
  readonly history: string | null;
  readonly access: string | null;
  readonly generation: number;
  readonly last_push_at: number | null;
  readonly last_pull_at: number | null;
};

/** Null: this mirror is of one person alone. */
export function readTeamState(db: ReadableDb): TeamState | null {
  const row = prepared<StateRow>(db, 'SELECT * FROM team_state').get();
  if (row === undefined) return null;
  return {
    organizationId: row.organization_id,
    personId: row.person_id,
    deviceId: row.device_id,
    nextSequence: row.next_sequence,
    floor: row.floor_xid === null ? null : { xid: row.floor_xid, version: row.floor_version },
    history: row.history,
    access: row.access,
    generation: row.generation,
    lastPushAt: row.last_push_at,
    lastPullAt: row.last_pull_at,
  };
}

export function saveFloor(db: WritableDb, floor: FeedPlace): void {
  prepared(db, 'UPDATE team_state SET floor_xid = ?, floor_version = ?').run(floor.xid, floor.version);
}

/** Everything was read: from here on the feed goes on. */
export function saveWholeReading(
  db: WritableDb,
  settled: string,
  central: Pick<CentralState, 'history' | 'access'>,
  now: number,
): void {
  prepared(db, 'UPDATE team_state SET floor_xid = ?, floor_version = 0, history = ?, access = ?, last_pull_at = ?').run(
    settled,
    central.history,
    central.access,
    now,
  );
}

/** Writes of `work` mark nothing as changed here. [TEAM1] A crash within takes the flag back with the rest. */
export function asCentral<T>(db: WritableDb, durability: 'durable' | 'pulled', work: () => T): T {
  const run = durability === 'durable' ? inDurableTransaction : inTransaction;
  return run(db, (() => {
    prepared(db, 'UPDATE team_state SET applying = 1').run();
    const result = work();
    prepared(db, 'UPDATE team_state SET applying = 0').run();
    return result;
  }) as () => never);
}
