import { myId, renamePerson } from './boards/people.ts';
import { createSharedRowHandlers } from './handlers/shared-row-handlers.ts';
import type { SharedRowHandlers } from './handlers/shared-row-handlers.ts';
import type { EngineBoards } from './engine-boards.ts';
import type { EngineEvents } from './engine-events.ts';
import { prepared } from './database/database.ts';
import type { WritableDb } from './database/database.ts';
import type { Clock, Logger, Random } from './platform/deps.ts';
import type { FileLocks } from './platform/file-lock.ts';
import { EVENT_LOOP_TURNS } from './platform/turns.ts';
import { createColleagues } from './team/colleagues.ts';
import { disconnectTeam } from './team/connect-team.ts';
import { SHARED_BOARDS } from './team/shared-boards.ts';
import { indexSharedTables } from './team/shared-table.ts';
import { createTeamReplication } from './team/team-replication.ts';
import type { TeamReplication } from './team/team-replication.ts';
import type { CentralSession, TeamServer } from './team/team-server.ts';
import { readTeamState } from './team/team-state.ts';
import type { Team } from './team/team.ts';
import type { TeamLag } from '../shared/contract/team.ts';

export type EngineReplicationDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly locks: FileLocks;
  readonly events: EngineEvents;
  readonly boards: () => EngineBoards;
  /** The team is made after this: asked for when it is needed. */
  readonly team: () => Pick<Team, 'session' | 'status'>;
  readonly onChange: (change: { readonly tables: readonly string[]; readonly ids: readonly string[] | null }) => void;
  /** Copies of the mirror may hold what this person may not see any more. [TEAM13] */
  readonly removeCopies: () => void;
  readonly onDefect: (error: unknown) => void;
};

export type EngineReplication = {
  readonly handlers: SharedRowHandlers;
  readonly lag: () => TeamLag | null;
  /** Follows who is signed in, until the signal aborts. */
  readonly start: (signal: AbortSignal) => void;
};

const LOOK_EVERY_MS = 1_000;

/** The boards' way to the team's database and back, put together from its areas. Nothing of it runs for who works alone. */
export function createEngineReplication(deps: EngineReplicationDeps): EngineReplication {
  const { db, clock, events } = deps;
  const tables = indexSharedTables(SHARED_BOARDS);
  let current: { readonly replication: TeamReplication; readonly server: TeamServer } | null = null;
  const colleagues = createColleagues({
    clock,
    server: () => current?.server ?? null,
    nameOf: (personId) =>
      prepared<{ name: string }>(db, `SELECT name FROM people WHERE id = ?`).get(personId)?.name ?? '',
    onChange: (presence) => events.emit('presence', [...presence]),
  });

  async function open(session: CentralSession): Promise<TeamReplication> {
    const { createCentralTeamServer } = await import('./central/central-team-server.ts');
    const server = createCentralTeamServer(session);
    const replication = createTeamReplication({
      ...{ db, server, clock, random: deps.random, newId: deps.newId, logger: deps.logger },
      turns: EVENT_LOOP_TURNS,
      registry: SHARED_BOARDS,
      locks: deps.locks,
      // what was made here alone is that person's, whom the team knows by this id
      adoptPerson: (personId) => renamePerson(db, myId(db), personId),
      onChange: (changed) => {
        deps.onChange({
          tables: [...new Set(changed.map(({ table }) => table))],
          ids: changed.length > 200 ? null : changed.map(({ key }) => key),
        });
        deps.boards().noteOthers();
      },
      onWiped: deps.removeCopies,
      onReport: (report) => {
        // what waits for a person may be other than before, also where no row changed
        if (report.ok) deps.onChange({ tables: ['team_outbox', 'team_decisions'], ids: [] });
      },
    });
    current = { replication, server };
    return replication;
  }

  /** While one session lasts. */
  async function serve(session: CentralSession, signal: AbortSignal): Promise<void> {
    const { organizationId, personId, deviceId } = session;
    const replication = await open(session);
    const connected = replication.connect({ organizationId, personId, deviceId });
    if (!connected.ok) {
      // the mirror is wiped for another person before anything is read; this one has to wait for that
      deps.logger.log('warn', 'team.another-mirror', { organization: connected.error.organizationId });
      return;
    }
    const stop = events.listen((name, payload) => {
      if (name !== 'changed') return;
      const { tables: names } = payload as { readonly tables: readonly string[] };
      const isShared = names.some((table) => table === '*' || tables.byName.has(table));
      if (isShared && hasDirtyRows(db)) replication.changed();
    });
    try {
      await Promise.all([replication.start(signal), colleagues.keepTelling(signal)]);
    } finally {
      stop();
    }
  }

  async function follow(signal: AbortSignal): Promise<void> {
    let served: { readonly session: CentralSession; readonly over: AbortController } | null = null;
    const leave = (): void => {
      served?.over.abort();
      served = null;
      current = null;
    };
    signal.addEventListener('abort', leave, { once: true });
    while (!signal.aborted) {
      const session = deps.team().session();
      if (served !== null && served.session !== session) leave();
      if (session === null && deps.team().status().state === 'solo' && readTeamState(db) !== null) disconnectTeam(db);
      if (session !== null && served === null) {
        const over = new AbortController();
        served = { session, over };
        serve(session, over.signal).catch((error: unknown) => {
          if (!over.signal.aborted) deps.onDefect(error);
        });
      }
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
    }
  }

  return {
    handlers: createSharedRowHandlers({
      db,
      tables,
      now: () => Math.round(clock.now()),
      onSettled: (table) => {
        deps.onChange({ tables: [table, 'team_outbox', 'team_decisions'], ids: null });
        current?.replication.changed();
      },
      colleagues,
    }),
    lag: () => lagOf(db),
    start: (signal) => void follow(signal).catch(deps.onDefect),
  };
}

function hasDirtyRows(db: WritableDb): boolean {
  return prepared(db, `SELECT 1 FROM team_dirty LIMIT 1`).get() !== undefined;
}

function lagOf(db: WritableDb): TeamLag | null {
  const state = prepared<{ last_push_at: number | null; last_pull_at: number | null }>(
    db,
    `SELECT last_push_at, last_pull_at FROM team_state`,
  ).get();
  if (state === undefined) return null;
  const waiting = prepared<{ lines: number; oldest: number | null }>(
    db,
    `SELECT count(*) + (SELECT count(*) FROM team_dirty) AS lines, min(created_at) AS oldest FROM team_outbox WHERE state = 'waiting'`,
  ).get();
  const text = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
  return {
    waitingLines: waiting?.lines ?? 0,
    oldestLineAt: text(waiting?.oldest ?? null),
    lastPushAt: text(state.last_push_at),
    lastPullAt: text(state.last_pull_at),
  };
}
