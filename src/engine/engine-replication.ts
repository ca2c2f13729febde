import { createSharedRowHandlers } from './handlers/shared-row-handlers.ts';
import type { SharedRowHandlers } from './handlers/shared-row-handlers.ts';
import type { EngineEvents } from './engine-events.ts';
import { myId, renamePerson } from './boards/people.ts';
import type { WritableDb } from './database/database.ts';
import { prepared } from './database/database.ts';
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

export type EngineReplicationDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly newId: () => string;
  readonly locks: FileLocks;
  readonly events: EngineEvents;
  readonly onChange: (change: { readonly tables: readonly string[]; readonly ids: readonly string[] | null }) => void;
  /** Rows came from colleagues: what follows from them is looked for. */
  readonly onReceived: () => void;
  /** Copies of the mirror may hold what this person may not see any more. [TEAM13] */
  readonly removeCopies: () => void;
};
export type EngineReplication = {
  readonly handlers: SharedRowHandlers;
  /** The session as it is now: rows travel while there is one, and end for good in solo mode. */
  readonly follow: (session: CentralSession | null, isSolo: boolean) => Promise<void>;
  /** Tables of the mirror that were changed here, or by another process of this profile; `*`: any. */
  readonly changed: (tables: readonly string[]) => void;
  readonly stop: () => Promise<void>;
};

type Running = {
  readonly session: CentralSession;
  readonly server: TeamServer;
  readonly replication: TeamReplication;
  readonly end: () => Promise<void>;
};

const INBOX = ['team_outbox', 'team_decisions'];

/** The shared rows where they meet the rest of the engine: who is signed in, the boards, what the windows show. */
export function createEngineReplication(deps: EngineReplicationDeps): EngineReplication {
  const { db, clock, logger, events } = deps;
  let running: Running | null = null;
  const colleagues = createColleagues({
    clock,
    server: () => running?.server ?? null,
    nameOf: (personId) => nameOf(db, personId),
    onChange: (presence) => events.emit('presence', [...presence]),
  });
  /** What is told one after the other is done one after the other. */
  let tail: Promise<void> = Promise.resolve();

  async function begin(session: CentralSession): Promise<void> {
    const central = await serverOf(session);
    const server: TeamServer = {
      ...central,
      listen: (channel, onHint, signal) => central.listen(channel, () => (onHint(), colleagues.hear()), signal),
    };
    const replication = createTeamReplication({
      ...deps,
      server,
      registry: SHARED_BOARDS,
      turns: EVENT_LOOP_TURNS,
      adoptPerson: (personId) => renamePerson(db, myId(db), personId),
      onChange: (rows) => {
        deps.onChange({ tables: [...new Set(rows.map(({ table }) => table))], ids: rows.map(({ key }) => key) });
        deps.onReceived();
      },
      onWiped: deps.removeCopies,
      // what waits for a person may be other than before, also where no row changed
      onReport: () => deps.onChange({ tables: INBOX, ids: [] }),
    });
    const connected = replication.connect(session);
    if (!connected.ok) return logger.log('error', 'team.another-mirror', { failure: connected.error });
    const stop = new AbortController();
    const ended = replication.start(stop.signal);
    running = {
      ...{ session, server, replication },
      end: async () => {
        stop.abort();
        await Promise.all([ended, telling]);
      },
    };
    const telling = colleagues.keepTelling(stop.signal);
  }

  async function end(): Promise<void> {
    const ending = running;
    running = null;
    await ending?.end();
  }

  async function follow(session: CentralSession | null, isSolo: boolean): Promise<void> {
    if (session !== (running?.session ?? null)) {
      await end();
      if (session !== null) await begin(session);
    }
    if (isSolo && running === null && readTeamState(db) !== null) disconnectTeam(db);
  }

  return {
    handlers: createSharedRowHandlers({
      db,
      tables: indexSharedTables(SHARED_BOARDS),
      now: () => Math.round(clock.now()),
      onSettled: (table) => {
        deps.onChange({ tables: [table, ...INBOX], ids: null });
        running?.replication.changed();
      },
      colleagues,
    }),
    follow: (session, isSolo) => {
      tail = tail
        .then(() => follow(session, isSolo))
        .catch((error: unknown) => {
          logger.log('error', 'team.replication-defect', { error: String(error) });
        });
      return tail;
    },
    changed: (tables) => {
      if (running === null) return;
      const { byName } = running.replication.tables;
      if (tables.some((table) => table === '*' || byName.has(table))) running.replication.changed();
    },
    stop: () => {
      tail = tail.then(end);
      return tail;
    },
  };
}

/** Who has given no name goes by the address. */
function nameOf(db: WritableDb, personId: string): string {
  const known = prepared<{ name: string; email: string | null }>(db, `SELECT name, email FROM people WHERE id = ?`);
  const person = known.get(personId);
  return person === undefined || person.name !== '' ? (person?.name ?? '') : (person.email ?? '');
}

/** Without a team nothing of PostgreSQL is loaded. */
async function serverOf(session: CentralSession): Promise<TeamServer> {
  const { createCentralTeamServer } = await import('./central/central-team-server.ts');
  return createCentralTeamServer(session);
}
